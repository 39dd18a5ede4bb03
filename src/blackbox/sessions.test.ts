import assert from 'node:assert/strict';
import fs from 'node:fs';
import { differences, isAlive, keys, program, scene, signal, type Terminal, until, type World } from './harness.ts';

const installed = (name: string) => ['/usr/bin', '/bin', '/usr/local/bin'].some((dir) => fs.existsSync(`${dir}/${name}`));
const unless = (name: string) => (installed(name) ? false : `${name} is not installed`);
/** Waits until a tab looks as its program does in a bare terminal: either may have something left to draw. */
async function looksAs(t: Terminal, bare: Terminal): Promise<void> {
  await Promise.all([bare.quiet(), t.quiet()]);
  const different = () => differences(t.model, bare.model, 1);
  await until('it looks as in a bare terminal', () => different().length === 0, { detail: () => different().slice(0, 10).join('\n') });
}
const onlyTab = async (w: World) => (await w.tabs())[0]!;

scene('a program finds its terminal in the right size at its first instruction, and hears of changes', {}, async (w) => {
  const t = w.terminal(['new', '--attach', '--', ...program('size.sh')], { cols: 91, rows: 33 });
  await t.see('first 31 91');
  await t.see('then 31 91');
  t.resize(70, 20);
  await t.see('now 18 70');
  // a storm of sizes settles on the last one
  for (let i = 0; i < 30; i++) t.resize(70 + i, 20 + (i % 5));
  t.resize(83, 27);
  await t.see(/now 25 83\s*$/m);
  const { cols, rows } = await onlyTab(w);
  assert.deepEqual([cols, rows], [83, 25]);
});

scene('without the status line the tab has one more row', { config: 'status = false\n' }, async (w) => {
  const t = w.terminal(['new', '--attach', '--', ...program('size.sh')], { cols: 80, rows: 24 });
  await t.see('first 23 80');
});

scene('every cell of the test card is as in a bare terminal, at once and after a resize', {}, async (w) => {
  const size = { cols: 100, rows: 30 };
  const bare = w.anyTerminal(program('test-card.mjs'), { cols: 100, rows: 28 });
  const t = w.terminal(['new', '--attach', '--', ...program('test-card.mjs')], size);
  await Promise.all([bare.see('here'), t.see('here')]);
  await looksAs(t, bare);
  assert.deepEqual(t.cursor(), { x: bare.cursor().x, y: bare.cursor().y + 1 });
});

scene('bytes typed reach the program as they were typed', {}, async (w) => {
  const t = w.terminal(['new', '--attach', '--', ...program('keyhex.mjs')]);
  await t.see('ready');
  t.type('aé漢\x00\x01\x7f\x1b[A\x1bOP\x1b\x1b[1;5C');
  await t.see('61 c3 a9 e6 bc a2 00 01 7f 1b 5b 41 1b 4f 50 1b 1b 5b 31 3b 35 43');
  // the leader twice is the leader once, for the program
  t.type(`|${keys.leader}${keys.leader}|`);
  await t.see('7c 1c 7c');
});

scene('another leader is taken, and Ctrl+\\ is then an ordinary key', { config: 'leader = "A-z"\n' }, async (w) => {
  const t = w.terminal(['new', '--attach', '--', ...program('keyhex.mjs')]);
  await t.see('ready');
  t.type('\x1c\x1bz\x1bz');
  await t.see('1c 1b 7a');
  t.type('\x1bzd');
  assert.equal((await t.ended()).code, 0);
});

scene('a paste arrives whole, in brackets where the program asked for them, and never as a command', {}, async (w) => {
  const t = w.terminal(['new', '--attach', '--', ...program('keyhex.mjs', '\\e[?2004h')]);
  await t.see('ready');
  t.type(`\x1b[200~one ${keys.leader}x two\x1b[201~`);
  await t.see('1b 5b 32 30 30 7e 6f 6e 65 20 1c 78 20 74 77 6f 1b 5b 32 30 31 7e');
});

scene('a dead tab keeps its last screen and how it ended, and R runs it again', {}, async (w) => {
  const t = w.terminal(['new', '--attach', '--label', 'three', '--', 'sh', '-c', 'echo "last words of $$"; exit 3']);
  const ended = (pid: number) => t.see((text) => text.includes(`last words of ${pid}`) && text.includes('exited with code 3'));
  await t.see('last words of');
  await ended((await onlyTab(w)).pid);
  const dead = await onlyTab(w);
  assert.deepEqual([dead.state, dead.exitCode, dead.signal], ['exited', 3, null]);
  t.type('keys go nowhere');
  t.type(`${keys.leader}R`);
  await until('it ran again', async () => (await onlyTab(w)).pid !== dead.pid);
  await until('and ended again', async () => (await onlyTab(w)).state === 'exited');
  const again = await onlyTab(w);
  // the client has heard of that end, too: a running tab would be closed with a question
  await ended(again.pid);
  assert.deepEqual([again.id, again.label, again.exitCode], [dead.id, 'three', 3]);
  t.type(`${keys.leader}x`);
  await t.see('Press N to open an agent tab');
});

