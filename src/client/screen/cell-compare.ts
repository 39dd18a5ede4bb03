import { BgFlag, Content, type Extra, type Row, WORDS } from '../../protocol/cells.ts';

const EMPTY = 1 << Content.widthShift;
const SPACE = EMPTY | 0x20;
const RIGHT_HALF = 0;
/** Bits of BG that say nothing about how the cell itself is drawn. */
const UNSEEN_BG = BgFlag.protected | BgFlag.extended;

/** Nothing is seen in the cell but its background. */
export function isBlankContent(content: number): boolean {
  return content === EMPTY || content === SPACE;
}

/**
 * The cell at `x` is the left half of a wide character with its right half beside it. Only such ones can be drawn; half
 * a one, which a resize may leave, is drawn as a blank.
 */
export function isWideAt(row: Row, x: number): boolean {
  const at = x * WORDS;
  const { words } = row;
  if ((words[at]! & Content.widthMask) >> Content.widthShift !== 2 || at + WORDS >= words.length) return false;
  return (words[at + WORDS]! & (Content.widthMask | Content.codepoint)) === RIGHT_HALF;
}

function sameExtra(a: Extra | undefined, b: Extra | undefined): boolean {
  if (a === b) return true;
  return (
    (a?.underline ?? 0) === (b?.underline ?? 0) &&
    (a?.underlineColor ?? 0) === (b?.underlineColor ?? 0) &&
    (a?.link ?? '') === (b?.link ?? '') &&
    (a?.linkId ?? '') === (b?.linkId ?? '')
  );
}

/** Whether two rows of the same width look the same in column `x`. An empty cell looks like a space. */
export function sameCell(a: Row, b: Row, x: number): boolean {
  const at = x * WORDS;
  const aw = a.words;
  const bw = b.words;
  const content = aw[at]!;
  if (content !== bw[at]!) {
    if (!isBlankContent(content) || !isBlankContent(bw[at]!)) return false;
  } else if (content & Content.combined && a.texts?.get(x) !== b.texts?.get(x)) return false;
  if (aw[at + 1] !== bw[at + 1]) return false;
  const abg = aw[at + 2]!;
  const bbg = bw[at + 2]!;
  if ((abg ^ bbg) & ~UNSEEN_BG) return false;
  return ((abg | bbg) & BgFlag.extended) === 0 || sameExtra(a.extras?.get(x), b.extras?.get(x));
}

/** Cells that look different in two rows of the same width. */
export function countDifferences(a: Row, b: Row): number {
  if (a === b) return 0;
  const cols = a.words.length / WORDS;
  let count = 0;
  for (let x = 0; x < cols; x++) if (!sameCell(a, b, x)) count++;
  return count;
}

/** First column that looks different, or -1. */
export function firstDifference(a: Row, b: Row): number {
  const cols = a.words.length / WORDS;
  for (let x = 0; x < cols; x++) if (!sameCell(a, b, x)) return x;
  return -1;
}

/** Last column that looks different, or -1. */
export function lastDifference(a: Row, b: Row): number {
  for (let x = a.words.length / WORDS - 1; x >= 0; x--) if (!sameCell(a, b, x)) return x;
  return -1;
}
