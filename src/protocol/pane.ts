import type { ClientSettings, Size } from './messages.ts';

/** Fewer cells than this a terminal model cannot have. */
const LEAST: Size = { cols: 2, rows: 1 };

type Chrome = Pick<ClientSettings, 'status' | 'strip'>;

/** Rows of the terminal that the strip and the status line take. */
export function chromeRows({ status, strip }: Chrome): { top: number; bottom: number } {
  const below = strip === 'bottom';
  return { top: below ? 0 : 1, bottom: (status ? 1 : 0) + (below ? 1 : 0) };
}

/** The strip's row on a screen of ROWS. At the bottom it is the last one, but for the status line. */
export function stripRow({ status, strip }: Chrome, rows: number): number {
  return strip === 'bottom' ? rows - (status ? 2 : 1) : 0;
}

/** What a tab has of a terminal of that size. */
export function paneOf(terminal: Size, settings: Chrome): Size {
  const { top, bottom } = chromeRows(settings);
  return { cols: Math.max(LEAST.cols, terminal.cols), rows: Math.max(LEAST.rows, terminal.rows - top - bottom) };
}
