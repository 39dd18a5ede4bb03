import type { Extended, Line } from './core.ts';
import { needsAside, packedLimit, packedShape, packedSize, packRow, setPackedCols, type Unpacked, unpackRow } from './packed.ts';

/** What of a row does not fit in words; most rows have none. */
interface Aside {
  texts: Record<number, string>;
  extended: Record<number, Extended | undefined>;
}

/** A row of the history with all that it holds. `extended` by column, as the library keeps it. */
export interface OldRow extends Unpacked, Aside {}

/** Words of one piece of memory: 64 KB, some hundreds of rows. */
const SLAB = 16_384;

/** Rows in their packed form, a limited number, in pieces of memory that are given back when their rows are gone. */
export class PackedRows {
  private readonly limit: number;
  /** By number of the row, modulo `limit`: the word where it begins, counted over all slabs there ever were. */
  private places = new Float64Array(64);
  private readonly aside = new Map<number, Pick<OldRow, 'texts' | 'extended'>>();
  private readonly slabs = new Map<number, Uint32Array>();
  private at = 0;
  private oldest = 0;
  private next = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  get length(): number {
    return this.next - this.oldest;
  }

  /** Memory of the cells. */
  get bytes(): number {
    return this.slabs.size * SLAB * Uint32Array.BYTES_PER_ELEMENT;
  }

  /** Adds a copy of `line`, whose tables of clusters and attributes it keeps. There must be room for it. */
  push(line: Line): void {
    const slab = this.slabWithRoom(packedLimit(line.length));
    const offset = this.at % SLAB;
    this.setPlace(this.next, this.at);
    this.at += packRow(line._data, line.length, line.isWrapped, slab, offset);
    if (needsAside(slab, offset)) this.aside.set(this.next, { texts: line._combined, extended: line._extendedAttrs });
    this.next++;
  }

  /** `push` for a row that was unpacked. */
  pushRow(row: OldRow): void {
    const slab = this.slabWithRoom(packedLimit(row.cols));
    const offset = this.at % SLAB;
    this.setPlace(this.next, this.at);
    this.at += packRow(row.words, row.cols, row.continues, slab, offset);
    if (needsAside(slab, offset)) this.aside.set(this.next, { texts: row.texts, extended: row.extended });
    this.next++;
  }

  /** Adds row INDEX of SOURCE as one of COLS columns, which must have room for what it uses. */
  copy(source: PackedRows, index: number, cols: number): void {
    const number = source.oldest + index;
    const place = source.place(number);
    const from = source.slabs.get(Math.floor(place / SLAB))!;
    const size = packedSize(from, place % SLAB);
    const slab = this.slabWithRoom(size);
    const offset = this.at % SLAB;
    slab.set(from.subarray(place % SLAB, (place % SLAB) + size), offset);
    setPackedCols(slab, offset, cols);
    this.setPlace(this.next, this.at);
    const aside = source.aside.get(number);
    if (aside) this.aside.set(this.next, aside);
    this.at += size;
    this.next++;
  }

  /** Columns, used cells and whether it continues, of row INDEX. */
  shape(index: number): { cols: number; used: number; continues: boolean } {
    const place = this.place(this.oldest + index);
    return packedShape(this.slabs.get(Math.floor(place / SLAB))!, place % SLAB);
  }

  /** Row `index`, 0 being the oldest. */
  row(index: number): OldRow {
    const number = this.oldest + index;
    const place = this.place(number);
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
    this.at = this.place(this.next);
    return row;
  }

  dropOldest(): void {
    const slab = Math.floor(this.place(this.oldest) / SLAB);
    this.aside.delete(this.oldest);
    this.oldest++;
    const now = this.oldest < this.next ? this.place(this.oldest) : this.at;
    if (Math.floor(now / SLAB) !== slab) this.slabs.delete(slab);
  }

  clear(): void {
    this.aside.clear();
    this.slabs.clear();
    this.at = 0;
    this.oldest = 0;
    this.next = 0;
  }

  /** Every object that says more about a cell. */
  *extended(): Iterable<Extended> {
    for (const { extended } of this.aside.values()) for (const x in extended) if (extended[x]) yield extended[x];
  }

  private slabWithRoom(words: number): Uint32Array {
    if ((this.at % SLAB) + words > SLAB) this.at = (Math.floor(this.at / SLAB) + 1) * SLAB;
    const index = Math.floor(this.at / SLAB);
    const slab = this.slabs.get(index) ?? new Uint32Array(SLAB);
    this.slabs.set(index, slab);
    return slab;
  }

  private place(number: number): number {
    return this.places[number % this.places.length]!;
  }

  private setPlace(number: number, place: number): void {
    if (this.length >= this.places.length) {
      const places = new Float64Array(Math.min(this.limit, this.places.length * 2));
      for (let n = this.oldest; n < this.next; n++) places[n % places.length] = this.place(n);
      this.places = places;
    }
    this.places[number % this.places.length] = place;
  }
}
