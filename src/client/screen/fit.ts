import { emptyRow, type Row } from '../../protocol/cells.ts';
import { inAscii } from './ascii.ts';
import { copyCells, paintText } from './paint.ts';
import type { Surface } from './surface.ts';
import type { Theme } from './theme.ts';

/** Dots around a session that is smaller than its pane, behind a line that shows where it ends. */
const DOT = '·';
const VERTICAL = '│';
const HORIZONTAL = '─';
const CORNER = '┘';

/**
 * Fits one session's screen into the room that it has, whatever its size: another client may have given it another one. Rows
 * that fit are passed on as they are; the others come out as the same objects as long as they do not change.
 */
export class Fit {
  private theme: Theme;
  /** Rows that had to be cut or framed: by the row, for one geometry. */
  private fitted = new WeakMap<Row, Row>();
  private geometry = '';
  /** The session's cell that is at the top left of the room: not 0,0 where the session is larger. */
  readonly origin = { x: 0, y: 0 };
  private readonly outside = new Map<string, Row>();

  private readonly ascii: boolean;

  /** ASCII: the terminal shows no other characters. */
  constructor(theme: Theme, ascii = false) {
    this.theme = theme;
    this.ascii = ascii;
  }

  recolor(theme: Theme): void {
    this.theme = theme;
    this.fitted = new WeakMap();
    this.outside.clear();
  }

  /** Adds `room` rows of `cols` cells to `rows`. Gives the cursor, its row counted in `rows`. */
  place(rows: Row[], session: Surface, cols: number, room: number): Surface['cursor'] {
    const top = rows.length;
    const { x, y, visible, shape } = session.cursor;
    const lastX = Math.min(x, session.cols - 1);
    // a session larger than the room is shown in part, and that part moves only when its cursor would leave it
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
        if (this.ascii) inAscii(out);
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
      if (this.ascii) inAscii(row);
      if (this.outside.size > 16) this.outside.clear();
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
