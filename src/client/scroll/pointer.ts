import type { Position } from '../../protocol/messages.ts';
import { Mod } from '../input/key.ts';
import type { Rect } from '../input/mouse.ts';
import { Button, type MouseEvent } from '../input/token.ts';
import { type RowOf, type Selection, type Span, whole } from './selection.ts';
import { wordSpan } from './words.ts';

/** Clicks that come closer than this, in milliseconds, at the same place, are one. */
const CLICKS_WITHIN_MS = 500;
/** Rows that one notch of the wheel scrolls, as in most terminals. */
export const WHEEL_ROWS = 3;
/** A drag beyond the edge scrolls so often, in milliseconds. */
export const EDGE_MS = 40;

/** The pane that the mouse is in, as it is shown. */
export interface PointedPane {
  session: string;
  rect: Rect;
  /** The whole screen: at its edge the mouse cannot go further out. */
  screen: { cols: number; rows: number };
  /** Number of the row at the top of the pane, and the column at its left. */
  top: number;
  left: number;
  /** Number of columns of the session. */
  cols: number;
  rowOf: RowOf;
}

type Unit = 'cell' | 'word' | 'line' | 'block';

/** What is held in the hand between events. */
export interface PointerState {
  click: { session: string; at: Position; time: number; count: number } | null;
  drag: { session: string; unit: Unit; anchor: Span; begun: boolean } | null;
}

export const NOTHING_HELD: PointerState = { click: null, drag: null };

export type PointerDeed =
  /** null takes it away. */
  | { kind: 'select'; selection: Selection | null }
  /** What is selected is complete. */
  | { kind: 'copy' }
  /** Ctrl+click. */
  | { kind: 'target'; at: Position }
  | { kind: 'wheel'; rows: number };

export interface PointerOutcome {
  state: PointerState;
  deeds: PointerDeed[];
  /** The drag is so many rows beyond the edge, up where negative: the view scrolls as long as it is there. */
  edge: number;
}

/** The position under the mouse; outside of the pane, the nearest one. */
export function positionAt(pane: PointedPane, x: number, y: number): Position {
  const row = pane.top + Math.max(0, Math.min(y - pane.rect.y, pane.rect.rows - 1));
  const column = Math.max(0, Math.min(x - pane.rect.x + pane.left, pane.cols - 1));
  return [row, whole(pane.rowOf(row), column)];
}

function spanAt(pane: PointedPane, at: Position, unit: Unit): Span {
  return unit === 'word' ? wordSpan(at, pane.rowOf) : [at, at];
}

const kindOf = (unit: Unit): Selection['kind'] => (unit === 'line' ? 'lines' : unit === 'block' ? 'block' : 'text');

/** What an event of the mouse on a pane means whose program did not ask for it. `time` in milliseconds. */
export function pointed(state: PointerState, event: MouseEvent, pane: PointedPane, time: number): PointerOutcome {
  const { button, action, mods } = event;
  const at = positionAt(pane, event.x, event.y);
  if (action === 'press' && (button === Button.wheelUp || button === Button.wheelDown)) {
    const rows = (button === Button.wheelUp ? -1 : 1) * (mods & Mod.shift ? pane.rect.rows - 1 : WHEEL_ROWS);
    return { state, deeds: [{ kind: 'wheel', rows }], edge: 0 };
  }
  if (action === 'press' && button === Button.left) return pressed(state, at, mods, pane, time);
  const { drag } = state;
  if (!drag || drag.session !== pane.session) return { state, deeds: [], edge: 0 };
  if (action === 'motion') return draggedTo(state, drag, at, event, pane);
  if (action === 'release') {
    return { state: { ...state, drag: null }, deeds: drag.begun ? [{ kind: 'copy' }] : [], edge: 0 };
  }
  return { state, deeds: [], edge: 0 };
}

function pressed({ click: last }: PointerState, at: Position, mods: number, pane: PointedPane, time: number): PointerOutcome {
  if (mods & Mod.ctrl) return { state: NOTHING_HELD, deeds: [{ kind: 'target', at }], edge: 0 };
  const again =
    last !== null && last.session === pane.session && last.at[0] === at[0] && last.at[1] === at[1] && time - last.time <= CLICKS_WITHIN_MS;
  const count = again ? (last.count % 3) + 1 : 1;
  const unit: Unit = mods & Mod.alt ? 'block' : count === 2 ? 'word' : count === 3 ? 'line' : 'cell';
  const anchor = spanAt(pane, at, unit);
  const begun = unit === 'word' || unit === 'line';
  return {
    state: { click: { session: pane.session, at, time, count }, drag: { session: pane.session, unit, anchor, begun } },
    deeds: [{ kind: 'select', selection: begun ? { kind: kindOf(unit), anchor, head: anchor } : null }],
    edge: 0,
  };
}

function draggedTo(
  state: PointerState,
  drag: NonNullable<PointerState['drag']>,
  at: Position,
  event: MouseEvent,
  pane: PointedPane,
): PointerOutcome {
  const head = spanAt(pane, at, drag.unit);
  const moved = drag.begun || at[0] !== drag.anchor[0][0] || at[1] !== drag.anchor[0][1];
  const edge = edgeOf(event.y, pane);
  if (!moved) return { state, deeds: [], edge };
  return {
    state: { click: null, drag: { ...drag, begun: true } },
    deeds: [{ kind: 'select', selection: { kind: kindOf(drag.unit), anchor: drag.anchor, head } }],
    edge,
  };
}

/** How far beyond the pane's edge row Y is; a pane that reaches to the screen's edge has its last row for that. */
function edgeOf(y: number, { rect, screen }: PointedPane): number {
  const bottom = rect.y + rect.rows;
  if (y < rect.y) return y - rect.y;
  if (y >= bottom) return y - bottom + 1;
  if (rect.y === 0 && y === 0) return -1;
  if (bottom >= screen.rows && y === bottom - 1) return 1;
  return 0;
}

/** The selection after the view has scrolled under a drag that is at (x, y). */
export function draggedOn(state: PointerState, x: number, y: number, pane: PointedPane): Selection | null {
  const { drag } = state;
  if (!drag || drag.session !== pane.session) return null;
  return { kind: kindOf(drag.unit), anchor: drag.anchor, head: spanAt(pane, positionAt(pane, x, y), drag.unit) };
}
