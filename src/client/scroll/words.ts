import { cellText, type Row } from '../../protocol/cells.ts';
import type { Position } from '../../protocol/messages.ts';
import { placeIn, type TextLine, textLines } from '../../protocol/row-text.ts';
import { lineEnd, lineStart, type RowOf, type Span } from './selection.ts';

/** `https://...` up to what cannot be part of it; punctuation behind it belongs to the sentence around. */
const URL = /\b[a-z][a-z0-9+.-]*:\/\/[^\s<>"'`│┃|]+/giu;
/** Paths, file names, identifiers, options, package names, `file.ts:12:3`, e-mail addresses. */
const WORD = /[\p{L}\p{N}\p{M}_\-./~@%+#:$\\]+/gu;
const TRAILING = /[.,:;!?\\]+$/;

interface Piece {
  from: number;
  /** Exclusive. */
  to: number;
}

/** A closing bracket at the end is the sentence's, unless its opening one is inside. */
function trimmed(text: string): string {
  for (;;) {
    let next = text.replace(TRAILING, '');
    const pair = { ')': '(', ']': '[', '}': '{' }[next.at(-1) ?? ''];
    if (pair && !next.includes(pair)) next = next.slice(0, -1);
    if (next === text) return text;
    text = next;
  }
}

function pieceAt(text: string, at: number, pattern: RegExp): Piece | null {
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) return null;
    const inner = trimmed(match[0]);
    if (at < match.index + inner.length) return { from: match.index, to: match.index + inner.length };
  }
  return null;
}

/** The word at AT (UTF-16 units) as developers mean it: a URL, a path, an identifier; else a run of blanks, or of one other character. */
export function wordAt(text: string, at: number): Piece {
  const piece = pieceAt(text, at, URL) ?? pieceAt(text, at, WORD);
  if (piece) return piece;
  const kind = (character: string | undefined) => (character === undefined ? null : /\s/.test(character) ? ' ' : character);
  const here = kind(text[at]);
  let from = at;
  let to = at + 1;
  while (from > 0 && kind(text[from - 1]) === here) from--;
  while (to < text.length && kind(text[to]) === here) to++;
  return { from, to };
}

/** The line that POSITION is in, over all its rows, and where in its text that cell is. */
function lineAt([number, column]: Position, rowOf: RowOf): { line: TextLine; rows: Row[]; first: number; at: number } | null {
  if (!rowOf(number)) return null;
  const first = lineStart(number, rowOf);
  const rows: Row[] = [];
  for (let n = first; n <= lineEnd(number, rowOf); n++) rows.push(rowOf(n)!);
  const line = textLines(rows)[0]!;
  const row = rowOf(number)!;
  let at = line.starts[number - first]!;
  for (let x = 0; x < column; x++) at += cellText(row, x).length;
  return { line, rows, first, at };
}

/** The cells of the word at POSITION; the cell itself where there is no text. */
export function wordSpan(position: Position, rowOf: RowOf): Span {
  const found = lineAt(position, rowOf);
  if (!found || found.at >= found.line.text.length) return [position, position];
  const { line, rows, first, at } = found;
  const { from, to } = wordAt(line.text, at);
  const start = placeIn(line, rows, from);
  const end = placeIn(line, rows, to - 1);
  return [
    [first + start.row, start.column],
    [first + end.row, end.column],
  ];
}

/** The text of the word at POSITION, '' where there is none. */
export function wordText(position: Position, rowOf: RowOf): string {
  const found = lineAt(position, rowOf);
  if (!found || found.at >= found.line.text.length) return '';
  const { from, to } = wordAt(found.line.text, found.at);
  return found.line.text.slice(from, to).trim();
}

/** What a click there may be meant for: the target of a link (OSC 8), a URL, or what looks like the name of a file; or null. */
export function targetAt(position: Position, rowOf: RowOf): { kind: 'link' | 'file'; text: string } | null {
  const link = rowOf(position[0])?.extras?.get(position[1])?.link;
  if (link) return { kind: 'link', text: link };
  const found = lineAt(position, rowOf);
  if (!found) return null;
  const url = pieceAt(found.line.text, found.at, URL);
  if (url) return { kind: 'link', text: found.line.text.slice(url.from, url.to) };
  const word = pieceAt(found.line.text, found.at, WORD);
  const text = word ? found.line.text.slice(word.from, word.to) : '';
  return /[/\\]./.test(text) || /^[\w.-]*[\w-]\.[a-z][\w-]{0,9}(:\d+)*$/i.test(text) ? { kind: 'file', text } : null;
}
