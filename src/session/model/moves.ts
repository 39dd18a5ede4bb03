import { Content, WORDS } from '../../protocol/cells.ts';
import type { Position } from '../../protocol/messages.ts';

/** What of a row decides where the next one begins in its line. */
export interface WrappedRow {
  words: Uint32Array;
  cols: number;
  /** Goes on from the row before. */
  continues: boolean;
}

/** Consecutive rows by their numbers: to which line each belongs, counted from the first, and which of its cells it begins with. */
interface Index {
  first: number;
  lines: Uint32Array;
  offsets: Uint32Array;
}

/** Cells that `row` has of its line: all, but for the last where the wide character that begins `next` had no room. */
export function cellsOfLine(row: Pick<WrappedRow, 'words' | 'cols'>, next: Pick<WrappedRow, 'words'>): number {
  const last = (row.cols - 1) * WORDS;
  const nextIsWide = next.words[0]! >>> Content.widthShift === 2;
  const lastIsEmpty = (row.words[last]! & (Content.codepoint | Content.combined)) === 0 && row.words[last]! >>> Content.widthShift === 1;
  return nextIsWide && lastIsEmpty ? row.cols - 1 : row.cols;
}

/** Collects rows, in order, for one side of `Moves`. */
export class RowIndex {
  private readonly first: number;
  private readonly lines: number[] = [];
  private readonly offsets: number[] = [];
  private last: WrappedRow | null = null;
  private line = -1;
  private offset = 0;

  constructor(first: number) {
    this.first = first;
  }

  add(row: WrappedRow): void {
    if (this.last && row.continues) this.offset += cellsOfLine(this.last, row);
    else {
      this.line++;
      this.offset = 0;
    }
    this.lines.push(this.line);
    this.offsets.push(this.offset);
    this.last = row;
  }

  get value(): Index {
    return { first: this.first, lines: Uint32Array.from(this.lines), offsets: Uint32Array.from(this.offsets) };
  }
}

/** Which cell went where when lines were wrapped anew. Rows before it stay; those behind it keep their distance to its end. */
export class Moves {
  private readonly from: Index;
  private readonly to: Index;

  constructor(from: RowIndex, to: RowIndex) {
    this.from = from.value;
    this.to = to.value;
  }

  /** Rows that are remembered. */
  get size(): number {
    return this.from.lines.length + this.to.lines.length;
  }

  /** No row has got another number. */
  get none(): boolean {
    const { from, to } = this;
    const common = Math.min(from.lines.length, to.lines.length);
    for (let i = 0; i < common; i++) if (from.lines[i] !== to.lines[i] || from.offsets[i] !== to.offsets[i]) return false;
    return from.lines[common] === undefined || from.offsets[common] === 0;
  }

  apply([row, column]: Position): Position {
    const { from, to } = this;
    const at = row - from.first;
    if (at < 0) return [row, column];
    if (at >= from.lines.length) return [row + to.first + to.lines.length - from.first - from.lines.length, column];
    const line = from.lines[at]!;
    const cell = from.offsets[at]! + column;
    // the last row of that line, or of one before it, that begins at that cell or earlier
    let low = 0;
    let high = to.lines.length - 1;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if (to.lines[mid]! < line || (to.lines[mid] === line && to.offsets[mid]! <= cell)) low = mid;
      else high = mid - 1;
    }
    if (to.lines[low] === undefined) return [to.first, 0];
    return to.lines[low] === line ? [to.first + low, cell - to.offsets[low]!] : [to.first + low, column];
  }
}

/** Rows of all moves that are remembered, and moves at most: who has slept through more begins anew. */
const MOST_ROWS = 500_000;
const MOST_MOVES = 16;

/** The moves of one session, by generation. */
export class MoveLog {
  generation = 1;
  private moves: Moves[] = [];

  add(moves: Moves): void {
    this.generation++;
    this.moves.push(moves);
    let rows = this.moves.reduce((sum, m) => sum + m.size, 0);
    while (this.moves.length > MOST_MOVES || (rows > MOST_ROWS && this.moves.length > 1)) rows -= this.moves.shift()!.size;
  }

  /** Positions as they were in GENERATION, as they are now; null where that is too long ago, or was never. */
  relocate(generation: number, positions: readonly Position[]): Position[] | null {
    const missed = this.generation - generation;
    if (missed < 0 || missed > this.moves.length) return null;
    const since = this.moves.slice(this.moves.length - missed);
    return positions.map((position) => since.reduce((at, moves) => moves.apply(at), position));
  }
}
