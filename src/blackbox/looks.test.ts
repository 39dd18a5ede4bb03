import assert from 'node:assert/strict';
import { keys, pick, scene, type Terminal, until, welcome } from './harness.ts';

const SIZES = [
  { cols: 80, rows: 24 },
  { cols: 200, rows: 60 },
] as const;

/** Colours of the cell at column and row: form and value of the model, which are -1 where the colour is the terminal's own. */
function colorsAt(t: Terminal, x: number, y: number): { fg: number; bg: number; isRgb: boolean; isPalette: boolean } {
  const { active } = t.model.buffer;
  const cell = active.getLine(active.baseY + y)?.getCell(x);
  assert.ok(cell, `no cell at ${x},${y}`);
  return { fg: cell.getFgColor(), bg: cell.getBgColor(), isRgb: cell.isBgRGB(), isPalette: cell.isBgPalette() };
}

/** The background of the strip's end, where no tab is. */
const bar = (t: Terminal): number => colorsAt(t, t.model.cols - 1, 0).bg;
const DARK_BAR = 0x303030;
const LIGHT_BAR = 0xe0e0e0;
const seesBar = (t: Terminal, color: number): Promise<void> =>
  t.watch(() => bar(t) === color, `the strip's background is #${color.toString(16)}`);
const WHITE = '\x1b]11;rgb:ffff/ffff/ffff\x1b\\';
const BLACK = '\x1b]11;rgb:0000/0000/0000\x1b\\';

for (const size of SIZES) {
  scene(`the looks follow the background of the terminal, also while it runs (${size.cols}×${size.rows})`, size, async (w) => {
    const t = w.terminal(['new', 'claude', '--attach']);
    await t.see('I am claude');
    await seesBar(t, DARK_BAR);
    t.type(WHITE);
    await seesBar(t, LIGHT_BAR);
    await t.watch(() => colorsAt(t, size.cols - 1, size.rows - 1).bg === LIGHT_BAR, 'the status line too');
    const asked = t.raw.split('\x1b]11;?').length;
    t.type('\x1b[?997;1n');
    await t.watch(() => t.raw.split('\x1b]11;?').length > asked, 'the new colours are asked for');
    t.type(BLACK);
    await seesBar(t, DARK_BAR);
    // a dialog that is open meanwhile
    t.type(`${keys.leader}N`);
    await t.see('New tab');
    const { x, y } = t.find('New tab');
    const frame = () => colorsAt(t, x - 2, y).fg;
    const before = frame();
    t.type(WHITE);
    await t.watch(() => frame() !== before, 'the frame of the dialog has another colour');
  });
}

scene('themes of the configuration are in force as soon as it is saved', { config: 'theme = "light"\n' }, async (w) => {
  const t = w.terminal(['new', 'claude', '--attach']);
  await t.see('I am claude');
  await seesBar(t, LIGHT_BAR);
  t.type(BLACK);
  await t.quiet();
  assert.equal(bar(t), LIGHT_BAR, 'a theme that was chosen stays');
  w.configure('theme = "mine"\n[themes.mine]\nbase = "contrast"\nbar = "#123456"\n');
  await seesBar(t, 0x123456);
  w.configure('[themes.dark]\nbar = 52\n');
  await t.watch(() => bar(t) === 52 && colorsAt(t, t.model.cols - 1, 0).isPalette, 'part of a built-in theme is changed');
  w.configure('theme = "mien"\n[themes.mine]\nbar = "#123456"\n');
  await t.see('config.toml:1:9: theme: no theme is called "mien"; did you mean "mine"?');
  assert.equal(bar(t), 52);
});

scene('with NO_COLOR no colour is written, in the dialogs neither', { env: { NO_COLOR: '1' } }, async (w) => {
  const t = w.terminal();
  await welcome(t);
  await w.ok('new', '--label', 'plain', '--', 'cat');
  await t.seeStrip('1 plain');
  t.type(`${keys.leader}?`);
  await t.see('Go to the next tab');
  t.type(keys.esc);
  await t.see((text) => !text.includes('Go to the next tab'));
  t.type(`${keys.leader}N`);
  await t.see('New tab');
  const colored = [...t.raw.matchAll(/\x1b\[[\d;:]*m/g)].filter(([sgr]) => /[[;](3[0-8]|4[0-8]|9\d|10\d)[;m]/.test(sgr));
  assert.deepEqual(
    colored.map(([sgr]) => sgr),
    [],
  );
  assert.ok(t.raw.includes('\x1b['), 'and something was drawn');
});

scene(
  'on a terminal of 16 colours they are chosen from these, and agents keep what they draw',
  { env: { TERM: 'linux', COLORTERM: undefined } },
  async (w) => {
    const t = w.terminal(['new', '--attach', '--', 'sh', '-c', 'printf "\\033[44m blue \\033[0m"; exec cat']);
    await t.see('blue');
    t.type(`${keys.leader}N`);
    await t.see('New tab');
    const beyond = [...t.raw.matchAll(/\x1b\[[\d;]*\b[34]8;[\d;]*m/g)].map(([sgr]) => sgr);
    assert.deepEqual(beyond, [], 'nothing beyond the sixteen');
    assert.equal(colorsAt(t, t.model.cols - 1, 0).bg, 0);
    const { x, y } = t.find('blue');
    assert.equal(colorsAt(t, x, y).bg, 4);
  },
);

/** A second and a half without a byte: what wakes up by itself leaves none, and what a busy machine was late with comes once. */
async function idle(t: Terminal): Promise<void> {
  await until('nothing is written while nothing happens', async () => {
    const { length } = t.raw;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    return t.raw.length === length;
  });
}

scene('nothing is drawn while nothing happens', {}, async (w) => {
  const t = w.terminal();
  await welcome(t);
  await idle(t);
  await pick(t, 'Claude');
  await t.see('I am claude');
  await t.seeStrip('·');
  await idle(t);
});
