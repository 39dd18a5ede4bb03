import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TabInfo } from '../protocol/messages.ts';
import { isAlive, killAll, type Process, processesOf } from './processes.ts';
import { Terminal } from './terminal.ts';
import { indent, until } from './waiting.ts';
import { Wire } from './wire.ts';

/** The folder of the project: tests run bundled, from below it. */
export const root = (() => {
  for (let dir = import.meta.dirname ?? process.cwd(); ; dir = path.dirname(dir)) {
    if (fs.existsSync(path.join(dir, 'package-lock.json'))) return dir;
    if (dir === path.dirname(dir)) throw new Error('the project was not found above the tests');
  }
})();

/** A small program for tests, by its file name in fixtures/programs, as the command that runs it. */
export const program = (name: string, ...args: string[]): string[] => {
  const file = path.join(root, 'fixtures/programs', name);
  return name.endsWith('.mjs') ? [process.execPath, file, ...args] : [file, ...args];
};

const built = process.env.JACKIN_TEST_PROGRAM ?? path.join(root, 'dist/cli.js');
const everyAgent = ['claude', 'codex', 'opencode', 'amp', 'kimi', 'gemini', 'grok'];

/** A command that takes longer than this hangs: ten that start at once on a busy machine take a while each. */
const HANGS_MS = 60_000;

export interface WorldOptions {
  /** Text of the configuration file; undefined: there is none. */
  config?: string;
  /** The agents that are installed. */
  agents?: string[];
  /** The operator has never attached before, and is told of the leader. Else that is long ago. */
  firstStart?: boolean;
  /** Set on top of the world's environment; undefined takes a variable away. */
  env?: Record<string, string | undefined>;
  cols?: number;
  rows?: number;
}

export interface Result {
  code: number | null;
  out: string;
  err: string;
}

/** What a stand-in agent was started with. */
export interface Spawned {
  name: string;
  pid: number;
  /** When its process began, in the kernel's ticks: the order of starts, whoever of them was the first to get so far as to tell. */
  at: number;
  cwd: string;
  argv: string[];
  env: Record<string, string>;
}

const open = new Set<World>();
const endAll = () => {
  for (const world of [...open]) world.end();
};
process.on('exit', endAll);
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => process.exit(1));