scene('a session that a signal ends says which', {}, async (w) => {
  const t = w.terminal(['new', '--attach', '--', ...program('exit-with.sh', 'TERM')]);
  await t.see('last words before TERM');
  await t.see('SIGTERM');
  const { state, exitCode, signal: name } = await onlyTab(w);
  assert.deepEqual([state, exitCode, name], ['exited', null, 'SIGTERM']);
});

scene('an agent that is killed from outside leaves its tab', {}, async (w) => {
  await w.ok('new', 'claude', '--background');
  signal((await onlyTab(w)).pid, 'SIGKILL');
  await until('it is noticed', async () => (await onlyTab(w)).signal === 'SIGKILL');
  const t = w.terminal();
  await t.see('SIGKILL');
});

scene('the last output of a program that exits at once is all there', {}, async (w) => {
  for (let i = 0; i < 5; i++) {
    await w.ok('new', '--background', '--label', `run ${i}`, '--', ...program('print-bytes.sh', '20000'));
    await until('it ended', async () => (await w.tabs())[i]?.state === 'exited');
  }
  const t = w.terminal();
  await t.see('5 run 4');
  for (let i = 0; i < 5; i++) {
    t.type(`${keys.leader}${i + 1}`);
    // each shows the same: which one it is the window's title tells
    const inView = () => t.raw.lastIndexOf(`\x1b]2;run ${i}\x1b`) === t.raw.lastIndexOf('\x1b]2;');
    await t.see((text) => inView() && /line 000689[\s\S]*the end/.test(text), { what: `run ${i} has its last lines` });
  }
});

scene('a command that cannot start says why', {}, async (w) => {
  const missing = await w.cli('new', '--background', '--', 'no-such-program-here', '--flag');
  assert.equal(missing.code, 1);
  assert.match(missing.err, /no-such-program-here/);
  fs.writeFileSync(w.path('bin/not-executable'), 'x', { mode: 0o644 });
  const denied = await w.cli('new', '--background', '--', w.path('bin/not-executable'));
  assert.equal(denied.code, 1);
  assert.match(denied.err, /not-executable/);
  fs.writeFileSync(w.path('bin/bad-interpreter'), '#!/no/such/interpreter\n', { mode: 0o755 });
  const bad = await w.cli('new', '--background', '--', w.path('bin/bad-interpreter'));
  const tabs = bad.code === 0 ? await w.ls() : [];
  assert.ok(bad.code === 1 || tabs.length === 1, 'neither an error nor a tab that says so');
  assert.deepEqual((await w.cli('new', 'gemini', '--cwd', w.path('nowhere'), '--background')).code, 1);
});

scene(
  'an agent that is not installed cannot be opened, and how to install it is said',
  { config: '[agents.claude]\ncommand = ["a-program-that-is-nowhere"]\n' },
  async (w) => {
    const { code, err } = await w.cli('new', 'claude', '--background');
    assert.equal(code, 1);
    assert.match(err, /a-program-that-is-nowhere/);
    assert.match(err, /npm install/);
  },
);

scene(
  'a tab starts in --cwd, else the folder new was called in, else an error; never silently another one',
  { config: '[workspaces.web]\nworkdir = "/usr"\n' },
  async (w) => {
    fs.mkdirSync(w.path('work/deep dir'), { recursive: true });
    const cwdOf = async (count: number) => (await w.spawn(count)).cwd;
    await w.cliWith({ cwd: w.path('work') }, 'new', 'claude', '--background');
    assert.equal(await cwdOf(1), w.path('work'));
    await w.cliWith({ cwd: w.path('work') }, 'new', 'claude', '--cwd', 'deep dir', '--background');
    assert.equal(await cwdOf(2), w.path('work/deep dir'));
    await w.cliWith({ cwd: w.path('work') }, 'new', 'claude', '--cwd', w.path(), '--background');
    assert.equal(await cwdOf(3), w.home);
    assert.equal((await w.ls())[1]?.cwd, w.path('work/deep dir'));
    const { code, err } = await w.cli('new', 'claude', '--cwd', w.path('gone'), '--background');
    assert.equal(code, 1);
    assert.ok(err.includes(w.path('gone')), err);
    const file = await w.cli('new', 'claude', '--cwd', w.configFile, '--background');
    assert.equal(file.code, 1);
    assert.match(file.err, /config\.toml/);
    assert.equal(w.spawned().length, 3);
  },
);

