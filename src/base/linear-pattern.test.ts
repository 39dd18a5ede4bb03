import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { linearPattern } from './linear-pattern.ts';

test('patterns fit what they fit in JavaScript', () => {
  const texts = [
    '',
    'a',
    'aaa',
    'ab',
    'abab',
    'x\ny',
    'Esc to cancel · Tab',
    '⠋ work',
    '❯ 1. Yes',
    '[ ! ] Action',
    'a-b_c',
    '日本 1',
    'ABC',
    '\t.',
    '😀!',
  ];
  const sources = [
    'a',
    '^a$',
    '^$',
    'a*b',
    'a+',
    '(ab)+$',
    '(?:a|b){2,3}',
    'a{3}',
    'a{2,}',
    'a{0,1}b',
    '^x$',
    'y$',
    'to\\b',
    '\\Bo',
    'Esc to cancel( |$)',
    '^[\\u2800-\\u28ff] ',
    '^\\W*1\\. ',
    '[^ -~]',
    '\\d',
    '\\s\\d$',
    '\\p{Lu}{2}',
    '\\[ [!.] \\]',
    '\\u{1f600}',
    '\\x41',
    '.',
    '.\\n?.',
    'a|^x|!$',
    '(|a)b',
    '(a*)*b',
    'a*?b',
    '\\t\\.',
    '[\\]a]b',
    '[a\\-]',
    '',
    '()',
    '\\·',
  ];
  for (const source of sources)
    for (const text of texts) {
      const native = new RegExp(source.replace('\\·', '·'), 'mu');
      assert.equal(linearPattern(source).test(text), native.test(text), `/${source}/ on ${JSON.stringify(text)}`);
    }
});

test('any pattern of simple parts answers as JavaScript does', () => {
  const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '\\s', '^', '$', '\\b', 'é');
  const term = fc.tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}')).map(([a, q]) => (/^[\^$]|\\b/.test(a) ? a : a + q));
  const sequence = fc.array(term, { maxLength: 4 }).map((t) => t.join(''));
  const source = fc.array(sequence, { minLength: 1, maxLength: 3 }).map((s) => `(?:${s.join('|')})${s.length > 2 ? '+' : ''}`);
  const text = fc.array(fc.constantFrom('a', 'b', ' ', '\n', 'é', '_'), { maxLength: 12 }).map((t) => t.join(''));
  fc.assert(
    fc.property(source, text, (s, t) => linearPattern(s).test(t) === new RegExp(s, 'mu').test(t)),
    { numRuns: 600 },
  );
});

test('(?i) takes upper and lower case alike', () => {
  assert.equal(linearPattern('(?i)esc TO').test('press ESC to'), true);
  assert.equal(linearPattern('(?i)[A-C]x').test('bX'), true);
});

test('what cannot be done in one pass is refused with a clause that says so', () => {
  for (const [source, why] of [
    ['(?=a)', /only \(\?: fits/],
    ['(?<n>a)', /only \(\?: fits/],
    ['(a)\\1', /refers to a group/],
    ['*a', /nothing before \*/],
    ['(a', /\( is not closed/],
    ['a)', /closes nothing/],
    ['[a', /\[ is not closed/],
    ['[b-a]', /no set of characters/],
    ['a\\', /nothing follows/],
    ['\\p{Nope}', /no set of characters/],
    ['a{3,2}', /wrong way round/],
    ['((a{99}){99}){99}', /repeats too much/],
  ] as const)
    assert.throws(
      () => linearPattern(source),
      (e) => e instanceof SyntaxError && why.test(e.message),
      source,
    );
});

test('a pattern that goes back and forth without end elsewhere takes one pass', () => {
  // JavaScript's engine would need 2^60 steps for the first of them
  for (const source of ['^(a+)+$', '(a|a)*b', '(.*)*x.*y', '(a?){200}a{200}']) {
    const steps = linearPattern(source);
    assert.equal(steps.test(`${'a'.repeat(source.startsWith('(a?)') ? 150 : 60)}!`), false, source);
  }
});
