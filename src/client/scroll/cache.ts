import type { Row } from '../../protocol/cells.ts';

/** Rows that are kept of one session: 5 MB at 150 columns. */
const MOST_ROWS = 3000;
/** Most rows of one request. */
const CHUNK_ROWS = 500;

/** Rows of a session that this client knows, by their numbers. */
export class RowCache {
  private readonly rows = new Map<number, Row>();
  /** Rows as they were, until they are known as they are: a view must not flicker. */
  private readonly old = new Map<number, Row>();

  get(number: number): Row | undefined {
    return this.rows.get(number) ?? this.old.get(number);
  }

  put(rows: Iterable<[number, Row]>): void {
    for (const [number, row] of rows) {
      this.rows.set(number, row);
      this.old.delete(number);
    }
  }

  /** Rows from FROM on may show something else by now. */
  forgetFrom(from: number): void {
    for (const [number, row] of this.rows) {
      if (number < from) continue;
      this.rows.delete(number);
      this.old.set(number, row);
    }
  }

  clear(): void {
    this.old.clear();
    this.rows.clear();
  }

  /** Forgets what is furthest from rows FROM to END where there are too many. */
  trim(from: number, end: number): void {
    if (this.rows.size <= MOST_ROWS) return;
    const room = Math.max(0, Math.floor((MOST_ROWS - (end - from)) / 2));
    for (const number of this.rows.keys()) if (number < from - room || number >= end + room) this.rows.delete(number);
  }

  /** The first run of rows in FROM to END (exclusive) that is not known, not longer than a request may be; null where all are. */
  missing(from: number, end: number): { from: number; count: number } | null {
    for (let n = from; n < end; n++) {
      if (this.rows.has(n)) continue;
      let stop = n + 1;
      while (stop < end && stop - n < CHUNK_ROWS && !this.rows.has(stop)) stop++;
      return { from: n, count: stop - n };
    }
    return null;
  }
}
