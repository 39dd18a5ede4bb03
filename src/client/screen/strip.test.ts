import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { textWidth } from '../../base/graphemes.ts';
import { FgFlag, rowText, WORDS } from '../../protocol/cells.ts';
import { layoutStrip, type Strip, type StripOptions, type StripTab, stripHit } from './strip.ts';
import { themeOf } from './theme.ts';

const theme = themeOf({ NO_COLOR: '1' });

function tabs(...labels: string[]): StripTab[] {
  return labels.map((label, i) => ({ index: i + 1, id: `t${i + 1}`, label, state: 'running', attention: false }));
}

function layout(options: Partial<StripOptions> & { tabs: readonly StripTab[] }): Strip {
  return layoutStrip({ active: null, cols: 100, mode: 'tab', theme, ...options });
}

const many = tabs(...Array.from({ length: 40 }, (_, i) => `Tab ${i + 1}`));

test('the strip reads as numbers and labels with a plus behind them', () => {
  for (const [options, text] of [
    [{ tabs: tabs('Claude (Kimi)', 'Codex'), active: 't1' }, ' 1 Claude (Kimi)  2 Codex  +'],
    [{ tabs: tabs('Claude (Kimi)', 'Codex'), active: 't1', mode: 'command' }, '[1 Claude (Kimi)] 2 Codex  +'],
    [{ tabs: tabs('日本', 'é'), active: 't2' }, ' 1 日本  2 é  +'],
    [{ tabs: [] }, ' +'],
    [{ tabs: many, active: 't1', cols: 20 }, ' 1 Tab 1  39› +'],
    [{ tabs: many, active: 't20', cols: 20 }, '‹19  20 Tab 20  20›'],
    [{ tabs: many, active: 't40', cols: 20 }, '‹39  40 Tab 40  +'],
    [{ tabs: many, active: 't20', cols: 10 }, ' 20 Tab 20'],
    [{ tabs: many, active: 't20', cols: 6 }, ' 20 … '],
    [{ tabs: tabs('An agent of a very long name', 'b'), active: 't1', cols: 20 }, ' 1 An agent of …  1›'],
  ] as [Partial<StripOptions> & { tabs: StripTab[] }, string][]) {
    const { row } = layout(options);
    assert.equal(rowText(row), text.trimEnd());
  }
});

test('a long label gives way to other tabs, as little as they need and never to less than 22 cells', () => {
  const long = 'x'.repeat(200);
  for (const [labels, cols, text] of [
    [[long, 'Claude'], 60, ` 1 ${'x'.repeat(42)}…  2 Claude  +`],
    [['Claude', long, 'Codex'], 60, ` 1 Claude  2 ${'x'.repeat(33)}…  3 Codex  +`],
    [[long, long, 'Codex'], 64, ` 1 ${'x'.repeat(21)}…  2 ${'x'.repeat(21)}…  3 Codex  +`],
    [[long, long, 'Codex'], 59, ` 1 ${'x'.repeat(21)}…  2 ${'x'.repeat(21)}…  1› +`],
    [[long, '日'.repeat(50)], 60, ` 1 ${'x'.repeat(23)}…  2 ${'日'.repeat(11)}…  +`],
    [[long], 60, ` 1 ${'x'.repeat(52)}…  +`],
    [['OpenCode (MiniMax)', 'OpenCode (MiniMax)', 'b'], 40, ' 1 OpenCode (MiniMax)  2› +'],
  ] as const) {
    assert.equal(rowText(layout({ tabs: tabs(...labels), active: 't1', cols }).row).trimEnd(), text, `${labels.length} in ${cols}`);
  }
});

test('the count of hidden tabs is lit while one of them waits, is done or calls', () => {
  const lit = (part: Partial<StripTab>, at: number, active: string) => {
    const all = many.map((tab, i) => (i === at ? { ...tab, ...part } : tab));
    const { row, hits } = layout({ tabs: all, active, cols: 40 });
    const calm = layout({ tabs: many, active, cols: 40 }).row;
    return hits
      .filter(
        ({ target, from }) =>
          (target.kind === 'left' || target.kind === 'right') && row.words[(from + 1) * WORDS + 1] !== calm.words[(from + 1) * WORDS + 1],
      )
      .map(({ target }) => target.kind);
  };
  for (const [part, at, wanted] of [
    [{ activity: 'waiting' }, 0, ['left']],
    [{ activity: 'done' }, 39, ['right']],
    [{ attention: true }, 39, ['right']],
    [{ activity: 'working' }, 39, []],
    [{ activity: 'waiting' }, 19, []],
  ] as [Partial<StripTab>, number, string[]][])
    assert.deepEqual(lit(part, at, 't20'), wanted, JSON.stringify(part));
});

