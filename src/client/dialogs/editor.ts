import { graphemes, textWidth } from '../../base/graphemes.ts';
import type { Action } from './keys.ts';

/** A line being edited: its clusters, and the one before which the cursor stands. */
export interface EditedLine {
  clusters: readonly string[];
  cursor: number;
}

export function editedLine(text: string): EditedLine {
  const clusters = clustersOf(text);
  return { clusters, cursor: clusters.length };
}

export function lineText(line: EditedLine): string {
  return line.clusters.join('');
}

function clustersOf(text: string): string[] {
  return graphemes(text)
    .filter((g) => g.width > 0)
    .map((g) => g.text);
}

/** `text` at the cursor, as much of it as keeps the line within `maxCells` columns. */
export function inserted(line: EditedLine, text: string, maxCells: number): EditedLine {
  const before = line.clusters.slice(0, line.cursor).join('');
  const after = line.clusters.slice(line.cursor).join('');
  let room = maxCells - textWidth(before) - textWidth(after);
  let taken = '';
  for (const cluster of graphemes(text)) {
    if (cluster.width > room) break;
    room -= cluster.width;
    taken += cluster.text;
  }
  // as one text, since what is typed may join the cluster before it (an accent, a flag's second half)
  const cursor = clustersOf(before + taken).length;
  return { clusters: clustersOf(before + taken + after), cursor };
}

const isSpace = (cluster: string | undefined): boolean => cluster === ' ';

/** Where the word before `cursor` begins, as readline and shells have it: blanks before the cursor belong to it. */
function wordStart(line: EditedLine): number {
  let i = line.cursor;
  while (i > 0 && isSpace(line.clusters[i - 1])) i--;
  while (i > 0 && !isSpace(line.clusters[i - 1])) i--;
  return i;
}

function wordEnd(line: EditedLine): number {
  const { length } = line.clusters;
  let i = line.cursor;
  while (i < length && isSpace(line.clusters[i])) i++;
  while (i < length && !isSpace(line.clusters[i])) i++;
  return i;
}

function without(line: EditedLine, from: number, to: number): EditedLine {
  return { clusters: line.clusters.toSpliced(from, to - from), cursor: from };
}

/** The line after an editing key, or null where the key does not edit. */
export function edited(line: EditedLine, action: Action): EditedLine | null {
  const { cursor, clusters } = line;
  const { length } = clusters;
  const at = (to: number): EditedLine => ({ clusters, cursor: Math.max(0, Math.min(to, length)) });
  switch (action) {
    case 'left':
      return at(cursor - 1);
    case 'right':
      return at(cursor + 1);
    case 'word-left':
      return at(wordStart(line));
    case 'word-right':
      return at(wordEnd(line));
    case 'first':
    case 'line-start':
      return at(0);
    case 'last':
    case 'line-end':
      return at(length);
    case 'erase':
      return without(line, Math.max(0, cursor - 1), cursor);
    case 'erase-forward':
      return cursor < length ? without(line, cursor, cursor + 1) : line;
    case 'erase-word':
      return without(line, wordStart(line), cursor);
    case 'erase-word-forward':
      return without(line, cursor, wordEnd(line));
    case 'erase-before':
      return without(line, 0, cursor);
    case 'erase-after':
      return without(line, cursor, length);
    default:
      return null;
  }
}

export interface Window {
  /** Index of the first cluster in view. */
  first: number;
  text: string;
  /** Column of the cursor. */
  cursor: number;
  /** There is more to the left, to the right. */
  before: boolean;
  after: boolean;
}

/**
 * What of the line is seen through `width` columns, scrolled from `first` only as far as the cursor needs.
 * The cursor may stand behind the last cluster, which takes a column of its own.
 */
export function windowOf(line: EditedLine, first: number, width: number): Window {
  const columns = line.clusters.map((c) => textWidth(c));
  const span = (from: number, to: number): number => columns.slice(from, to).reduce((a, b) => a + b, 0);
  // with everything in view there is nothing to scroll
  let start = span(0, columns.length) < width ? 0 : Math.min(first, line.cursor);
  const room = (from: number): boolean => span(from, line.cursor) + (columns[line.cursor] ?? 1) <= width;
  while (start < line.cursor && !room(start)) start++;
  // after erasing at the end, show as much before it as fits
  while (start > 0 && span(start - 1, columns.length) < width) start--;
  let end = start;
  while (end < columns.length && span(start, end + 1) <= width) end++;
  return {
    first: start,
    text: line.clusters.slice(start, end).join(''),
    cursor: span(start, line.cursor),
    before: start > 0,
    after: end < columns.length,
  };
}
