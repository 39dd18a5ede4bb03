import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DamageLog } from './damage.ts';
import { bytesOf, differenceOf, randomFrom, randomPiece, recordingModel, rowLine, screenOf } from './testing.ts';
import type { Damage, DamageCursor } from './types.ts';

/** A viewer that keeps rows as text, as a client keeps them as cells. */
class Viewer {
  private rows: string[] = [];
  private cursor = '';
  private readonly source: DamageCursor;

  constructor(source: DamageCursor) {
    this.source = source;
  }

  collect(): Damage {
    const damage = this.source.take();
    this.rows.length = damage.size.rows;
    for (const [y, row] of damage.rows) this.rows[y] = rowLine(row);
    const { x, y, visible } = damage.cursor;
    this.cursor = `cursor ${x},${y} ${visible ? 'visible' : 'hidden'}`;
    return damage;
  }

  get screen(): string[] {
    return [...this.rows, this.cursor];
  }
}

function watched(size = { cols: 20, rows: 5 }) {
  const { model } = recordingModel({ size });
  let announced = 0;
  const log = new DamageLog(model, () => {
    announced++;
  });
  const feed = (text: string) => {
    model.parse(bytesOf(text));
    log.update();
  };
  return { model, log, feed, announced: () => announced };
}

const changedRows = (cursor: DamageCursor): number[] => [...cursor.take().rows.keys()].sort((a, b) => a - b);

test('the screen built from damage equals the model after every step, for viewers that look at different times', () => {
  for (let seed = 1; seed <= 120; seed++) {
    const below = randomFrom(seed);
    const { model, log, feed } = watched(seed % 2 === 0 ? { cols: 20, rows: 5 } : { cols: 7, rows: 9 });
    const eager = new Viewer(log.view());
    const lazy = new Viewer(log.view());
    for (let i = 0; i < 100; i++) {
      const piece = randomPiece(below);
      if (below(25) === 0) model.resize({ cols: 2 + below(30), rows: 1 + below(12) });
      else feed(piece);
      eager.collect();
      assert.equal(differenceOf(eager.screen, screenOf(model)), '', `seed ${seed}, step ${i}, ${JSON.stringify(piece)}`);
      if (below(6) !== 0) continue;
      lazy.collect();
      assert.equal(differenceOf(lazy.screen, screenOf(model)), '', `seed ${seed}, step ${i}, seen late`);
    }
  }
});

test('only the rows that changed are collected', () => {
  const cases: [name: string, before: string, change: string, rows: number[]][] = [
    ['text', '', 'abc', [0]],
    ['a wrapped text', '', 'x'.repeat(50), [0, 1, 2]],
    ['two corners', '', '\x1b[1;1Ha\x1b[5;20Hb', [0, 4]],
    ['erase below', '\x1b[3;1H', '\x1b[J', [2, 3, 4]],
    ['erase above', '\x1b[2;1H', '\x1b[1J', [0, 1, 2]],
    ['a scroll at the bottom', '\x1b[5;1H', '\n', [0, 1, 2, 3, 4]],
    ['a scroll in a region', '\x1b[2;4r\x1b[4;1H', '\n', [1, 2, 3]],
    ['insert lines', '\x1b[3;1H', '\x1b[L', [2, 3, 4]],
    ['a cell', 'abc\r', '\x1b[P', [0]],
    ['another screen', '', '\x1b[?1049h', [0, 1, 2, 3, 4]],
    ['full reset', '', '\x1bc', [0, 1, 2, 3, 4]],
    ['a style that nothing is written with', '', '\x1b[31m', []],
    ['a carriage return', 'abc', '\r', []],
    ['a mode', '', '\x1b[?2004h', []],
    ['a query', '', '\x1b[c\x1b[6n', []],
  ];
  for (const [name, before, change, rows] of cases) {
    const { log, feed } = watched();
    feed(before);
    const cursor = log.view();
    cursor.take();
    feed(change);
    assert.deepEqual(changedRows(cursor), rows, name);
  }
});

test('a change of the cursor or of a mode alone is a change', () => {
  for (const change of ['\x1b[5C', '\x1b[?25l', '\x1b[4 q', '\x1b[?1000h', '\x1b[>5u']) {
    const { log, feed, announced } = watched();
    const cursor = log.view();
    cursor.take();
    feed(change);
    assert.equal(announced(), 1, JSON.stringify(change));
    assert.ok(cursor.dirty, JSON.stringify(change));
    cursor.take();
    assert.ok(!cursor.dirty);
  }
});

test('what changes nothing on the screen is not announced', () => {
  const { log, feed, announced } = watched();
  const cursor = log.view();
  cursor.take();
  feed('\x1b[c\x1b]0;title\x07\x1b[>q\x07');
  assert.equal(announced(), 0);
  assert.ok(!cursor.dirty);
});

test('changes are announced once until somebody has looked, and never without a viewer', () => {
  const { log, feed, announced } = watched();
  feed('nobody looks');
  assert.equal(announced(), 0);
  const cursor = log.view();
  cursor.take();
  feed('a');
  feed('b');
  assert.equal(announced(), 1);
  cursor.take();
  feed('c');
  assert.equal(announced(), 2);
  cursor.dispose();
  feed('d');
  assert.equal(announced(), 2);
});

test('a viewer that starts over gets every row again', () => {
  const { log, feed } = watched();
  const cursor = log.view();
  assert.deepEqual(changedRows(cursor), [0, 1, 2, 3, 4]);
  feed('a');
  assert.deepEqual(changedRows(cursor), [0]);
  cursor.reset();
  assert.ok(cursor.dirty);
  assert.deepEqual(changedRows(cursor), [0, 1, 2, 3, 4]);
});

test('a cursor that waits behind the last cell is told as such', () => {
  const { log, feed } = watched();
  const cursor = log.view();
  feed('x'.repeat(20));
  assert.deepEqual(cursor.take().cursor, { x: 20, y: 0, visible: true, shape: 0 });
});