test('what happened in a tab is marked without colours too', () => {
  const [a, b, c] = tabs('Claude', 'Codex', 'Shell') as [StripTab, StripTab, StripTab];
  const { row } = layout({
    tabs: [
      { ...a, attention: true },
      { ...b, attention: true },
      { ...c, state: 'exited' },
    ],
    active: 't1',
  });
  assert.equal(rowText(row), ' 1 Claude  2 Codex !  3 Shell ×  +');
});

test('what agents do is told in one cell that never moves, in ASCII where the locale has no more', () => {
  const [a, b] = tabs('Claude', 'Codex') as [StripTab, StripTab];
  for (const [activity, text, ascii] of [
    ['working', '●', '*'],
    ['waiting', '?', '?'],
    ['done', '✓', '='],
    ['idle', '·', '.'],
  ] as const) {
    const now = [
      { ...a, activity },
      { ...b, activity, attention: activity === 'done' },
    ];
    assert.equal(rowText(layout({ tabs: now, active: 't1' }).row), ` 1 Claude ${text}  2 Codex ${text}  +`);
    assert.equal(rowText(layout({ tabs: now, active: 't1', ascii: true }).row), ` 1 Claude ${ascii}  2 Codex ${ascii}  +`);
  }
  const dead = { ...b, state: 'exited', activity: 'dead' } as const;
  assert.equal(rowText(layout({ tabs: [a, dead], active: 't1', ascii: true }).row), ' 1 Claude  2 Codex #  +');
  const rang = [a, { ...b, activity: 'idle', attention: true }] as const;
  assert.equal(rowText(layout({ tabs: rang, active: 't1' }).row), ' 1 Claude  2 Codex !  +');
});

test('states that call for the operator look different from the others, without colours too', () => {
  for (const environment of [{}, { NO_COLOR: '1' }]) {
    const looks = (activity: NonNullable<StripTab['activity']>) => {
      const [a, b] = tabs('Claude', 'Codex') as [StripTab, StripTab];
      const { row, hits } = layout({ tabs: [a, { ...b, activity }], active: 't1', theme: themeOf(environment) });
      const at = hits.find(({ target }) => target.kind === 'tab' && target.id === 't2')!.from;
      return `${row.words[at * WORDS + 1]} ${row.words[at * WORDS + 2]}`;
    };
    assert.notEqual(looks('waiting'), looks('idle'));
    assert.notEqual(looks('done'), looks('working'));
  }
});

test('only the active tab is bold and inverse', () => {
  for (const environment of [{}, { NO_COLOR: '1' }]) {
    const { row, hits } = layout({ tabs: tabs('Claude', 'Codex'), active: 't2', theme: themeOf(environment) });
    for (const { from, to, target } of hits) {
      for (let x = from; x < to; x++) {
        const fg = row.words[x * WORDS + 1]!;
        const marked = (fg & FgFlag.inverse) !== 0 && (fg & FgFlag.bold) !== 0;
        assert.equal(marked, target.kind === 'tab' && target.id === 't2', `column ${x}`);
      }
    }
  }
});

test('a click means what stands there', () => {
  const { hits } = layout({ tabs: many, active: 't20', cols: 40 });
  const { row } = layout({ tabs: many, active: 't20', cols: 40 });
  const text = rowText(row);
  assert.deepEqual(stripHit(hits, text.indexOf('‹')), { kind: 'left' });
  assert.deepEqual(stripHit(hits, text.indexOf('›')), { kind: 'right' });
  assert.deepEqual(stripHit(hits, text.indexOf('20 Tab')), { kind: 'tab', id: 't20' });
  assert.deepEqual(stripHit(hits, text.indexOf('+')), { kind: 'new' });
  assert.equal(stripHit(hits, 39), null);
});

test('where the mouse closes tabs, the active one and the one under the mouse have a mark for it, and nothing moves for that', () => {
  const list = tabs('Claude (Kimi)', 'Codex');
  const hover = { kind: 'tab', id: 't2' } as const;
  for (const [options, text] of [
    [{}, ' 1 Claude (Kimi) ✕ 2 Codex   +'],
    [{ hover }, ' 1 Claude (Kimi) ✕ 2 Codex ✕ +'],
    [{ active: 't2' }, ' 1 Claude (Kimi)   2 Codex ✕ +'],
    [{ mode: 'command' }, '[1 Claude (Kimi)]  2 Codex   +'],
    [{ mode: 'command', hover: { kind: 'tab', id: 't1' } }, '[1 Claude (Kimi)]✕ 2 Codex   +'],
    // tighter: in place of the blank, as long as they fit
    [{ cols: 29 }, ' 1 Claude (Kimi)✕ 2 Codex  +'],
    [{ cols: 29, hover }, ' 1 Claude (Kimi)✕ 2 Codex✕ +'],
    [{ cols: 14 }, ' 1 Claude…✕ 1›'],
    [{ cols: 7, tabs: tabs('Claude') }, ' 1 Cl…'],
  ] as [Partial<StripOptions>, string][]) {
    assert.equal(rowText(layout({ tabs: list, active: 't1', closable: true, ...options }).row), text);
  }
  const { hits, row } = layout({ tabs: list, active: 't1', closable: true, hover });
  assert.deepEqual(stripHit(hits, 17), { kind: 'close', id: 't1' });
  assert.equal(rowText(row)[17], '✕');
  assert.deepEqual(stripHit(hits, 16), { kind: 'tab', id: 't1' });
  assert.deepEqual(stripHit(hits, 27), { kind: 'close', id: 't2' });
});

