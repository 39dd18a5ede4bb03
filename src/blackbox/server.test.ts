import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import { environmentOf, isAlive, program, scene, signal, until, Wire, type World } from './harness.ts';

const servers = (w: World) => w.processes().filter(({ argv }) => argv[1]?.endsWith('cli.js') && argv.includes('serve'));

scene("socket and folder are the operator's alone", {}, async (w) => {
  await w.ok('new', 'claude', '--background');
  assert.equal(fs.statSync(w.path('run/jackin-mux')).mode & 0o777, 0o700);
  assert.equal(fs.statSync(w.socket).mode & 0o777, 0o600);
});

scene('without XDG_RUNTIME_DIR the socket is below /tmp, by user', { env: { XDG_RUNTIME_DIR: undefined } }, async (w) => {
  // the place is shared with whoever runs the tests: only the answer is looked at
  const { err } = await w.cli('attach');
  assert.ok(err.includes(`/tmp/jackin-mux-${process.getuid?.()}/mux.sock`) || /terminal/.test(err), err);
});

scene('certificates of the operator reach their agents, and the server does not read them', {}, async (w) => {
  const file = w.path('ca.crt');
  fs.writeFileSync(file, '');
  w.env.NODE_EXTRA_CA_CERTS = file;
  await w.ok('new', 'claude', '--background');
  const { env } = await w.spawn(1);
  assert.equal(env.NODE_EXTRA_CA_CERTS, file);
  assert.equal(env.JACKIN_NODE_EXTRA_CA_CERTS, undefined);
  assert.equal(environmentOf(await w.serverPid()).NODE_EXTRA_CA_CERTS, undefined);
});

scene('a stale socket is replaced', {}, async (w) => {
  await w.ok('new', 'claude', '--background');
  const pid = await w.serverPid();
  signal(pid, 'SIGKILL');
  await until('the server is dead', () => !isAlive(pid));
  assert.ok(fs.existsSync(w.socket));
  await w.ok('new', 'codex', '--background');
  assert.deepEqual(
    (await w.ls()).map((tab) => tab.label),
    ['Codex'],
  );
});

scene('a live socket is never stolen', {}, async (w) => {
  await w.ok('new', 'claude', '--background');
  const { ino } = fs.statSync(w.socket);
  const { code, err } = await w.cli('up');
  assert.equal(code, 1);
  assert.match(err, /already runs/);
  assert.equal(fs.statSync(w.socket).ino, ino);
  assert.equal((await w.ls()).length, 1);
});

scene("a foreign server at the socket's place is left alone", {}, async (w) => {
  fs.mkdirSync(w.path('run/jackin-mux'), { mode: 0o700 });
  const foreign = net.createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => foreign.listen(w.socket, resolve));
  try {
    const { code, err } = await w.cli('up');
    assert.equal(code, 1);
    assert.match(err, /mux\.sock/);
    assert.ok(foreign.listening && fs.existsSync(w.socket));
  } finally {
    foreign.close();
  }
});

scene('a folder that others may enter is refused', {}, async (w) => {
  fs.mkdirSync(w.path('run/jackin-mux'), { mode: 0o755 });
  fs.chmodSync(w.path('run/jackin-mux'), 0o755);
  for (const args of [['new', 'claude', '--background'], ['up']]) {
    const { code, err } = await w.cli(...args);
    assert.equal(code, 1);
    assert.ok(err.includes(w.path('run/jackin-mux')), err);
    assert.match(err, /0?700|chmod/);
  }
  assert.equal(fs.statSync(w.path('run/jackin-mux')).mode & 0o777, 0o755, "it was changed behind the operator's back");
  assert.deepEqual(w.processes(), []);
});

scene('a link in place of the folder is refused', {}, async (w) => {
  fs.mkdirSync(w.path('elsewhere'), { mode: 0o700 });
  fs.symlinkSync(w.path('elsewhere'), w.path('run/jackin-mux'));
  const { code, err } = await w.cli('new', 'claude', '--background');
  assert.equal(code, 1);
  assert.match(err, /jackin-mux/);
  assert.deepEqual(fs.readdirSync(w.path('elsewhere')), []);
});

