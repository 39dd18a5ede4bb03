/** How a piece of text looks. Colours are indexes into the 256-colour palette; absent: the terminal's own. */
export interface Style {
  fg?: number;
  bg?: number;
  bold?: boolean;
  underline?: boolean;
  inverse?: boolean;
}

/**
 * The looks of every dialog. Text keeps the terminal's own colours, and what stands out does so by bold and inverse, so
 * that it reads on any background. The few palette colours are mid-tones of the fixed 6×6×6 cube and grey ramp
 * (contrast of 3.5 or more against white and black alike), never one of the 16 that operators redefine.
 */
export const theme = {
  frame: { fg: 244 },
  title: { bold: true },
  text: {},
  selection: { inverse: true, bold: true },
  dimmed: { fg: 244 },
  dimmedSelection: { inverse: true, fg: 244 },
  emphasis: { fg: 166, bold: true },
  error: { fg: 167, bold: true },
  match: { underline: true },
  heading: { bold: true },
  key: { fg: 31, bold: true },
  hint: { fg: 244 },
  /** The key of a button. */
  mnemonic: { underline: true, bold: true },
  button: {},
  focusedButton: { inverse: true, bold: true },
} as const satisfies Record<string, Style>;

/** `over` on top of `base`. */
export function layered(base: Style, over: Style): Style {
  return { ...base, ...over };
}
