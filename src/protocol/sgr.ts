import { BgFlag, Color, FgFlag } from './cells.ts';

/** How a terminal draws the next character: the words of a cell, freed of what is not drawn. */
export interface Pen {
  /** Colour, inverse, bold, blink, invisible, strike. */
  fg: number;
  /** Colour, italic, dim, overline. */
  bg: number;
  /** One of `Underline`. */
  underline: number;
  /** Colour word, 0 for the text's own. Only with an underline. */
  underlineColor: number;
}

export const PLAIN_PEN: Readonly<Pen> = { fg: 0, bg: 0, underline: 0, underlineColor: 0 };

/** Drawn flags of the two words. The underline is a field of its own. */
export const PEN_FG = (Color.mask | FgFlag.inverse | FgFlag.bold | FgFlag.blink | FgFlag.invisible | FgFlag.strike) >>> 0;
export const PEN_BG = (Color.mask | BgFlag.italic | BgFlag.dim | BgFlag.overline) >>> 0;

export function samePen(a: Pen, b: Pen): boolean {
  return a.fg === b.fg && a.bg === b.bg && a.underline === b.underline && a.underlineColor === b.underlineColor;
}

/** Attributes that are switched one by one: mask in their word, number that sets, number that resets. */
const FG_ATTRIBUTES = [
  [FgFlag.blink, 5, 25],
  [FgFlag.inverse, 7, 27],
  [FgFlag.invisible, 8, 28],
  [FgFlag.strike, 9, 29],
] as const;
const BG_ATTRIBUTES = [
  [BgFlag.italic, 3, 23],
  [BgFlag.overline, 53, 55],
] as const;

/** `;n`, made once: a screen of 24-bit colours needs thousands of them a frame. */
const NUMBER = Array.from({ length: 256 }, (_, n) => `;${n}`);
const COLORS_16 = [30, 40].map((base) => Array.from({ length: 16 }, (_, n) => `;${(n & 7) + base + (n & 8 ? 60 : 0)}`));

/** Parameters that set a colour word in the form in which it came; `base` is 30 or 40. */
function color(word: number, base: 30 | 40): string {
  const value = word & Color.value;
  switch (word & Color.form) {
    case Color.p16:
      return COLORS_16[base === 30 ? 0 : 1]![value & 15]!;
    case Color.p256:
      return (base === 30 ? ';38;5' : ';48;5') + NUMBER[value & 255];
    case Color.rgb:
      return (base === 30 ? ';38;2' : ';48;2') + NUMBER[value >> 16] + NUMBER[(value >> 8) & 255] + NUMBER[value & 255];
    default:
      return base === 30 ? ';39' : ';49';
  }
}

/**
 * Underlines have colons in their parameters, so that a terminal that knows neither styles nor colours takes them for
 * one unknown parameter, not for several known ones.
 */
function underlineColor(word: number): string {
  const value = word & Color.value;
  switch (word & Color.form) {
    case Color.rgb:
      return `;58:2::${value >> 16}:${(value >> 8) & 255}:${value & 255}`;
    default:
      return `;58:5:${value & 255}`;
  }
}

/** What turns attributes on, from `from` to `to`, where nothing has to be turned off. */
function added(from: Pen, to: Pen): string {
  let out = '';
  const fg = to.fg & ~from.fg;
  const bg = to.bg & ~from.bg;
  if (fg & FgFlag.bold) out += ';1';
  if (bg & BgFlag.dim) out += ';2';
  for (const [mask, on] of FG_ATTRIBUTES) if (fg & mask) out += `;${on}`;
  for (const [mask, on] of BG_ATTRIBUTES) if (bg & mask) out += `;${on}`;
  if (to.underline !== from.underline && to.underline !== 0) out += to.underline === 1 ? ';4' : `;4:${to.underline}`;
  if ((to.fg ^ from.fg) & Color.mask) out += color(to.fg, 30);
  if ((to.bg ^ from.bg) & Color.mask) out += color(to.bg, 40);
  if (to.underlineColor !== from.underlineColor) out += underlineColor(to.underlineColor);
  return out;
}

/** What turns off the attributes that `from` has and `to` has not. `from` loses them, and what goes with them. */
function removed(from: Pen, to: Pen): string {
  let out = '';
  const fg = from.fg & ~to.fg;
  const bg = from.bg & ~to.bg;
  if (fg & FgFlag.bold || bg & BgFlag.dim) {
    // one number ends both, so the one that stays is set again
    out += ';22';
    from.fg &= ~FgFlag.bold;
    from.bg &= ~BgFlag.dim;
  }
  for (const [mask, , off] of FG_ATTRIBUTES) if (fg & mask) out += `;${off}`;
  for (const [mask, , off] of BG_ATTRIBUTES) if (bg & mask) out += `;${off}`;
  if (from.underline !== 0 && to.underline === 0) out += ';24';
  return out;
}

/** Nothing but colours changes, and none goes back to the terminal's own: what most of a colourful screen is. */
function onlyRecolored(from: Pen, to: Pen): boolean {
  const flags = ((from.fg ^ to.fg) | (from.bg ^ to.bg)) & ~Color.mask;
  if (flags !== 0 || from.underline !== to.underline || from.underlineColor !== to.underlineColor) return false;
  return (from.fg === to.fg || (to.fg & Color.form) !== 0) && (from.bg === to.bg || (to.bg & Color.form) !== 0);
}

/** The shortest SGR sequence that takes the terminal's pen from one to the other; '' where they are the same. */
export function transition(from: Pen, to: Pen): string {
  if (samePen(from, to)) return '';
  if (to.fg === 0 && to.bg === 0 && to.underline === 0 && to.underlineColor === 0) return '\x1b[m';
  // 59 makes xterm.js 6 underline in white (`sgr.test.ts`), so a colour that ends takes everything with it
  if (from.underlineColor !== 0 && to.underlineColor === 0) return `\x1b[${added(PLAIN_PEN, to)}m`;
  if (onlyRecolored(from, to)) {
    const fg = from.fg === to.fg ? '' : color(to.fg, 30);
    return `\x1b[${(fg + (from.bg === to.bg ? '' : color(to.bg, 40))).slice(1)}m`;
  }
  const base = { fg: from.fg, bg: from.bg, underline: from.underline, underlineColor: from.underlineColor };
  const off = removed(base, to);
  const step = off + added(base, to);
  // from scratch is only ever shorter where something ends
  if (off !== '' || step.includes('9')) {
    const anew = added(PLAIN_PEN, to);
    // the reset is an empty first parameter
    if (anew.length < step.length - 1) return `\x1b[${anew}m`;
  }
  return `\x1b[${step.slice(1)}m`;
}
