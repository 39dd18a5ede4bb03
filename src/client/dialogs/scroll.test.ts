import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inView, moved, scrolled } from './scroll.ts';

for (const [position, count, visible, expected] of [
  [{ selected: 0, first: 0 }, 0, 5, { selected: 0, first: 0 }],
  [{ selected: 7, first: 0 }, 10, 5, { selected: 7, first: 3 }],
  [{ selected: 2, first: 4 }, 10, 5, { selected: 2, first: 2 }],
  [{ selected: 9, first: 9 }, 10, 5, { selected: 9, first: 5 }],
  [{ selected: 12, first: 0 }, 10, 5, { selected: 9, first: 5 }],
  [{ selected: 3, first: 2 }, 4, 5, { selected: 3, first: 0 }],
  [{ selected: 3, first: 0 }, 10, 1, { selected: 3, first: 3 }],
] as const) {
  test(`${JSON.stringify(position)} of ${count} in ${visible} rows is seen as ${JSON.stringify(expected)}`, () => {
    assert.deepEqual(inView(position, count, visible), expected);
  });
}

test('the selection stops at the ends, or goes around', () => {
  const at = (selected: number) => ({ selected, first: 0 });
  assert.equal(moved(at(1), -5, 4, false).selected, 0);
  assert.equal(moved(at(1), 5, 4, false).selected, 3);
  assert.equal(moved(at(0), -1, 4, true).selected, 3);
  assert.equal(moved(at(3), 1, 4, true).selected, 0);
  assert.deepEqual(moved(at(3), 1, 0, true), at(0));
});

test('scrolling stops at the ends and takes the selection along', () => {
  assert.deepEqual(scrolled({ selected: 0, first: 0 }, 3, 10, 4), { selected: 3, first: 3 });
  assert.deepEqual(scrolled({ selected: 9, first: 6 }, -3, 10, 4), { selected: 6, first: 3 });
  assert.deepEqual(scrolled({ selected: 5, first: 4 }, 99, 10, 4), { selected: 6, first: 6 });
  assert.deepEqual(scrolled({ selected: 0, first: 0 }, 3, 0, 4), { selected: 0, first: 0 });
});
