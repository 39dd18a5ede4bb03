import { truncate } from '../base/graphemes.ts';

/** As much of a label as tells a tab from the others, in cells: a sentence that names it has more to say than its name. */
const MOST = 24;

/** A tab's label inside a sentence. */
export function shortLabel(label: string): string {
  return truncate(label, MOST);
}
