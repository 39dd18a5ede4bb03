import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BgFlag, Color, FgFlag } from '../../protocol/cells.ts';
import { type Pen, PLAIN_PEN, transition } from '../../protocol/sgr.ts';
import { palette, rgb } from './style.ts';
import { createTerminal, describe, feed, rowsOf } from './testing.ts';

const pen = (part: Partial<Pen>): Pen => ({ ...PLAIN_PEN, ...part });
const red = Color.p16 | 1;
const bold = pen({ fg: FgFlag.bold });
const dim = pen({ bg: BgFlag.dim });
const both = pen({ fg: FgFlag.bold, bg: BgFlag.dim });

test('a transition is the shortest sequence between two pens', () => {
  for (const [from, to, parameters] of [
    [PLAIN_PEN, pen({ fg: red }), '31'],
    [PLAIN_PEN, pen({ fg: Color.p16 | 9 }), '91'],
    [PLAIN_PEN, pen({ bg: red }), '41'],
    [PLAIN_PEN, pen({ bg: Color.p16 | 15 }), '107'],
    [PLAIN_PEN, pen({ fg: palette(1) }), '38;5;1'],
    [PLAIN_PEN, pen({ bg: palette(255) }), '48;5;255'],
    [PLAIN_PEN, pen({ fg: rgb(1, 2, 3) }), '38;2;1;2;3'],
    [pen({ fg: red }), pen({ fg: rgb(1, 2, 3) }), '38;2;1;2;3'],
    [PLAIN_PEN, bold, '1'],
    [PLAIN_PEN, both, '1;2'],
    [both, bold, ';1'],
    [both, dim, ';2'],
    [bold, dim, ';2'],
    [pen({ fg: FgFlag.bold | red, bg: BgFlag.dim | rgb(10, 20, 30) }), pen({ fg: red, bg: BgFlag.dim | rgb(10, 20, 30) }), '22;2'],
    [pen({ fg: red, bg: red }), pen({ fg: red }), '49'],
    [pen({ fg: palette(100), bg: palette(200) }), pen({ bg: palette(200) }), '39'],
    [pen({ fg: red, bg: BgFlag.italic }), PLAIN_PEN, ''],
    [pen({ bg: BgFlag.italic | BgFlag.overline }), pen({ bg: BgFlag.overline }), '23'],
    [pen({ bg: BgFlag.italic | BgFlag.overline, fg: rgb(9, 9, 9) }), pen({ bg: BgFlag.italic, fg: rgb(9, 9, 9) }), '55'],
    [pen({ fg: FgFlag.inverse | FgFlag.blink }), pen({ fg: FgFlag.inverse }), '25'],
    [PLAIN_PEN, pen({ fg: FgFlag.inverse | FgFlag.blink | FgFlag.invisible | FgFlag.strike }), '5;7;8;9'],
    [PLAIN_PEN, pen({ underline: 1 }), '4'],
    [PLAIN_PEN, pen({ underline: 3 }), '4:3'],
    [pen({ underline: 3, fg: rgb(9, 9, 9) }), pen({ underline: 1, fg: rgb(9, 9, 9) }), '4'],
    [pen({ underline: 3, fg: rgb(9, 9, 9) }), pen({ fg: rgb(9, 9, 9) }), '24'],
    [PLAIN_PEN, pen({ underline: 3, underlineColor: rgb(1, 2, 3) }), '4:3;58:2::1:2:3'],
    [PLAIN_PEN, pen({ underline: 1, underlineColor: palette(7) }), '4;58:5:7'],
    [pen({ underline: 1, underlineColor: palette(7) }), pen({ underline: 1 }), ';4'],
  ] as const) {
    assert.equal(transition(from, to), `\x1b[${parameters}m`, JSON.stringify([from, to]));
  }
});

test('no transition is written between equal pens', () => {
  assert.equal(transition(both, { ...both }), '');
});

test('an underline whose colour ends is drawn in the colour of its text', async () => {
  const terminal = createTerminal(4, 1);
  const colored = pen({ underline: 1, underlineColor: rgb(255, 0, 0) });
  await feed(terminal, `${transition(PLAIN_PEN, colored)}a${transition(colored, pen({ underline: 1 }))}b`);
  assert.equal(describe(rowsOf(terminal)[0]!, 0), '"a" - - under1#ff0000');
  assert.equal(describe(rowsOf(terminal)[0]!, 1), '"b" - - under1-');
});
