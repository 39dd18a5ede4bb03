import { textWidth } from '../../base/graphemes.ts';
import type { Size } from '../../protocol/messages.ts';
import type { Answer, Dialog } from './dialog.ts';
import { type EditedLine, edited, editedLine, inserted, lineText, windowOf } from './editor.ts';
import { type Action, actionOf, typed } from './keys.ts';
import { fit, plain, wrapInto } from './text.ts';
import { theme } from './theme.ts';
import type { Key, PromptOptions } from './types.ts';
import { frameFor, type Line, TEXT_FIELD, type View } from './view.ts';

const WIDEST = 60;
const LEAST_WIDTH = 30;
/** What a secret looks like, whatever its length. */
const MASK = '*'.repeat(12);
/** What may be done to a text that is not shown. */
const BLIND: ReadonlySet<Action> = new Set(['erase', 'erase-word', 'erase-before']);
/** As much as fits of what Enter and Esc do; both can be clicked. */
const HINTS = [
  { accept: 'Enter accepts', between: ', ', cancel: 'Esc cancels' },
  { accept: 'Enter', between: ', or ', cancel: 'Esc' },
];

const KEYS = [
  { key: 'Enter', hint: 'accept' },
  { key: 'Esc', hint: 'cancel' },
  { key: 'Ctrl+U', hint: 'clear' },
];

/** A line to edit. The answer is its text. */
export class PromptDialog implements Dialog<string | null> {
  readonly cancelled = null;
  private readonly title: string;
  private readonly maxCells: number;
  private readonly validate: (text: string) => string | null;
  private readonly mask: boolean;
  private line: EditedLine;
  /** First cluster in view. */
  private first = 0;
  private problem = '';
  /** Enter was pressed once: from then on the problem follows what is typed. */
  private checked = false;
  /** Widest that the frame has been: it never shrinks while a text is typed. */
  private width = 0;

  constructor(options: PromptOptions) {
    this.title = options.title;
    this.maxCells = options.maxCells ?? Number.POSITIVE_INFINITY;
    this.validate = options.validate ?? (() => null);
    this.mask = options.mask === true;
    this.line = editedLine(plain(options.value));
  }

  key(ch: string | undefined, key: Key): Answer<string | null> {
    const action = actionOf(key);
    if (action === 'cancel') return { result: null };
    if (action === 'accept') return this.accept();
    // in a secret nobody sees where the cursor is: it stays at the end
    if (action !== null) return this.mask && !BLIND.has(action) ? undefined : this.change(edited(this.line, action));
    const text = typed(ch, key);
    return this.change(text === '' ? null : inserted(this.line, plain(text), this.maxCells));
  }

  /** Line ends become spaces, except those at the end of the text: copying a line often takes its end along. */
  paste(text: string): Answer<string | null> {
    return this.change(inserted(this.line, plain(text.replace(/[\r\n]+$/, '')), this.maxCells));
  }

  press(hit: string, x: number): undefined {
    if (this.mask || hit !== TEXT_FIELD) return;
    let cursor = this.first;
    // the text begins behind the column that tells of more to the left
    for (let right = 1; cursor < this.line.clusters.length; cursor++) {
      right += textWidth(this.line.clusters[cursor]!);
      if (right > x) break;
    }
    this.line = { ...this.line, cursor };
  }

  click(hit: string): Answer<string | null> {
    if (hit === 'cancel') return { result: null };
    return hit === 'accept' ? this.accept() : undefined;
  }

  wheel(): undefined {}

  view(screen: Size): View {
    const wanted = Math.max(
      LEAST_WIDTH,
      textWidth(this.title) + 2,
      Math.min(WIDEST, Math.max(textWidth(lineText(this.line)) + 3, textWidth(this.problem))),
    );
    this.width = Math.max(this.width, wanted);
    const { width } = frameFor(screen, this.width, 1);
    const most = frameFor(screen, this.width, screen.rows).height - 1;
    const below = this.problem === '' ? [hintLine(width)] : this.problemLines(width, most);
    const frame = frameFor(screen, this.width, 1 + below.length);
    const { line, cursor } = this.editLine(width);
    const lines = [line, ...below].slice(0, frame.height);
    return { title: this.title, footer: '', keys: KEYS, frame, lines, cursor: { x: cursor, y: 0 }, scroll: null };
  }

  private problemLines(width: number, most: number): Line[] {
    return wrapInto(this.problem, width, most).map((text) => ({ spans: [{ text: fit(text, width), style: theme.error }] }));
  }

  private editLine(width: number): { line: Line; cursor: number } {
    if (this.mask) {
      const text = this.line.clusters.length === 0 ? '' : fit(MASK, Math.min(MASK.length, width - 1));
      return { line: { spans: [{ text, style: theme.text }] }, cursor: text.length };
    }
    // a column at either side tells of more text there
    const room = Math.max(1, width - 2);
    const window = windowOf(this.line, this.first, room);
    this.first = window.first;
    return {
      line: {
        spans: [
          { text: window.before ? '<' : ' ', style: theme.hint },
          { text: fit(window.text, room), style: theme.text, hit: TEXT_FIELD },
          { text: window.after ? '>' : ' ', style: theme.hint },
        ],
      },
      cursor: Math.min(width - 1, 1 + window.cursor),
    };
  }

  private accept(): Answer<string | null> {
    const text = lineText(this.line);
    this.problem = this.validate(text) ?? '';
    this.checked = true;
    return this.problem === '' ? { result: text } : undefined;
  }

  private change(line: EditedLine | null): undefined {
    if (!line) return;
    this.line = line;
    if (this.checked) this.problem = this.validate(lineText(line)) ?? '';
  }
}

function hintLine(width: number): Line {
  const hint = HINTS.find((h) => (h.accept + h.between + h.cancel).length <= width);
  if (!hint) return { spans: [] };
  return {
    spans: [
      { text: hint.accept, style: theme.hint, hit: 'accept' },
      { text: hint.between, style: theme.hint },
      { text: hint.cancel, style: theme.hint, hit: 'cancel' },
    ],
  };
}
