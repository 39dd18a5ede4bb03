/**
 * Who may read how much when several terminals have more than there is time for. One event loop serves all of them, and one
 * or two cores everything: the programs that flood, the kernel that moves their bytes, server and client.
 */

/** Of one terminal among several. */
export interface Source {
  /** Reads nothing more until `resume`: its program waits once the kernel's buffer is full. */
  pause(): void;
  resume(): void;
}

/** Calls `run` after `ms` and returns what cancels it. */
type Timer = (ms: number, run: () => void) => () => void;

const systemTimer: Timer = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};

/** Most that is taken of one terminal in one go, in bytes: parsed in about a millisecond, so that others are not kept waiting. */
export const BATCH_BYTES = 65536;
/**
 * Terminals that flood at the same time take turns, one in `TURN_MS`: every echo waits for the turn of the event loop that is
 * under way, and for a core. Without the rest in between the programs never wait for us and keep all cores, and what the key
 * waits for most is the kernel's own thread that moves their bytes (measured with three floods on two cores: 1.8 ms from the
 * client's write to the server's read, half of all that an echo takes). Together they are still read at 10 MB/s and more,
 * which nobody can follow.
 */
const TURN_BYTES = 16_384;
const TURN_MS = 1;
/** A terminal that has filled a read within this counts as one that floods, in milliseconds. */
const FLOODING_MS = 50;
/** So long the others' floods wait for the echo of a key at most, in milliseconds. */
const ECHO_MS = 10;
/** And so long after it, so that it is drawn before they go on, in milliseconds. */
const DRAWN_MS = 2;
/** Longer input than this is no key, in bytes. */
const KEY_BYTES = 64;

export interface FloodsOptions {
  now?: () => number;
  timer?: Timer;
}

export class Floods {
  /** When each of them last filled a read. */
  private readonly flooding = new Map<Source, number>();
  private typed: Source | null = null;
  private readonly held = new Set<Source>();
  /** Those whose turn comes, the next one first. */
  private readonly resting = new Set<Source>();
  private heldSince = 0;
  /** Nobody is held before: who types without pause holds the others half of the time at most. */
  private notBefore = 0;
  private cancel: (() => void) | null = null;
  private readonly now: () => number;
  private readonly timer: Timer;

  constructor({ now = () => performance.now(), timer = systemTimer }: FloodsOptions = {}) {
    this.now = now;
    this.timer = timer;
  }

  /** SOURCE has filled a read, so there is more. How much of it may be taken now, that read included, in bytes. */
  filled(source: Source): number {
    const now = this.now();
    this.flooding.set(source, now);
    if (this.held.size > 0 && source !== this.typed) {
      this.hold(source);
      return 0;
    }
    for (const [other, at] of this.flooding) if (now - at > FLOODING_MS && !this.resting.has(other)) this.flooding.delete(other);
    if (this.flooding.size === 1) return BATCH_BYTES;
    this.rest(source);
    return TURN_BYTES;
  }

  /** BYTES were typed into SOURCE: floods of others make way for the echo. */
  input(source: Source, bytes: number): void {
    const now = this.now();
    if (bytes > KEY_BYTES || now < this.notBefore) return;
    this.typed = source;
    for (const [other, at] of this.flooding) if (other !== source && now - at <= FLOODING_MS) this.hold(other);
    if (this.held.size > 0) this.release(ECHO_MS);
  }

  /** SOURCE has written something. */
  output(source: Source): void {
    if (source === this.typed && this.held.size > 0) this.release(DRAWN_MS);
  }

  gone(source: Source): void {
    this.flooding.delete(source);
    this.held.delete(source);
    this.resting.delete(source);
    if (this.typed === source) this.typed = null;
  }

  private hold(source: Source): void {
    if (this.held.has(source)) return;
    if (this.held.size === 0) this.heldSince = this.now();
    this.held.add(source);
    if (!this.resting.has(source)) source.pause();
  }

  private rest(source: Source): void {
    if (this.resting.has(source)) return;
    if (this.resting.size === 0) this.nextTurn();
    this.resting.add(source);
    if (!this.held.has(source)) source.pause();
  }

  private nextTurn(): void {
    this.timer(TURN_MS, () => {
      const [source] = this.resting;
      if (!source) return;
      this.resting.delete(source);
      if (!this.held.has(source)) source.resume();
      if (this.resting.size > 0) this.nextTurn();
    });
  }

  /** After MS, or when that was to be anyway where that is sooner. */
  private release(ms: number): void {
    const left = this.heldSince + ECHO_MS - this.now();
    this.cancel?.();
    this.cancel = this.timer(Math.max(0, Math.min(ms, left)), () => {
      this.cancel = null;
      this.typed = null;
      const now = this.now();
      this.notBefore = now + (now - this.heldSince);
      const sources = [...this.held];
      this.held.clear();
      for (const source of sources) if (!this.resting.has(source)) source.resume();
    });
  }
}
