import { BgFlag, Color, FgFlag, type Row, WORDS } from '../../protocol/cells.ts';
import { copyRow } from '../screen/paint.ts';
import { type Style, styleWords } from '../screen/style.ts';

/** A part of a row, columns FROM to TO (exclusive), that looks otherwise. */
export interface Mark {
  from: number;
  to: number;
  style: Style;
}

/** What of a marked cell stays as it is: its lines, and how it leans. */
const KEPT_FG = (FgFlag.underline | FgFlag.strike) >>> 0;
const KEPT_BG = (BgFlag.italic | BgFlag.extended | BgFlag.overline) >>> 0;

/** The row with its marks, later ones over earlier ones; the row itself where there are none. Characters stay. */
export function marked(row: Row, marks: readonly Mark[]): Row {
  if (marks.length === 0) return row;
  const out = copyRow(row);
  const cols = row.words.length / WORDS;
  for (const { from, to, style } of marks) {
    const { fg, bg } = styleWords(style);
    const colored = ((fg | bg) & Color.mask) !== 0;
    for (let x = Math.max(0, from); x < to && x < cols; x++) {
      const at = x * WORDS;
      const was = row.words[at + 1]!;
      const wasBg = row.words[at + 2]!;
      if (colored) {
        out.words[at + 1] = (fg | (was & KEPT_FG)) >>> 0;
        out.words[at + 2] = (bg | (wasBg & KEPT_BG)) >>> 0;
      } else {
        // without colours: what was inverse already has to look otherwise too
        out.words[at + 1] = ((was | (fg & ~FgFlag.inverse)) ^ (fg & FgFlag.inverse)) >>> 0;
        out.words[at + 2] = (wasBg | bg) >>> 0;
      }
    }
  }
  return out;
}

/** Rows with marks by what they were made of, so that a row that has not changed comes out as the same object. */
export class MarkedRows {
  private known = new WeakMap<Row, { key: string; row: Row }>();

  /** `key` says all that `make` depends on besides the row; '' for a row that is left as it is. */
  get(row: Row, key: string, make: () => Row): Row {
    if (key === '') return row;
    const known = this.known.get(row);
    if (known?.key === key) return known.row;
    const made = make();
    this.known.set(row, { key, row: made });
    return made;
  }
}
