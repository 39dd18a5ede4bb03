import { BgFlag, Color, FgFlag } from '../../protocol/cells.ts';

/** How a piece of the chrome looks. Colours are words as in cells (`palette(n)`, `rgb(r, g, b)`); absent: the terminal's own. */
export interface Style {
  fg?: number;
  bg?: number;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
  inverse?: boolean;
}

/** Colour `index` of the 256-colour palette. */
export function palette(index: number): number {
  return Color.p256 | index;
}

export function rgb(red: number, green: number, blue: number): number {
  return Color.rgb | (red << 16) | (green << 8) | blue;
}

/** The FG and BG words of a cell with that style. */
export function styleWords(style: Style): { fg: number; bg: number } {
  let fg = style.fg ?? Color.default;
  let bg = style.bg ?? Color.default;
  if (style.bold) fg |= FgFlag.bold;
  if (style.underline) fg |= FgFlag.underline;
  if (style.inverse) fg |= FgFlag.inverse;
  if (style.italic) bg |= BgFlag.italic;
  if (style.dim) bg |= BgFlag.dim;
  return { fg: fg >>> 0, bg: bg >>> 0 };
}
