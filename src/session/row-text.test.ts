import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ansiLines, plainLines } from '../protocol/row-text.ts';
import { bytesOf, differenceOf, recordingModel, screenOf } from './testing.ts';

const size = { cols: 24, rows: 6 };
const modelOf = (stream: string) => {
  const { model } = recordingModel({ size, scrollback: 100 });
  model.parse(bytesOf(stream));
  return model;
};
/** Without the cursor and, where lines are not joined, without what the terminal wrapped. */
const cellsOf = (model: ReturnType<typeof modelOf>, join: boolean) =>
  screenOf(model)
    .slice(0, size.rows)
    .map((line) => (join ? line : line.replace(/^wrapped /, '')));

const STREAMS: [string, string][] = [
  ['text', 'plain\r\n\r\n  indented é 日本 👩‍💻'],
  ['colours', '\x1b[31mred\x1b[42m on green \x1b[0m\r\n\x1b[38;5;200m256\x1b[48;2;1;2;3m rgb\x1b[m end'],
  ['styles', '\x1b[1mb\x1b[2md\x1b[3mi\x1b[4mu\x1b[5mb\x1b[7mi\x1b[8mh\x1b[9ms\x1b[53mo\x1b[22;23;24;25;27;28;29;55mn'],
  ['underlines', '\x1b[4:3mcurly\x1b[58:2::9:8:7m coloured\x1b[59m not\x1b[21m double\x1b[24m none'],
  ['links', '\x1b]8;id=x;http://a.example/\x07link\x1b]8;;\x07 and \x1b]8;;http://b.example/\x07other\x1b]8;;\x07'],
  ['a background to the edge', '\x1b[44m\x1b[2J\x1b[H one\r\n\x1b[K two'],
  ['wrapped lines', `${'word '.repeat(9)}.\r\n${'日'.repeat(15)}`],
  ['blanks that can be seen', '\x1b[4m   \x1b[0m\r\n\x1b[7m  \x1b[0m\r\n\x1b[9m \x1b[m'],
];

test('what is captured with its styles shows the same cells on another terminal', () => {
  for (const [name, stream] of STREAMS) {
    const model = modelOf(stream);
    for (const join of [false, true]) {
      const lines = ansiLines(model.rows(0, 100), join).map(({ text }) => text);
      assert.equal(differenceOf(cellsOf(modelOf(lines.join('\r\n')), join), cellsOf(model, join)), '', `${name}, joined: ${join}`);
    }
  }
});

test('plain lines, as they are on the screen and as they were written', () => {
  const model = modelOf(`first ${'x'.repeat(20)} y\r\n${'日'.repeat(13)}\r\nlast  `);
  const texts = (join: boolean) => plainLines(model.rows(0, 100), join).map(({ text }) => text);
  assert.deepEqual(texts(false).slice(0, 5), [`first ${'x'.repeat(18)}`, 'xx y', '日'.repeat(12), '日', 'last']);
  assert.deepEqual(texts(true).slice(0, 3), [`first ${'x'.repeat(20)} y`, '日'.repeat(13), 'last']);
});
