import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { figure, handlesOf, measuresMemory, membersOf } from './faults.ts';
import { isAlive, program, root, scene, signal, until, Wire, type World } from './harness.ts';

const built = process.env.JACKIN_TEST_PROGRAM ?? path.join(root, 'dist/cli.js');
/** Tabs and attaches that are opened and closed; the soak does 1,000 and 10,000. */
const TABS = 150;
const ATTACHES = 50;

const textOf = (file: string): string => {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** Where the open files of a process lead; those that are closed while they are looked at aside. */
const linksOf = (pid: number): string[] =>
  fs.readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [fs.readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      return [];
    }
  });

/** A session with children of every kind that an agent may have: in its group, in groups of their own, forked twice, deaf ones. */
async function family(w: World): Promise<{ leader: number; members: number[] }> {
  const id = await w.ok(
    'new',
    '--background',
    '--',
    'bash',
    '-c',
    [
      'set -m',
      'sleep 601 &',
      '(sleep 602 & sleep 603 &) &',
      `(trap "" HUP TERM INT; exec sleep 604) &`,
      '( ( sleep 605 & ) & )',
      'exec sleep 606',
    ].join('\n'),
  );
  const tab = (await w.tabs()).find((each) => each.id === id)!;
  const members = await until('the family is complete', () => {
    // a shell in between ends while it is looked at
    const found = membersOf(tab.pid).filter((pid) => /^sleep\0/.test(textOf(`/proc/${pid}/cmdline`)));
    return found.length === 6 ? found : null;
  });
  return { leader: tab.pid, members };
}

