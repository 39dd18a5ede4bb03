/**
 * How messages are cut out of the byte stream of the socket.
 *
 * One message: u32 little-endian length of what follows, u8 kind, payload. Kind 1 is JSON; the others carry bytes that
 * are not worth encoding (see `Kind`). The first message in either direction is JSON in every version of the protocol,
 * so that two versions can always tell each other who they are.
 */
export const Kind = { json: 1, input: 2, frame: 3, rows: 4 } as const;
export type Kind = (typeof Kind)[keyof typeof Kind];

export interface Message {
  kind: number;
  /** A view into the stream's memory: copy what is kept. */
  payload: Uint8Array;
}

/** A peer that announces more than this is not speaking our protocol. A frame of 1000×500 cells is 6 MB, and 20 with a cluster in each. */
export const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;
const HEADER = 5;
/** Smaller pieces of an unfinished message are joined as they come: kept apart, each costs a hundred times its byte. */
const SMALL_BYTES = 4096;

/** The bytes of one message; `parts` are joined to its payload. */
export function encodeMessage(kind: Kind, ...parts: Uint8Array[]): Uint8Array {
  const length = parts.reduce((n, p) => n + p.byteLength, 0);
  const out = Buffer.allocUnsafe(HEADER + length);
  out.writeUInt32LE(length + 1, 0);
  out[4] = kind;
  let at = HEADER;
  for (const p of parts) {
    out.set(p, at);
    at += p.byteLength;
  }
  return out;
}

/** Cuts a stream into messages, whatever pieces it arrives in. Holds at most one unfinished message. */
export class MessageReader {
  private pending: Uint8Array[] = [];
  private pendingBytes = 0;
  private readonly limit: number;

  /** `limit`: the longest message that is accepted, in bytes. */
  constructor(limit = MAX_MESSAGE_BYTES) {
    this.limit = limit;
  }

  /**
   * The messages that `chunk` completes, in order.
   * Throws a RangeError where the peer announces an empty message or one beyond the limit.
   */
  push(chunk: Uint8Array): Message[] {
    this.pending.push(chunk);
    this.pendingBytes += chunk.byteLength;
    this.tidy();
    const out: Message[] = [];
    for (;;) {
      if (this.pendingBytes < HEADER) return out;
      const head = this.pending[0]!.byteLength >= HEADER ? this.pending[0]! : this.join();
      const length = (head[0]! | (head[1]! << 8) | (head[2]! << 16) | (head[3]! << 24)) >>> 0;
      if (length < 1 || length > this.limit)
        throw new RangeError(`a message of ${length} bytes was announced; 1 to ${this.limit} are accepted`);
      if (this.pendingBytes < 4 + length) return out;
      const whole = head.byteLength >= 4 + length ? head : this.join();
      out.push({ kind: whole[4]!, payload: whole.subarray(HEADER, 4 + length) });
      this.pending[0] = whole.subarray(4 + length);
      this.pendingBytes -= 4 + length;
      if (this.pending[0].byteLength === 0) this.pending.shift();
    }
  }

  /** Neighbours of like size become one, so that a byte is copied a few times at most however slowly a message trickles in. */
  private tidy(): void {
    const { pending } = this;
    for (;;) {
      const [last, before] = [pending.at(-1), pending.at(-2)];
      if (!last || !before || last.byteLength > SMALL_BYTES || before.byteLength > last.byteLength) return;
      pending.splice(-2, 2, Buffer.concat([before, last]));
    }
  }

  private join(): Uint8Array {
    const joined = this.pending.length === 1 ? this.pending[0]! : Buffer.concat(this.pending);
    this.pending = [joined];
    return joined;
  }
}
