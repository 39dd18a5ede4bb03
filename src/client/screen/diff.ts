import { emptyRow, type Row } from '../../protocol/cells.ts';
import { PLAIN_PEN } from '../../protocol/sgr.ts';
import { type Capabilities, USUAL } from './capabilities.ts';
import { UNKNOWN } from './motion.ts';
import { drawRow } from './row-diff.ts';
import { findScroll, type Scroll } from './scroll.ts';
import type { Surface } from './surface.ts';
import { Writer } from './writer.ts';

/** What every drawing relies on: no wrapping at the right edge, no margins, no attributes. The cursor goes home. */
const KNOWN_STATE = '\x1b[?7l\x1b[r\x1b[m\x1b[H';
const SYNC_BEGIN = '\x1b[?2026h';
const SYNC_END = '\x1b[?2026l';
/** Shorter changes than this, in UTF-16 units, are drawn at once by any terminal. */
const TRIVIAL = 40;
/** More scrolled regions than this in one frame have not been seen to pay. */
const MOST_SCROLLS = 3;

/**
 * What the operator's terminal shows, and the way from there to what it should show. Every byte that changes its screen
 * comes from here; whoever else writes to it (titles, modes) must leave screen, cursor and attributes alone.
 */
export class TerminalImage {
  private readonly writer: Writer;
  /** null: unknown, all of it is drawn. */
  private rows: Row[] | null = null;
  private cols = 0;
  private cursor: { visible: boolean; shape: number } | null = null;
  private caps: Capabilities;

  constructor(caps: Capabilities = USUAL) {
    this.caps = caps;
    this.writer = new Writer(caps);
  }

  /** More has become known of the terminal. What it shows stays valid unless its colours come out otherwise now. */
  learn(caps: Capabilities): void {
    const { colors, underlines, links } = this.caps;
    if (caps.colors !== colors || caps.underlines !== underlines || caps.links !== links) this.invalidate();
    this.caps = caps;
    this.writer.caps = caps;
  }

  /** Nothing is known any more of what the terminal shows. */
  invalidate(): void {
    this.rows = null;
    this.cursor = null;
  }

  /** The bytes that bring the terminal from what it shows to `wanted`, to be written in one piece; '' for none. */
  draw(wanted: Surface): string {
    if (this.rows && (wanted.cols !== this.cols || wanted.rows.length !== this.rows.length)) this.invalidate();
    const { writer } = this;
    let prefix = '';
    if (!this.rows) {
      prefix = KNOWN_STATE;
      writer.assume(0, 0, PLAIN_PEN);
    }
    const rowsDrawn = this.drawRows(wanted);
    writer.endLink();
    const body = writer.take();
    const after = this.placeCursor(wanted.cursor, wanted.cols, wanted.rows.length);
    if (prefix === '' && body === '') return after.position + after.looks;

    const moving = rowsDrawn > 1 || body.length > TRIVIAL;
    if (this.caps.sync && moving) return SYNC_BEGIN + prefix + body + after.position + after.looks + SYNC_END;
    // a cursor that is seen jumping about is hidden meanwhile
    const hide = moving && after.wasVisible;
    const show = hide && wanted.cursor.visible && !after.shows ? '\x1b[?25h' : '';
    return (hide ? '\x1b[?25l' : '') + prefix + body + after.position + after.looks + show;
  }

  private drawRows(wanted: Surface): number {
    const { writer } = this;
    const before = this.rows;
    let drawn = 0;
    if (before) {
      for (let i = 0; i < MOST_SCROLLS; i++) {
        const scroll = findScroll(before, wanted.rows);
        if (!scroll) break;
        this.scroll(before, scroll, wanted.cols);
        drawn += scroll.bottom - scroll.top;
      }
    }
    for (let y = 0; y < wanted.rows.length; y++) {
      const row = wanted.rows[y]!;
      const shown = before?.[y] ?? null;
      if (shown === row) continue;
      const length = writer.out.length;
      drawRow(writer, shown, row, y);
      if (writer.out.length !== length) drawn++;
    }
    this.rows = wanted.rows.slice();
    this.cols = wanted.cols;
    return drawn;
  }

  private scroll(rows: Row[], { top, bottom, by }: Scroll, cols: number): void {
    const { writer } = this;
    // what comes in takes the background in force
    writer.plain();
    const whole = top === 0 && bottom === rows.length - 1;
    const amount = Math.abs(by);
    const step = `\x1b[${amount === 1 ? '' : amount}${by > 0 ? 'S' : 'T'}`;
    if (whole) writer.sequence(step);
    else {
      writer.sequence(`\x1b[${top + 1};${bottom + 1}r${step}\x1b[r`);
      writer.x = 0;
      writer.y = 0;
    }
    const moved = by > 0 ? rows.splice(top, by) : rows.splice(bottom + 1 - amount, amount);
    const blank = emptyRow(cols);
    rows.splice(by > 0 ? bottom + 1 - amount : top, 0, ...moved.map(() => blank));
  }

  /** What puts the cursor there, and what makes it look like that. */
  private placeCursor(cursor: Surface['cursor'], cols: number, rows: number) {
    const { writer } = this;
    const known = this.cursor;
    const x = Math.max(0, Math.min(cursor.x, cols - 1));
    const y = Math.max(0, Math.min(cursor.y, rows - 1));
    if (writer.x !== x || writer.y !== y) {
      if (writer.y === UNKNOWN) writer.x = UNKNOWN;
      writer.moveTo(x, y);
    }
    const position = writer.take();
    let looks = '';
    if (!known || known.shape !== cursor.shape) looks += `\x1b[${cursor.shape} q`;
    const shows = !known || known.visible !== cursor.visible;
    if (shows) looks += cursor.visible ? '\x1b[?25h' : '\x1b[?25l';
    this.cursor = { visible: cursor.visible, shape: cursor.shape };
    return { position, looks, shows, wasVisible: known?.visible ?? true };
  }
}