for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const) {
  scene(`${name} ends the server in order: every session with its children, the socket, exit 0`, {}, async (w) => {
    const server = spawn(process.execPath, [built, 'up'], { env: w.env, cwd: w.home, stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = new Promise<number | null>((resolve) => server.on('exit', resolve));
    await until('it listens', () => fs.existsSync(w.socket));
    const { members } = await family(w);
    await w.ok('new', 'claude', '--background');
    const agent = (await w.spawn(1)).pid;
    const began = performance.now();
    server.kill(name);
    assert.equal(await ended, 0);
    const ms = performance.now() - began;
    assert.ok(ms < 9000, `it took ${ms} ms`);
    assert.deepEqual([...members, agent].filter(isAlive), [], 'something is left');
    assert.deepEqual(w.processes(), [], 'something is left');
    assert.ok(!fs.existsSync(w.socket), 'the socket is left');
    figure(`${name} to the server`, `8 processes in 5 process groups, one deaf: all gone, exit 0, after ${(ms / 1000).toFixed(1)} s`);
  });
}

/** Opens a tab whose program hears no signal, and waits until it does not. */
async function openDeaf(w: World): Promise<void> {
  const id = await w.ok('new', '--background', '--', ...program('deaf.sh'));
  await w.ok('wait', id, '--text', 'deaf');
}

scene('a second signal hurries', {}, async (w) => {
  let ms = Number.POSITIVE_INFINITY;
  // whoever waits for the grace of three seconds is never faster; a machine that stalls is, the next time
  for (let round = 0; round < 3 && ms >= 2900; round++) {
    await openDeaf(w);
    const pid = await w.serverPid();
    const { pid: deaf } = (await w.tabs())[0]!;
    const heard = () => fs.readFileSync(w.log, 'utf8').split('shutting down').length;
    const before = heard();
    const began = performance.now();
    signal(pid, 'SIGTERM');
    await until('it has heard', () => heard() > before);
    assert.ok(isAlive(deaf) || performance.now() - began > 2900, 'the first signal gives time');
    signal(pid, 'SIGTERM');
    await until('all is gone', () => !isAlive(deaf) && !isAlive(pid));
    ms = performance.now() - began;
    assert.ok(!fs.existsSync(w.socket));
  }
  assert.ok(ms < 2900, `it took ${ms} ms`);
  figure('a second SIGTERM', `a deaf session and the server gone after ${(ms / 1000).toFixed(1)} s`);
});

scene('signals that mean nothing to a server change nothing', {}, async (w) => {
  await w.ok('new', 'claude', '--background');
  const pid = await w.serverPid();
  for (const name of ['SIGUSR1', 'SIGUSR2', 'SIGPIPE', 'SIGWINCH', 'SIGCONT'] as const) signal(pid, name);
  await w.ok('ls');
  assert.ok(isAlive(pid));
  // 9229, where node's debugger would listen; another process of the machine may
  const listening = textOf(`/proc/${pid}/net/tcp`)
    .split('\n')
    .filter((line) => line.includes('0100007F:240D'))
    .map((line) => `socket:[${line.trim().split(/\s+/)[9]}]`);
  assert.ok(!linksOf(pid).some((link) => listening.includes(link)), 'the debugger listens');
});

scene('closing a tab, running it again and its own end leave none of its children', {}, async (w) => {
  const { leader, members } = await family(w);
  await w.ok('close', '1', '--force');
  await until('the family is gone', () => !members.some(isAlive) && membersOf(leader).length === 0);

  // a leader that has gone before its children: they live on as in a bare terminal, until the tab is closed
  const id = await w.ok('new', '--background', '--', 'bash', '-c', 'set -m; nohup sleep 611 >/dev/null 2>&1 & (sleep 612 &) ; exit 0');
  await until('the leader is gone', async () => (await w.tabs())[0]!.state === 'exited');
  const orphans = membersOf((await w.tabs())[0]!.pid);
  assert.ok(orphans.length >= 1, 'nothing lived on');
  await w.ok('close', id);
  await until('what it left behind is gone', () => !orphans.some(isAlive));

  const again = await w.ok('new', '--background', '--', 'bash', '-c', 'set -m; nohup sleep 621 >/dev/null 2>&1 & exit 0');
  await until('the leader is gone', async () => (await w.tabs())[0]!.state === 'exited');
  const first = membersOf((await w.tabs())[0]!.pid);
  const wire = await Wire.open(w.socket);
  await wire.request('restart', { tab: again });
  wire.close();
  await until('the first run is gone', () => !first.some(isAlive));
  const second = membersOf((await w.tabs())[0]!.pid);
  await w.ok('kill-server');
  assert.deepEqual(second.filter(isAlive), []);
  // kill-server does not wait for ever for a process that is slow to end
  await until('the server is gone', () => w.processes().length === 0);
});

const canUnshare = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0;
for (const init of [[], ['tini', '--']]) {
  const how = init.length === 0 ? 'as process 1' : 'under tini';
  const skip = !canUnshare ? 'no PID namespace here' : init.length > 0 && spawnSync('tini', ['--version']).status !== 0 ? 'no tini' : false;
  scene(`up ${how} ends within docker stop's ten seconds, deaf sessions too`, { skip }, async (w) => {
    const outer = spawn('unshare', ['--pid', '--fork', '--mount-proc', ...init, process.execPath, built, 'up'], {
      env: w.env,
      cwd: w.home,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = new Promise<number | null>((resolve) => outer.on('exit', resolve));
    await until('it listens', () => fs.existsSync(w.socket));
    await w.ok('new', 'claude', '--background');
    await openDeaf(w);
    await w.ok('new', '--background', '--', 'bash', '-c', 'for i in 1 2 3 4 5 6 7 8; do (sleep 0.0$i &); done; sleep 600');
    await w.spawn(1);
    const first = await until('process 1 of the namespace', () => {
      const children = fs.readFileSync(`/proc/${outer.pid}/task/${outer.pid}/children`, 'utf8').trim();
      return children === '' ? null : Number(children.split(' ')[0]);
    });
    const began = performance.now();
    process.kill(first, 'SIGTERM');
    const code = await ended;
    const ms = performance.now() - began;
    assert.ok(ms < 10_000, `it took ${ms} ms`);
    assert.equal(code, 0);
    assert.deepEqual(w.processes(), []);
    assert.ok(!fs.existsSync(w.socket));
    figure(`up ${how}`, `SIGTERM with a deaf session: all gone, exit 0, after ${(ms / 1000).toFixed(1)} s`);
  });
}

scene('at the limit of tabs there is a sentence, and room again when one is closed', { config: 'max_tabs = 3\n' }, async (w) => {
  for (let i = 0; i < 3; i++) await w.ok('new', '--background', '--', 'sleep', '600');
  const { code, err } = await w.cli('new', '--background', '--', 'sleep', '600');
  assert.equal(code, 1);
  assert.match(err, /^jackin-mux: .*3 tabs are open, which is the limit; .*max_tabs.*\n$/);
  const results = await Promise.all([1, 2, 3].map(() => w.cli('new', 'claude', '--background')));
  assert.ok(results.every((r) => r.code === 1));
  await w.ok('close', '2', '--force');
  await w.ok('new', 'claude', '--background');
  assert.equal((await w.tabs()).length, 3);
});

scene(`${TABS} tabs opened and closed and ${ATTACHES} attaches later, handles, terminals and memory are as before`, {}, async (w) => {
  const held = measuresMemory(w);
  const pid = await (async () => {
    await w.ok('new', 'claude', '--background');
    return w.serverPid();
  })();
  const terminals = () => linksOf(pid).filter((link) => link.includes('ptmx')).length;
  const wire = await Wire.open(w.socket);
  const round = async (count: number) => {
    for (let i = 0; i < count; i++) {
      const { id } = await wire.request('open', { command: ['sh', '-c', 'seq 200; exec sleep 600'], cwd: w.home });
      await wire.request('close', { tab: id, force: true });
    }
  };
  await round(30);
  await until('sessions are gone', () => terminals() === 1);
  const before = { handles: handlesOf(pid), memory: await held(pid) };
  const began = performance.now();
  await round(TABS);
  const opened = performance.now() - began;
  await until('sessions are gone', () => terminals() === 1);
  await until('every handle is given back', () => handlesOf(pid) <= before.handles);
  for (let i = 0; i < ATTACHES; i++) {
    const other = await Wire.open(w.socket);
    other.confirming = true;
    other.send({ type: 'attach', terminal: { cols: 100, rows: 30 } });
    await until('a frame', () => other.frames > 0);
    other.close();
  }
  await until('every handle is given back', () => handlesOf(pid) <= before.handles);
  const more = (await held(pid)) - before.memory;
  assert.ok(more < 5, `${more.toFixed(0)} MB more`);
  assert.equal((await wire.request('list', {})).length, 1);
  wire.close();
  figure(
    'tabs opened and closed',
    `${TABS} tabs in ${(opened / 1000).toFixed(1)} s and ${ATTACHES} attaches: ${before.handles} handles before and after, 1 terminal, ${more.toFixed(1)} MB more`,
  );
});
