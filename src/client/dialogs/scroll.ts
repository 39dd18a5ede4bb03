/** Which part of a list is in view, and which of its rows is selected. All in rows from 0. */
export interface ListPosition {
  selected: number;
  first: number;
}

const clamp = (n: number, least: number, most: number): number => Math.max(least, Math.min(n, most));

/** `first` moved as little as it takes to have `selected` among `visible` rows and no empty ones below a longer list. */
export function inView(position: ListPosition, count: number, visible: number): ListPosition {
  const selected = clamp(position.selected, 0, Math.max(0, count - 1));
  const first = clamp(position.first, selected - visible + 1, selected);
  return { selected, first: clamp(first, 0, Math.max(0, count - visible)) };
}

/** The selection moved by `by` rows; beyond an end it stays there, or comes in again from the other with `around`. */
export function moved(position: ListPosition, by: number, count: number, around: boolean): ListPosition {
  if (count === 0) return { selected: 0, first: 0 };
  const to = position.selected + by;
  return { ...position, selected: around ? (to + count) % count : clamp(to, 0, count - 1) };
}

/** The view moved by `by` rows; the selection follows only as far as it must to stay in it. */
export function scrolled(position: ListPosition, by: number, count: number, visible: number): ListPosition {
  const first = clamp(position.first + by, 0, Math.max(0, count - visible));
  return { first, selected: clamp(position.selected, first, Math.max(first, Math.min(count, first + visible) - 1)) };
}
