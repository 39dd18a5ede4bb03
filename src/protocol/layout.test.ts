import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  DIRECTIONS,
  geometryOf,
  type Layout,
  type Leaf,
  leavesOf,
  neighbour,
  nextPane,
  remove,
  resize,
  SIDES,
  type Size,
  shownOf,
  split,
  swap,
} from './layout.ts';

const leaf = (pane: string): Leaf => ({ kind: 'session', pane, session: `s-${pane}` });
const SIZE: Size = { cols: 80, rows: 22 };

/** a | b | c */
const row = split(split(leaf('a'), 'a', 'right', leaf('b')), 'b', 'right', leaf('c'));
/** a | (b over c) */
const corner = split(split(leaf('a'), 'a', 'right', leaf('b')), 'b', 'below', leaf('c'));

const rects = (layout: Layout, size = SIZE) =>
  Object.fromEntries(geometryOf(layout, size)!.panes.map(({ pane, x, y, cols, rows }) => [pane, [x, y, cols, rows]]));

test('one pane has the whole tab, without a line for titles', () => {
  assert.deepEqual(rects(leaf('a')), { a: [0, 0, 80, 22] });
  assert.deepEqual(rects(leaf('a'), { cols: 2, rows: 1 }), { a: [0, 0, 2, 1] });
});

test('splitting halves what the pane had; a second split along the same axis makes a sibling', () => {
  assert.deepEqual(rects(split(leaf('a'), 'a', 'right', leaf('b'))), { a: [0, 1, 40, 21], b: [41, 1, 39, 21] });
  assert.deepEqual(rects(split(leaf('a'), 'a', 'below', leaf('b'))), { a: [0, 1, 80, 10], b: [0, 12, 80, 10] });
  assert.deepEqual(rects(row), { a: [0, 1, 39, 21], b: [40, 1, 20, 21], c: [61, 1, 19, 21] });
  assert.equal(row.kind === 'split' && row.parts.length, 3);
  assert.deepEqual(rects(corner), { a: [0, 1, 40, 21], b: [41, 1, 39, 10], c: [41, 12, 39, 10] });
});

test('a low tab does without the line for titles', () => {
  const two = split(leaf('a'), 'a', 'right', leaf('b'));
  assert.deepEqual(rects(two, { cols: 80, rows: 9 }), { a: [0, 0, 40, 9], b: [41, 0, 39, 9] });
});

test('a pane that goes leaves its room to its neighbour', () => {
  assert.deepEqual(rects(remove(row, 'b')!), { a: [0, 1, 59, 21], c: [60, 1, 20, 21] });
  assert.deepEqual(rects(remove(row, 'a')!), { b: [0, 1, 59, 21], c: [60, 1, 20, 21] });
  assert.deepEqual(rects(remove(corner, 'a')!), { b: [0, 1, 80, 10], c: [0, 12, 80, 10] });
  assert.deepEqual(remove(corner, 'b'), split(leaf('a'), 'a', 'right', leaf('c')));
  assert.equal(remove(leaf('a'), 'a'), null);
});

test('what is left of a nested split joins the one around it', () => {
  // a | (b over (c | d)): without b, c and d are siblings of a
  const nested = split(corner, 'c', 'right', leaf('d'));
  const flat = remove(nested, 'b')!;
  assert.equal(flat.kind === 'split' && flat.parts.length, 3);
  assert.deepEqual(
    leavesOf(flat).map((l) => l.pane),
    ['a', 'c', 'd'],
  );
  assert.deepEqual(rects(flat), { a: [0, 1, 39, 21], c: [40, 1, 20, 21], d: [61, 1, 19, 21] });
});

test('the neighbour on a side is the last one used, else the one with the longest common edge', () => {
  assert.equal(neighbour(corner, SIZE, 'a', 'right'), 'b');
  assert.equal(neighbour(corner, SIZE, 'a', 'right', 'c'), 'c');
  assert.equal(neighbour(corner, SIZE, 'c', 'left'), 'a');
  assert.equal(neighbour(corner, SIZE, 'c', 'up'), 'b');
  assert.equal(neighbour(corner, SIZE, 'b', 'down'), 'c');
  for (const direction of ['left', 'up', 'down'] as const) assert.equal(neighbour(corner, SIZE, 'a', direction), null);
  assert.equal(neighbour(row, SIZE, 'a', 'right', 'c'), 'b', 'the last one used is not a neighbour');
  assert.equal(neighbour(row, { cols: 12, rows: 3 }, 'b', 'right'), 'c', 'also where only one pane is shown');
  const lower = resize(corner, SIZE, 'b', 'up', 5);
  assert.equal(neighbour(lower, SIZE, 'a', 'right'), 'c');
});

test('the next pane comes in reading order, around the ends', () => {
  assert.deepEqual([nextPane(row, 'a', 1), nextPane(row, 'c', 1), nextPane(row, 'a', -1)], ['b', 'a', 'c']);
});

