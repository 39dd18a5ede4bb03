import assert from 'node:assert/strict';
import { click, holds, keys, mouse, scene, type Terminal, until, Wire, type World, welcome } from './harness.ts';

const idle = ['sleep', '600'];
const SIZES = [
  { cols: 80, rows: 24 },
  { cols: 200, rows: 60 },
];

/** A world's server with an idle tab for each of LABELS. */
async function withTabs(w: World, ...labels: string[]): Promise<void> {
  await w.ok('new', `--label=${labels[0]}`, '--background', '--', ...idle);
  const wire = await Wire.open(w.socket);
  for (const label of labels.slice(1)) await wire.request('open', { command: idle, label, cwd: w.home });
  wire.close();
}
const labels = async (w: World) => (await w.tabs()).map((tab) => tab.label).join(' ');
const isViewed = (w: World, label: string) =>
  until(`${label} is viewed`, async () => (await w.tabs()).find((tab) => tab.active)?.label === label);
/** Column of a text in the strip. */
const at = (t: Terminal, text: string): number => {
  const x = t.strip().indexOf(text);
  assert.ok(x >= 0, `${text} is not in the strip: ${t.strip()}`);
  return x;
};
/** What a cell of the strip looks like. */
const look = (t: Terminal, x: number): string => {
  const cell = t.model.buffer.active.getLine(0)!.getCell(x)!;
  return `${cell.getFgColor()}/${cell.getBgColor()}/${cell.isInverse()}/${cell.isUnderline()}`;
};

for (const size of SIZES) {
  scene(`${size.cols}×${size.rows}: tabs are viewed, opened and closed by clicks, with the question that the key asks`, size, async (w) => {
    await withTabs(w, 'one', 'two', 'three');
    const t = w.terminal();
    await t.seeStrip('3 three');
    t.type(click(at(t, 'two'), 0));
    await t.seeStrip(/2 two ✕/);
    t.type(click(at(t, '✕'), 0));
    await t.see('Close two? Its process still runs.');
    t.type(keys.enter);
    await t.see((text) => !text.includes('still runs'));
    assert.equal(await labels(w), 'one two three');
    t.type(click(at(t, '✕'), 0));
    await t.see('Close two?');
    const { x, y } = t.find('[ Yes ]');
    t.type(click(x + 3, y));
    await t.seeStrip(/1 one.*2 three/);
    // a middle click closes any tab, and leaves the one in view as it is
    const other = (await w.tabs()).find((tab) => !tab.active)!.label;
    t.type(mouse('middle', at(t, other), 0) + mouse('middle', at(t, other), 0, true));
    await t.see(`Close ${other}?`);
    t.type('y');
    await t.seeStrip((strip) => !strip.includes(other));
    t.type(click(at(t, '+'), 0));
    await t.see('New tab');
    t.type(keys.esc);
    await t.see((text) => !text.includes('New tab'));
    t.type(click(at(t, '✕'), 0));
    await t.see('still runs');
    t.type('y');
    await welcome(t);
    t.type(click(at(t, '+'), 0));
    await t.see('New tab');
  });

  scene(`${size.cols}×${size.rows}: a dragged tab moves along and stays where it is let go`, size, async (w) => {
    await withTabs(w, 'alpha', 'beta', 'gamma');
    const t = w.terminal();
    await t.seeStrip('3 gamma');
    const from = at(t, 'alpha');
    t.type(mouse('left', from, 0));
    await t.seeStrip(/1 alpha ✕/);
    t.type(mouse('drag', at(t, 'beta') + 4, 0));
    await t.seeStrip(/1 beta.*2 alpha.*3 gamma/);
    // the pane is in the way of nothing
    t.type(mouse('drag', at(t, 'gamma') + 4, 3));
    await t.seeStrip(/1 beta.*2 gamma.*3 alpha/);
    assert.equal(await labels(w), 'alpha beta gamma', 'nobody else sees it before it is let go');
    t.type(mouse('left', at(t, 'alpha') + 2, 3, true));
    await until('it stays', async () => (await labels(w)) === 'beta gamma alpha');
    await t.quiet();
    await t.seeStrip(/1 beta.*2 gamma.*3 alpha ✕/);
  });
}

scene('a double click renames', {}, async (w) => {
  await withTabs(w, 'one', 'two');
  const t = w.terminal();
  await t.seeStrip('2 two');
  t.type(click(at(t, 'one'), 0).repeat(2));
  await t.see('Rename one');
  t.type(` more${keys.enter}`);
  await t.seeStrip('1 one more');
});

