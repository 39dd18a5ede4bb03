import { altCharacterKey, altControlKey, consoleKey, csiKey, ss3Key } from './decode.ts';
import { Code, type Key } from './key.ts';
import { defaultMouse, sgrMouse, urxvtMouse } from './mouse-decode.ts';
import { csiReply, stringReply } from './replies.ts';
import type { Token } from './token.ts';

export const ESC = 0x1b;
export const DEL = 0x7f;
const BEL = 0x07;
const BACKSLASH = 0x5c;

/** A CSI sequence from a terminal is below a hundred bytes; the longest are kitty keys with text. */
const CSI_CAP = 256;
/** The longest answer that we ask for is a name or a handful of capabilities. What is longer goes by unread. */
export const STRING_CAP = 8192;

/** What is not told by the bytes alone. */
export interface Expectations {
  /** `CSI r ; c R` is the cursor report that we asked for, and not F3 with modifiers. */
  cursorAwaited: boolean;
  /** The terminal was asked for mouse mode 1005: coordinates of `CSI M` are UTF-8. */
  mouseUtf8: boolean;
}

/** What may still become of an unfinished piece: a `key` by itself, a `sequence` with parameters, a `string`. */
export type Pending = 'key' | 'sequence' | 'string' | 'paste';

export interface Step {
  /** null: more bytes are needed (see `pending`). */
  token: Token | null;
  /** Where the next one begins. */
  next: number;
  pending?: Pending;
  /** The token is the beginning of a string that outgrew `STRING_CAP`; the rest of it follows. */
  cut?: boolean;
}

/** The token that begins with the Esc at `i`. `final`: nothing will follow. */
export function readEscape(b: Uint8Array, i: number, final: boolean, expect: Expectations): Step {
  const second = b[i + 1];
  if (second === undefined) return final ? { token: escapeKey(b, i), next: i + 1 } : { token: null, next: i, pending: 'key' };
  if (second === 0x5b) return csi(b, i, final, expect);
  if (second === 0x4f) return ss3(b, i, final);
  if (second === 0x5d || second === 0x50 || second === 0x5f) return string(b, i, final);
  // Esc twice is Esc twice: what terminals send for Alt+Esc is the same, and rarer
  if (second === ESC) return { token: escapeKey(b, i), next: i + 1 };
  if (second < 0x20 || second === DEL) return keyStep(b, i, i + 2, altControlKey(second));
  return altCharacter(b, i, final);
}

function csi(b: Uint8Array, i: number, final: boolean, expect: Expectations): Step {
  const n = b.length;
  let j = i + 2;
  if (j === n) return final ? altCharacter(b, i, true) : { token: null, next: i, pending: 'key' };
  if (b[j] === 0x5b) {
    if (j + 1 === n && !final) return { token: null, next: i, pending: 'key' };
    const letter = b[j + 1] ?? 0;
    return letter >= 0x41 && letter <= 0x45 ? keyStep(b, i, j + 2, consoleKey(String.fromCharCode(letter))) : altCharacter(b, i, true);
  }
  if (b[j] === 0x4d) return threeByteMouse(b, i, final, expect.mouseUtf8);
  while (j < n && b[j]! >= 0x30 && b[j]! <= 0x3f) j++;
  const paramsEnd = j;
  while (j < n && b[j]! >= 0x20 && b[j]! <= 0x2f) j++;
  // rxvt ends Shift+Delete with `$`, which elsewhere is half of an ending: only `y` follows it there
  if (j === paramsEnd + 1 && b[paramsEnd] === 0x24 && (j < n ? b[j] !== 0x79 : final)) {
    const key = csiKey(ascii(b, i + 2, paramsEnd), '$');
    if (key) return keyStep(b, i, j, key);
  }
  const last = b[j];
  const tooLong = j - i > CSI_CAP;
  if (last === undefined && !final && !tooLong) return { token: null, next: i, pending: j === i + 2 ? 'key' : 'sequence' };
  if (last === undefined || last < 0x40 || last > 0x7e || tooLong) {
    return j === i + 2 ? altCharacter(b, i, true) : { token: { kind: 'unknown', raw: slice(b, i, j) }, next: j };
  }
  const first = b[i + 2]!;
  const prefix = first >= 0x3c && first <= 0x3f ? String.fromCharCode(first) : '';
  const params = ascii(b, i + 2 + prefix.length, paramsEnd);
  const marks = ascii(b, paramsEnd, j);
  const token = csiToken(slice(b, i, j + 1), prefix, params, marks, String.fromCharCode(last), expect.cursorAwaited);
  return { token, next: j + 1 };
}