test('a border moves cell by cell, its right or lower one first, and stops at the least size', () => {
  assert.deepEqual(rects(resize(row, SIZE, 'a', 'right', 3)), { a: [0, 1, 42, 21], b: [43, 1, 17, 21], c: [61, 1, 19, 21] });
  assert.deepEqual(rects(resize(row, SIZE, 'c', 'left', 3)), { a: [0, 1, 39, 21], b: [40, 1, 17, 21], c: [58, 1, 22, 21] });
  assert.deepEqual(rects(resize(row, SIZE, 'a', 'right', 99)).b, [50, 1, 10, 21]);
  assert.deepEqual(rects(resize(corner, SIZE, 'b', 'down', 99)), { a: [0, 1, 40, 21], b: [41, 1, 39, 18], c: [41, 20, 39, 2] });
  assert.deepEqual(rects(resize(corner, SIZE, 'b', 'right', 4)).a, [0, 1, 44, 21], 'its left one where it has none on the right');
  assert.equal(resize(corner, SIZE, 'a', 'down', 1), corner, 'nothing lies that way');
  assert.equal(resize(row, { cols: 20, rows: 5 }, 'a', 'right', 1), row, 'nothing is seen of it');
});

test('a moved border keeps its proportion in another size', () => {
  const wide = resize(split(leaf('a'), 'a', 'right', leaf('b')), { cols: 81, rows: 22 }, 'a', 'right', 20);
  assert.deepEqual(rects(wide, { cols: 161, rows: 50 }), { a: [0, 1, 120, 49], b: [121, 1, 40, 49] });
});

test('a border names a pane whose edge it is', () => {
  const nested = split(corner, 'c', 'right', leaf('d'));
  for (const border of geometryOf(nested, SIZE)!.borders) {
    const across = border.cols === 1;
    const moved = geometryOf(resize(nested, SIZE, border.pane, across ? 'right' : 'down', 1), SIZE)!;
    const found = moved.borders.find((b) => b.pane === border.pane && (b.cols === 1) === across)!;
    assert.deepEqual([found.x, found.y], across ? [border.x + 1, border.y] : [border.x, border.y + 1]);
  }
});

test('panes change places, and their sizes stay where they are', () => {
  const wide = resize(row, SIZE, 'a', 'right', 3);
  const swapped = swap(wide, 'a', 'c');
  assert.deepEqual(rects(swapped), { c: [0, 1, 42, 21], b: [43, 1, 17, 21], a: [61, 1, 19, 21] });
  assert.equal(leavesOf(swapped)[0]!.session, 's-c');
});

test('a zoomed pane, or the focused one where not all fit, has all the room', () => {
  const tab = { layout: corner, focus: 'c', zoomed: true };
  assert.deepEqual(shownOf(tab, SIZE).panes, [{ pane: 'c', session: 's-c', x: 0, y: 0, ...SIZE }]);
  assert.equal(shownOf(tab, SIZE).alone, 'zoomed');
  assert.equal(shownOf({ ...tab, zoomed: false }, SIZE).alone, null);
  const small = shownOf({ ...tab, zoomed: false }, { cols: 20, rows: 22 });
  assert.deepEqual([small.alone, small.panes.map((p) => p.pane)], ['small', ['c']]);
  assert.equal(shownOf({ layout: leaf('a'), focus: 'a', zoomed: true }, SIZE).panes.length, 1);
});

type Step = { do: 'split' | 'remove' | 'resize' | 'swap'; a: number; b: number; way: number; cells: number };
const steps = fc.array(
  fc.record({
    do: fc.constantFrom('split', 'split', 'split', 'remove', 'resize', 'resize', 'swap') as fc.Arbitrary<Step['do']>,
    a: fc.nat(20),
    b: fc.nat(20),
    way: fc.nat(3),
    cells: fc.nat(30),
  }),
  { maxLength: 25 },
);
const sizes = fc.record({ cols: fc.integer({ min: 2, max: 200 }), rows: fc.integer({ min: 1, max: 70 }) });

function walk(list: Step[], size: Size): Layout {
  let layout: Layout = leaf('p0');
  list.forEach((step, i) => {
    const panes = leavesOf(layout).map((l) => l.pane);
    const a = panes[step.a % panes.length]!;
    const b = panes[step.b % panes.length]!;
    if (step.do === 'split') layout = split(layout, a, SIDES[step.way % 2]!, leaf(`p${i + 1}`));
    else if (step.do === 'remove') layout = remove(layout, a) ?? layout;
    else if (step.do === 'swap') layout = swap(layout, a, b);
    else layout = resize(layout, size, a, DIRECTIONS[step.way]!, step.cells);
  });
  return layout;
}

test('whatever was done, panes, borders and the line for titles tile the tab', () => {
  fc.assert(
    fc.property(steps, sizes, sizes, (list, made, size) => {
      const layout = walk(list, made);
      const geometry = geometryOf(layout, size);
      if (!geometry) return leavesOf(layout).length > 1;
      const seen = new Uint8Array(size.cols * size.rows);
      const header = { x: 0, y: 0, cols: size.cols, rows: geometry.header };
      for (const { x, y, cols, rows } of [...geometry.panes, ...geometry.borders, header])
        for (let j = y; j < y + rows; j++)
          for (let i = x; i < x + cols; i++) {
            assert.ok(i >= 0 && i < size.cols && j >= 0 && j < size.rows);
            seen[j * size.cols + i]! += 1;
          }
      assert.ok(seen.every((n) => n === 1));
      for (const border of geometry.borders) assert.ok(border.cols === 1 || border.rows === 1);
      return geometry.panes.length === leavesOf(layout).length;
    }),
  );
});

test('whatever was done, no split lies in one along the same axis, and none has a single part', () => {
  const sound = (layout: Layout): boolean =>
    layout.kind === 'session' ||
    (layout.parts.length > 1 &&
      layout.parts.every(({ share, layout: l }) => share > 0 && (l.kind === 'session' || l.along !== layout.along) && sound(l)));
  fc.assert(fc.property(steps, sizes, (list, size) => sound(walk(list, size))));
});
