import { BgFlag, Color, type Extra, FgFlag, type Row, WORDS } from '../../protocol/cells.ts';
import { PEN_BG, PEN_FG, type Pen, PLAIN_PEN, samePen, transition } from '../../protocol/sgr.ts';
import type { Capabilities } from './capabilities.ts';
import { shownColor } from './color.ts';
import { move, UNKNOWN } from './motion.ts';

/** Flags that might be seen on an erased cell. */
const ODD_FG = FgFlag.inverse | FgFlag.strike | FgFlag.blink | FgFlag.invisible;
/** Nothing of a URI or an id may end the sequence that carries it. */
const UNSAFE = /[^\x21-\x7e]/;

/**
 * Builds the bytes of a frame, and knows what they make of the terminal: where its cursor is, how it would draw the next
 * character. Moves and attributes are written only when the next character needs them.
 */
export class Writer {
  out = '';
  /** Cursor, from 0; `UNKNOWN` columns behind the last one and behind characters whose width terminals dispute. */
  x = UNKNOWN;
  y = UNKNOWN;
  /** The last thing written was a character: one that joins would join it. */
  afterText = false;
  caps: Capabilities;
  private pen: Pen = { ...PLAIN_PEN };
  private readonly next: Pen = { ...PLAIN_PEN };
  private link = '';

  constructor(caps: Capabilities) {
    this.caps = caps;
  }

  /** Hands the bytes over and starts anew. */
  take(): string {
    const { out } = this;
    this.out = '';
    return out;
  }

  /** After a sequence that brought the terminal into this state. */
  assume(x: number, y: number, pen: Readonly<Pen>): void {
    this.x = x;
    this.y = y;
    this.pen = { ...pen };
    this.link = '';
    this.afterText = false;
  }

  sequence(text: string): void {
    this.out += text;
    this.afterText = false;
  }

  moveTo(x: number, y: number): void {
    if (this.x === x && this.y === y) return;
    this.sequence(move(this.x, this.y, x, y));
    this.x = x;
    this.y = y;
  }

  /**
   * Makes the pen one that erases to that background. Only a colour is sure to be taken for it: what an inverse or
   * underlined pen leaves behind is every terminal's own idea.
   */
  eraser(background: number): void {
    const { next, pen } = this;
    const odd = (pen.fg & ODD_FG) !== 0 || (pen.bg & BgFlag.overline) !== 0 || pen.underline !== 0;
    next.fg = odd ? 0 : pen.fg;
    next.bg = (odd ? 0 : pen.bg & ~Color.mask) | this.colorOf(background);
    next.underline = 0;
    next.underlineColor = 0;
    this.switchTo(next);
  }

  plain(): void {
    this.switchTo(PLAIN_PEN);
  }

  /** Draws as the cell at column `x` of `row` is drawn. */
  penOf(row: Row, x: number): void {
    this.read(row, x);
    this.switchTo(this.next);
    const link = this.caps.links ? linkOf(row, x) : undefined;
    const key = link ? `${link.linkId === '' ? '' : `id=${link.linkId}`};${link.link}` : '';
    if (key !== this.link) {
      this.sequence(`\x1b]8;${key === '' ? ';' : key}\x1b\\`);
      this.link = key;
    }
  }

  /** Whether the cell at column `x` of `row` is drawn as the last character was. */
  hasPenOf(row: Row, x: number): boolean {
    if (this.link !== '' || linkOf(row, x)) return false;
    this.read(row, x);
    return samePen(this.pen, this.next);
  }

  /** A link must not outlive the frame: whatever else is written to the terminal would belong to it. */
  endLink(): void {
    if (this.link === '') return;
    this.sequence('\x1b]8;;\x1b\\');
    this.link = '';
  }

  /** Puts a character of `width` cells where the cursor is. `certain`: the cursor is behind it now, in every terminal. */
  text(text: string, width: number, cols: number, certain: boolean): void {
    this.out += text;
    this.afterText = true;
    const x = this.x + width;
    // at the right edge terminals differ in where the cursor is
    this.x = certain && x < cols ? x : UNKNOWN;
  }

  private colorOf(word: number): number {
    return shownColor(word, this.caps.colors);
  }

  private read(row: Row, x: number): void {
    const { next, caps } = this;
    const fg = row.words[x * WORDS + 1]!;
    const bg = row.words[x * WORDS + 2]!;
    next.fg = fg & PEN_FG;
    next.bg = bg & PEN_BG;
    if (caps.colors !== 'truecolor') {
      next.fg = (next.fg & ~Color.mask) | this.colorOf(fg);
      next.bg = (next.bg & ~Color.mask) | this.colorOf(bg);
    }
    next.underline = fg & FgFlag.underline ? 1 : 0;
    next.underlineColor = 0;
    if (bg & BgFlag.extended) {
      const extra = row.extras?.get(x);
      if (extra && extra.underline !== 0) {
        next.underline = caps.underlines ? extra.underline : 1;
        if (caps.underlines) next.underlineColor = this.colorOf(extra.underlineColor);
      }
    }
  }

  private switchTo(pen: Readonly<Pen>): void {
    if (samePen(this.pen, pen)) return;
    this.sequence(transition(this.pen, pen));
    this.pen.fg = pen.fg;
    this.pen.bg = pen.bg;
    this.pen.underline = pen.underline;
    this.pen.underlineColor = pen.underlineColor;
  }
}

function linkOf(row: Row, x: number): Extra | undefined {
  if (!(row.words[x * WORDS + 2]! & BgFlag.extended)) return undefined;
  const extra = row.extras?.get(x);
  if (!extra || extra.link === '' || UNSAFE.test(extra.link) || UNSAFE.test(extra.linkId) || /[:;]/.test(extra.linkId)) return undefined;
  return extra;
}
