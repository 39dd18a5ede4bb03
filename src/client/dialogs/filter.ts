import { folded, fuzzyMatch } from './fuzzy.ts';

/** How well a text answers a filter: smaller is better. */
const Rank = { start: 0, wordStart: 1, initials: 2, inside: 3, scattered: 4 } as const;

export interface TextMatch {
  rank: number;
  /** Among answers of one rank: more is better. */
  score: number;
  /** UTF-16 offsets in the text that the filter named. */
  marks: ReadonlySet<number>;
}

const NOTHING: ReadonlySet<number> = new Set();

function range(from: number, length: number): Set<number> {
  return new Set(Array.from({ length }, (_, i) => from + i));
}

/** Letters in the case in which they were typed, where that is a capital. */
function capitals(text: string, at: number, word: string): number {
  let same = 0;
  for (let i = 0; i < word.length; i++) if (word[i] !== word[i]!.toLowerCase() && text[at + i] === word[i]) same++;
  return same;
}

/** One word of a filter in a text: as it stands, or else its letters in order. `lower`: the text folded. */
function matchWord(text: string, lower: string, typed: string): TextMatch | null {
  const word = folded(typed);
  const whole = (rank: number, at: number) => ({ rank, score: capitals(text, at, typed), marks: range(at, word.length) });
  const at = lower.indexOf(word);
  if (at === 0) return whole(Rank.start, 0);
  for (let i = at; i > 0; i = lower.indexOf(word, i + 1)) if (!/[\p{L}\p{N}]/u.test(lower[i - 1]!)) return whole(Rank.wordStart, i);
  const match = fuzzyMatch(text, typed);
  // `ck` is rather meant for Claude (Kimi) than for Scroll back
  if (match?.marks.every((i) => beginsWord(text, i))) return { rank: Rank.initials, score: match.score, marks: new Set(match.marks) };
  if (at > 0) return whole(Rank.inside, at);
  return match && { rank: Rank.scattered, score: match.score, marks: new Set(match.marks) };
}

const beginsWord = (text: string, at: number): boolean => at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]!);

/**
 * How `text` answers `filter`: every word of it must be there, whatever the case, with `least` `inside` as it stands and
 * not only letter by letter. Null where one is not.
 */
export function matchText(text: string, filter: string, least: 'wordStart' | 'inside' | 'scattered' = 'scattered'): TextMatch | null {
  const words = filter.split(' ').filter(Boolean);
  const lower = folded(text);
  let rank = 0;
  let score = 0;
  const marks = new Set<number>();
  for (const word of words) {
    const match = matchWord(text, lower, word);
    if (!match || match.rank > Rank[least] || (least === 'inside' && match.rank === Rank.initials)) return null;
    rank = Math.max(rank, match.rank);
    score += match.score;
    for (const i of match.marks) marks.add(i);
  }
  return { rank, score, marks };
}

export interface Filtered<T> {
  row: T;
  /** Offsets in the label to mark. */
  marks: ReadonlySet<number>;
}

/**
 * The rows that answer `filter`, the better ones first: beginnings, then beginnings of words, then letters that each begin one,
 * then insides, then letters anywhere. Those that answer equally well stay in their own order. Details are looked at only where
 * no label answers: an install hint must not keep a row that the operator has typed away.
 */
export function filterRows<T>(rows: readonly T[], filter: string, label: (row: T) => string, detail: (row: T) => string): Filtered<T>[] {
  if (filter.trim() === '') return rows.map((row) => ({ row, marks: NOTHING }));
  const found: (Filtered<T> & { rank: number; score: number })[] = [];
  for (const row of rows) {
    const match = matchText(label(row), filter);
    if (match) found.push({ row, ...match });
  }
  if (found.length > 0) return found.sort((a, b) => a.rank - b.rank || b.score - a.score);
  return rows.filter((row) => matchText(detail(row), filter, 'inside')).map((row) => ({ row, marks: NOTHING }));
}
