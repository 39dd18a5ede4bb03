import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OperatorError } from './errors.ts';
import { firstMatch, patternOf } from './pattern.ts';

test('patterns are those of lines, Unicode where they can be', () => {
  for (const [source, text, found] of [
    ['^b+$', 'aa\nbbb\nc', 'bbb'],
    ['^.$', '😀', '😀'],
    ['\\p{Lu}\\w+', 'the End', 'End'],
    ['\\-x', 'a-x', '-x'],
    ['nothing', 'some', null],
    ['', 'x', ''],
  ] as const)
    assert.equal(firstMatch(patternOf(source), text), found, source);
});

test('a wrong pattern is a wrong command line, in one sentence', () => {
  assert.throws(
    () => patternOf('a(b'),
    (e) => e instanceof OperatorError && e.exitCode === 2 && e.message.includes("'a(b'") && !e.message.includes('\n'),
  );
});

test('a pattern that would never end is given up', () => {
  const began = performance.now();
  assert.throws(() => firstMatch(patternOf('^(a+)+$'), `${'a'.repeat(60)}b`), /takes too long/);
  assert.ok(performance.now() - began < 20_000);
  assert.equal(firstMatch(patternOf('a+b'), 'aab'), 'aab', 'and the next one works');
});