function csiToken(raw: Uint8Array, prefix: string, params: string, marks: string, final: string, cursorAwaited: boolean): Token {
  if (marks === '' && prefix === '<' && (final === 'M' || final === 'm')) {
    const mouse = sgrMouse(params, final);
    return mouse ? { kind: 'mouse', raw, mouse, given: 0 } : { kind: 'unknown', raw };
  }
  if (marks === '' && prefix === '') {
    if (final === 'M' && params !== '') {
      const mouse = urxvtMouse(params);
      if (mouse) return { kind: 'mouse', raw, mouse, given: 0 };
    }
    if (params === '' && (final === 'I' || final === 'O')) return { kind: 'focus', raw, focused: final === 'I' };
    if (final === '~' && params === '200') return { kind: 'paste', raw, part: 'start', given: 0 };
    if (final === '~' && params === '201') return { kind: 'paste', raw, part: 'end', given: 0 };
  }
  const reply = csiReply(prefix, params, marks, final, cursorAwaited);
  if (reply) return { kind: 'reply', raw, reply };
  const key = prefix === '' && marks === '' ? csiKey(params, final) : null;
  return key ? { kind: 'key', raw, key } : { kind: 'unknown', raw };
}

/** `CSI M` and three values, which are bytes or, with mode 1005, UTF-8 characters. */
function threeByteMouse(b: Uint8Array, i: number, final: boolean, utf8: boolean): Step {
  const values: number[] = [];
  let j = i + 3;
  while (values.length < 3 && j < b.length) {
    const lead = b[j]!;
    if (utf8 && lead >= 0xc2 && lead <= 0xdf) {
      if (j + 1 === b.length) break;
      values.push(((lead & 0x1f) << 6) | (b[j + 1]! & 0x3f));
      j += 2;
    } else {
      values.push(lead);
      j++;
    }
  }
  if (values.length < 3) return final ? altCharacter(b, i, true) : { token: null, next: i, pending: 'sequence' };
  const mouse = defaultMouse(values[0]!, values[1]!, values[2]!);
  return { token: { kind: 'mouse', raw: slice(b, i, j), mouse, given: 0 }, next: j };
}

/**
 * OSC, DCS and APC. Alt+], Alt+P and Alt+_ begin like them, so a string is only taken for one where it goes on as an
 * answer does; the other kinds of string (SOS, PM) no terminal sends.
 */
function string(b: Uint8Array, i: number, final: boolean): Step {
  const introducer = b[i + 1]!;
  const opening = stringOpening(b, i + 2, introducer);
  if (opening === 'no' || (opening === 'unclear' && final)) return altCharacter(b, i, true);
  if (opening === 'unclear') return { token: null, next: i, pending: b.length === i + 2 ? 'key' : 'sequence' };
  const end = stringEnd(b, i + 2, final);
  if (end.state === 'open') {
    if (b.length - i <= STRING_CAP && !final) return { token: null, next: i, pending: 'string' };
    return { token: { kind: 'reply', raw: slice(b, i, end.at), reply: { type: 'other' } }, next: end.at, cut: !final };
  }
  const payload = Buffer.from(b.buffer, b.byteOffset + i + 2, end.at - i - 2).toString('utf8');
  const reply = end.state === 'ended' ? stringReply(String.fromCharCode(introducer), payload) : { type: 'other' as const };
  return { token: { kind: 'reply', raw: slice(b, i, end.next), reply }, next: end.next };
}

