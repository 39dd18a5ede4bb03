import { SIDES } from '../config/types.ts';

/** In cells. */
export interface Size {
  cols: number;
  rows: number;
}

/**
 * How a tab's panes share its room: a tree whose leaves are panes, as a value. Server and client work out the same
 * rectangles from it, so that no rectangle has to cross the socket. A split lies along `columns` (its parts side by side) or
 * `rows` (one below the other), never in a split along the same axis, and has a border of one cell between its parts.
 */
export type Layout = Leaf | Split;

/** A pane, and the session that it shows now. */
export interface Leaf {
  kind: 'session';
  session: string;
  pane: string;
}

export interface Split {
  kind: 'split';
  along: Axis;
  parts: Part[];
}

/** `share` weighs against the shares of its siblings; after a border was moved it is a number of cells. */
export interface Part {
  share: number;
  layout: Layout;
}

export type Axis = 'columns' | 'rows';
/** Where a new pane goes, seen from the one that is split. */
export type Side = (typeof SIDES)[number];
export type Direction = 'left' | 'right' | 'up' | 'down';

export { SIDES };
export const DIRECTIONS: readonly Direction[] = ['left', 'right', 'up', 'down'];

/** A pane's place in its tab, in cells from the tab's top left. */
export interface PaneRect extends Size {
  pane: string;
  session: string;
  x: number;
  y: number;
}

/** A line of border cells. The top line of a tab, which has titles only, is no border: it cannot be moved. */
export interface Border {
  x: number;
  y: number;
  cols: number;
  rows: number;
  /** What lies on its left side or above it: moving that one's right or lower edge moves this border (`resize`). */
  pane: string;
}

export interface Geometry {
  panes: PaneRect[];
  borders: Border[];
  /** Rows above all panes: 1 for their titles where there is room for it. */
  header: number;
}

/** No pane of several is made smaller than this. */
export const LEAST_PANE: Size = { cols: 10, rows: 2 };
/** A tab of fewer rows does without the line for titles. */
const HEADER_FROM_ROWS = 10;

export const axisOf = (way: Side | Direction): Axis => (way === 'left' || way === 'right' ? 'columns' : 'rows');

/** The panes, from left to right and from top to bottom. */
export function leavesOf(layout: Layout): Leaf[] {
  return layout.kind === 'session' ? [layout] : layout.parts.flatMap((part) => leavesOf(part.layout));
}

/** The fewest cells that a layout can do with along an axis. */
function least(layout: Layout, axis: Axis): number {
  if (layout.kind === 'session') return axis === 'columns' ? LEAST_PANE.cols : LEAST_PANE.rows;
  const each = layout.parts.map((part) => least(part.layout, axis));
  return layout.along === axis ? each.reduce((a, b) => a + b, layout.parts.length - 1) : Math.max(...each);
}

/** TOTAL cells among parts by their shares, none less than its least: the sum of those is at most TOTAL. */
function allocate(total: number, parts: readonly Part[], axis: Axis): number[] {
  const floors = parts.map((part) => least(part.layout, axis));
  const atFloor = new Set<number>();
  for (;;) {
    const rest = total - [...atFloor].reduce((sum, i) => sum + floors[i]!, 0);
    const weight = parts.reduce((sum, part, i) => (atFloor.has(i) ? sum : sum + part.share), 0);
    let seen = 0;
    let given = 0;
    // rounded at the edges, not for each: the sum is exact, and shares that are cells come out as they are
    const sizes = parts.map((part, i) => {
      if (atFloor.has(i)) return floors[i]!;
      seen += part.share;
      const edge = Math.round((rest * seen) / weight);
      const size = edge - given;
      given = edge;
      return size;
    });
    const small = sizes.flatMap((size, i) => (!atFloor.has(i) && size < floors[i]! ? [i] : []));
    if (small.length === 0) return sizes;
    for (const i of small) atFloor.add(i);
  }
}

const headerOf = (layout: Layout, size: Size): number => (layout.kind === 'split' && size.rows >= HEADER_FROM_ROWS ? 1 : 0);

/** There is room for all panes. */
export function fits(layout: Layout, size: Size): boolean {
  if (layout.kind === 'session') return true;
  return size.cols >= least(layout, 'columns') && size.rows - headerOf(layout, size) >= least(layout, 'rows');
}

/** Every pane's rectangle and the borders between them: together with the header they tile SIZE. null: there is no room for all. */
export function geometryOf(layout: Layout, size: Size): Geometry | null {
  if (!fits(layout, size)) return null;
  const header = headerOf(layout, size);
  const geometry: Geometry = { panes: [], borders: [], header };
  place(layout, { x: 0, y: header, cols: size.cols, rows: size.rows - header }, geometry);
  return geometry;
}

