import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test as plainTest, type TestContext } from 'node:test';
import { rowText } from '../protocol/cells.ts';
import type { TerminalFacts } from '../protocol/messages.ts';
import { parseStat, sessionProcesses } from './process-group.ts';
import { createSession } from './session.ts';
import type { DamageCursor, Session, SessionEvents, SessionExit } from './types.ts';

const ENV = { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: os.tmpdir(), TERM: 'xterm-256color', LANG: 'C.UTF-8' };

class Scene {
  readonly session: Session;
  readonly view: DamageCursor;
  readonly log: string[] = [];
  readonly facts: TerminalFacts = {};
  damages = 0;
  onDamage: () => void = () => {};
  private screen: string[] = [];
  private wake: (() => void)[] = [];

  constructor(argv: string[], more: { cols?: number; rows?: number; cwd?: string } = {}) {
    const woken = (text: string) => {
      this.log.push(text);
      for (const w of this.wake.splice(0)) w();
    };
    const events: SessionEvents = {
      onDamage: () => {
        this.damages++;
        this.onDamage();
        for (const w of this.wake.splice(0)) w();
      },
      onTitle: (title) => woken(`title ${title}`),
      onBell: () => woken('bell'),
      onNotification: (title, body) => woken(`notification ${title} ${body}`),
      onProgress: (state, percent) => woken(`progress ${state} ${percent}`),
      onStatus: (state, app) => woken(`status ${state} ${app}`),
      onFolder: (folder) => woken(`folder ${folder}`),
      onClipboard: (text) => woken(`clipboard ${text}`),
      onExit: (exit) => woken(`exit ${JSON.stringify(exit)}`),
    };
    this.session = createSession(
      's1',
      {
        argv,
        cwd: more.cwd ?? os.tmpdir(),
        env: ENV,
        size: { cols: more.cols ?? 80, rows: more.rows ?? 24 },
        scrollback: 100,
        facts: () => this.facts,
        version: '1.2.3',
      },
      events,
    );
    this.view = this.session.view();
  }

  /** The screen as a viewer has it that takes what it is told of. */
  lines(): string[] {
    const { rows, size } = this.view.take();
    this.screen.length = size.rows;
    for (const [y, row] of rows) this.screen[y] = rowText(row);
    return this.screen;
  }

  async until(what: () => boolean): Promise<void> {
    while (!what()) await new Promise<void>((resolve) => this.wake.push(resolve));
  }

  /** The same for what wakes nobody. */
  async sooner(what: string, probe: () => boolean): Promise<void> {
    for (const end = performance.now() + 15_000; !probe(); await new Promise((resolve) => setTimeout(resolve, 10)))
      assert.ok(performance.now() < end, what);
  }

  async shows(text: string): Promise<void> {
    await this.until(() => this.lines().join('\n').includes(text));
  }

  async ended(): Promise<SessionExit> {
    await this.until(() => this.session.exit !== null);
    return this.session.exit!;
  }

  type(text: string): boolean {
    return this.session.write(Buffer.from(text));
  }
}

/** None of these takes seconds; one that waits in vain should say so. */
const test = (name: string, run: (t: TestContext) => void | Promise<void>) => plainTest(name, { timeout: 20_000 }, run);

const sh = (script: string) => ['sh', '-c', script];
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !fs.readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ');
  } catch {
    return false;
  }
};

test('what a program prints is on the screen, what is typed reaches it, its end is told', async () => {
  const s = new Scene(sh('printf "name? "; read name; echo "hello $name"; exit 3'));
  await s.shows('name?');
  assert.ok(s.type('world\n'));
  await s.shows('hello world');
  assert.deepEqual(await s.ended(), { code: 3, signal: null });
  assert.deepEqual(s.log, ['exit {"code":3,"signal":null}']);
  assert.ok(s.lines().includes('hello world'));
  s.session.dispose();
});

test('after the exit the screen stays, writing is ignored, resizing works', async () => {
  const s = new Scene(sh('echo last words'));
  await s.ended();
  assert.ok(s.type('anything'));
  s.session.resize({ cols: 40, rows: 10 });
  s.session.setFocus(true);
  assert.deepEqual(s.session.size, { cols: 40, rows: 10 });
  assert.ok(s.lines().includes('last words'));
  await s.session.end(100);
  s.session.dispose();
});

