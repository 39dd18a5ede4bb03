import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Content, cellText, WORDS } from '../../protocol/cells.ts';
import { bytesOf, differenceOf, Reference, randomFrom, randomPiece, recordingModel, screenOf } from '../testing.ts';
import { History, rewrap } from './history.ts';
import { packedLimit, packRow, unpackRow } from './packed.ts';
import type { OldRow } from './packed-rows.ts';

const EMPTY = 1 << Content.widthShift;

function randomWords(below: (n: number) => number, cols: number): Uint32Array {
  const words = new Uint32Array(cols * WORDS);
  const kind = below(3);
  let [fg, bg] = [0, 0];
  for (let x = 0; x < cols; x++) {
    if (below(4) === 0) [fg, bg] = [below(2) === 0 ? 0 : below(0xffffffff), below(2) === 0 ? 0 : below(0xffffffff)];
    const code = below(3) === 0 ? 0 : kind === 0 ? 0x20 + below(0xe0) : below(0x10ffff);
    words[x * WORDS] = (kind === 0 ? EMPTY : below(3) << Content.widthShift) | code | (kind === 2 && below(5) === 0 ? Content.combined : 0);
    words[x * WORDS + 1] = fg;
    words[x * WORDS + 2] = bg;
  }
  for (let x = cols - below(cols + 1); x < cols; x++) words.set([EMPTY, 0, 0], x * WORDS);
  return words;
}

test('a packed row comes back as it was', () => {
  for (let seed = 1; seed <= 2000; seed++) {
    const below = randomFrom(seed);
    const cols = seed % 50 === 0 ? 1000 : 1 + below(130);
    const words = randomWords(below, cols);
    const packed = new Uint32Array(packedLimit(cols) + 8).fill(0xdeadbeef);
    const taken = packRow(words, cols, below(2) === 0, packed, 3);
    assert.ok(taken <= packedLimit(cols));
    assert.equal(packed[3 + taken], 0xdeadbeef, 'wrote beyond its end');
    const row = unpackRow(packed, 3);
    assert.equal(row.cols, cols);
    assert.deepEqual(row.words, words, `seed ${seed}`);
  }
});

test('a line of text is packed small', () => {
  const words = new Uint32Array(120 * WORDS);
  for (let x = 0; x < 120; x++) words.set([EMPTY | (x < 60 ? 0x61 : 0), 0, 0], x * WORDS);
  assert.ok(packRow(words, 120, false, new Uint32Array(packedLimit(120)), 0) * 4 <= 80);
});

const textOf = (row: OldRow): string => {
  let text = '';
  for (let x = 0; x < row.used; x++)
    text += cellText({ words: row.words, texts: new Map(Object.entries(row.texts).map(([k, v]) => [Number(k), v])), wrapped: false }, x);
  return text;
};

test('rows that scroll off are kept in order, a limited number of them, packed or not', () => {
  const { model } = recordingModel({ size: { cols: 20, rows: 3 }, scrollback: 100 });
  for (let i = 0; i < 5000; i++) {
    model.parse(bytesOf(`line ${i} ${['é', '日', '👩‍💻'][i % 3]}\r\n`));
    if (i === 4900 || i === 4950) model.history.settle();
    if (i % 100 !== 0) continue;
    const { length } = model.history;
    for (let n = 0; n < length; n++) assert.match(textOf(model.history.row(n)), new RegExp(`^line ${i - 1 - length + n} `));
  }
  assert.equal(model.history.length, 100);
  assert.match(textOf(model.history.row(0)), /^line 4898 /);
  assert.match(textOf(model.history.row(99)), /^line 4997 /);
});

test('clusters, underlines and links scroll off with their row', () => {
  const { model } = recordingModel({ size: { cols: 20, rows: 2 }, scrollback: 10 });
  model.parse(bytesOf('👩‍💻 \x1b]8;;http://a.example/\x07link\x1b]8;;\x07\r\n\r\n\r\nmore\r\n'));
  const row = model.history.row(0);
  assert.equal(textOf(row), '👩‍💻 link');
  assert.ok(row.extended[3]?._urlId);
});

test('a large history packs the oldest of its rows while a program floods', () => {
  const { model } = recordingModel({ size: { cols: 20, rows: 3 }, scrollback: 20_000 });
  for (let i = 0; i < 30; i++) model.parse(bytesOf(Array.from({ length: 1000 }, (_, n) => `line ${i * 1000 + n}\r\n`).join('')));
  assert.equal(model.history.length, 20_000);
  for (const n of [0, 1, 13_998, 14_000, 14_001, 19_999]) assert.equal(textOf(model.history.row(n)), `line ${30_000 - 2 - 20_000 + n}`);
});

