import assert from 'node:assert/strict';
import fs from 'node:fs';
import { holds, keys, Puppet, scene, type Terminal, until, type World } from './harness.ts';

/** A tab with a puppet in it, in view of a terminal. */
async function shown(w: World): Promise<{ t: Terminal; p: Puppet }> {
  const p = await Puppet.create(w);
  const t = w.terminal(['new', '--label', 'Claude (Kimi)', '--attach', '--', ...p.argv]);
  await p.ready();
  await t.see('1 Claude (Kimi)');
  return { t, p };
}

const copySequence = (text: string) => `\x1b]52;c;${Buffer.from(text).toString('base64')}\x07`;
/** Texts that the terminal was told to put on its clipboard. */
const copied = (t: Terminal) =>
  [...t.raw.matchAll(/\x1b\]52;c;([A-Za-z0-9+/=]*)(?:\x1b\\|\x07)/g)].map((m) => Buffer.from(m[1]!, 'base64').toString('utf8'));

scene('what a program announces is told of its tab', {}, async (w) => {
  const { p } = await shown(w);
  const tab = async () => (await w.tabs())[0]!;
  const before = await tab();
  assert.deepEqual([before.progress, before.status, before.notification, before.attention], [null, null, null, false]);
  for (const [bytes, field, value] of [
    ['\x1b]9;4;1;40\x07', 'progress', { state: 'normal', percent: 40 }],
    ['\x1b]9;4;2\x07', 'progress', { state: 'error', percent: 40 }],
    ['\x1b]9;4;3\x07', 'progress', { state: 'indeterminate', percent: 40 }],
    ['\x1b]9;4;4;70\x07', 'progress', { state: 'paused', percent: 70 }],
    ['\x1b]9;4;0\x07', 'progress', null],
    ['\x1b]7501;state=working:app=claude-code\x1b\\', 'status', { state: 'working', app: 'claude-code' }],
    ['\x1b]7501;state=clear\x1b\\', 'status', null],
    ['\x1b]9;build is done\x07', 'notification', { title: '', body: 'build is done' }],
    ['\x1b]777;notify;A title;and; more\x07', 'notification', { title: 'A title', body: 'and; more' }],
    ['\x1b]99;i=1:d=0;First\x1b\\\x1b]99;i=1:p=body;second\x1b\\', 'notification', { title: 'First', body: 'second' }],
    ['\x1b]2;what it \x01is doing\x07', 'title', 'what it is doing'],
    [`\x1b]7;file://${w.home}\x07`, 'cwd', w.home],
  ] as const) {
    await p.draw(bytes);
    assert.deepEqual((await tab())[field], value, JSON.stringify(bytes));
  }
  assert.equal((await tab()).attention, false, 'the operator looks at it');
});

scene('a bell or a notification marks a tab that nobody views, and none that somebody views', {}, async (w) => {
  const { t, p } = await shown(w);
  await p.draw('\x07');
  const other = await Puppet.create(w);
  await w.ok('new', '--label', 'other', '--', ...other.argv);
  await other.ready();
  await t.seeStrip(/2 other/);
  for (const bytes of ['\x07', '\x1b]9;look\x07']) {
    assert.ok(!t.strip().includes('Claude (Kimi) !'), t.strip());
    await p.draw(bytes);
    await t.seeStrip('Claude (Kimi) !');
    assert.equal((await w.tabs())[0]!.attention, true);
    t.type(`${keys.leader}1`);
    // the close mark is where the view is, and in command mode there is none
    await t.seeStrip(/1 Claude \(Kimi\) ✕ .*2 other /);
    assert.equal((await w.tabs())[0]!.attention, false);
    t.type(`${keys.leader}2`);
    await t.seeStrip(/1 Claude \(Kimi\) .*2 other ✕/);
    await until('the other is in view', async () => (await w.tabs())[1]!.active);
  }
});

scene("a program's title is in the window's title, which is given back at the end", {}, async (w) => {
  const { t, p } = await shown(w);
  const titles: string[] = [];
  t.model.onTitleChange((title) => titles.push(title));
  await p.draw('\x1b]0;\u2733 thinking\x07\x1b]0;ti\x01tle \u00e9\x1b\\');
  await t.watch(() => titles.at(-1) === 'Claude (Kimi) \u2014 title \u00e9', `the title comes: ${titles.join('|')}`);
  p.write('\x1bka screen title\x1b\\after');
  await t.see('after');
  assert.ok(!t.text().includes('a screen title'));
  t.type(`${keys.leader}d`);
  assert.equal((await t.ended()).code, 0);
  assert.ok(
    t.raw.includes('\x1b[22;0t') && t.raw.lastIndexOf('\x1b[23;0t') > t.raw.lastIndexOf('\x1b]2;'),
    'the title is put away and taken back',
  );
});

