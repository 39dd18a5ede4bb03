import { type Row, WORDS } from '../../protocol/cells.ts';
import { countDifferences } from './cell-compare.ts';

/** Rows `top` to `bottom` (inclusive) move by `by` rows: up where positive, down where negative. */
export interface Scroll {
  top: number;
  bottom: number;
  by: number;
}

/** Bytes that scrolling a region takes: margins, scroll, margins off, and the cursor that is home then. */
const SCROLL_BYTES = 20;
/** A row that has to be drawn after the scroll as it had to before. */
const CHANGED_ROW = 4;

const hashes = new WeakMap<Row, number>();

/** Equal rows have equal hashes. Clusters and links are left out: what matches is compared before it counts. */
function hashOf(row: Row): number {
  let hash = hashes.get(row);
  if (hash === undefined) {
    hash = 0x811c9dc5;
    const { words } = row;
    for (let i = 0; i < words.length; i++) hash = Math.imul(hash ^ words[i]!, 0x01000193) ^ (hash >>> 15);
    hashes.set(row, hash);
  }
  return hash;
}

/** The scroll that saves the most bytes on the way from `shown` to `wanted`, or null where none saves any. */
export function findScroll(shown: readonly Row[], wanted: readonly Row[]): Scroll | null {
  const count = wanted.length;
  // a key's echo: nothing to look for
  let touched = 0;
  for (let y = 0; y < count; y++) if (shown[y] !== wanted[y]) touched++;
  if (touched < 2) return null;
  const cost = new Int32Array(count);
  let changed = 0;
  let most = 0;
  for (let y = 0; y < count; y++) {
    if (shown[y] === wanted[y]) continue;
    cost[y] = countDifferences(shown[y]!, wanted[y]!);
    if (cost[y]! > 0) changed++;
    most += cost[y]!;
  }
  if (changed < 2 || most <= SCROLL_BYTES) return null;
  // what a row costs that is right now and would have to be drawn after the scroll
  const used = Int32Array.from(wanted, (row, y) => (cost[y] === 0 ? usedCells(row) : 0));
  const was = Int32Array.from(shown, hashOf);
  const is = Int32Array.from(wanted, hashOf);
  // what each shift would put right at most, by shift + count
  const promise = new Int32Array(2 * count);
  for (let y = 0; y < count; y++) {
    if (cost[y] === 0) continue;
    for (let from = 0; from < count; from++) if (was[from] === is[y]) promise[from - y + count]! += cost[y]!;
  }
  let best: Scroll | null = null;
  let bestGain = 0;
  for (let by = 1 - count; by < count; by++) {
    if (by === 0 || promise[by + count]! <= bestGain + SCROLL_BYTES) continue;
    // rows y of the screen to come that have a row y + by of the present one
    const from = Math.max(0, -by);
    const to = Math.min(count, count - by);
    let gain = 0;
    let start = from;
    for (let y = from; y < to; y++) {
      if (gain <= 0) {
        gain = 0;
        start = y;
      }
      if (is[y] === was[y + by]) gain += cost[y]!;
      else gain -= cost[y] === 0 ? used[y]! : CHANGED_ROW;
      if (gain <= bestGain + SCROLL_BYTES || is[y] !== was[y + by]) continue;
      const scroll = by > 0 ? { top: start, bottom: y + by, by } : { top: start + by, bottom: y, by };
      const net = gain - exposed(scroll, used) - SCROLL_BYTES;
      if (net > bestGain) {
        bestGain = net;
        best = scroll;
      }
    }
  }
  return best;
}

/** Cells of rows that are right now and blank after the scroll. */
function exposed({ top, bottom, by }: Scroll, used: Int32Array): number {
  let sum = 0;
  const first = by > 0 ? bottom - by + 1 : top;
  for (let y = first; y < first + Math.abs(by); y++) sum += used[y]!;
  return sum;
}

function usedCells(row: Row): number {
  let n = row.words.length;
  while (n > 0 && row.words[n - 1] === 0 && row.words[n - 2] === 0 && (row.words[n - 3]! & 0x1fffff & ~0x20) === 0) n -= WORDS;
  return n / WORDS;
}
