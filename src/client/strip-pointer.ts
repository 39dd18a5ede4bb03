import { Button, type MouseEvent } from './input/token.ts';
import { type StripHit, type StripTarget, sameTarget, stripHit } from './screen/strip.ts';

/** Two clicks on a tab within this are a double click, in milliseconds. */
const DOUBLE_CLICK_MS = 500;

/** What the mouse is doing on the strip. */
export interface StripPointer {
  /** What it is on. */
  hover: StripTarget | null;
  /** The button that went down on the strip and is not up yet. */
  down: { button: number; target: StripTarget; grip: number; from: number; drag: Drag | null } | null;
  /** The last click on a tab, which another one may make a double click. */
  click: { id: string; time: number } | null;
}

/** A tab that is dragged, and its place for now, from 0. */
export interface Drag {
  id: string;
  index: number;
}

export const AWAY: StripPointer = { hover: null, down: null, click: null };

/** The strip as it is shown when something happens to it. */
export interface StripScene {
  hits: readonly StripHit[];
  /** Ids of all tabs in the order that is shown. */
  tabs: readonly string[];
  /** The event is on the strip's row. */
  onStrip: boolean;
  /** The operator may close, rename, move and open tabs, and not only look at them. */
  editable: boolean;
}

/** What the operator wants. */
export type StripDeed =
  | { kind: 'view' | 'close' | 'rename'; id: string }
  | { kind: 'new' }
  /** The neighbour of the tab in view; not around the ends, which a wheel overshoots. */
  | { kind: 'step'; by: 1 | -1 }
  /** To that place, from 0. */
  | { kind: 'move'; id: string; index: number };

const WHEEL: Readonly<Record<number, 1 | -1>> = {
  [Button.wheelUp]: -1,
  [Button.wheelLeft]: -1,
  [Button.wheelDown]: 1,
  [Button.wheelRight]: 1,
};

export interface Outcome {
  pointer: StripPointer;
  deed: StripDeed | null;
  /** The event was the strip's and nobody else's. */
  taken: boolean;
}

/**
 * What an event of the mouse means to the strip. `time` is in milliseconds of a clock that does not jump. Coordinates are
 * cells of the screen.
 *
 * A tab is viewed when the button goes down on it, as everything that is dragged from there is about it; what cannot be
 * taken back (a close mark, the plus) waits until the button comes up on the same.
 */
export function stripPointer(before: StripPointer, event: MouseEvent, scene: StripScene, time: number): Outcome {
  const { onStrip, hits } = scene;
  const { down } = before;
  const target = onStrip ? stripHit(hits, event.x) : null;
  const pointer: StripPointer = { ...before, hover: target };
  const by = WHEEL[event.button];
  if (by !== undefined) {
    const turned = event.action === 'press' && onStrip;
    return { pointer: turned ? { ...pointer, click: null } : pointer, deed: turned ? { kind: 'step', by } : null, taken: onStrip };
  }
  if (event.action === 'press') return pressed(pointer, event, target, scene);
  const held = down !== null && (event.button === down.button || (event.action === 'release' && event.button === Button.none));
  // without a button: it came up outside of the terminal's window, and nobody told
  if (!held) return { pointer: event.button === Button.none ? { ...pointer, down: null } : pointer, deed: null, taken: onStrip };
  if (event.action === 'release') return { ...released({ ...pointer, down: null }, down, target, scene, time), taken: true };
  const drag = scene.editable && down.button === Button.left ? dragged(down, event.x, scene) : null;
  return { pointer: { ...pointer, hover: drag ? null : target, down: { ...down, drag } }, deed: null, taken: true };
}

