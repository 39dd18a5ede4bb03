import { codePointWidth } from '../../base/graphemes.ts';
import { BgFlag, Color, Content, type Row, WORDS } from '../../protocol/cells.ts';
import type { Capabilities } from './capabilities.ts';
import { firstDifference, isBlankContent, isWideAt, lastDifference, sameCell } from './cell-compare.ts';
import { UNKNOWN } from './motion.ts';
import { isJoining, isSteady, naiveWidth } from './steady.ts';
import type { Writer } from './writer.ts';

const ASCII = Array.from({ length: 0x80 }, (_, code) => (code < 0x20 || code === 0x7f ? ' ' : String.fromCharCode(code)));
/** Bytes of a short erase or move, with what usually has to follow it. */
const ERASE_AND_MOVE = 9;
const ERASE = 5;
/** BG bits that an erased cell can have. */
const ERASED_BG = Color.mask | BgFlag.protected;

/** An erased cell would look like this one, and read like it: erasing leaves nothing but a background. */
function isErasable(row: Row, x: number, caps: Capabilities): boolean {
  const at = x * WORDS;
  const { words } = row;
  if (!isBlankContent(words[at]!) || words[at + 1] !== 0) return false;
  const bg = words[at + 2]!;
  return (bg & ~ERASED_BG) === 0 && (caps.bce || (bg & Color.form) === Color.default);
}

/** First column of the erasable cells of one background that the row ends with. */
function tailOf(row: Row, cols: number, caps: Capabilities): number {
  let x = cols;
  if (!isErasable(row, cols - 1, caps)) return cols;
  const background = row.words[(cols - 1) * WORDS + 2]! & Color.mask;
  while (x > 0 && isErasable(row, x - 1, caps) && (row.words[(x - 1) * WORDS + 2]! & Color.mask) === background) x--;
  return x;
}

function printable(code: number): string {
  if (code < 0x80) return ASCII[code]!;
  return code < 0xa0 ? ' ' : String.fromCodePoint(code);
}

/**
 * Draws what differs between a row as it is shown and as it should be; `shown` null: all of it. Attributes, moves and
 * erasures are written as they become necessary, so the cursor is left where the last of them put it.
 */
export function drawRow(writer: Writer, shown: Row | null, wanted: Row, y: number): void {
  const cols = wanted.words.length / WORDS;
  const { caps } = writer;
  let x = 0;
  let last = cols - 1;
  if (shown) {
    x = firstDifference(shown, wanted);
    if (x < 0) return;
    last = lastDifference(shown, wanted);
    // never begin in the middle of a wide character, neither of one that is drawn nor of one that goes
    if (x > 0 && (isWideAt(wanted, x - 1) || isWideAt(shown, x - 1))) x--;
  }
  const tail = tailOf(wanted, cols, caps);
  /** Columns before this one may have been overwritten by a cluster that the terminal took for something wider, or have lost their left half. */
  let spoilt = 0;
  const spoil = (end: number) => {
    spoilt = Math.max(spoilt, Math.min(cols, end));
    last = Math.max(last, spoilt - 1);
  };
  /** The column before END has been written: of a wide character that was there, the terminal does something of its own to the other half. */
  const written = (end: number) => {
    if (shown && end < cols && isWideAt(shown, end - 1)) spoil(end + 1);
  };
  while (x <= last) {
    const wide = isWideAt(wanted, x);
    const span = wide ? 2 : 1;
    if (shown && x >= spoilt && sameCell(shown, wanted, x) && wide === isWideAt(shown, x)) {
      x += span;
      continue;
    }
    if (x >= tail && last - x >= 2) {
      reach(writer, wanted, x, y);
      writer.eraser(wanted.words[x * WORDS + 2]!);
      writer.sequence('\x1b[K');
      return;
    }
    if (isErasable(wanted, x, caps)) {
      const end = blankRun(shown, wanted, x, last, caps);
      const length = end - x;
      const goesOn = end <= last && (end < spoilt || !shown || !sameCell(shown, wanted, end));
      if (length > (goesOn ? ERASE_AND_MOVE : ERASE)) {
        reach(writer, wanted, x, y);
        writer.eraser(wanted.words[x * WORDS + 2]!);
        writer.sequence(`\x1b[${length}X`);
        written(end);
        x = end;
        continue;
      }
    }
    reach(writer, wanted, x, y);
    const naive = drawCell(writer, wanted, x, y, cols, wide);
    if (naive > span) spoil(x + naive);
    x += span;
    written(x);
    if (caps.rep && !wide && writer.afterText) {
      const count = repeats(wanted, x - 1, last);
      const text = printable(wanted.words[(x - 1) * WORDS]! & Content.codepoint);
      const repeat = `\x1b[${count}b`;
      if (writer.x !== UNKNOWN && count * Buffer.byteLength(text) > repeat.length) {
        writer.sequence(repeat);
        writer.x = x + count < cols ? x + count : UNKNOWN;
        x += count;
        written(x);
      }
    }
  }
}

