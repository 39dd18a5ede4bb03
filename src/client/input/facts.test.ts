import assert from 'node:assert/strict';
import test from 'node:test';
import { learn, NOTHING_KNOWN, QUERIES } from './facts.ts';
import { normalColor } from './replies.ts';
import { Tokenizer } from './tokenizer.ts';

const SIZE = { cols: 80, rows: 24 };

/** What is known after a terminal's answers, in pieces of `step` bytes. */
function after(answers: string, step: number) {
  const t = new Tokenizer();
  let known = NOTHING_KNOWN;
  const bytes = Buffer.from(answers);
  for (let i = 0; i < bytes.length; i += step) {
    for (const token of t.push(bytes.subarray(i, i + step))) {
      assert.equal(token.kind, 'reply');
      if (token.kind === 'reply') known = learn(known, token.reply, SIZE);
    }
  }
  return known;
}

test('a terminal’s answers become facts and abilities, however they are cut', () => {
  const answers =
    '\x1bP>|kitty(0.42.1)\x1b\\\x1b[?0u\x1b[?2026;2$y\x1b[?1016;2$y\x1b]10;rgb:dddd/dddd/dddd\x1b\\\x1b]11;rgb:00/11/ff\x07' +
    '\x1b]12;#fff\x07\x1b]4;0;rgb:0000/0000/0000\x1b\\\x1b]4;1;rgb:cccc/0403/0403\x1b\\\x1b[6;20;10t\x1b[4;480;800t\x1b[?997;1n\x1b[?62;52;c';
  for (const step of [1, 2, 3, 7, 1000]) {
    const known = after(answers, step);
    assert.deepEqual(known, {
      facts: {
        version: 'kitty(0.42.1)',
        foreground: 'rgb:dddd/dddd/dddd',
        background: 'rgb:0000/1111/ffff',
        cursor: 'rgb:ffff/ffff/ffff',
        palette: { 0: 'rgb:0000/0000/0000', 1: 'rgb:cccc/0403/0403' },
        cell: { width: 10, height: 20 },
        colorScheme: 'dark',
      },
      abilities: { kittyKeyboard: true, modifyOtherKeys: false, pixelMouse: true, synchronizedOutput: true },
      complete: true,
      secondary: [],
    });
  }
});

test('a terminal that knows little is known to know little', () => {
  const known = after('\x1b[?2026;0$y\x1b[4;480;800t\x1b[?1;2c', 100);
  assert.deepEqual(known.abilities, NOTHING_KNOWN.abilities);
  assert.deepEqual(known.facts, { cell: { width: 10, height: 20 } }, 'the cell out of the text area');
  assert.equal(known.complete, true);
  assert.equal(after('\x1b[>4;2m', 100).abilities.modifyOtherKeys, true);
});

test('the queries end with the one that every terminal answers', () => {
  assert.ok(QUERIES.endsWith('\x1b[c'));
});

test('colours in every notation come out in one', () => {
  const table: [string, string | null][] = [
    ['rgb:1/22/333', 'rgb:1111/2222/3333'],
    ['rgb:abcd/ef01/2345', 'rgb:abcd/ef01/2345'],
    ['rgba:ff/ff/ff/80', 'rgb:ffff/ffff/ffff'],
    ['#1a2b3c', 'rgb:1a1a/2b2b/3c3c'],
    ['#111122223333', 'rgb:1111/2222/3333'],
    ['?', null],
    ['rgb:1/2', null],
    ['#12345', null],
  ];
  for (const [written, normal] of table) assert.equal(normalColor(written), normal, written);
});
