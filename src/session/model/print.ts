import { Break } from '../../base/graphemes.ts';
import { unicodeProvider } from '../../base/unicode-provider.ts';
import { BgFlag, Content, WORDS } from '../../protocol/cells.ts';
import type { Attributes, Core, Line } from './core.ts';
import { DECODE_LIMIT, target } from './utf8.ts';

/** What the provider says of a narrow character that joins with nothing. */
const NARROW = 1 << 1;
const NARROW_CELL = 1 << Content.widthShift;
/** Code point or cluster. */
const HAS_CONTENT = Content.codepoint | Content.combined;

export interface Print {
  /** Writes the code points `data[start, end)` at the cursor: the parser's print handler. */
  text(data: Uint32Array, start: number, end: number): void;
  /** The same for the printable ASCII that `bytes[start, end)` begins with, at least one byte. Returns where it ends. */
  ascii(bytes: Uint8Array, start: number, end: number): number;
}

export function isPrintable(byte: number): boolean {
  return (byte - 0x20) >>> 0 < 0x5f;
}

function setCell(line: Line, x: number, code: number, width: number, attr: Attributes): void {
  if (attr.bg & BgFlag.extended) line._extendedAttrs[x] = attr.extended;
  const data = line._data;
  const i = x * WORDS;
  data[i] = code | (width << Content.widthShift);
  data[i + 1] = attr.fg;
  data[i + 2] = attr.bg;
}

/** The right half of a wide character whose left half was overwritten becomes empty. */
function mendAt(line: Line, x: number, attr: Attributes): void {
  const content = line._data[x * WORDS]!;
  if (content >>> Content.widthShift === 0 && !(content & HAS_CONTENT)) setCell(line, x, 0, 1, attr);
}

/** So does the left half whose right half is about to be overwritten. */
function mendBefore(line: Line, x: number, attr: Attributes): void {
  if (line._data[(x - 1) * WORDS]! >>> Content.widthShift === 2) setCell(line, x - 1, 0, 1, attr);
}

/** UTF-16 units of one cell's text; beyond it accents and joined emoji are dropped, of which a program can print a hundred MB. */
const LONGEST_CLUSTER = 128;

/**
 * Printing: text goes to the cursor, wraps and scrolls. It gives the same cells as xterm.js 6.0.0's own (`replay.test.ts`
 * compares them) in a fraction of the time, because runs of ASCII are written word by word.
 */