/** End of the run of cells from `x` on that one erasure can make, and that ends with one that needs it. */
function blankRun(shown: Row | null, wanted: Row, x: number, last: number, caps: Capabilities): number {
  const background = wanted.words[x * WORDS + 2]! & Color.mask;
  let end = x + 1;
  for (let i = x + 1; i <= last; i++) {
    if (!isErasable(wanted, i, caps) || (wanted.words[i * WORDS + 2]! & Color.mask) !== background) break;
    if (!shown || !sameCell(shown, wanted, i)) end = i + 1;
  }
  return end;
}

/** How many cells after `x` are drawn by the same single character in the same way. */
function repeats(row: Row, x: number, last: number): number {
  const { words } = row;
  const at = x * WORDS;
  if (words[at]! & Content.combined || words[at + 2]! & BgFlag.extended) return 0;
  if ((words[at]! & Content.widthMask) >> Content.widthShift !== 1) return 0;
  let end = x + 1;
  while (end <= last) {
    const i = end * WORDS;
    if (words[i] !== words[at] || words[i + 1] !== words[at + 1] || words[i + 2] !== words[at + 2]) break;
    end++;
  }
  return end - x - 1;
}

/** Brings the cursor to column `x`: by writing the few cells between again where that is shorter than to move. */
function reach(writer: Writer, row: Row, x: number, y: number): void {
  const gap = x - writer.x;
  if (writer.y === y && writer.x !== UNKNOWN && gap > 0 && gap < 4) {
    if (gap === 1 ? canRewrite(writer, row, x - 1) : canRewriteAll(writer, row, writer.x, x)) {
      for (let i = writer.x; i < x; i++)
        writer.text(ASCII[row.words[i * WORDS]! & Content.codepoint || 0x20]!, 1, Number.POSITIVE_INFINITY, true);
      return;
    }
  }
  writer.moveTo(x, y);
}

function canRewriteAll(writer: Writer, row: Row, from: number, to: number): boolean {
  for (let x = from; x < to; x++) if (!canRewrite(writer, row, x)) return false;
  return true;
}

function canRewrite(writer: Writer, row: Row, x: number): boolean {
  const content = row.words[x * WORDS]!;
  if (content & Content.combined || (content & Content.codepoint) >= 0x80) return false;
  if ((content & Content.widthMask) >> Content.widthShift !== 1) return false;
  return writer.hasPenOf(row, x);
}

/** Draws one cell at the cursor. Gives the cells that a terminal may have used for it. */
function drawCell(writer: Writer, row: Row, x: number, y: number, cols: number, wide: boolean): number {
  writer.penOf(row, x);
  const content = row.words[x * WORDS]!;
  const width = wide ? 2 : 1;
  // half of a wide character cannot be shown
  if ((content & Content.widthMask) >> Content.widthShift !== width) {
    writer.text(' ', 1, cols, true);
    return 1;
  }
  if ((content & Content.combined) === 0) {
    const code = content & Content.codepoint;
    if (code < 0x80) {
      writer.text(ASCII[code]!, 1, cols, true);
      return 1;
    }
    // a session may have been measured for another client's terminal
    const steady = isSteady(code) && codePointWidth(code) === width;
    if (!steady && writer.afterText && isJoining(code)) apart(writer, x, y);
    writer.text(printable(code), width, cols, steady);
    return width;
  }
  const text = row.texts?.get(x) ?? ' ';
  if (writer.afterText && isJoining(text.codePointAt(0)!)) apart(writer, x, y);
  if (writer.caps.clusters) {
    writer.text(text, width, cols, true);
    return width;
  }
  if (wide && !isWideAlone(text)) {
    // a terminal that gives it one cell must not leave what was in the other
    writer.text('  ', 2, cols, false);
    writer.moveTo(x, y);
  }
  writer.text(text, width, cols, false);
  return naiveWidth(text, width);
}

function isWideAlone(text: string): boolean {
  return naiveWidth(String.fromCodePoint(text.codePointAt(0)!), 1) === 2;
}

/** Any sequence keeps a character from joining the one before; this one also says where it goes. */
function apart(writer: Writer, x: number, y: number): void {
  writer.x = UNKNOWN;
  writer.moveTo(x, y);
}
