import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyRow, type Row, rowText, WORDS } from '../../protocol/cells.ts';
import { DEFAULT_MODES, decodeFrame, encodeFrame, type Frame } from '../../protocol/frame.ts';
import { Compositor, type Parts } from './compose.ts';
import { FrameStore } from './frame-store.ts';
import { paintText } from './paint.ts';
import { createSurface, type Surface } from './surface.ts';
import { describe } from './testing.ts';
import { themeOf } from './theme.ts';

const theme = themeOf({});

function row(cols: number, text: string): Row {
  const out = emptyRow(cols);
  paintText(out, 0, text, {});
  return out;
}

function session(lines: string[], cols: number, x = 0, y = 0): Surface {
  const surface = createSurface(cols, lines.length);
  surface.rows = lines.map((line) => row(cols, line));
  surface.cursor = { x, y, visible: true, shape: 2 };
  return surface;
}

function parts(cols: number, rows: number, more: Partial<Parts>): Parts {
  return { cols, rows, strip: row(cols, 'strip'), status: row(cols, 'status'), pane: null, overlay: null, ...more };
}

const text = (surface: Surface) => surface.rows.map(rowText);

test('a session of the right size is shown row by row, its cursor where it is', () => {
  const out = new Compositor(theme).compose(parts(10, 5, { pane: session(['one', 'two', 'three'], 10, 3, 1) }));
  assert.deepEqual(text(out), ['strip', 'one', 'two', 'three', 'status']);
  assert.deepEqual(out.cursor, { x: 3, y: 2, visible: true, shape: 2 });
});

test('a session smaller than its pane stands in a frame with dots around it', () => {
  const out = new Compositor(theme).compose(parts(10, 7, { pane: session(['one', 'two'], 6) }));
  assert.deepEqual(text(out), ['strip', 'one   │···', 'two   │···', '──────┘···', '··········', '··········', 'status']);
});

test('in a locale of ASCII all that is ours is, and what a program drew stays as it is', () => {
  const compose = (more: Partial<Parts>, cols = 10, rows = 5) => text(new Compositor(theme, true).compose(parts(cols, rows, more)));
  assert.deepEqual(compose({ pane: session(['é│', '─'], 6) }, 10, 6), [
    'strip',
    'é│    |...',
    '─     |...',
    '------+...',
    '..........',
    'status',
  ]);
  const box = [row(4, '┌──┐'), row(4, '│é│…')];
  const overlay = { x: 3, y: 1, width: 4, height: 2, rows: box, cursor: null };
  assert.deepEqual(compose({ pane: session(['│││││││││││', '──────────'], 10), overlay }, 10, 4), [
    'strip',
    '│││+--+│││',
    '───|é|~───',
    'status',
  ]);
  assert.deepEqual(compose({ pane: [row(8, 'a → b')] }, 8, 3), ['strip', 'a > b', 'status']);
});

test('a session larger than its pane is cut, and follows its cursor', () => {
  const large = session(['abcdef', 'ghijkl', 'mnopqr', '日本語'], 6, 5, 3);
  assert.deepEqual(text(new Compositor(theme).compose(parts(5, 4, { pane: large }))), [
    'strip',
    'nopqr',
    ' 本 語'.replace(' 語', '語'),
    'statu',
  ]);
  const above = { ...large, cursor: { ...large.cursor, x: 0, y: 0 } };
  const out = new Compositor(theme).compose(parts(5, 4, { pane: above }));
  assert.deepEqual(text(out), ['strip', 'abcde', 'ghijk', 'statu']);
  assert.deepEqual([out.cursor.x, out.cursor.y], [0, 1]);
});

test('the part of a larger session that is shown moves only when its cursor would leave it', () => {
  const compositor = new Compositor(theme);
  const large = session(['a', 'b', 'c', 'd', 'e', 'f'], 9);
  for (const [y, visible, first] of [
    [0, true, 0],
    [2, true, 0],
    [3, true, 1],
    [1, true, 1],
    [0, false, 1],
    [5, true, 3],
    [0, true, 0],
  ] as const) {
    const out = compositor.compose(parts(9, 5, { pane: { ...large, cursor: { ...large.cursor, y, visible } } }));
    assert.equal(compositor.origin.y, first);
    assert.equal(text(out)[1], 'abcdef'[first]);
    assert.equal(out.cursor.y, visible ? 1 + y - first : Math.max(1, 1 + y - first));
  }
});

