import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Errands } from './errands.ts';
import { Code, type Key, Mod } from './input/key.ts';

function stage() {
  const done: string[] = [];
  const errands = new Errands({
    cancel: (request) => done.push(`cancel ${request}`),
    say: (text, level) => done.push(`${level}: ${text}`),
    tell: async (text) => void done.push(`told: ${text}`),
    hush: () => {},
    stale: () => {},
    ready: () => done.push('ready'),
  });
  return { errands, done };
}
const key = (code: number, mods = 0, event: Key['event'] = 'press'): Key => ({ code, mods, event, text: '' });

test('what is done at once keeps no keys waiting, and what goes wrong with it is said', async () => {
  const { errands, done } = stage();
  await errands.run(() => 'done');
  await errands.run(() => {
    throw new Error('it is broken');
  });
  assert.deepEqual(done, ['error: it is broken']);
  assert.equal(errands.busy, false);
});

test('keys wait for the answer, whatever it is', async () => {
  for (const [end, said] of [
    [(): unknown => 'opened', []],
    [
      (): unknown => {
        throw new Error('no such agent');
      },
      ['error: no such agent'],
    ],
  ] as const) {
    const { errands, done } = stage();
    let answer = () => {};
    const under = errands.run(() => new Promise<void>((resolve) => (answer = resolve)).then(end));
    assert.equal(errands.busy, true);
    answer();
    await under;
    assert.equal(errands.busy, false);
    assert.deepEqual(done, [...said, 'ready']);
  }
});

test('what takes long is given up by Esc and Ctrl+C alone, and its failure is told at length where it is not', async () => {
  for (const [keys, cancelled] of [
    [[key(Code.Escape)], true],
    [[key(99, Mod.ctrl)], true],
    [[key(99), key(Code.Escape, 0, 'release')], false],
  ] as const) {
    const { errands, done } = stage();
    let fail = (_: Error) => {};
    const under = errands.run(() => new Promise<void>((_, reject) => (fail = reject)));
    assert.equal(errands.slow, null);
    errands.progress(7, 'Resolving Kimi key…');
    assert.equal(errands.slow, 'Resolving Kimi key… Esc cancels');
    for (const one of keys) errands.key(one);
    fail(new Error('op: not signed in'));
    await under;
    assert.deepEqual(
      done,
      cancelled ? ['ready', 'cancel 7', 'info: Cancelled; nothing was opened', 'ready'] : ['ready', 'told: op: not signed in', 'ready'],
    );
    assert.equal(errands.slow, null);
  }
});
