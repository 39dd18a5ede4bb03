import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { figure } from './faults.ts';
import { keys, root, scene, until, type World, welcome } from './harness.ts';

const isRoot = process.getuid?.() === 0;
const built = process.env.JACKIN_TEST_PROGRAM ?? path.join(root, 'dist/cli.js');
const NOBODY = 65534;

/** The whole round: start, open, look, type, detach, list, end. */
async function works(w: World, args: string[] = []): Promise<void> {
  const t = w.terminal([...args, 'new', '--attach', '--', 'sh']);
  await t.see(/\$/);
  t.type('echo it-$((40+2))\r');
  await t.see('it-42');
  t.type(`${keys.leader}d`);
  assert.equal((await t.ended()).code, 0);
  assert.match(await w.ok(...args, 'ls'), /sh/);
  await w.ok(...args, 'kill-server');
}

const tmpfs = (at: string, size: string) => {
  fs.mkdirSync(at, { recursive: true, mode: 0o700 });
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=700`, 'tmpfs', at]).status === 0;
};
const canMount = (() => {
  const at = `/tmp/jackin-probe-${process.pid}`;
  const can = isRoot && tmpfs(at, '64k');
  if (can) spawnSync('umount', [at]);
  fs.rmSync(at, { recursive: true, force: true });
  return can;
})();
const needsMount = canMount ? false : 'no right to mount here';

scene('a full disk under log and socket: sessions go on, and a start says why it cannot', { skip: needsMount }, async (w) => {
  const small = w.path('run/small');
  assert.ok(tmpfs(small, '64k'));
  try {
    const log = path.join(small, 'mux.log');
    const socket = path.join(small, 'jm/mux.sock');
    const t = w.terminal(['--socket', socket, '--log', log, '--debug', 'new', '--attach', '--', 'sh']);
    await t.see(/\$/);
    const filled = spawnSync('sh', ['-c', `cat /dev/zero > ${path.join(small, 'filler')}`]).status !== 0;
    assert.ok(filled, 'the disk is not full');
    for (let i = 0; i < 20; i++) await w.cli('--socket', socket, 'ls');
    t.type('echo full-$((40+2))\r');
    await t.see('full-42');
    await w.ok('--socket', socket, 'new', '--background', '--', 'sleep', '600');
    await w.ok('--socket', socket, 'kill-server');
    await t.ended();
    const { code, err } = await w.cli('--socket', path.join(small, 'other/mux.sock'), 'new', '--background', '--', 'sleep', '600');
    assert.ok(code === 0 || /^jackin-mux: .*(ENOSPC|written|space)/.test(err), err);
    if (code === 0) await w.ok('--socket', path.join(small, 'other/mux.sock'), 'kill-server');
    figure('a full disk', 'tab, echo, new tab, ls and kill-server work with 0 bytes left under log and socket');
  } finally {
    spawnSync('umount', ['-l', small]);
  }
});

scene('a home that can only be read', { skip: needsMount }, async (w) => {
  const home = w.path('run/home');
  assert.ok(tmpfs(home, '64k'));
  fs.mkdirSync(path.join(home, '.config/jackin'), { recursive: true });
  fs.writeFileSync(path.join(home, '.config/jackin/config.toml'), '[env]\nMARK = "read"\n');
  assert.equal(spawnSync('mount', ['-o', 'remount,ro', home]).status, 0);
  try {
    w.env.HOME = home;
    await works(w);
    figure('a read-only home', 'start, tab, detach, ls, kill-server work');
  } finally {
    w.env.HOME = w.home;
    spawnSync('umount', ['-l', home]);
  }
});

for (const [name, env] of [
  ['a home that is not there', { HOME: '/nowhere/at/all' }],
  ['no HOME at all', { HOME: undefined }],
  ['no TMPDIR', { TMPDIR: undefined }],
  ['a TMPDIR that is not there', { TMPDIR: '/nowhere/tmp' }],
  ['no LANG, TERM, SHELL or PATH beyond the least', { LANG: undefined, SHELL: undefined, COLORTERM: undefined }],
] as const) {
  scene(`${name}: everything works`, { env }, async (w) => {
    // processes of a world are known by their home
    await works(w);
    figure(name, 'start, tab, detach, ls, kill-server work');
  });
}

const asNobody = (w: World, env: Record<string, string>, ...args: string[]) => {
  const all = { PATH: w.env.PATH!, TERM: 'xterm', JACKIN_MUX_LOG: '/dev/null', ...env };
  return spawnSync(process.execPath, [built, ...args], { uid: NOBODY, gid: NOBODY, env: all, cwd: '/', encoding: 'utf8', timeout: 20_000 });
};

scene('places that cannot be written, as another user', { skip: isRoot ? false : 'needs root to become another user' }, async (w) => {
  const of = (name: string, mode: number, uid = 0) => {
    const dir = `/tmp/jackin-places-${process.pid}-${name}`;
    fs.rmSync(dir, { recursive: true, force: true });
    fs.mkdirSync(dir, { mode });
    fs.chmodSync(dir, mode);
    fs.chownSync(dir, uid, uid);
    return dir;
  };
  const [closed, foreign, mine] = [of('closed', 0o700), of('foreign', 0o755), of('mine', 0o700, NOBODY)];
  try {
    const cases: [string, Record<string, string>, RegExp][] = [
      ['a folder that cannot be entered', { JACKIN_MUX_SOCKET: `${closed}/x/mux.sock` }, /EACCES.*JACKIN_MUX_SOCKET/],
      ['a folder that belongs to another', { JACKIN_MUX_SOCKET: `${foreign}/mux.sock` }, /belongs to user 0/],
      ['a run-time folder that cannot be written', { XDG_RUNTIME_DIR: foreign }, /EACCES.*JACKIN_MUX_SOCKET/],
      ['a configuration that cannot be read', { JACKIN_MUX_SOCKET: `${mine}/mux.sock`, JACKIN_CONFIG: `${closed}/config.toml` }, /config/],
    ];
    for (const [name, env, why] of cases) {
      for (const args of [['new', '--background', '--', 'true'], ['up']]) {
        const r = asNobody(w, env, ...args);
        assert.equal(r.status, 1, `${name}: exit ${r.status}\n${r.stdout}${r.stderr}`);
        assert.match(r.stderr, /^jackin-mux: [^\n]+\n([^\n]*config[^\n]*\n)?$/, name);
        assert.ok(!/lstat|\bat \//.test(r.stderr), r.stderr);
        assert.match(r.stderr, why, name);
        assert.equal(r.stdout, '');
      }
    }
    // a user without an entry in passwd and without a home: docker run --user 65533
    const homeless = { JACKIN_MUX_SOCKET: `${mine}/mux.sock` };
    const strange = (...args: string[]) =>
      spawnSync(process.execPath, [built, ...args], {
        uid: 65533,
        gid: 65533,
        env: { PATH: w.env.PATH!, ...homeless, JACKIN_MUX_SOCKET: `/tmp/jackin-places-${process.pid}-nobody/mux.sock` },
        cwd: '/',
        encoding: 'utf8',
        timeout: 20_000,
      });
    const opened = strange('new', '--background', '--', 'sleep', '600');
    assert.equal(opened.status, 0, opened.stderr);
    assert.equal(strange('kill-server').status, 0);
    // a log that cannot be written is said, and nothing else stops
    const log = asNobody(
      w,
      { JACKIN_MUX_SOCKET: `${mine}/mux.sock`, JACKIN_MUX_LOG: `${closed}/mux.log`, HOME: mine },
      'new',
      '--background',
      '--',
      'sleep',
      '600',
    );
    assert.equal(log.status, 0, log.stderr);
    assert.match(log.stderr, /cannot write the log/);
    assert.equal(asNobody(w, { JACKIN_MUX_SOCKET: `${mine}/mux.sock` }, 'kill-server').status, 0);
    figure('places of others', `${cases.length} that cannot be used: exit 1 and a sentence each; no passwd entry, no home, no log: works`);
  } finally {
    for (const dir of [closed, foreign, mine, `/tmp/jackin-places-${process.pid}-nobody`]) fs.rmSync(dir, { recursive: true, force: true });
  }
});

scene('a log that is a link, a folder or a pipe is not written, and nothing waits for it', {}, async (w) => {
  fs.writeFileSync(w.path('precious'), 'precious');
  fs.symlinkSync(w.path('precious'), w.path('link.log'));
  fs.mkdirSync(w.path('folder.log'));
  spawnSync('mkfifo', [w.path('pipe.log')]);
  for (const name of ['link.log', 'folder.log', 'pipe.log', 'no/such/folder.log']) {
    const { code, err } = await w.cli('--log', w.path(name), 'new', '--background', '--', 'sleep', '600');
    assert.equal(code, 0, `${name}: ${err}`);
    assert.match(err, /cannot write the log/, name);
    await w.ok('kill-server');
  }
  assert.equal(fs.readFileSync(w.path('precious'), 'utf8'), 'precious');
});

scene('a socket whose folder is removed under the server: the next start makes another one', {}, async (w) => {
  await w.ok('new', '--background', '--', 'sleep', '600');
  const first = await w.serverPid();
  fs.rmSync(path.dirname(w.socket), { recursive: true });
  await w.ok('new', '--background', '--', 'sleep', '601');
  assert.notEqual(await w.serverPid(), first);
  process.kill(first, 'SIGTERM');
  await until('the first has ended', () => !w.processes().some((p) => p.pid === first));
  assert.equal((await w.tabs()).length, 1, 'its end took nothing from the second');
});

scene('the first screen comes up whatever the folder was left in', {}, async (w) => {
  fs.mkdirSync(path.dirname(w.socket), { mode: 0o700 });
  for (const name of ['mux.log', 'mux.sock.tmp', '.x']) fs.writeFileSync(path.join(path.dirname(w.socket), name), 'left');
  await welcome(w.terminal());
});
