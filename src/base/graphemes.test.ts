import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import fc from 'fast-check';
import { breakOf, codePointWidth, graphemes, textWidth, truncate } from './graphemes.ts';
import { unicodeProvider } from './unicode-provider.ts';

const require = createRequire(import.meta.url);
const { Terminal } = require('@xterm/headless') as typeof import('@xterm/headless');
// the add-on decodes its table wrongly where node's buffer pool is in use: see unicode-provider.ts
const poolSize = Buffer.poolSize;
Buffer.poolSize = 0;
const { UnicodeGraphemesAddon } = require('@xterm/addon-unicode-graphemes') as typeof import('@xterm/addon-unicode-graphemes');
Buffer.poolSize = poolSize;

let addon: typeof unicodeProvider | undefined;
const listener = { unicode: { activeVersion: '', register: (p: typeof addon) => (addon = p) } };
new UnicodeGraphemesAddon().activate(listener as never);

test('every code point has the break class and width that the add-on gives it', () => {
  const wrong: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    const value = addon!.charProperties(code, 0);
    const same = ((value >> 3) & 0xf) === breakOf(code) && ((value >> 1) & 3) === codePointWidth(code);
    if (!same || addon!.wcwidth(code) !== unicodeProvider.wcwidth(code)) wrong.push(code.toString(16));
  }
  assert.deepEqual(wrong, [], 'src/tools/grapheme-table.mjs makes the table anew');
});

/** What the terminal model makes of TEXT: the text and width of its cells. */
async function modelled(text: string): Promise<{ text: string; width: number }[]> {
  const t = new Terminal({ cols: 200, rows: 2, allowProposedApi: true, logLevel: 'off' });
  t.loadAddon(new UnicodeGraphemesAddon());
  await new Promise<void>((done) => t.write(text, done));
  const line = t.buffer.active.getLine(0)!;
  const out = [];
  for (let x = 0; x < 200; x++) {
    const cell = line.getCell(x)!;
    if (cell.getChars() !== '') out.push({ text: cell.getChars(), width: cell.getWidth() });
  }
  t.dispose();
  return out;
}

const HARD = [
  'a',
  'é',
  ' ',
  '~',
  '中',
  'ゥ',
  '゙',
  '가',
  'ᄀ',
  'ᅡ',
  'ᆨ',
  'e\u0301',
  '\u0301',
  '\u0308',
  '\u200d',
  '\ufe0f',
  '\ufe0e',
  '❤',
  '☎',
  '😀',
  '👨',
  '👩',
  '🏽',
  '🏳',
  '🌈',
  '🇫',
  '🇷',
  '🇺',
  '#',
  '1',
  '\u20e3',
  'क',
  '\u094d',
  'षि',
  '\u0600',
  '\u0e33',
  '\u200b',
  '\u00ad',
  '\u3164',
  '\u{e0067}',
  '\u{1f1e6}',
  '\u{20000}',
  '\u{10ffff}',
  'ﷺ',
  'ｱ',
  'Ａ',
];

test('clusters and widths are those of the terminal model, whatever is put side by side', async () => {
  const hard = fc.array(fc.oneof(fc.constantFrom(...HARD), fc.string({ unit: 'binary', maxLength: 1 })), { maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(hard, async (parts) => {
      const text = parts.join('').replace(/[\0-\x1f\x7f-\x9f]/g, '');
      assert.deepEqual(graphemes(text), await modelled(text));
    }),
    { numRuns: 150 },
  );
});

test('the provider joins what the add-on joins, to the same width', () => {
  const codes = HARD.join('') + String.fromCodePoint(0x80, 0x30a, 0x9ff, 0xd55c, 0xfe0f, 0x1f3fb, 0x1f1ff, 0xe0100);
  const class3 = (value: number) => [(value >> 3) & 0xf, value & 7].join();
  for (const a of codes) {
    for (const b of codes) {
      for (const c of codes) {
        let [theirs, ours] = [0, 0];
        for (const char of a + b + c) {
          const code = char.codePointAt(0)!;
          theirs = addon!.charProperties(code, theirs);
          ours = unicodeProvider.charProperties(code, ours);
          if (class3(theirs) !== class3(ours)) assert.fail(`${JSON.stringify(a + b + c)}: ${class3(ours)} instead of ${class3(theirs)}`);
        }
      }
    }
  }
});

test('known clusters have the width that terminals agree on', () => {
  for (const [text, width] of [
    ['', 0],
    ['Claude (Kimi)', 13],
    ['日本語', 6],
    ['👨‍👩‍👧', 2],
    ['🇫🇷', 2],
    ['❤️', 2],
    ['e\u0301', 1],
    ['각', 2],
  ] as const) {
    assert.equal(textWidth(text), width, JSON.stringify(text));
  }
});

test('control characters are left out and a lone surrogate is replaced', () => {
  assert.deepEqual(graphemes('a\x1b[31m\r\nb\x9b\x7f'), [
    { text: 'a', width: 1 },
    { text: '[', width: 1 },
    { text: '3', width: 1 },
    { text: '1', width: 1 },
    { text: 'm', width: 1 },
    { text: 'b', width: 1 },
  ]);
  assert.deepEqual(graphemes('\ud83d'), [{ text: '\ufffd', width: 1 }]);
});

test('truncation keeps what fits and never half of a wide character', () => {
  for (const [text, cells, want] of [
    ['Claude', 6, 'Claude'],
    ['Claude', 5, 'Clau…'],
    ['Claude', 1, '…'],
    ['Claude', 0, ''],
    ['日本語', 6, '日本語'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['日本語', 2, '…'],
    ['a\x07b', 2, 'ab'],
  ] as const) {
    assert.equal(truncate(text, cells), want, `${text} in ${cells}`);
  }
  assert.equal(truncate('Claude', 4, '..'), 'Cl..');
});
