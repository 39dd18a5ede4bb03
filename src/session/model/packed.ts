import { BgFlag, Content, WORDS } from '../../protocol/cells.ts';

/**
 * Rows in a few words: a header, runs of cells with the same colours and flags, then the contents, a byte each where all
 * are narrow and Latin-1, else a word each. A line of 60 characters takes 80 bytes instead of the 1440 of a row of 120
 * cells, so that ten tabs with full scrollback cost a few MB.
 *
 * Header, two words: bits 0–9 cells kept, 10–19 columns of the row, 20 continues the row before, 21 contents are bytes,
 * 22 some cell needs more than its words; number of runs. Runs: cells, fg, bg each.
 */
const COLS_SHIFT = 10;
const COUNT = 0x3ff;
const CONTINUES = 1 << 20;
const BYTES = 1 << 21;
const ASIDE = 1 << 22;
const HEADER = 2;
const RUN = 3;
const EMPTY = 1 << Content.widthShift;

/** Most words that a row of `cols` columns can take. */
export function packedLimit(cols: number): number {
  return HEADER + (RUN + 1) * cols;
}

/** Whether the row that was packed at `at` has cells with clusters, links or underlines, which are kept beside it. */
export function needsAside(packed: Uint32Array, at: number): boolean {
  return (packed[at]! & ASIDE) !== 0;
}

/** Cells up to the last one that is not empty with the default colours. */
export function usedCells(words: Uint32Array, cols: number): number {
  let i = cols * WORDS;
  while (i > 0 && words[i - 3] === EMPTY && (words[i - 2]! | words[i - 1]!) === 0) i -= WORDS;
  return i / WORDS;
}

/**
 * Writes `used` contents to `out` at `at` as bytes. Returns the bits in which any cell differs from a narrow Latin-1 cell
 * in the colours of the first one: 0 where that is all there is to say of them.
 */
function packBytes(words: Uint32Array, used: number, out: Uint32Array, at: number): number {
  const fg = words[1]!;
  const bg = words[2]!;
  const end = used * WORDS;
  let other = 0;
  let i = 0;
  let next = at;
  for (; i + 9 < end; i += 12) {
    const a = words[i]! ^ EMPTY;
    const b = words[i + 3]! ^ EMPTY;
    const c = words[i + 6]! ^ EMPTY;
    const d = words[i + 9]! ^ EMPTY;
    other |= (a | b | c | d) & ~0xff;
    other |= (words[i + 1]! ^ fg) | (words[i + 4]! ^ fg) | (words[i + 7]! ^ fg) | (words[i + 10]! ^ fg);
    other |= (words[i + 2]! ^ bg) | (words[i + 5]! ^ bg) | (words[i + 8]! ^ bg) | (words[i + 11]! ^ bg);
    out[next++] = a | (b << 8) | (c << 16) | (d << 24);
  }
  if (i === end) return other;
  let last = 0;
  for (let shift = 0; i < end; i += WORDS, shift += 8) {
    const a = words[i]! ^ EMPTY;
    other |= (a & ~0xff) | (words[i + 1]! ^ fg) | (words[i + 2]! ^ bg);
    last |= (a & 0xff) << shift;
  }
  out[next] = last;
  return other;
}

/** Writes the row of `cols` columns to `out` at `at`, which has room for `packedLimit(cols)`, and returns the words taken. */
export function packRow(words: Uint32Array, cols: number, continues: boolean, out: Uint32Array, at: number): number {
  const used = usedCells(words, cols);
  const header = used | (cols << COLS_SHIFT) | (continues ? CONTINUES : 0);
  if (used === 0) {
    out[at] = header;
    out[at + 1] = 0;
    return HEADER;
  }
  // nearly every row of plain text
  if (packBytes(words, used, out, at + HEADER + RUN) === 0) {
    out[at] = header | BYTES | (words[2]! & BgFlag.extended ? ASIDE : 0);
    out[at + 1] = 1;
    out[at + 2] = used;
    out[at + 3] = words[1]!;
    out[at + 4] = words[2]!;
    return HEADER + RUN + ((used + 3) >> 2);
  }
  return HEADER + packRuns(words, used, header, out, at);
}

/** `packRow` for any row; returns the words taken behind the header. */
function packRuns(words: Uint32Array, used: number, header: number, out: Uint32Array, at: number): number {
  let next = at + HEADER;
  let runs = 0;
  let contents = 0;
  let backgrounds = 0;
  for (let x = 0, i = 0; x < used; runs++) {
    const from = x;
    const fg = words[i + 1]!;
    const bg = words[i + 2]!;
    backgrounds |= bg;
    do {
      contents |= words[i]! ^ EMPTY;
      i += WORDS;
      x++;
    } while (x < used && words[i + 1] === fg && words[i + 2] === bg);
    out[next] = x - from;
    out[next + 1] = fg;
    out[next + 2] = bg;
    next += RUN;
  }
  const bytes = (contents & ~0xff) === 0;
  const aside = (contents & Content.combined) !== 0 || (backgrounds & BgFlag.extended) !== 0;
  out[at] = header | (bytes ? BYTES : 0) | (aside ? ASIDE : 0);
  out[at + 1] = runs;
  if (bytes) {
    packBytes(words, used, out, next);
    next += (used + 3) >> 2;
  } else {
    for (let i = 0; i < used * WORDS; i += WORDS) out[next++] = words[i]!;
  }
  return next - at - HEADER;
}

/** Words of the row that was packed at `at`. */
export function packedSize(packed: Uint32Array, at: number): number {
  const used = packed[at]! & COUNT;
  return HEADER + packed[at + 1]! * RUN + (packed[at]! & BYTES ? (used + 3) >> 2 : used);
}

/** Columns, used cells and whether it continues, of the row that was packed at `at`. */
export function packedShape(packed: Uint32Array, at: number): { cols: number; used: number; continues: boolean } {
  const header = packed[at]!;
  return { cols: (header >>> COLS_SHIFT) & COUNT, used: header & COUNT, continues: (header & CONTINUES) !== 0 };
}

/** Gives the row that was packed at `at` another width, not less than it uses. */
export function setPackedCols(packed: Uint32Array, at: number, cols: number): void {
  packed[at] = (packed[at]! & ~(COUNT << COLS_SHIFT)) | (cols << COLS_SHIFT);
}

export interface Unpacked {
  /** Three words for each of `cols` cells. */
  words: Uint32Array;
  cols: number;
  /** Cells before the empty rest of the row. */
  used: number;
  continues: boolean;
}

/** The row that `packRow` wrote at `at`. */
export function unpackRow(packed: Uint32Array, at: number): Unpacked {
  const header = packed[at]!;
  const runs = packed[at + 1]!;
  const used = header & COUNT;
  const cols = (header >>> COLS_SHIFT) & COUNT;
  const words = new Uint32Array(cols * WORDS);
  let i = 0;
  for (let from = at + HEADER; from < at + HEADER + runs * RUN; from += RUN) {
    for (let n = packed[from]!; n > 0; n--, i += WORDS) {
      words[i + 1] = packed[from + 1]!;
      words[i + 2] = packed[from + 2]!;
    }
  }
  const contents = at + HEADER + runs * RUN;
  for (let x = 0; x < cols; x++) {
    if (x >= used) words[x * WORDS] = EMPTY;
    else if (header & BYTES) words[x * WORDS] = EMPTY | ((packed[contents + (x >> 2)]! >>> ((x & 3) * 8)) & 0xff);
    else words[x * WORDS] = packed[contents + x]!;
  }
  return { words, cols, used, continues: (header & CONTINUES) !== 0 };
}
