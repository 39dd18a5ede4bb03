import { truncate } from '../../base/graphemes.ts';
import { emptyRow, type Row } from '../../protocol/cells.ts';
import type { Border } from '../../protocol/layout.ts';
import { inAscii } from './ascii.ts';
import { Fit } from './fit.ts';
import { copyCells, copyRow, paintText } from './paint.ts';
import type { Style } from './style.ts';
import type { Surface } from './surface.ts';
import type { Theme } from './theme.ts';

/** A pane as it is shown, in cells of its tab. */
export interface PaneView {
  session: string;
  x: number;
  y: number;
  cols: number;
  rows: number;
  /** null: nothing has been told of it yet. */
  surface: Surface | null;
  /** For the border above it. */
  title: string;
  focused: boolean;
}

/** Several panes and what is between them. */
export interface PanesView {
  panes: readonly PaneView[];
  borders: readonly Border[];
  /** Rows above all panes that are a border of their titles. */
  header: number;
}

/** Lines that meet in a cell, by where they come from: 1 above, 2 right, 4 below, 8 left. */
const LINES = [' ', '│', '─', '└', '│', '│', '┌', '├', '─', '┘', '─', '┴', '┐', '┤', '┬', '┼'];
/** Columns of a border that stay line on either side of a title. */
const BESIDE_TITLE = 2;

const NO_ROWS: readonly Row[] = [];

/**
 * Puts panes beside each other. A row of the screen whose panes and borders are what they were comes out as the same object, so
 * a change in one pane costs the rows that changed, and draws none of another pane's cells.
 */
export class Panes {
  private theme: Theme;
  private readonly fits = new Map<string, Fit>();
  private linesKey = '';
  /** The rows with borders and titles, and nothing where panes are. */
  private lines: Row[] = [];
  /** For each row: what it was made of, and what came of it. */
  private made: { parts: readonly Row[]; row: Row }[] = [];

  private readonly ascii: boolean;

  /** ASCII: the terminal shows no other characters. */
  constructor(theme: Theme, ascii = false) {
    this.theme = theme;
    this.ascii = ascii;
  }

  recolor(theme: Theme): void {
    this.theme = theme;
    this.linesKey = '';
    for (const fit of this.fits.values()) fit.recolor(theme);
  }

  /** The session's cell that is at the top left of its pane. */
  originOf(session: string): { x: number; y: number } {
    return this.fits.get(session)?.origin ?? { x: 0, y: 0 };
  }

  /** Adds `room` rows to `rows`. Gives the cursor of the focused pane, its row counted in `rows`. */
  place(rows: Row[], view: PanesView, cols: number, room: number): Surface['cursor'] {
    const top = rows.length;
    this.drawLines(view, cols, room);
    let cursor: Surface['cursor'] = { x: 0, y: top, visible: false, shape: 0 };
    for (const session of this.fits.keys()) if (!view.panes.some((pane) => pane.session === session)) this.fits.delete(session);
    const contents = view.panes.map((pane) => {
      if (!pane.surface) return NO_ROWS;
      const out: Row[] = [];
      const at = this.fitOf(pane.session).place(out, pane.surface, pane.cols, pane.rows);
      if (pane.focused) cursor = { ...at, x: pane.x + at.x, y: top + pane.y + at.y };
      return out;
    });
    for (let y = 0; y < room; y++) rows.push(this.rowAt(y, view.panes, contents));
    return cursor;
  }

  private rowAt(y: number, panes: readonly PaneView[], contents: readonly (readonly Row[])[]): Row {
    const before = this.made[y];
    const parts: Row[] = [this.lines[y]!];
    for (let i = 0; i < panes.length; i++) {
      const row = contents[i]![y - panes[i]!.y];
      if (row) parts.push(row);
    }
    if (before && before.parts.length === parts.length && parts.every((part, i) => part === before.parts[i])) return before.row;
    let row = parts[0]!;
    if (parts.length > 1) {
      row = copyRow(row);
      for (let i = 0; i < panes.length; i++) {
        const part = contents[i]![y - panes[i]!.y];
        if (part) copyCells(row, panes[i]!.x, part, 0, panes[i]!.cols);
      }
    }
    this.made[y] = { parts, row };
    return row;
  }

  private fitOf(session: string): Fit {
    let fit = this.fits.get(session);
    if (!fit) {
      fit = new Fit(this.theme, this.ascii);
      this.fits.set(session, fit);
    }
    return fit;
  }

  private drawLines({ panes, borders, header }: PanesView, cols: number, room: number): void {
    const key = JSON.stringify([cols, room, header, panes.map(({ x, y, title, focused }) => [x, y, title, focused]), borders]);
    if (key === this.linesKey) return;
    this.linesKey = key;
    this.made = [];
    const line = new Uint8Array(cols * room);
    for (const area of [...borders, { x: 0, y: 0, cols, rows: header }])
      for (let y = area.y; y < area.y + area.rows; y++) line.fill(1, y * cols + area.x, y * cols + area.x + area.cols);
    const at = (x: number, y: number) => (x >= 0 && y >= 0 && x < cols && y < room ? line[y * cols + x]! : 0);
    const focused = panes.find((pane) => pane.focused);
    const { border, activeBorder } = this.theme;
    this.lines = Array.from({ length: room }, (_, y) => {
      const row = emptyRow(cols);
      for (let x = 0; x < cols; x++) {
        if (!at(x, y)) continue;
        const from = at(x, y - 1) + 2 * at(x + 1, y) + 4 * at(x, y + 1) + 8 * at(x - 1, y);
        paintText(row, x, LINES[from]!, focused && isAround(focused, x, y) ? activeBorder : border);
      }
      return row;
    });
    for (const pane of panes) if (at(pane.x, pane.y - 1)) this.paintTitle(this.lines[pane.y - 1]!, pane);
    if (this.ascii) for (const row of this.lines) inAscii(row);
  }

  private paintTitle(row: Row, { x, cols, title, focused }: PaneView): void {
    const room = cols - 2 * BESIDE_TITLE;
    const text = truncate(title, room - 2);
    if (text === '') return;
    // what has the keys is told by more than a colour
    const style: Style = focused ? { ...this.theme.activeBorder, inverse: true } : this.theme.border;
    paintText(row, x + BESIDE_TITLE, ` ${text} `, style, room);
  }
}

/** The cell touches the pane from outside. */
function isAround({ x, y, cols, rows }: PaneView, cellX: number, cellY: number): boolean {
  return cellX >= x - 1 && cellX <= x + cols && cellY >= y - 1 && cellY <= y + rows;
}
