/** What one typed letter is worth where it stands, in points: enough that a letter more always beats how the others stand. */
const LETTER = 16;
/** At the beginning of the text, of a word, or at a capital inside of one: what people abbreviate by. */
const TEXT_START = 12;
const WORD_START = 10;
const CAPITAL = 8;
/** Right behind the letter before. */
const CONSECUTIVE = 7;
/** In the case in which it was typed, where that is a capital. */
const SAME_CASE = 2;
/** Letters that are passed over: the first of them, and each other. */
const GAP = -3;
const GAP_ON = -1;

const NEVER = Number.NEGATIVE_INFINITY;
const isWord = (ch: string): boolean => /[\p{L}\p{N}]/u.test(ch);
const isCapital = (ch: string): boolean => ch !== ch.toLowerCase();

/** Lower case that keeps every offset where it was (a few letters grow when lowered: those stay as they are). */
export function folded(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : [...text].map((c) => (c.toLowerCase().length === c.length ? c.toLowerCase() : c)).join('');
}

/** What a letter of `text` at `at` gains by its place. */
function placeBonus(text: string, at: number): number {
  if (at === 0) return TEXT_START;
  const before = text[at - 1]!;
  if (!isWord(before)) return isWord(text[at]!) ? WORD_START : 0;
  return isCapital(text[at]!) && !isCapital(before) ? CAPITAL : 0;
}

/** How well letters answer what was typed: more is better. */
export interface FuzzyMatch {
  score: number;
  /** UTF-16 offsets of the letters in the text, rising. */
  marks: number[];
}

/**
 * The best way to find the letters of `typed` in `text` in their order, whatever the case, with others between them; or null
 * where there is none. Of all ways the one with the most points: letters at the beginnings of words, behind each other, in
 * the case that was typed; few passed over. Takes text × typed steps.
 */
export function fuzzyMatch(text: string, typed: string): FuzzyMatch | null {
  const haystack = folded(text);
  const needle = folded(typed);
  const width = haystack.length;
  if (needle.length === 0) return { score: 0, marks: [] };
  // points with letter i at column j exactly, and where letter i - 1 stands then
  const ends: number[][] = [];
  const from: number[][] = [];
  for (let i = 0; i < needle.length; i++) {
    const row = new Array<number>(width).fill(NEVER);
    const back = new Array<number>(width).fill(-1);
    const above = ends[i - 1];
    // the best of what is further left, gap included, and its column
    let gapped = NEVER;
    let gappedAt = -1;
    for (let j = i; j < width; j++) {
      if (above && j >= 2) {
        const opened = above[j - 2]! + GAP;
        if (opened > gapped + GAP_ON) {
          gapped = opened;
          gappedAt = j - 2;
        } else gapped += GAP_ON;
      }
      if (haystack[j] !== needle[i]) continue;
      const points = LETTER + placeBonus(text, j) + (isCapital(typed[i] ?? '') && typed[i] === text[j] ? SAME_CASE : 0);
      if (!above) {
        row[j] = points;
        continue;
      }
      const next = j > 0 ? above[j - 1]! + CONSECUTIVE : NEVER;
      if (next === NEVER && gapped === NEVER) continue;
      row[j] = points + Math.max(next, gapped);
      back[j] = next >= gapped ? j - 1 : gappedAt;
    }
    ends.push(row);
    from.push(back);
  }
  const last = ends[needle.length - 1]!;
  let at = -1;
  for (let j = 0; j < width; j++) if (last[j]! > (at < 0 ? NEVER : last[at]!)) at = j;
  if (at < 0) return null;
  const score = last[at]!;
  const marks: number[] = [];
  for (let i = needle.length - 1; i >= 0; i--) {
    marks.unshift(at);
    at = from[i]![at]!;
  }
  return { score, marks };
}
