/** Sizes are passed on no more often than this, in milliseconds: a program redraws everything for each. */
const APART_MS = 40;

/** Passes the first of a row of sizes on at once and of the others the newest, at a bounded rate; always the last one. */
export class ResizeLimit<T> {
  private last = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | null = null;
  private newest: T | null = null;
  private readonly pass: (size: T) => void;

  constructor(pass: (size: T) => void) {
    this.pass = pass;
  }

  push(size: T): void {
    this.newest = size;
    if (this.timer) return;
    const left = APART_MS - (performance.now() - this.last);
    if (left <= 0) this.flush();
    else this.timer = setTimeout(() => this.flush(), left);
  }

  private flush(): void {
    this.timer = null;
    const size = this.newest;
    this.newest = null;
    if (size === null) return;
    this.last = performance.now();
    this.pass(size);
  }
}