scene('the wheel over the strip goes from tab to tab, and stays at its ends', {}, async (w) => {
  await withTabs(w, 'a', 'b', 'c');
  const t = w.terminal();
  await t.seeStrip('3 c');
  t.type(`${keys.leader}1`);
  await isViewed(w, 'a');
  t.type(mouse('wheel-down', 60, 0));
  await isViewed(w, 'b');
  t.type(mouse('wheel-down', 3, 0).repeat(5));
  await isViewed(w, 'c');
  t.type(mouse('wheel-up', 3, 0).repeat(2));
  await isViewed(w, 'a');
});

scene('what the mouse is on shows, and nothing is written while that stays the same', {}, async (w) => {
  await withTabs(w, 'one', 'two', 'three');
  const t = w.terminal();
  await t.seeStrip('3 three');
  t.type(`${keys.leader}1`);
  await t.seeStrip(/1 one ✕/);
  await t.watch(() => t.model.modes.mouseTrackingMode === 'any', 'motion is asked for');
  const two = at(t, 'two');
  const before = look(t, two);
  t.type(mouse('move', two, 0));
  await t.seeStrip(/2 two ✕/);
  assert.notEqual(look(t, two), before);
  const mark = t.strip().lastIndexOf('✕');
  const marked = look(t, mark);
  t.type(mouse('move', mark, 0));
  await t.watch(() => look(t, mark) !== marked, 'the close mark shows that it is meant');
  // into the pane
  t.type(mouse('move', mark, 1));
  await t.seeStrip((strip) => /two {3}3 three/.test(strip));
  await t.quiet();
  assert.equal(look(t, two), before);
  const written = t.raw.length;
  for (let i = 0; i < 500; i++) t.type(mouse('move', i % 100, 1 + (i % 28)));
  await t.quiet();
  assert.equal(t.raw.length, written, `wrote ${JSON.stringify(t.raw.slice(written))}`);
  // and it was heard all the same
  t.type(mouse('move', two, 0));
  await t.seeStrip(/2 two ✕/);
  // the window is left
  t.type('\x1b[O');
  await t.seeStrip((strip) => /two {3}3 three/.test(strip));
});

scene('the mouse goes to a program that asked for it, and nothing on the strip stays lit', {}, async (w) => {
  const asking = `stty raw -echo; printf '\\033[?1003;1006hasked\\r\\n'; exec cat -v`;
  const t = w.terminal(['new', '--attach', '--', 'sh', '-c', asking]);
  await t.see('asked');
  await w.ok('new', '--label=other', '--background', '--', ...idle);
  await t.seeStrip('2 other');
  t.type(mouse('move', at(t, 'other'), 0));
  await t.seeStrip(/other ✕/);
  t.type(mouse('move', 4, 4));
  await t.see('^[[<35;5;4M');
  await t.seeStrip((strip) => !/other ✕/.test(strip));
  t.type(click(at(t, 'other'), 0));
  await isViewed(w, 'other');
});

scene('mouse = false turns all of it off', { config: 'mouse = false\n' }, async (w) => {
  await withTabs(w, 'one', 'two');
  const t = w.terminal();
  await t.seeStrip(/1 one {2}2 two {2}\+/);
  t.type(`${keys.leader}1`);
  await isViewed(w, 'one');
  const two = at(t, 'two');
  await t.watch(() => look(t, at(t, 'one')) !== look(t, two) && t.status().endsWith('commands'), 'the strip shows it');
  await t.quiet();
  assert.equal(t.model.modes.mouseTrackingMode, 'none');
  const [before, text] = [look(t, two), t.text()];
  // what a terminal sends nevertheless means nothing
  t.type(
    mouse('move', two, 0) + click(two, 0).repeat(2) + mouse('wheel-down', two, 0) + mouse('middle', two, 0) + mouse('middle', two, 0, true),
  );
  await holds('nothing happens', () => look(t, two) === before && t.text() === text);
  await isViewed(w, 'one');
});

scene('who is attached read-only looks at tabs by the mouse and changes nothing', {}, async (w) => {
  await withTabs(w, 'one', 'two');
  const t = w.terminal(['attach', '--read-only']);
  await t.seeStrip(/1 one {2}2 two {2}\+/);
  t.type(click(at(t, 'two'), 0).repeat(2) + mouse('middle', 3, 0) + mouse('middle', 3, 0, true) + click(at(t, '+'), 0));
  await holds('no dialog opens', () => !/Rename|Close|New tab/.test(t.text()));
  t.type(mouse('left', 3, 0) + mouse('drag', 14, 0) + mouse('left', 14, 0, true));
  await t.quiet();
  assert.match(t.strip(), /1 one.*2 two/);
  assert.equal(await labels(w), 'one two');
});
