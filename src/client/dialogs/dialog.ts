import type { Size } from '../../protocol/messages.ts';
import type { Key } from './types.ts';
import type { View } from './view.ts';

/** A dialog's answer, or undefined while it stays open. */
export type Answer<R> = { result: R } | undefined;

/** One dialog: its state, what input makes of it, and what it looks like. It draws nothing and knows no screen. */
export interface Dialog<R> {
  /** The answer of Esc, of a click outside, and of a dialog that is closed from elsewhere. */
  readonly cancelled: R;
  /** How it looks on a screen of that size. Also settles what depends on the room (how far a list is scrolled). */
  view(screen: Size): View;
  key(ch: string | undefined, key: Key): Answer<R>;
  paste(text: string): Answer<R>;
  /** A button of the mouse went down on something named `hit`, at column `x` inside the frame. */
  press(hit: string, x: number): Answer<R>;
  /** ... and up on the same. */
  click(hit: string): Answer<R>;
  /** The wheel: down is positive. */
  wheel(by: number): Answer<R>;
}
