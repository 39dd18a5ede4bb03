import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellText, rowText } from '../protocol/cells.ts';
import type { Position } from '../protocol/messages.ts';
import type { TerminalModel } from './terminal.ts';
import { bytesOf, randomFrom, recordingModel } from './testing.ts';

const rowsFrom = (model: TerminalModel, number: number, count: number) => model.rows(number - model.place.first, count);
const textAt = (model: TerminalModel, number: number) => rowText(rowsFrom(model, number, 1)[0]!);
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${from + i}\r\n`).join('');

test('a row keeps its number while others come, fall off the end, and are cleared', () => {
  const { model } = recordingModel({ size: { cols: 20, rows: 5 }, scrollback: 50 });
  model.parse(bytesOf(lines(0, 30)));
  assert.equal(textAt(model, 12), 'line 12');
  model.parse(bytesOf(lines(30, 60)));
  assert.equal(model.place.first, 6);
  assert.equal(textAt(model, 12), 'line 12');
  assert.equal(textAt(model, model.place.top), 'line 56');
  model.parse(bytesOf('\x1b[3J'));
  assert.deepEqual(model.place, { generation: 1, first: 56, top: 56 });
  model.parse(bytesOf(lines(60, 70)));
  assert.equal(textAt(model, 58), 'line 58');
  model.dispose();
});

test('another height moves no row', () => {
  const { model } = recordingModel({ size: { cols: 20, rows: 10 }, scrollback: 50 });
  model.parse(bytesOf(lines(0, 30)));
  for (const rows of [4, 17, 9]) {
    model.resize({ cols: 20, rows });
    assert.equal(textAt(model, 15), 'line 15', `${rows} rows`);
    assert.equal(textAt(model, 29), 'line 29', `${rows} rows`);
    assert.equal(model.place.generation, 1);
  }
  model.dispose();
});

/** Every character of the terminal with its place: letters are all different, so that each is found again. */
function places(model: TerminalModel): Map<string, Position> {
  const { first, top } = model.place;
  const found = new Map<string, Position>();
  for (const [i, row] of rowsFrom(model, first, top - first + model.size.rows).entries()) {
    for (let x = 0; x < model.size.cols; x++) {
      const text = cellText(row, x);
      if (text.trim() !== '') found.set(text, [first + i, x]);
    }
  }
  return found;
}

test('a character is found again wherever another width has moved it', () => {
  const below = randomFrom(11);
  for (let round = 0; round < 60; round++) {
    const { model } = recordingModel({ size: { cols: 10 + below(40), rows: 4 + below(10) }, scrollback: 400 });
    let code = 0x4e00;
    let narrow = 0x100;
    const write = (count: number) => {
      for (let i = 0; i < count; i++) {
        let line = '';
        for (let n = below(60); n > 0; n--) line += below(5) === 0 ? String.fromCodePoint(code++) : String.fromCodePoint(narrow++);
        model.parse(bytesOf(`${line}\r\n`));
      }
    };
    write(40);
    for (let step = 0; step < 4; step++) {
      model.settle();
      const before = places(model);
      const { generation } = model.place;
      const old = model.size.cols;
      model.resize({ cols: 8 + below(60), rows: 3 + below(12) });
      if (below(2) === 0) write(3);
      model.settle();
      const after = places(model);
      const wanted = [...before].filter(([text]) => after.has(text));
      const told = model.relocate(
        generation,
        wanted.map(([, position]) => position),
      )!;
      for (const [i, [text, was]] of wanted.entries())
        assert.deepEqual(told[i], after.get(text), `${text} was at ${was} with ${old} columns, ${model.size.cols} now, round ${round}`);
    }
    model.dispose();
  }
});

test('what is written at one width is as wide as the screen after it was asked for at another', () => {
  const { model } = recordingModel({ size: { cols: 40, rows: 4 }, scrollback: 100 });
  model.parse(bytesOf(`${'x'.repeat(100)}\r\n${lines(0, 60)}`));
  model.resize({ cols: 12, rows: 4 });
  model.settle();
  const { first, top } = model.place;
  const rows = rowsFrom(model, first, top - first);
  assert.ok(rows.every((row) => row.words.length === 36));
  assert.deepEqual(
    rows.slice(0, 9).map((row) => row.wrapped),
    [...Array(8).fill(true), false],
  );
  assert.equal(rowText(rows[9]!), 'line 0');
  model.dispose();
});

test('a generation that is too old, or not yet there, tells nothing', () => {
  const { model } = recordingModel({ size: { cols: 40, rows: 4 }, scrollback: 100 });
  model.parse(bytesOf(`${'x'.repeat(100)}\r\n`));
  for (let i = 0; i < 30; i++) model.resize({ cols: 20 + i, rows: 4 });
  assert.equal(model.relocate(1, [[0, 0]]), null);
  assert.equal(model.relocate(model.place.generation + 1, [[0, 0]]), null);
  assert.deepEqual(model.relocate(model.place.generation, [[1, 2]]), [[1, 2]]);
  model.dispose();
});

test('prompts are remembered with their rows, until those go or the screen is cleared', () => {
  const { model } = recordingModel({ size: { cols: 30, rows: 5 }, scrollback: 20 });
  const prompt = (n: number) => `\x1b]133;A\x1b\\$ command ${n}\r\n\x1b]133;C\x07output\r\noutput\r\n`;
  for (let n = 0; n < 4; n++) model.parse(bytesOf(prompt(n)));
  assert.equal(model.prompt(9, true), 6);
  assert.equal(model.prompt(6, true), 3);
  assert.equal(model.prompt(0, true), null);
  assert.equal(model.prompt(0, false), 3);
  assert.equal(model.prompt(9, false), null);
  model.resize({ cols: 6, rows: 5 });
  model.settle();
  const row = model.prompt(model.place.top + 5, true)!;
  assert.equal(textAt(model, row), '$ comm');
  model.parse(bytesOf('\x1b[?1049h\x1b]133;A\x07\x1b[?1049l'));
  assert.equal(model.prompt(model.place.top + 5, true), row);
  model.dispose();
});
