/**
 * Limits frames by load, not by the clock. A change after a pause goes out at once, however often that happens: it is an
 * answer to a key, and nobody floods with pauses. Changes that follow each other without one go out at a limited rate: a
 * bucket of `burst` tokens that refills at it, because a keystroke often causes a second change right behind its echo.
 */
export class Pacer {
  private tokens: number;
  private last: number;
  private lastFrame = Number.NEGATIVE_INFINITY;
  private readonly perMs: number;
  private readonly burst: number;
  private readonly pauseMs: number;

  /** `pauseMs`: so long without a change is a pause. `now`: milliseconds of a clock that only goes forward. */
  constructor(options: { perSecond: number; burst: number; pauseMs: number }, now: number) {
    this.perMs = options.perSecond / 1000;
    this.burst = options.burst;
    this.pauseMs = options.pauseMs;
    this.tokens = options.burst;
    this.last = now;
  }

  /** Milliseconds until the frame of a change that happened at `changed` may go; 0 means now. */
  delay(now: number, changed: number): number {
    this.refill(now);
    if (changed - this.lastFrame >= this.pauseMs || this.tokens >= 1) return 0;
    return (1 - this.tokens) / this.perMs;
  }

  /** A frame went out. `cost`: how many frames it counts for, at most 2. */
  spend(now: number, cost = 1): void {
    this.refill(now);
    this.tokens = Math.max(1 - cost, this.tokens - cost);
    this.lastFrame = now;
  }

  private refill(now: number): void {
    this.tokens = Math.min(this.burst, this.tokens + (now - this.last) * this.perMs);
    this.last = now;
  }
}