/** One operator on a machine of their own: home, run-time folder, configuration, stand-in agents, and nothing inherited. */
export class World {
  readonly home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'jackin-test-')));
  readonly configFile = path.join(this.home, '.config/jackin/config.toml');
  readonly socket = path.join(this.home, 'run/jackin-mux/mux.sock');
  readonly log = path.join(this.home, 'mux.log');
  readonly dump = path.join(this.home, 'dump');
  /** Is there once an operator has been told of the leader. */
  readonly marker = path.join(this.home, '.local/state/jackin/leader-taught');
  readonly bin = path.join(this.home, 'bin');
  readonly env: Record<string, string>;
  readonly terminals: Terminal[] = [];
  private readonly cols: number;
  private readonly rows: number;

  constructor({ config, agents = everyAgent, firstStart = false, env = {}, cols = 100, rows = 30 }: WorldOptions = {}) {
    open.add(this);
    this.cols = cols;
    this.rows = rows;
    for (const dir of [this.dump, this.bin, this.path('run'), this.path('tmp'), path.dirname(this.configFile)])
      fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
    if (config !== undefined) this.configure(config);
    if (!firstStart) {
      fs.mkdirSync(path.dirname(this.marker), { recursive: true });
      fs.writeFileSync(this.marker, '');
    }
    for (const agent of agents) this.executable(agent, `exec '${path.join(root, 'fixtures/agents', agent)}' "$@"`);
    this.executable('jackin-mux', `exec '${process.execPath}' '${built}' "$@"`);
    this.env = defined({
      PATH: [this.bin, path.dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
      HOME: this.home,
      XDG_RUNTIME_DIR: this.path('run'),
      TMPDIR: this.path('tmp'),
      TERM: 'xterm-256color',
      COLORTERM: 'truecolor',
      LANG: 'C.UTF-8',
      SHELL: '/bin/sh',
      PS1: '$ ',
      FIXTURE_DUMP: this.dump,
      JACKIN_MUX_LOG: this.log,
      ...env,
    });
  }

  path(...parts: string[]): string {
    return path.join(this.home, ...parts);
  }

  /** Writes the configuration file as an editor does: a new file in place of the old one. */
  configure(text: string | Buffer): void {
    fs.writeFileSync(`${this.configFile}.new`, text, { mode: 0o600 });
    fs.renameSync(`${this.configFile}.new`, this.configFile);
  }

  /** Puts a shell script on the PATH. */
  executable(name: string, script: string): void {
    fs.writeFileSync(path.join(this.bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  /** Opens a terminal with `jackin-mux ARGS` in it. */
  terminal(args: string[] = [], { cols = this.cols, rows = this.rows, env = {}, cwd = this.home }: TerminalChoice = {}): Terminal {
    return this.anyTerminal([process.execPath, built, ...args], { cols, rows, env, cwd });
  }

  /** Opens a terminal with any program in it. */
  anyTerminal(argv: string[], { cols = this.cols, rows = this.rows, env = {}, cwd = this.home }: TerminalChoice = {}): Terminal {
    const terminal = new Terminal({ argv, cols, rows, cwd, env: defined({ ...this.env, ...env }) });
    this.terminals.push(terminal);
    return terminal;
  }

  /** Runs `jackin-mux ARGS` to its end without a terminal. A code of null: it had to be killed. */
  cli(...args: string[]): Promise<Result> {
    return this.cliWith({}, ...args);
  }

  cliWith({ env = {}, cwd = this.home }: { env?: WorldOptions['env']; cwd?: string }, ...args: string[]): Promise<Result> {
    return new Promise((resolve) => {
      const options = { env: defined({ ...this.env, ...env }), cwd, timeout: HANGS_MS, killSignal: 'SIGKILL' as const, maxBuffer: 1 << 26 };
      const child = execFile(process.execPath, [built, ...args], options, (error, out, err) => {
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : null, out, err });
      });
      child.stdin?.end();
    });
  }

  /** Runs a command that must succeed and gives what it printed, without the line end. */
  async ok(...args: string[]): Promise<string> {
    const { code, out, err } = await this.cli(...args);
    assert.equal(code, 0, `jackin-mux ${args.join(' ')} exits ${code}${indent(out + err)}`);
    return out.trimEnd();
  }

  /** `ls --json`. */
  async ls(): Promise<TabInfo[]> {
    return JSON.parse(await this.ok('ls', '--json')) as TabInfo[];
  }

  /** The tabs as the server tells them on its socket: `ls` without the start of a program. */
  async tabs(): Promise<TabInfo[]> {
    const wire = await Wire.open(this.socket);
    try {
      return await wire.request('list', {});
    } finally {
      wire.close();
    }
  }

  /** Process id of the server that answers on the socket. */
  async serverPid(): Promise<number> {
    const wire = await Wire.open(this.socket);
    wire.close();
    const welcome = wire.heard.find((m) => m.type === 'welcome');
    return welcome?.type === 'welcome' ? welcome.pid : assert.fail('no welcome');
  }

  /** What the stand-in agents were started with, oldest first. */
  spawned(): Spawned[] {
    return fs
      .readdirSync(this.dump)
      .filter((file) => file.endsWith('.json'))
      .map((file) => JSON.parse(fs.readFileSync(path.join(this.dump, file), 'utf8')) as Spawned)
      .sort((a, b) => a.at - b.at || a.pid - b.pid);
  }

  /** Waits until `count` agents were started in all, and gives the last of them. */
  async spawn(count: number): Promise<Spawned> {
    await until(`${count} agents were started`, () => this.spawned().length >= count, {
      detail: () => `${this.spawned().length} so far\n${this.evidence()}`,
    });
    return this.spawned()[count - 1]!;
  }

  processes(): Process[] {
    return processesOf(this.home);
  }

  /** Every file of the world that holds `text`, the given ones and the stand-ins' dumps aside; paths from the home folder. */
  filesWith(text: string, aside: string[] = [this.configFile]): string[] {
    return fs
      .readdirSync(this.home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.parentPath !== this.dump)
      .map((entry) => path.join(entry.parentPath, entry.name))
      .filter((file) => !aside.includes(file) && has(file, text))
      .map((file) => path.relative(this.home, file));
  }

  /** What a failed scene should show: screens, the log's end, what runs. */
  evidence(): string {
    const log = fs.existsSync(this.log) ? fs.readFileSync(this.log, 'utf8').split('\n').slice(-15).join('\n') : '(no log)';
    const screens = this.terminals.map((t, i) => `terminal ${i + 1}${t.exit ? ` (ended: ${JSON.stringify(t.exit)})` : ''}:\n${t.text()}`);
    return [...screens, `log:\n${log}`].join('\n');
  }

  /** Ends everything that lives in this world and removes it. */
  end(): void {
    open.delete(this);
    for (const terminal of this.terminals) terminal.kill();
    killAll(this.home);
    fs.rmSync(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

export interface TerminalChoice {
  cols?: number;
  rows?: number;
  env?: Record<string, string | undefined>;
  cwd?: string;
}

/** A file that is gone by now, as one that was replaced, has nothing. */
function has(file: string, text: string): boolean {
  try {
    return fs.readFileSync(file).includes(text);
  } catch {
    return false;
  }
}

function defined(env: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

export { isAlive };
