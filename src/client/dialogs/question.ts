import { textWidth } from '../../base/graphemes.ts';
import type { Size } from '../../protocol/messages.ts';
import type { Answer, Dialog } from './dialog.ts';
import { actionOf, typed } from './keys.ts';
import { plain, wrapInto, wrapText } from './text.ts';
import { layered, type Style, theme } from './theme.ts';
import type { ChooseOption, Key } from './types.ts';
import { type Frame, frameFor, type Line, type Span, unborderedFrame, type View } from './view.ts';

/** Longer lines of a question are broken: it is read at a glance. */
const WIDEST = 60;
const LEAST_WIDTH = 24;
/** Columns between two buttons. */
const GAP = 2;

export interface QuestionOptions<R> {
  question: string;
  options: readonly ChooseOption<R>[];
  /** Key of the option that has the focus first: what Enter answers. */
  focused: string;
  cancelled: R;
}

/** A question with a few answers, each a key and a button. */
export class QuestionDialog<R> implements Dialog<R> {
  readonly cancelled: R;
  private readonly question: string;
  private readonly options: readonly ChooseOption<R>[];
  private focus: number;

  constructor(options: QuestionOptions<R>) {
    this.cancelled = options.cancelled;
    this.question = plain(options.question);
    this.options = options.options;
    this.focus = Math.max(
      0,
      this.options.findIndex((o) => o.key === options.focused),
    );
  }

  key(ch: string | undefined, key: Key): Answer<R> {
    const { length } = this.options;
    switch (actionOf(key)) {
      case 'accept':
        return this.click(String(this.focus));
      case 'cancel':
        return { result: this.cancelled };
      case 'left':
      case 'up':
      case 'previous':
        this.focus = (this.focus + length - 1) % length;
        return undefined;
      case 'right':
      case 'down':
      case 'next':
        this.focus = (this.focus + 1) % length;
        return undefined;
      default: {
        const letter = typed(ch, key).toLowerCase();
        const chosen = this.options.find((o) => o.key.toLowerCase() === letter);
        return chosen && { result: chosen.value };
      }
    }
  }

  /** A pasted text answers no question: it was not typed for this one. */
  paste(): undefined {}

  press(hit: string): undefined {
    this.focus = Number(hit);
  }

  click(hit: string): Answer<R> {
    const option = this.options[Number(hit)];
    return option && { result: option.value };
  }

  wheel(): undefined {}

  view(screen: Size): View {
    const { frame, text, buttons } = this.layout(screen);
    const room = Math.max(0, frame.height - buttons.length);
    const lines: Line[] = (text.length > room ? wrapInto(this.question, frame.width, room) : text).map((t) => ({
      spans: [{ text: t, style: theme.text }],
    }));
    // the buttons stand at the bottom, a blank line above them where there is room
    while (lines.length < room) lines.push({ spans: [] });
    const keys = [
      ...this.options
        .filter((o) => o.value !== this.cancelled || o.key !== 'Esc')
        .map((o) => ({ key: o.key, hint: plain(o.label).toLowerCase() })),
      { key: 'Enter', hint: plain(this.options[this.focus]?.label ?? '').toLowerCase() },
      { key: 'Esc', hint: plain(this.options.find((o) => o.value === this.cancelled)?.label ?? 'cancel').toLowerCase() },
    ];
    return { title: '', footer: '', keys, frame, lines: [...lines, ...buttons].slice(0, frame.height), cursor: null, scroll: null };
  }

  /** With a border and a blank line where that fits, else without the one, else without both. */
  private layout(screen: Size): { frame: Frame; text: string[]; buttons: Line[] } {
    const { options } = this;
    const row = options.reduce((sum, o) => sum + textWidth(buttonText(o)) + GAP, -GAP);
    const wanted = Math.max(LEAST_WIDTH, row, Math.min(WIDEST, textWidth(this.question)));
    const bordered = frameFor(screen, wanted, 1);
    for (const [base, blank] of [
      [bordered, 1],
      [bordered, 0],
      [unborderedFrame(screen, 1), 0],
    ] as const) {
      const text = wrapText(this.question, base.width);
      const buttons = this.buttons(base.width);
      const height = text.length + blank + buttons.length;
      const frame = base.bordered ? frameFor(screen, wanted, height) : unborderedFrame(screen, height);
      if (frame.height >= height || !frame.bordered) return { frame, text, buttons };
    }
    throw new Error('unreachable: the last layout is always taken');
  }

  /** In one line where they fit, else one below the other. */
  private buttons(width: number): Line[] {
    const buttons = this.options.map((option, i) => buttonSpans(option, i, i === this.focus));
    const total = this.options.reduce((sum, o) => sum + textWidth(buttonText(o)) + GAP, -GAP);
    if (total > width) return buttons.map((spans) => ({ spans }));
    const gap: Span = { text: ' '.repeat(GAP), style: theme.text };
    const indent: Span = { text: ' '.repeat(width - total), style: theme.text };
    return [{ spans: [indent, ...buttons.flatMap((spans, i) => (i === 0 ? spans : [gap, ...spans]))] }];
  }
}

/** A button with its key underlined. */
function buttonSpans(option: ChooseOption<unknown>, index: number, focused: boolean): Span[] {
  const style: Style = focused ? theme.focusedButton : theme.button;
  const hit = String(index);
  const text = buttonText(option);
  const key = 2 + plain(option.key).length;
  return [
    { text: text.slice(0, 2), style, hit },
    { text: text.slice(2, key), style: layered(style, theme.mnemonic), hit },
    { text: text.slice(key), style, hit },
  ];
}

/** `[ Yes ]` where the label begins with its key, `[ d: detach ]` where it does not. */
function buttonText(option: ChooseOption<unknown>): string {
  const label = plain(option.label);
  const named = label.toLowerCase().startsWith(option.key.toLowerCase());
  return named ? `[ ${label} ]` : `[ ${plain(option.key)}: ${label} ]`;
}
