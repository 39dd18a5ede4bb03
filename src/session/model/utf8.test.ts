import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomFrom, randomSplit } from '../testing.ts';
import { Utf8Decoder } from './utf8.ts';

function decoded(...pieces: Uint8Array[]): number[] {
  const decoder = new Utf8Decoder();
  return pieces.flatMap((piece) => Array.from(decoder.target.subarray(0, decoder.decode(piece))));
}

const CASES: [name: string, bytes: number[], codes: number[]][] = [
  ['ASCII', [0x41, 0x1b, 0x7f], [0x41, 0x1b, 0x7f]],
  ['two, three and four bytes', [0xc3, 0xa9, 0xe6, 0x97, 0xa5, 0xf0, 0x9f, 0x9a, 0x80], [0xe9, 0x65e5, 0x1f680]],
  ['a continuation by itself', [0x80, 0x41, 0xbf], [0x41]],
  ['a sequence that is broken off', [0xe6, 0x97, 0x41, 0xc3, 0x42], [0x41, 0x42]],
  ['an overlong form', [0xc0, 0x80, 0xe0, 0x80, 0x80, 0xf0, 0x80, 0x80, 0x80, 0x41], [0x41]],
  ['a surrogate', [0xed, 0xa0, 0x80, 0x41], [0x41]],
  ['a byte order mark', [0xef, 0xbb, 0xbf, 0x41], [0x41]],
  ['beyond Unicode', [0xf4, 0x90, 0x80, 0x80, 0xf8, 0x88, 0x41], [0x41]],
  ['C1 in UTF-8', [0xc2, 0x9b, 0x41], [0x9b, 0x41]],
];

for (const [name, bytes, codes] of CASES) {
  test(`UTF-8: ${name}`, () => {
    assert.deepEqual(decoded(Uint8Array.from(bytes)), codes);
  });
}

test('random bytes decode to the same however they are cut', () => {
  const leads = [0x41, 0x80, 0xbf, 0xc2, 0xc3, 0xe2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf8, 0xff, 0x99];
  for (let seed = 1; seed <= 3000; seed++) {
    const below = randomFrom(seed);
    const bytes = Uint8Array.from({ length: 1 + below(20) }, () => (below(2) === 0 ? leads[below(leads.length)]! : below(256)));
    assert.deepEqual(decoded(...randomSplit(bytes, below, 4)), decoded(bytes), `seed ${seed}`);
  }
});

test('valid text decodes as node decodes it', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const below = randomFrom(seed);
    const codes = Array.from({ length: 50 }, () => [below(0x80), below(0x800), below(0xd800), 0x10000 + below(0x100000)][below(4)]!);
    assert.deepEqual(
      decoded(Buffer.from(String.fromCodePoint(...codes))),
      codes.filter((c) => c !== 0xfeff),
    );
  }
});
