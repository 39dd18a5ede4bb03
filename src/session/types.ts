import type { Row } from '../protocol/cells.ts';
import type { Cursor, Place, SessionModes } from '../protocol/frame.ts';
import type { Position, Size, TerminalFacts } from '../protocol/messages.ts';

export interface SessionOptions {
  argv: string[];
  cwd: string;
  env: Record<string, string>;
  size: Size;
  /** Lines kept above the screen. */
  scrollback: number;
  /** What the last client's terminal told; asked each time a program asks. */
  facts: () => TerminalFacts;
  /** What XTVERSION answers: `name(version)`; a bare version gets the program's name. */
  version: string;
}

export interface SessionExit {
  /** Exit status, or null where a signal ended it. */
  code: number | null;
  /** `SIGTERM`..., or null. */
  signal: string | null;
  /** Why, where that is not to be seen in its last screen: a sentence for the operator. */
  reason?: string;
}

/** What a session tells its owner. */
export interface SessionEvents {
  /**
   * The screen, the cursor or a mode changed. Called at most once until the changes have been collected, not while the
   * session is held, and again at the end of every synchronized update, at once: a `take` from inside the call sees that
   * update whole, even where the next one begins in the same chunk.
   */
  onDamage(): void;
  /** Output has been parsed: called for each piece of it, so what it does has to be little. */
  onOutput?(): void;
  onTitle(title: string): void;
  onBell(): void;
  /** OSC 9, 777, 99. */
  onNotification(title: string, body: string): void;
  /** OSC 9;4: state 0 none, 1 normal, 2 error, 3 indeterminate, 4 paused; percent 0–100. */
  onProgress(state: number, percent: number): void;
  /** OSC 7501. */
  onStatus(state: string, app: string): void;
  /** OSC 7: a folder on this machine. */
  onFolder(path: string): void;
  /** OSC 52 write: `text` for the clipboard; the owner's policy decides. */
  onClipboard(text: string): void;
  onExit(exit: SessionExit): void;
}

/** What changed since one viewer last looked. Each viewer has its own. */
export interface Damage {
  /** The rows that changed; all of them after a resize, a switch of screen or at first. */
  rows: Map<number, Row>;
  size: Size;
  cursor: Cursor;
  modes: SessionModes;
  place: Place;
}

/** Remembers for one viewer of one session what it has been shown. */
export interface DamageCursor {
  /** Something has changed since the last `take`. */
  readonly dirty: boolean;
  /** What changed since the last call. Rows point into the model: encode or copy them before the next byte is parsed. */
  take(): Damage;
  /** Forget what was shown: the next `take` has everything. */
  reset(): void;
  dispose(): void;
}

/** One PTY, its process and its terminal model. */
export interface Session {
  readonly id: string;
  readonly pid: number;
  readonly size: Size;
  readonly exit: SessionExit | null;
  /** The program is in the middle of a synchronized update (mode 2026) that has not timed out: do not draw. */
  readonly held: boolean;
  readonly title: string;
  readonly modes: SessionModes;
  /** Bytes that were taken for the program and that its terminal has no room for yet. */
  readonly unread: number;
  /** Bytes that its program has written so far. */
  readonly bytesReceived: number;
  /** Rows above the screen: how many there are to be had by `rows`, and how many went because there were too many. */
  readonly history: { kept: number; dropped: number };
  /** Bytes of the operator, in order. Returns false where the cap is reached and `bytes` was not taken. */
  write(bytes: Uint8Array): boolean;
  resize(size: Size): void;
  /** Focus of the tab: reported to a program that asked (`? 1004`). */
  setFocus(focused: boolean): void;
  /** `SessionOptions.facts` has other values now: tells a program that wants to know (`? 2031`), sets the size in pixels. */
  factsChanged(): void;
  view(): DamageCursor;
  /** SIGHUP to its process group, SIGKILL after `graceMs`; resolves when it is gone. */
  end(graceMs: number): Promise<void>;
  /** Frees everything; kills what still runs. */
  dispose(): void;
  /**
   * COUNT rows from FROM on, as many of them as there are: 0 is the oldest row of the history, `history.kept` the top of the
   * screen. They point into the model, as `Damage.rows` do; those of the history have the columns that they were written in.
   */
  rows(from: number, count: number): Row[];
  /** Where its rows are, by number. */
  readonly place: Place;
  /** Wraps what was written at another width, so that all rows are as wide as the screen. Gives where they are now. */
  settle(): Place;
  /** Positions of GENERATION as they are now; null where that is too long ago. */
  relocate(generation: number, positions: readonly Position[]): Position[] | null;
  /** Number of the nearest row with a prompt (OSC 133) before (`backwards`) or behind row ROW, or null. */
  prompt(row: number, backwards: boolean): number | null;
  /** Resolves when the program's terminal has taken everything that was written to it, or it has ended. */
  drained(): Promise<void>;
}
