import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filterRows, matchText } from './filter.ts';

for (const [text, filter, marks] of [
  ['Claude', 'cla', [0, 1, 2]],
  ['Claude', 'AUD', [2, 3, 4]],
  ['OpenCode', 'ocd', [0, 4, 6]],
  ['New agent tab', 'tab new', [0, 1, 2, 10, 11, 12]],
  ['Claude', '', []],
  ['Claude', '  ', []],
  ['Straße', 'STRASSE', null],
  ['İstanbul', 'ist', null],
  ['ÄPFEL', 'äpf', [0, 1, 2]],
  ['日本語', '本', [1]],
  ['Claude', 'claudes', null],
  ['Claude', 'cla kimi', null],
] as [string, string, number[] | null][]) {
  test(`"${filter}" ${marks ? `finds ${marks.join(' ')} in` : 'is not in'} ${text}`, () => {
    const match = matchText(text, filter);
    assert.deepEqual(match && [...match.marks].sort((a, b) => a - b), marks);
  });
}

const find = (filter: string, ...labels: string[]): string[] =>
  filterRows(
    labels,
    filter,
    (label) => label.split(': ')[0]!,
    (label) => label.split(': ')[1] ?? '',
  ).map(({ row }) => row);

test('beginnings come before words, words before initials, these before insides, insides before scattered letters; ties keep their order', () => {
  const rows = ['cxo', 'Encode', 'c-x-o', 'a coder', 'Codex', 'Copy'];
  assert.deepEqual(find('co', ...rows), ['Codex', 'Copy', 'a coder', 'c-x-o', 'Encode', 'cxo']);
  assert.equal(find('ck', 'Scroll back, search and copy', 'Open OpenCode (Kimi)', 'Open Claude (Kimi)')[0], 'Open Claude (Kimi)');
});

test('details count only where no label answers, and only as they stand', () => {
  assert.deepEqual(find('npm', 'Amp: npm install', 'Npm tool: x'), ['Npm tool: x']);
  assert.deepEqual(find('npm', 'Amp: npm install', 'Grok: n p m'), ['Amp: npm install']);
});

test('no filter leaves everything as it is', () => {
  assert.deepEqual(find(' ', 'b', 'a'), ['b', 'a']);
});
