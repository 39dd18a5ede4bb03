import { Content, WORDS } from '../../protocol/cells.ts';

/**
 * Rows in a few words: a header, runs of cells with the same colours and flags, then the contents, a byte each where all
 * are narrow and Latin-1, else a word each. A line of 60 characters takes 80 bytes instead of the 1440 of a row of 120
 * cells, so that ten tabs with full scrollback cost a few MB.
 *
 * Header: bits 0–9 cells kept, 10–19 columns of the row, 20 continues the row before, 21 contents are bytes, 22–31 runs.
 * Runs: cells, fg, bg each.
 */
const COLS_SHIFT = 10;
const RUNS_SHIFT = 22;
const COUNT = 0x3ff;
const CONTINUES = 1 << 20;
const BYTES = 1 << 21;
const EMPTY = 1 << Content.widthShift;

/** Most columns that a row can have: what the header has room for. */
export const MOST_COLS = COUNT;

/** Most words that a row of `cols` columns can take. */
export function packedLimit(cols: number): number {
  return 1 + 4 * cols;
}

/** Cells up to the last one that is not empty with the default colours. */
function usedCells(words: Uint32Array, cols: number): number {
  let i = cols * WORDS;
  while (i > 0 && words[i - 3] === EMPTY && words[i - 2] === 0 && words[i - 1] === 0) i -= WORDS;
  return i / WORDS;
}

/** Writes the row of `cols` columns to `out` at `at`, which has room for `packedLimit(cols)`, and returns the words taken. */
export function packRow(words: Uint32Array, cols: number, continues: boolean, out: Uint32Array, at: number): number {
  const used = usedCells(words, cols);
  let next = at + 1;
  let runs = 0;
  let beyond = 0;
  let start = 0;
  for (let x = 0; x < used; runs++) {
    const fg = words[start + 1]!;
    const bg = words[start + 2]!;
    let i = start;
    do {
      beyond |= words[i]! ^ EMPTY;
      i += WORDS;
      x++;
    } while (x < used && words[i + 1] === fg && words[i + 2] === bg);
    out[next] = (i - start) / WORDS;
    out[next + 1] = fg;
    out[next + 2] = bg;
    next += 3;
    start = i;
  }
  const bytes = (beyond & ~0xff) === 0;
  out[at] = (used | (cols << COLS_SHIFT) | (continues ? CONTINUES : 0) | (bytes ? BYTES : 0) | (runs << RUNS_SHIFT)) >>> 0;
  if (bytes) {
    for (let x = 0; x < used; x += 4) {
      const i = x * WORDS;
      let word = words[i]! & 0xff;
      if (x + 1 < used) word |= (words[i + 3]! & 0xff) << 8;
      if (x + 2 < used) word |= (words[i + 6]! & 0xff) << 16;
      if (x + 3 < used) word |= (words[i + 9]! & 0xff) << 24;
      out[next++] = word;
    }
  } else {
    for (let i = 0; i < used * WORDS; i += WORDS) out[next++] = words[i]!;
  }
  return next - at;
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
  const used = header & COUNT;
  const cols = (header >>> COLS_SHIFT) & COUNT;
  const runs = header >>> RUNS_SHIFT;
  const words = new Uint32Array(cols * WORDS);
  let i = 0;
  for (let run = 0; run < runs; run++) {
    const from = at + 1 + run * 3;
    for (let n = packed[from]!; n > 0; n--, i += WORDS) {
      words[i + 1] = packed[from + 1]!;
      words[i + 2] = packed[from + 2]!;
    }
  }
  const contents = at + 1 + runs * 3;
  for (let x = 0; x < cols; x++) {
    if (x >= used) words[x * WORDS] = EMPTY;
    else if (header & BYTES) words[x * WORDS] = EMPTY | ((packed[contents + (x >> 2)]! >>> ((x & 3) * 8)) & 0xff);
    else words[x * WORDS] = packed[contents + x]!;
  }
  return { words, cols, used, continues: (header & CONTINUES) !== 0 };
}
