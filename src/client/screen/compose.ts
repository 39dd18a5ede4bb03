import { emptyRow, type Row, WORDS } from '../../protocol/cells.ts';
import { applyInks } from './inks.ts';
import { copyCells, copyRow, fill, paintText } from './paint.ts';
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
  /** What stands between: a session's screen of whatever size, or rows of our own with no cursor; null: nothing. */
  pane: Surface | Row[] | null;
  overlay: Overlay | null;
}

/** Dots around a session that is smaller than its pane, behind a line that shows where it ends. */
const DOT = '·';
const VERTICAL = '│';
const HORIZONTAL = '─';
const CORNER = '┘';

/**
 * Puts strip, pane, status line and overlay together. What has not changed comes out as the same row objects as before,
 * so that the comparison with the terminal passes over it.
 */
export class Compositor {
  private theme: Theme;
  /** Rows of sessions that had to be cut or framed: by the row, for one geometry. */
  private fitted = new WeakMap<Row, Row>();
  private geometry = '';
  /** The session's cell that is at the pane's top left: not 0,0 where the session is larger than the pane. */
  readonly origin = { x: 0, y: 0 };
  private readonly outside = new Map<string, Row>();

  constructor(theme: Theme) {
    this.theme = theme;
  }

  /** From now on everything is in the colours of THEME. */
  recolor(theme: Theme): void {
    this.theme = theme;
    this.fitted = new WeakMap();
    this.outside.clear();
  }

  compose(parts: Parts): Surface {
    const { cols, rows: height, overlay, stripAt = 'top' } = parts;
    const rows: Row[] = stripAt === 'top' ? [parts.strip] : [];
    const room = Math.max(0, height - 1 - (parts.status ? 1 : 0));
    let cursor: Surface['cursor'] = { x: 0, y: 0, visible: false, shape: 0 };
    if (parts.pane === null) for (let y = 0; y < room; y++) rows.push(this.blankRow(cols));
    else if (Array.isArray(parts.pane)) for (let y = 0; y < room; y++) rows.push(parts.pane[y] ?? this.blankRow(cols));
    else cursor = this.placeSession(rows, parts.pane, cols, room);
    if (stripAt === 'between') rows.push(parts.strip);
    if (parts.status) rows.push(parts.status);
    if (stripAt === 'last') rows.push(parts.strip);
    rows.length = Math.min(rows.length, height);
    const surface: Surface = { cols, rows, cursor };
    return overlay ? layOver(surface, overlay, this.theme) : surface;
  }

  /** Adds the session's part of the screen to `rows`. Gives the cursor in the screen's coordinates. */
  private placeSession(rows: Row[], session: Surface, cols: number, room: number): Surface['cursor'] {
    const top = rows.length;
    const { x, y, visible, shape } = session.cursor;
    const lastX = Math.min(x, session.cols - 1);
    // a session larger than the pane is shown in part, and that part moves only when its cursor would leave it
    const { origin } = this;
    origin.x = panned(origin.x, session.cols, cols, visible ? lastX : null);
    origin.y = panned(origin.y, session.rows.length, room, visible ? y : null);
    const { x: left, y: above } = origin;
    const geometry = `${cols} ${session.cols} ${left}`;
    if (geometry !== this.geometry) {
      this.fitted = new WeakMap();
      this.geometry = geometry;
    }
    for (let i = 0; i < room; i++) {
      const row = session.rows[above + i];
      if (row) rows.push(session.cols === cols ? row : this.fit(row, cols, session.cols, left));
      else rows.push(this.outsideRow(cols, session.cols, i === session.rows.length));
    }
    const inside = y >= above && y < above + room && lastX >= left && lastX < left + cols;
    return {
      x: Math.max(0, Math.min(lastX - left, cols - 1)),
      y: top + Math.max(0, Math.min(y - above, room - 1)),
      visible: visible && inside,
      shape,
    };
  }

  private fit(row: Row, cols: number, width: number, left: number): Row {
    let out = this.fitted.get(row);
    if (!out) {
      out = emptyRow(cols);
      const shown = Math.min(cols, width - left);
      if (shown < cols) {
        paintText(out, shown, VERTICAL, this.theme.outside);
        paintText(out, shown + 1, DOT.repeat(cols - shown - 1), this.theme.outside);
      }
      copyCells(out, 0, row, left, shown);
      this.fitted.set(row, out);
    }
    return out;
  }

  private outsideRow(cols: number, width: number, border: boolean): Row {
    const key = `${cols} ${width} ${border}`;
    let row = this.outside.get(key);
    if (!row) {
      row = emptyRow(cols);
      const line = border ? HORIZONTAL.repeat(Math.min(width, cols)) + (width < cols ? CORNER : '') : '';
      const used = paintText(row, 0, line, this.theme.outside);
      paintText(row, used, DOT.repeat(cols - used), this.theme.outside);
      if (this.outside.size > 16) this.outside.clear();
      this.outside.set(key, row);
    }
    return row;
  }

  private blankRow(cols: number): Row {
    const key = `${cols}`;
    let row = this.outside.get(key);
    if (!row) {
      row = emptyRow(cols);
      fill(row, 0, cols, this.theme.text);
      this.outside.set(key, row);
    }
    return row;
  }
}

/** First of `room` shown out of `size` rows or columns: where it was, moved as little as the cursor needs. */
function panned(before: number, size: number, room: number, cursor: number | null): number {
  let first = before;
  if (cursor !== null) first = Math.max(Math.min(first, cursor), cursor - room + 1);
  return Math.max(0, Math.min(first, size - room));
}

function layOver(surface: Surface, overlay: Overlay, theme: Theme): Surface {
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
    rows[y] = row;
  }
  const { cursor } = overlay;
  const inside = cursor && cursor.x >= 0 && cursor.x < surface.cols && cursor.y >= 0 && cursor.y < rows.length;
  return { ...surface, rows, cursor: { ...(inside ? cursor : { x: 0, y: 0 }), visible: Boolean(inside), shape: 0 } };
}
