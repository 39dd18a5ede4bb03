import type { Position } from '../../protocol/messages.ts';
import type { ScrollCommand } from './keys.ts';
import { wordBack, wordEnd, wordForward } from './motions.ts';
import { firstColumn, lastColumn, type RowOf, type Selection, selectionFrom, whole } from './selection.ts';

/** A view of an older part of a session. A value: every command gives another one. */
export interface ScrollState {
  /** `keys`: it has a cursor and all keys; `look`: it was scrolled into, and typing leaves it. */
  focus: 'keys' | 'look';
  /** Number of the first row in view. */
  top: number;
  cursor: Position;
  /** The column that up and down make for; the end of every row where infinite. */
  want: number;
  selection: Selection | null;
}

/** What a view can show. */
export interface Room {
  /** Numbers of the oldest row, and of the one behind the newest. */
  first: number;
  end: number;
  /** Rows in view. */
  height: number;
  cols: number;
  rowOf: RowOf;
}

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(value, high));

/** The lowest that the first row in view can be. */
export function bottomTop({ first, end, height }: Room): number {
  return Math.max(first, end - height);
}

/** A view that shows what the screen shows. `cursor`: where it begins. */
export function entered(focus: ScrollState['focus'], cursor: Position, room: Room, selection: Selection | null = null): ScrollState {
  const at: Position = [clamp(cursor[0], room.first, room.end - 1), clamp(cursor[1], 0, room.cols - 1)];
  return { focus, top: bottomTop(room), cursor: at, want: at[1], selection };
}

/** The view moved by ROWS, down where positive; the cursor keeps its place in it. */
export function scrolled(state: ScrollState, rows: number, room: Room): ScrollState {
  const top = clamp(state.top + rows, Math.min(room.first, state.top), bottomTop(room));
  return withCursor({ ...state, top }, [clamp(state.cursor[0], top, top + room.height - 1), state.cursor[1]], room, false);
}

/** The view moved as little as shows ROW; `centered`: with room around it, where it has to move at all. */
export function showing(state: ScrollState, row: number, room: Room, centered = false): ScrollState {
  const inside = row >= state.top && row < state.top + room.height;
  if (inside) return state;
  const wanted = centered ? row - Math.floor(room.height / 2) : row < state.top ? row : row - room.height + 1;
  return { ...state, top: clamp(wanted, room.first, bottomTop(room)) };
}

/** The cursor there, in view; what is being selected follows it. */
export function withCursor(state: ScrollState, to: Position, room: Room, follow = true, want: number | null = null): ScrollState {
  const row = clamp(to[0], Math.min(room.first, state.top), room.end - 1);
  const column = whole(room.rowOf(row), clamp(to[1], 0, room.cols - 1));
  const moved: ScrollState = { ...state, cursor: [row, column], want: want ?? state.want };
  if (state.focus === 'keys' && state.selection) moved.selection = { ...state.selection, head: [moved.cursor, moved.cursor] };
  return follow ? showing(moved, row, room) : moved;
}

function vertical(state: ScrollState, rows: number, room: Room): ScrollState {
  const row = clamp(state.cursor[0] + rows, Math.min(room.first, state.top), room.end - 1);
  return withCursor(state, [row, wantedColumn(state.want, row, room)], room);
}

function wantedColumn(want: number, row: number, room: Room): number {
  const cells = room.rowOf(row);
  return Number.isFinite(want) ? want : cells ? lastColumn(cells) : 0;
}

function paged(state: ScrollState, rows: number, room: Room): ScrollState {
  const next = scrolled(state, rows, room);
  if (state.focus === 'look') return next;
  // where the view cannot move, the cursor goes to the end of what there is
  const moved = next.top - state.top;
  const row = clamp(state.cursor[0] + (moved === 0 ? rows : moved), next.top, Math.min(next.top + room.height, room.end) - 1);
  return withCursor(next, [row, wantedColumn(state.want, row, room)], room);
}

function horizontal(state: ScrollState, to: Position, room: Room): ScrollState {
  const next = withCursor(state, to, room);
  return { ...next, want: next.cursor[1] };
}

