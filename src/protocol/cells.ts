/**
 * The cell as it crosses the socket and as every screen of the program keeps it: three 32-bit words, CONTENT, FG, BG,
 * plus a table entry for what does not fit (clusters of several code points, underline style and colour, links).
 *
 * The words are laid out as xterm.js 6 keeps them in its buffer lines, so that the server copies memory instead of
 * re-encoding cells; `session/terminal.test.ts` would notice a version that keeps them otherwise.
 */
export const WORDS = 3;

export const Content = {
  codepoint: 0x1fffff,
  /** The cell holds a cluster of several code points, found in the row's `texts`. */
  combined: 1 << 21,
  /** Cell width 0 (right half of a wide cell), 1 or 2, in bits 22 and 23. */
  widthShift: 22,
  widthMask: 3 << 22,
} as const;

/** FG and BG: bits 0–23 colour, bits 24–25 its form, the rest flags. */
export const Color = {
  mask: 0x3ffffff,
  value: 0xffffff,
  form: 0x3000000,
  default: 0,
  p16: 0x1000000,
  p256: 0x2000000,
  rgb: 0x3000000,
} as const;

export const FgFlag = {
  inverse: 0x4000000,
  bold: 0x8000000,
  underline: 0x10000000,
  blink: 0x20000000,
  invisible: 0x40000000,
  strike: 0x80000000,
} as const;

export const BgFlag = {
  italic: 0x4000000,
  dim: 0x8000000,
  /** An entry in the row's `extras` says more. */
  extended: 0x10000000,
  /** DECSCA; not drawn. */
  protected: 0x20000000,
  overline: 0x40000000,
} as const;

/** Underline styles, as in `CSI 4 : n m`. */
export const Underline = { none: 0, single: 1, double: 2, curly: 3, dotted: 4, dashed: 5 } as const;

/** What a cell with `BgFlag.extended` has besides its words. */
export interface Extra {
  /** One of `Underline`. */
  underline: number;
  /** Colour of the underline in the form of FG's colour bits; 0 is the text's own colour. */
  underlineColor: number;
  /** OSC 8 link: its URI, or '' for none. */
  link: string;
  /** OSC 8 id parameter, or '' for none. */
  linkId: string;
}

/** One row of a screen. `words.length` is `WORDS × columns`. */
export interface Row {
  words: Uint32Array;
  /** By column: the text of cells marked `Content.combined`. */
  texts?: Map<number, string>;
  /** By column: of cells marked `BgFlag.extended`. */
  extras?: Map<number, Extra>;
  /** The row goes on in the next one (soft wrap). */
  wrapped: boolean;
}

/** A row of `cols` empty cells with the default colours. */
export function emptyRow(cols: number): Row {
  const words = new Uint32Array(cols * WORDS);
  for (let i = 0; i < words.length; i += WORDS) words[i] = 1 << Content.widthShift;
  return { words, wrapped: false };
}

/** Text of the cell at column `x`: '' for the right half of a wide cell, ' ' for an empty one. */
export function cellText(row: Row, x: number): string {
  const content = row.words[x * WORDS]!;
  if (content & Content.combined) return row.texts?.get(x) ?? ' ';
  const code = content & Content.codepoint;
  if (code !== 0) return String.fromCodePoint(code);
  return (content & Content.widthMask) === 0 ? '' : ' ';
}

/** The row's text without trailing blanks. */
export function rowText(row: Row): string {
  let out = '';
  for (let x = 0; x < row.words.length / WORDS; x++) out += cellText(row, x);
  return out.trimEnd();
}
