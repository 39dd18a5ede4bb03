import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { OperatorError } from './errors.ts';
import { allMatches, firstMatch, patternOf } from './pattern.ts';

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

test('a machine that is busy with other things makes no pattern too slow', (t) => {
  // the clock is over twice without this process having had a share; the third time it is let run
  const run = vm.Script.prototype.runInContext;
  let times = 0;
  t.mock.method(vm.Script.prototype, 'runInContext', function (this: vm.Script, context: vm.Context, options?: vm.RunningScriptOptions) {
    times += 1;
    if (times < 3) throw Object.assign(new Error('over'), { code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' });
    return run.call(this, context, options);
  });
  assert.equal(firstMatch(patternOf('from-stdin$'), 'x\nfrom-stdin'), 'from-stdin');
  assert.deepEqual(JSON.parse(JSON.stringify(allMatches(/a/g, ['ba', 'aa'], 9))), [
    [0, 1, 1],
    [1, 0, 1],
    [1, 1, 1],
  ]);
});
