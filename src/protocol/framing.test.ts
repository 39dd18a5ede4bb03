import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeMessage, Kind, MessageReader } from './framing.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

test('messages come out as they went in, however the stream is cut', () => {
  const message = fc.record({ kind: fc.constantFrom(...Object.values(Kind)), payload: fc.uint8Array({ maxLength: 40 }) });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 20 }), fc.array(fc.integer({ min: 1, max: 30 })), (messages, cuts) => {
      const stream = Buffer.concat(messages.map((m) => encodeMessage(m.kind, m.payload)));
      const reader = new MessageReader();
      const got: { kind: number; payload: string }[] = [];
      for (let at = 0, i = 0; at < stream.length; i++) {
        const n = cuts[i % Math.max(1, cuts.length)] ?? 7;
        for (const m of reader.push(stream.subarray(at, at + n))) got.push({ kind: m.kind, payload: text(m.payload) });
        at += n;
      }
      assert.deepEqual(
        got,
        messages.map((m) => ({ kind: m.kind, payload: text(m.payload) })),
      );
    }),
  );
});

test('an announcement beyond the limit is refused before anything is kept', () => {
  for (const head of [
    [0, 0, 0, 0, 1],
    [255, 255, 255, 255, 1],
    [1, 0, 16, 0, 1],
  ]) {
    assert.throws(() => new MessageReader(1024 * 1024).push(Uint8Array.from(head)), RangeError);
  }
});
