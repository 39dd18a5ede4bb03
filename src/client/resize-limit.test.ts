import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ResizeLimit } from './resize-limit.ts';

test('the first size goes on at once, of a storm the newest, and always the last', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 1000;
  t.mock.method(performance, 'now', () => now);
  const passed: number[] = [];
  const limit = new ResizeLimit<number>((size) => passed.push(size));
  limit.push(1);
  assert.deepEqual(passed, [1]);
  for (let size = 2; size <= 9; size++) {
    now += 5;
    t.mock.timers.tick(5);
    limit.push(size);
  }
  assert.ok(passed.length <= 2, `${passed}`);
  now += 100;
  t.mock.timers.tick(100);
  assert.equal(passed.at(-1), 9);
  now += 100;
  limit.push(10);
  assert.equal(passed.at(-1), 10);
});
