import { EventEmitter } from 'node:events';
import Box from 'blessed/lib/widgets/box.js';
import Screen, { type BlessedCell } from 'blessed/lib/widgets/screen.js';
import { textWidth, truncate } from '../../base/graphemes.ts';
import { Color, Content, emptyRow, FgFlag, type Row, WORDS } from '../../protocol/cells.ts';
import type { Size } from '../../protocol/messages.ts';
import { CONTINUATION, Glyphs } from './glyphs.ts';
import { plain } from './text.ts';
import { type Style, theme } from './theme.ts';
import type { Overlay } from './types.ts';
import { type Line, outerSize, PADDING, type View } from './view.ts';

/**
 * Stands in for blessed's Program, which opens the terminal, reads terminfo by TERM and asks tmux for its version.
 * A screen that is never drawn needs none of it: only a size, and to be told that it has been set up already.
 */
class OffscreenProgram extends EventEmitter {
  cols: number;
  rows: number;
  readonly options = {};
  /** Keeps Screen from entering the alternate buffer of a terminal that is not there. */
  readonly isAlt = true;
  readonly tput = { unicode: true, colors: 256, numbers: {}, strings: {}, bools: {}, features: {} };

  constructor(size: Size) {
    super();
    this.cols = size.cols;
    this.rows = size.rows;
  }

  setupTput(): void {}
  clear(): void {}
}

/** SGR sequence that turns blessed's drawing to `style`. */
function sgr(style: Style): string {
  let codes = '0';
  if (style.bold) codes += ';1';
  if (style.underline) codes += ';4';
  if (style.inverse) codes += ';7';
  if (style.fg !== undefined) codes += `;38;5;${style.fg}`;
  if (style.bg !== undefined) codes += `;48;5;${style.bg}`;
  return `\x1b[${codes}m`;
}

/** The first `room` columns of an encoded text, with no half of a wide cluster at its end. */
function cutTo(encoded: string, room: number): string {
  if (encoded.length <= room) return encoded;
  return encoded.charCodeAt(room) === CONTINUATION
    ? `${encoded.slice(0, Math.max(0, room - 1))}${room > 0 ? ' ' : ''}`
    : encoded.slice(0, room);
}

/**
 * Cells for that rectangle of a screen and none elsewhere: blessed draws only on cells that are there. Its own `alloc`
 * makes two arrays for each cell of the whole screen, most of the time that the first dialog took.
 */
function blankCells(x: number, y: number, size: Size): BlessedCell[][] {
  const lines: BlessedCell[][] = [];
  for (let row = y; row < y + size.rows; row++) {
    const line: BlessedCell[] = [];
    for (let i = x; i < x + size.cols; i++) line[i] = [DEFAULT_ATTRIBUTE, ' '];
    lines[row] = line;
  }
  return lines;
}

/** Blessed's attribute for "no colour of its own". */
const NO_COLOR = 0x1ff;
const DEFAULT_ATTRIBUTE = (NO_COLOR << 9) | NO_COLOR;

function colorWord(color: number): number {
  if (color === NO_COLOR) return Color.default;
  return (color < 16 ? Color.p16 : Color.p256) | color;
}

/** FG and BG words for an attribute of blessed: 9 bits of background, 9 of foreground, then flags. */
export function attributeWords(attribute: number): [fg: number, bg: number] {
  const flags = attribute >> 18;
  let fg: number = colorWord((attribute >> 9) & 0x1ff);
  if (flags & 1) fg |= FgFlag.bold;
  if (flags & 2) fg |= FgFlag.underline;
  if (flags & 4) fg |= FgFlag.blink;
  if (flags & 8) fg |= FgFlag.inverse;
  if (flags & 16) fg |= FgFlag.invisible;
  return [fg >>> 0, colorWord(attribute & 0x1ff) >>> 0];
}

/**
 * Draws views with blessed into blessed's own cells and reads them back. Nothing is written anywhere: the screen has no
 * streams, its `draw` does nothing, and its process-wide handlers (exit, uncaughtException, signals) are never installed.
 */
export class Painter {
  private readonly program: OffscreenProgram;
  private readonly screen: Screen;
  private readonly glyphs = new Glyphs();
  private readonly frame;
  private readonly plainFrame;
  private readonly title;
  private readonly footer;
  private readonly thumb;
  private readonly body;
  private readonly plainBody;