test('queries are answered without a viewer', async () => {
  const s = new Scene(
    sh('stty raw -echo; printf "\\033[>q\\033[c"; dd bs=1 count=32 2>/dev/null | od -An -c | tr -d " \\n"; stty sane; echo .'),
  );
  s.view.dispose();
  await s.ended();
  const screen = s.session.view().take();
  const text = [...screen.rows.values()].map(rowText).join('');
  assert.match(text, /P>\|jackin-mux\(1\.2\.3\)033\\033\[\?62;22c/);
  s.session.dispose();
});

test('a resize reaches model and program, the same size does nothing', async () => {
  const s = new Scene(sh('trap "stty size" WINCH; echo ready; while :; do sleep 0.02; done'));
  await s.shows('ready');
  s.session.resize({ cols: 80, rows: 24 });
  s.session.resize({ cols: 100, rows: 30 });
  await s.shows('30 100');
  s.session.resize({ cols: 1, rows: 0 });
  assert.deepEqual(s.session.size, { cols: 2, rows: 1 });
  s.session.dispose();
});

test('focus is told to a program that asked, once per change', async () => {
  const s = new Scene(
    sh(
      'stty raw -echo; printf ready; dd bs=1 count=1 2>/dev/null >/dev/null; printf "\\033[?1004hgo"; dd bs=1 count=9 2>/dev/null | od -An -c | tr -d " \\n"',
    ),
  );
  await s.shows('ready');
  s.session.setFocus(true);
  s.type('x');
  await s.shows('go');
  s.session.setFocus(false);
  s.session.setFocus(false);
  s.session.setFocus(true);
  s.session.setFocus(false);
  await s.shows('033[O033[I033[O');
  s.session.dispose();
});

test('a change of colours is told to a program that asked', async () => {
  const s = new Scene(sh('stty raw -echo; printf "\\033[?2031hready"; dd bs=1 count=9 2>/dev/null | od -An -c | tr -d " \\n"'));
  await s.shows('ready');
  s.facts.colorScheme = 'light';
  s.session.factsChanged();
  await s.shows('033[?997;2n');
  s.session.dispose();
});

test('a synchronized update is not announced before its end', async () => {
  const s = new Scene(sh('printf "\\033[?2026hhalf\\033]2;t1\\007"; read x; printf " whole\\033[?2026l"; read x'));
  await s.until(() => s.log.includes('title t1'));
  assert.ok(s.session.held);
  assert.equal(s.damages, 0);
  s.type('\n');
  await s.until(() => s.damages > 0);
  assert.ok(!s.session.held);
  assert.match(s.lines().join('\n'), /half/);
  s.session.dispose();
});

test('a synchronized update that does not end holds the screen for 150 ms', async () => {
  const s = new Scene(sh('printf "\\033[?2026hhalf\\033]2;t1\\007"; exec sleep 30'));
  await s.until(() => s.log.includes('title t1'));
  const before = performance.now();
  await s.until(() => s.damages > 0);
  const waited = performance.now() - before;
  assert.ok(waited > 100 && waited < 5000, `${waited} ms`);
  assert.ok(!s.session.held);
  s.session.dispose();
});

test('an update whose end has come is whole, also where this process was kept waiting for longer than that', async () => {
  const end = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'session-test-')), 'end');
  const s = new Scene(
    sh(
      `printf "\\033[?2026hhalf\\033]2;t1\\007"; until [ -e ${end} ]; do sleep 0.01; done; printf " whole\\033[?2026l"; : >${end}.2; read x`,
    ),
  );
  const seen: string[] = [];
  s.onDamage = () => seen.push(s.lines()[0]!);
  await s.until(() => s.log.includes('title t1'));
  fs.writeFileSync(end, '');
  for (const most = performance.now() + 15_000; !fs.existsSync(`${end}.2`) && performance.now() < most; );
  for (const late = performance.now() + 200; performance.now() < late; );
  await s.until(() => s.damages > 0);
  assert.equal(seen[0], 'half whole');
  s.session.dispose();
  fs.rmSync(path.dirname(end), { recursive: true });
});

test('a viewer that looks when an update ends sees it whole, even where the next has begun in the same chunk', async () => {
  const s = new Scene(
    sh('sleep 0.1; printf "\\033[?2026h\\033[Hone\\033[?2026l\\033[?2026h\\033[Htwo\\033[2J\\033[?2026l\\033]2;done\\007"; read x'),
  );
  const seen: string[] = [];
  s.view.take();
  s.onDamage = () => seen.push(s.lines()[0]!);
  await s.until(() => s.log.includes('title done'));
  assert.deepEqual(seen.slice(0, 2), ['one', '']);
  s.session.dispose();
});

test('ending hangs up on every process of the session, then kills what ignores it', async () => {
  const s = new Scene(['bash', '-c', 'set -m; sleep 300 & (trap "" HUP; sleep 301) & echo jobs; wait']);
  await s.shows('jobs');
  let processes: number[] = [];
  // a look at the processes is good for some milliseconds, and the last one may be from before
  await s.sooner('the jobs run', () => {
    processes = sessionProcesses(s.session.pid);
    return processes.length >= 3;
  });
  const before = performance.now();
  await s.session.end(200);
  assert.ok(performance.now() - before < 8000);
  assert.deepEqual(processes.filter(alive), []);
  assert.deepEqual(s.session.exit, { code: null, signal: 'SIGHUP' });
  s.session.dispose();
});

