import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { move, UNKNOWN } from './motion.ts';
import { createTerminal, feed } from './testing.ts';

test('a move is as short as it can be', () => {
  for (const [fromX, fromY, x, y, bytes] of [
    [5, 5, 5, 5, ''],
    [5, 5, 0, 0, '\x1b[H'],
    [5, 5, 0, 5, '\r'],
    [5, 5, 0, 6, '\r\n'],
    [5, 5, 5, 6, '\x1bD'],
    [5, 5, 5, 4, '\x1bM'],
    [5, 5, 5, 9, '\x1b[4B'],
    [5, 5, 5, 8, '\x1b[9d'],
    [5, 5, 4, 5, '\b'],
    [5, 5, 3, 5, '\b\b'],
    [50, 5, 30, 5, '\x1b[31G'],
    [50, 5, 45, 5, '\x1b[5D'],
    [5, 5, 6, 5, '\x1b[C'],
    [5, 5, 9, 5, '\x1b[4C'],
    [100, 5, 104, 5, '\x1b[4C'],
    [UNKNOWN, 5, 9, 5, '\x1b[10G'],
    [UNKNOWN, 5, 1, 5, '\r\x1b[C'],
    [UNKNOWN, UNKNOWN, 9, 0, '\x1b[;10H'],
    [70, 5, 20, 20, '\x1b[21;21H'],
  ] as const) {
    const found = move(fromX, fromY, x, y);
    assert.equal(found.length, bytes.length, `${JSON.stringify(found)} for ${JSON.stringify(bytes)}`);
  }
});

test('wherever a move starts and ends, the cursor is there', async () => {
  const terminal = createTerminal(130, 12);
  const place = fc.record({ x: fc.nat(129), y: fc.nat(11) });
  await fc.assert(
    fc.asyncProperty(place, place, fc.boolean(), async (from, to, known) => {
      await feed(terminal, `\x1b[${from.y + 1};${from.x + 1}H${move(known ? from.x : UNKNOWN, from.y, to.x, to.y)}`);
      assert.deepEqual([terminal.buffer.active.cursorX, terminal.buffer.active.cursorY], [to.x, to.y]);
    }),
    { numRuns: 400 },
  );
});
