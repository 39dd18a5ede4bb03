import { textWidth } from '../../base/graphemes.ts';
import type { Size } from '../../protocol/messages.ts';
import type { Answer, Dialog } from './dialog.ts';
import { matchText } from './filter.ts';
import { editedFilter, filterLine, pastedFilter } from './filter-line.ts';
import { folded } from './fuzzy.ts';
import { actionOf, typed } from './keys.ts';
import { scrolled } from './scroll.ts';
import { fit, plain, wrapText } from './text.ts';
import { theme } from './theme.ts';
import type { Key, ShowOptions } from './types.ts';
import { frameFor, type Line, markedSpans, type Span, type View } from './view.ts';

const LEAST_WIDTH = 30;
const WIDEST = 96;
/** Columns between a key and what it does. */
const GAP = 2;
/** In less room a key stands above what it does. */
const LEAST_BESIDE = 30;
/** The keys take at most this share of the width. */
const KEY_SHARE = 0.4;

const KEYS = [
  { key: '↑ ↓', hint: 'scroll' },
  { key: 'letters', hint: 'narrow' },
  { key: 'Esc', hint: 'close' },
];

/** A text to read, in sections of keys and what they do. Answers nothing. */
export class HelpDialog implements Dialog<null> {
  readonly cancelled = null;
  private readonly title: string;
  private readonly sections: ShowOptions['sections'];
  private filter = '';
  private first = 0;
  private visible = 1;
  private total = 0;

  constructor(options: ShowOptions) {
    this.title = options.title;
    this.sections = options.sections.map(({ heading, rows }) => ({
      heading: plain(heading),
      rows: rows.map(({ key, text, also = '' }) => ({ key: plain(key), text: plain(text), also })),
    }));
  }

  key(ch: string | undefined, key: Key): Answer<null> {
    const action = actionOf(key);
    switch (action) {
      case 'accept':
      case 'cancel':
        return { result: null };
      case 'up':
      case 'previous':
        return this.scroll(-1);
      case 'down':
      case 'next':
        return this.scroll(1);
      case 'page-up':
        return this.scroll(1 - this.visible);
      case 'page-down':
        return this.scroll(this.visible - 1);
      case 'first':
        return this.scroll(-this.total);
      case 'last':
        return this.scroll(this.total);
      case null: {
        const text = typed(ch, key);
        if (this.filter === '' && text === 'q') return { result: null };
        if (this.filter === '' && text === ' ') return this.scroll(this.visible - 1);
        return this.narrow(this.filter + text);
      }
      default:
        return this.narrow(editedFilter(this.filter, action) ?? this.filter);
    }
  }

  paste(text: string): undefined {
    this.narrow(this.filter + pastedFilter(text));
  }

  press(): undefined {}

  click(hit: string): Answer<null> {
    return hit === 'close' ? { result: null } : undefined;
  }

  wheel(by: number): undefined {
    this.scroll(by);
  }

  view(screen: Size): View {
    const all = this.sections.flatMap((s) => s.rows);
    const keyWidth = Math.max(0, ...all.map((r) => textWidth(r.key)));
    const textColumns = Math.max(0, ...all.map((r) => textWidth(r.text)));
    const wanted = Math.min(WIDEST, Math.max(LEAST_WIDTH, keyWidth + GAP + textColumns, textWidth(this.title) + 2));
    const { width } = frameFor(screen, wanted, 1);
    // as high as the whole text wants to be, so that the frame stands still while it is narrowed
    const frame = frameFor(screen, wanted, this.lines('', keyWidth, width).length + 1);
    const text = this.lines(this.filter, keyWidth, width);
    this.total = text.length;
    this.visible = Math.max(1, frame.height - 1);
    this.scroll(0);
    const filter = filterLine(this.filter, '', width);
    const shown = text.slice(this.first, this.first + this.visible);
    const lines = frame.height > 1 ? [filter.line, ...shown] : shown;
    return {
      title: this.title,
      footer: 'Esc closes',
      footerHit: 'close',
      keys: KEYS,
      frame,
      lines,
      cursor: frame.height > 1 ? { x: filter.cursor, y: 0 } : null,
      scroll: { first: this.first, visible: this.visible, total: this.total },
    };
  }

  private scroll(by: number): undefined {
    this.first = scrolled({ selected: 0, first: this.first }, by, this.total, this.visible).first;
  }

  private narrow(filter: string): undefined {
    if (filter === this.filter) return;
    this.filter = filter;
    this.first = 0;
  }

  /** Every section with a row that answers `filter`, as lines. */
  private lines(filter: string, keyWidth: number, width: number): Line[] {
    const keys = Math.min(keyWidth, Math.floor(width * KEY_SHARE));
    const texts = Math.max(1, width - keys - GAP);
    const stacked = width < LEAST_BESIDE;
    const lines: Line[] = [];
    for (const { heading, rows } of this.sections) {
      // who looks for a heading wants what is under it
      const whole = heading !== '' && filter.trim() !== '' && matchText(heading, filter, 'wordStart') !== null;
      const answering = whole ? rows : rows.filter((row) => matchText(`${row.key} ${row.text} ${row.also ?? ''}`, filter, 'inside'));
      if (answering.length === 0) continue;
      if (lines.length > 0) lines.push({ spans: [] });
      if (heading !== '') lines.push(...wrapText(heading, width).map((text) => ({ spans: [{ text, style: theme.heading }] })));
      for (const row of answering) {
        if (stacked) {
          if (row.key !== '') lines.push(...wrapText(row.key, width).map((text) => ({ spans: [{ text, style: theme.key }] })));
          const indent = { text: ' '.repeat(row.key === '' ? 0 : GAP), style: theme.text };
          lines.push(...wrapText(row.text, width - indent.text.length).map((text) => ({ spans: [indent, ...named(text, filter)] })));
          continue;
        }
        wrapText(row.text, texts).forEach((text, i) => {
          lines.push({
            spans: [
              { text: fit(i === 0 ? row.key : '', keys), style: theme.key },
              { text: ' '.repeat(GAP), style: theme.text },
              ...named(text, filter),
            ],
          });
        });
      }
    }
    if (lines.length === 0) lines.push({ spans: [{ text: 'No match', style: theme.dimmed }] });
    return lines;
  }
}

/** A text in pieces, with the words of the filter marked where they stand in it. */
function named(text: string, filter: string): Span[] {
  const marks = new Set<number>();
  const lower = folded(text);
  for (const word of folded(filter).split(' ').filter(Boolean)) {
    for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) for (let i = 0; i < word.length; i++) marks.add(at + i);
  }
  return markedSpans(text, marks, theme.text);
}