interface Area extends Size {
  x: number;
  y: number;
}

function place(layout: Layout, area: Area, out: Geometry): void {
  if (layout.kind === 'session') {
    out.panes.push({ ...area, pane: layout.pane, session: layout.session });
    return;
  }
  const columns = layout.along === 'columns';
  const sizes = sizesIn(layout, area);
  let { x, y } = area;
  layout.parts.forEach((part, i) => {
    const size = sizes[i]!;
    place(part.layout, columns ? { ...area, x, cols: size } : { ...area, y, rows: size }, out);
    if (columns) x += size + 1;
    else y += size + 1;
    if (i === layout.parts.length - 1) return;
    const pane = edgePane(part.layout, layout.along);
    out.borders.push(columns ? { ...area, x: x - 1, cols: 1, pane } : { ...area, y: y - 1, rows: 1, pane });
  });
}

/** Cells of each part of SPLIT in AREA. */
function sizesIn(split: Split, area: Size): number[] {
  const room = split.along === 'columns' ? area.cols : area.rows;
  return allocate(room - (split.parts.length - 1), split.parts, split.along);
}

/** A pane that ends where the layout ends along AXIS. */
function edgePane(layout: Layout, axis: Axis): string {
  if (layout.kind === 'session') return layout.pane;
  return edgePane((layout.along === axis ? layout.parts.at(-1) : layout.parts[0])!.layout, axis);
}

/** What a terminal of that size shows of a tab. */
export interface Shown extends Geometry {
  /** Why the focused pane is shown alone, or null where all are. */
  alone: 'zoomed' | 'small' | null;
}

/** Every pane, or the focused one alone: because it is zoomed, or because there is no room for all. */
export function shownOf(tab: { layout: Layout; focus: string; zoomed: boolean }, size: Size): Shown {
  const { layout, zoomed } = tab;
  const geometry = zoomed && layout.kind === 'split' ? null : geometryOf(layout, size);
  if (geometry) return { ...geometry, alone: null };
  const leaves = leavesOf(layout);
  const { pane, session } = leaves.find((leaf) => leaf.pane === tab.focus) ?? leaves[0]!;
  return { panes: [{ x: 0, y: 0, ...size, pane, session }], borders: [], header: 0, alone: zoomed ? 'zoomed' : 'small' };
}

/** LEAF beside or below PANE: they share what PANE had. Unchanged where there is no such pane. */
export function split(layout: Layout, pane: string, side: Side, leaf: Leaf): Layout {
  const along = axisOf(side);
  if (layout.kind === 'session') {
    if (layout.pane !== pane) return layout;
    return {
      kind: 'split',
      along,
      parts: [
        { share: 1, layout },
        { share: 1, layout: leaf },
      ],
    };
  }
  const parts = layout.parts.flatMap((part): Part[] => {
    if (layout.along !== along || part.layout.kind !== 'session' || part.layout.pane !== pane)
      return [{ ...part, layout: split(part.layout, pane, side, leaf) }];
    return [
      { share: part.share / 2, layout: part.layout },
      { share: part.share / 2, layout: leaf },
    ];
  });
  return { ...layout, parts };
}

/** Without PANE, whose room its neighbour gets; null where it was the only one. */
export function remove(layout: Layout, pane: string): Layout | null {
  if (layout.kind === 'session') return layout.pane === pane ? null : layout;
  const parts: Part[] = [];
  /** Room of a part that went and had nothing before it. */
  let left = 0;
  for (const part of layout.parts) {
    const rest = remove(part.layout, pane);
    if (rest === null) {
      const before = parts.at(-1);
      if (before) before.share += part.share;
      else left = part.share;
      continue;
    }
    parts.push(...flat({ share: part.share + left, layout: rest }, layout.along));
    left = 0;
  }
  return parts.length === 1 ? parts[0]!.layout : { ...layout, parts };
}

/** A split along the axis of the one that it is in becomes parts of that one. */
function flat(part: Part, along: Axis): Part[] {
  if (part.layout.kind === 'session' || part.layout.along !== along) return [part];
  const { parts } = part.layout;
  const sum = parts.reduce((total, { share }) => total + share, 0);
  return parts.map(({ share, layout }) => ({ share: (part.share * share) / sum, layout }));
}

