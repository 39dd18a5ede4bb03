import { graphemes, textWidth } from '../../base/graphemes.ts';
import type { Size } from '../../protocol/messages.ts';
import { layered, type Style, theme } from './theme.ts';

/** A piece of a line in one look. `hit` names what a click on it means. */
export interface Span {
  text: string;
  style: Style;
  hit?: string | undefined;
}

/** A key and what it does, in a word or two. */
export interface KeyHint {
  key: string;
  hint: string;
}

/** What a field for text is called: the mouse puts the cursor there, and it is not lit. */
export const TEXT_FIELD = 'text';

/** A line inside the frame. A `hit` of the line counts where none of its spans has one. */
export interface Line {
  spans: Span[];
  hit?: string | undefined;
}

/** What a dialog looks like at some size: a value that the painter draws and clicks are looked up in. */
export interface View {
  title: string;
  /** At the right of the lower border. */
  footer: string;
  /** What a click on the footer means. */
  footerHit?: string;
  /** The keys that count, the most important first, for the status line. */
  keys?: readonly KeyHint[];
  frame: Frame;
  /** At most `frame.height` of them. */
  lines: Line[];
  /** Inside the frame. */
  cursor: { x: number; y: number } | null;
  /** What part of a longer list the lines show, to draw a scroll bar; null without one. */
  scroll: { first: number; visible: number; total: number } | null;
}

/** The room inside a dialog's frame, without border and side padding. */
export interface Frame {
  /** On a screen too small for a border the whole of it is the inside. */
  bordered: boolean;
  width: number;
  height: number;
}

/** Columns between a border and the text. */
export const PADDING = 1;

/** Below this a border would take more room than it is worth. */
const LEAST_BORDERED: Size = { cols: 12, rows: 5 };

/** On a screen of so many rows strip and status line stay in view. */
const LEAST_SHARED = 16;

/** The frame for contents of that size on a screen of that size: as much of it as fits. */
export function frameFor(screen: Size, width: number, height: number): Frame {
  if (screen.cols < LEAST_BORDERED.cols || screen.rows < LEAST_BORDERED.rows) return unborderedFrame(screen, height);
  return {
    bordered: true,
    width: Math.max(1, Math.min(width, screen.cols - 2 - 2 * PADDING)),
    height: Math.max(1, Math.min(height, screen.rows - (screen.rows < LEAST_SHARED ? 2 : 4))),
  };
}

/** The whole width of the screen and as many rows as wanted, without a border. */
export function unborderedFrame(screen: Size, height: number): Frame {
  return { bordered: false, width: Math.max(1, screen.cols), height: Math.max(1, Math.min(height, screen.rows)) };
}

/** Width and height on the screen, border and padding included. */
export function outerSize(frame: Frame): Size {
  return frame.bordered ? { cols: frame.width + 2 + 2 * PADDING, rows: frame.height + 2 } : { cols: frame.width, rows: frame.height };
}

/** What a click at column and row inside the frame means, or null. */
export function hitAt(view: View, x: number, y: number): string | null {
  const line = view.lines[y];
  if (!line) return null;
  let left = 0;
  for (const span of line.spans) {
    const right = left + textWidth(span.text);
    if (x >= left && x < right && span.hit !== undefined) return span.hit;
    left = right;
  }
  return line.hit ?? null;
}

/** Columns of the lower border, counted like those inside the frame, that a footer of that text takes. */
function footerSpan(view: View): { from: number; to: number } {
  // blanks at either side of it, then a piece of border, then the corner
  const to = view.frame.width + 2 * PADDING - 1 - PADDING;
  return { from: to - textWidth(view.footer) - 2, to };
}

/** The same as `hitAt`, the lower border included. */
export function hitWithFooter(view: View, x: number, y: number): string | null {
  const { frame, footer, footerHit } = view;
  if (footerHit === undefined || !frame.bordered || y !== frame.height) return hitAt(view, x, y);
  const { from, to } = footerSpan(view);
  return footer !== '' && x >= from && x < to ? footerHit : null;
}

/** `view` with what is called `hit` lit, as far as it does not stand out already. */
export function lit(view: View, hit: string | null): View {
  if (hit === null || hit === TEXT_FIELD) return view;
  const lines = view.lines.map((line): Line => {
    if (line.hit !== hit && !line.spans.some((span) => span.hit === hit)) return line;
    const spans = line.spans.map((span) => {
      const { style } = span;
      const stands = ('inverse' in style && style.inverse) || (span.hit ?? line.hit) !== hit;
      return stands ? span : { ...span, style: layered(style, theme.hover) };
    });
    return { ...line, spans };
  });
  return { ...view, lines };
}

/** A text in pieces, with the clusters that begin at one of those offsets marked as what a filter named. */
export function markedSpans(text: string, marks: ReadonlySet<number>, base: Style): Span[] {
  if (marks.size === 0) return [{ text, style: base }];
  const marked = layered(base, theme.match);
  const spans: Span[] = [];
  let offset = 0;
  for (const { text: cluster } of graphemes(text)) {
    const style = marks.has(offset) ? marked : base;
    const last = spans.at(-1);
    if (last && last.style === style) last.text += cluster;
    else spans.push({ text: cluster, style });
    offset += cluster.length;
  }
  return spans;
}
