import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { textWidth } from '../../base/graphemes.ts';
import { cellText, emptyRow, type Row, rowText, WORDS } from '../../protocol/cells.ts';
import { isWideAt } from './cell-compare.ts';
import { copyCells, fill, paintText } from './paint.ts';
import { palette } from './style.ts';
import { describe, someRow } from './testing.ts';

function painted(cols: number, ...texts: [x: number, text: string, most?: number][]): Row {
  const row = emptyRow(cols);
  for (const [x, text, most] of texts) paintText(row, x, text, {}, most);
  return row;
}

/** Every wide character has its right half, and there is no right half without one. */
function assertWhole(row: Row): void {
  for (let x = 0; x < row.words.length / WORDS; x++) {
    const width = (row.words[x * WORDS]! >> 22) & 3;
    if (width === 2) assert.ok(isWideAt(row, x), `half of a character at ${x}`);
    if (width === 0) assert.ok(x > 0 && isWideAt(row, x - 1), `a right half alone at ${x}`);
  }
}

test('text is painted cluster by cluster, as far as there is room', () => {
  for (const [row, text] of [
    [painted(10, [0, 'Claude']), 'Claude'],
    [painted(4, [0, 'Claude']), 'Clau'],
    [painted(10, [0, 'Claude', 3]), 'Cla'],
    [painted(10, [8, 'Claude']), '        Cl'],
    [painted(5, [0, '日本語']), '日本'],
    [painted(6, [0, 'a👨‍👩‍👧b']), 'a👨‍👩‍👧b'],
    [painted(6, [0, 'a\x1b[2J\r\nb']), 'a[2Jb'],
  ] as const) {
    assert.equal(rowText(row), text);
    assertWhole(row);
  }
});

test('painting over half of a wide character blanks its other half', () => {
  for (const [row, text] of [
    [painted(6, [0, '日本語'], [1, 'x']), ' x本語'],
    [painted(6, [0, '日本語'], [2, 'x']), '日x 語'],
    [painted(6, [0, '日本語'], [1, '中']), ' 中 語'],
    [painted(6, [0, 'a❤️b'], [2, 'x']), 'a xb'],
  ] as const) {
    assert.equal(rowText(row), text);
    assertWhole(row);
  }
});

test('filling takes text, clusters and styles away', () => {
  const row = painted(8, [0, '日e\u0301本']);
  fill(row, 1, 4, { bg: palette(7) });
  assertWhole(row);
  assert.equal(rowText(row), '');
  assert.equal(row.texts?.size, 0);
  assert.equal(describe(row, 0), '" " - - ');
  assert.equal(describe(row, 1), '" " - p7 ');
});

test('copying keeps whole characters whole and cuts the others out', async () => {
  const places = fc.record({
    x: fc.integer({ min: 0, max: 11 }),
    from: fc.integer({ min: 0, max: 11 }),
    n: fc.integer({ min: 0, max: 12 }),
  });
  await fc.assert(
    fc.property(someRow(12, false), someRow(12, false), places, (target, source, { x, from, n }) => {
      const before = structuredClone(target);
      copyCells(target, x, source, from, n);
      assertWhole(target);
      const end = Math.min(x + n, 12, x + 12 - from);
      for (let i = 0; i < 12; i++) {
        const inside = i >= x && i < end;
        const [origin, at] = inside ? [source, i - x + from] : [before, i];
        const cut = cellText(target, i) !== cellText(origin, at);
        // only a character that lay across an edge may have become a blank
        if (cut) assert.equal(cellText(target, i), ' ');
        else assert.equal(describe(target, i), describe(origin, at));
      }
    }),
  );
});

test('the cells painted are those that were measured', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 12 }), (text) => {
      assert.equal(paintText(emptyRow(60), 0, text, {}), textWidth(text));
    }),
  );
});