test('a cursor behind the last column is shown in it', () => {
  const out = new Compositor(theme).compose(parts(6, 3, { pane: session(['abcdef'], 6, 6, 0) }));
  assert.deepEqual([out.cursor.x, out.cursor.y], [5, 1]);
});

test('an overlay covers what is below and has the cursor', () => {
  const overlay = { x: 1, y: 1, width: 4, height: 1, rows: [row(4, 'OVER')], cursor: { x: 2, y: 1 } };
  const out = new Compositor(theme).compose(parts(8, 3, { pane: session(['日本日本'], 8), overlay }));
  assert.deepEqual(text(out), ['strip', ' OVER 本', 'status']);
  assert.deepEqual(out.cursor, { x: 2, y: 1, visible: true, shape: 0 });
  const hidden = new Compositor(theme).compose(parts(8, 3, { pane: session(['x'], 8), overlay: { ...overlay, cursor: null } }));
  assert.equal(hidden.cursor.visible, false);
});

test('an overlay that reaches out of the screen is cut', () => {
  const overlay = { x: -1, y: 2, width: 10, height: 3, rows: ['abcdefghij', 'klmnopqrst', 'u'].map((line) => row(10, line)), cursor: null };
  assert.deepEqual(text(new Compositor(theme).compose(parts(8, 4, { overlay }))), ['strip', '', 'bcdefghi', 'lmnopqrs']);
});

test('what has not changed comes out as the same rows', () => {
  for (const width of [10, 7, 13]) {
    const pane = session(['one', 'two', 'three', 'four'], width);
    const compositor = new Compositor(theme);
    const fixed = parts(10, 8, { pane });
    const first = compositor.compose(fixed);
    const changed = { ...pane, rows: [pane.rows[0]!, row(width, 'TWO'), ...pane.rows.slice(2)] };
    const second = compositor.compose({ ...fixed, pane: changed });
    const same = second.rows.map((r, y) => r === first.rows[y]);
    assert.deepEqual(same, [true, true, false, true, true, true, true, true], `a session of ${width} columns`);
  }
});

test('without a status line the pane has its row, and rows of our own fill it', () => {
  const out = new Compositor(theme).compose(parts(8, 3, { status: null, pane: [row(8, 'hello')] }));
  assert.deepEqual(text(out), ['strip', 'hello', '']);
  for (const r of out.rows) assert.equal(r.words.length, 8 * WORDS);
});

function frame(rows: [number, string][], more: Partial<Frame> = {}): Frame {
  const cursor = { x: 0, y: 0, visible: true, shape: 0 };
  const changed = new Map(rows.map(([y, line]) => [y, row(8, line)]));
  return { session: 's1', sequence: 1, cols: 8, rows: 2, cursor, modes: DEFAULT_MODES, changed, ...more };
}

test('frames replace rows of their session and leave the others', () => {
  const store = new FrameStore();
  store.apply(
    frame([
      [0, 'one'],
      [1, 'two'],
    ]),
  );
  const before = store.get('s1')!;
  store.apply(frame([[1, 'TWO']]));
  assert.deepEqual(store.get('s1')!.rows.map(rowText), ['one', 'TWO']);
  assert.deepEqual(before.rows.map(rowText), ['one', 'two'], 'what was handed out stays');
  assert.equal(store.get('s1')!.rows[0], before.rows[0]);
  store.apply(frame([[0, 'x']], { session: 's2' }));
  store.apply(frame([[2, 'c']], { rows: 3 }));
  assert.deepEqual(store.get('s1')!.rows.map(rowText), ['', '', 'c'], 'another size begins anew');
  store.keep(['s2']);
  assert.equal(store.get('s1'), undefined);
  assert.ok(store.get('s2'));
});

test('a wide character at the end of a row crosses the socket whole', () => {
  const sent = frame([[0, 'abcdef語']]);
  const payload = Buffer.concat(encodeFrame(sent).map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)));
  const received = decodeFrame(payload).changed.get(0)!;
  for (let x = 0; x < 8; x++) assert.equal(describe(received, x), describe(sent.changed.get(0)!, x));
});