/** Whether the bytes behind a string's introducer are those of an answer. */
function stringOpening(b: Uint8Array, from: number, introducer: number): 'yes' | 'no' | 'unclear' {
  if (introducer === 0x5f) return b[from] === undefined ? 'unclear' : b[from] === 0x47 ? 'yes' : 'no';
  // OSC: a number, then `;`. DCS: numbers, then the private mark or intermediate that every answer has
  let j = from;
  while (j < b.length && j - from < 8 && ((b[j]! >= 0x30 && b[j]! <= 0x39) || (introducer === 0x50 && b[j] === 0x3b))) j++;
  const next = b[j];
  if (next === undefined) return 'unclear';
  if (introducer === 0x5d) return next === 0x3b && j > from ? 'yes' : 'no';
  return next === 0x3e || next === 0x21 || next === 0x2b || next === 0x24 ? 'yes' : 'no';
}

type StringEnd =
  /** Terminator at `at`; or broken off by a control character at `at`, which begins the next token. */
  | { state: 'ended' | 'broken'; at: number; next: number }
  /** No end yet; from `at` on there may be half a terminator. */
  | { state: 'open'; at: number };

export function stringEnd(b: Uint8Array, from: number, final: boolean): StringEnd {
  for (let j = from; j < b.length; j++) {
    const byte = b[j]!;
    if (byte >= 0x20) continue;
    if (byte === BEL) return { state: 'ended', at: j, next: j + 1 };
    if (byte === ESC) {
      if (j + 1 === b.length) return final ? { state: 'broken', at: j, next: j } : { state: 'open', at: j };
      if (b[j + 1] === BACKSLASH) return { state: 'ended', at: j, next: j + 2 };
    }
    return { state: 'broken', at: j, next: j };
  }
  return { state: 'open', at: b.length };
}

function ss3(b: Uint8Array, i: number, final: boolean): Step {
  let j = i + 2;
  while (j < b.length && j - i < 4 && b[j]! >= 0x30 && b[j]! <= 0x39) j++;
  const last = b[j];
  if (last === undefined && !final) return { token: null, next: i, pending: j === i + 2 ? 'key' : 'sequence' };
  const key = last === undefined ? null : ss3Key(ascii(b, i + 2, j), String.fromCharCode(last));
  return key ? keyStep(b, i, j + 1, key) : altCharacter(b, i, true);
}

/** Esc and one character: that character with Alt. Esc alone where the character is damaged. */
function altCharacter(b: Uint8Array, i: number, final: boolean): Step {
  const lead = b[i + 1]!;
  const length = utf8Length(lead);
  if (lead < 0x80) return keyStep(b, i, i + 2, altCharacterKey(String.fromCharCode(lead)));
  for (let k = 1; k < length; k++) {
    const byte = b[i + 1 + k];
    if (byte === undefined && !final) return { token: null, next: i, pending: 'key' };
    if (byte === undefined || (byte & 0xc0) !== 0x80) return { token: escapeKey(b, i), next: i + 1 };
  }
  if (length === 0) return { token: escapeKey(b, i), next: i + 1 };
  const typed = Buffer.from(b.buffer, b.byteOffset + i + 1, length).toString('utf8');
  return keyStep(b, i, i + 1 + length, altCharacterKey(typed));
}

const ESCAPE: Key = { code: Code.Escape, mods: 0, event: 'press', text: '' };

export function escapeKey(b: Uint8Array, i: number): Token {
  return { kind: 'key', raw: slice(b, i, i + 1), key: ESCAPE };
}

function keyStep(b: Uint8Array, from: number, to: number, key: Key): Step {
  return { token: { kind: 'key', raw: slice(b, from, to), key }, next: to };
}

/** The view itself where it is the whole: most chunks are one key. */
export function slice(b: Uint8Array, from: number, to: number): Uint8Array {
  return from === 0 && to === b.length ? b : b.subarray(from, to);
}

function ascii(b: Uint8Array, from: number, to: number): string {
  let out = '';
  for (let i = from; i < to; i++) out += String.fromCharCode(b[i]!);
  return out;
}

/** Bytes that a UTF-8 character with this first byte has; 0 for a byte that begins none. */
export function utf8Length(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}
