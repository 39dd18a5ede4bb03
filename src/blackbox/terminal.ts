import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { ReadStream } from 'node:tty';
import xterm, { type Terminal as Model } from '@xterm/headless';
import * as pty from 'node-pty';
import { UnicodeGraphemesAddon } from '../session/model/graphemes-addon.ts';
import { wakeUps } from './processes.ts';
import { indent, PATIENCE_MS } from './waiting.ts';

/** From one look at whether everything is quiet to the next, in milliseconds. */
const QUIET_LOOK_MS = 20;
/** So long a program that never comes to rest is waited for, in milliseconds. */
const BUSY_MS = 5000;

export interface TerminalOptions {
  argv: string[];
  env: Record<string, string>;
  cwd: string;
  cols: number;
  rows: number;
}

/** What a screen should show: a text, a pattern or a predicate. */
export type Wanted = string | RegExp | ((text: string) => boolean);

const fits = (wanted: Wanted, text: string): boolean =>
  typeof wanted === 'function' ? wanted(text) : typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
const inWords = (wanted: Wanted): string => (typeof wanted === 'string' ? JSON.stringify(wanted) : `${wanted}`);

/** What a terminal can hold of unread output, several times over, in bytes. */
const MOST_UNREAD = 1024 * 1024;

/** A terminal model as an operator's terminal is one: no scrollback to speak of, widths by grapheme cluster. */
export function createModel(cols: number, rows: number): Model {
  const model = new xterm.Terminal({ cols, rows, scrollback: 500, allowProposedApi: true, logLevel: 'off' });
  model.loadAddon(new UnicodeGraphemesAddon());
  model.unicode.activeVersion = '15-graphemes';
  return model;
}

/**
 * Parses BYTES at once. The public `write` takes what came meanwhile in one go, and a scene would go on from what it waited for with
 * another screen, perhaps in the middle of a picture.
 */
function parse(model: Model, bytes: Uint8Array): void {
  (model as unknown as { _core: { writeSync(data: Uint8Array): void } })._core.writeSync(bytes);
}

/** The screen of `model`, row by row, without trailing blanks. */
export function screenLines(model: Model): string[] {
  const buffer = model.buffer.active;
  return Array.from({ length: model.rows }, (_, y) => (buffer.getLine(buffer.baseY + y)?.translateToString(true) ?? '').trimEnd());
}

/** An operator at a terminal: a real PTY with a program in it, keys that go in, and the screen that comes of it. */
export class Terminal {
  readonly model: Model;
  readonly pid: number;
  /** How its program ended, once everything that it wrote is on the screen. */
  exit: { code: number; signal: number } | null = null;
  /** What becomes of an answer of this terminal to a query of its program: as a rule it is sent at once. */
  answer: (text: string) => void = (text) => this.type(text);
  private readonly home: string;
  private readonly process: pty.IPty;
  private readonly chunks: Buffer[] = [];
  private readonly watchers = new Set<() => void>();
  private readonly hold: number;

  constructor({ argv, env, cwd, cols, rows }: TerminalOptions) {
    this.model = createModel(cols, rows);
    this.home = env.HOME ?? '';
    this.process = pty.spawn(argv[0]!, argv.slice(1), { cols, rows, env, cwd, name: env.TERM ?? 'xterm-256color', encoding: null });
    this.pid = this.process.pid;
    // node-pty loses what a program writes just before it exits, unless somebody else holds the slave open
    this.hold = fs.openSync((this.process as unknown as { ptsName: string }).ptsName, fs.constants.O_RDWR | fs.constants.O_NOCTTY);
    this.model.onData((answer) => this.answer(answer));
    this.process.onData((data) => this.received(data as unknown as Buffer));
    this.readsToTheEnd();
    this.process.onExit(({ exitCode, signal }) => {
      fs.closeSync(this.hold);
      this.exit = { code: exitCode, signal: signal ?? 0 };
      this.changed();
    });
  }

  private received(bytes: Buffer): void {
    this.chunks.push(bytes);
    parse(this.model, bytes);
    this.changed();
  }

  /** node-pty closes the terminal by a timer after its program's end: where this process is kept waiting, before the last words are read. */
  private readsToTheEnd(): void {
    const { _socket: socket, fd } = this.process as unknown as { _socket: ReadStream; fd: number };
    const close = socket.destroy.bind(socket);
    socket.destroy = (error) => {
      const piece = Buffer.alloc(65536);
      try {
        for (let left = MOST_UNREAD; left > 0 && !socket.isPaused() && !socket.destroyed; ) {
          const n = fs.readSync(fd, piece, 0, piece.length, null);
          if (n === 0) break;
          left -= n;
          this.received(Buffer.from(piece.subarray(0, n)));
        }
      } catch {
        // nothing is left
      }
      return close(error);
    };
  }

  /** Everything that the program wrote so far. */
  get raw(): string {
    return Buffer.concat(this.chunks).toString('latin1');
  }

  /** Sends `text` as a terminal would: all at once. */
  type(text: string | Uint8Array): void {
    if (this.exit === null) this.process.write(typeof text === 'string' ? text : Buffer.from(text));
  }

  resize(cols: number, rows: number): void {
    this.model.resize(cols, rows);
    this.process.resize(cols, rows);
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    if (this.exit === null) this.process.kill(signal);
  }

