import type { Attributes, Buffer, Core, Line } from './core.ts';
import { type History, rewrap } from './history.ts';
import { Moves, RowIndex } from './moves.ts';
import type { OldRow } from './packed-rows.ts';

const PLAIN: Attributes = { fg: 0, bg: 0, extended: { _ext: 0, _urlId: 0, clone: () => PLAIN.extended } };
/** How far the beginning of a line of text is looked for beyond the rows that are needed. */
const LONGEST_LINE_ROWS = 200;

/** Takes at least `count` rows back from the history, so that they begin with the beginning of a line; oldest first. */
function takeBack(history: History, count: number): OldRow[] {
  const rows: OldRow[] = [];
  while (history.length > 0) {
    const last = rows[rows.length - 1];
    if (rows.length >= count && (!last?.continues || rows.length >= count + LONGEST_LINE_ROWS)) break;
    rows.push(history.pop()!);
  }
  return rows.reverse();
}

/** The rows with every line of text wrapped at `cols`, whatever width the rows had when they left the screen. */
function atWidth(rows: readonly OldRow[], cols: number): OldRow[] {
  const out: OldRow[] = [];
  for (let i = 0; i < rows.length; ) {
    let end = i + 1;
    while (end < rows.length && rows[end]!.continues) end++;
    const line = rows.slice(i, end);
    out.push(...(line.every((row) => row.cols === cols) ? line : rewrap(line, cols)));
    i = end;
  }
  return out;
}

function lineOf(row: OldRow, buffer: Buffer): Line {
  const line = buffer.getBlankLine(PLAIN, row.continues);
  line._data.set(row.words);
  line._combined = row.texts;
  line._extendedAttrs = row.extended;
  return line;
}

/** The library's reflow can leave a screen with fewer lines than rows, or the cursor below them; what touches such a row throws. */
function fillUp(buffer: Buffer, rows: number): void {
  while (buffer.lines.length < buffer.ybase + rows && !buffer.lines.isFull) buffer.lines.push(buffer.getBlankLine(PLAIN));
  buffer.ybase = Math.max(0, Math.min(buffer.ybase, buffer.lines.length - rows));
  buffer.ydisp = buffer.ybase;
  buffer.y = Math.min(buffer.y, rows - 1);
}

/**
 * Changes the size of a screen whose older rows are in `history`. As many of them as the new size can show come back as
 * lines first, so that the library reflows them with the screen; what is above it afterwards goes to the history again.
 * Returns where rows went, null where all keep their numbers.
 */
export function resizeCore(core: Core, history: History, cols: number, rows: number): Moves | null {
  const { _bufferService: service, optionsService } = core;
  const { normal, alt } = service.buffers;
  const old = { cols: service.cols, rows: service.rows };
  const taken = takeBack(history, rows * (Math.ceil(cols / old.cols) + 1));
  const back = atWidth(taken, old.cols);
  const from = new RowIndex(history.firstNumber + history.length);
  const to = new RowIndex(history.firstNumber + history.length);
  // rows of the alternate screen are wrapped nowhere else: they keep their distance to its top
  const index = (rows: RowIndex, line: Line) => rows.add({ words: line._data, cols: line.length, continues: line.isWrapped });
  const hidden = service.buffers.active === alt;
  for (const row of taken) from.add(row);
  if (!hidden) for (let i = 0; i < old.rows; i++) index(from, normal.lines.get(normal.ybase + i)!);

  normal.lines.maxLength = normal.lines.length + back.length;
  normal.lines.splice(0, 0, ...back.map((row) => lineOf(row, normal)));
  normal.ybase += back.length;
  normal.ydisp = normal.ybase;
  normal.savedY += back.length;

  optionsService.rawOptions.scrollback = (back.length + old.rows) * Math.ceil(old.cols / cols) + rows;
  core.resize(cols, rows);
  optionsService.rawOptions.scrollback = 0;
  // the library wants to give back the unused halves of lines when it has time, and writes to the console where it took long
  for (const buffer of [normal, alt]) buffer._memoryCleanupQueue.clear();

  fillUp(normal, rows);
  const above = normal.ybase;
  for (let i = 0; i < (hidden ? above : normal.lines.length); i++) index(to, normal.lines.get(i)!);
  for (let i = 0; i < above; i++) history.push(normal.lines.get(i)!);
  normal.lines.trimStart(above);
  normal.savedY = Math.max(0, normal.savedY - above);
  normal.ybase = 0;
  normal.ydisp = 0;
  normal.lines.maxLength = rows;
  // without lines until it is shown; then the library does not make its ring smaller, and it would scroll into hidden lines
  if (alt.lines.length > 0) fillUp(alt, rows);
  else alt.lines.maxLength = rows;
  if (cols !== old.cols) history.widthChanged();
  const moves = new Moves(from, to);
  return moves.none ? null : moves;
}
