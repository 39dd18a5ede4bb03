import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkedFacts } from './facts.ts';

const good = {
  foreground: 'rgb:ffff/0000/0000',
  palette: { 1: 'rgb:00/00/00' },
  cell: { width: 9, height: 18 },
  colorScheme: 'dark',
  version: 'xterm(390)',
};

test('what a terminal may tell passes', () => {
  assert.deepEqual(checkedFacts(good), good);
});

test('what would break or be typed to a program does not', () => {
  const bad = {
    foreground: 7,
    background: 'rgb:0/0/0\x1b]52;c;eA==\x07',
    cursor: ['rgb:0/0/0'],
    palette: { 256: 'rgb:0/0/0', x: 'rgb:0/0/0', 2: {}, 3: 'red' },
    cell: { width: -1, height: 1e9 },
    colorScheme: 'blue',
    version: 'a\r\nrm\x1b',
  };
  assert.deepEqual(checkedFacts(bad), { palette: {}, version: 'arm' });
  for (const none of [null, undefined, 7, 'x', []]) assert.deepEqual(checkedFacts(none), {});
});
