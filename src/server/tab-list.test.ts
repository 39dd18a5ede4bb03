import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OperatorError } from '../base/errors.ts';
import { TabList } from './tab-list.ts';

const listOf = (...labels: string[]) => {
  const list = new TabList<{ id: string; label: string }>();
  for (const [i, label] of labels.entries()) list.add({ id: `t${i + 1}`, label });
  return list;
};
const order = (list: ReturnType<typeof listOf>) => list.all.map((t) => t.id).join(' ');

test('a tab is found by id, by place in the strip, by a label that names one', () => {
  const list = listOf('Claude', 'Codex', 'Claude', '7');
  for (const [ref, id] of [
    ['t3', 't3'],
    ['2', 't2'],
    ['Codex', 't2'],
    ['4', 't4'],
    ['7', 't4'],
  ] as const)
    assert.equal(list.resolve(ref).id, id, ref);
});

test('what names no tab, or several, is refused with what there is', () => {
  const list = listOf('Claude', 'Codex', 'Claude');
  assert.throws(
    () => list.resolve('Claude'),
    (e) => e instanceof OperatorError && /2 tabs \(t1, t3\)/.test(e.message),
  );
  assert.throws(() => list.resolve('9'), /no tab "9"; open: 1 t1 "Claude"/);
  assert.throws(() => list.resolve('0'), OperatorError);
  assert.throws(() => listOf().resolve('1'), /no tab is open/);
});

test('moving puts a tab at a place, the ends included', () => {
  for (const [index, want] of [
    [1, 't2 t1 t3'],
    [2, 't1 t2 t3'],
    [3, 't1 t3 t2'],
    [99, 't1 t3 t2'],
    [-5, 't2 t1 t3'],
  ] as const) {
    const list = listOf('a', 'b', 'c');
    list.move(list.byId('t2')!, index);
    assert.equal(order(list), want, String(index));
  }
});

test('removing names the tab that takes the place', () => {
  const list = listOf('a', 'b', 'c');
  assert.equal(list.remove(list.byId('t2')!)?.id, 't3');
  assert.equal(list.remove(list.byId('t3')!)?.id, 't1');
  assert.equal(list.remove(list.byId('t1')!), undefined);
});