  constructor(size: Size) {
    this.program = new OffscreenProgram(size);
    // what bind registers are handlers that end the process, and a list for them to walk
    const bind = Screen.bind;
    Screen.bind = () => {};
    try {
      this.screen = new Screen({ program: this.program });
    } finally {
      Screen.bind = bind;
    }
    this.screen.draw = () => {};
    const shared = { screen: this.screen, tags: false, wrap: false };
    const centred = { ...shared, parent: this.screen, left: 'center', top: 'center', width: 1, height: 1, hidden: true };
    this.frame = new Box({ ...centred, border: { type: 'line' }, style: { border: theme.frame } });
    this.body = new Box({ ...shared, parent: this.frame, left: PADDING, right: PADDING, top: 0, bottom: 0 });
    this.title = new Box({ ...shared, parent: this.frame, top: -1, left: 1, height: 1, width: 1, style: theme.title });
    this.footer = new Box({ ...shared, parent: this.frame, bottom: -1, right: 1, height: 1, width: 1, style: theme.hint });
    this.thumb = new Box({ ...shared, parent: this.frame, top: 0, right: -1, height: 1, width: 1, ch: '\u2503', style: theme.frame });
    this.plainFrame = new Box(centred);
    this.plainBody = new Box({ ...shared, parent: this.plainFrame, left: 0, right: 0, top: 0, bottom: 0 });
  }

  resize(size: Size): void {
    this.program.cols = size.cols;
    this.program.rows = size.rows;
  }

  /** `view` drawn in the middle of the screen. */
  paint(view: View): Overlay {
    this.glyphs.reset();
    const outer = outerSize(view.frame);
    const { bordered } = view.frame;
    const [shown, other] = bordered ? [this.frame, this.plainFrame] : [this.plainFrame, this.frame];
    other.hidden = true;
    shown.hidden = false;
    shown.position.width = outer.cols;
    shown.position.height = outer.rows;
    (bordered ? this.body : this.plainBody).setContent(
      view.lines.map((line) => this.content(line, view.frame.width)).join('\n'),
      true,
      true,
    );
    if (bordered) {
      this.border(this.title, view.title, outer.cols - 4);
      this.border(this.footer, view.footer, outer.cols - 4);
      this.scrollbar(view);
    }
    const { aleft: xi, atop: yi } = shown;
    this.screen.lines = blankCells(xi, yi, outer);
    this.screen.render();
    const inset = bordered ? { x: 1 + PADDING, y: 1 } : { x: 0, y: 0 };
    return {
      x: xi,
      y: yi,
      width: outer.cols,
      height: outer.rows,
      rows: Array.from({ length: outer.rows }, (_, y) => this.row(yi + y, xi, outer.cols)),
      cursor: view.cursor && { x: xi + inset.x + view.cursor.x, y: yi + inset.y + view.cursor.y },
      inked: true,
    };
  }

  /**
   * A line for blessed, exactly as wide as the element: blessed takes the end of a line that is shorter than its element
   * and stands behind a full one for the end of that one, and swallows it.
   */
  private content(line: Line, width: number): string {
    let out = '';
    let room = width;
    for (const span of line.spans) {
      const text = cutTo(this.glyphs.encode(plain(span.text)), room);
      room -= text.length;
      if (text !== '') out += `${sgr(span.style)}${text}`;
    }
    return `${out}\x1b[0m${' '.repeat(room)}`;
  }

  /** Text on the border: with a space on either side, hidden where there is none or no room. */
  private border(box: BlessedElement, text: string, room: number): void {
    box.hidden = text === '' || room < 3;
    if (box.hidden) return;
    const shown = truncate(plain(text), room - 2);
    box.position.width = textWidth(shown) + 2;
    box.setContent(` ${this.glyphs.encode(shown)} `, true, true);
  }

  private scrollbar(view: View): void {
    const { scroll } = view;
    this.thumb.hidden = scroll === null || scroll.total <= scroll.visible;
    if (scroll === null || this.thumb.hidden) return;
    const track = view.frame.height;
    const length = Math.max(1, Math.round((scroll.visible / scroll.total) * track));
    const travel = scroll.total - scroll.visible;
    this.thumb.position.height = length;
    this.thumb.position.top = Math.round((scroll.first / travel) * (track - length));
  }

  private row(y: number, x: number, width: number): Row {
    const row = emptyRow(width);
    const cells = this.screen.lines[y];
    for (let i = 0; i < width; i++) {
      const cell = cells?.[x + i];
      if (!cell) continue;
      const [fg, bg] = attributeWords(cell[0]);
      const glyph = this.glyphs.decode(cell[1]);
      const at = i * WORDS;
      row.words[at] = glyph.width << Content.widthShift;
      const code = glyph.text.codePointAt(0) ?? 0;
      if (glyph.text.length > (code > 0xffff ? 2 : 1)) {
        row.words[at]! |= Content.combined;
        row.texts ??= new Map();
        row.texts.set(i, glyph.text);
      } else if (glyph.text !== ' ') row.words[at]! |= code;
      row.words[at + 1] = fg;
      row.words[at + 2] = bg;
    }
    return row;
  }
}
