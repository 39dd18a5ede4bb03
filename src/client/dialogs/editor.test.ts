import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textWidth } from '../../base/graphemes.ts';
import { type EditedLine, edited, editedLine, inserted, lineText, windowOf } from './editor.ts';
import type { Action } from './keys.ts';

/** A line from a text with `|` for the cursor, and back. */
function line(text: string): EditedLine {
  const [before, after] = text.split('|') as [string, string];
  return { clusters: editedLine(before + after).clusters, cursor: editedLine(before).clusters.length };
}
function marked({ clusters, cursor }: EditedLine): string {
  return `${clusters.slice(0, cursor).join('')}|${clusters.slice(cursor).join('')}`;
}

for (const [before, actions, after] of [
  ['ab|c', ['left'], 'a|bc'],
  ['|abc', ['left', 'erase', 'erase-word', 'erase-before'], '|abc'],
  ['abc|', ['right', 'erase-forward', 'erase-after', 'erase-word-forward'], 'abc|'],
  ['a|bc', ['last'], 'abc|'],
  ['a|bc', ['first'], '|abc'],
  ['a|bc', ['erase'], '|bc'],
  ['a|bc', ['erase-forward'], 'a|c'],
  ['two words |', ['erase-word'], 'two |'],
  ['two words |', ['erase-word', 'erase-word'], '|'],
  ['two wo|rds', ['erase-word'], 'two |rds'],
  ['one two| three', ['erase-word-forward'], 'one two|'],
  ['one two| three', ['erase-before'], '| three'],
  ['one two| three', ['erase-after'], 'one two|'],
  ['one two| three', ['word-left', 'word-left'], '|one two three'],
  ['|one two', ['word-right'], 'one| two'],
  ['a👩‍👩‍👧|b', ['erase'], 'a|b'],
  ['e\u0301|x', ['left'], '|e\u0301x'],
  ['日本|語', ['left', 'erase-forward'], '日|語'],
] as [string, Action[], string][]) {
  test(`${before} after ${actions.join(', ')} is ${after}`, () => {
    const result = actions.reduce((l, action) => edited(l, action) ?? l, line(before));
    assert.equal(marked(result), after);
  });
}

test('keys that do not edit are left to others', () => {
  for (const action of ['up', 'down', 'next', 'page-up', 'accept', 'cancel'] as const) assert.equal(edited(line('a|b'), action), null);
});

test('what is typed may join the cluster before it', () => {
  const withAccent = inserted(line('e|x'), '\u0301', 10);
  assert.equal(marked(withAccent), 'e\u0301|x');
  assert.equal(withAccent.clusters.length, 2);
  assert.equal(inserted(inserted(line('|'), '🇩', 10), '🇪', 10).clusters.length, 1);
});

test('no more goes in than fits', () => {
  assert.equal(lineText(inserted(line('ab|c'), 'defg', 5)), 'abdec');
  assert.equal(lineText(inserted(line('ab|c'), '日本', 5)), 'ab日c');
  assert.equal(lineText(inserted(line('abcdef|'), 'g', 3)), 'abcdef');
});

test('the cursor is always in the window, and nothing is scrolled that fits', () => {
  for (const text of ['short', 'a text that is longer than any window here', '日本語'.repeat(9), 'a日'.repeat(9)]) {
    const whole = editedLine(text);
    for (let width = 2; width < 30; width++) {
      let first = 0;
      for (const cursors of [whole.clusters.keys(), [...whole.clusters.keys(), whole.clusters.length].reverse()]) {
        for (const cursor of cursors) {
          const window = windowOf({ ...whole, cursor }, first, width);
          first = window.first;
          assert.ok(window.cursor >= 0 && window.cursor < width, `${text} ${width} ${cursor}`);
          assert.ok(textWidth(window.text) <= width);
          assert.equal(window.before, first > 0);
          if (textWidth(text) < width) assert.equal(window.text, text);
        }
      }
    }
  }
});