/** The layout with each leaf replaced. */
export function mapLeaves(layout: Layout, change: (leaf: Leaf) => Leaf): Layout {
  if (layout.kind === 'session') return change(layout);
  return { ...layout, parts: layout.parts.map((part) => ({ ...part, layout: mapLeaves(part.layout, change) })) };
}

/** Two panes change places. */
export function swap(layout: Layout, a: string, b: string): Layout {
  const leaves = leavesOf(layout);
  const first = leaves.find((leaf) => leaf.pane === a);
  const second = leaves.find((leaf) => leaf.pane === b);
  if (!first || !second) return layout;
  return mapLeaves(layout, (leaf) => (leaf === first ? second : leaf === second ? first : leaf));
}

/** The pane BY places on from PANE in reading order, around the ends. */
export function nextPane(layout: Layout, pane: string, by: 1 | -1): string {
  const leaves = leavesOf(layout);
  const at = leaves.findIndex((leaf) => leaf.pane === pane);
  return leaves[(at + by + leaves.length) % leaves.length]!.pane;
}

/**
 * The pane that touches PANE on that side: RECENT, if that does, else the one with the longest edge in common. null: nothing is there.
 */
export function neighbour(layout: Layout, size: Size, pane: string, direction: Direction, recent: string | null = null): string | null {
  // where nothing fits, the panes still are beside each other
  const room = { cols: Math.max(size.cols, least(layout, 'columns')), rows: Math.max(size.rows, least(layout, 'rows') + 1) };
  const { panes } = geometryOf(layout, room)!;
  const from = panes.find((p) => p.pane === pane);
  if (!from) return null;
  const common = (a: number, la: number, b: number, lb: number) => Math.min(a + la, b + lb) - Math.max(a, b);
  const touching = panes
    .map((p) => {
      const beside = direction === 'left' ? p.x + p.cols + 1 === from.x : from.x + from.cols + 1 === p.x;
      const above = direction === 'up' ? p.y + p.rows + 1 === from.y : from.y + from.rows + 1 === p.y;
      const horizontal = axisOf(direction) === 'columns';
      if (!(horizontal ? beside : above)) return { pane: p.pane, edge: 0 };
      return { pane: p.pane, edge: horizontal ? common(p.y, p.rows, from.y, from.rows) : common(p.x, p.cols, from.x, from.cols) };
    })
    .filter(({ edge }) => edge > 0);
  const best = touching.reduce<(typeof touching)[number] | null>((most, t) => (!most || t.edge > most.edge ? t : most), null);
  return touching.find((t) => t.pane === recent)?.pane ?? best?.pane ?? null;
}

/**
 * Moves a border of PANE by CELLS in that direction, as far as what lies on either side allows: its right or lower one, and where
 * it has none there, its left or upper one. SIZE: of the whole tab. The same layout where nothing can be moved.
 */
export function resize(layout: Layout, size: Size, pane: string, direction: Direction, cells: number): Layout {
  if (!fits(layout, size)) return layout;
  const header = headerOf(layout, size);
  const axis = axisOf(direction);
  const by = direction === 'left' || direction === 'up' ? -cells : cells;
  const area = { cols: size.cols, rows: size.rows - header };
  return moveEdge(layout, area, pane, axis, by, 0) ?? moveEdge(layout, area, pane, axis, by, -1) ?? layout;
}

/** `which`: 0 for the border behind the part that holds PANE, -1 for the one before it. null: there is none. */
function moveEdge(layout: Layout, area: Size, pane: string, axis: Axis, by: number, which: 0 | -1): Layout | null {
  if (layout.kind === 'session') return null;
  const at = layout.parts.findIndex((part) => leavesOf(part.layout).some((leaf) => leaf.pane === pane));
  if (at < 0) return null;
  const sizes = sizesIn(layout, area);
  const inner = layout.along === 'columns' ? { ...area, cols: sizes[at]! } : { ...area, rows: sizes[at]! };
  const within = moveEdge(layout.parts[at]!.layout, inner, pane, axis, by, which);
  if (within) return { ...layout, parts: layout.parts.map((part, i) => (i === at ? { ...part, layout: within } : part)) };
  const first = at + which;
  if (layout.along !== axis || first < 0 || first + 1 >= layout.parts.length) return null;
  const spare = (i: number) => sizes[i]! - least(layout.parts[i]!.layout, axis);
  const moved = Math.max(-spare(first), Math.min(by, spare(first + 1)));
  if (moved === 0) return layout;
  sizes[first]! += moved;
  sizes[first + 1]! -= moved;
  return { ...layout, parts: layout.parts.map((part, i) => ({ ...part, share: sizes[i]! })) };
}
