import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import { encodeMessage, Kind } from '../protocol/framing.ts';
import { differences, holds, isAlive, keys, program, scene, signal, type Terminal, until, Wire, type World, welcome } from './harness.ts';

/** Opens a shell as an operator has one, and runs the program from it, so that what the program leaves behind can be seen. */
async function fromShell(w: World, command: string): Promise<Terminal> {
  const t = w.anyTerminal(['/bin/sh', '-i']);
  await t.see(/\$/);
  t.type(`${command}\r`);
  return t;
}
/** Process of the client that runs in a terminal opened by `fromShell`. */
const clientOf = (w: World, command: RegExp) =>
  until(
    'the client runs',
    () => w.processes().find(({ argv }) => argv[1]?.endsWith('cli.js') && command.test(argv.slice(2).join(' ')))?.pid,
  );

/** The shell is back and its terminal is as it was: main screen, cursor, modes, and keys echoed line by line. */
async function givenBack(t: Terminal): Promise<void> {
  try {
    await t.watch(() => t.model.buffer.active.type === 'normal' && /\$$/.test(t.text()), 'the shell is back');
  } catch (thrown) {
    throw new Error(`the terminal is not given back; its last bytes: ${JSON.stringify(t.raw.slice(-600))}`, { cause: thrown });
  }
  assert.deepEqual(t.leftovers(), []);
  t.type('stty -a\r');
  await t.see(/tostop/);
  const text = t.text();
  for (const mode of ['icanon', 'echo', 'isig', 'icrnl', 'opost', 'ixon'])
    assert.match(text, new RegExp(`(^|\\s)${mode}\\b`, 'm'), `${mode} is off`);
}

scene('detaching gives the terminal back, attaching again shows every cell as it was', {}, async (w) => {
  const bare = w.anyTerminal(program('test-card.mjs'), { cols: 100, rows: 28 });
  await bare.see('here');
  const t = await fromShell(w, `jackin-mux new --attach -- ${program('test-card.mjs').join(' ')}`);
  const drawn = async () => {
    const there = () => t.text().includes('here') && differences(t.model, bare.model, 1);
    const same = () => {
      const other = there();
      const { x, y } = bare.cursor();
      return other && other.length === 0 && t.cursor().x === x && t.cursor().y === y + 1;
    };
    await until('every cell and the cursor are as in a bare terminal', same, {
      detail: () => `${JSON.stringify([t.cursor(), bare.cursor()])}\n${(there() || ['nothing yet']).slice(0, 10).join('\n')}`,
    });
  };
  await drawn();
  t.type(`${keys.leader}d`);
  await givenBack(t);
  t.type('clear; jackin-mux attach\r');
  await drawn();
  t.type(`${keys.leader}d`);
  await givenBack(t);
});

scene('the alternate screen, the cursor and its visibility survive an attach', {}, async (w) => {
  await w.ok(
    'new',
    '--background',
    '--',
    'sh',
    '-c',
    'printf "main\\033[?1049h\\033[Halternate\\033[5;7H\\033[?25l"; read x; printf "\\033[?1049l\\033[?25h"; sleep 60',
  );
  const t = w.terminal();
  await t.see('alternate');
  assert.ok(!t.text().includes('main'));
  t.type('\r');
  await t.see((text) => text.includes('main') && !text.includes('alternate'));
});

for (const name of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) {
  scene(`${name} to the client gives the terminal back and ends no tab`, {}, async (w) => {
    await w.ok('new', 'claude', '--background');
    const t = await fromShell(w, 'jackin-mux attach');
    await t.see('I am claude');
    signal(await clientOf(w, /^attach/), name);
    await givenBack(t);
    assert.equal((await w.ls())[0]?.state, 'running');
  });
}

scene('kill -9 of the client ends no tab, and the next client sees it as it was', {}, async (w) => {
  const t = w.terminal(['new', 'claude', '--attach']);
  await t.see('I am claude');
  t.type('before the end');
  await t.see('> before the end');
  t.kill('SIGKILL');
  await t.ended();
  const again = w.terminal(['attach']);
  await again.see('> before the end');
  again.type(' and after');
  await again.see('> before the end and after');
});

