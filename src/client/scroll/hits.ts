import { allMatches } from '../../base/pattern.ts';
import type { Row } from '../../protocol/cells.ts';
import { placeIn, textLines } from '../../protocol/row-text.ts';
import { lineEnd, lineStart, type RowOf, type Span } from './selection.ts';

/** Most matches that are marked at a time. */
const MOST_MARKS = 2000;

/**
 * The matches of PATTERN in rows FROM to END (exclusive), with the lines that reach into them. What takes too long to find
 * is not marked: the server says so when it is asked for the next one.
 */
export function visibleHits(pattern: RegExp, from: number, end: number, rowOf: RowOf): Span[] {
  const first = lineStart(from, rowOf);
  const last = lineEnd(end - 1, rowOf);
  const rows: Row[] = [];
  const numbers: number[] = [];
  for (let n = first; n <= last; n++) {
    const row = rowOf(n);
    if (!row) continue;
    rows.push(row);
    numbers.push(n);
  }
  const lines = textLines(rows);
  try {
    const texts = lines.map(({ text }) => text);
    return allMatches(pattern, texts, MOST_MARKS).map(([i, at, length]): Span => {
      const start = placeIn(lines[i]!, rows, at);
      const stop = placeIn(lines[i]!, rows, at + length - 1);
      return [
        [numbers[start.row]!, start.column],
        [numbers[stop.row]!, stop.column],
      ];
    });
  } catch {
    return [];
  }
}
