import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOf, differenceOf, Reference, randomFrom, randomPiece, randomSplit, recordingModel, screenOf } from './testing.ts';

const SIZES = [
  { cols: 40, rows: 10 },
  { cols: 20, rows: 6 },
  { cols: 2, rows: 2 },
];

/** Pieces whose effect is meant to differ from the library's. */
function hasRepair(pieces: readonly string[]): boolean {
  // DECSC with an underline style, and DECRC
  return pieces.some((p) => p.endsWith('\x1b8') || /\[\d*;?\d*u$/.test(p) || /\?104[89]l/.test(p));
}

test('random streams give the same cells and cursor as the library alone', () => {
  let compared = 0;
  for (let seed = 1; seed <= 150; seed++) {
    const below = randomFrom(seed);
    const size = SIZES[seed % SIZES.length]!;
    const { model } = recordingModel({ size });
    const reference = new Reference(size);
    const pieces: string[] = [];
    for (let i = 0; i < 120; i++) {
      // a text that goes on in the next chunk is the other test's business: a NUL ends it
      const piece = `\0${randomPiece(below)}`;
      pieces.push(piece);
      model.parse(bytesOf(piece));
      try {
        reference.parse(bytesOf(piece));
      } catch {
        // the library itself fails here (ED 1 in the last cell)
        break;
      }
      if (hasRepair([piece])) break;
      // repaired too: RIS shows the cursor
      if (piece.endsWith('\x1bc')) reference.core.coreService.isCursorHidden = false;
      compared++;
      assert.equal(differenceOf(screenOf(model), reference.screen()), '', `seed ${seed} after ${JSON.stringify(pieces.slice(-6))}`);
    }
  }
  assert.ok(compared > 5000, `only ${compared} states compared`);
});

test('a stream gives the same screen whole, byte by byte and cut at random', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const below = randomFrom(seed * 7);
    const size = SIZES[seed % SIZES.length]!;
    const stream = bytesOf(Array.from({ length: 150 }, () => randomPiece(below)).join(''));
    const whole = recordingModel({ size }).model;
    whole.parse(stream);
    const bytewise = recordingModel({ size }).model;
    for (const byte of stream) bytewise.parse(Uint8Array.of(byte));
    assert.equal(differenceOf(screenOf(bytewise), screenOf(whole)), '', `byte by byte, seed ${seed}`);
    const cut = recordingModel({ size }).model;
    for (const piece of randomSplit(stream, below, 9)) cut.parse(piece);
    assert.equal(differenceOf(screenOf(cut), screenOf(whole)), '', `cut at random, seed ${seed}`);
  }
});

test('random bytes never throw, however they are cut', () => {
  for (let seed = 1; seed <= 300; seed++) {
    const below = randomFrom(seed * 31);
    const alphabet = below(2) === 0 ? '\x1b[]P;:?>=!$ "0123456789hlmJKrq\\\x07\x18AZ' : null;
    const bytes = Uint8Array.from({ length: 3000 }, () => (alphabet ? alphabet.charCodeAt(below(alphabet.length)) : below(256)));
    const { model } = recordingModel({ size: SIZES[seed % SIZES.length]! });
    for (const piece of randomSplit(bytes, below, 200)) model.parse(piece);
    screenOf(model);
  }
});
