import { CONTROL_KEYS } from './decode.ts';
import { DEL, ESC, type Expectations, escapeKey, type Pending, readEscape, slice, stringEnd, utf8Length } from './sequences.ts';
import type { Token } from './token.ts';

const LONE_ESC = Uint8Array.of(ESC);
const PASTE_END = Buffer.from('\x1b[201~');

/** Milliseconds of silence after which `flush` should be called, by what is pending. */
const WAIT = {
  /** Esc, Alt+[ and Alt+O begin like sequences: the shortest time that a split sequence takes on a local line. */
  key: 25,
  /** A sequence with parameters is not typed, so there is time for a slow line. */
  sequence: 500,
  /** An answer that was cut. */
  string: 2000,
  /** A paste whose end was lost would swallow every key for good, the leader among them. */
  paste: 10_000,
} as const;

/** A sequence that goes on this many milliseconds after its Esc was given out is still one sequence: nobody types that. */
const JOIN_MS = 50;

/** A character that comes so many milliseconds after an Esc, in a piece of its own, is a key of its own and not Alt's. */
const APART_MS = 5;

/**
 * Cuts the bytes of the operator's terminal into tokens, whatever pieces they arrive in. Holds what may still become
 * something else: at most one unfinished sequence of bounded length.
 *
 * Contract for the owner: after each `push` or `flush`, stop the last timer, and where `wait` is a number call `flush`
 * that many milliseconds later. No timer is needed for anything else.
 */
export class Tokenizer implements Expectations {
  /**
   * Give a lone Esc out at once instead of after 25 ms. For a tab whose agent gets the bytes as they come: there it makes
   * no difference to the agent where a sequence was cut, and every Esc would pay the wait. Should the rest of a mouse
   * report, paste bracket, focus report or reply come within 50 ms after all, its token says that the Esc is already
   * given (`given: 1`), so that nothing is sent twice or taken for typing. Off while answers to our own queries are due
   * (an Esc in front of a swallowed answer would be left over) and where keys are interpreted instead of passed on.
   */
  eager = false;
  /** `CSI r ; c R` is the cursor report that we asked for, and not F3 with modifiers. */
  cursorAwaited = false;
  /** The terminal was asked for mouse mode 1005: coordinates of `CSI M` are UTF-8. */
  mouseUtf8 = false;

  private held: Uint8Array | null = null;
  private heldAt = 0;
  private pending: Pending | null = null;
  private inPaste = false;
  /** Inside a string that outgrew `STRING_CAP`. */
  private skipping = false;
  /** When a lone Esc was given out that could still begin a sequence. */
  private givenAt: number | null = null;
  /** `held` begins with such an Esc, which is not to be given out again. */
  private heldGiven = false;

  /** Milliseconds until `flush` is due, or null where nothing is pending. */
  get wait(): number | null {
    if (this.pending !== null) return this.heldGiven ? WAIT.key : WAIT[this.pending];
    return this.inPaste ? WAIT.paste : this.skipping ? WAIT.string : null;
  }

  /** A bracketed paste has begun and not ended. */
  get pasting(): boolean {
    return this.inPaste;
  }

  /**
   * The tokens that `bytes` complete. Tokens are views into `bytes`: the caller must not reuse its memory.
   * `at`: milliseconds of a steady clock, to tell Esc and a key from Alt and that key, and a cut sequence from typing.
   */
  push(bytes: Uint8Array, at = 0): Token[] {
    const out: Token[] = [];
    if (bytes.length === 0) return out;
    if (this.heldGiven || this.givenAt !== null) {
      if (this.resume(bytes, at, out, false)) return out;
    }
    if (this.held?.length === 1 && this.held[0] === ESC && at - this.heldAt >= APART_MS && !introduces(bytes[0])) {
      out.push(escapeKey(this.held, 0));
      this.held = null;
    }
    let buffer = bytes;
    if (this.held) {
      buffer = Buffer.concat([this.held, bytes]);
      this.held = null;
    }
    this.pending = null;
    this.heldAt = at;
    this.scan(buffer, 0, at, out, false);
    return out;
  }

  /** What was pending, given up as what it is by itself: Esc, Alt+[, unfinished sequences, the end of a lost paste. */
  flush(): Token[] {
    const out: Token[] = [];
    this.givenAt = null;
    if (this.heldGiven) this.resume(new Uint8Array(0), 0, out, true);
    else {
      const buffer = this.held ?? new Uint8Array(0);
      this.held = null;
      this.pending = null;
      this.scan(buffer, 0, 0, out, true);
    }
    if (this.inPaste) {
      this.inPaste = false;
      out.push({ kind: 'paste', raw: new Uint8Array(0), part: 'end', given: 0 });
    }
    this.skipping = false;
    return out;
  }