function selecting(state: ScrollState, kind: Selection['kind']): ScrollState {
  const { selection, cursor } = state;
  if (selection?.kind === kind) return { ...state, selection: null };
  // another kind of what is being selected, from where it began
  return { ...state, selection: selection ? { ...selection, kind } : selectionFrom(kind, cursor) };
}

/** The rows of a page: two remain in view, so that the eye finds its place. */
export const pageRows = (height: number): number => Math.max(1, height - 2);

/** Commands that need more than the state: what is asked of the server or given to the operator. */
export type Outside =
  | 'search'
  | 'search-up'
  | 'next'
  | 'previous'
  | 'search-word'
  | 'search-word-up'
  | 'prompt-up'
  | 'prompt-down'
  | 'copy'
  | 'clear'
  | 'leave';

/** The view after a command. */
export function moved(state: ScrollState, command: Exclude<ScrollCommand, Outside>, room: Room): ScrollState {
  const { cursor, top } = state;
  const { height, rowOf } = room;
  const row = rowOf(cursor[0]);
  const last = Math.min(top + height, room.end) - 1;
  switch (command) {
    case 'up':
      return state.focus === 'look' ? scrolled(state, -1, room) : vertical(state, -1, room);
    case 'down':
      return state.focus === 'look' ? scrolled(state, 1, room) : vertical(state, 1, room);
    case 'left':
      return horizontal(state, [cursor[0], cursor[1] - 1], room);
    case 'right': {
      const wide = row && whole(row, cursor[1] + 1) === cursor[1];
      return horizontal(state, [cursor[0], cursor[1] + (wide ? 2 : 1)], room);
    }
    case 'half-up':
      return paged(state, -Math.max(1, Math.floor(height / 2)), room);
    case 'half-down':
      return paged(state, Math.max(1, Math.floor(height / 2)), room);
    case 'page-up':
      return paged(state, -pageRows(height), room);
    case 'page-down':
      return paged(state, pageRows(height), room);
    case 'line-up':
      return scrolled(state, -1, room);
    case 'line-down':
      return scrolled(state, 1, room);
    case 'top':
      return { ...withCursor({ ...state, top: room.first }, [room.first, 0], room), want: 0 };
    case 'bottom':
      return { ...withCursor({ ...state, top: bottomTop(room) }, [room.end - 1, 0], room), want: 0 };
    case 'view-top':
      return withCursor(state, [top, wantedColumn(state.want, top, room)], room);
    case 'view-middle':
      return withCursor(state, [Math.floor((top + last) / 2), wantedColumn(state.want, Math.floor((top + last) / 2), room)], room);
    case 'view-bottom':
      return withCursor(state, [last, wantedColumn(state.want, last, room)], room);
    case 'line-start':
      return horizontal(state, [cursor[0], 0], room);
    case 'line-text':
      return horizontal(state, [cursor[0], row ? firstColumn(row) : 0], room);
    case 'line-end':
      return { ...withCursor(state, [cursor[0], row ? lastColumn(row) : 0], room), want: Number.POSITIVE_INFINITY };
    case 'word':
      return horizontal(state, wordForward(cursor, rowOf, false), room);
    case 'word-back':
      return horizontal(state, wordBack(cursor, rowOf, false), room);
    case 'word-end':
      return horizontal(state, wordEnd(cursor, rowOf, false), room);
    case 'big-word':
      return horizontal(state, wordForward(cursor, rowOf, true), room);
    case 'big-back':
      return horizontal(state, wordBack(cursor, rowOf, true), room);
    case 'big-end':
      return horizontal(state, wordEnd(cursor, rowOf, true), room);
    case 'select':
      return selecting(state, 'text');
    case 'select-lines':
      return selecting(state, 'lines');
    case 'select-block':
      return selecting(state, 'block');
    case 'other-end': {
      const { selection } = state;
      if (!selection) return state;
      const turned: ScrollState = { ...state, selection: { ...selection, anchor: selection.head, head: selection.anchor } };
      const [at] = selection.anchor;
      return { ...showing({ ...turned, cursor: at }, at[0], room), want: at[1] };
    }
  }
}
