import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Keymap } from './keys-in-force.ts';
import { lessonLines, lessonNote } from './lesson.ts';

test('three lines teach the leader and the keys that are in force', () => {
  assert.deepEqual(lessonLines('Ctrl+\\', new Keymap().rows), [
    'In a tab every key goes to its program, but for one: Ctrl+\\, the leader.',
    'After it keys are commands: N opens a tab, n is the next one, d leaves.',
    'The last line shows them, ? all of them. The leader twice reaches the program.',
  ]);
  const own = lessonLines('Alt+x', new Keymap({ N: false, d: 'close', e: 'detach' }).rows).join('\n');
  assert.match(own, /for one: Alt\+x, the leader/);
  assert.match(own, /c opens a tab, n is the next one, e leaves/);
  assert.equal(lessonNote('Alt+x'), 'Every key goes to the program, but for the leader: Alt+x');
});
