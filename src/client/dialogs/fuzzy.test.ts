import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { folded, fuzzyMatch } from './fuzzy.ts';

/** The text with its marked letters in brackets, or null. */
function found(text: string, typed: string): string | null {
  const match = fuzzyMatch(text, typed);
  return (
    match &&
    [...text]
      .map((ch, i) => (match.marks.includes(i) ? `[${ch}]` : ch))
      .join('')
      .replaceAll('][', '')
  );
}

for (const [text, typed, marked] of [
  ['Move the tab to the left', 'mtl', '[M]ove [t]he tab to the [l]eft'],
  ['Move the tab to the left', 'mvleft', '[M]o[v]e the tab to the [left]'],
  ['Go to the next tab', 'ntab', 'Go to the [n]ext [tab]'],
  ['Go to Claude (Kimi)', 'ck', 'Go to [C]laude ([K]imi)'],
  ['Open OpenCode (Z.AI)', 'oc', 'Open [O]pen[C]ode (Z.AI)'],
  ['a tab about tables', 'tab', 'a [tab] about tables'],
  ['caab', 'ab', 'ca[ab]'],
  ['Detach', 'dh', '[D]etac[h]'],
  ['日本語', '日語', '[日]本[語]'],
  ['İstanbul', 'ist', null],
  ['Claude', 'claudes', null],
  ['Claude', 'edualc', null],
  ['', 'a', null],
  ['Claude', '', 'Claude'],
] as const) {
  test(`"${typed}" in "${text}"`, () => assert.equal(found(text, typed), marked));
}

/** Each is a better answer to what is typed than the one behind it. */
for (const [typed, ...texts] of [
  ['cl', 'Close the tab', 'Cool', 'an icicle', 'a cool one'],
  ['ok', 'Open Kimi', 'Look', 'tomorrow he thinks'],
  ['OC', 'OpenCode', 'open code'],
  ['sp', 'Switch provider', 'Switch the provider', 'a cusp of mass'],
] as const) {
  test(`"${typed}": ${texts.join(' > ')}`, () => {
    const scores = texts.map((text) => fuzzyMatch(text, typed)?.score ?? Number.NEGATIVE_INFINITY);
    for (let i = 1; i < scores.length; i++)
      assert.ok(scores[i - 1]! > scores[i]!, `${texts[i - 1]} ${scores[i - 1]}, ${texts[i]} ${scores[i]}`);
  });
}

test('it finds what is there and nothing else, and its marks spell what was typed', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', ' ', '-', 'ß'), maxLength: 12 });
  fc.assert(
    fc.property(letters, letters, (text, typed) => {
      const match = fuzzyMatch(text, typed);
      let at = -1;
      let there = true;
      for (const ch of folded(typed)) {
        at = folded(text).indexOf(ch, at + 1);
        there &&= at >= 0;
        if (!there) break;
      }
      assert.equal(match !== null, there);
      if (!match) return;
      assert.equal(match.marks.map((i) => folded(text)[i]).join(''), folded(typed));
      assert.deepEqual(
        match.marks,
        [...match.marks].sort((a, b) => a - b),
      );
    }),
    { numRuns: 2000 },
  );
});

test('a long text takes no time to speak of', () => {
  assert.equal(fuzzyMatch('ab'.repeat(2000), 'ba'.repeat(100))?.marks.length, 200);
});
