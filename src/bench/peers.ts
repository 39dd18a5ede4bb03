import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as pty from 'node-pty';

const run = promisify(execFile);

export const COLS = 120;
export const ROWS = 42;
/** Longest wait for anything, in milliseconds. */
const PATIENCE_MS = 60_000;
/** What of the output is searched for a mark. */
const TAIL_BYTES = 1 << 17;

/** A multiplexer, or none, as it is started, given tabs, and ended. */
interface Driver {
  /** Runs COMMAND in a shell in the first tab. */
  start(command: string): string[];
  /** Opens another tab and leaves the first in view; null: it has none. */
  tab: ((command: string) => string[]) | null;
  attach: string[] | null;
  end: string[] | null;
}

export type PeerName = 'bare pty' | 'jackin-mux' | 'tmux';

function driverOf(name: PeerName, root: string): Driver {
  const mux = [process.execPath, path.join(root, 'dist/cli.js')];
  const tmux = ['tmux', '-f', '/dev/null', '-L', 'bench'];
  const sh = (command: string) => ['/bin/sh', '-c', command];
  switch (name) {
    case 'bare pty':
      return { start: sh, tab: null, attach: null, end: null };
    case 'jackin-mux':
      return {
        start: (command) => [...mux, 'new', '--attach', '--', ...sh(command)],
        tab: (command) => [...mux, 'new', '--background', '--', ...sh(command)],
        attach: [...mux, 'attach'],
        end: [...mux, 'kill-server'],
      };
    case 'tmux':
      return {
        start: (command) => [...tmux, 'new-session', command],
        tab: (command) => [...tmux, 'new-window', '-d', command],
        attach: [...tmux, 'attach'],
        end: [...tmux, 'kill-server'],
      };
  }
}

/** tmux where it is installed. */
export function peers(): PeerName[] {
  const found = (process.env.PATH ?? '').split(':').some((dir) => fs.existsSync(path.join(dir, 'tmux')));
  return found ? ['bare pty', 'jackin-mux', 'tmux'] : ['bare pty', 'jackin-mux'];
}

/** One multiplexer in a home of its own, with a terminal whose other end is ours. */
export class Peer {
  readonly home = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'jackin-bench-')));
  /** Bytes that the terminal was sent. */
  bytes = 0;
  private readonly driver: Driver;
  private readonly env: Record<string, string>;
  private terminal: pty.IPty | null = null;
  private tail = '';
  private look: () => void = () => {};

  constructor(name: PeerName, root: string) {
    this.driver = driverOf(name, root);
    const inherited = Object.entries(process.env).filter(([key]) => !/^(TMUX|JACKIN|XDG)/.test(key));
    this.env = {
      ...(Object.fromEntries(inherited) as Record<string, string>),
      HOME: this.home,
      XDG_RUNTIME_DIR: this.home,
      TMUX_TMPDIR: this.home,
      TERM: 'xterm-256color',
      COLORTERM: 'truecolor',
      LANG: 'C.UTF-8',
      SHELL: '/bin/sh',
    };
  }

  /** Starts it with COMMAND in the first tab. */
  start(command: string): void {
    this.open(this.driver.start(command));
  }

  /** Attaches another terminal in place of the first, which is closed. */
  attach(): boolean {
    if (!this.driver.attach) return false;
    this.terminal?.kill('SIGKILL');
    this.open(this.driver.attach);
    return true;
  }

  /** Opens a tab behind the first. False where that is not possible. */
  async tab(command: string): Promise<boolean> {
    if (!this.driver.tab) return false;
    const [file, ...args] = this.driver.tab(command);
    await run(file!, args, { env: this.env });
    return true;
  }

  type(text: string): void {
    this.terminal!.write(text);
  }

  /** Forgets what was shown, so that `see` waits for it anew. */
  forget(): void {
    this.tail = '';
  }

  /** Waits until the terminal is sent TEXT; gives the milliseconds since the call. */
  see(text: string, what = text): Promise<number> {
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const finish = () => {
        clearTimeout(timer);
        this.look = () => {};
      };
      const timer = setTimeout(() => {
        finish();
        reject(new Error(`${what} did not come; the last bytes: ${JSON.stringify(this.tail.slice(-300))}`));
      }, PATIENCE_MS);
      this.look = () => {
        if (!this.tail.includes(text)) return;
        finish();
        resolve(performance.now() - began);
      };
      this.look();
    });
  }

  /** Memory of everything that runs in this home but the programs in the tabs, in MB (proportional set size). */
  memory(isPayload: (argv: string) => boolean): number {
    let kilobytes = 0;
    for (const pid of fs.readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      try {
        const environment = fs.readFileSync(`/proc/${pid}/environ`, 'latin1');
        if (!`\0${environment}`.includes(`\0HOME=${this.home}\0`)) continue;
        if (isPayload(fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' '))) continue;
        kilobytes += Number(/^Pss:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1] ?? 0);
      } catch {
        // it ended meanwhile, or is not ours
      }
    }
    return kilobytes / 1024;
  }

  async end(): Promise<void> {
    const [file, ...args] = this.driver.end ?? [];
    if (file) await run(file, args, { env: this.env, timeout: 15_000 }).catch(() => {});
    this.terminal?.kill('SIGKILL');
    fs.rmSync(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }

  private open(argv: string[]): void {
    this.tail = '';
    const terminal = pty.spawn(argv[0]!, argv.slice(1), { cols: COLS, rows: ROWS, env: this.env, cwd: this.home, encoding: null });
    this.terminal = terminal;
    terminal.onData((data) => {
      if (this.terminal !== terminal) return;
      const bytes = data as unknown as Buffer;
      this.bytes += bytes.length;
      const text = bytes.toString('latin1');
      // what a terminal must answer, so that nobody waits for it
      if (/\x1b\[0?c/.test(text)) terminal.write('\x1b[?62;22c');
      if (text.includes('\x1b[6n')) terminal.write('\x1b[1;1R');
      this.tail = (this.tail + text).slice(-TAIL_BYTES);
      this.look();
    });
  }
}
