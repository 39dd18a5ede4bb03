import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FgFlag, WORDS } from '../../protocol/cells.ts';
import { click, mouse, place, press, screenText, turn, type } from './harness.ts';
import { createDialogs, type DialogHost, type PickOptions } from './index.ts';

const AGENTS: PickOptions = {
  title: 'New agent tab',
  rows: [
    { id: 'claude', label: 'Claude' },
    { id: 'codex', label: 'Codex' },
    { id: 'opencode', label: 'OpenCode' },
    { id: 'amp', label: 'Amp', detail: 'not installed: npm install -g amp-of-an-example', dimmed: true },
    { id: 'shell', label: 'Shell' },
  ],
};
const HUNDRED: PickOptions = { title: 'Many', rows: Array.from({ length: 100 }, (_, i) => ({ id: `id${i}`, label: `row ${i}` })) };

function opened(options: PickOptions, cols = 80, rows = 24): { host: DialogHost; answer: Promise<string | null> } {
  const host = createDialogs({ cols, rows });
  return { host, answer: host.pick(options) };
}

/** The rows of the list, without frame, filter line and blank rows. */
function listed(host: DialogHost): string[] {
  return screenText(host)
    .slice(2, -1)
    .map((line) => line.slice(2, -1).trimEnd())
    .filter(Boolean);
}

const selected = (host: DialogHost): string | undefined =>
  listed(host)
    .find((line) => line.startsWith('> '))
    ?.slice(2);

test('the list stands in the middle, each label in a row of its own, the first selected', () => {
  const { host } = opened(AGENTS);
  assert.deepEqual(
    listed(host).map((line) => line.slice(2).split('  ')[0]),
    ['Claude', 'Codex', 'OpenCode', 'Amp', 'Shell'],
  );
  assert.equal(selected(host), 'Claude');
  assert.match(screenText(host)[0]!, /─ New agent tab ─/);
  assert.match(screenText(host).at(-1)!, / 5\/5 /);
  const { x, y, width, height } = host.render()!;
  assert.ok(Math.abs(x - (80 - x - width)) <= 1 && Math.abs(y - (24 - y - height)) <= 1);
});

test('the selected row is inverse from edge to edge', () => {
  const { host } = opened(AGENTS);
  const { x, y } = place(host, '> Claude');
  const overlay = host.render()!;
  const row = overlay.rows[y - overlay.y]!;
  for (let i = x - overlay.x; i < overlay.width - 2; i++) assert.ok(row.words[i * WORDS + 1]! & FgFlag.inverse, `column ${i}`);
});

for (const [keys, expected] of [
  [['down'], 'Codex'],
  [['C-n', 'C-n', 'C-p'], 'Codex'],
  [['tab', 'tab'], 'OpenCode'],
  [['tab', 'tab', 'S-tab'], 'Codex'],
  [['up'], 'Shell'],
  [['end'], 'Shell'],
  [['end', 'down'], 'Claude'],
  [['pagedown'], 'Shell'],
  [['pagedown', 'pagedown', 'home'], 'Claude'],
  [['end', 'pageup', 'pageup'], 'Claude'],
] as const) {
  test(`${keys.join(' ')} selects ${expected}`, () => {
    const { host } = opened(AGENTS);
    press(host, ...keys);
    assert.equal(selected(host), expected);
  });
}

test('Enter answers the id of the selected row', async () => {
  const { host, answer } = opened(AGENTS);
  press(host, 'down', 'enter');
  assert.equal(await answer, 'codex');
});

test('Esc and Ctrl+C answer nothing', async () => {
  for (const key of ['escape', 'C-c']) {
    const { host, answer } = opened(AGENTS);
    press(host, key);
    assert.equal(await answer, null);
    await turn();
    assert.equal(host.render(), null);
    assert.equal(host.active, false);
  }
});

test('`selected` names the row to start on, and an unknown one starts on the first', () => {
  assert.equal(selected(opened({ ...AGENTS, selected: 'opencode' }).host), 'OpenCode');
  assert.equal(selected(opened({ ...AGENTS, selected: 'gone' }).host), 'Claude');
});

test('typing narrows whatever the case, the better match first, and shows the filter and the count', async () => {
  const { host, answer } = opened(AGENTS);
  type(host, 'CO');
  assert.deepEqual(listed(host), ['> Codex', '  OpenCode']);
  assert.match(screenText(host)[1]!, /CO/);
  assert.match(screenText(host).at(-1)!, / 2\/5 /);
  const { cursor } = host.render()!;
  assert.deepEqual(cursor, { x: place(host, 'CO').x + 2, y: place(host, 'CO').y });
  type(host, 'de');
  press(host, 'down', 'enter');
  assert.equal(await answer, 'opencode');
});

