import type { Disposable } from '../base/disposable.ts';
import type { Size } from '../protocol/messages.ts';
import type { Key, MouseInput, Overlay } from './dialogs/types.ts';

/** A screen that lies over everything and has the keys until the operator leaves it. */
export interface FullScreen extends Disposable {
  /** Input must wait: whose it is has not been decided yet. */
  readonly busy: boolean;
  key(ch: string | undefined, key: Key): void;
  paste(text: string): void;
  mouse(mouse: MouseInput): void;
  resize(size: Size): void;
  render(): Overlay;
  /** Calls `listener` when `render` may have something new. */
  onChange(listener: () => void): Disposable;
}

/** The Auth screen as the client is given it: what it edits, the client does not know. */
export interface AuthScreen {
  /** Rejects with an OperatorError where it cannot be shown: the configuration has mistakes, say. */
  open(setup: { size: Size; onLeave(): void }): Promise<FullScreen>;
  /** TEXT without the keys that were typed there. */
  redact(text: string): string;
}
