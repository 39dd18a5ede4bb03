import { sentenceOf } from '../base/errors.ts';
import type { Row } from '../protocol/cells.ts';
import type { Place, SessionModes } from '../protocol/frame.ts';
import type { Position, Size, TerminalFacts } from '../protocol/messages.ts';
import { plainText } from './announcements.ts';
import { colorScheme } from './colors.ts';
import { DamageLog } from './damage.ts';
import { SYNC_LIMIT_MS } from './modes.ts';
import { leftBehind, signalSession } from './process-group.ts';
import { openPty, type Pty } from './pty.ts';
import { cellPixels, colorSchemeReport, sizeReport } from './queries.ts';
import { clampSize, TerminalModel } from './terminal.ts';
import type { DamageCursor, Session, SessionEvents, SessionExit, SessionOptions } from './types.ts';
import { WriteQueue } from './write-queue.ts';

/** Answers that wait for a program that asks without reading what it asked for; more are dropped. */
const ANSWERS_WAITING_BYTES = 2 * 1024 * 1024;
/** How often the end of a session's last processes is looked for, in milliseconds. */
const SHORTEST_POLL_MS = 5;
const LONGEST_POLL_MS = 80;
/** How long a process may take to die of SIGKILL. */
const KILL_LIMIT_MS = 2000;
/** What node-pty's child says when the program cannot be executed after all (no interpreter, wrong format). */
const EXEC_FAILURE = /^execvp\(3\) failed\.: ([^\r\n]*)\r?\n$/;
const EXEC_FAILURE_BYTES = 256;

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * Starts `options.argv` in a terminal of its own. `events` is called from the event loop, never from inside this call.
 * Throws an OperatorError where the program or the folder is not there or may not be used.
 */
export function createSession(id: string, options: SessionOptions, events: SessionEvents): Session {
  return new PtySession(id, options, events);
}

/** Pixels of a cell to compare; '' where no terminal told. */
const cellName = ({ cell }: TerminalFacts): string => (cell ? `${cell.width} ${cell.height}` : '');

class PtySession implements Session {
  readonly id: string;
  readonly pid: number;
  exit: SessionExit | null = null;
  private readonly options: SessionOptions;
  private readonly events: SessionEvents;
  private readonly model: TerminalModel;
  private readonly damage: DamageLog;
  private readonly pty: Pty;
  private readonly queue: WriteQueue;
  /** What `? 2031` and `? 2048` were last told, or would have been. */
  private scheme: 'dark' | 'light';
  private cell: string;
  private focused: boolean | null = null;
  private syncTimer: NodeJS.Timeout | null = null;
  private syncLook: NodeJS.Immediate | null = null;
  private firstOutput = '';
  private outputBytes = 0;
  private lastModes: SessionModes;
  private disposed = false;

  constructor(id: string, options: SessionOptions, events: SessionEvents) {
    this.id = id;
    this.options = options;
    this.events = events;
    const size = clampSize(options.size);
    this.model = new TerminalModel(
      {
        size,
        scrollback: options.scrollback,
        facts: options.facts,
        version: /^\d/.test(options.version) ? `jackin-mux(${options.version})` : options.version,
      },
      {
        onAnswer: (text) => this.answer(text),
        onTitle: (title) => events.onTitle(title),
        onBell: () => events.onBell(),
        onNotification: ({ title, body }) => events.onNotification(title, body),
        onProgress: ({ state, percent }) => events.onProgress(state, percent),
        onStatus: (state, app) => events.onStatus(state, app),
        onFolder: (path) => events.onFolder(path),
        onClipboard: (text) => events.onClipboard(text),
        onSynchronized: (on) => this.synchronized(on),
        onFocusWanted: () => {
          if (this.focused === false) this.answer('\x1b[O');
        },
      },
    );
    this.lastModes = this.model.modesValue();
    this.scheme = colorScheme(options.facts());
    this.cell = cellName(options.facts());
    this.damage = new DamageLog(this.model, () => {
      if (!this.held) events.onDamage();
    });
    this.pty = openPty(
      { argv: options.argv, cwd: options.cwd, env: options.env, size },
      { onData: (bytes) => this.received(bytes), onExit: (exit) => this.ended(exit) },
    );
    this.pid = this.pty.pid;
    this.queue = new WriteQueue((bytes, offset) => this.pty.write(bytes, offset));
    if (options.facts().cell) this.pty.resize(size, this.pixels(size));
  }

  get size(): Size {
    return this.model.size;
  }

  get held(): boolean {
    return this.model.modes.synchronized && this.exit === null;
  }

  get title(): string {
    return this.model.title;
  }

  get modes(): SessionModes {
    const now = this.model.modesValue();
    const last = this.lastModes;
    for (const key in now) {
      if (now[key as keyof SessionModes] !== last[key as keyof SessionModes]) {
        this.lastModes = now;
        break;
      }
    }
    return this.lastModes;
  }

  get history(): { kept: number; dropped: number } {
    return { kept: this.model.history.length, dropped: this.model.history.dropped };
  }

  get bytesReceived(): number {
    return this.outputBytes;
  }

  get unread(): number {
    return this.queue.size;
  }

  write(bytes: Uint8Array): boolean {
    return this.exit !== null || this.queue.push(bytes);
  }

  resize(wanted: Size): void {
    if (!this.model.resize(wanted)) return;
    this.pty.resize(this.size, this.pixels(this.size));
    this.damage.update();
  }

