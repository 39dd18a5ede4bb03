import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowText, WORDS } from '../../protocol/cells.ts';
import { themeOf } from './theme.ts';
import { isTooSmall, paintTooSmall } from './too-small.ts';
import { paintWelcome, wrapWords } from './welcome.ts';

const theme = themeOf({});
const keys = [
  { key: '?', hint: 'help' },
  { key: 'd', hint: 'detach' },
  { key: 'q', hint: 'quit' },
];
const welcome = (cols: number, rows: number, lesson: string[] = []) =>
  paintWelcome(cols, rows, { version: '1.2.3', open: 'N', keys, readOnly: false, lesson }, theme).map(rowText);

test('the welcome screen says what it is and what to press, in the middle', () => {
  assert.deepEqual(
    welcome(60, 9).map((line) => line.trim()),
    [
      '',
      'jackin-mux 1.2.3',
      'A terminal multiplexer for coding agents',
      '',
      'Press N to open an agent tab',
      '',
      '? help   d detach   q quit',
      '',
      '',
    ],
  );
  assert.equal(welcome(60, 9)[4], `${' '.repeat(16)}Press N to open an agent tab`);
});

test('a lesson is told whole or not at all', () => {
  const lesson = ['keys go to the program', 'but for the leader', 'which is this'];
  const shown = (cols: number, rows: number) =>
    welcome(cols, rows, lesson)
      .map((line) => line.trim())
      .filter((line) => lesson.some((told) => told.includes(line) && line !== ''));
  assert.deepEqual(shown(60, 11), lesson);
  assert.deepEqual(shown(60, 10), lesson);
  assert.deepEqual(shown(60, 9), []);
  assert.deepEqual(shown(18, 13), []);
});

test('with less room the welcome screen keeps what matters most', () => {
  for (const [cols, rows, lines] of [
    [20, 3, ['jackin-mux 1.2.3', 'Press N to open an', 'agent tab']],
    [20, 2, ['Press N to open an', 'agent tab']],
    [40, 3, ['jackin-mux 1.2.3', '', 'Press N to open an agent tab']],
    [40, 1, ['Press N to open an agent tab']],
    [7, 2, ['Press N', 'to open']],
  ] as [number, number, string[]][]) {
    assert.deepEqual(
      welcome(cols, rows).map((line) => line.trim()),
      lines,
      `${cols}×${rows}`,
    );
  }
});

test('a terminal that is too small says so in whatever room there is', () => {
  assert.ok(!isTooSmall(20, 5));
  assert.ok(isTooSmall(19, 5) && isTooSmall(20, 4));
  for (const [cols, rows, lines] of [
    [12, 4, ['Terminal too', 'small', '(12×4): 20×5', 'needed']],
    [60, 3, ['', 'Terminal too small (60×3): 20×5 needed', '']],
    [4, 2, ['Term', 'inal']],
    [1, 1, ['T']],
  ] as [number, number, string[]][]) {
    const painted = paintTooSmall(cols, rows, theme);
    assert.deepEqual(painted.map(rowText), lines);
    for (const row of painted) assert.equal(row.words.length, cols * WORDS);
  }
});

test('words are wrapped by their width and broken only where they must', () => {
  assert.deepEqual(wrapWords('a 日本語 b', 5), ['a', '日本', '語 b']);
  assert.deepEqual(wrapWords('', 5), []);
});
