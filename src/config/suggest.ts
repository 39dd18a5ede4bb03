import { closest, distance } from 'fastest-levenshtein';

/** The candidate that `word` was probably meant to be, or null where none is near enough to be worth naming. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  if (candidates.length === 0) return null;
  const best = closest(word.toLowerCase(), candidates);
  const off = distance(word.toLowerCase(), best.toLowerCase());
  // two letters exchanged are a distance of 2; a short word is soon near to anything
  const allowed = word.length <= 3 ? 1 : Math.max(2, Math.floor(word.length / 3));
  return off <= allowed && off < best.length ? best : null;
}
