import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_LEADER, leaderBytes, parseLeader } from './leader.ts';

for (const [text, leader, bytes] of [
  [DEFAULT_LEADER, { ctrl: true, alt: false, key: '\\' }, '\x1c'],
  ['C-a', { ctrl: true, alt: false, key: 'a' }, '\x01'],
  ['C-B', { ctrl: true, alt: false, key: 'b' }, '\x02'],
  ['C-]', { ctrl: true, alt: false, key: ']' }, '\x1d'],
  ['C-^', { ctrl: true, alt: false, key: '^' }, '\x1e'],
  ['C-_', { ctrl: true, alt: false, key: '_' }, '\x1f'],
  ['C-Space', { ctrl: true, alt: false, key: ' ' }, '\x00'],
  ['C-@', { ctrl: true, alt: false, key: ' ' }, '\x00'],
  ['A-x', { ctrl: false, alt: true, key: 'x' }, '\x1bx'],
  ['A-X', null, ''], // ESC X begins a string of the terminal
  ['A-N', { ctrl: false, alt: true, key: 'N' }, '\x1bN'],
  ['A-Space', { ctrl: false, alt: true, key: ' ' }, '\x1b '],
  ['C-A-b', { ctrl: true, alt: true, key: 'b' }, '\x1b\x02'],
  ['A-C-b', { ctrl: true, alt: true, key: 'b' }, '\x1b\x02'],
] as const) {
  test(`leader ${text}`, () => {
    const parsed = parseLeader(text);
    assert.deepEqual(parsed, leader);
    if (parsed) assert.equal(leaderBytes(parsed), bytes);
  });
}

test('a leader that a terminal cannot tell from other input is none', () => {
  for (const text of ['', 'x', 'C-', 'C-i', 'C-m', 'C-[', 'C-1', 'C-ä', 'A-[', 'A-O', 'A-]', 'A-é', 'c-a', 'C-ab', 'M-x', 'C-a ', ' C-a']) {
    assert.equal(parseLeader(text), null, JSON.stringify(text));
  }
});