scene("a link or a file at the socket's place is refused, and what it is stays", {}, async (w) => {
  fs.mkdirSync(w.path('run/jackin-mux'), { mode: 0o700 });
  fs.writeFileSync(w.path('precious'), 'precious');
  fs.symlinkSync(w.path('precious'), w.socket);
  const link = await w.cli('new', 'claude', '--background');
  assert.equal(link.code, 1);
  assert.ok(link.err.includes(w.socket), link.err);
  assert.equal(fs.readFileSync(w.path('precious'), 'utf8'), 'precious');
  assert.ok(fs.lstatSync(w.socket).isSymbolicLink());
  fs.rmSync(w.socket);
  fs.writeFileSync(w.socket, 'precious too');
  assert.equal((await w.cli('new', 'claude', '--background')).code, 1);
  assert.equal(fs.readFileSync(w.socket, 'utf8'), 'precious too');
});

scene('ten starts at once give one server and ten tabs', {}, async (w) => {
  const ids = await Promise.all(
    Array.from({ length: 10 }, (_, i) => w.ok('new', '--label', `start ${i}`, '--background', '--', 'sleep', '600')),
  );
  assert.equal(new Set(ids).size, 10);
  assert.equal((await w.ls()).length, 10);
  await until('one server is left', () => servers(w).length === 1);
});

scene('ten terminals that start at once meet in one server', {}, async (w) => {
  const terminals = Array.from({ length: 10 }, () => w.terminal([], { cols: 60, rows: 12 }));
  await Promise.all(terminals.map((t) => t.see('Press N', { ms: 60_000 })));
  await until('one server is left', () => servers(w).length === 1);
});

scene('kill-server ends every session, one that ignores SIGHUP too, and the socket is gone', {}, async (w) => {
  await w.ok('new', '--background', '--', ...program('deaf.sh'));
  await w.ok('new', 'claude', '--background');
  await w.spawn(1);
  const start = performance.now();
  await w.ok('kill-server');
  assert.ok(performance.now() - start < 15_000);
  await until('nothing is left', () => w.processes().length === 0);
  assert.ok(!fs.existsSync(w.socket));
});

scene('the server outlives the command and the terminal that started it', {}, async (w) => {
  const t = w.anyTerminal(['/bin/sh', '-c', 'jackin-mux new claude --background; sleep 600']);
  await t.see(/t\d+/);
  t.kill('SIGKILL');
  await t.ended();
  assert.equal((await w.ls())[0]?.state, 'running');
  const [server] = servers(w);
  assert.ok(server);
  const fds = fs.readdirSync(`/proc/${server.pid}/fd`).map((fd) => {
    try {
      return fs.readlinkSync(`/proc/${server.pid}/fd/${fd}`);
    } catch {
      return '';
    }
  });
  // 0, 1 and 2 of a daemon hold no terminal; the masters of its sessions are /dev/ptmx
  for (const target of fds) assert.ok(!/^\/dev\/tty/.test(target), `the server holds ${target}`);
});

scene('a thousand requests and a hundred connections later, nothing has leaked', {}, async (w) => {
  await w.ok('new', 'claude', '--background');
  const pid = await w.serverPid();
  const handles = () => fs.readdirSync(`/proc/${pid}/fd`).length;
  const before = handles();
  for (let i = 0; i < 100; i++) {
    const wire = await Wire.open(w.socket);
    for (let j = 0; j < 10; j++) await wire.request('list', {});
    wire.close();
  }
  for (let i = 0; i < 20; i++) {
    const wire = await Wire.open(w.socket);
    const { id } = await wire.request('open', { command: ['true'], cwd: w.home });
    await wire.request('close', { tab: id, force: true });
    wire.close();
  }
  await until('every handle is given back', () => handles() <= before + 1);
});

scene('a request that makes no sense is answered, and the server goes on', {}, async (w) => {
  await w.ok('new', 'claude', '--background');
  const wire = await Wire.open(w.socket);
  const odd = [
    { type: 'request', id: 100, name: 'nosuch', params: {} },
    { type: 'request', id: 101, name: 'toString', params: {} },
    { type: 'request', id: 102, name: 'close', params: null },
    { type: 'request', id: 103, name: 'close', params: { tab: 7 } },
    { type: 'request', id: 104, name: 'rename', params: { tab: '1', label: {} } },
    { type: 'request', id: 105, name: 'open', params: { command: 'not a list' } },
    { type: 'request', id: 106, name: 'open', params: { agent: '__proto__' } },
    { type: 'request', id: 107, name: 'move', params: { tab: '1', index: 'x' } },
  ];
  for (const request of odd) {
    wire.send(request);
    const answer = await wire.hear((m) => m.type === 'response' && m.id === request.id, `an answer to ${JSON.stringify(request)}`);
    assert.ok(answer.type === 'response' && !answer.ok, JSON.stringify(answer));
  }
  wire.close();
  assert.equal((await w.ls()).length, 1);
});
