import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_MODES, type SessionModes } from '../protocol/frame.ts';
import { KittyStack } from './modes.ts';
import { bytesOf, recordingModel } from './testing.ts';

function modesAfter(stream: string): SessionModes {
  const { model } = recordingModel();
  model.parse(bytesOf(stream));
  return model.modesValue();
}

test('a new session has the default modes', () => {
  assert.deepEqual(modesAfter(''), DEFAULT_MODES);
});

const CASES: [stream: string, changed: Partial<SessionModes>][] = [
  ['\x1b[?1h', { applicationCursor: true }],
  ['\x1b=', { applicationKeypad: true }],
  ['\x1b=\x1b>', {}],
  ['\x1b[?2004h', { bracketedPaste: true }],
  ['\x1b[?1004h', { focusEvents: true }],
  ['\x1b[?9h', { mouse: 'x10' }],
  ['\x1b[?1000h', { mouse: 'normal' }],
  ['\x1b[?1002h', { mouse: 'button' }],
  ['\x1b[?1003h', { mouse: 'any' }],
  ['\x1b[?1003;1006h', { mouse: 'any', mouseEncoding: 'sgr' }],
  ['\x1b[?1005h', { mouseEncoding: 'utf8' }],
  ['\x1b[?1016h', { mouseEncoding: 'sgr-pixels' }],
  ['\x1b[?1006h\x1b[?1006l', {}],
  ['\x1b[?1003h\x1b[?1003l', {}],
  ['\x1b[?1007l', { alternateScroll: false }],
  ['\x1b[?1049h', { alternateScreen: true }],
  ['\x1b[?47h', { alternateScreen: true }],
  ['\x1b[?1049h\x1b[?1049l', {}],
  ['\x1b[>4;1m', { modifyOtherKeys: 1 }],
  ['\x1b[>4;2m', { modifyOtherKeys: 2 }],
  ['\x1b[>4;2m\x1b[>4m', {}],
  ['\x1b[>4;2m\x1b[>m', {}],
  ['\x1b[>4;2m\x1b[>4n', {}],
  ['\x1b[>1;2m', {}],
  ['\x1b[>5u', { kittyFlags: 5 }],
  ['\x1b[>5u\x1b[>1u', { kittyFlags: 1 }],
  ['\x1b[>5u\x1b[>1u\x1b[<u', { kittyFlags: 5 }],
  ['\x1b[>5u\x1b[>1u\x1b[<9u', {}],
  ['\x1b[=3u', { kittyFlags: 3 }],
  ['\x1b[>1u\x1b[=4;2u', { kittyFlags: 5 }],
  ['\x1b[>5u\x1b[=4;3u', { kittyFlags: 1 }],
  ['\x1b[>127u', { kittyFlags: 31 }],
  ['\x1b[>1u\x1b[?1049h', { alternateScreen: true }],
  ['\x1b[>1u\x1b[?1049h\x1b[>7u', { alternateScreen: true, kittyFlags: 7 }],
  ['\x1b[>1u\x1b[?1049h\x1b[>7u\x1b[?1049l', { kittyFlags: 1 }],
  ['\x1b[>1u\x1b[?1049h\x1b[>7u\x1b[?1049l\x1b[?1049h', { alternateScreen: true, kittyFlags: 7 }],
];

for (const [stream, changed] of CASES) {
  test(`modes after ${JSON.stringify(stream)}`, () => {
    assert.deepEqual(modesAfter(stream), { ...DEFAULT_MODES, ...changed });
  });
}

const EVERYTHING = '\x1b[?1;1003;1006;1004;2004;2026;2031;2048h\x1b[?1007l\x1b=\x1b[>5u\x1b[>4;2m\x1b[3 q\x1b[?25l';

test('a full reset and a soft reset bring every mode back', () => {
  for (const reset of ['\x1bc', '\x1b[!p']) {
    const { model } = recordingModel();
    model.parse(bytesOf(EVERYTHING));
    model.parse(bytesOf(reset));
    assert.deepEqual(model.modesValue(), DEFAULT_MODES, JSON.stringify(reset));
    assert.equal(model.cursor.shape, 0);
    assert.ok(model.modes.synchronized === false && !model.modes.colorSchemeReports && !model.modes.resizeReports);
  }
});

test('the cursor has the shape and the visibility that it was given', () => {
  const { model } = recordingModel();
  for (const [stream, shape] of [
    ['\x1b[5 q', 5],
    ['\x1b[9 q', 5],
    ['\x1b[ q', 0],
  ] as const) {
    model.parse(bytesOf(stream));
    assert.equal(model.cursor.shape, shape, JSON.stringify(stream));
  }
  model.parse(bytesOf('\x1b[?25l'));
  assert.equal(model.cursor.visible, false);
  model.parse(bytesOf('\x1b[?25h'));
  assert.equal(model.cursor.visible, true);
});

test('a stack that is only ever pushed forgets its oldest entries', () => {
  const stack = new KittyStack();
  for (let i = 0; i < 1000; i++) stack.push(i % 32);
  assert.equal(stack.flags, 999 % 32);
  stack.pop(15);
  assert.equal(stack.flags, 984 % 32);
  stack.pop(1);
  assert.equal(stack.flags, 0);
});