test('ending wakes what is stopped', async () => {
  const s = new Scene(['bash', '-c', 'echo ready; kill -STOP $$']);
  await s.shows('ready');
  await s.session.end(5000);
  assert.equal(s.session.exit?.signal, 'SIGHUP');
  s.session.dispose();
});

test('a program that ignores the hang-up is killed after the grace', async () => {
  const s = new Scene(sh('trap "" HUP; echo ready; while :; do sleep 0.1; done'));
  await s.shows('ready');
  await s.session.end(100);
  assert.equal(s.session.exit?.signal, 'SIGKILL');
  s.session.dispose();
});

test('disposing kills what runs and tells nobody', async () => {
  const s = new Scene(sh('trap "" HUP; echo ready; while :; do sleep 0.1; done'));
  await s.shows('ready');
  s.session.dispose();
  s.session.dispose();
  while (alive(s.session.pid)) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.deepEqual(s.log, []);
});

test('a program that cannot be executed after all says why', async () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'session-test-'));
  const script = path.join(dir, 'broken');
  fs.writeFileSync(script, '#!/no/such/interpreter\n', { mode: 0o755 });
  const s = new Scene([script]);
  const exit = await s.ended();
  assert.match(exit.reason ?? '', /^cannot run .*broken: No such file or directory$/);
  s.session.dispose();
  fs.rmSync(dir, { recursive: true });
});

test('a paste of 1 MB arrives whole', async () => {
  const s = new Scene(sh('stty raw -echo; printf ready; head -c 1000000 | cksum'));
  await s.shows('ready');
  const paste = Buffer.alloc(1_000_000, 'paste with é and numbers 0123456789 ');
  assert.ok(s.session.write(paste));
  const { stdout } = spawnSync('cksum', { input: paste, encoding: 'utf8' });
  await s.shows(stdout.trim());
  s.session.dispose();
});

test('10 MB to a program that does not read cost no time, and what is over the cap is refused', async () => {
  const s = new Scene(sh('stty raw -echo; printf ready; exec sleep 300'));
  await s.shows('ready');
  const block = Buffer.alloc(1_000_000, 'x');
  for (let i = 0; i < 10; i++) assert.ok(s.session.write(block));
  const before = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { user, system } = process.cpuUsage(before);
  assert.ok((user + system) / 1000 < 300, `${(user + system) / 1000} ms of 500`);
  let refused = false;
  for (let i = 0; i < 10; i++) refused ||= !s.session.write(block);
  assert.ok(refused);
  s.session.dispose();
});

test('a program that floods leaves time for others', async () => {
  const flood = new Scene(['yes', 'a line of a flood that never ends, with some \x1b[31mcolour\x1b[m']);
  const echo = new Scene(sh('stty raw -echo; printf ready; exec cat'));
  await echo.shows('ready');
  const times: number[] = [];
  for (let i = 0; i < 40; i++) {
    const mark = String.fromCharCode(97 + (i % 26)).repeat(3) + i;
    const before = performance.now();
    echo.type(`\x1b[2J\x1b[H${mark}`);
    await echo.shows(mark);
    times.push(performance.now() - before);
  }
  times.sort((a, b) => a - b);
  assert.ok(times[20]! < 500, `half of them within ${times[20]} ms`);
  flood.session.dispose();
  echo.session.dispose();
});

test('what breaks the model ends that session with a reason', async (t) => {
  const s = new Scene(sh('printf ready; read x; printf boom; exec sleep 300'));
  await s.shows('ready');
  t.mock.method(Buffer, 'from', () => {
    throw new Error('made up');
  });
  // any exception on the way of a byte will do
  (s.session as unknown as { model: { parse(): void } }).model.parse = () => {
    throw new Error('made up');
  };
  t.mock.restoreAll();
  s.type('\n');
  const exit = await s.ended();
  assert.match(exit.reason ?? '', /could not be shown \(made up\)/);
  while (alive(s.session.pid)) await new Promise((resolve) => setTimeout(resolve, 10));
  s.session.dispose();
});

test('the state of a process is read whatever its name is', () => {
  assert.deepEqual(parseStat('12 (a) S b) S 1 12 7 0'), { state: 'S', group: 12, session: 7 });
  assert.deepEqual(parseStat('12 (new\nline) R 1 3 4 0'), { state: 'R', group: 3, session: 4 });
  assert.equal(parseStat(''), null);
});
