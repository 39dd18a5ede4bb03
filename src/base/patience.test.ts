import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { patience } from './patience.ts';

/** Nothing runs in this process for so many milliseconds. */
const stop = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

test('time in which the process could not run does not count', async () => {
  let over = false;
  await new Promise<void>((resolve, reject) => {
    patience(200, () => {
      over = true;
      resolve();
    });
    (async () => {
      for (let i = 0; i < 3; i++) {
        stop(250);
        await turn();
      }
      assert.equal(over, false);
    })().catch(reject);
  });
});

test('what is given up does not happen, also at the last moment', async () => {
  const begun = patience(20, () => assert.fail('it is over all the same'));
  await turn();
  begun.dispose();
  begun.dispose();
  await new Promise<void>((resolve) => {
    patience(60, resolve);
  });
});
