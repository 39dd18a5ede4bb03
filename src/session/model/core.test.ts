import assert from 'node:assert/strict';
import { test } from 'node:test';
import xterm, { type IBufferCell } from '@xterm/headless';
import { BgFlag, Color, cellText, FgFlag, WORDS } from '../../protocol/cells.ts';
import { bytesOf, randomFrom, randomPiece } from '../testing.ts';
import { coreOf, openCore } from './core.ts';
import { rowAt } from './rows.ts';

/** What the public side of the library says of a cell, in the words of `protocol/cells.ts`. */
function publicCell(c: IBufferCell): string {
  const color = (isDefault: boolean, isRgb: boolean, value: number, mode: number) =>
    isDefault ? 'default' : `${isRgb ? 'rgb' : mode}:${value}`;
  return [
    c.getWidth(),
    c.getWidth() === 0 ? '' : c.getChars() || ' ',
    color(c.isFgDefault(), c.isFgRGB(), c.getFgColor(), c.getFgColorMode()),
    color(c.isBgDefault(), c.isBgRGB(), c.getBgColor(), c.getBgColorMode()),
    ...[c.isBold(), c.isDim(), c.isItalic(), c.isBlink(), c.isInverse(), c.isInvisible(), c.isStrikethrough(), c.isOverline()].map((f) =>
      f ? 1 : 0,
    ),
  ].join(' ');
}

function wordCell(row: ReturnType<typeof rowAt>, x: number): string {
  const [content, fg, bg] = [row.words[x * WORDS]!, row.words[x * WORDS + 1]!, row.words[x * WORDS + 2]!];
  const color = (word: number) => {
    const form = word & Color.form;
    if (form === Color.default) return 'default';
    return form === Color.rgb ? `rgb:${word & Color.value}` : `${form}:${word & 255}`;
  };
  const bit = (word: number, flag: number) => (word & flag ? 1 : 0);
  return [
    content >> 22,
    content >> 22 === 0 ? '' : cellText(row, x),
    color(fg),
    color(bg),
    bit(fg, FgFlag.bold),
    bit(bg, BgFlag.dim),
    bit(bg, BgFlag.italic),
    bit(fg, FgFlag.blink),
    bit(fg, FgFlag.inverse),
    bit(fg, FgFlag.invisible),
    bit(fg, FgFlag.strike),
    bit(bg, BgFlag.overline),
  ].join(' ');
}

test('the words of a line mean what the public side of the library says of its cells', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const below = randomFrom(seed);
    const terminal = new xterm.Terminal({ cols: 30, rows: 8, allowProposedApi: true, logLevel: 'off' });
    const stream = bytesOf(Array.from({ length: 80 }, () => randomPiece(below)).join(''));
    await new Promise<void>((resolve) => terminal.write(stream, resolve));
    const buffer = terminal.buffer.active;
    for (let y = 0; y < 8; y++) {
      const row = rowAt(coreOf(terminal), buffer.baseY + y);
      const line = buffer.getLine(buffer.baseY + y)!;
      for (let x = 0; x < 30; x++) assert.equal(wordCell(row, x), publicCell(line.getCell(x)!), `seed ${seed}, ${x},${y}`);
    }
    terminal.dispose();
  }
});

test('a library without one of the private parts is refused by name', (t) => {
  const core = openCore({ cols: 10, rows: 3 });
  const prototype = Object.getPrototypeOf(core._inputHandler) as Record<string, unknown>;
  const kept = prototype._eraseInBufferLine;
  t.after(() => {
    prototype._eraseInBufferLine = kept;
  });
  prototype._eraseInBufferLine = undefined;
  assert.throws(() => openCore({ cols: 10, rows: 3 }), /has no _inputHandler\._eraseInBufferLine.*6\.0\.0/);
});
