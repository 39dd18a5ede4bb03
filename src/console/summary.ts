import { textWidth } from '../base/graphemes.ts';
import type { Answer, Dialog } from '../client/dialogs/dialog.ts';
import { actionOf, typed } from '../client/dialogs/keys.ts';
import { plain, wrapText } from '../client/dialogs/text.ts';
import { theme } from '../client/dialogs/theme.ts';
import type { Key } from '../client/dialogs/types.ts';
import { frameFor, type Line, type View } from '../client/dialogs/view.ts';
import type { Size } from '../protocol/messages.ts';

const WIDEST = 72;
const BUTTONS = ['yes', 'no'] as const;
const LABELS = { yes: '[ Save ]', no: '[ Not yet ]' } as const;

const KEYS = [
  { key: 'y', hint: 'save' },
  { key: 'n', hint: 'not yet' },
  { key: '← →', hint: 'move' },
  { key: 'Enter', hint: 'answer' },
  { key: 'Esc', hint: 'not yet' },
];

/** What is about to be written, a line for each change, and whether to. However long the list, the answers stay in view. */
export class SummaryDialog implements Dialog<boolean> {
  readonly cancelled = false;
  private readonly title: string;
  private readonly items: readonly string[];
  private focus: (typeof BUTTONS)[number] = 'yes';
  private first = 0;
  /** How far the list can be scrolled, as it was last laid out. */
  private most = 0;

  constructor(title: string, items: readonly string[]) {
    this.title = title;
    this.items = items.map(plain);
  }

  key(ch: string | undefined, key: Key): Answer<boolean> {
    switch (actionOf(key)) {
      case 'accept':
        return { result: this.focus === 'yes' };
      case 'cancel':
        return { result: false };
      case 'up':
        return this.wheel(-1);
      case 'down':
        return this.wheel(1);
      case 'left':
      case 'right':
      case 'next':
      case 'previous':
        this.focus = this.focus === 'yes' ? 'no' : 'yes';
        return undefined;
    }
    const letter = typed(ch, key).toLowerCase();
    if (letter === 'y' || letter === 's') return { result: true };
    return letter === 'n' ? { result: false } : undefined;
  }

  /** A pasted text answers no question. */
  paste(): undefined {}

  press(hit: string): undefined {
    if (hit === 'yes' || hit === 'no') this.focus = hit;
  }

  click(hit: string): Answer<boolean> {
    return hit === 'yes' || hit === 'no' ? { result: hit === 'yes' } : undefined;
  }

  wheel(by: number): undefined {
    this.first = Math.max(0, Math.min(this.first + by, this.most));
  }

  view(screen: Size): View {
    const widest = Math.max(...this.items.map((item) => textWidth(item) + 2), textWidth(this.title) + 2, 32);
    const { width } = frameFor(screen, Math.min(WIDEST, widest), 1);
    const lines = this.items.flatMap((item) => wrapText(item, Math.max(1, width - 2)).map((text, i) => `${i === 0 ? '- ' : '  '}${text}`));
    const frame = frameFor(screen, width, lines.length + 2);
    const visible = Math.max(1, frame.height - (frame.height > 3 ? 2 : 1));
    this.most = Math.max(0, lines.length - visible);
    this.first = Math.min(this.first, this.most);
    const shown: Line[] = lines.slice(this.first, this.first + visible).map((text) => ({ spans: [{ text, style: theme.text }] }));
    while (shown.length < frame.height - 1) shown.push({ spans: [] });
    shown.push({
      spans: BUTTONS.flatMap((hit) => [
        { text: LABELS[hit], style: hit === this.focus ? theme.focusedButton : theme.button, hit },
        { text: ' ', style: theme.text },
      ]),
    });
    return {
      title: this.title,
      footer: this.most > 0 ? 'Up and Down: more' : '',
      keys: KEYS,
      frame,
      lines: shown.slice(0, frame.height),
      cursor: null,
      scroll: { first: this.first, visible, total: lines.length },
    };
  }
}