test('letters in order match where nothing else does, and Backspace, Ctrl+W and Ctrl+U widen again', () => {
  const { host } = opened(AGENTS);
  type(host, 'ocd');
  assert.deepEqual(listed(host), ['> OpenCode']);
  press(host, 'backspace', 'backspace');
  assert.deepEqual(
    listed(host).map((l) => l.slice(2)),
    ['OpenCode', 'Codex'],
  );
  press(host, 'C-w');
  assert.equal(listed(host).length, 5);
  type(host, 'sh');
  press(host, 'C-u');
  assert.equal(listed(host).length, 5);
});

test('a filter that nothing answers says so, and Enter does nothing', async () => {
  const { host, answer } = opened(AGENTS);
  type(host, 'zzz');
  assert.deepEqual(listed(host), ['No match']);
  press(host, 'enter', 'down', 'up', 'pagedown');
  press(host, 'C-u', 'enter');
  assert.equal(await answer, 'claude');
});

test('a filter selects the first row that can be chosen', () => {
  const { host } = opened({
    title: 't',
    rows: [
      { id: 'a', label: 'same one', dimmed: true },
      { id: 'b', label: 'same two' },
    ],
  });
  assert.equal(selected(host), 'same one');
  type(host, 'same');
  assert.equal(selected(host), 'same two');
});

test('a dimmed row can be moved to; Enter says why it cannot be chosen, and the next key goes on', async () => {
  const { host, answer } = opened(AGENTS);
  press(host, 'down', 'down', 'down', 'enter');
  assert.ok(screenText(host).some((line) => line.includes('Amp: not installed: npm install -g amp-of-an-example')));
  assert.match(selected(host)!, /^Amp/);
  press(host, 'down');
  assert.ok(!screenText(host).some((line) => line.includes('Amp: not installed')));
  press(host, 'enter');
  assert.equal(await answer, 'shell');
});

test('a digit chooses the row of its number, as long as nothing is typed and the row is there', async () => {
  for (const [typed, expected] of [
    ['2', 'codex'],
    ['5', 'shell'],
  ] as const) {
    const { host, answer } = opened({ ...AGENTS, digits: true });
    assert.deepEqual(listed(host)[4], '  5 Shell');
    type(host, typed);
    assert.equal(await answer, expected);
  }
  const { host, answer } = opened({ ...AGENTS, digits: true });
  type(host, '4');
  assert.ok(screenText(host).some((line) => line.includes('Amp: not installed')));
  type(host, '9');
  assert.match(screenText(host)[1]!, /Filter: 9/);
  press(host, 'backspace');
  type(host, 'c');
  assert.deepEqual(listed(host), ['>   Claude', '    Codex', '    OpenCode']);
  type(host, '2');
  assert.deepEqual(listed(host), ['No match']);
  press(host, 'C-u', 'escape');
  assert.equal(await answer, null);
});

test('of a hundred rows nine have a number', () => {
  const { host } = opened({ ...HUNDRED, digits: true }, 40, 14);
  assert.deepEqual(listed(host).slice(0, 2), ['> 1 row 0', '  2 row 1']);
  assert.deepEqual(listed(host).slice(8, 10), ['  9 row 8', '    row 9']);
});

test('keys stand at the right end, and a label gives way to them', () => {
  const rows = [
    { id: 'a', label: 'Close the tab', key: 'x' },
    { id: 'b', label: 'Go to the next tab, wherever it is', key: 'n, →, Tab' },
  ];
  const wide = opened({ title: 't', rows });
  assert.match(listed(wide.host)[0]!, /^> Close the tab +x$/);
  assert.match(listed(wide.host)[1]!, /wherever it is {2}n, →, Tab$/);
  const narrow = opened({ title: 't', rows }, 40, 10);
  assert.match(listed(narrow.host)[1]!, /Go to the next tab, \S*… {2}n, →, Tab$/);
  const tiny = opened({ title: 't', rows }, 20, 5);
  assert.match(listed(tiny.host)[1]!, /Go to the ne\S*…$/);
});

test('an empty list says why', () => {
  const { host } = opened({ title: 'Tabs', rows: [], empty: 'No tab is open' });
  assert.deepEqual(listed(host), ['No tab is open']);
  press(host, 'enter', 'down');
});