scene('a terminal that is closed ends no tab', {}, async (w) => {
  await w.ok('new', 'claude', '--background');
  const { pid } = (await w.ls())[0]!;
  const t = w.terminal(['attach']);
  await t.see('I am claude');
  t.kill('SIGHUP');
  await t.ended();
  assert.ok(isAlive(pid));
  assert.equal((await w.ls())[0]?.state, 'running');
});

for (const [name, command] of [
  ['a client that its terminal started', 'exec jackin-mux attach'],
  ['a client below a shell', 'jackin-mux attach'],
  ['a client of a shell that hears no SIGHUP', 'trap "" HUP; jackin-mux attach; :'],
  ['the Auth screen', 'jackin-mux console'],
] as const) {
  scene(`a terminal is closed: ${name} ends, and no tab does`, {}, async (w) => {
    await w.ok('new', 'claude', '--background');
    const { pid } = (await w.ls())[0]!;
    const t = w.anyTerminal(['/bin/sh', '-c', command]);
    await t.see(command.includes('console') ? 'Kimi' : 'I am claude');
    const client = await clientOf(w, /^(attach|console)/);
    t.hangUp();
    await until('the client has ended', () => !isAlive(client));
    assert.ok(isAlive(pid));
    assert.equal((await w.ls())[0]?.state, 'running');
  });
}

scene('the server goes away under a client: a sentence, and the terminal is given back', {}, async (w) => {
  await w.ok('new', 'claude', '--background');
  const t = await fromShell(w, 'jackin-mux attach; echo "it ended with $?"');
  await t.see('I am claude');
  signal(await w.serverPid(), 'SIGKILL');
  await t.see(/it ended with 1/);
  assert.match(t.text(), /jackin-mux: .*server/);
  await givenBack(t);
});

scene('kill-server ends attached clients in order', {}, async (w) => {
  await w.ok('new', 'claude', '--background');
  const t = await fromShell(w, 'jackin-mux attach; echo "it ended with $?"');
  await t.see('I am claude');
  await w.ok('kill-server');
  await t.see(/it ended with 0/);
  await givenBack(t);
});

scene('two clients look at different tabs', {}, async (w) => {
  await w.ok('new', 'claude', '--background');
  await w.ok('new', 'codex', '--background');
  const [a, b] = [w.terminal(), w.terminal()];
  await Promise.all([a.see('2 Codex'), b.see('2 Codex')]);
  a.type(`${keys.leader}1`);
  await a.see('I am claude');
  b.type(`${keys.leader}2`);
  await b.see('I am codex');
  a.type('to claude');
  b.type('to codex');
  await a.see('> to claude');
  await b.see('> to codex');
  assert.ok(!a.text().includes('I am codex') && !b.text().includes('I am claude'));
});

scene("of two clients of different sizes, the one that typed last sets the tab's", {}, async (w) => {
  const large = w.terminal(['new', '--attach', '--', ...program('size.sh')], { cols: 100, rows: 30 });
  await large.see('first 28 100');
  await large.see('then 28 100');
  const small = w.terminal(['attach'], { cols: 60, rows: 16 });
  await small.see('then 28 100');
  small.type('x');
  await small.see('x');
  await small.see('now 14 60');
  await until('ls tells the size', async () => (await w.tabs())[0]?.cols === 60);
  await large.see('now 14 60');
  large.type('y');
  await large.see('now 28 100');
  await until('ls tells the size', async () => (await w.tabs())[0]?.cols === 100);
  small.type(`${keys.leader}d`);
  assert.equal((await small.ended()).code, 0);
});

scene('a read-only client sees all and changes nothing', {}, async (w) => {
  await w.ok('new', 'claude', '--background');
  const looker = w.terminal(['attach', '--read-only']);
  await looker.see('I am claude');
  looker.type('not for the agent\r');
  looker.type(`${keys.leader}x`);
  await looker.quiet();
  looker.type('y');
  const typist = w.terminal(['attach']);
  await typist.see('I am claude');
  typist.type('seen by both');
  await looker.see('> seen by both');
  assert.ok(!typist.text().includes('not for the agent'));
  assert.equal((await w.ls()).length, 1);
  looker.type(`${keys.leader}d`);
  assert.equal((await looker.ended()).code, 0);
});

