import { emptyRow, type Row, WORDS } from '../../protocol/cells.ts';
import { inAscii } from './ascii.ts';
import { Fit } from './fit.ts';
import { applyInks } from './inks.ts';
import { copyCells, copyRow, fill } from './paint.ts';
import { Panes, type PanesView } from './panes.ts';
import type { Overlay, Surface } from './surface.ts';
import type { Theme } from './theme.ts';

/** The parts of a screen. */
export interface Parts {
  cols: number;
  rows: number;
  strip: Row;
  /** null: it is switched off, and the last row belongs to the pane. */
  status: Row | null;
  /** Where the strip is. `between`: below the pane, and the status line is last; `last`: it is last itself. */
  stripAt?: 'top' | 'between' | 'last';
  /** What stands between: a session's screen of whatever size, several of them, or rows of our own with no cursor; null: nothing. */
  pane: Surface | PanesView | Row[] | null;
  overlay: Overlay | null;
}

/**
 * Puts strip, pane, status line and overlay together. What has not changed comes out as the same row objects as before,
 * so that the comparison with the terminal passes over it.
 */
export class Compositor {
  private theme: Theme;
  private readonly fit: Fit;
  private readonly panes: Panes;
  private readonly blank = new Map<string, Row>();
  private readonly ascii: boolean;

  /** ASCII: the terminal shows no other characters. Strip and status line come as they are to be. */
  constructor(theme: Theme, ascii = false) {
    this.theme = theme;
    this.ascii = ascii;
    this.fit = new Fit(theme, ascii);
    this.panes = new Panes(theme, ascii);
  }

  /** From now on everything is in the colours of THEME. */
  recolor(theme: Theme): void {
    this.theme = theme;
    this.fit.recolor(theme);
    this.panes.recolor(theme);
    this.blank.clear();
  }

  /** The session's cell that is at the top left of a tab of one pane. */
  get origin(): { x: number; y: number } {
    return this.fit.origin;
  }

  /** The same in a tab of several. */
  originOf(session: string): { x: number; y: number } {
    return this.panes.originOf(session);
  }

  compose(parts: Parts): Surface {
    const { cols, rows: height, overlay, stripAt = 'top' } = parts;
    const rows: Row[] = stripAt === 'top' ? [parts.strip] : [];
    const room = Math.max(0, height - 1 - (parts.status ? 1 : 0));
    let cursor: Surface['cursor'] = { x: 0, y: 0, visible: false, shape: 0 };
    if (parts.pane === null) for (let y = 0; y < room; y++) rows.push(this.blankRow(cols));
    else if (Array.isArray(parts.pane)) for (let y = 0; y < room; y++) rows.push(this.own(parts.pane[y]) ?? this.blankRow(cols));
    else if ('panes' in parts.pane) cursor = this.panes.place(rows, parts.pane, cols, room);
    else cursor = this.fit.place(rows, parts.pane, cols, room);
    if (stripAt === 'between') rows.push(parts.strip);
    if (parts.status) rows.push(parts.status);
    if (stripAt === 'last') rows.push(parts.strip);
    rows.length = Math.min(rows.length, height);
    const surface: Surface = { cols, rows, cursor };
    return overlay ? layOver(surface, overlay, this.theme, this.ascii) : surface;
  }

  /** A row that we drew. */
  private own(row: Row | undefined): Row | undefined {
    return row && this.ascii ? inAscii(row) : row;
  }

  private blankRow(cols: number): Row {
    const key = `${cols}`;
    let row = this.blank.get(key);
    if (!row) {
      row = emptyRow(cols);
      fill(row, 0, cols, this.theme.text);
      this.blank.set(key, row);
    }
    return row;
  }
}

function layOver(surface: Surface, overlay: Overlay, theme: Theme, ascii: boolean): Surface {
  const rows = surface.rows.slice();
  const x = Math.max(0, overlay.x);
  const skipped = x - overlay.x;
  for (let i = 0; i < overlay.height; i++) {
    const y = overlay.y + i;
    const below = rows[y];
    const above = overlay.rows[i];
    if (!below || !above) continue;
    const row = copyRow(below);
    const cells = Math.min(overlay.width, above.words.length / WORDS) - skipped;
    copyCells(row, x, above, skipped, cells);
    if (overlay.inked) applyInks(row, x, x + cells, theme.inks);
    if (ascii) inAscii(row, x, x + cells);
    rows[y] = row;
  }
  const { cursor } = overlay;
  const inside = cursor && cursor.x >= 0 && cursor.x < surface.cols && cursor.y >= 0 && cursor.y < rows.length;
  return { ...surface, rows, cursor: { ...(inside ? cursor : { x: 0, y: 0 }), visible: Boolean(inside), shape: 0 } };
}
