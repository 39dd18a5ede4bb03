import type { Core, Line } from './core.ts';
import type { History } from './history.ts';

/**
 * Scrolling by one line, and the line feed, without the library's event per line. Only the frequent case is done here, a
 * region that is the whole screen; the library does the rest. Rows that leave the top of the normal screen go to
 * `history`; the library itself keeps none, so that the top line can be used again as the new one at the bottom.
 * `replay.test.ts` compares the results.
 */
export function installScroll(core: Core, history: History): void {
  const input = core._inputHandler;
  const buffers = core._bufferService;
  const original = buffers.scroll.bind(buffers);
  const { rawOptions } = core.optionsService;
  let blank: Line | null = null;

  buffers.scroll = (eraseAttr, isWrapped = false) => {
    const buffer = input._activeBuffer;
    const { lines } = buffer;
    const kept = buffer.scrollTop === 0 && buffer === buffers.buffers.normal;
    if (buffer.scrollTop !== 0 || buffer.scrollBottom !== buffers.rows - 1) {
      if (kept) history.push(lines.get(0)!);
      original(eraseAttr, isWrapped);
      input._dirtyRowTracker.markRangeDirty(buffer.scrollTop, buffer.scrollBottom);
      return;
    }
    if (!blank || blank.length !== buffers.cols || blank._data[2] !== eraseAttr.bg >>> 0 || blank._data[1] !== eraseAttr.fg >>> 0) {
      blank = buffer.getBlankLine(eraseAttr);
    }
    const top = lines.recycle();
    const free = kept ? history.push(top) : top;
    let line = free;
    // a line of another width is of no use, and whoever wraps on a screen of one row still holds the only line there is
    if (!line || line.length !== blank.length || buffers.rows === 1) line = blank.clone();
    else {
      line._data.set(blank._data);
      line._combined = {};
      line._extendedAttrs = {};
    }
    line.isWrapped = isWrapped;
    if (line !== top) lines.set(buffer.scrollBottom, line);
    input._dirtyRowTracker.markRangeDirty(0, buffer.scrollBottom);
  };

  const lineFeed = (): boolean => {
    const buffer = input._activeBuffer;
    if (rawOptions.convertEol) buffer.x = 0;
    const y = buffer.y + 1;
    if (y === buffer.scrollBottom + 1) {
      buffers.scroll(input._eraseAttrData());
    } else if (y < buffers.rows) {
      buffer.y = y;
      const line = buffer.lines.get(buffer.ybase + y)!;
      // the row is begun by a line feed, so it no longer goes on from the one above
      if (line.isWrapped) {
        line.isWrapped = false;
        input._dirtyRowTracker.markDirty(y);
      }
    }
    if (buffer.x >= buffers.cols) buffer.x--;
    return true;
  };
  input.lineFeed = lineFeed;
  for (const code of ['\n', '\v', '\f']) input._parser.setExecuteHandler(code, lineFeed);
}
