import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BgFlag, Content, type Extra, emptyRow, type Row, rowText, WORDS } from './cells.ts';
import { DEFAULT_MODES, decodeFrame, encodeFrame, type Frame } from './frame.ts';

const COLS = 12;
const empty = 1 << Content.widthShift;
const cell = fc.record({
  content: fc.oneof(
    fc.constant(empty),
    fc.integer({ min: 33, max: 0x1ffff }).map((c) => (c | empty) >>> 0),
  ),
  fg: fc.oneof(fc.constant(0), fc.nat()),
  bg: fc.oneof(
    fc.constant(0),
    fc.nat().map((n) => n & ~BgFlag.extended),
  ),
  text: fc.option(fc.constantFrom('👩‍💻', 'é', '🇫🇷'), { freq: 5, nil: undefined }),
  extra: fc.option(
    fc.record(
      {
        underline: fc.nat(5),
        underlineColor: fc.nat(),
        link: fc.constantFrom('', 'https://a.example/'),
        linkId: fc.constantFrom('', 'x'),
      },
      { noNullPrototype: true },
    ),
    { freq: 5, nil: undefined },
  ),
});
const row = fc.tuple(fc.array(cell, { maxLength: COLS }), fc.boolean()).map(([cells, wrapped]): Row => {
  const out = emptyRow(COLS);
  out.wrapped = wrapped;
  const texts = new Map<number, string>();
  const extras = new Map<number, Extra>();
  for (const [x, c] of cells.entries()) {
    out.words.set(
      [c.text ? (Content.combined | empty) >>> 0 : c.content, c.fg, c.extra ? (c.bg | BgFlag.extended) >>> 0 : c.bg],
      x * WORDS,
    );
    if (c.text) texts.set(x, c.text);
    if (c.extra) extras.set(x, c.extra);
  }
  if (texts.size > 0) out.texts = texts;
  if (extras.size > 0) out.extras = extras;
  return out;
});

test('a frame crosses the socket unchanged', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(fc.nat(30), row), { selector: ([y]) => y, maxLength: 12 }), (rows) => {
      const frame: Frame = {
        session: 's1',
        sequence: 7,
        cols: COLS,
        rows: 31,
        cursor: { x: COLS, y: 3, visible: true, shape: 4 },
        modes: DEFAULT_MODES,
        changed: new Map(rows),
      };
      // an odd offset, as a piece of a stream has
      const payload = Buffer.concat([Buffer.from('x'), ...encodeFrame(frame)]).subarray(1);
      assert.deepEqual(decodeFrame(payload), frame);
    }),
  );
});

test('a damaged frame is refused', () => {
  const frame: Frame = {
    session: 's',
    sequence: 1,
    cols: 2,
    rows: 1,
    cursor: { x: 0, y: 0, visible: true, shape: 0 },
    modes: DEFAULT_MODES,
    changed: new Map(),
  };
  const styled = emptyRow(2);
  styled.words.set([65 | empty, 1, 1], 0);
  frame.changed.set(0, styled);
  const whole = Buffer.concat(encodeFrame(frame));
  assert.throws(() => decodeFrame(whole.subarray(0, 3)), RangeError);
  assert.throws(() => decodeFrame(whole.subarray(0, 40)), SyntaxError);
  assert.throws(() => decodeFrame(whole.subarray(0, whole.length - 4)), RangeError);
});

test('a row that is wider than the screen is cut', () => {
  const wide = emptyRow(4);
  for (let x = 0; x < 4; x++) wide.words.set([65 + x + empty, 0, 0], x * WORDS);
  wide.texts = new Map([[3, 'x']]);
  const frame: Frame = {
    session: 's',
    sequence: 1,
    cols: 2,
    rows: 1,
    cursor: { x: 0, y: 0, visible: true, shape: 0 },
    modes: DEFAULT_MODES,
    changed: new Map([[0, wide]]),
  };
  const row = decodeFrame(Buffer.concat(encodeFrame(frame))).changed.get(0)!;
  assert.equal(rowText(row), 'AB');
  assert.equal(row.texts, undefined);
});
