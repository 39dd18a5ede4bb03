import { Content, cellText, type Row, WORDS } from '../../protocol/cells.ts';
import type { Position } from '../../protocol/messages.ts';
import { cellsText, wrappedWidth } from '../../protocol/row-text.ts';

/** From the first cell to the last one, both inclusive. */
export type Span = readonly [Position, Position];

/**
 * What is selected, by the numbers of rows, so that it stays with its text. It began as `anchor` (a cell, or a word that
 * was clicked) and reaches to `head`, in either direction.
 */
export interface Selection {
  kind: 'text' | 'lines' | 'block';
  anchor: Span;
  head: Span;
}

/** The row with a number, where it is known. */
export type RowOf = (row: number) => Row | undefined;

/** How many rows a line is followed beyond what is selected. */
const LONGEST_LINE_ROWS = 1000;

export const isBefore = (a: Position, b: Position): boolean => a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
const earlier = (a: Position, b: Position): Position => (isBefore(b, a) ? b : a);
const later = (a: Position, b: Position): Position => (isBefore(a, b) ? b : a);

export function selectionFrom(kind: Selection['kind'], at: Position, head: Position = at): Selection {
  return { kind, anchor: [at, at], head: [head, head] };
}

/** First and last cell; of lines, the first column of the first row and the last row's last column (infinity). */
export function extent({ kind, anchor, head }: Selection, rowOf: RowOf): Span {
  const start = earlier(anchor[0], head[0]);
  const end = later(anchor[1], head[1]);
  if (kind !== 'lines') return [start, end];
  return [
    [lineStart(start[0], rowOf), 0],
    [lineEnd(end[0], rowOf), Number.POSITIVE_INFINITY],
  ];
}

/** The first row of the line that ROW belongs to. */
export function lineStart(row: number, rowOf: RowOf): number {
  let first = row;
  while (row - first < LONGEST_LINE_ROWS && rowOf(first - 1)?.wrapped) first--;
  return first;
}

/** The last row of the line that ROW belongs to. */
export function lineEnd(row: number, rowOf: RowOf): number {
  let last = row;
  while (last - row < LONGEST_LINE_ROWS && rowOf(last)?.wrapped && rowOf(last + 1)) last++;
  return last;
}

/** Columns FROM to TO (exclusive) of row NUMBER that are selected, wide characters whole; null where none are. */
export function selectedColumns(selection: Selection, [start, end]: Span, number: number, row: Row): [from: number, to: number] | null {
  if (number < start[0] || number > end[0]) return null;
  const cols = row.words.length / WORDS;
  let from = 0;
  let to = cols;
  if (selection.kind === 'block') {
    const columns = [...selection.anchor, ...selection.head].map(([, column]) => column);
    from = Math.min(...columns);
    to = Math.max(...columns) + 1;
  } else {
    if (number === start[0]) from = start[1];
    if (number === end[0]) to = end[1] + 1;
  }
  to = Math.min(to, cols);
  if (from > 0 && from < cols && widthAt(row, from) === 0) from--;
  if (to > 0 && to < cols && widthAt(row, to) === 0) to++;
  return from < to ? [from, to] : null;
}

function widthAt(row: Row, x: number): number {
  return (row.words[x * WORDS]! & Content.widthMask) >> Content.widthShift;
}

/**
 * The text of what is selected: lines that were wrapped are one, blanks that only fill the rest of a row are none. The same
 * as `capture --join` prints where whole rows are selected. Rows that are not known are left out.
 */
export function selectedText(selection: Selection, rowOf: RowOf): string {
  const span = extent(selection, rowOf);
  let out = '';
  for (let number = span[0][0]; number <= span[1][0]; number++) {
    const row = rowOf(number);
    if (!row) continue;
    const last = number === span[1][0];
    const goesOn = row.wrapped && !last && selection.kind !== 'block';
    const columns = selectedColumns(selection, span, number, row);
    if (columns) {
      const [from, to] = columns;
      if (goesOn) out += cellsText(row, from, Math.min(to, wrappedWidth(row)));
      else {
        const text = cellsText(row, from, to);
        out += isBlankFrom(row, to) || selection.kind === 'block' ? text.trimEnd() : text;
      }
    }
    if (!goesOn && !last) out += '\n';
  }
  return out;
}

function isBlankFrom(row: Row, column: number): boolean {
  return cellsText(row, column, row.words.length / WORDS).trim() === '';
}

/** The column of the last character of a row, 0 for an empty one. */
export function lastColumn(row: Row): number {
  let x = row.words.length / WORDS - 1;
  while (x > 0 && cellText(row, x).trim() === '') x--;
  return x;
}

/** The column of the first character of a row, 0 for an empty one. */
export function firstColumn(row: Row): number {
  const cols = row.words.length / WORDS;
  let x = 0;
  while (x < cols && cellText(row, x).trim() === '') x++;
  return x === cols ? 0 : x;
}

/** COLUMN, or the column where the wide character begins that it is the right half of. */
export function whole(row: Row | undefined, column: number): number {
  return row && column > 0 && column < row.words.length / WORDS && widthAt(row, column) === 0 ? column - 1 : column;
}
