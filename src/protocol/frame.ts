import type { Extra, Row } from './cells.ts';
import { WORDS } from './cells.ts';

/**
 * Modes that a session's program has set and that matter to whoever shows it: they decide what the operator's terminal
 * is asked to report and how keys are written.
 */
export interface SessionModes {
  /** DECCKM (`? 1`): cursor keys as SS3. */
  applicationCursor: boolean;
  /** DECKPAM. */
  applicationKeypad: boolean;
  /** `? 2004`. */
  bracketedPaste: boolean;
  /** `? 1004`. */
  focusEvents: boolean;
  /** `? 9`, `? 1000`, `? 1002`, `? 1003`. */
  mouse: 'none' | 'x10' | 'normal' | 'button' | 'any';
  /** `? 1005`, `? 1006`, `? 1016`. */
  mouseEncoding: 'default' | 'utf8' | 'sgr' | 'sgr-pixels';
  /** Kitty keyboard flags in force (`CSI > n u`), 0 for none. */
  kittyFlags: number;
  /** modifyOtherKeys (`CSI > 4 ; n m`): 0, 1 or 2. */
  modifyOtherKeys: number;
  /** The alternate screen is shown. */
  alternateScreen: boolean;
  /** `? 1007`: the wheel as arrows in the alternate screen. On unless the program turned it off. */
  alternateScroll: boolean;
}

export const DEFAULT_MODES: SessionModes = {
  applicationCursor: false,
  applicationKeypad: false,
  bracketedPaste: false,
  focusEvents: false,
  mouse: 'none',
  mouseEncoding: 'default',
  kittyFlags: 0,
  modifyOtherKeys: 0,
  alternateScreen: false,
  alternateScroll: true,
};

export interface Cursor {
  /** Column and row from 0. A column equal to the width means the cursor waits behind the last cell (pending wrap). */
  x: number;
  y: number;
  visible: boolean;
  /** DECSCUSR number, 0 (the terminal's own) to 6. */
  shape: number;
}

/** What changed on a session's screen since the last frame that this client was sent. */
export interface Frame {
  session: string;
  /** Counts a client's frames; the client confirms it when the frame is on its terminal. */
  sequence: number;
  cols: number;
  rows: number;
  cursor: Cursor;
  modes: SessionModes;
  /** Changed rows by their index from the top. A frame whose size differs from the last one has all rows. */
  changed: Map<number, Row>;
}

/** JSON beside the cells. Rows are cut after their last cell that is not an empty one with the default colours. */
interface FrameHead {
  s: string;
  q: number;
  c: number;
  r: number;
  u: Cursor;
  m: SessionModes;
  /** Per changed row: index, number of cells sent, wrapped. */
  w: [number, number, 0 | 1][];
  /** Clusters: index of the cell in the frame's cells, text. */
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

/** The frame as message payload parts: u32 length of the head, head, padding to 4, cells (little-endian words). */
export function encodeFrame(frame: Frame): Uint8Array[] {
  const rows: FrameHead['w'] = [];
  const texts: [number, string][] = [];
  const extras: [number, number][] = [];
  const table: [number, number, string, string][] = [];
  const known = new Map<string, number>();
  const pieces: Uint8Array[] = [];
  let cells = 0;
  let budget = TEXT_BUDGET;
  for (const [y, row] of frame.changed) {
    const n = usedCells(row, frame.cols);
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
  const head: FrameHead = { s: frame.session, q: frame.sequence, c: frame.cols, r: frame.rows, u: frame.cursor, m: frame.modes, w: rows };
  if (texts.length > 0) head.t = texts;
  if (extras.length > 0) {
    head.e = extras;
    head.x = table;
  }
  const json = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.byteLength, 0);
  return [length, json, ...pieces];
}

/** The frame in `payload`. Throws a RangeError or SyntaxError where it is damaged. */
export function decodeFrame(payload: Uint8Array): Frame {
  try {
    return frameIn(payload);
  } catch (e) {
    if (e instanceof RangeError || e instanceof SyntaxError) throw e;
    throw new RangeError('a frame whose head makes no sense');
  }
}

/** More columns or rows than this no screen has. */
const MOST_CELLS = 10_000;

function frameIn(payload: Uint8Array): Frame {
  const view = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const length = view.readUInt32LE(0);
  const head = JSON.parse(view.toString('utf8', 4, 4 + length)) as FrameHead;
  if (!(head.c >= 1 && head.c <= MOST_CELLS && head.r >= 1 && head.r <= MOST_CELLS)) throw new RangeError('a frame of no size');
  // typed arrays want alignment, which a piece of a stream does not have
  const bytes = view.subarray(4 + length);
  const all = new Uint32Array(bytes.byteLength >> 2);
  new Uint8Array(all.buffer).set(bytes.subarray(0, all.byteLength));
  const changed = new Map<number, Row>();
  const starts: number[] = [];
  const order: Row[] = [];
  let cell = 0;
  for (const [y, n, wrapped] of head.w) {
    if (!(n >= 0 && n <= head.c) || (cell + n) * WORDS > all.length) throw new RangeError('a frame with fewer cells than it announces');
    const words = new Uint32Array(head.c * WORDS);
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
  return { session: head.s, sequence: head.q, cols: head.c, rows: head.r, cursor: head.u, modes: head.m, changed };
}
