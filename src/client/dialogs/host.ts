import type { Disposable } from '../../base/disposable.ts';
import type { Size } from '../../protocol/messages.ts';
import type { Answer, Dialog } from './dialog.ts';
import { HelpDialog } from './help.ts';
import { Painter } from './painter.ts';
import { PickDialog } from './pick.ts';
import { PromptDialog } from './prompt.ts';
import { QuestionDialog } from './question.ts';
import type { AskOptions, ChooseOptions, DialogInput, Key, MouseInput, Overlay, PickOptions, PromptOptions, ShowOptions } from './types.ts';
import { hitWithFooter, type KeyHint, lit, PADDING, type View } from './view.ts';

/** Rows that one notch of the wheel scrolls. */
const WHEEL_ROWS = 3;
/** What a press beside the dialog is remembered as. */
const OUTSIDE = Symbol('outside');

interface Open {
  dialog: Dialog<unknown>;
  resolve: (result: unknown) => void;
}

/**
 * Shows dialogs, one on top of the other, and gives input to the topmost.
 *
 * A dialog that was answered is often followed by the next one (agent, then provider), opened by whoever awaits the
 * answer, a few microtasks later. Until the event loop comes round (`setImmediate`) the host therefore counts as active,
 * `render` still gives the last picture, nobody is told of a change, and input waits for the dialog that may come. So
 * nothing flashes between the two, and keys typed ahead reach the second; where none comes, they go to `onUnclaimed`.
 */
export class DialogHost implements Disposable {
  private size: Size;
  private readonly painter: Painter;
  private readonly stack: Open[] = [];
  private readonly changeListeners = new Set<() => void>();
  private readonly unclaimedListeners = new Set<(input: DialogInput) => void>();
  private waiting: DialogInput[] = [];
  /** A dialog was answered, and it is not yet known whether another follows. */
  private settling = false;
  private turn: NodeJS.Immediate | null = null;
  private view: View | null = null;
  private overlay: Overlay | null = null;
  private stale = false;
  /** Where the mouse was last while this dialog was open. */
  private pointer: { x: number; y: number } | null = null;
  /** What the mouse button went down on; a click is down and up on the same. */
  private pressed: string | typeof OUTSIDE | null = null;

  constructor(size: Size) {
    this.size = atLeastOne(size);
    this.painter = new Painter(this.size);
  }

  /** A dialog is open, or was answered in this turn of the event loop: input belongs here. */
  get active(): boolean {
    return this.stack.length > 0 || this.settling;
  }

  /** The screen, in cells. */
  resize(cols: number, rows: number): void {
    this.size = atLeastOne({ cols, rows });
    this.painter.resize(this.size);
    this.pressed = null;
    this.pointer = null;
    // what is still shown of an answered dialog does not fit any more
    if (this.stack.length === 0) this.overlay = null;
    this.layOut();
    this.touch();
  }

  /** False where no dialog is there to take it. `origin` (the bytes, say) comes back with input that nobody took. */
  key(ch: string | undefined, key: Key, origin?: unknown): boolean {
    return this.take({ kind: 'key', ch, key, origin });
  }

  mouse(mouse: MouseInput, origin?: unknown): boolean {
    if (mouse.action === 'move') return this.point(mouse);
    return this.take({ kind: 'mouse', mouse, origin });
  }

  paste(text: string, origin?: unknown): boolean {
    return this.take({ kind: 'paste', text, origin });
  }

  /** The topmost dialog as it looks now, or null with none open. The same object until something changes. */
  render(): Overlay | null {
    const top = this.stack.at(-1);
    if (!top) return this.settling ? this.overlay : null;
    if (this.stale || !this.overlay) {
      this.stale = false;
      this.view = top.dialog.view(this.size);
      this.overlay = this.painter.paint(this.view);
      const hovered = this.pointer && this.hitOf(this.pointer);
      if (typeof hovered === 'string') this.overlay = this.painter.paint(lit(this.view, hovered));
    }
    return this.overlay;
  }

  /** The keys of the topmost dialog, where it names them; of one that was answered as long as it is still to be seen. */
  get keys(): readonly KeyHint[] | null {
    return this.render() ? (this.view?.keys ?? null) : null;
  }

  /** Calls `listener` once for all that changed in a turn of the event loop, when `render` has something new. */
  onChange(listener: () => void): Disposable {
    this.changeListeners.add(listener);
    return { dispose: () => this.changeListeners.delete(listener) };
  }

  /** Input that was kept for a dialog that did not come, in order: it is for whoever had it come here. */
  onUnclaimed(listener: (input: DialogInput) => void): Disposable {
    this.unclaimedListeners.add(listener);
    return { dispose: () => this.unclaimedListeners.delete(listener) };
  }

  /** The id of the chosen row, or null. */
  pick(options: PickOptions): Promise<string | null> {
    return this.open(new PickDialog(options));
  }

  /** Yes or no; Esc is No. */
  ask(options: AskOptions): Promise<boolean> {
    const { question, defaultAnswer } = options;
    return this.open(
      new QuestionDialog<boolean>({
        question: `${question} ${defaultAnswer ? '[Y/n]' : '[y/N]'}`,
        options: [
          { key: 'y', label: 'Yes', value: true },
          { key: 'n', label: 'No', value: false },
        ],
        focused: defaultAnswer ? 'y' : 'n',
        cancelled: false,
      }),
    );
  }

