import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Content, emptyRow, type Row, WORDS } from '../../protocol/cells.ts';
import { copiedText } from './copied-text.ts';
import { selectionFrom } from './selection.ts';

const rowOf = (text: string, cols = 20): Row => {
  const row = emptyRow(cols);
  for (let x = 0; x < text.length; x++) row.words[x * WORDS] = text.charCodeAt(x) | (1 << Content.widthShift);
  return row;
};

/** A server that keeps rows from FIRST on, and a client that knows those from KNOWN on. */
function source({ first = 0, known = 0, generation = 1, row = (n: number) => rowOf(`row ${n}`) } = {}) {
  const asked: string[] = [];
  return {
    asked,
    source: {
      generation: 1,
      rowOf: (n: number) => (n >= known ? row(n) : undefined),
      fetch: async (wanted: number, count: number) => {
        asked.push(`${wanted}+${count}`);
        const from = Math.max(first, wanted);
        const rows = new Map<number, Row>();
        for (let n = from; n < wanted + count; n++) rows.set(n, row(n));
        return { answer: { generation, first, top: 0, cols: 20, rows: 4, from, count: rows.size, positions: null }, rows };
      },
    },
  };
}

test('rows that are known are not asked for, the others in pieces', async () => {
  const near = source();
  assert.equal(await copiedText(selectionFrom('text', [1, 4], [2, 4]), near.source), '1\nrow 2');
  assert.deepEqual(near.asked, []);
  const far = source({ known: 1200 });
  const text = await copiedText(selectionFrom('lines', [100, 0], [1201, 0]), far.source);
  assert.equal(text, Array.from({ length: 1102 }, (_, i) => `row ${i + 100}`).join('\n'));
  assert.deepEqual(far.asked, ['100+500', '600+500', '1100+102']);
});

test('rows that are no longer kept are left out', async () => {
  const { source: gone } = source({ first: 7, known: 1000 });
  assert.equal((await copiedText(selectionFrom('lines', [5, 0], [8, 0]), gone)).trim(), 'row 7\nrow 8');
});

test('what cannot be copied as it was selected is not copied at all', async () => {
  await assert.rejects(copiedText(selectionFrom('text', [0, 0], [1, 0]), source({ known: 9, generation: 2 }).source), /wrapped anew/);
  const wide = source({ row: () => rowOf('x'.repeat(1000), 1000) });
  await assert.rejects(copiedText(selectionFrom('lines', [0, 0], [5000, 0]), wide.source), /more than the 1 MB/);
});
