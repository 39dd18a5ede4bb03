import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_MODES } from '../protocol/frame.ts';
import { pasted } from '../protocol/paste.ts';
import { enterKey } from './send.ts';

test('nothing inside a paste ends it', () => {
  for (const [text, plain] of [
    ['one\ntwo\r\nthree\r', 'one\rtwo\rthree\r'],
    ['a\x1b[201~b', 'ab'],
    ['a\x1b[20\x1b[201~1~b', 'ab'],
    ['a\x1b\u009b201~[201~b', 'ab'],
    ['\x1b[200~a', '\x1b[200~a'],
    ['', ''],
  ] as const) {
    assert.equal(pasted(text, false), plain);
    assert.equal(pasted(text, true), `\x1b[200~${plain}\x1b[201~`);
  }
});

test('Enter is what the program asked for', () => {
  for (const [kittyFlags, key] of [
    [0, '\r'],
    [1, '\r'],
    [15, '\x1b[13u'],
  ] as const)
    assert.equal(enterKey({ modes: { ...DEFAULT_MODES, kittyFlags } }), key);
});