  setFocus(focused: boolean): void {
    if (this.focused === focused) return;
    this.focused = focused;
    if (this.model.modesValue().focusEvents) this.answer(focused ? '\x1b[I' : '\x1b[O');
  }

  factsChanged(): void {
    const facts = this.options.facts();
    const scheme = colorScheme(facts);
    if (scheme !== this.scheme && this.model.modes.colorSchemeReports) this.answer(colorSchemeReport(facts));
    this.scheme = scheme;
    const cell = cellName(facts);
    if (cell === this.cell || this.exit !== null) return;
    this.cell = cell;
    this.pty.resize(this.size, this.pixels(this.size));
    if (this.model.modes.resizeReports) this.answer(sizeReport(this.size, facts));
  }

  view(): DamageCursor {
    return this.damage.view();
  }

  rows(from: number, count: number): Row[] {
    return this.model.rows(from, count);
  }

  get place(): Place {
    return this.model.place;
  }

  settle(): Place {
    const { generation } = this.model.place;
    this.model.settle();
    if (this.model.place.generation !== generation) this.damage.update();
    return this.model.place;
  }

  relocate(generation: number, positions: readonly Position[]): Position[] | null {
    return this.model.relocate(generation, positions);
  }

  prompt(row: number, backwards: boolean): number | null {
    return this.model.prompt(row, backwards);
  }

  drained(): Promise<void> {
    return this.queue.drained();
  }

  async end(graceMs: number): Promise<void> {
    if (this.disposed || (this.exit !== null && leftBehind(this.pid).length === 0)) return;
    signalSession(this.pid, 'SIGHUP');
    if (await this.goneWithin(graceMs)) return;
    // a process in the kernel's hands may outlive this; nobody can wait for it
    signalSession(this.pid, 'SIGKILL');
    await this.goneWithin(KILL_LIMIT_MS);
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    if (this.exit === null) signalSession(this.pid, 'SIGKILL');
    this.stopWaiting();
    this.queue.close();
    this.pty.close();
    this.model.dispose();
  }

  /** Whether, within `ms`, the program has ended and nothing of its terminal session is left. */
  private async goneWithin(ms: number): Promise<boolean> {
    const deadline = performance.now() + ms;
    for (let pause = SHORTEST_POLL_MS; ; pause = Math.min(pause * 2, LONGEST_POLL_MS)) {
      if ((this.exit !== null || this.disposed) && leftBehind(this.pid).length === 0) return true;
      const left = deadline - performance.now();
      if (left <= 0) return false;
      await wait(Math.min(pause, left));
    }
  }

  private pixels(size: Size): { width: number; height: number } | undefined {
    const facts = this.options.facts();
    if (!facts.cell) return undefined;
    const { width, height } = cellPixels(facts);
    return { width: size.cols * width, height: size.rows * height };
  }

  private answer(text: string): void {
    if (this.exit === null && this.queue.size < ANSWERS_WAITING_BYTES) this.queue.push(Buffer.from(text, 'utf8'));
  }

  private received(bytes: Uint8Array): void {
    if (this.disposed) return;
    if (this.outputBytes < EXEC_FAILURE_BYTES) this.firstOutput += Buffer.from(bytes.subarray(0, EXEC_FAILURE_BYTES)).toString('latin1');
    this.outputBytes += bytes.byteLength;
    try {
      this.model.parse(bytes);
      this.damage.update();
      this.events.onOutput?.();
    } catch (e) {
      this.fail(e);
    }
  }

  /** Bytes of the program broke the model: a defect of ours that must cost no more than this session. */
  private fail(thrown: unknown): void {
    if (this.exit !== null) return;
    signalSession(this.pid, 'SIGKILL');
    this.pty.close();
    this.finish({ code: null, signal: 'SIGKILL', reason: `its output could not be shown (${sentenceOf(thrown)}), so it was ended` });
  }

  private ended(exit: { code: number | null; signal: string | null }): void {
    const failure = this.outputBytes <= EXEC_FAILURE_BYTES && exit.code === 1 ? EXEC_FAILURE.exec(this.firstOutput) : null;
    if (failure) {
      // words of libc, unless the program only pretends
      const reason = `cannot run ${this.options.argv[0]}: ${plainText(failure[1]!)}`;
      this.finish({ ...exit, reason });
    } else this.finish(exit);
  }

  private finish(exit: SessionExit): void {
    if (this.disposed || this.exit !== null) return;
    this.exit = exit;
    this.queue.close();
    this.stopWaiting();
    this.damage.announceAgain();
    this.events.onExit(exit);
  }

  private synchronized(on: boolean): void {
    this.stopWaiting();
    if (on) this.syncTimer = setTimeout(() => this.updateOverdue(), SYNC_LIMIT_MS);
    else {
      // here, in the middle of parsing: a program that draws without pause begins its next update in the same chunk
      this.damage.announceAgain();
    }
  }

  /**
   * Where this process itself was kept waiting, the end of the update may be there already, and the event loop looks at its timers
   * before its input: half of it is shown if the end has not come by the end of this turn.
   */
  private updateOverdue(): void {
    this.syncLook = setImmediate(() => {
      this.stopWaiting();
      this.model.modes.synchronized = false;
      this.damage.announceAgain();
    });
  }

  private stopWaiting(): void {
    if (this.syncTimer) clearTimeout(this.syncTimer);
    if (this.syncLook) clearImmediate(this.syncLook);
    this.syncTimer = null;
    this.syncLook = null;
  }
}
