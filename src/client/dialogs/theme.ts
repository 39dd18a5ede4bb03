import { inkNumber } from '../screen/inks.ts';

/** How a piece of text looks. Colours are inks (`screen/inks`); absent: the terminal's own. */
export interface Style {
  fg?: number;
  bg?: number;
  bold?: boolean;
  underline?: boolean;
  inverse?: boolean;
}

/**
 * The looks of every dialog. Text keeps the terminal's own colours, and what stands out does so by bold and inverse, so
 * that it reads on any background; the few colours are inks, which the operator's theme gives their colour.
 */
export const theme = {
  frame: { fg: inkNumber('frame') },
  title: { bold: true },
  text: {},
  selection: { inverse: true, bold: true },
  dimmed: { fg: inkNumber('faint') },
  dimmedSelection: { inverse: true, fg: inkNumber('faint') },
  emphasis: { fg: inkNumber('attention'), bold: true },
  error: { fg: inkNumber('alert'), bold: true },
  match: { underline: true },
  heading: { bold: true },
  key: { fg: inkNumber('key'), bold: true },
  hint: { fg: inkNumber('faint') },
  /** The key of a button. */
  mnemonic: { underline: true, bold: true },
  button: {},
  focusedButton: { inverse: true, bold: true },
  /** What the mouse is on. */
  hover: { fg: inkNumber('onHover'), bg: inkNumber('hover') },
} as const satisfies Record<string, Style>;

/** `over` on top of `base`. */
export function layered(base: Style, over: Style): Style {
  return { ...base, ...over };
}
