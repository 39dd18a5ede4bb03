/** How well a text answers a filter: smaller is better. */
const Rank = { start: 0, wordStart: 1, inside: 2, scattered: 3 } as const;

export interface TextMatch {
  rank: number;
  /** UTF-16 offsets in the text that the filter named. */
  marks: ReadonlySet<number>;
}

const NOTHING: ReadonlySet<number> = new Set();

/** Lower case that keeps every offset where it was (a few letters grow when lowered: those stay as they are). */
function folded(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : [...text].map((c) => (c.toLowerCase().length === c.length ? c.toLowerCase() : c)).join('');
}

function range(from: number, length: number): Set<number> {
  return new Set(Array.from({ length }, (_, i) => from + i));
}

/** One word of a filter in a text: as it stands, or else its letters in order. */
function matchWord(text: string, word: string): TextMatch | null {
  let at = text.indexOf(word);
  if (at === 0) return { rank: Rank.start, marks: range(0, word.length) };
  if (at > 0) {
    for (let i = at; i > 0; i = text.indexOf(word, i + 1)) {
      if (!/[\p{L}\p{N}]/u.test(text[i - 1]!)) return { rank: Rank.wordStart, marks: range(i, word.length) };
    }
    return { rank: Rank.inside, marks: range(at, word.length) };
  }
  const marks = new Set<number>();
  at = -1;
  for (const letter of word) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return null;
    for (let i = 0; i < letter.length; i++) marks.add(at + i);
  }
  return { rank: Rank.scattered, marks };
}

/**
 * How `text` answers `filter`: every word of it must be there, whatever the case, with `least` `inside` as it stands and
 * not only letter by letter. Null where one is not.
 */
export function matchText(text: string, filter: string, least: keyof typeof Rank = 'scattered'): TextMatch | null {
  const words = folded(filter).split(' ').filter(Boolean);
  const haystack = folded(text);
  let rank = 0;
  const marks = new Set<number>();
  for (const word of words) {
    const match = matchWord(haystack, word);
    if (!match || match.rank > Rank[least]) return null;
    rank = Math.max(rank, match.rank);
    for (const i of match.marks) marks.add(i);
  }
  return { rank, marks };
}

export interface Filtered<T> {
  row: T;
  /** Offsets in the label to mark. */
  marks: ReadonlySet<number>;
}

/**
 * The rows that answer `filter`, the better ones first, those that answer equally well in their own order. Details are
 * looked at only where no label answers: an install hint must not keep a row that the operator has typed away.
 */
export function filterRows<T>(rows: readonly T[], filter: string, label: (row: T) => string, detail: (row: T) => string): Filtered<T>[] {
  if (filter.trim() === '') return rows.map((row) => ({ row, marks: NOTHING }));
  const found: (Filtered<T> & { rank: number })[] = [];
  for (const row of rows) {
    const match = matchText(label(row), filter);
    if (match) found.push({ row, marks: match.marks, rank: match.rank });
  }
  if (found.length > 0) return found.sort((a, b) => a.rank - b.rank);
  return rows.filter((row) => matchText(detail(row), filter, 'inside')).map((row) => ({ row, marks: NOTHING }));
}
