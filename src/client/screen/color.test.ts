import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Color } from '../../protocol/cells.ts';
import { capabilitiesOf } from './capabilities.ts';
import { shownColor } from './color.ts';
import { palette, rgb } from './style.ts';

const p16 = (index: number) => Color.p16 | index;

test('a colour keeps its form where the terminal has it, and comes as near as it can where not', () => {
  for (const [word, colors, shown] of [
    [rgb(1, 2, 3), 'truecolor', rgb(1, 2, 3)],
    [palette(200), 'truecolor', palette(200)],
    [0, '256', 0],
    [p16(9), '256', p16(9)],
    [palette(9), '256', palette(9)],
    [rgb(255, 0, 0), '256', palette(196)],
    [rgb(0, 0, 0), '256', palette(16)],
    [rgb(255, 255, 255), '256', palette(231)],
    [rgb(95, 135, 175), '256', palette(67)],
    [rgb(128, 128, 128), '256', palette(244)],
    [rgb(255, 10, 10), '16', p16(9)],
    [palette(196), '16', p16(9)],
    [palette(3), '16', p16(3)],
    [rgb(0, 0, 0), '16', p16(0)],
    [rgb(9, 9, 9), 'none', 0],
    [p16(1), 'none', 0],
  ] as const) {
    assert.equal(shownColor(word, colors).toString(16), shown.toString(16), `${word.toString(16)} with ${colors}`);
  }
});

test('the environment tells what a terminal can do', () => {
  for (const [env, version, expected] of [
    [{ TERM: 'xterm-256color' }, '', { colors: 'truecolor', bce: true, rep: false }],
    [{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, 'kitty(0.32)', { colors: 'truecolor', rep: true }],
    [{ TERM: 'xterm-256color', TERM_PROGRAM: 'Apple_Terminal' }, '', { colors: '256', underlines: false }],
    [{ TERM: 'screen-256color' }, '', { colors: '256', bce: false }],
    [{ TERM: 'tmux-256color', COLORTERM: 'truecolor' }, '', { colors: 'truecolor', bce: true }],
    [{ TERM: 'linux' }, '', { colors: '16', links: false }],
    [{ TERM: 'vt100' }, '', { colors: 'none' }],
    [{}, '', { colors: 'truecolor' }],
  ] as const) {
    const found = capabilitiesOf(env, version);
    assert.deepEqual({ ...found, ...expected }, found, JSON.stringify(env));
  }
  assert.equal(capabilitiesOf({ TERM: 'xterm' }, '', [1, 95, 0]).colors, '256', 'the Terminal of macOS in a container');
});