test('what the mouse is on looks different, without colours too', () => {
  for (const environment of [{}, { NO_COLOR: '1' }]) {
    const at = { tabs: many, active: 't20', cols: 60, closable: true, theme: themeOf(environment) };
    for (const { from, to, target } of layout(at).hits) {
      const plain = layout(at);
      const { row } = layout({ ...at, hover: target });
      const looks = (x: number, of = row) => `${of.words[x * WORDS + 1]} ${of.words[x * WORDS + 2]}`;
      const own = target.kind === 'tab' && target.id === 't20';
      for (let x = 0; x < at.cols - 1; x++) {
        const inside = x >= from && x < to;
        if (inside) assert.equal(looks(x) !== looks(x, plain.row), !own, `${JSON.stringify(target)} ${x}`);
        // the place of the close mark that came with it
        else if (!(target.kind === 'tab' && x === to)) assert.equal(looks(x), looks(x, plain.row), `${JSON.stringify(target)} ${x}`);
      }
    }
  }
});

test('moving along the strip scrolls it only at its edges', () => {
  let first = 0;
  const seen: number[] = [];
  for (let i = 1; i <= 40; i++) {
    ({ first } = layout({ tabs: many, active: `t${i}`, cols: 60, first }));
    seen.push(first);
  }
  assert.deepEqual(seen.slice(0, 4), [0, 0, 0, 0]);
  const forth = first;
  ({ first } = layout({ tabs: many, active: 't38', cols: 60, first }));
  assert.equal(first, forth, 'a tab that is in view already moves nothing');
});

test('in any width the active tab is in view, counts are right, and nothing overlaps', () => {
  const label = fc.oneof(fc.string({ maxLength: 20 }), fc.string({ unit: 'grapheme', maxLength: 12 }));
  const someTabs = fc.array(label, { minLength: 1, maxLength: 40 }).map((labels) => tabs(...labels));
  fc.assert(
    fc.property(someTabs, fc.nat(39), fc.integer({ min: 1, max: 120 }), fc.nat(45), fc.boolean(), (list, at, cols, first, command) => {
      const active = list[at % list.length]!;
      const { row, hits } = layout({ tabs: list, active: active.id, cols, first, mode: command ? 'command' : 'tab' });
      assert.equal(row.words.length, cols * WORDS);
      const own = hits.find((hit) => hit.target.kind === 'tab' && hit.target.id === active.id);
      assert.ok(own, 'the active tab has a place');
      const whole = textWidth(`${active.index} ${active.label}`) + 2;
      const only = hits.filter((hit) => hit.target.kind === 'tab').length === 1;
      assert.ok(own.to - own.from >= whole || only, 'no other tab takes room that the active one needs');
      let x = 0;
      for (const { from, to } of hits) {
        assert.ok(from >= x && to > from && to <= cols);
        x = to;
      }
      const shown = hits.filter((hit) => hit.target.kind === 'tab');
      const text = rowText(row);
      const counts = [...text.matchAll(/‹(\d+) | (\d+)›/g)].length;
      if (hits.some((hit) => hit.target.kind === 'left' || hit.target.kind === 'right')) assert.ok(counts > 0);
      else if (cols > 30) assert.equal(shown.length, list.length, 'tabs are hidden only with a count');
    }),
  );
});

test('a tab whose key has changed is marked, unless there is something to look at', () => {
  const [first, second] = tabs('Claude (Kimi)', 'Codex') as [StripTab, StripTab];
  for (const [changed, text] of [
    [{ keyChanged: true }, ' 1 Claude (Kimi)  2 Codex ~  +'],
    [{ keyChanged: true, attention: true }, ' 1 Claude (Kimi)  2 Codex !  +'],
    [{ keyChanged: true, state: 'exited' }, ' 1 Claude (Kimi)  2 Codex ×  +'],
  ] as const) {
    assert.equal(rowText(layout({ tabs: [first, { ...second, ...changed }], active: 't1' }).row), text);
  }
  assert.equal(rowText(layout({ tabs: [{ ...first, keyChanged: true, attention: true }], active: 't1' }).row), ' 1 Claude (Kimi) ~  +');
});
