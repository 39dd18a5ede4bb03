import { Content, WORDS } from '../../protocol/cells.ts';
import type { Extended, Line } from './core.ts';
import { cellsOfLine, Moves, RowIndex } from './moves.ts';
import { usedCells } from './packed.ts';
import { type OldRow, PackedRows } from './packed-rows.ts';

/**
 * Rows that are kept as lines, newest last; beyond that the oldest is packed at once. Packing costs as much as printing,
 * so a program that floods is not made to pay for rows that will be gone before anybody looks.
 */
const FRESH_LIMIT = 6000;
/** The program has been quiet for this long: now its rows may be packed. */
const QUIET_MS = 400;

/**
 * The rows that scrolled off the top of a screen. New ones are kept as the lines that they were; when the program is
 * quiet they are packed (`packed.ts`). The library's own scrollback keeps every row at full width as an object with three
 * more and reflows all of it at every resize; here rows keep the width that they had until somebody wants another.
 */
export class History {
  /** Rows that there was no room for any more. */
  dropped = 0;
  private readonly limit: number;
  /** Rows that the program had cleared. */
  private cleared = 0;
  /** Some rows may have another width than the screen. */
  private mixed = false;
  private packed: PackedRows;
  /** A ring. */
  private fresh: Line[] = [];
  private first = 0;
  private freshCount = 0;
  private timer: NodeJS.Timeout | null = null;
  private pushedSince = false;

  /** `limit`: most rows that are kept; none where 0. */
  constructor(limit: number) {
    this.limit = limit;
    this.packed = new PackedRows(limit);
  }

  get length(): number {
    return this.packed.length + this.freshCount;
  }

  /** Number of the oldest row, counted from the session's first. */
  get firstNumber(): number {
    return this.dropped + this.cleared;
  }

  /** Memory of the cells. */
  get bytes(): number {
    let bytes = this.packed.bytes;
    for (let i = 0; i < this.freshCount; i++) bytes += this.fresh[(this.first + i) % this.fresh.length]!._data.byteLength;
    return bytes;
  }

  /** Takes `line` over as the newest row. Returns a line that may be used again, where one is to be had. */
  push(line: Line): Line | null {
    if (this.length >= this.limit) this.dropped++;
    if (this.limit === 0) return line;
    this.pushedSince = true;
    this.timer ??= setTimeout(() => this.quiet(), QUIET_MS).unref();
    let free: Line | null = null;
    if (this.length >= this.limit) {
      if (this.packed.length > 0) this.packed.dropOldest();
      else free = this.takeOldest();
    }
    if (this.freshCount === FRESH_LIMIT) {
      free = this.takeOldest();
      this.packed.push(free);
    }
    this.append(line);
    return free;
  }

  /** Row `index`, 0 being the oldest. */
  row(index: number): OldRow {
    const packed = this.packed.length;
    return index < packed ? this.packed.row(index) : rowOf(this.fresh[(this.first + index - packed) % this.fresh.length]!);
  }

  /** Takes the newest row away. */
  pop(): OldRow | undefined {
    if (this.freshCount === 0) return this.packed.pop();
    this.freshCount--;
    return rowOf(this.fresh[(this.first + this.freshCount) % this.fresh.length]!);
  }

  /** The screen has another width now: rows that are here keep theirs until `wrapAt`. */
  widthChanged(): void {
    if (this.length > 0) this.mixed = true;
  }

  /**
   * Wraps at COLS every line that was wrapped at another width. Returns where its rows went; null where nothing had to be
   * done. Most rows only get another width in their header (measured: 5,000 rows in 2 ms); lines that are longer than COLS,
   * or were wrapped, are unpacked.
   */
  wrapAt(cols: number): Moves | null {
    if (!this.mixed) return null;
    this.settle();
    this.mixed = false;
    const old = this.packed;
    const packed = new PackedRows(this.limit);
    const from = new RowIndex(this.firstNumber);
    const to = new RowIndex(this.firstNumber);
    let gone = 0;
    const room = () => {
      if (packed.length < this.limit) return;
      packed.dropOldest();
      gone++;
    };
    for (let i = 0; i < old.length; ) {
      let end = i + 1;
      let { used } = old.shape(i);
      let same = old.shape(i).cols === cols;
      for (; end < old.length && old.shape(end).continues; end++) {
        const shape = old.shape(end);
        used = Number.POSITIVE_INFINITY;
        same &&= shape.cols === cols;
      }
      if (end === i + 1 && used <= cols) {
        const only = { words: NO_WORDS, cols, continues: false };
        from.add(only);
        to.add(only);
        room();
        packed.copy(old, i, cols);
      } else {
        const line: OldRow[] = [];
        for (let n = i; n < end; n++) line.push(old.row(n));
        for (const row of line) from.add({ ...row, continues: row !== line[0] });
        const wrapped = same ? line : rewrap(line, cols);
        for (const row of wrapped) {
          to.add({ ...row, continues: row !== wrapped[0] });
          room();
          packed.pushRow(row);
        }
      }
      i = end;
    }
    this.packed = packed;
    this.dropped += gone;
    const moves = new Moves(from, to);
    return moves.none ? null : moves;
  }

