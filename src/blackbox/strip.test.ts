import assert from 'node:assert/strict';
import { click, keys, scene, type Terminal, until, Wire, type World } from './harness.ts';

const idle = ['sleep', '600'];

/** A world's server with a tab for each of LABELS, opened over the wire: 40 starts of the program would take longer than the scene. */
async function withTabs(w: World, labels: string[]): Promise<string[]> {
  const first = await w.ok('new', `--label=${labels[0]}`, '--background', '--', ...idle);
  const wire = await Wire.open(w.socket);
  const ids = [first];
  for (const label of labels.slice(1)) ids.push((await wire.request('open', { command: idle, label, cwd: w.home })).id);
  wire.close();
  return ids;
}
/** Columns of the strip whose background or inversion sets them off from the strip's ordinary ones. */
const highlighted = (t: Terminal) => {
  const line = t.model.buffer.active.getLine(0)!;
  const looks = Array.from({ length: t.model.cols }, (_, x) => {
    const cell = line.getCell(x)!;
    return `${cell.getBgColorMode()}/${cell.getBgColor()}/${cell.isInverse()}/${cell.isBold()}`;
  });
  return { line, looks };
};

scene('forty tabs in a narrow strip: the active one is always in view', { cols: 40, rows: 12 }, async (w) => {
  const labels = Array.from({ length: 40 }, (_, i) => `tab-${String(i + 1).padStart(2, '0')}`);
  await withTabs(w, labels);
  const t = w.terminal();
  await t.see('tab-');
  t.type(`${keys.leader}1`);
  await t.seeStrip('1 tab-01');
  await t.seeStrip((strip) => !strip.includes('tab-40'));
  for (const label of labels.slice(1)) {
    t.type(`${keys.leader}n${keys.enter}`);
    await t.seeStrip(label);
  }
  t.type(`${keys.leader}n${keys.enter}`);
  await t.seeStrip('tab-01');
  t.type(`${keys.leader}p${keys.enter}`);
  await t.seeStrip('tab-40');
  t.type(`${keys.leader}${'p'.repeat(20)}${keys.enter}`);
  await t.seeStrip(/20 tab-20/);
  const strip = t.strip();
  assert.ok(!/tab-\d?$/.test(strip.trimEnd()) || strip.length <= 40);
  assert.notEqual(strip.trim().indexOf('20 tab-20'), 0, 'nothing tells that there is more to the left');
  await until('ls says the same', async () => (await w.tabs()).find((tab) => tab.active)?.label === 'tab-20');
});

scene('the active tab is unmistakable', {}, async (w) => {
  await withTabs(w, ['one', 'two', 'three']);
  const t = w.terminal();
  await t.see('three');
  t.type(`${keys.leader}2`);
  await t.watch(() => {
    const { looks } = highlighted(t);
    const at = (label: string) => looks[t.strip().indexOf(label)];
    return at('one') === at('three') && at('one') !== at('two');
  }, 'tab two looks unlike its neighbours');
});

scene('wide characters and emoji in labels keep the strip aligned', { cols: 60, rows: 10 }, async (w) => {
  await withTabs(w, ['漢字タブ', '👩‍👩‍👧‍👦 kin', 'e\u0301t\u0301e', 'plain']);
  const t = w.terminal();
  await t.seeStrip('漢字タブ');
  await t.seeStrip('👩‍👩‍👧‍👦 kin');
  await t.seeStrip('plain');
  // a click on a label that stands behind the wide ones finds its tab only where both agree on widths
  const column = columnOf(t, 'plain');
  t.type(`${keys.leader}1`);
  await until('the first tab is viewed', async () => (await w.tabs())[0]?.active);
  t.type(click(column + 2, 0));
  await until('a click views the tab', async () => (await w.tabs())[3]?.active);
});

/** Column at which TEXT starts in the strip, in cells. */
function columnOf(t: Terminal, text: string): number {
  const line = t.model.buffer.active.getLine(0)!;
  for (let x = 0; x < t.model.cols; x++) if (line.translateToString(true, x).startsWith(text)) return x;
  return assert.fail(`${text} is not in the strip: ${t.strip()}`);
}

scene('a wide label in a strip that is too narrow for it', { cols: 20, rows: 8 }, async (w) => {
  await withTabs(w, ['漢'.repeat(30), 'b']);
  const t = w.terminal();
  await t.see('漢');
  t.type(`${keys.leader}1`);
  await t.seeStrip('漢');
  assert.ok(
    t
      .lines()
      .slice(1, -1)
      .every((line) => !line.includes('漢')),
    'the label runs over into the tab',
  );
});

