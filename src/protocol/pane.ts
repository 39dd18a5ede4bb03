import type { ClientSettings, Size } from './messages.ts';

/** Fewer cells than this a terminal model cannot have. */
const LEAST: Size = { cols: 2, rows: 1 };

/** Rows of the terminal that the strip and the status line take. */
export function chromeRows(settings: Pick<ClientSettings, 'status'>): { top: number; bottom: number } {
  return { top: 1, bottom: settings.status ? 1 : 0 };
}

/** What a tab has of a terminal of that size. */
export function paneOf(terminal: Size, settings: Pick<ClientSettings, 'status'>): Size {
  const { top, bottom } = chromeRows(settings);
  return { cols: Math.max(LEAST.cols, terminal.cols), rows: Math.max(LEAST.rows, terminal.rows - top - bottom) };
}
