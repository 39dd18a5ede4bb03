import type { Row } from '../../protocol/cells.ts';

/** A key as blessed describes one; the client's tokenizer makes them. */
export interface Key {
  /** `up`, `enter`, `escape`, `a`... or undefined where only `ch` says what was typed. */
  name: string | undefined;
  ctrl: boolean;
  shift: boolean;
  meta: boolean;
  /** Modifiers and name: `C-n`, `S-tab`. */
  full?: string | undefined;
  /** The bytes as typed. */
  sequence?: string | undefined;
}

/** The button that chooses and the wheel; other buttons are not for dialogs. Column and row of the host's screen, from 0. */
export interface MouseInput {
  action: 'press' | 'release' | 'move' | 'wheel-up' | 'wheel-down';
  x: number;
  y: number;
}

/** What a host was given, as it hands it back where no dialog was there to take it. `origin` is whatever came with it. */
export type DialogInput = { origin?: unknown } & (
  | { kind: 'key'; ch: string | undefined; key: Key }
  | { kind: 'mouse'; mouse: MouseInput }
  | { kind: 'paste'; text: string }
);

/** A rectangle of cells to lay over the screen, in screen coordinates. Replaced as a whole when anything in it changes. */
export interface Overlay {
  x: number;
  y: number;
  width: number;
  height: number;
  rows: Row[];
  /** Where the terminal's cursor belongs, in screen coordinates, or null to hide it. */
  cursor: { x: number; y: number } | null;
  /** Its colours are inks. */
  inked?: true;
}

export interface PickRow {
  id: string;
  label: string;
  /** The key that does the same without this list, at the right end of the row. */
  key?: string | undefined;
  /** Said beside the label; of a dimmed row also why it cannot be chosen. */
  detail?: string | undefined;
  /** Can be moved to but not chosen. */
  dimmed?: boolean | undefined;
}

export interface PickOptions {
  title: string;
  rows: readonly PickRow[];
  /** Id of the row to start on; otherwise the first. */
  selected?: string | undefined;
  /** Typing narrows the list. On unless false. */
  filter?: boolean | undefined;
  /** A digit chooses the row of that number, as long as nothing is typed; rows show theirs. */
  digits?: boolean | undefined;
  /** Said instead of rows where there are none, or none that answers the filter. */
  empty?: string | undefined;
}

export interface AskOptions {
  question: string;
  /** What Enter answers. Esc always answers No. */
  defaultAnswer: boolean;
}

export interface ChooseOption<T> {
  /** One character that chooses it, whatever its case. */
  key: string;
  label: string;
  value: T;
}

export interface ChooseOptions<T> {
  question: string;
  options: readonly ChooseOption<T>[];
  /** Key of the option that Enter chooses; otherwise the first. */
  default?: string | undefined;
}

export interface PromptOptions {
  title: string;
  value: string;
  /** No more text than this is taken, in columns. */
  maxCells?: number | undefined;
  /** What is wrong with a text, as a sentence, or null. Asked when Enter is pressed, then at every change. */
  validate?: ((text: string) => string | null) | undefined;
  /** A secret: nothing of it, nor its length, is shown. */
  mask?: boolean | undefined;
}

export interface ShowOptions {
  title: string;
  /** `also`: words that find a row besides those that are seen. */
  sections: readonly { heading: string; rows: readonly { key: string; text: string; also?: string }[] }[];
}