function pressed(pointer: StripPointer, { x, button }: MouseEvent, target: StripTarget | null, scene: StripScene): Outcome {
  if (target === null || (button !== Button.left && button !== Button.middle)) {
    return { pointer: { ...pointer, down: null, click: null }, deed: null, taken: scene.onStrip };
  }
  const id = 'id' in target ? target.id : '';
  const grip = x - (scene.hits.find((hit) => sameTarget(hit.target, target))?.from ?? x);
  const down = { button, target, grip, from: scene.tabs.indexOf(id), drag: null };
  let deed: StripDeed | null = null;
  if (button === Button.left) {
    if (target.kind === 'tab') deed = { kind: 'view', id };
    else if (target.kind === 'left') deed = { kind: 'step', by: -1 };
    else if (target.kind === 'right') deed = { kind: 'step', by: 1 };
  }
  return { pointer: { ...pointer, down, click: pointer.click?.id === id ? pointer.click : null }, deed, taken: true };
}

function released(
  up: StripPointer,
  { button, target: from, drag, from: place }: NonNullable<StripPointer['down']>,
  target: StripTarget | null,
  { editable, tabs }: StripScene,
  time: number,
): Omit<Outcome, 'taken'> {
  const done = (deed: StripDeed | null, click: StripPointer['click'] = null) => ({
    pointer: { ...up, click },
    deed: editable ? deed : null,
  });
  if (drag) return done(drag.index === place || !tabs.includes(drag.id) ? null : { kind: 'move', ...drag });
  if (from.kind === 'new') return done(sameTarget(target, from) && button === Button.left ? { kind: 'new' } : null);
  if (!('id' in from) || target === null || !('id' in target) || target.id !== from.id) return done(null);
  const { id } = from;
  if (button === Button.middle) return done({ kind: 'close', id });
  if (from.kind === 'close') return done(target.kind === 'close' ? { kind: 'close', id } : null);
  if (up.click?.id === id && time - up.click.time <= DOUBLE_CLICK_MS) return done({ kind: 'rename', id });
  return done(null, { id, time });
}

function dragged(down: NonNullable<StripPointer['down']>, x: number, { hits, tabs }: StripScene): Drag | null {
  if (down.target.kind !== 'tab' || !tabs.includes(down.target.id)) return null;
  const { id } = down.target;
  const index = dropIndex(hits, tabs, id, x - down.grip, x);
  // a hand that trembles drags nothing
  return down.drag === null && index === down.from ? null : { id, index };
}

/**
 * The place of a dragged tab whose left edge is at column `left`, with the mouse at column `x`: behind every tab of which it has
 * passed the middle, counted in a strip without the dragged one, so that the answer does not depend on where it is shown now.
 * Over the counts of hidden tabs it goes on by one each time.
 */
export function dropIndex(hits: readonly StripHit[], tabs: readonly string[], id: string, left: number, x: number): number {
  const shown: { id: string; from: number; to: number }[] = [];
  for (const { from, to, target } of hits) {
    if (!('id' in target)) continue;
    const last = shown.at(-1);
    if (last && last.id === target.id) last.to = to;
    else shown.push({ id: target.id, from, to });
  }
  const [first] = shown;
  const last = shown.at(-1);
  if (!first || !last) return tabs.indexOf(id);
  const begin = tabs.indexOf(first.id);
  const end = tabs.indexOf(last.id);
  if (x < first.from && begin > 0) return begin - 1;
  if (x >= last.to && end < tabs.length - 1) return end + 1;
  let index = begin;
  let at = first.from;
  for (const tab of shown) {
    if (tab.id === id) continue;
    const width = tab.to - tab.from;
    if (at + width / 2 < left) index += 1;
    at += width;
  }
  return Math.min(index, tabs.length - 1);
}

/** TABS with the dragged one at its place for now, counted anew. */
export function reordered<T extends { id: string; index: number }>(tabs: readonly T[], drag: Drag | null): readonly T[] {
  const moved = drag && tabs.find((tab) => tab.id === drag.id);
  if (!moved) return tabs;
  const rest = tabs.filter((tab) => tab !== moved);
  rest.splice(drag.index, 0, moved);
  return rest.map((tab, i) => ({ ...tab, index: i + 1 }));
}
