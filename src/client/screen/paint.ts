import { graphemes } from '../../base/graphemes.ts';
import { BgFlag, Content, type Row, WORDS } from '../../protocol/cells.ts';
import { type Style, styleWords } from './style.ts';

const NARROW = 1 << Content.widthShift;
const WIDE = 2 << Content.widthShift;

function widthAt(row: Row, x: number): number {
  return (row.words[x * WORDS]! & Content.widthMask) >> Content.widthShift;
}

function forget(row: Row, x: number): void {
  const at = x * WORDS;
  if (row.words[at]! & Content.combined) row.texts?.delete(x);
  if (row.words[at + 2]! & BgFlag.extended) row.extras?.delete(x);
}

/** Leaves the cell's colours and takes its character. */
function blank(row: Row, x: number): void {
  if (row.words[x * WORDS]! & Content.combined) row.texts?.delete(x);
  row.words[x * WORDS] = NARROW;
}

/** Makes columns `from` to `to` (exclusive) free for overwriting: a wide character that only half belongs to them goes whole. */
function detach(row: Row, from: number, to: number): void {
  const cols = row.words.length / WORDS;
  if (from > 0 && from < cols && widthAt(row, from) === 0) blank(row, from - 1);
  if (to > 0 && to < cols && widthAt(row, to) === 0) blank(row, to);
}

/** Cells in that style, with nothing in them. Columns outside the row are left out. */
export function fill(row: Row, x: number, cells: number, style: Style): void {
  const end = Math.min(x + cells, row.words.length / WORDS);
  const start = Math.max(0, x);
  if (end <= start) return;
  detach(row, start, end);
  const { fg, bg } = styleWords(style);
  for (let i = start; i < end; i++) {
    forget(row, i);
    row.words[i * WORDS] = NARROW;
    row.words[i * WORDS + 1] = fg;
    row.words[i * WORDS + 2] = bg;
  }
}

/**
 * Writes `text` from column `x` on, at most `maxCells` and never beyond the row's end; a wide character that does not
 * fit ends it. Control characters are left out. Gives the number of cells written.
 */
export function paintText(row: Row, x: number, text: string, style: Style, maxCells = Number.POSITIVE_INFINITY): number {
  const room = Math.min(maxCells, row.words.length / WORDS - x);
  const { fg, bg } = styleWords(style);
  let used = 0;
  for (const { text: cluster, width } of graphemes(text)) {
    if (width === 0) continue;
    if (used + width > room) break;
    const at = x + used;
    detach(row, at, at + width);
    for (let i = at; i < at + width; i++) {
      forget(row, i);
      row.words[i * WORDS] = 0;
      row.words[i * WORDS + 1] = fg;
      row.words[i * WORDS + 2] = bg;
    }
    const code = cluster.codePointAt(0)!;
    const single = cluster.length === (code > 0xffff ? 2 : 1);
    row.words[at * WORDS] = (single ? code : Content.combined) | (width === 2 ? WIDE : NARROW);
    if (!single) {
      row.texts ??= new Map();
      row.texts.set(at, cluster);
    }
    used += width;
  }
  return used;
}

/**
 * Copies `cells` cells of `source` from column `from` on to column `x` of `target`. A wide character cut by either edge,
 * in the source or in what it overwrites, becomes blank.
 */
export function copyCells(target: Row, x: number, source: Row, from: number, cells: number): void {
  const n = Math.min(cells, source.words.length / WORDS - from, target.words.length / WORDS - x);
  if (n <= 0) return;
  detach(target, x, x + n);
  for (let i = x; i < x + n; i++) forget(target, i);
  target.words.set(source.words.subarray(from * WORDS, (from + n) * WORDS), x * WORDS);
  if (source.texts) {
    for (const [column, text] of source.texts) {
      if (column < from || column >= from + n) continue;
      target.texts ??= new Map();
      target.texts.set(column - from + x, text);
    }
  }
  if (source.extras) {
    for (const [column, extra] of source.extras) {
      if (column < from || column >= from + n) continue;
      target.extras ??= new Map();
      target.extras.set(column - from + x, extra);
    }
  }
  if (widthAt(target, x) === 0) blank(target, x);
  if (widthAt(target, x + n - 1) === 2) blank(target, x + n - 1);
}

/** A row of its own with the same cells. */
export function copyRow(row: Row): Row {
  return {
    words: row.words.slice(),
    wrapped: row.wrapped,
    ...(row.texts && { texts: new Map(row.texts) }),
    ...(row.extras && { extras: new Map(row.extras) }),
  };
}
