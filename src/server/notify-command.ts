import { spawn } from 'node:child_process';
import { sentenceOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';

/** Programs that run at once; what is to be told while so many do is not. */
const MOST_AT_ONCE = 4;
/** One that takes longer is ended, in milliseconds. */
const LONGEST_MS = 30_000;

/**
 * What of the server's environment such a program gets: how to find programs, files and the operator's desktop. All else,
 * keys above all, it does not get.
 */
const PASSED =
  /^(PATH|HOME|USER|LOGNAME|SHELL|TZ|TMPDIR|LANG|LC_[A-Z]+|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DBUS_SESSION_BUS_ADDRESS|XDG_[A-Z_]+)$/;

/** What it is told, as `JACKIN_NOTIFY_...`. */
export interface Told {
  tab: string;
  pane: string;
  index: number;
  label: string;
  state: string;
  reason: string;
  agent: string | null;
  text: string;
}

export function commandEnvironment(env: Readonly<Record<string, string | undefined>>, socket: string, told: Told): Record<string, string> {
  const passed = Object.entries(env).filter((pair): pair is [string, string] => PASSED.test(pair[0]) && pair[1] !== undefined);
  const words = Object.entries(told).map(([name, value]) => [`JACKIN_NOTIFY_${name.toUpperCase()}`, withoutNul(String(value ?? ''))]);
  return Object.fromEntries([...passed, ['JACKIN_MUX_SOCKET', socket], ...words]);
}

const withoutNul = (text: string): string => text.replaceAll('\0', '');

/** Runs the operator's command: no shell, no input, its output goes nowhere. What goes wrong is logged. */
export class NotifyCommand {
  private running = 0;
  private readonly log: Log;

  constructor(log: Log) {
    this.log = log;
  }

  run(argv: readonly string[], env: Record<string, string>): void {
    const [program, ...args] = argv;
    if (program === undefined) return;
    if (this.running >= MOST_AT_ONCE) {
      this.log.warn('notify_command was not run: too many of it run already', { running: this.running });
      return;
    }
    this.running += 1;
    let over = false;
    const end = (problem: string | null) => {
      if (over) return;
      over = true;
      this.running -= 1;
      if (problem !== null) this.log.warn('notify_command failed', { program, problem });
    };
    try {
      // a group of its own is not needed: what it leaves behind is its own affair
      const child = spawn(program, args, { env, stdio: 'ignore', timeout: LONGEST_MS, killSignal: 'SIGKILL' });
      child.on('error', (e) => end(sentenceOf(e)));
      child.on('exit', (code, signal) => end(signal ? `ended by ${signal}` : code === 0 ? null : `exited with code ${code}`));
    } catch (e) {
      end(sentenceOf(e));
    }
  }
}
