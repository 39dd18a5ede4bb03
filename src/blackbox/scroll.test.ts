import assert from 'node:assert/strict';
import { keys, Puppet, scene, type Terminal, until, type World } from './harness.ts';

/** A tab with a puppet in it that has written lines 0 to COUNT (exclusive), in view of a terminal. */
async function written(w: World, count = 300): Promise<{ t: Terminal; p: Puppet }> {
  const p = await Puppet.create(w);
  const t = w.terminal(['new', '--label', 'tab', '--attach', '--', ...p.argv]);
  await p.ready();
  await t.seeStrip('1 tab');
  if (count > 0) {
    await p.draw(lines(0, count));
    await t.see(`line ${count - 1}`);
  }
  return { t, p };
}

const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${from + i}\r\n`).join('');
/** The rows of the tab, without what stands in the corner. */
const pane = (t: Terminal) =>
  t
    .lines()
    .slice(1, -1)
    .map((line) => line.replace(/ {2,}(match \d+\/\d+ · )?\d+\/\d+( · \d+ new)?$/, ''));
const copied = (t: Terminal) =>
  [...t.raw.matchAll(/\x1b\]52;c;([A-Za-z0-9+/=]*)\x1b\\/g)].map((m) => Buffer.from(m[1]!, 'base64').toString('utf8'));
const copies = (t: Terminal, text: string) =>
  until(`${JSON.stringify(text)} is copied`, () => copied(t).at(-1) === text, { detail: () => JSON.stringify(copied(t)) });
/** What has another background in a row of the screen. */
function marked(t: Terminal, y: number): string {
  const { active } = t.model.buffer;
  const line = active.getLine(active.baseY + y)!;
  let out = '';
  for (let x = 0; x < t.model.cols; x++) {
    const cell = line.getCell(x)!;
    if (cell.getBgColorMode() !== 0) out += cell.getChars() || ' ';
  }
  return out;
}
const live = (t: Terminal) => t.see((text) => /Ctrl\+\\ commands$/.test(text), { what: 'the live screen is shown' });
const wheelUp = '\x1b[<64;5;6M';
const wheelDown = '\x1b[<65;5;6M';
const scrollMode = `${keys.leader}[`;

for (const [cols, rows] of [
  [80, 24],
  [200, 60],
] as const) {
  const size = { cols, rows };
  const at = `at ${cols}×${rows}`;
  const height = rows - 2;

  scene(
    `a view holds still while the program writes, also when its lines are dropped, ${at}`,
    { ...size, config: 'scrollback = 150' },
    async (w) => {
      const { t, p } = await written(w);
      t.type(`${scrollMode}\x1b[5~`);
      await t.see(`${height - 2}/150`);
      const before = pane(t);
      assert.equal(before[0], `line ${300 - height + 1 - (height - 2)}`);
      await p.draw(lines(300, 340));
      await t.see('· 40 new');
      assert.deepEqual(pane(t), before);
      await p.draw(lines(340, 900));
      await t.see('· 600 new');
      assert.deepEqual(pane(t), before);
      t.type('q');
      await live(t);
      assert.ok(pane(t).includes('line 899'));
    },
  );

  scene(`the wheel scrolls a tab that did not ask for it; typing takes the view back and goes to the program, ${at}`, size, async (w) => {
    const { t, p } = await written(w);
    t.type(wheelUp);
    await t.see(' 3/');
    assert.equal(pane(t)[0], `line ${300 - height + 1 - 3}`);
    t.type(wheelUp + wheelUp);
    await t.see(' 9/');
    t.type('\x1b[5~');
    await t.see(` ${9 + height - 2}/`);
    assert.equal(p.take(), '');
    t.type('hello');
    await live(t);
    await p.hearOnly('hello');
    for (const leaves of ['q', keys.esc]) {
      t.type(wheelUp);
      await t.see(' 3/');
      t.type(leaves);
      await live(t);
    }
    t.type(wheelUp);
    await t.see(' 3/');
    t.type(wheelDown);
    await live(t);
    // the client knows what the program asked for with what it has drawn since
    await p.draw('\x1b[?2004hasked');
    await t.see('asked');
    t.type(wheelUp);
    await t.see(' 3/');
    t.type('\x1b[200~pasted\x1b[201~');
    await live(t);
    await p.hearOnly('\x1b[200~pasted\x1b[201~');
  });

  scene(`the wheel goes to a program that asked for the mouse, and as arrows to a full-screen one, ${at}`, size, async (w) => {
    const { t, p } = await written(w, 50);
    const bar = async (show: () => Promise<string>) => {
      await show();
      await live(t);
    };
    await bar(() => p.draw('\x1b[?1000;1006hasked'));
    await t.see('asked');
    t.type(wheelUp);
    await p.hearOnly('\x1b[<64;5;5M');
    await bar(() => p.draw('\x1b[?1000;1006l\x1b[?1049h\x1b[Hfull screen'));
    await t.see('full screen');
    t.type(wheelUp);
    await p.hearOnly('\x1b[A\x1b[A\x1b[A');
    t.type(wheelDown);
    await p.hearOnly('\x1b[B\x1b[B\x1b[B');
    await p.draw('\x1b[?1h\x1b[2Happlication keys');
    await t.see('application keys');
    t.type(wheelUp);
    await p.hearOnly('\x1bOA\x1bOA\x1bOA');
    await p.draw('\x1b[?1l\x1b[?1007l\x1b[3Hno arrows');
    await t.see('no arrows');
    t.type(`${wheelUp}x`);
    await p.hearOnly('x');
    await t.see('full screen');
  });

  scene(`Shift+PageUp scrolls, and goes to a full-screen program, ${at}`, size, async (w) => {
    const { t, p } = await written(w);
    t.type('\x1b[5;2~');
    await t.see(` ${height - 2}/`);
    t.type('\x1b[6;2~');
    await live(t);
    await p.draw('\x1b[?1049h\x1b[Hfull screen');
    await t.see('full screen');
    t.type('\x1b[5;2~');
    await p.hearOnly('\x1b[5;2~');
  });

  scene(`keys of vi and of everybody else move about, ${at}`, size, async (w) => {
    const { t, p } = await written(w);
    t.type(scrollMode);
    await t.see(' 0/');
    const top = 300 - height + 1;
    for (const [typed, first, x, y] of [
      ['g', 'line 0', 0, 1],
      ['j', 'line 0', 0, 2],
      ['$', 'line 0', 5, 2],
      ['b', 'line 0', 0, 2],
      ['w', 'line 0', 5, 2],
      ['e', 'line 0', 3, 3],
      ['0', 'line 0', 0, 3],
      ['L', 'line 0', 0, height],
      ['\x04', `line ${Math.floor(height / 2)}`, 0, height],
      ['\x15', 'line 0', 0, height],
      ['\x1b[F', `line ${top}`, 0, height],
      ['\x1b[H', 'line 0', 0, 1],
      ['\x06', `line ${height - 2}`, 0, 1],
      ['\x05', `line ${height - 1}`, 0, 1],
      ['\x19', `line ${height - 2}`, 0, 2],
      [keys.up, `line ${height - 2}`, 0, 1],
      [keys.up, `line ${height - 3}`, 0, 1],
      ['M', `line ${height - 3}`, 0, 1 + Math.floor((height - 1) / 2)],
      ['G', `line ${top}`, 0, height],
    ] as const) {
      t.type(typed);
      await t.watch(
        () => pane(t)[0] === first && t.cursor().x === x && t.cursor().y === y,
        `${JSON.stringify(typed)} leads to column ${x} of row ${y} with "${first}" on top`,
      );
    }
    assert.equal(p.take(), '');
    t.type('z');
    await live(t);
    await p.hearOnly('z');
  });

  scene(`a search finds upwards and downwards, marks what it finds, and goes around, ${at}`, size, async (w) => {
    const { t } = await written(w);
    t.type(`${keys.leader}/`);
    await t.see((text) => /^ ?\?.*upwards/m.test(text));
    t.type('LINE 1[05]$'.toLowerCase());
    await t.see('line 1[05]$');
    t.type(keys.enter);
    await t.see('match 2/2');
    const row = () => t.lines().findIndex((line) => /^line 15$/.test(line.replace(/ {2,}.*$/, '')));
    await until('the match is marked', () => row() > 0 && marked(t, row()).startsWith('line 15'));
    t.type('n');
    await t.see('match 1/2');
    assert.deepEqual(t.cursor(), { x: 0, y: t.find('line 10').y });
    t.type('n');
    await t.see((text) => text.includes('match 2/2') && text.includes('went on at the bottom'));
    t.type('N');
    await t.see((text) => text.includes('match 1/2') && text.includes('went on at the top'));
    t.type('/nowhere to be found\r');
    await t.see("'nowhere to be found' was not found");
    t.type('/Line\r');
    await t.see("'Line' was not found");
    t.type('/line 2(\r');
    await t.see("'line 2(' was not found");
    t.type('/(x+x+)+y');
    await t.see('(x+x+)+y');
    t.type(keys.esc);
    await t.see((text) => !text.includes('(x+x+)+y'));
    t.type('q');
    await live(t);
    t.type(`${keys.leader}/`);
    await t.see('upwards');
    t.type(keys.esc);
    await live(t);
  });

  scene(`prompts that the program marks are jumped to, ${at}`, size, async (w) => {
    const { t, p } = await written(w, 0);
    for (let n = 0; n < 6; n++)
      await p.draw(`\x1b]133;A\x1b\\$ command ${n}\r\n\x1b]133;C\x1b\\${'output\r\n'.repeat(40)}\x1b]133;D\x1b\\`);
    await p.draw('the end');
    await t.see('the end');
    t.type(`${scrollMode}{`);
    await t.watch(() => t.lines()[t.cursor().y]?.startsWith('$ command 5') ?? false, 'the cursor is at the last prompt');
    t.type('{{');
    await t.watch(() => pane(t)[0] === '$ command 3' && t.cursor().y === 1, 'the prompt is the first row');
    t.type('{}');
    await t.watch(() => pane(t)[0] === '$ command 3', 'there and back');
    t.type('{');
    await t.watch(() => pane(t)[0] === '$ command 2', 'one before');
    t.type('g{');
    await t.see('There is no prompt above');
  });

  scene(`what is selected with keys is copied, and pasted again, ${at}`, size, async (w) => {
    const { t, p } = await written(w, 0);
    const wrapped = 'x'.repeat(cols) + 'y'.repeat(10);
    await p.draw(`one two-three\r\n${wrapped}\r\n漢字 wide\r\nabc  \r\nlast`);
    await t.see('last');
    t.type(`${scrollMode}gwve`);
    await t.watch(() => marked(t, 1).startsWith('two'), 'a word is marked');
    t.type('y');
    await t.see('Copied 3 characters');
    await copies(t, 'two');
    t.type(`${scrollMode}gjV`);
    await t.watch(() => marked(t, 2) === 'x'.repeat(cols) && marked(t, 3).startsWith('y'.repeat(10)), 'the whole line is marked');
    t.type(keys.enter);
    await t.see(`Copied ${cols + 10} characters`);
    await copies(t, wrapped);
    t.type(`${scrollMode}gjj\x16jjjly`);
    await t.see('Copied 10 characters, 4 lines');
    await copies(t, '漢\nab\nla'.replace('漢', 'yy\n漢'));
    t.type(`${keys.leader}"`);
    await p.hearOnly(
      'yy\r漢\rab\rla'
        .split('')
        .map((c) => (c === '漢' ? '\xe6\xbc\xa2' : c))
        .join(''),
    );
    await p.draw('\x1b[?2004h, asked');
    await t.see('last, asked');
    t.type(`${keys.leader}"`);
    await p.hearOnly('\x1b[200~yy\r\xe6\xbc\xa2\rab\rla\x1b[201~');
  });
}
