import { Content, WORDS } from '../../protocol/cells.ts';
import type { Extended, Line } from './core.ts';
import { packedLimit, packRow, type Unpacked, unpackRow } from './packed.ts';

/** Words of one piece of memory: 64 KB, some hundreds of rows. */
const SLAB = 16_384;

/** What of a row does not fit in words; most rows have none. */
interface Aside {
  texts: Record<number, string>;
  extended: Record<number, Extended | undefined>;
}

/** A row of the history with all that it holds. `extended` by column, as the library keeps it. */
export interface OldRow extends Unpacked, Aside {}

function isEmpty(record: object): boolean {
  for (const _ in record) return false;
  return true;
}

/**
 * The rows that scrolled off the top of a screen, packed. The library's own scrollback keeps every row at full width as an
 * object with three more, reflows all of it at every resize, and has every new line begin in memory that left the cache
 * long ago; here rows keep the width that they had, and the screen's own lines are used again and again.
 */
export class History {
  private readonly limit: number;
  /** By number of the row, modulo `limit`: slab and word where it begins. */
  private readonly places: Float64Array;
  private readonly aside = new Map<number, Aside>();
  private slabs = new Map<number, Uint32Array>();
  private spare: Uint32Array | null = null;
  /** Where the next row goes. */
  private at = 0;
  private oldest = 0;
  private next = 0;

  /** `limit`: most rows that are kept; none where 0. */
  constructor(limit: number) {
    this.limit = limit;
    this.places = new Float64Array(limit);
  }

  get length(): number {
    return this.next - this.oldest;
  }

  /** Keeps a copy of `line` as the newest row; the oldest goes where there are too many. */
  push(line: Line, cols: number): void {
    if (this.limit === 0) return;
    if (this.length === this.limit) this.dropOldest();
    const words = line._data.length > cols * WORDS ? line._data.subarray(0, cols * WORDS) : line._data;
    if ((this.at % SLAB) + packedLimit(cols) > SLAB) this.at = (Math.floor(this.at / SLAB) + 1) * SLAB;
    const slab = this.slabAt(Math.floor(this.at / SLAB));
    this.places[this.next % this.limit] = this.at;
    this.at += packRow(words, cols, line.isWrapped, slab, this.at % SLAB);
    // the line is used again with tables of its own, so its tables may be kept as they are
    if (!isEmpty(line._combined) || !isEmpty(line._extendedAttrs)) {
      this.aside.set(this.next, { texts: line._combined, extended: line._extendedAttrs });
    }
    this.next++;
  }

  /** Row `index`, 0 being the oldest. */
  row(index: number): OldRow {
    const number = this.oldest + index;
    const place = this.places[number % this.limit]!;
    const unpacked = unpackRow(this.slabs.get(Math.floor(place / SLAB))!, place % SLAB);
    const { texts = {}, extended = {} } = this.aside.get(number) ?? {};
    return { ...unpacked, texts, extended };
  }

  /** Takes the newest row away. */
  pop(): OldRow | undefined {
    if (this.length === 0) return undefined;
    const row = this.row(this.length - 1);
    this.next--;
    this.aside.delete(this.next);
    this.at = this.places[this.next % this.limit]!;
    return row;
  }

  clear(): void {
    this.aside.clear();
    this.slabs.clear();
    this.spare = null;
    this.at = 0;
    this.oldest = 0;
    this.next = 0;
  }

  /** Every object that says more about a cell. */
  *extended(): Iterable<Extended> {
    for (const { extended } of this.aside.values()) for (const x in extended) if (extended[x]) yield extended[x];
  }

  private slabAt(index: number): Uint32Array {
    let slab = this.slabs.get(index);
    if (!slab) {
      slab = this.spare ?? new Uint32Array(SLAB);
      this.spare = null;
      this.slabs.set(index, slab);
    }
    return slab;
  }

  private dropOldest(): void {
    const place = this.places[this.oldest % this.limit]!;
    this.aside.delete(this.oldest);
    this.oldest++;
    const slab = Math.floor(place / SLAB);
    const now = this.oldest < this.next ? Math.floor(this.places[this.oldest % this.limit]! / SLAB) : Math.floor(this.at / SLAB);
    if (now === slab) return;
    this.spare = this.slabs.get(slab) ?? null;
    this.slabs.delete(slab);
  }
}

/** The cells of consecutive rows that are one line of text, as rows of `cols` columns. */
export function rewrap(rows: readonly OldRow[], cols: number): OldRow[] {
  const out: OldRow[] = [];
  let row: OldRow | null = null;
  let to = 0;
  const begin = (): OldRow => {
    const words = new Uint32Array(cols * WORDS);
    for (let i = 0; i < words.length; i += WORDS) words[i] = 1 << Content.widthShift;
    const made: OldRow = { words, cols, used: 0, continues: out.length > 0 || rows[0]!.continues, texts: {}, extended: {} };
    out.push(made);
    to = 0;
    return made;
  };
  for (const [index, old] of rows.entries()) {
    // in a row that goes on only the room that a wide character did not fit in is left out
    let end = old.used;
    if (index < rows.length - 1) {
      const next = rows[index + 1]!;
      const nextIsWide = next.words[0]! >>> Content.widthShift === 2;
      const lastIsEmpty = (old.words[(old.cols - 1) * WORDS]! & (Content.codepoint | Content.combined)) === 0;
      end = nextIsWide && lastIsEmpty && old.words[(old.cols - 1) * WORDS]! >>> Content.widthShift === 1 ? old.cols - 1 : old.cols;
    }
    for (let x = 0; x < end; x++) {
      const content = old.words[x * WORDS]!;
      const width = content >>> Content.widthShift;
      if (!row || to + width > cols) row = begin();
      // the right half goes where its left half went
      row.words.set(old.words.subarray(x * WORDS, (x + 1) * WORDS), to * WORDS);
      if (content & Content.combined) row.texts[to] = old.texts[x] ?? ' ';
      if (old.extended[x]) row.extended[to] = old.extended[x];
      to++;
      row.used = to;
    }
  }
  if (!row) begin();
  return out;
}