scene('closing a tab ends its whole process group, one that ignores SIGHUP too', {}, async (w) => {
  const id = await w.ok('new', '--background', '--', 'sh', '-c', `sleep 555 & ${program('deaf.sh').join(' ')}`);
  await until('both run', () => w.processes().filter(({ argv }) => argv[0] === 'sleep').length === 2);
  await w.ok('close', id, '--force');
  await until('nothing of it is left', () => w.processes().every(({ argv }) => argv[0] !== 'sleep'));
});

scene('bash: a prompt, line editing, job control, Ctrl+C', { skip: unless('bash'), env: { SHELL: '/bin/bash' } }, async (w) => {
  fs.writeFileSync(w.path('.bashrc'), "PS1='ready> '\n");
  const t = w.terminal(['new', 'shell', '--attach']);
  await t.see('ready>');
  t.type('echo wrong\x01\x0becho ri\x1b[Dright\x1b[D\x05\r');
  await t.see(/^rrighti$/m);
  t.type('clear\r');
  t.type('sleep 100\r');
  await until('it runs', () => w.processes().some(({ argv }) => argv.join(' ') === 'sleep 100'));
  t.type('\x1a');
  await t.see(/Stopped/);
  t.type('fg\r');
  await t.see(/ready> fg\s+sleep 100/);
  t.type(keys.ctrlC);
  t.type('echo back $?\r');
  await t.see('back 130');
});

scene('vim shows what it shows in a bare terminal', { skip: unless('vim') }, async (w) => {
  const file = w.path('text.txt');
  fs.writeFileSync(file, Array.from({ length: 200 }, (_, i) => `line ${i} with some words, ünïcödé and 漢字\n`).join(''));
  const argv = ['vim', '-u', 'NONE', '-N', '-n', '-c', 'set ruler nomore background=dark', '-c', 'syntax off', file];
  const bare = w.anyTerminal(argv, { cols: 80, rows: 22 });
  const t = w.terminal(['new', '--attach', '--', ...argv], { cols: 80, rows: 24 });
  for (const each of [bare, t]) {
    await each.see('line 3 with');
    each.type('50Gonew text at fifty\x1b:set number\rgg20\x05');
    await each.see(/ 21 line 20/);
    each.type('VG"ay:g/9 with/d\rG');
    await each.see('Bot');
  }
  await looksAs(t, bare);
  t.resize(60, 16);
  bare.resize(60, 14);
  await Promise.all([bare.quiet(), t.quiet()]);
  const both = () => [t.lines().slice(1, -1), bare.lines()].map((lines) => lines.join('\n')) as [string, string];
  await until('they follow the size alike', () => both()[0] === both()[1], { detail: () => both().join('\n---\n') });
  t.type(':q!\r');
  await until('it ended', async () => (await onlyTab(w)).state === 'exited');
  assert.equal((await onlyTab(w)).exitCode, 0);
});

scene('less pages and searches as in a bare terminal', { skip: unless('less') }, async (w) => {
  const file = w.path('text.txt');
  fs.writeFileSync(file, Array.from({ length: 500 }, (_, i) => `\x1b[3${i % 8}mline ${i}\x1b[0m\n`).join(''));
  const bare = w.anyTerminal(['less', '-R', file], { cols: 80, rows: 22 });
  const t = w.terminal(['new', '--attach', '--', 'less', '-R', file], { cols: 80, rows: 24 });
  for (const each of [bare, t]) {
    await each.see('line 20');
    each.type('  ');
    await each.see('line 60');
    each.type('/line 333\r');
    await each.see('line 350');
  }
  await looksAs(t, bare);
  t.type('q');
  await until('it ended', async () => (await onlyTab(w)).state === 'exited');
});

scene('htop draws, takes keys and leaves', { skip: unless('htop') }, async (w) => {
  const t = w.terminal(['new', '--attach', '--', 'htop', '-d', '5'], { cols: 100, rows: 30 });
  await t.see(/F10\s*Quit/);
  t.resize(90, 26);
  await t.see((text) => /F10\s*Quit/.test(text));
  t.type('h');
  await t.see(/htop .*\d/);
  t.type('q');
  await t.see(/PID/);
  t.type('q');
  await until('it ended', async () => (await onlyTab(w)).state === 'exited');
  assert.ok(!isAlive((await onlyTab(w)).pid));
});
