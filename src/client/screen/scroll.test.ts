import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyRow, type Row } from '../../protocol/cells.ts';
import { paintText } from './paint.ts';
import { findScroll } from './scroll.ts';

function rows(...lines: string[]): Row[] {
  return lines.map((line) => {
    const row = emptyRow(40);
    paintText(row, 0, line, {});
    return row;
  });
}
const long = (n: number) => 'abcdefgh'[n]!.repeat(30);

test('rows that moved are found, in the region that saves most', () => {
  for (const [name, before, after, scroll] of [
    ['nothing', [long(1), long(2)], [long(1), long(2)], null],
    [
      'up, between strip and status',
      ['strip', long(1), long(2), long(3), 'status'],
      ['strip', long(2), long(3), long(4), 'status'],
      [1, 3, 1],
    ],
    ['up by two', [long(1), long(2), long(3), long(4), long(5)], [long(3), long(4), long(5), 'x', 'y'], [0, 4, 2]],
    ['down', ['strip', long(1), long(2), long(3), 'status'], ['strip', long(0), long(1), long(2), 'status'], [1, 3, -1]],
    ['with a changed line within', [long(1), long(2), long(3), long(4), long(5)], [long(2), long(3), 'other', long(5), 'x'], [0, 4, 1]],
    ['too little to pay', ['a', 'b', 'c'], ['b', 'c', 'd'], null],
    ['not at the price of rows that are right', [long(1), long(2), long(3), long(4)], [long(2), long(2), long(3), long(4)], null],
    ['blank rows', ['', '', '', ''], ['', '', '', long(1)], null],
  ] as const) {
    const found = findScroll(rows(...before), rows(...after));
    assert.deepEqual(found && [found.top, found.bottom, found.by], scroll, name);
  }
});
