import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pacer } from './pacer.ts';

test('changes after a pause go at once, one after the other up to the burst', () => {
  const pacer = new Pacer(60, 3, 0);
  for (let i = 0; i < 3; i++) {
    assert.equal(pacer.delay(1000 + i), 0);
    pacer.spend(1000 + i);
  }
  assert.ok(pacer.delay(1003) > 10);
});

test('a stream of changes goes out at the rate', () => {
  const pacer = new Pacer(60, 3, 0);
  let sent = 0;
  for (let now = 0; now < 10_000; now++) {
    if (pacer.delay(now) > 0) continue;
    pacer.spend(now);
    sent += 1;
  }
  assert.ok(sent > 580 && sent < 610, String(sent));
});

test('a wait is as long as it says', () => {
  const pacer = new Pacer(50, 1, 0);
  pacer.spend(0);
  const wait = pacer.delay(0);
  assert.equal(wait, 20);
  assert.equal(pacer.delay(wait), 0);
});