  /** The terminal's window is closed: nobody is at the other end any more. */
  hangUp(): void {
    (this.process as unknown as { destroy(): void }).destroy();
  }

  /** Reads nothing more, as a terminal on a stalled connection. */
  stall(): void {
    this.process.pause();
  }

  resume(): void {
    this.process.resume();
  }

  lines(): string[] {
    return screenLines(this.model);
  }

  text(): string {
    return this.lines().join('\n').trimEnd();
  }

  /** The tab strip. */
  strip(): string {
    return this.lines()[0]!;
  }

  /** The status line. */
  status(): string {
    return this.lines().at(-1)!;
  }

  cursor(): { x: number; y: number } {
    return { x: this.model.buffer.active.cursorX, y: this.model.buffer.active.cursorY };
  }

  /** Column and row of the first place that shows `text`; fails where none does. */
  find(text: string): { x: number; y: number } {
    const y = this.lines().findIndex((line) => line.includes(text));
    if (y < 0) assert.fail(`${JSON.stringify(text)} is not on the screen${indent(this.text())}`);
    return { x: this.lines()[y]!.indexOf(text), y };
  }

  /**
   * Waits until the screen shows `wanted`: a text, a pattern or a predicate. It looks again whenever something was drawn.
   * Fails, with the screen, after `ms` or when the program ends without having shown it.
   */
  see(wanted: Wanted, { ms = PATIENCE_MS, what = '' } = {}): Promise<void> {
    return this.watch(() => fits(wanted, this.text()), what || `the screen shows ${inWords(wanted)}`, ms);
  }

  /** The same for the tab strip, which may be drawn in another frame than its tab. */
  seeStrip(wanted: Wanted): Promise<void> {
    return this.watch(() => fits(wanted, this.strip()), `the strip shows ${inWords(wanted)}`);
  }

  /** Waits until `probe` holds, looking whenever something was drawn and when the program ends. */
  watch(probe: () => boolean, what: string, ms = PATIENCE_MS, endsToo = false): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (failure?: string) => {
        clearTimeout(timer);
        this.watchers.delete(look);
        if (failure === undefined) resolve();
        else reject(new assert.AssertionError({ message: `${what}: ${failure}${indent(this.text() || '(an empty screen)')}` }));
      };
      const look = () => {
        if (probe()) finish();
        else if (this.exit !== null && !endsToo) finish(`the program ended first (${JSON.stringify(this.exit)})`);
      };
      const timer = setTimeout(() => (probe() ? finish() : finish(`not within ${ms} ms`)), ms);
      this.watchers.add(look);
      if (!this.midUpdate) look();
    });
  }

  /** Waits until the program has ended, and gives how. */
  async ended(ms = PATIENCE_MS): Promise<{ code: number; signal: number }> {
    await this.watch(() => this.exit !== null, 'the program ends', ms, true);
    return this.exit!;
  }

  /**
   * Everything drawn so far is parsed, nothing came for `ms`, and the program did nothing and had nothing to do meanwhile: one
   * that the machine has no time for is waited for. Only for asserting that something is not drawn.
   */
  async quiet(ms = 120): Promise<void> {
    const looks = Math.ceil(ms / QUIET_LOOK_MS);
    const end = Date.now() + BUSY_MS;
    let last = '';
    // looks are counted, not time: between two of them this process has read what had come, after a pause of its own, too
    for (let same = 0; same < looks; ) {
      await new Promise((resolve) => setTimeout(resolve, QUIET_LOOK_MS));
      const woken = Date.now() < end ? wakeUps(this.home) : 0;
      const now = `${this.chunks.length} ${woken}`;
      same = now === last && woken !== null ? same + 1 : 0;
      last = now;
    }
  }

  /** What is still set on the terminal that a shell would not want: nothing, after a program that cleaned up. */
  leftovers(): string[] {
    const { modes, buffer } = this.model;
    const raw = this.raw;
    const isOn = (mode: number) => raw.lastIndexOf(`\x1b[?${mode}h`) > raw.lastIndexOf(`\x1b[?${mode}l`);
    const found: [boolean, string][] = [
      [buffer.active.type !== 'normal', 'alternate screen'],
      [raw.lastIndexOf('\x1b[?25l') > raw.lastIndexOf('\x1b[?25h'), 'hidden cursor'],
      [modes.bracketedPasteMode, 'bracketed paste'],
      [modes.mouseTrackingMode !== 'none' || isOn(1006), 'mouse reports'],
      [modes.sendFocusMode, 'focus reports'],
      [modes.applicationCursorKeysMode, 'application cursor keys'],
      [modes.synchronizedOutputMode === true || isOn(2026), 'synchronized output'],
      [(raw.match(/\x1b\[>\d+u/g) ?? []).length > (raw.match(/\x1b\[<\d*u/g) ?? []).length, 'kitty keyboard flags'],
    ];
    return found.filter(([is]) => is).map(([, what]) => what);
  }

  private get midUpdate(): boolean {
    return this.model.modes.synchronizedOutputMode === true && this.exit === null;
  }

  /** Looks again, except in the middle of a synchronized update: a terminal does not show one either before it is whole. */
  private changed(): void {
    if (this.midUpdate) return;
    for (const look of [...this.watchers]) look();
  }
}