  clear(): void {
    this.cleared += this.length;
    this.mixed = false;
    this.packed.clear();
    this.forgetFresh();
  }

  /** Packs what is not packed yet. */
  settle(): void {
    for (let i = 0; i < this.freshCount; i++) this.packed.push(this.fresh[(this.first + i) % this.fresh.length]!);
    this.forgetFresh();
  }

  dispose(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  /** Every object that says more about a cell. */
  *extended(): Iterable<Extended> {
    yield* this.packed.extended();
    for (let i = 0; i < this.freshCount; i++) {
      const { _extendedAttrs: extended } = this.fresh[(this.first + i) % this.fresh.length]!;
      for (const x in extended) if (extended[x]) yield extended[x];
    }
  }

  private quiet(): void {
    this.timer = this.pushedSince ? setTimeout(() => this.quiet(), QUIET_MS).unref() : null;
    if (!this.pushedSince) this.settle();
    this.pushedSince = false;
  }

  private takeOldest(): Line {
    const line = this.fresh[this.first]!;
    this.first = (this.first + 1) % this.fresh.length;
    this.freshCount--;
    return line;
  }

  private append(line: Line): void {
    if (this.freshCount < this.fresh.length) this.fresh[(this.first + this.freshCount) % this.fresh.length] = line;
    else {
      // a full ring grows at its end, which has to be the array's
      if (this.first > 0) this.fresh = [...this.fresh.slice(this.first), ...this.fresh.slice(0, this.first)];
      this.first = 0;
      this.fresh.push(line);
    }
    this.freshCount++;
  }

  private forgetFresh(): void {
    this.fresh = [];
    this.first = 0;
    this.freshCount = 0;
  }
}

const NO_WORDS = new Uint32Array(0);

function rowOf(line: Line): OldRow {
  const cols = line.length;
  return {
    words: line._data,
    cols,
    used: usedCells(line._data, cols),
    continues: line.isWrapped,
    texts: line._combined,
    extended: line._extendedAttrs,
  };
}

/** The cells of consecutive rows that are one line of text, as rows of `cols` columns. */
export function rewrap(rows: readonly OldRow[], cols: number): OldRow[] {
  const out: OldRow[] = [];
  let row: OldRow | null = null;
  let to = 0;
  const begin = (): OldRow => {
    const words = new Uint32Array(cols * WORDS);
    for (let i = 0; i < words.length; i += WORDS) words[i] = 1 << Content.widthShift;
    const made: OldRow = { words, cols, used: 0, continues: out.length > 0 || rows[0]!.continues, texts: {}, extended: {} };
    out.push(made);
    to = 0;
    return made;
  };
  for (const [index, old] of rows.entries()) {
    // in a row that goes on only the room that a wide character did not fit in is left out
    const end = index < rows.length - 1 ? cellsOfLine(old, rows[index + 1]!) : old.used;
    for (let x = 0; x < end; x++) {
      const content = old.words[x * WORDS]!;
      const width = content >>> Content.widthShift;
      if (!row || to + width > cols) row = begin();
      // the right half goes where its left half went
      row.words.set(old.words.subarray(x * WORDS, (x + 1) * WORDS), to * WORDS);
      if (content & Content.combined) row.texts[to] = old.texts[x] ?? ' ';
      if (old.extended[x]) row.extended[to] = old.extended[x];
      to++;
      row.used = to;
    }
  }
  if (!row) begin();
  return out;
}
