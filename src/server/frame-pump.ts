import { encodeFrame } from '../protocol/frame.ts';
import type { DamageCursor, Session } from '../session/types.ts';
import { Pacer } from './pacer.ts';

/** Frames a second under load. */
const MOST_PER_SECOND = 60;
/** Frames that may go one right after the other: a keystroke's echo, and what the program draws because of it. */
const BURST = 2;
/** So long without a change, and the next one is shown at once, in milliseconds. */
const PAUSE_MS = 8;
/**
 * Bytes since the last frame from which on a program floods: no animation writes that much for a picture. Then every other
 * frame is left out; nobody can read them, and the cores have better things to do.
 */
const FLOOD_BYTES = 128 * 1024;
/** How soon to look again at a session in the middle of a synchronized update, in milliseconds; it ends within 150. */
const HELD_RETRY_MS = 4;

/**
 * Sends one client the changes of the session it views: at once after a pause, at a limited rate under load, and never
 * more than one frame ahead of the client's confirmation. A client that stalls costs nothing but its last frame; when it
 * goes on it gets the newest state.
 */
export class FramePump {
  private session: Session | null = null;
  private cursor: DamageCursor | null = null;
  private unconfirmed = 0;
  private timer: NodeJS.Timeout | null = null;
  private soon: NodeJS.Immediate | null = null;
  /** A frame is due, and the session was in the middle of a synchronized update. */
  private waitsForUpdate = false;
  private readonly pacer = new Pacer({ perSecond: MOST_PER_SECOND, burst: BURST, pauseMs: PAUSE_MS }, performance.now());
  /** When what the next frame shows began to change. */
  private changed = 0;
  /** What the session had received when it was last shown. */
  private shownBytes = 0;
  private readonly number: () => number;
  private readonly send: (parts: Uint8Array[]) => void;
  private readonly onDefect: (session: Session, thrown: unknown) => void;

  /**
   * `number`: of the next frame, counted for all that this client is sent. `onDefect`: a session's screen cannot be told; it would
   * throw again with every change.
   */
  constructor(number: () => number, send: (parts: Uint8Array[]) => void, onDefect: (session: Session, thrown: unknown) => void) {
    this.number = number;
    this.send = send;
    this.onDefect = onDefect;
  }

  get shown(): Session | null {
    return this.session;
  }

  /** From now on SESSION is shown, beginning with the whole of it. */
  show(session: Session | null): void {
    if (session === this.session) return;
    this.cursor?.dispose();
    this.session = session;
    this.cursor = session ? session.view() : null;
    this.changed = performance.now();
    this.schedule();
  }

  /** The viewed session changed. */
  damaged(session: Session): void {
    if (session !== this.session) return;
    this.changed = performance.now();
    // in a storm of synchronized updates the moment between two of them is the only one to draw in: polling would miss it
    if (this.waitsForUpdate && !session.held && this.pacer.delay(this.changed, this.changed) === 0) {
      this.stopWaiting();
      return this.pump();
    }
    this.schedule();
  }

  /** The client has frame SEQUENCE on its terminal, and with it every one before. */
  confirmed(sequence: number): void {
    if (sequence >= this.unconfirmed) this.unconfirmed = 0;
    this.schedule();
  }

  /** Send everything again. */
  redraw(): void {
    this.cursor?.reset();
    // the frame in between is not worth waiting for
    this.unconfirmed = 0;
    this.schedule();
  }

  dispose(): void {
    this.show(null);
    if (this.timer) clearTimeout(this.timer);
    if (this.soon) clearImmediate(this.soon);
  }

  /** What has been read from PTYs in this turn of the event loop is parsed first, then one frame tells it. */
  private schedule(): void {
    if (!this.cursor || this.soon || this.timer || this.unconfirmed !== 0) return;
    this.soon = setImmediate(() => {
      this.soon = null;
      this.pump();
    });
  }

  private pump(): void {
    const { cursor, session } = this;
    if (!cursor || !session || this.unconfirmed !== 0 || !cursor.dirty) return;
    this.waitsForUpdate = session.held;
    if (session.held) return this.later(HELD_RETRY_MS);
    const now = performance.now();
    const delay = this.pacer.delay(now, this.changed);
    if (delay > 0) return this.later(delay);
    this.pacer.spend(now, session.bytesReceived - this.shownBytes > FLOOD_BYTES ? 2 : 1);
    this.shownBytes = session.bytesReceived;
    const { rows: changed, size, cursor: at, modes, place } = cursor.take();
    const sequence = this.number();
    let parts: Uint8Array[];
    try {
      parts = encodeFrame({ session: session.id, sequence, cols: size.cols, rows: size.rows, cursor: at, modes, changed, place });
    } catch (e) {
      return this.onDefect(session, e);
    }
    this.unconfirmed = sequence;
    this.send(parts);
  }

  private stopWaiting(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.waitsForUpdate = false;
  }

  private later(ms: number): void {
    this.timer = setTimeout(() => {
      this.timer = null;
      this.pump();
    }, ms);
  }
}