test('a click chooses its row; a press alone only selects it', async () => {
  const { host, answer } = opened(AGENTS);
  mouse(host, 'press', place(host, 'OpenCode'));
  assert.equal(selected(host), 'OpenCode');
  mouse(host, 'release', place(host, 'Shell'));
  assert.equal(host.active, true);
  click(host, place(host, 'Codex'));
  assert.equal(await answer, 'codex');
});

test('a click outside is Esc, but not the release of a button that went down before, nor a click on the frame', async () => {
  const { host, answer } = opened(AGENTS);
  mouse(host, 'release', { x: 0, y: 0 });
  click(host, place(host, '┌'));
  await turn();
  assert.equal(host.active, true);
  click(host, { x: 0, y: 0 });
  assert.equal(await answer, null);
});

test('a click on a dimmed row says why it cannot be chosen', () => {
  const { host } = opened(AGENTS);
  click(host, place(host, 'Amp'));
  assert.ok(screenText(host).some((line) => line.includes('Amp: not installed')));
});

test('of a hundred rows the selected one is always in view', () => {
  const { host } = opened(HUNDRED, 40, 12);
  assert.equal(listed(host).length, 9);
  for (let i = 1; i < 100; i++) {
    press(host, 'down');
    assert.equal(selected(host)?.split(' ')[1], String(i));
  }
  for (let i = 98; i >= 0; i--) {
    press(host, 'up');
    assert.equal(selected(host)?.split(' ')[1], String(i));
  }
  press(host, 'pagedown');
  assert.equal(selected(host), 'row 9');
});

test('the wheel scrolls, and the selection stays in view', () => {
  const { host } = opened(HUNDRED, 40, 12);
  mouse(host, 'wheel-down', { x: 20, y: 6 });
  assert.equal(listed(host)[0], '> row 3');
  mouse(host, 'wheel-up', { x: 20, y: 6 });
  mouse(host, 'wheel-up', { x: 20, y: 6 });
  assert.equal(listed(host)[0], '  row 0');
  assert.equal(selected(host), 'row 3');
});

test('a longer list has a scroll bar that reaches either end', () => {
  const { host } = opened(HUNDRED, 40, 12);
  const bar = (): number[] => screenText(host).flatMap((line, y) => (line.endsWith('\u2503') ? [y] : []));
  assert.deepEqual(bar(), [1]);
  press(host, 'end');
  assert.deepEqual(bar(), [10]);
});

test('a screen of 20×5 shows the filter and two rows', () => {
  const { host } = opened(AGENTS, 20, 5);
  assert.deepEqual(
    screenText(host).map((l) => l.slice(0, 12)),
    ['┌─ New agent', '│ /type to n', '│ > Claude  ', '│   Codex   ', '└───────────'],
  );
  press(host, 'end');
  assert.match(screenText(host)[3]!, /> Shell/);
});

for (const [cols, rows] of [
  [1, 1],
  [3, 2],
  [11, 5],
  [12, 4],
  [20, 3],
  [300, 100],
] as const) {
  test(`a screen of ${cols}×${rows} shows the selected row, as far as it fits`, () => {
    const { host } = opened({ ...AGENTS, selected: 'amp' }, cols, rows);
    const overlay = host.render()!;
    assert.ok(overlay.x >= 0 && overlay.y >= 0 && overlay.x + overlay.width <= cols && overlay.y + overlay.height <= rows);
    assert.ok(screenText(host).some((line) => line.includes('> '.slice(0, cols).trim())));
    press(host, 'enter', 'down', 'x', 'backspace', 'up');
    host.render();
  });
}

test('a row longer than the box is cut, and its frame stays whole', () => {
  const { host } = opened(
    { title: 'A title that is far too long for this screen', rows: [{ id: 'a', label: 'long '.repeat(20), detail: 'x'.repeat(50) }] },
    24,
    8,
  );
  for (const line of screenText(host)) assert.equal(line.length, 24);
});

test('a resize while it is open keeps filter and selection, and moves it to the new middle', async () => {
  const { host, answer } = opened(HUNDRED, 80, 24);
  type(host, 'row 9');
  press(host, 'down', 'down');
  host.resize(20, 5);
  assert.match(selected(host)!, /^row 91/);
  host.resize(120, 40);
  const { x, width } = host.render()!;
  assert.ok(Math.abs(x - (120 - x - width)) <= 1);
  assert.equal(selected(host), 'row 91');
  press(host, 'enter');
  assert.equal(await answer, 'id91');
});

test('a paste adds its first line to the filter', () => {
  const { host } = opened(AGENTS);
  host.paste('shell\nrm -rf x\n');
  assert.deepEqual(listed(host), ['> Shell']);
});