scene('who quits knows why the server has ended, and the others are told', {}, async (w) => {
  await w.ok('new', 'claude', '--background');
  const other = w.terminal(['attach']);
  await other.see('I am claude');
  const t = w.terminal(['attach']);
  await t.see('I am claude');
  t.type(`${keys.leader}q`);
  await t.see('End all');
  t.type('e');
  await t.ended();
  await other.ended();
  await t.see(/^\[the server has ended\]$/m);
  await other.see(/^\[the server has ended \(quit in another terminal\)\]$/m);
});

scene('a client that reads nothing delays nobody', {}, async (w) => {
  await w.ok('new', '--background', '--label', 'flood', '--', ...program('flood.sh'));
  await w.ok('new', 'claude', '--background');
  const stalled = w.terminal(['attach']);
  await stalled.see('1 flood');
  stalled.type(`${keys.leader}1`);
  await stalled.see('as fast as');
  stalled.stall();
  const t = w.terminal(['attach']);
  await t.see('1 flood');
  t.type(`${keys.leader}2`);
  await t.see('I am claude');
  t.type('hello');
  await t.see('> hello');
  stalled.kill();
});

scene('attaching from inside a tab is refused with a sentence, and --nested insists', {}, async (w) => {
  const t = w.terminal(['new', 'shell', '--attach']);
  await t.see(/\$/);
  t.type('jackin-mux attach; echo "exit $?"\r');
  await t.see(/--nested/);
  await t.see('exit 1');
  t.type('clear; jackin-mux; echo "again $?"\r');
  await t.see(/--nested[\s\S]*again 1/);
  // a command for the tab's own server needs no insisting
  t.type('clear; jackin-mux ls\r');
  await t.see(/\*1 +t1 +Shell/);
  t.type('clear; jackin-mux --socket="$HOME/run/other.sock" new claude --background\r');
  await t.see(/^t1$/m);
  t.type('clear; jackin-mux --socket="$HOME/run/other.sock" attach --nested\r');
  await t.see('I am claude');
  await t.watch(() => t.lines()[1]!.includes('1 Claude'), 'a second strip is on the screen');
});

scene('a client of another version gets a sentence', {}, async (w) => {
  await w.ok('new', 'claude', '--background');
  const old = await Wire.connect(w.socket);
  old.send({ type: 'hello', protocol: 999, version: '99.0.0' });
  const answer = await old.hear((m) => m.type === 'refused', 'a refusal');
  assert.ok(answer.type === 'refused' && answer.reason.length > 20 && answer.reason.includes('99.0.0'), JSON.stringify(answer));
  await old.untilClosed();

  // something that does not speak the protocol at all is dropped, and the server goes on
  for (const bytes of ['GET / HTTP/1.1\r\n\r\n', '\xff\xff\xff\xff\xff\xff', '\0\0\0\0\0']) {
    const stranger = await Wire.connect(w.socket);
    stranger.sendBytes(Buffer.from(bytes, 'latin1'));
    await stranger.untilClosed();
  }
  const hasty = await Wire.connect(w.socket);
  hasty.send({ type: 'request', id: 1, name: 'list', params: {} });
  await hasty.untilClosed();
  assert.equal((await w.ls()).length, 1);
});

scene('a server of another version gets a sentence from the client', {}, async (w) => {
  fs.mkdirSync(w.path('run/jackin-mux'), { mode: 0o700 });
  const server = net.createServer((socket) => {
    const refusal = { type: 'refused', protocol: 999, version: '99.0.0', reason: 'this server speaks another protocol: end it first' };
    socket.on('error', () => {});
    socket.once('data', () => socket.end(encodeMessage(Kind.json, Buffer.from(JSON.stringify(refusal)))));
  });
  await new Promise<void>((resolve) => server.listen(w.socket, resolve));
  try {
    const { code, out, err } = await w.cli('ls');
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /^jackin-mux: .*another protocol.*\n$/);
    const t = w.terminal();
    assert.equal((await t.ended()).code, 1);
    assert.match(t.text(), /another protocol/);
    assert.deepEqual(t.leftovers(), []);
  } finally {
    server.close();
  }
});

scene('an idle client writes nothing', {}, async (w) => {
  const t = w.terminal();
  await welcome(t);
  // what the terminal answered is read before the key: nothing of the beginning is still to come
  t.type('?');
  await t.see('Esc closes');
  t.type(keys.esc);
  await welcome(t);
  await t.quiet(300);
  const before = t.raw.length;
  await holds('the terminal stays untouched', () => t.raw.length === before, 1200);
});
