/** Longest input of one `decode`, in bytes. */
export const DECODE_LIMIT = 65536;

/** One for all sessions: it is filled and parsed in one go. */
export const target = new Uint32Array(DECODE_LIMIT + 4);

/** Number of bytes of the sequence that `lead` begins: 2 to 4, or 0 where it begins none. */
function sequenceLength(lead: number): number {
  if (lead < 0xc0) return 0;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return lead < 0xf8 ? 4 : 0;
}

/** How many bytes at the end of `bytes[start, end)` begin a sequence that the next chunk goes on with. */
function unfinishedTail(bytes: Uint8Array, start: number, end: number): number {
  for (let n = 1; n <= 3 && n <= end - start; n++) {
    const byte = bytes[end - n]!;
    if ((byte & 0xc0) !== 0x80) return sequenceLength(byte) > n ? n : 0;
  }
  return 0;
}

/**
 * Decodes a stream of UTF-8 to code points. Malformed sequences, surrogates and U+FEFF are left out, as xterm.js does it;
 * but a sequence that is cut between two chunks gives the same as a whole one, which xterm.js 6.0.0 gets wrong where the
 * second byte is 0x80 (`E2 80 | 99`, a typographic apostrophe).
 */
export class Utf8Decoder {
  /** The code points of the last `decode` of any decoder. */
  readonly target = target;
  private readonly kept = new Uint8Array(8);
  private keptLength = 0;

  /** Bytes of an unfinished sequence that wait for the rest. */
  get pending(): number {
    return this.keptLength;
  }

  /** Decodes `bytes[start, end)`, at most `DECODE_LIMIT`, into `target` and returns the number of code points. */
  decode(bytes: Uint8Array, start = 0, end = bytes.length): number {
    let from = start;
    let size = 0;
    if (this.keptLength > 0) {
      const { kept } = this;
      const missing = sequenceLength(kept[0]!) - this.keptLength;
      while (from - start < missing && from < end && (bytes[from]! & 0xc0) === 0x80) kept[this.keptLength++] = bytes[from++]!;
      if (unfinishedTail(kept, 0, this.keptLength) > 0 && from === end) return 0;
      size = this.run(kept, 0, this.keptLength, 0);
      this.keptLength = 0;
    }
    const whole = end - unfinishedTail(bytes, from, end);
    size = this.run(bytes, from, whole, size);
    for (let i = whole; i < end; i++) this.kept[this.keptLength++] = bytes[i]!;
    return size;
  }

  private run(bytes: Uint8Array, from: number, end: number, size: number): number {
    let i = from;
    while (i < end) {
      const b1 = bytes[i++]!;
      if (b1 < 0x80) {
        target[size++] = b1;
        continue;
      }
      const n = sequenceLength(b1);
      if (n === 0) continue;
      const b2 = i < end ? bytes[i]! : 0;
      if ((b2 & 0xc0) !== 0x80) continue;
      i++;
      if (n === 2) {
        const code = ((b1 & 0x1f) << 6) | (b2 & 0x3f);
        if (code >= 0x80) target[size++] = code;
        continue;
      }
      const b3 = i < end ? bytes[i]! : 0;
      if ((b3 & 0xc0) !== 0x80) continue;
      i++;
      if (n === 3) {
        const code = ((b1 & 0x0f) << 12) | ((b2 & 0x3f) << 6) | (b3 & 0x3f);
        if (code >= 0x800 && (code < 0xd800 || code > 0xdfff) && code !== 0xfeff) target[size++] = code;
        continue;
      }
      const b4 = i < end ? bytes[i]! : 0;
      if ((b4 & 0xc0) !== 0x80) continue;
      i++;
      const code = ((b1 & 0x07) << 18) | ((b2 & 0x3f) << 12) | ((b3 & 0x3f) << 6) | (b4 & 0x3f);
      if (code >= 0x10000 && code <= 0x10ffff) target[size++] = code;
    }
    return size;
  }
}