export function createPrint(core: Core): Print {
  const input = core._inputHandler;
  const parser = input._parser;
  const { coreService, _bufferService: buffers, _charsetService: charsets } = core;
  const original = input.print.bind(input);

  /** The cursor goes to column `x` of the next row; that row continues this one. */
  function wrap(x: number): Line {
    const buffer = input._activeBuffer;
    buffer.x = x;
    buffer.y++;
    if (buffer.y === buffer.scrollBottom + 1) {
      buffer.y--;
      buffers.scroll(input._eraseAttrData(), true);
    } else {
      if (buffer.y >= buffers.rows) buffer.y = buffers.rows - 1;
      buffer.lines.get(buffer.ybase + buffer.y)!.isWrapped = true;
    }
    return buffer.lines.get(buffer.ybase + buffer.y)!;
  }

  function text(data: Uint32Array, start: number, end: number): void {
    const buffer = input._activeBuffer;
    const firstRow = buffer.y;
    if (charsets.charset || coreService.modes.insertMode) {
      original(data, start, end);
      input._dirtyRowTracker.markRangeDirty(firstRow, buffer.y);
      return;
    }
    const { cols } = buffers;
    const { wraparound } = coreService.decPrivateModes;
    const attr = input._curAttrData;
    let line = buffer.lines.get(buffer.ybase + buffer.y)!;
    let { x } = buffer;
    let join = parser.precedingJoinState;
    // not where this goes on with a text that was cut into two chunks
    if (join === 0 && x > 0) mendBefore(line, x, attr);

    const { fg, bg } = attr;
    const extended = (bg & BgFlag.extended) !== 0;
    for (let pos = start; pos < end; pos++) {
      const code = data[pos]!;
      if (code < 0x7f && x < cols && join >> 3 !== Break.prepend) {
        const cells = line._data;
        const i = x * WORDS;
        cells[i] = code | NARROW_CELL;
        cells[i + 1] = fg;
        cells[i + 2] = bg;
        if (extended) line._extendedAttrs[x] = attr.extended;
        x++;
        join = NARROW;
        continue;
      }
      const state = unicodeProvider.charProperties(code, join);
      const width = (state >> 1) & 3;
      const joins = (state & 1) !== 0;
      const oldWidth = joins ? (join >> 1) & 3 : 0;
      join = state;

      if (x + width - oldWidth > cols && !wraparound) {
        x = cols - 1;
        if (width === 2) continue;
      } else if (x + width - oldWidth > cols) {
        // a cluster that grew too wide for the end of the row moves to the next one, which may be the same line used again
        const moved = oldWidth > 0 ? line.clone() : null;
        const from = x - oldWidth;
        for (let left = from; left < cols; left++) setCell(line, left, 0, 1, attr);
        x = oldWidth;
        line = wrap(x);
        if (moved) line.copyCellsFrom(moved, from, 0, oldWidth, false);
      }

      if (joins && x > 0) {
        const at = x - (line._data[(x - 1) * WORDS]! >> Content.widthShift ? 1 : 2);
        const isLong = (line._data[at * WORDS]! & Content.combined) !== 0 && line._combined[at]!.length >= LONGEST_CLUSTER;
        if (!isLong) line.addCodepointToCell(at, code, width);
        for (let more = width - oldWidth; --more >= 0; ) setCell(line, x++, 0, 0, attr);
        continue;
      }
      const cells = line._data;
      for (let half = 0; half < width; half++, x++) {
        const i = x * WORDS;
        cells[i] = half === 0 ? code | (width << Content.widthShift) : 0;
        cells[i + 1] = fg;
        cells[i + 2] = bg;
        if (extended) line._extendedAttrs[x] = attr.extended;
      }
    }

    buffer.x = x;
    parser.precedingJoinState = join;
    if (x < cols && end > start) mendAt(line, x, attr);
    input._dirtyRowTracker.markRangeDirty(firstRow, buffer.y);
  }

  /** `ascii` where it cannot be written straight into the cells. */
  function unusualAscii(bytes: Uint8Array, start: number, end: number): number {
    let n = 0;
    while (start + n < end && n < DECODE_LIMIT && isPrintable(bytes[start + n]!)) {
      target[n] = bytes[start + n]!;
      n++;
    }
    text(target, 0, n);
    return start + n;
  }

  function ascii(bytes: Uint8Array, start: number, end: number): number {
    const join = parser.precedingJoinState;
    if (charsets.charset || coreService.modes.insertMode || !coreService.decPrivateModes.wraparound || join >> 3 === Break.prepend) {
      return unusualAscii(bytes, start, end);
    }
    const buffer = input._activeBuffer;
    const firstRow = buffer.y;
    const { cols } = buffers;
    const attr = input._curAttrData;
    const { fg, bg } = attr;
    let line = buffer.lines.get(buffer.ybase + buffer.y)!;
    let { x } = buffer;
    if (join === 0 && x > 0) mendBefore(line, x, attr);
    let pos = start;
    let byte = bytes[pos]!;
    do {
      if (x >= cols) {
        x = 0;
        line = wrap(0);
      }
      const cells = line._data;
      const from = x;
      do {
        const i = x * WORDS;
        cells[i] = byte | NARROW_CELL;
        cells[i + 1] = fg;
        cells[i + 2] = bg;
        x++;
        byte = ++pos < end ? bytes[pos]! : 0;
      } while (isPrintable(byte) && x < cols);
      if (bg & BgFlag.extended) for (let k = from; k < x; k++) line._extendedAttrs[k] = attr.extended;
    } while (isPrintable(byte));
    buffer.x = x;
    parser.precedingJoinState = NARROW;
    if (x < cols) mendAt(line, x, attr);
    if (firstRow === buffer.y) input._dirtyRowTracker.markDirty(firstRow);
    else input._dirtyRowTracker.markRangeDirty(firstRow, buffer.y);
    return pos;
  }

  return { text, ascii };
}
