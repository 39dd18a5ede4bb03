import { type Extra, type Row, WORDS } from './cells.ts';

/** JSON beside the cells of rows. Rows are cut after their last cell that is not an empty one with the default colours. */
export interface CellsHead {
  /** Per row: index, number of cells sent, wrapped. */
  w: [number, number, 0 | 1][];
  /** Clusters: index of the cell in all cells, text. */
  t?: [number, string][];
  /** Extras: index of the cell, index into `x`. */
  e?: [number, number][];
  x?: [number, number, string, string][];
}

const EMPTY_CONTENT = 1 << 22;
/**
 * Clusters and links of one frame, in UTF-16 units: 87 for each cell of 200×60. A program can put a link of 8 KB or a letter
 * with a thousand accents on every cell; such a frame would be longer than a client accepts. What is beyond loses its
 * accents and its links.
 */
const TEXT_BUDGET = 1024 * 1024;

/** Number of leading cells of `row` that have to be sent. Its memory may be wider than the screen, whose width is `cols`. */
function usedCells(row: Row, cols: number): number {
  const { words } = row;
  let n = Math.min(words.length, cols * WORDS);
  while (n > 0 && words[n - 3] === EMPTY_CONTENT && words[n - 2] === 0 && words[n - 1] === 0) n -= WORDS;
  return n / WORDS;
}

/** Rows on their way through the socket: what JSON says of them, and their cells as little-endian words. `cols`: their width. */
export function cellsOf(changed: ReadonlyMap<number, Row>, cols: number): { head: CellsHead; pieces: Uint8Array[] } {
  const rows: CellsHead['w'] = [];
  const texts: [number, string][] = [];
  const extras: [number, number][] = [];
  const table: [number, number, string, string][] = [];
  const known = new Map<string, number>();
  const pieces: Uint8Array[] = [];
  let cells = 0;
  let budget = TEXT_BUDGET;
  for (const [y, row] of changed) {
    const n = usedCells(row, cols);
    rows.push([y, n, row.wrapped ? 1 : 0]);
    pieces.push(new Uint8Array(row.words.buffer, row.words.byteOffset, n * WORDS * 4));
    if (row.texts) {
      for (const [x, text] of row.texts) {
        if (x >= n) continue;
        budget -= text.length;
        texts.push([cells + x, budget >= 0 ? text : String.fromCodePoint(text.codePointAt(0) ?? 0x20)]);
      }
    }
    if (row.extras) {
      for (const [x, e] of row.extras) {
        if (x >= n) continue;
        const key = `${e.underline} ${e.underlineColor} ${e.linkId} ${e.link}`;
        let i = known.get(key);
        if (i === undefined) {
          budget -= e.link.length + e.linkId.length;
          i = table.push([e.underline, e.underlineColor, budget >= 0 ? e.link : '', budget >= 0 ? e.linkId : '']) - 1;
          known.set(key, i);
        }
        extras.push([cells + x, i]);
      }
    }
    cells += n;
  }
  const head: CellsHead = { w: rows };
  if (texts.length > 0) head.t = texts;
  if (extras.length > 0) {
    head.e = extras;
    head.x = table;
  }
  return { head, pieces };
}

/** The rows that `cellsOf` took apart. Throws a RangeError, or something else where `head` makes no sense. */
export function cellsIn(head: CellsHead, bytes: Uint8Array, cols: number): Map<number, Row> {
  // typed arrays want alignment, which a piece of a stream does not have
  const all = new Uint32Array(bytes.byteLength >> 2);
  new Uint8Array(all.buffer).set(bytes.subarray(0, all.byteLength));
  const changed = new Map<number, Row>();
  const starts: number[] = [];
  const order: Row[] = [];
  let cell = 0;
  for (const [y, n, wrapped] of head.w) {
    if (!(n >= 0 && n <= cols) || (cell + n) * WORDS > all.length) throw new RangeError('a frame with fewer cells than it announces');
    const words = new Uint32Array(cols * WORDS);
    words.set(all.subarray(cell * WORDS, (cell + n) * WORDS));
    for (let i = n * WORDS; i < words.length; i += WORDS) words[i] = EMPTY_CONTENT;
    const row: Row = { words, wrapped: wrapped === 1 };
    changed.set(y, row);
    starts.push(cell);
    order.push(row);
    cell += n;
  }
  const place = (index: number): [Row, number] => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const mid = (low + high + 1) >> 1;
      if (starts[mid]! <= index) low = mid;
      else high = mid - 1;
    }
    const row = order[low];
    if (!row) throw new RangeError('a frame that names a cell it does not have');
    return [row, index - starts[low]!];
  };
  for (const [index, text] of head.t ?? []) {
    const [row, x] = place(index);
    row.texts ??= new Map();
    row.texts.set(x, text);
  }
  for (const [index, entry] of head.e ?? []) {
    const e = head.x?.[entry];
    if (!e) throw new RangeError('a frame that names a style it does not have');
    const [row, x] = place(index);
    row.extras ??= new Map();
    row.extras.set(x, { underline: e[0], underlineColor: e[1], link: e[2], linkId: e[3] } satisfies Extra);
  }
  return changed;
}