scene('names that look like flags are names', {}, async (w) => {
  const id = await w.ok('new', '--label=--help', '--background', '--', ...idle);
  assert.equal((await w.ls())[0]?.label, '--help');
  await w.ok('rename', id, '--', '-x');
  assert.equal((await w.ls())[0]?.label, '-x');
  await w.ok('select', '--', '-x');
  await w.ok('rename', '--', '-x', '--version');
  assert.equal((await w.ls())[0]?.label, '--version');
  const other = await w.ok('new', '--background', '--', 'sh', '-c', 'echo "$0 $1"; sleep 600', '--label', '--json');
  assert.notEqual(other, id);
  await w.ok('close', '--force', '--', '--version');
  assert.deepEqual(
    (await w.ls()).map((tab) => tab.id),
    [other],
  );
});

scene('a tab is named by its index, its id, or a label that names just one', {}, async (w) => {
  const [a, b, c] = await withTabs(w, ['twin', 'twin', 'single']);
  const active = async () => (await w.tabs()).find((tab) => tab.active)?.id;
  await w.ok('select', '1');
  assert.equal(await active(), a);
  await w.ok('select', b!);
  assert.equal(await active(), b);
  await w.ok('select', 'single');
  assert.equal(await active(), c);
  const twin = await w.cli('select', 'twin');
  assert.equal(twin.code, 1);
  assert.match(twin.err, /twin/);
  assert.ok(twin.err.includes(a!) && twin.err.includes(b!), `it does not say which ones there are: ${twin.err}`);
  for (const wrong of ['0', '4', 't99', 'nobody']) {
    const { code, err } = await w.cli('select', wrong);
    assert.equal(code, 1, wrong);
    assert.ok(err.includes(wrong), err);
  }
  assert.equal(await active(), c);
});

scene('move, rename and close from the command line and from the strip', {}, async (w) => {
  await withTabs(w, ['a', 'b', 'c']);
  const labels = async () => (await w.tabs()).map((tab) => tab.label).join(' ');
  await w.ok('move', 'c', '1');
  assert.equal(await labels(), 'c a b');
  await w.ok('move', 'c', '99');
  assert.equal(await labels(), 'a b c');
  const t = w.terminal();
  await t.seeStrip(/1 a.*2 b.*3 c/);
  t.type(`${keys.leader}1`);
  t.type(`${keys.leader}>`);
  await t.seeStrip(/1 b.*2 a.*3 c/);
  t.type('>');
  await t.seeStrip(/1 b.*2 c.*3 a/);
  t.type('<<');
  await t.seeStrip(/1 a.*2 b.*3 c/);
  t.type(keys.enter);
  t.type(`${keys.leader}r`);
  await t.see(/[Rr]ename|label/);
  t.type(`${keys.backspace}new name 漢${keys.enter}`);
  await t.seeStrip('1 new name 漢');
  assert.equal(await labels(), 'new name 漢 b c');
  const close = await w.cli('close', 'b');
  assert.equal(close.code, 1);
  assert.match(close.err, /--force/);
  await w.ok('close', 'b', '--force');
  await t.seeStrip(/1 new name 漢.*2 c/);
});

scene('numbers, the last viewed tab, arrows and Tab walk the strip', {}, async (w) => {
  await withTabs(w, ['a', 'b', 'c']);
  const t = w.terminal();
  await t.see('1 a');
  const viewed = (label: string) => until(`${label} is viewed`, async () => (await w.tabs()).find((tab) => tab.active)?.label === label);
  t.type(`${keys.leader}1`);
  await viewed('a');
  t.type(`${keys.leader}3`);
  await viewed('c');
  t.type(`${keys.leader}\``);
  await viewed('a');
  t.type(`${keys.leader}\``);
  await viewed('c');
  t.type(`${keys.leader}${keys.right}${keys.enter}`);
  await viewed('a');
  t.type(`${keys.leader}${keys.left}${keys.left}${keys.enter}`);
  await viewed('b');
  t.type(`${keys.leader}${keys.tab}${keys.enter}`);
  await viewed('c');
  t.type(`${keys.leader}${keys.backTab}${keys.backTab}${keys.enter}`);
  await viewed('a');
  t.type(`${keys.leader}9`);
  await t.quiet();
  await viewed('a');
});

scene('closing the last tab leads back to the welcome screen', {}, async (w) => {
  const t = w.terminal(['new', 'claude', '--attach']);
  await t.see('I am claude');
  t.type(`${keys.leader}x`);
  await t.see('still runs');
  t.type(keys.enter);
  await t.quiet();
  assert.equal((await w.tabs()).length, 1, 'Enter is No');
  t.type(`${keys.leader}x`);
  await t.see('still runs');
  t.type('y');
  await t.see('Press N to open an agent tab');
  // keys are commands here, and n is as good as N
  t.type('n');
  await t.see('New tab');
});

scene('exit_when_empty ends the server with its last tab', { config: 'exit_when_empty = true\n' }, async (w) => {
  const t = w.terminal(['new', 'claude', '--attach']);
  await t.see('I am claude');
  t.type(`${keys.leader}x`);
  await t.see('still runs');
  t.type('y');
  assert.equal((await t.ended()).code, 0);
  assert.deepEqual(t.leftovers(), []);
  await until('the server is gone', () => w.processes().length === 0);
});