  /** The value of the chosen option, or null. */
  choose<T>(options: ChooseOptions<T>): Promise<T | null> {
    return this.open(
      new QuestionDialog<T | null>({
        question: options.question,
        options: [...options.options, { key: 'Esc', label: 'cancel', value: null }],
        focused: options.default ?? options.options[0]?.key ?? '',
        cancelled: null,
      }),
    );
  }

  /** The edited text, or null. */
  prompt(options: PromptOptions): Promise<string | null> {
    return this.open(new PromptDialog(options));
  }

  /** Resolves when it is closed. */
  show(options: ShowOptions): Promise<null> {
    return this.open(new HelpDialog(options));
  }

  /** Closes every dialog as Esc would: what they were about is gone. */
  cancel(): void {
    for (const { dialog, resolve } of this.stack.splice(0).reverse()) resolve(dialog.cancelled);
    this.settle();
  }

  dispose(): void {
    this.changeListeners.clear();
    this.unclaimedListeners.clear();
    this.cancel();
    if (this.turn) clearImmediate(this.turn);
    this.turn = null;
    this.settling = false;
    this.waiting = [];
    this.overlay = null;
  }

  /** Shows a dialog of any kind on top of the others. */
  open<R>(dialog: Dialog<R>): Promise<R> {
    return new Promise((resolve) => {
      this.stack.push({ dialog, resolve: resolve as (result: unknown) => void });
      this.pressed = null;
      // only a mouse that moves lights what it is on: it may rest anywhere while keys are used
      this.pointer = null;
      this.layOut();
      this.touch();
      const waiting = this.waiting.splice(0);
      this.settling = false;
      for (const input of waiting) this.take(input);
    });
  }

  /** Lets the topmost dialog know its room before any input: a page is as long as the list is high. */
  private layOut(): void {
    this.stack.at(-1)?.dialog.view(this.size);
  }

  private take(input: DialogInput): boolean {
    const top = this.stack.at(-1);
    // behind an answer, input waits until it is clear what it goes to: what is below, or what comes next
    if (this.settling) {
      this.waiting.push(input);
      return true;
    }
    if (!top) return false;
    const answer = this.give(top.dialog, input);
    this.touch();
    if (answer) {
      this.stack.pop();
      top.resolve(answer.result);
      this.settle();
    }
    return true;
  }

  private give(dialog: Dialog<unknown>, input: DialogInput): Answer<unknown> {
    switch (input.kind) {
      case 'key':
        return dialog.key(input.ch, input.key);
      case 'paste':
        return dialog.paste(input.text);
      case 'mouse':
        return this.giveMouse(dialog, input.mouse);
    }
  }

  private giveMouse(dialog: Dialog<unknown>, { action, x, y }: MouseInput): Answer<unknown> {
    const overlay = this.render();
    if (!overlay || !this.view) return undefined;
    this.pointer = { x, y };
    if (action === 'wheel-up') return dialog.wheel(-WHEEL_ROWS);
    if (action === 'wheel-down') return dialog.wheel(WHEEL_ROWS);
    const hit = this.hitOf({ x, y });
    if (action === 'press') {
      this.pressed = hit;
      return typeof hit === 'string' ? dialog.press(hit, x - overlay.x - inset(this.view).x) : undefined;
    }
    const { pressed } = this;
    this.pressed = null;
    // a button that went down before the dialog was there, or on something else, is no click
    if (hit === null || hit !== pressed) return undefined;
    return hit === OUTSIDE ? { result: dialog.cancelled } : dialog.click(hit as string);
  }

  /** The mouse without a button: what it is on is lit. */
  private point({ x, y }: MouseInput): boolean {
    if (this.stack.length === 0) return this.settling;
    // laid out as it is now
    this.render();
    const before = this.pointer && this.hitOf(this.pointer);
    this.pointer = { x, y };
    if (this.hitOf(this.pointer) !== before) this.touch();
    return true;
  }

  /** What of the topmost dialog is there, null for nothing that can be clicked. */
  private hitOf({ x, y }: { x: number; y: number }): string | typeof OUTSIDE | null {
    const { overlay, view } = this;
    if (!overlay || !view) return null;
    const inside = x >= overlay.x && x < overlay.x + overlay.width && y >= overlay.y && y < overlay.y + overlay.height;
    if (!inside) return OUTSIDE;
    const { x: left, y: top } = inset(view);
    return hitWithFooter(view, x - overlay.x - left, y - overlay.y - top);
  }

  /** The topmost dialog looks different by itself: something that it waited for has come. */
  refresh(): void {
    this.touch();
  }

  private settle(): void {
    this.settling = true;
    this.pressed = null;
    this.pointer = null;
    this.touch();
  }

  /** Something changed: tell when this turn of the event loop is over. */
  private touch(): void {
    this.stale = true;
    this.turn ??= setImmediate(() => {
      this.turn = null;
      this.settling = false;
      if (this.stack.length === 0) {
        this.overlay = null;
        this.view = null;
      }
      for (const listener of this.changeListeners) listener();
      for (const input of this.waiting.splice(0)) if (!this.take(input)) for (const listener of this.unclaimedListeners) listener(input);
    });
  }
}

/** Columns and rows between the edge of a dialog and its inside. */
function inset({ frame }: View): { x: number; y: number } {
  return frame.bordered ? { x: 1 + PADDING, y: 1 } : { x: 0, y: 0 };
}

/** A terminal may call itself 0×0. */
function atLeastOne({ cols, rows }: Size): Size {
  return { cols: Math.max(1, cols), rows: Math.max(1, rows) };
}
