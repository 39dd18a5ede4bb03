import { RUNS } from './grapheme-table.ts';

/**
 * Grapheme clusters and how many cells each takes, as the terminal model of every session measures them (xterm.js with
 * its graphemes add-on), so that a label in the strip and the same text in a tab have one width. The add-on itself
 * takes 19 ms to load and Intl.Segmenter 20 to 100 ms on first use, a whole attach's budget; this takes none until the
 * first character of another script or an emoji, and then 1 ms. `graphemes.test.ts` holds it to the model, code point by code point.
 */

/** Grapheme_Cluster_Break of Unicode as the model numbers it; controls count as Other. */
export const Break = {
  other: 0,
  prepend: 1,
  extend: 2,
  regionalIndicator: 3,
  spacingMark: 4,
  hangulL: 5,
  hangulV: 6,
  hangulT: 7,
  hangulLV: 8,
  hangulLVT: 9,
  zwj: 10,
  pictograph: 11,
} as const;

/** A cluster of code points that belong together, and the cells that it takes. */
export interface Grapheme {
  text: string;
  width: 0 | 1 | 2;
}

const WIDE = 0x10;
/** Beyond the supplementary multilingual plane the table is a handful of long runs; below, one byte a code point. */
const DIRECT = 0x20000;
let direct: Uint8Array | undefined;
const far: { end: number; property: number }[] = [];

function load(): Uint8Array {
  const table = new Uint8Array(DIRECT);
  let code = 0;
  for (let i = 0; i < RUNS.length; ) {
    const property = RUNS.charCodeAt(i++) - 0x40;
    let length = 0;
    for (let c = RUNS.charCodeAt(i); isDigit(c); c = RUNS.charCodeAt(++i)) length = length * 36 + (c < 0x61 ? c - 0x30 : c - 0x61 + 10);
    const end = code + (length || 1);
    if (property !== 0 && code < DIRECT) table.fill(property, code, Math.min(end, DIRECT));
    if (end > DIRECT) far.push({ end, property });
    code = end;
  }
  direct = table;
  return table;
}

/** Of base 36, in lower case. */
function isDigit(c: number): boolean {
  return (c >= 0x30 && c <= 0x39) || (c >= 0x61 && c <= 0x7a);
}

/** What frames, signs and European labels are made of is narrow and joins with nothing: known without the table. */
function isPlain(code: number): boolean {
  if (code < 0x300) return code !== 0xa9 && code !== 0xad && code !== 0xae;
  return (code >= 0x2500 && code < 0x2580) || (code >= 0x2010 && code < 0x2028) || code === 0x2039 || code === 0x203a;
}

function property(code: number): number {
  if (isPlain(code)) return 0;
  if (code < DIRECT) return (direct ?? load())[code]!;
  if (!direct) load();
  for (const run of far) if (code < run.end) return run.property;
  return 0;
}

/** One of `Break` for a code point. */
export function breakOf(code: number): number {
  return property(code) & 0xf;
}

/** Cells of a code point that stands alone. The model gives even a lone combining mark a cell of its own. */
export function codePointWidth(code: number): 1 | 2 {
  return (property(code) & WIDE) === 0 ? 1 : 2;
}

/** Whether `after` goes into the same cluster as `before` (rules GB6 to GB13, without the count of flag letters). */
export function joins(before: number, after: number): boolean {
  if (after === Break.extend || after === Break.zwj || after === Break.spacingMark || before === Break.prepend) return true;
  switch (before) {
    case Break.hangulL:
      return after === Break.hangulL || after === Break.hangulV || after === Break.hangulLV || after === Break.hangulLVT;
    case Break.hangulV:
    case Break.hangulLV:
      return after === Break.hangulV || after === Break.hangulT;
    case Break.hangulT:
    case Break.hangulLVT:
      return after === Break.hangulT;
    case Break.zwj:
      return after === Break.pictograph;
    case Break.regionalIndicator:
      return after === Break.regionalIndicator;
    default:
      return false;
  }
}

/** C0, DEL and C1: what a terminal obeys instead of showing. */
function isControl(code: number): boolean {
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

/** The clusters of `text` in order. Control characters are left out; half a surrogate pair is U+FFFD. */
export function graphemes(text: string): Grapheme[] {
  const out: Grapheme[] = [];
  let last: Grapheme | undefined;
  let state = 0;
  for (const char of text) {
    let code = char.codePointAt(0)!;
    if (isControl(code)) {
      last = undefined;
      continue;
    }
    let piece = char;
    if (code >= 0xd800 && code < 0xe000) {
      code = 0xfffd;
      piece = '\ufffd';
    }
    const kind = breakOf(code);
    const width = codePointWidth(code);
    if (last && joins(state, kind)) {
      const pair = kind === Break.regionalIndicator;
      last.text += piece;
      if (width > last.width || pair) last.width = pair ? 2 : width;
      // a pair of flag letters is complete: a third one starts anew
      state = pair ? Break.other : kind;
    } else {
      last = { text: piece, width };
      out.push(last);
      state = kind;
    }
  }
  return out;
}

const PLAIN = /^[ -~]*$/;

/** Cells that `text` takes. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const g of graphemes(text)) width += g.width;
  return width;
}

/**
 * `text` where it fits in `cells`, else its beginning with `ellipsis` behind it. Never half of a wide character, so the
 * result may be a cell narrower; empty where not even the ellipsis fits.
 */
export function truncate(text: string, cells: number, ellipsis = '…'): string {
  const clusters = graphemes(text);
  let width = 0;
  for (const g of clusters) width += g.width;
  if (width <= cells) return clusters.map((g) => g.text).join('');
  const room = cells - textWidth(ellipsis);
  if (room < 0) return '';
  let out = '';
  let used = 0;
  for (const g of clusters) {
    if (used + g.width > room) break;
    out += g.text;
    used += g.width;
  }
  return out + ellipsis;
}
