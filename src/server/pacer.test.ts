import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pacer } from './pacer.ts';

const options = { perSecond: 60, burst: 2, pauseMs: 8 };

test('a change after a pause goes at once, and so does the one right behind it', () => {
  const pacer = new Pacer(options, 0);
  for (const now of [1000, 1001]) {
    assert.equal(pacer.delay(now, now), 0);
    pacer.spend(now);
  }
  assert.ok(pacer.delay(1002, 1002) > 10);
});

test('keys faster than the limit are each shown at once', () => {
  const pacer = new Pacer(options, 0);
  for (let now = 0; now < 3000; now += 9) {
    assert.equal(pacer.delay(now, now), 0, String(now));
    pacer.spend(now);
  }
});

test('changes without a pause go out at the rate', () => {
  const pacer = new Pacer(options, 0);
  let sent = 0;
  // a flood: the next change is there as soon as a frame has gone
  let changed = 0;
  for (let now = 0; now < 10_000; now++) {
    if (pacer.delay(now, changed) > 0) continue;
    pacer.spend(now);
    sent += 1;
    changed = now + 1;
  }
  assert.ok(sent > 580 && sent < 610, String(sent));
});

test('frames that count twice go out at half the rate', () => {
  const pacer = new Pacer(options, 0);
  let sent = 0;
  for (let now = 0, changed = 0; now < 10_000; now++) {
    if (pacer.delay(now, changed) > 0) continue;
    pacer.spend(now, 2);
    sent += 1;
    changed = now + 1;
  }
  assert.ok(sent > 280 && sent < 310, String(sent));
});

test('a wait is as long as it says', () => {
  const pacer = new Pacer({ ...options, perSecond: 50, burst: 1 }, 0);
  pacer.spend(0);
  const wait = pacer.delay(0, 0);
  assert.equal(wait, 20);
  assert.equal(pacer.delay(wait, 0), 0);
});