  /**
   * Goes on behind an Esc that was given out. True where `bytes` have been dealt with; false where they have nothing to
   * do with that Esc and are still to be read.
   */
  private resume(bytes: Uint8Array, at: number, out: Token[], final: boolean): boolean {
    const held = this.heldGiven ? this.held! : null;
    const late = held === null && at - this.givenAt! > JOIN_MS;
    this.givenAt = null;
    this.heldGiven = false;
    if (late) return false;
    const buffer = Buffer.concat([held ?? LONE_ESC, bytes]);
    this.held = null;
    this.pending = null;
    if (buffer[1] !== 0x4f && introduces(buffer[1])) {
      const step = readEscape(buffer, 0, final, this);
      if (step.token === null && step.pending && !final) {
        this.held = buffer;
        this.heldGiven = true;
        this.pending = step.pending;
        return true;
      }
      const token = step.token;
      if (token && (token.kind === 'mouse' || token.kind === 'focus' || token.kind === 'reply' || token.kind === 'paste')) {
        token.raw = token.raw.subarray(1);
        if (token.kind === 'mouse' || token.kind === 'paste') token.given = 1;
        this.give(token, step.cut, out);
        this.scan(buffer, step.next, at, out, final);
        return true;
      }
    }
    this.scan(buffer, 1, at, out, final);
    return true;
  }

  private scan(b: Uint8Array, start: number, at: number, out: Token[], final: boolean): void {
    let i = start;
    const n = b.length;
    while (i < n) {
      if (this.inPaste) {
        i = this.paste(b, i, out, final);
        continue;
      }
      if (this.skipping) {
        i = this.skip(b, i, out, final);
        continue;
      }
      const byte = b[i]!;
      if (byte >= 0x20 && byte !== DEL) {
        let j = i + 1;
        while (j < n && b[j]! >= 0x20 && b[j] !== DEL) j++;
        const tail = j === n && !final ? incompleteTail(b, i, j) : 0;
        if (j - tail > i) out.push({ kind: 'text', raw: slice(b, i, j - tail) });
        if (tail > 0) this.hold(b, j - tail, 'key');
        i = j;
        continue;
      }
      if (byte !== ESC) {
        out.push({ kind: 'key', raw: slice(b, i, i + 1), key: CONTROL_KEYS[byte]! });
        i++;
        continue;
      }
      const step = readEscape(b, i, final, this);
      if (step.token !== null) {
        this.give(step.token, step.cut, out);
        i = step.next;
      } else if (i + 1 === n && this.eager) {
        out.push(escapeKey(b, i));
        this.givenAt = at;
        i = n;
      } else {
        this.hold(b, i, step.pending ?? 'sequence');
        i = n;
      }
    }
  }

  private give(token: Token, cut: boolean | undefined, out: Token[]): void {
    out.push(token);
    if (token.kind === 'paste' && token.part === 'start') this.inPaste = true;
    if (cut) this.skipping = true;
  }

  private hold(b: Uint8Array, from: number, pending: Pending): void {
    this.held = b.subarray(from);
    this.pending = pending;
  }

  private paste(b: Uint8Array, i: number, out: Token[], final: boolean): number {
    const view = Buffer.from(b.buffer, b.byteOffset, b.byteLength);
    const end = view.indexOf(PASTE_END, i);
    if (end >= 0) {
      if (end > i) out.push({ kind: 'paste', raw: slice(b, i, end), part: 'chunk', given: 0 });
      out.push({ kind: 'paste', raw: slice(b, end, end + PASTE_END.length), part: 'end', given: 0 });
      this.inPaste = false;
      return end + PASTE_END.length;
    }
    const keep = final ? 0 : endsLike(b, i, PASTE_END);
    const stop = b.length - keep;
    if (stop > i) out.push({ kind: 'paste', raw: slice(b, i, stop), part: 'chunk', given: 0 });
    if (keep > 0) this.hold(b, stop, 'paste');
    return b.length;
  }

  private skip(b: Uint8Array, i: number, out: Token[], final: boolean): number {
    const end = stringEnd(b, i, final);
    this.skipping = end.state === 'open';
    const stop = end.state === 'open' ? end.at : end.next;
    if (stop > i) out.push({ kind: 'reply', raw: slice(b, i, stop), reply: { type: 'other' } });
    if (end.state === 'open' && stop < b.length) this.hold(b, stop, 'string');
    return end.state === 'open' ? b.length : stop;
  }
}

/** Behind Esc, this byte begins a sequence: `[`, `O`, `]`, `P` or `_`. */
function introduces(byte: number | undefined): boolean {
  return byte === 0x5b || byte === 0x4f || byte === 0x5d || byte === 0x50 || byte === 0x5f;
}

/** Bytes at the end of [from, to) that are the beginning of a character. */
function incompleteTail(b: Uint8Array, from: number, to: number): number {
  for (let back = 1; back <= 3 && to - back >= from; back++) {
    const byte = b[to - back]!;
    if (byte >= 0xc0) return utf8Length(byte) > back ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** How many of the last bytes of [from, end) may be the beginning of `what`. */
function endsLike(b: Uint8Array, from: number, what: Uint8Array): number {
  for (let k = Math.min(what.length - 1, b.length - from); k > 0; k--) {
    let same = true;
    for (let m = 0; m < k && same; m++) same = b[b.length - k + m] === what[m];
    if (same) return k;
  }
  return 0;
}
