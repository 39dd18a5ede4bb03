import type { DirtyRows } from './core.ts';

/**
 * Which rows changed when: every row remembers the generation of its last change. Stands in for the library's tracker,
 * which only knows the first and the last row, so that a clock in the corner would redraw the whole screen.
 */
export class RowMarks implements DirtyRows {
  /** Asked for by the library's own `parse`, which is not used. */
  readonly start = 0;
  readonly end = 0;
  /** Present generation. Whoever collects changes raises it, so that later changes are newer than what was collected. */
  generation = 1;
  /** Generation of the last change anywhere. */
  last = 1;
  private byRow: Uint32Array;
  private everywhere = 1;

  constructor(rows: number) {
    this.byRow = new Uint32Array(rows);
  }

  /** Whether row `y` changed after generation `since`. */
  changed(y: number, since: number): boolean {
    return this.everywhere > since || this.byRow[y]! > since;
  }

  markDirty(y: number): void {
    this.last = this.generation;
    if (y >= 0 && y < this.byRow.length) this.byRow[y] = this.generation;
  }

  markRangeDirty(y1: number, y2: number): void {
    this.last = this.generation;
    if (y1 > y2) {
      const swap = y1;
      y1 = y2;
      y2 = swap;
    }
    if (y1 <= 0 && y2 >= this.byRow.length - 1) this.everywhere = this.generation;
    else for (let y = Math.max(0, y1); y <= y2 && y < this.byRow.length; y++) this.byRow[y] = this.generation;
  }

  markAllDirty(): void {
    this.everywhere = this.generation;
    this.last = this.generation;
  }

  /** The screen has `rows` rows now, and all are new. */
  resize(rows: number): void {
    this.byRow = new Uint32Array(rows);
    this.markAllDirty();
  }

  clearRange(): void {}
}
