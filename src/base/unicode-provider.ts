import { Break, breakOf, codePointWidth, joins } from './graphemes.ts';

/**
 * Widths and clusters of `graphemes.ts` in the form in which xterm.js asks for them (`terminal.unicode.register`), for
 * every terminal model of the program.
 *
 * It stands in for the add-on of the same purpose, @xterm/addon-unicode-graphemes 0.4.0, which decodes its table from
 * wherever node's buffer pool happens to have put it: depending on how much was allocated before, every emoji comes out
 * one cell wide, loading throws `Data error`, or it allocates gigabytes. `graphemes.test.ts` compares the two.
 */
export const unicodeProvider = {
  version: '15-graphemes',

  /** Cells of a code point by itself: 0 for what only ever goes with another one. */
  wcwidth(code: number): 0 | 1 | 2 {
    const kind = breakOf(code);
    if (kind === Break.extend || kind === Break.prepend) return 0;
    return codePointWidth(code);
  },

  /**
   * What a code point is after what stands before it (the value given for that, 0 for nothing): bit 0 whether it joins
   * the cluster before it, bits 1–2 the width of the cluster so far, the break class above, as xterm.js packs them.
   */
  charProperties(code: number, preceding: number): number {
    const before = preceding >> 3;
    if (code < 0x7f && code >= 0x20 && before === Break.other) return NARROW;
    const kind = breakOf(code);
    const width = codePointWidth(code);
    if (preceding === 0 || !joins(before, kind)) return (kind << 3) | (width << 1);
    // two flag letters are one flag; the third begins the next
    if (kind === Break.regionalIndicator) return (2 << 1) | 1;
    return (kind << 3) | (Math.max(width, (preceding >> 1) & 3) << 1) | 1;
  },
};

const NARROW = 1 << 1;
