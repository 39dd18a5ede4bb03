import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tokenizer } from './input/tokenizer.ts';
import { type Known, learn, NOTHING_KNOWN } from './terminal-facts.ts';

/** What is known after a terminal sent TEXT. */
const after = (text: string): Known => {
  let known = NOTHING_KNOWN;
  for (const token of new Tokenizer().push(Buffer.from(text))) if (token.kind === 'reply') known = learn(known, token.reply);
  return known;
};

test('each answer is learned', () => {
  const known = after(
    '\x1bP>|kitty(0.38)\x1b\\\x1b[?0u\x1b[?2026;2$y\x1b[?1016;1$y\x1b]10;rgb:ff/ff/ff\x1b\\\x1b]11;#102030\x07\x1b]4;0;rgb:0000/0000/0000;1;rgb:cd/00/00\x1b\\\x1b[6;20;10t\x1b[?997;2n\x1b[?62;22c',
  );
  assert.deepEqual(known, {
    facts: {
      version: 'kitty(0.38)',
      foreground: 'rgb:ffff/ffff/ffff',
      background: 'rgb:1010/2020/3030',
      palette: { 0: 'rgb:0000/0000/0000', 1: 'rgb:cdcd/0000/0000' },
      cell: { width: 10, height: 20 },
      colorScheme: 'light',
    },
    abilities: { kittyKeyboard: true, modifyOtherKeys: false, pixelMouse: true, synchronizedOutput: true },
    complete: true,
  });
});

test('a terminal that knows nothing is complete with its attributes', () => {
  assert.deepEqual(after('\x1b[?2026;0$y\x1b[?1;2c'), { ...NOTHING_KNOWN, complete: true });
});
