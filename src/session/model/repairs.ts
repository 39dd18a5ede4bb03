import { BgFlag, Content, WORDS } from '../../protocol/cells.ts';
import type { Core, Line } from './core.ts';
import { underlineStyleOf } from './sgr.ts';

/**
 * Things that the library does wrongly or without bound, put right around its own handlers. Each has its test in
 * `repairs.test.ts`, which also says where the library has been mended.
 */
export function installRepairs(core: Core): void {
  const input = core._inputHandler;
  boundRepetition(core);
  keepUnderlineWithCursor(core);
  repairErase(core);
  repairCopy(core);

  // each makes an object for the log even when there is none
  input._parser.setCsiHandlerFallback(() => {});
  input._parser.setEscHandlerFallback(() => {});
  input._parser.setExecuteHandlerFallback(() => {});
  input._parser.clearErrorHandler();
}

/** Characters that REP repeats in no time. */
const SHORT_REPETITION = 4096;

/** `CSI 2147483647 L` would be carried out line by line: hours. More than a screen full gives the same as a screen full. */
function boundRepetition(core: Core): void {
  const input = core._inputHandler;
  const parser = input._parser;
  for (const final of ['L', 'M', 'S', 'T']) {
    parser.registerCsiHandler({ final }, ({ params }) => {
      params[0] = Math.min(params[0]!, core._bufferService.rows);
      return false;
    });
  }
  for (const final of ['I', 'Z']) {
    parser.registerCsiHandler({ final }, ({ params }) => {
      params[0] = Math.min(params[0]!, core._bufferService.cols);
      return false;
    });
  }
  parser.registerCsiHandler({ final: 'b' }, ({ params }) => {
    const { cols, rows } = core._bufferService;
    const most = Math.max(SHORT_REPETITION, cols * rows);
    // the column where it ends stays the same
    if (params[0]! > most) params[0] = most - (most % cols) + (params[0]! % cols);
    return false;
  });
}

/** DECSC keeps colours and flags but not the underline's style and colour, so that DECRC would give another underline. */
function keepUnderlineWithCursor(core: Core): void {
  const input = core._inputHandler;
  const save = input.saveCursor.bind(input);
  const restore = input.restoreCursor.bind(input);
  input.saveCursor = (params) => {
    input._activeBuffer.savedCurAttrData.extended = input._curAttrData.extended;
    return save(params);
  };
  input.restoreCursor = (params) => {
    const done = restore(params);
    const attr = input._curAttrData;
    const now = attr.extended;
    attr.extended = now.clone();
    attr.extended._ext = input._activeBuffer.savedCurAttrData.extended._ext;
    // a link is not part of what is saved: the one in force stays
    if (underlineStyleOf(attr.extended) !== 0 || now._urlId !== 0) attr.bg |= BgFlag.extended;
    else attr.bg &= ~BgFlag.extended;
    return done;
  };
}

/**
 * ED marks only the ends of what it erases, relying on a tracker that knows no gaps; and "erase above" looks for the row
 * below the cursor by a wrong index, which throws with the cursor in the last cell of a screen without scrollback.
 */
function repairErase(core: Core): void {
  const input = core._inputHandler;
  const buffers = core._bufferService;
  const erase = input.eraseInDisplay.bind(input);
  input.eraseInDisplay = (params, respectProtect = false) => {
    const { y } = input._activeBuffer;
    const what = params.params[0];
    if (what !== 1) {
      if (what === 0) input._dirtyRowTracker.markRangeDirty(y, buffers.rows - 1);
      else if (what === 2) input._dirtyRowTracker.markAllDirty();
      return erase(params, respectProtect);
    }
    input._restrictCursor(buffers.cols);
    const buffer = input._activeBuffer;
    input._eraseInBufferLine(buffer.y, 0, buffer.x + 1, true, respectProtect);
    for (let above = 0; above < buffer.y; above++) input._resetBufferLine(above, respectProtect);
    const below = buffer.y + 1 < buffers.rows ? buffer.lines.get(buffer.ybase + buffer.y + 1) : undefined;
    if (below && buffer.x + 1 >= buffers.cols) below.isWrapped = false;
    input._dirtyRowTracker.markRangeDirty(0, Math.min(buffer.y + 1, buffers.rows - 1));
    return true;
  };
}

/** The library's own way of copying cells, for the test that looks whether it has been mended. */
export let libraryCopy: Line['copyCellsFrom'] | null = null;

/**
 * Copying cells takes the clusters of the whole rest of the source line with it, over those that the target has there: a
 * reflow then shows one emoji as another. All lines of the process share the method, so it is replaced once.
 */
function repairCopy(core: Core): void {
  const line = core._bufferService.buffers.normal.lines.get(0)!;
  if (libraryCopy) return;
  const prototype = Object.getPrototypeOf(line) as Line;
  libraryCopy = prototype.copyCellsFrom;
  prototype.copyCellsFrom = function (this: Line, source, from, to, length) {
    const words = source._data.slice(from * WORDS, (from + length) * WORDS);
    const texts = Array.from({ length }, (_, i) => source._combined[from + i]);
    const extended = Array.from({ length }, (_, i) => source._extendedAttrs[from + i]);
    this._data.set(words, to * WORDS);
    for (let i = 0; i < length; i++) {
      if ((words[i * WORDS] ?? 0) & Content.combined) this._combined[to + i] = texts[i] ?? ' ';
      if ((words[i * WORDS + 2] ?? 0) & BgFlag.extended) this._extendedAttrs[to + i] = extended[i];
    }
  };
}
