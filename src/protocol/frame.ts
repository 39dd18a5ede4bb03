import { type CellsHead, cellsIn, cellsOf } from './cell-block.ts';
import type { Row } from './cells.ts';

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

/**
 * Where a session's rows are. Every row has a number that it keeps while others come and go; the oldest that is kept has
 * `first`, the top of the screen `top`. Only where lines are wrapped anew do rows get other numbers, and a new generation.
 */
export interface Place {
  generation: number;
  first: number;
  top: number;
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
  /** Where the screen is among all the session's rows. */
  place?: Place;
}

/** JSON beside the cells. */
interface FrameHead extends CellsHead {
  s: string;
  q: number;
  c: number;
  r: number;
  u: Cursor;
  m: SessionModes;
  /** Generation, first, top. */
  p?: [number, number, number];
}

/** The frame as message payload parts: u32 length of the head, head, padding to 4, cells (little-endian words). */
export function encodeFrame(frame: Frame): Uint8Array[] {
  const { head: cells, pieces } = cellsOf(frame.changed, frame.cols);
  const { place } = frame;
  const head: FrameHead = { s: frame.session, q: frame.sequence, c: frame.cols, r: frame.rows, u: frame.cursor, m: frame.modes, ...cells };
  if (place) head.p = [place.generation, place.first, place.top];
  return withHead(head, pieces);
}

/** The frame in `payload`. Throws a RangeError or SyntaxError where it is damaged. */
export function decodeFrame(payload: Uint8Array): Frame {
  return guarded(() => {
    const { head, cells } = headOf<FrameHead>(payload);
    checkSize(head.c, head.r);
    return {
      session: head.s,
      sequence: head.q,
      cols: head.c,
      rows: head.r,
      cursor: head.u,
      modes: head.m,
      changed: cellsIn(head, cells, head.c),
      ...(head.p && { place: { generation: head.p[0], first: head.p[1], top: head.p[2] } }),
    };
  });
}

/** Rows of a session that were asked for: the cells that go before the answer to a `rows` request. */
export interface RowBlock {
  /** Id of the request. */
  request: number;
  cols: number;
  /** By the row's number. */
  rows: Map<number, Row>;
}

interface BlockHead extends CellsHead {
  i: number;
  c: number;
}

/** The block as message payload parts, laid out as a frame. */
export function encodeRows({ request, cols, rows }: RowBlock): Uint8Array[] {
  const { head, pieces } = cellsOf(rows, cols);
  return withHead({ i: request, c: cols, ...head } satisfies BlockHead, pieces);
}

/** The block in `payload`. Throws a RangeError or SyntaxError where it is damaged. */
export function decodeRows(payload: Uint8Array): RowBlock {
  return guarded(() => {
    const { head, cells } = headOf<BlockHead>(payload);
    checkSize(head.c, 1);
    return { request: head.i, cols: head.c, rows: cellsIn(head, cells, head.c) };
  });
}

function withHead(head: object, pieces: Uint8Array[]): Uint8Array[] {
  const json = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.byteLength, 0);
  return [length, json, ...pieces];
}

function headOf<T>(payload: Uint8Array): { head: T; cells: Uint8Array } {
  const view = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  const length = view.readUInt32LE(0);
  return { head: JSON.parse(view.toString('utf8', 4, 4 + length)) as T, cells: view.subarray(4 + length) };
}

function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (e) {
    if (e instanceof RangeError || e instanceof SyntaxError) throw e;
    throw new RangeError('a frame whose head makes no sense');
  }
}

/** More columns or rows than this no screen has. */
const MOST_CELLS = 10_000;

function checkSize(cols: number, rows: number): void {
  if (!(cols >= 1 && cols <= MOST_CELLS && rows >= 1 && rows <= MOST_CELLS)) throw new RangeError('a frame of no size');
}
