import { BgFlag, Content, cellText, type Row, rowText, WORDS } from './cells.ts';
import { PEN_BG, PEN_FG, PLAIN_PEN, samePen, transition } from './sgr.ts';

/** Rows as lines of text. `join`: rows that the terminal wrapped are one line. Without trailing blanks. */
export function plainLines(rows: readonly Row[], join: boolean): { text: string; row: number }[] {
  return gather(rows, join, (row, whole) => (whole ? fullText(row) : rowText(row)));
}

/**
 * Rows as text with the sequences that make a terminal show the same cells again. Each line begins and ends with a
 * terminal's own colours. What cannot be seen, trailing blanks in the default background, is left out.
 */
export function ansiLines(rows: readonly Row[], join: boolean): { text: string; row: number }[] {
  return gather(rows, join, ansiRow);
}

/** A line of text over as many rows as the terminal wrapped it to. */
export interface TextLine {
  text: string;
  /** Index of its first row. */
  row: number;
  /** For each of its rows: where in the text it begins, in UTF-16 units. */
  starts: number[];
}

/** Rows as lines of text, wrapped ones as one, that remember where in the rows they are. The text is that of `plainLines`. */
export function textLines(rows: readonly Row[]): TextLine[] {
  const out: TextLine[] = [];
  for (const [i, row] of rows.entries()) {
    const goesOn = row.wrapped && i + 1 < rows.length;
    const text = goesOn ? fullText(row) : rowText(row);
    if (i > 0 && rows[i - 1]!.wrapped) {
      const line = out.at(-1)!;
      line.starts.push(line.text.length);
      line.text += text;
    } else out.push({ text, row: i, starts: [0] });
  }
  return out;
}

/** Row, as an index of ROWS, and column of the cell with character AT (UTF-16 units) of LINE. */
export function placeIn(line: TextLine, rows: readonly Row[], at: number): { row: number; column: number } {
  let n = line.starts.findLastIndex((start) => start <= at);
  // a row of blanks that were never written has no text: the character is in the last one that begins there
  n = Math.max(0, n);
  const row = rows[line.row + n]!;
  let left = at - line.starts[n]!;
  let column = 0;
  for (const cols = row.words.length / WORDS; column < cols; column++) {
    const { length } = cellText(row, column);
    if (length > left) break;
    left -= length;
  }
  return { row: line.row + n, column: Math.min(column, row.words.length / WORDS - 1) };
}

/** Text of the cells from column FROM to TO (exclusive). */
export function cellsText(row: Row, from: number, to: number): string {
  let out = '';
  for (let x = Math.max(0, from); x < to && x < row.words.length / WORDS; x++) out += cellText(row, x);
  return out;
}

/** Columns that a row has of a line that goes on in the next one. */
export function wrappedWidth(row: Row): number {
  return widthOf(row, true);
}

function gather(rows: readonly Row[], join: boolean, write: (row: Row, whole: boolean) => string): { text: string; row: number }[] {
  const out: { text: string; row: number }[] = [];
  for (const [i, row] of rows.entries()) {
    const goesOn = join && row.wrapped && i + 1 < rows.length;
    const text = write(row, goesOn);
    if (join && i > 0 && rows[i - 1]!.wrapped) out.at(-1)!.text += text;
    else out.push({ text, row: i });
  }
  return out;
}

/** A row that goes on in the next one: its blanks are part of the line, but for the cell that a wide character did not fit in. */
function fullText(row: Row): string {
  let out = '';
  const cols = widthOf(row, true);
  for (let x = 0; x < cols; x++) out += cellText(row, x);
  return out;
}

/** Columns to write. `whole`: all but a last one that was never written; else up to the last that can be seen. */
function widthOf(row: Row, whole: boolean): number {
  const cols = row.words.length / WORDS;
  const isEmpty = (x: number) => (row.words[x * WORDS]! & (Content.codepoint | Content.combined)) === 0;
  const isRightHalf = (x: number) => (row.words[x * WORDS]! & Content.widthMask) === 0;
  if (whole) return cols > 1 && isEmpty(cols - 1) && !isRightHalf(cols - 1) ? cols - 1 : cols;
  let end = cols;
  for (; end > 0; end--) {
    const at = (end - 1) * WORDS;
    const blank = (isEmpty(end - 1) || (row.words[at]! & 0x3fffff) === 0x20) && !isRightHalf(end - 1);
    // underlines, strikes and inverse are flags of the foreground that show on a blank as well
    if (!blank || row.words[at + 1]! & FG_SEEN || (row.words[at + 2]! & (PEN_BG | BgFlag.extended)) !== 0) break;
  }
  return end;
}

/** Flags of FG that can be seen on a blank: inverse, underline, strike. */
const FG_SEEN = 0x4000000 | 0x10000000 | 0x80000000 | 0;

function ansiRow(row: Row, whole: boolean): string {
  const { words } = row;
  const cols = widthOf(row, whole);
  let out = '';
  let pen = PLAIN_PEN;
  let link = '';
  for (let x = 0; x < cols; x++) {
    const at = x * WORDS;
    if ((words[at]! & Content.widthMask) === 0) continue;
    const extra = words[at + 2]! & BgFlag.extended ? row.extras?.get(x) : undefined;
    const underline = extra ? extra.underline : words[at + 1]! & 0x10000000 ? 1 : 0;
    const next = {
      fg: (words[at + 1]! & PEN_FG) >>> 0,
      bg: (words[at + 2]! & PEN_BG) >>> 0,
      underline,
      underlineColor: underline ? (extra?.underlineColor ?? 0) : 0,
    };
    const target = extra?.link ? `${extra.linkId ? `id=${extra.linkId}` : ''};${extra.link}` : '';
    if (target !== link) out += `\x1b]8;${target || ';'}\x1b\\`;
    link = target;
    if (!samePen(pen, next)) out += transition(pen, next);
    pen = next;
    out += cellText(row, x);
  }
  if (link) out += '\x1b]8;;\x1b\\';
  return samePen(pen, PLAIN_PEN) ? out : `${out}${transition(pen, PLAIN_PEN)}`;
}
