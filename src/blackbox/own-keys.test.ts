import assert from 'node:assert/strict';
import { choose, keys, Puppet, program, scene, type Terminal, until, type World, welcome } from './harness.ts';

const OWN = `leader = "C-a"
[keys]
"A-1" = "tab 1"
"A-2" = "tab 2"
"C-Tab" = "next"
"S-F5" = "detach"
"o" = "new claude"
"x" = false
"leader C-x" = "close"
`;

async function twoTabs(w: World): Promise<Terminal> {
  const t = w.terminal(['new', '--label', 'one', '--attach', '--', ...program('keyhex.mjs')]);
  await t.see('ready');
  await w.ok('new', '--label', 'two', '--', ...program('keyhex.mjs'));
  await until('the second is in view', async () => (await w.tabs())[1]?.active === true);
  await t.seeStrip('2 two');
  return t;
}

const views = (w: World, index: number): Promise<boolean> =>
  until(`tab ${index} is in view`, async () => (await w.tabs())[index - 1]?.active === true);

for (const size of [
  { cols: 80, rows: 24 },
  { cols: 200, rows: 60 },
]) {
  scene(`keys of the operator work with and without the leader (${size.cols}×${size.rows})`, { ...size, config: OWN }, async (w) => {
    const t = await twoTabs(w);
    for (const [bytes, index] of [
      ['\x1b1', 1],
      ['\x1b[50;3u', 2],
      ['\x1b[27;3;49~', 1],
      ['\x1b[9;5u', 2],
      ['\x1b[27;5;9~', 1],
    ] as const) {
      t.type(bytes);
      await views(w, index);
    }
    await t.see('ready');
    // what is bound to nothing is the program's
    t.type('\x1b3\x1c|end');
    await t.see('65 6e 64');
    assert.match(t.text(), /1b 33 1c/);
    assert.ok(!/1b 31|1b 32/.test(t.text()), 'bound keys never reach it');
    // command mode: x is nobody's, Ctrl+X closes
    t.type('\x01');
    await t.watch(() => /new/.test(t.status()), 'the keys are shown');
    assert.ok(!/ x close/.test(t.status()), t.status());
    t.type('x');
    await t.quiet();
    assert.equal((await w.tabs()).length, 2);
    t.type('\x18');
    await t.see('still runs');
    t.type('y');
    await until('the tab is closed', async () => (await w.tabs()).length === 1);
    t.type('\x01o');
    await t.see('I am claude');
    t.type('\x01?');
    await t.see('Keys');
    await t.see((text) => ['Without the leader', 'Alt+1', 'Ctrl+Tab', 'Shift+F5'].every((part) => text.includes(part)));
    t.type(keys.esc);
    await t.see((text) => !text.includes('Without the leader'));
    t.type('\x1b[15;2~');
    assert.equal((await t.ended()).code, 0);
    assert.deepEqual(t.leftovers(), []);
  });
}

scene('keys follow the configuration while tabs run', { config: '[keys]\n"A-1" = "tab 1"\n' }, async (w) => {
  const t = await twoTabs(w);
  w.configure('leader = "C-b"\n[keys]\n"A-q" = "tab 1"\n');
  await t.watch(() => t.status().includes('Ctrl+b commands'), 'the new leader is shown');
  t.type('\x1bq');
  await views(w, 1);
  t.type('\x1b1|');
  await t.see('1b 31 7c');
  t.type('\x02:');
  await t.see('Commands');
  await choose(t, 'Detach');
  assert.equal((await t.ended()).code, 0);
});

scene(
  'a key without the leader reaches the program as it was where the terminal has the kitty keyboard',
  { config: '[keys]\n"C-Tab" = "next"\n' },
  async (w) => {
    const p = await Puppet.create(w);
    const t = w.terminal(['new', '--attach', '--', ...p.argv]);
    await p.ready();
    t.type('\x1b[?0u');
    await t.watch(() => /\x1b\[[>=]1u/.test(t.raw), 'the terminal is put into a mode that tells Ctrl+Tab from Tab');
    p.take();
    for (const [typed, heard] of [
      ['a', 'a'],
      ['\t', '\t'],
      ['\x1b[27u', '\x1b'],
      ['\x1b[99;5u', '\x03'],
      ['\x1b[A', '\x1b[A'],
      ['\x1b[105;5u', '\t'],
      ['\x1b[97;3u', '\x1ba'],
    ] as const) {
      t.type(typed);
      await p.hearOnly(heard, JSON.stringify(typed));
    }
    t.type('\x1b[9;5u|');
    await p.hear('|');
    assert.equal(p.take(), '|', 'Ctrl+Tab is ours');
  },
);

scene(
  'wrong keys are found before a server starts, and help shows the keys in force',
  { config: '[keys]\n"x" = "clsoe"\n"C-c" = "close"\n' },
  async (w) => {
    const found = await w.cli('config', 'check');
    assert.equal(found.code, 1);
    assert.match(found.out, /config\.toml:2:7: keys\.x: no command is called "clsoe"; did you mean "close"\?\n/);
    assert.match(found.out, /config\.toml:3:1: keys\.C-c: programs are interrupted with it; "leader C-c" fits/);
    const started = await w.cli('new', 'claude');
    assert.equal(started.code, 1);
    assert.match(started.err, /keys\.x: no command is called "clsoe"/);
    assert.match((await w.cli('--help')).out, /Ctrl\+\\ \(the leader\)[\s\S]*\n {2}x +Close the tab/);
    w.configure('leader = "C-a"\n[keys]\n"w" = "close"\n"A-1" = "tab 1"\n"N" = false\n');
    assert.equal((await w.cli('config', 'check')).code, 0);
    const help = (await w.cli('--help')).out;
    assert.match(help, /Ctrl\+a \(the leader\)/);
    assert.match(help, /\n {2}x, w +Close the tab/);
    assert.match(help, /Without the leader:\n {2}Alt\+1 +Go to a tab by its number: 1\./);
    assert.match(help, /\n {2}c +Choose an agent/);
  },
);

scene('on the welcome screen keys are those of the operator too', { config: '[keys]\n"g" = "detach"\n"d" = false\n' }, async (w) => {
  const t = w.terminal();
  await welcome(t);
  await t.see('g detach');
  t.type('d');
  await t.quiet();
  t.type('g');
  assert.equal((await t.ended()).code, 0);
});
