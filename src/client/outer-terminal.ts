import type { ReadStream, WriteStream } from 'node:tty';
import type { Size } from '../protocol/messages.ts';

/** What a terminal of unknown size is taken for: `docker exec` starts with 0×0 and tells the size later. */
const SIZE_UNKNOWN: Size = { cols: 80, rows: 24 };
/** A terminal that does not take the sequences that give it back within this is left as it is, in milliseconds. */
const RESTORE_WITHIN_MS = 700;

/** Main screen to ours: title kept on the terminal's stack, alternate screen, no cursor until a frame says where. */
const ENTER = '\x1b[22;0t\x1b[?1049h\x1b[?25l\x1b[0m\x1b[2J\x1b[H';
/**
 * Back, from whatever was set: synchronized output, link, colours, margins, wrap, mouse, focus, paste, colour scheme
 * reports, keyboard protocols, keypad, cursor shape and visibility; main screen; title.
 */
const LEAVE = [
  '\x1b[?2026l\x1b]8;;\x1b\\\x1b[0m\x1b[r\x1b[?7h',
  '\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1016l\x1b[?1004l\x1b[?2004l\x1b[?2031l',
  '\x1b[=0u\x1b[>4;0m\x1b[?1l\x1b>\x1b[0 q\x1b[?25h',
  '\x1b[?1049l\x1b[23;0t',
].join('');

export interface OuterTerminalEvents {
  onInput(bytes: Uint8Array): void;
  onResize(size: Size): void;
  /** The process was stopped and goes on: the terminal may show anything. */
  onContinue(): void;
  /** The terminal is gone. */
  onHangup(): void;
}

/** Node makes a terminal's writes block; a stalled terminal (Ctrl+S) must not stop this process from hearing signals. */
export function unblock(stream: NodeJS.WriteStream): void {
  (stream as unknown as { _handle?: { setBlocking?(on: boolean): void } })._handle?.setBlocking?.(false);
}

/** Writes TEXT and waits until the terminal has taken it, or plainly does not. */
export function taken(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, RESTORE_WITHIN_MS);
    stream.write(text, () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** The operator's terminal: raw bytes in, one writer out, given back on every way out. */
export class OuterTerminal {
  private readonly stdin: ReadStream;
  private readonly stdout: WriteStream;
  private active = false;
  private claimed = false;

  constructor(stdin: ReadStream, stdout: WriteStream) {
    this.stdin = stdin;
    this.stdout = stdout;
  }

  get size(): Size {
    const { columns, rows } = this.stdout;
    return columns > 0 && rows > 0 ? { cols: columns, rows } : SIZE_UNKNOWN;
  }

  /** From now on what is typed waits for `start` unseen; the screen is still the shell's. */
  claim(): void {
    this.claimed = true;
    this.stdin.setRawMode(true);
    unblock(this.stdout);
  }

  /** Undoes `claim` where nothing was started. */
  release(): void {
    if (!this.claimed) return;
    this.claimed = false;
    this.stdin.pause();
    try {
      this.stdin.setRawMode(false);
    } catch {
      // the terminal is gone
    }
  }

  /** Takes the terminal over. */
  start(events: OuterTerminalEvents): void {
    this.active = true;
    this.stdin.on('data', (bytes: Buffer) => events.onInput(bytes));
    // where it was given back and claimed again it is paused
    this.stdin.resume();
    this.stdin.on('end', () => events.onHangup());
    this.stdin.on('error', () => events.onHangup());
    this.stdout.on('error', () => events.onHangup());
    this.stdout.on('resize', () => events.onResize(this.size));
    process.on('SIGCONT', () => {
      if (!this.active) return;
      this.stdin.setRawMode(false);
      this.stdin.setRawMode(true);
      this.stdout.write(ENTER);
      events.onContinue();
    });
    this.stdout.write(ENTER);
  }

  /** Writes TEXT; `written` is called when the terminal has taken it. */
  write(text: string, written: () => void): void {
    if (!this.active) return;
    this.stdout.write(text, 'utf8', () => written());
  }

  /** Undoes what a program left on the terminal that could not do so itself. Where it left nothing, the cursor stays where it is. */
  mend(): Promise<void> {
    return taken(this.stdout, LEAVE.replace('\x1b[r', '\x1b7\x1b[r\x1b8'));
  }

  /** Gives the terminal back as a shell wants it. Resolves when it has taken that, or does not. */
  async restore(): Promise<void> {
    if (!this.active) return;
    this.active = false;
    await taken(this.stdout, LEAVE);
    this.release();
  }
}