test('rows are packed when the program has been quiet, and take a fraction of their memory', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { model } = recordingModel({ size: { cols: 200, rows: 3 }, scrollback: 5000 });
  model.parse(bytesOf('x\r\n'.repeat(5002)));
  const fresh = model.history.bytes;
  // the first look finds that there was output since it was asked for
  for (let i = 0; i < 2; i++) t.mock.timers.tick(500);
  assert.ok(fresh > 11_000_000 && model.history.bytes < 300_000, `${fresh} and ${model.history.bytes} bytes`);
  assert.equal(model.history.length, 5000);
  assert.equal(textOf(model.history.row(0)), 'x');
});

test('neither the alternate screen nor a region in the middle adds rows; a region at the top does', () => {
  const { model } = recordingModel({ size: { cols: 20, rows: 5 }, scrollback: 100 });
  model.parse(bytesOf(`\x1b[?1049h${'x\r\n'.repeat(20)}\x1b[?1049l\x1b[2;4r\x1b[4;1H${'x\n'.repeat(20)}\x1b[r`));
  assert.equal(model.history.length, 0);
  model.parse(bytesOf(`\x1b[1;3r\x1b[3;1H${'x\n'.repeat(20)}`));
  assert.equal(model.history.length, 20);
});

test('ED 3 and a full reset forget the rows', () => {
  for (const sequence of ['\x1b[3J', '\x1bc']) {
    const { model } = recordingModel({ size: { cols: 20, rows: 2 }, scrollback: 100 });
    model.parse(bytesOf('x\r\n'.repeat(20)));
    assert.ok(model.history.length > 0);
    model.parse(bytesOf(sequence));
    assert.equal(model.history.length, 0, JSON.stringify(sequence));
  }
});

test('a history of no rows keeps none', () => {
  const history = new History(0);
  const { model } = recordingModel({ size: { cols: 20, rows: 2 }, scrollback: 0 });
  model.parse(bytesOf('x\r\n'.repeat(20)));
  assert.equal(model.history.length, 0);
  assert.equal(history.pop(), undefined);
});

test('memory of a full history does not grow', () => {
  const { model } = recordingModel({ size: { cols: 80, rows: 24 }, scrollback: 1000 });
  const lines = bytesOf(Array.from({ length: 2000 }, (_, i) => `a line of text with a number ${i}\r\n`).join(''));
  for (let i = 0; i < 50; i++) {
    model.parse(lines);
    assert.ok(model.history.bytes <= 1000 * 80 * 12 + 2 * 65_536);
    model.history.settle();
    assert.ok(model.history.bytes <= 2 * 65_536, `${model.history.bytes} bytes`);
  }
});

test('a line of text is wrapped anew at another width, wide characters whole', () => {
  const { model } = recordingModel({ size: { cols: 7, rows: 2 }, scrollback: 100 });
  model.parse(bytesOf('abcdef日本語xyz é👩‍💻 end\r\n\r\n\r\n'));
  const rows: OldRow[] = [];
  for (let i = 0; i < model.history.length; i++) {
    const row = model.history.row(i);
    if (i > 0 && !row.continues) break;
    rows.push(row);
  }
  assert.ok(rows.length > 2);
  for (const cols of [2, 3, 4, 5, 10, 50]) {
    const wrapped = rewrap(rows, cols);
    assert.equal(wrapped.map(textOf).join(''), 'abcdef日本語xyz é👩‍💻 end', `at ${cols}`);
    for (const [i, row] of wrapped.entries()) {
      assert.ok(row.used <= cols);
      assert.equal(row.continues, i > 0);
    }
  }
});

test('after any resize the screen is that of the library with a scrollback of its own', () => {
  let compared = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const below = randomFrom(seed * 13);
    const size = { cols: 2 + below(30), rows: 2 + below(10) };
    const { model } = recordingModel({ size, scrollback: 3000 });
    const library = new Reference(size, 3000);
    const steps: string[] = [];
    // text only: what programs draw at absolute places says nothing about where lines begin
    const piece = () => (below(3) === 0 ? '\r\n'.repeat(1 + below(3)) : randomPiece(below).replaceAll(/[\x00-\x1f].*/gs, 'plain text '));
    for (let i = 0; i < 60; i++) {
      const next = piece();
      const to = below(6) === 0 ? { cols: 2 + below(30), rows: 2 + below(10) } : null;
      steps.push(to ? `${to.cols}×${to.rows}` : next);
      if (below(4) === 0) model.history.settle();
      if (to) model.resize(to);
      else model.parse(bytesOf(`\0${next}`));
      if (to) library.core.resize(to.cols, to.rows);
      else library.parse(bytesOf(`\0${next}`));
      const { active } = library.core._bufferService.buffers;
      // the library's reflow left its screen short of lines: nothing to compare with any more
      if (active.lines.length < active.ybase + library.core._bufferService.rows) break;
      compared++;
      assert.equal(differenceOf(screenOf(model), library.screen()), '', `seed ${seed} after ${JSON.stringify(steps.slice(-8))}`);
    }
  }
  assert.ok(compared > 4000, `only ${compared} states compared`);
});
