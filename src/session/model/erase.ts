import { Content, WORDS } from '../../protocol/cells.ts';
import type { Attributes, Core, Line } from './core.ts';

const EMPTY = 1 << Content.widthShift;

/** Whether the cell at `x` is the left half of a wide character. */
function isWide(line: Line, x: number): boolean {
  return line._data[x * WORDS]! >>> Content.widthShift === 2;
}

function fill(line: Line, start: number, end: number, attr: Attributes): void {
  const data = line._data;
  const { fg, bg } = attr;
  for (let i = start * WORDS; i < end * WORDS; i += WORDS) {
    data[i] = EMPTY;
    data[i + 1] = fg;
    data[i + 2] = bg;
  }
}

/**
 * Erasing: EL and ED write empty cells with the present background, and never leave half of a wide character behind. Done
 * here word by word, because the library makes several calls for every cell: a fifth of a redraw storm (measured).
 */
export function installErase(core: Core): void {
  const input = core._inputHandler;
  const eraseInLine = input._eraseInBufferLine.bind(input);
  const resetLine = input._resetBufferLine.bind(input);

  input._eraseInBufferLine = (y, start, end, clearWrap = false, respectProtect = false) => {
    if (respectProtect) return eraseInLine(y, start, end, clearWrap, true);
    const buffer = input._activeBuffer;
    const line = buffer.lines.get(buffer.ybase + y)!;
    const stop = Math.min(end, line.length);
    const attr = input._eraseAttrData();
    if (start > 0 && isWide(line, start - 1)) fill(line, start - 1, start, attr);
    if (stop < line.length && stop > 0 && isWide(line, stop - 1)) fill(line, stop, stop + 1, attr);
    fill(line, start, stop, attr);
    if (clearWrap) line.isWrapped = false;
  };

  input._resetBufferLine = (y, respectProtect = false) => {
    if (respectProtect) return resetLine(y, true);
    const buffer = input._activeBuffer;
    const line = buffer.lines.get(buffer.ybase + y);
    if (!line) return;
    fill(line, 0, line.length, input._eraseAttrData());
    line._combined = {};
    line._extendedAttrs = {};
    line.isWrapped = false;
  };
}
