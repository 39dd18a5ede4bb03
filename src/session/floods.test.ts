import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BATCH_BYTES, Floods } from './floods.ts';

function scene() {
  let clock = 1000;
  let timers: { at: number; run: () => void }[] = [];
  const log: string[] = [];
  const floods = new Floods({
    now: () => clock,
    timer: (ms, run) => {
      const timer = { at: clock + ms, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((t) => t !== timer);
      };
    },
  });
  const source = (name: string) => ({ pause: () => void log.push(`${name} waits`), resume: () => void log.push(`${name} goes on`) });
  const pass = (ms: number) => {
    for (const end = clock + ms; clock < end; clock++) {
      const due = timers.filter((t) => t.at <= clock);
      timers = timers.filter((t) => t.at > clock);
      for (const t of due) t.run();
    }
  };
  return { floods, source, pass, take: () => log.splice(0), timers: () => timers.length };
}

test('one that floods alone has all, several take turns', () => {
  const { floods, source, pass, take, timers } = scene();
  const [a, b, c] = [source('a'), source('b'), source('c')];
  assert.equal(floods.filled(a), BATCH_BYTES);
  assert.ok(floods.filled(b) < BATCH_BYTES);
  floods.filled(c);
  floods.filled(a);
  assert.deepEqual(take(), ['b waits', 'c waits', 'a waits']);
  pass(2);
  assert.deepEqual(take(), ['b goes on']);
  floods.filled(b);
  pass(3);
  assert.deepEqual(take(), ['b waits', 'c goes on', 'a goes on', 'b goes on']);
  assert.equal(timers(), 0);
  pass(100);
  assert.equal(floods.filled(a), BATCH_BYTES, 'the others have stopped');
});

test('a key holds the floods of the others until its echo is drawn', () => {
  const { floods, source, pass, take, timers } = scene();
  const [flood, shell] = [source('flood'), source('shell')];
  floods.filled(flood);
  floods.input(shell, 1);
  assert.deepEqual(take(), ['flood waits']);
  assert.equal(floods.filled(flood), 0, 'what was on its way is taken, nothing more');
  pass(1);
  floods.output(shell);
  pass(2);
  assert.deepEqual(take(), []);
  pass(1);
  assert.deepEqual(take(), ['flood goes on']);
  assert.equal(timers(), 0);
});

test('a program that echoes nothing holds them for ten milliseconds', () => {
  const { floods, source, pass, take } = scene();
  const [flood, shell] = [source('flood'), source('shell')];
  floods.filled(flood);
  floods.input(shell, 1);
  pass(10);
  assert.deepEqual(take(), ['flood waits']);
  pass(1);
  assert.deepEqual(take(), ['flood goes on']);
});

test('input without pause holds them half of the time at most', () => {
  const { floods, source, pass } = scene();
  const shell = source('shell');
  let waits = 0;
  let waiting = false;
  const flood = {
    pause: () => {
      waiting = true;
    },
    resume: () => {
      waiting = false;
    },
  };
  for (let i = 0; i < 1000; i++) {
    if (!waiting) floods.filled(flood);
    floods.input(shell, 8);
    if (waiting) waits++;
    pass(1);
  }
  assert.ok(waits > 300 && waits < 600, `${waits} of 1000 ms`);
});

test('the program that was typed into may flood itself, and a paste holds nobody', () => {
  const { floods, source, take } = scene();
  const [flood, shell] = [source('flood'), source('shell')];
  floods.filled(flood);
  floods.input(flood, 1);
  floods.input(shell, 5000);
  assert.deepEqual(take(), []);
});

test('who is gone is not spoken to', () => {
  const { floods, source, pass, take } = scene();
  const [flood, shell] = [source('flood'), source('shell')];
  floods.filled(flood);
  floods.input(shell, 1);
  floods.gone(flood);
  pass(20);
  assert.deepEqual(take(), ['flood waits']);
});
