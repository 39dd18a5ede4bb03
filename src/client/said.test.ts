import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { MESSAGE_MS, Said } from './said.ts';

function speaker(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const seen: (string | null)[] = [];
  const said: Said = new Said(() => seen.push(said.message?.text ?? null));
  return { said, seen, pass: (ms: number) => t.mock.timers.tick(ms) };
}

test('a message goes by itself, and each has its own time', (t) => {
  const { said, seen, pass } = speaker(t);
  said.say('one\n two', 'info');
  pass(MESSAGE_MS - 1);
  said.say('three', 'error');
  pass(MESSAGE_MS - 1);
  assert.deepEqual(said.message, { text: 'three', level: 'error' });
  pass(1);
  assert.deepEqual(seen, ['one; two', 'three', null]);
});

test('a warning that is new is seen at once, one that stands hides no message', (t) => {
  const { said } = speaker(t);
  const text = () => said.message?.text ?? null;
  said.say('before', 'info');
  said.warned(null);
  assert.equal(text(), 'before');
  said.warned('broken');
  assert.equal(text(), null);
  said.say('after', 'info');
  said.warned('broken');
  assert.equal(text(), 'after');
  said.warned('broken elsewhere');
  assert.equal(text(), null);
});
