import type { Key } from './key.ts';
import type { Reply } from './replies.ts';

/**
 * What the tokenizer cuts the operator's bytes into. Every token has the bytes it was made from: the `raw` of all
 * tokens in order are exactly the bytes that went in, so that what is not ours can go on as it came.
 */
export type Token = TextToken | KeyToken | MouseToken | PasteToken | FocusToken | ReplyToken | UnknownToken;

/** A run of typed characters (UTF-8, no control characters). */
export interface TextToken {
  kind: 'text';
  raw: Uint8Array;
}

/** A key that is not plain text, or one that the terminal reported as an event. */
export interface KeyToken {
  kind: 'key';
  raw: Uint8Array;
  key: Key;
}

/** Buttons as numbers: 0 left, 1 middle, 2 right, 3 none, 4–7 wheel up, down, left, right, 8–11 the extra ones. */
export const Button = { left: 0, middle: 1, right: 2, none: 3, wheelUp: 4, wheelDown: 5, wheelLeft: 6, wheelRight: 7 } as const;

export interface MouseEvent {
  action: 'press' | 'release' | 'motion';
  /** See `Button`. `none` in a motion without a button and in a release whose encoding does not name it. */
  button: number;
  /** `Mod.shift`, `Mod.alt`, `Mod.ctrl`. */
  mods: number;
  /** From 0, in cells; in pixels where the terminal was asked for `? 1016`. */
  x: number;
  y: number;
}

export interface MouseToken {
  kind: 'mouse';
  raw: Uint8Array;
  mouse: MouseEvent;
  /** This many of the sequence's first bytes were given out before as an Esc key (see `Tokenizer.eager`). */
  given: number;
}

/** Bracketed paste. `start` and `end` are the brackets; everything between them comes as `chunk`s. */
export interface PasteToken {
  kind: 'paste';
  raw: Uint8Array;
  part: 'start' | 'chunk' | 'end';
  given: number;
}

export interface FocusToken {
  kind: 'focus';
  raw: Uint8Array;
  focused: boolean;
}

/** The terminal's answer to a query of ours, or a report that we switched on. Never for the agent. */
export interface ReplyToken {
  kind: 'reply';
  raw: Uint8Array;
  reply: Reply;
}

/** A sequence that means nothing to us; some key of some terminal. The agent may know it. */
export interface UnknownToken {
  kind: 'unknown';
  raw: Uint8Array;
}
