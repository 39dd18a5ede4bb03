import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textWidth } from '../../base/graphemes.ts';
import { actionOf, typed } from './keys.ts';
import { fit, plain, wrapText } from './text.ts';

test('plain text has one line and no control characters', () => {
  assert.equal(plain('a\tb\r\nc\u2028d'), 'a b c d');
  assert.equal(plain('\x1b[31mred\x1b[0m\u009b\x00\x7f\u202e'), '[31mred[0m');
  assert.equal(plain('👩‍👩‍👧 日本語 e\u0301'), '👩‍👩‍👧 日本語 e\u0301');
});

test('text is fitted to a width exactly', () => {
  for (const text of ['', 'abc', '日本語', 'a日b本c', '👩‍👩‍👧👩‍👩‍👧']) {
    for (let width = 0; width < 12; width++) assert.equal(textWidth(fit(text, width)), width, `${text} in ${width}`);
  }
});

for (const [text, width, lines] of [
  ['', 10, ['']],
  ['one two three', 7, ['one two', 'three']],
  ['one two three', 5, ['one', 'two', 'three']],
  ['unbreakable', 4, ['unbr', 'eaka', 'ble']],
  ['a unbreakable b', 4, ['a', 'unbr', 'eaka', 'ble', 'b']],
  ['日本語です', 5, ['日本', '語で', 'す']],
  ['日本', 1, ['日', '本']],
] as [string, number, string[]][]) {
  test(`"${text}" in ${width} columns is ${lines.length} lines`, () => assert.deepEqual(wrapText(text, width), lines));
}

test('keys are known with and without modifiers that do not matter', () => {
  const key = (name: string, ctrl = false, shift = false, meta = false) => ({ name, ctrl, shift, meta });
  assert.equal(actionOf(key('return')), 'accept');
  assert.equal(actionOf(key('up', false, true)), 'up');
  assert.equal(actionOf(key('tab', false, true)), 'previous');
  assert.equal(actionOf(key('n', true)), 'down');
  assert.equal(actionOf(key('n')), null);
  assert.equal(actionOf(key('n', true, false, true)), null);
  assert.equal(actionOf(key('backspace', true)), 'erase-word');
});

test('only what types text is text', () => {
  const key = (name: string | undefined, ctrl = false, meta = false) => ({ name, ctrl, shift: false, meta });
  assert.equal(typed('a', key('a')), 'a');
  assert.equal(typed('A', key('a')), 'A');
  assert.equal(typed(' ', key('space')), ' ');
  assert.equal(typed(undefined, key('space')), ' ');
  assert.equal(typed('日', key(undefined)), '日');
  assert.equal(typed('\r', key('return')), '');
  assert.equal(typed('\x01', key('a', true)), '');
  assert.equal(typed('a', key('a', false, true)), '');
  assert.equal(typed(undefined, key('f5')), '');
});
