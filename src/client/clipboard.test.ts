import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Clipboard } from './clipboard.ts';
import type { DialogHost } from './dialogs/index.ts';

/** A clipboard whose operator answers as told, and what became of everything. */
function operator(answer: boolean, { label = 'Claude' as string | null, occupied = false } = {}) {
  const log: string[] = [];
  const dialogs = {
    ask: ({ question, defaultAnswer }: { question: string; defaultAnswer: boolean }) => {
      log.push(`asked: ${question} ${defaultAnswer}`);
      return Promise.resolve(answer);
    },
  } as unknown as DialogHost;
  const clipboard = new Clipboard({
    labelInView: () => label,
    occupied: () => occupied,
    dialogs: () => Promise.resolve(dialogs),
    copy: (text) => log.push(`copied ${text}`),
    say: (text) => log.push(`said: ${text}`),
  });
  return { clipboard, log };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('a text that needs no question is copied at once', () => {
  const { clipboard, log } = operator(false);
  clipboard.offer('t1', 'abc', false);
  assert.deepEqual(log, ['copied abc']);
});

test('a question waits until nobody types, names the tab and the length, and No is its default', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 1000;
  t.mock.method(performance, 'now', () => now);
  const { clipboard, log } = operator(true);
  clipboard.typed();
  clipboard.offer('t1', 'abc', true);
  now += 500;
  clipboard.typed();
  t.mock.timers.tick(700);
  await turn();
  assert.deepEqual(log, []);
  now += 1000;
  t.mock.timers.tick(1000);
  await turn();
  assert.deepEqual(log, ['asked: Claude wants to copy 3 characters to your clipboard. Allow? false', 'copied abc']);
});

test('No is remembered for the tab, and of several texts the newest is asked about', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 1000;
  t.mock.method(performance, 'now', () => now);
  const { clipboard, log } = operator(false);
  clipboard.offer('t1', 'abc', true);
  clipboard.offer('t1', 'x', true);
  t.mock.timers.tick(0);
  await turn();
  assert.deepEqual(log, ['asked: Claude wants to copy 1 character to your clipboard. Allow? false']);
  clipboard.offer('t1', 'again', true);
  t.mock.timers.tick(5000);
  await turn();
  assert.equal(log.length, 1);
  now += 20_000;
  clipboard.offer('t1', 'later', true);
  t.mock.timers.tick(0);
  await turn();
  assert.equal(log.length, 2);
});

test('what cannot be asked about is refused with a sentence', async (t) => {
  for (const state of [{ label: null }, { occupied: true }]) {
    t.mock.timers.reset();
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const { clipboard, log } = operator(true, state);
    clipboard.offer('t1', 'abc', true);
    t.mock.timers.tick(0);
    await turn();
    assert.deepEqual(log, ['said: A program wanted to copy 3 characters meanwhile; nothing was copied']);
  }
});
