import { emptyRow, type Row } from '../../protocol/cells.ts';
import { inAscii } from './ascii.ts';
import { paintText } from './paint.ts';
import type { Theme } from './theme.ts';
import { wrapWords } from './welcome.ts';

/** Below this there is no telling tabs apart. In cells, of the whole terminal. */
export const LEAST_COLS = 20;
export const LEAST_ROWS = 5;

/** Whether a terminal of that size can show anything of use. */
export function isTooSmall(cols: number, rows: number): boolean {
  return cols < LEAST_COLS || rows < LEAST_ROWS;
}

/** A sentence in place of everything, cut where even that does not fit. ASCII: the terminal shows no other characters. */
export function paintTooSmall(cols: number, rows: number, theme: Theme, ascii = false): Row[] {
  const out = Array.from({ length: rows }, () => emptyRow(cols));
  const lines = wrapWords(`Terminal too small (${cols}×${rows}): ${LEAST_COLS}×${LEAST_ROWS} needed`, cols).slice(0, rows);
  const top = Math.floor((rows - lines.length) / 2);
  for (const [i, line] of lines.entries()) paintText(out[top + i]!, 0, line, theme.title);
  return ascii ? out.map((row) => inAscii(row)) : out;
}
