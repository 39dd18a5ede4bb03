import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tab } from './tab.ts';
import type { Viewer } from './viewer.ts';
import { Viewers } from './viewers.ts';

const viewerOf = (view: string | null, part: Partial<Viewer> = {}) =>
  ({ view, focused: true, lastActed: 0, readOnly: false, ...part }) as Viewer;
const [one, two] = ['one', 'two'].map((id) => ({ id }) as Tab['focused']) as [Tab['focused'], Tab['focused']];
const tabOf = (id: string, zoomed = false) => ({ id, zoomed, focused: one }) as Tab;

test('a client keeps its number, and no other gets it', () => {
  const viewers = new Viewers();
  const [a, b, c] = [viewerOf('a'), viewerOf('a'), viewerOf(null)] as const;
  assert.deepEqual([viewers.add(a), viewers.add(b)], [1, 2]);
  assert.equal(viewers.remove(a), 1);
  assert.equal(viewers.remove(a), null, 'it has gone');
  assert.equal(viewers.add(c), 3);
  assert.deepEqual([[...viewers], viewers.count, viewers.has(a)], [[b, c], 2, false]);
});

test('who acted last is the one of those who are asked about; who only looks on is no operator', () => {
  const viewers = new Viewers();
  const [a, b, looker] = [viewerOf('a'), viewerOf('b'), viewerOf('b', { readOnly: true })] as const;
  assert.equal(viewers.lastActor(), undefined);
  for (const viewer of [a, b, looker]) viewers.add(viewer);
  assert.equal(viewers.lastActor(), a, 'the first, where nobody has done anything');
  viewers.acted(b);
  viewers.acted(a);
  viewers.acted(looker);
  assert.equal(viewers.lastActor(), looker);
  assert.equal(viewers.lastOperator(), a);
  assert.equal(viewers.lastOperator(viewers.of(tabOf('b'))), b);
  assert.equal(viewers.lastOperator(viewers.of(tabOf('c'))), undefined);
});

test('a tab is looked at where a terminal that has the focus views it, and of a zoomed one that pane alone', () => {
  const viewers = new Viewers();
  viewers.add(viewerOf('a'));
  viewers.add(viewerOf('b', { focused: false }));
  assert.equal(viewers.isLooked(tabOf('a')), true);
  assert.equal(viewers.isLooked(tabOf('b')), false);
  assert.equal(viewers.isLooked(tabOf('a'), two), true);
  assert.equal(viewers.isLooked(tabOf('a', true), two), false);
  assert.equal(viewers.isLooked(tabOf('a', true), one), true);
});