scene('the clipboard is denied by default, which is said once', {}, async (w) => {
  const { t, p } = await shown(w);
  await p.draw(copySequence('radioactive text'));
  await t.see(/"Claude \(Kimi\)" wanted to copy 16 characters.*osc52/);
  const notices = t.raw.split('wanted to copy').length;
  await p.draw(copySequence('again'));
  assert.equal(await p.draw('\x1b]52;c;?\x07'), '', 'a read is never answered');
  await t.quiet();
  assert.equal(t.raw.split('wanted to copy').length, notices);
  assert.deepEqual(copied(t), []);
});

scene(
  'with osc52 = "allow" the client of the operator who acted last gets the text, and the log does not',
  { config: 'osc52 = "allow"\n' },
  async (w) => {
    const { t, p } = await shown(w);
    const other = w.terminal(['attach']);
    await other.see('1 Claude (Kimi)');
    t.type('x');
    await p.hear('x');
    await p.draw(copySequence('héllo\x1b[2J\n漢字'));
    await t.watch(() => copied(t).length > 0, 'the clipboard is written');
    assert.deepEqual(copied(t), ['héllo\x1b[2J\n漢字']);
    const large = 'abcdefgh'.repeat(100_000);
    await p.draw(copySequence(large));
    await t.watch(() => copied(t).length > 1, 'the clipboard is written with a large text');
    assert.ok(copied(t)[1] === large);
    await p.draw(`${copySequence('')}\x1b]52;c;!\x07${copySequence('x'.repeat(1_045_000 * 4)).slice(0, 6_000_000)}`);
    await p.draw(copySequence('last'));
    await t.watch(() => copied(t).at(-1) === 'last', 'the last one comes');
    assert.deepEqual(copied(t).slice(2), ['last']);
    assert.deepEqual(copied(other), []);
    const log = fs.readFileSync(w.log, 'utf8');
    assert.ok(!log.includes('abcdefgh') && !log.includes('llo'), 'the log has nothing of the text');
  },
);

scene('with osc52 = "ask" the operator decides, and whatever is typed goes on to the tab', { config: 'osc52 = "ask"\n' }, async (w) => {
  const { t, p } = await shown(w);
  p.write(copySequence('a'.repeat(123)));
  await t.watch(
    () => /wants to copy 123 char.* Ctrl\+\\ y allows {2}Ctrl\+\\ Esc denies/.test(t.status()),
    'the question is in the status line',
  );
  t.type('yes, say y now\r');
  await p.hearOnly('yes, say y now\r');
  assert.deepEqual(copied(t), []);
  t.type(keys.leader);
  await t.watch(
    () => /^ ?y let Claude \(Kimi\) copy 123 characters {2}Esc deny {2}N new/.test(t.status()),
    'command mode shows the answers',
  );
  t.type('y');
  await t.watch(() => copied(t).length === 1, 'the clipboard is written');
  assert.deepEqual(copied(t), ['a'.repeat(123)]);
  await t.see((text) => !text.includes('wants to copy'));

  // a newer one takes the place of the one before, and an answer to that is none to the newer one
  await p.draw(copySequence('second'));
  await t.see('wants to copy 6 characters');
  t.type(keys.leader);
  await t.see('let Claude (Kimi) copy 6 characters');
  await p.draw(copySequence('the third'));
  await t.see('let Claude (Kimi) copy 9 characters');
  t.type('y');
  await t.see('asked anew');
  assert.equal(copied(t).length, 1);
  t.type(keys.leader);
  await t.see('let Claude (Kimi) copy 9 characters');
  t.type(keys.esc);
  await t.see((text) => !text.includes('copy 9 characters'));
  // after a No the program does not get to ask again at once
  await p.draw(copySequence('fourth'));
  await holds('no question comes', () => !t.text().includes('wants to copy'), 900);
  t.type(`${keys.leader}y`);
  await t.see('nothing in this tab asks for the clipboard');
  assert.equal(copied(t).length, 1);

  const hidden = await Puppet.create(w);
  await w.ok('new', '--label', 'hidden', '--background', '--', ...hidden.argv);
  await hidden.ready();
  await hidden.draw(copySequence('from out of sight'));
  await t.see(/"hidden" wanted to copy 17 characters while it was out of view/);
  assert.equal(copied(t).length, 1);
  assert.equal(p.take(), '', 'no answer to a question reaches the program');
});

scene('of several panes the question about the clipboard names the one that asks', { config: 'osc52 = "ask"\n' }, async (w) => {
  const { t } = await shown(w);
  const second = await Puppet.create(w);
  await w.ok('new', '--split=right', '--label=second', '--', ...second.argv);
  await second.ready();
  second.write(copySequence('abc'));
  await t.see('second wants to copy 3 characters');
  t.type(keys.leader);
  await t.see('let second copy 3 characters');
  t.type('y');
  await t.watch(() => copied(t).length === 1, 'the clipboard is written');
});
