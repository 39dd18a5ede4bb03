import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf } from './testing.ts';
import { WriteQueue } from './write-queue.ts';

/** A terminal that takes `room` bytes and then refuses, and a clock that is moved by hand. */
function terminal(room: number) {
  const state = { room, taken: '', refusals: 0, broken: false };
  const timers: { ms: number; run: () => void }[] = [];
  const writer = (bytes: Uint8Array, offset: number): number => {
    if (state.broken) throw Object.assign(new Error('write EIO'), { code: 'EIO' });
    if (state.room === 0) {
      state.refusals++;
      throw Object.assign(new Error('write EAGAIN'), { code: 'EAGAIN' });
    }
    const n = Math.min(state.room, bytes.byteLength - offset);
    state.room -= n;
    state.taken += Buffer.from(bytes.subarray(offset, offset + n)).toString();
    return n;
  };
  const timer = (ms: number, run: () => void) => {
    const entry = { ms, run };
    timers.push(entry);
    return () => {
      timers.splice(timers.indexOf(entry), 1);
    };
  };
  const tick = () => {
    const next = timers.shift();
    assert.ok(next, 'nothing waits');
    next.run();
    return next.ms;
  };
  return { state, writer, timer, timers, tick };
}

test('what fits is written at once', () => {
  const t = terminal(100);
  const queue = new WriteQueue(t.writer, t);
  assert.ok(queue.push(bytesOf('key')));
  assert.equal(t.state.taken, 'key');
  assert.equal(t.timers.length, 0);
});

test('order is kept over partial writes', () => {
  const t = terminal(5);
  const queue = new WriteQueue(t.writer, t);
  for (const text of ['abcd', 'efgh', 'ij']) queue.push(bytesOf(text));
  assert.equal(t.state.taken, 'abcde');
  t.state.room = 3;
  t.tick();
  assert.equal(t.state.taken, 'abcdefgh');
  t.state.room = 100;
  t.tick();
  assert.equal(t.state.taken, 'abcdefghij');
  assert.equal(queue.size, 0);
  assert.equal(t.timers.length, 0);
});

test('a terminal that takes nothing is tried less and less often, one that takes some soon again', () => {
  const t = terminal(0);
  const queue = new WriteQueue(t.writer, t);
  queue.push(bytesOf('0123456789'));
  const waits = Array.from({ length: 10 }, () => t.tick());
  assert.deepEqual(waits, [2, 4, 8, 16, 32, 50, 50, 50, 50, 50]);
  t.state.room = 1;
  t.tick();
  assert.equal(t.timers[0]?.ms, 1);
});

test('pushes while the terminal refuses do not try it again', () => {
  const t = terminal(0);
  const queue = new WriteQueue(t.writer, t);
  for (let i = 0; i < 100; i++) queue.push(bytesOf('x'));
  assert.equal(t.state.refusals, 1);
  assert.equal(t.timers.length, 1);
});

test('over the cap bytes are refused as a whole, and taken again when there is room', () => {
  const t = terminal(0);
  const queue = new WriteQueue(t.writer, { ...t, cap: 10 });
  assert.ok(queue.push(bytesOf('12345678')));
  assert.ok(!queue.push(bytesOf('abc')));
  assert.ok(queue.push(bytesOf('90')));
  t.state.room = 100;
  t.tick();
  assert.equal(t.state.taken, '1234567890');
  assert.ok(queue.push(bytesOf('abc')));
  assert.equal(t.state.taken, '1234567890abc');
});

test('a terminal that is gone is told once, and nothing is tried after it', () => {
  const t = terminal(0);
  let gone = 0;
  const queue = new WriteQueue(t.writer, {
    ...t,
    onGone: () => {
      gone++;
    },
  });
  queue.push(bytesOf('abc'));
  t.state.broken = true;
  t.tick();
  assert.equal(gone, 1);
  assert.ok(queue.push(bytesOf('more')));
  assert.equal(queue.size, 0);
  assert.equal(t.timers.length, 0);
});

test('closing lets go of the timer and of what waited', () => {
  const t = terminal(0);
  const queue = new WriteQueue(t.writer, t);
  queue.push(bytesOf('abc'));
  queue.close();
  assert.equal(t.timers.length, 0);
  assert.equal(queue.size, 0);
});

test('a thousand small writes keep their order', () => {
  const t = terminal(7);
  const queue = new WriteQueue(t.writer, t);
  let expected = '';
  for (let i = 0; i < 1000; i++) {
    expected += `${i},`;
    queue.push(bytesOf(`${i},`));
  }
  while (t.timers.length > 0) {
    t.state.room = 97;
    t.tick();
  }
  assert.equal(t.state.taken, expected);
});

test('small pieces that wait are gathered, and arrive in order among large ones', () => {
  const written: number[] = [];
  let room = 0;
  const due: (() => void)[] = [];
  const queue = new WriteQueue(
    (bytes, offset) => {
      const n = Math.min(room, bytes.byteLength - offset);
      if (n === 0) throw Object.assign(new Error('full'), { code: 'EAGAIN' });
      room -= n;
      written.push(...bytes.subarray(offset, offset + n));
      return n;
    },
    {
      timer: (_ms, run) => {
        due.push(run);
        return () => {};
      },
    },
  );
  const expected: number[] = [];
  let next = 0;
  for (let i = 0; i < 3000; i++) {
    // room now and then, so that a block is begun, written in part, and filled on
    room += i % 5;
    if (i % 7 === 0) due.shift()?.();
    const piece = Uint8Array.from({ length: i % 400 === 0 ? 5000 : 1 + (i % 3) }, () => next++ & 0xff);
    expected.push(...piece);
    assert.ok(queue.push(piece));
  }
  assert.equal(queue.size, expected.length - written.length);
  room = expected.length;
  while (due.length > 0) due.shift()?.();
  assert.deepEqual(written, expected);
  assert.equal(queue.size, 0);
});
