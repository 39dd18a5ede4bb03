/**
 * Limits frames by load, not by the clock: a lone change goes out at once, and so does the one after it; a stream of them
 * goes out at `perSecond`. A bucket of `burst` tokens that refills at that rate.
 */
export class Pacer {
  private tokens: number;
  private last: number;
  private readonly perMs: number;
  private readonly burst: number;

  /** `now`: milliseconds of a clock that only goes forward. */
  constructor(perSecond: number, burst: number, now: number) {
    this.perMs = perSecond / 1000;
    this.burst = burst;
    this.tokens = burst;
    this.last = now;
  }

  /** Milliseconds until the next frame may go; 0 means now. */
  delay(now: number): number {
    this.refill(now);
    return this.tokens >= 1 ? 0 : (1 - this.tokens) / this.perMs;
  }

  /** A frame went out. */
  spend(now: number): void {
    this.refill(now);
    this.tokens -= 1;
  }

  private refill(now: number): void {
    this.tokens = Math.min(this.burst, this.tokens + (now - this.last) * this.perMs);
    this.last = now;
  }
}
