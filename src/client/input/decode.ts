import { Code, type Key, type KeyEvent, Mod, typedText, unshiftedCode } from './key.ts';

/**
 * Keys from the sequences that terminals send for them: xterm's letters and `~` with modifiers, SS3, the shapes of
 * rxvt, the Linux console and PuTTY, modifyOtherKeys (`CSI 27 ; m ; c ~`) and the kitty protocol (`CSI ... u`).
 */

/** Final letters of `CSI` and `SS3`, in both with the same meaning. */
const LETTERS = new Map<string, number>([
  ['A', Code.Up],
  ['B', Code.Down],
  ['C', Code.Right],
  ['D', Code.Left],
  ['E', Code.KPBegin],
  ['F', Code.End],
  ['H', Code.Home],
  ['P', Code.F1],
  ['Q', Code.F1 + 1],
  ['R', Code.F1 + 2],
  ['S', Code.F1 + 3],
]);

/** Numbers before `~`: VT220 keys, and xterm's, rxvt's and kitty's choices for the rest. */
const TILDES = new Map<number, number>([
  [1, Code.Home],
  [2, Code.Insert],
  [3, Code.Delete],
  [4, Code.End],
  [5, Code.PageUp],
  [6, Code.PageDown],
  [7, Code.Home],
  [8, Code.End],
  ...[11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24, 25, 26, 28, 29, 31, 32, 33, 34].map((n, i) => [n, Code.F1 + i] as const),
  [57427, Code.KPBegin],
]);

/** Numbers that the kitty protocol lists for keys which also have an ASCII code. */
const ASCII_TWINS = new Map<number, number>([
  [8, Code.Backspace],
  [57344, Code.Escape],
  [57345, Code.Enter],
  [57346, Code.Tab],
  [57347, Code.Backspace],
]);

/** SS3 of the keypad in application mode (DECKPAM). */
const KEYPAD = new Map<string, number>([
  [' ', Code.Space],
  ['I', Code.Tab],
  ['M', Code.KPEnter],
  ['X', Code.KPEqual],
  ['j', Code.KPMultiply],
  ['k', Code.KPAdd],
  ['l', Code.KPSeparator],
  ['m', Code.KPSubtract],
  ['n', Code.KPDecimal],
  ['o', Code.KPDivide],
  ...Array.from({ length: 10 }, (_, n) => [String.fromCharCode(0x70 + n), Code.KP0 + n] as const),
]);

/** rxvt: lower-case arrows; Shift in CSI, Ctrl in SS3. */
const RXVT = new Map<string, number>([
  ['a', Code.Up],
  ['b', Code.Down],
  ['c', Code.Right],
  ['d', Code.Left],
]);
/** rxvt: what ends a number in place of `~`. */
const RXVT_ENDS: Record<string, number> = { $: Mod.shift, '^': Mod.ctrl, '@': Mod.ctrl | Mod.shift };

function make(code: number, mods: number, event: KeyEvent = 'press'): Key {
  return { code, mods, event, text: '' };
}

/** Modifier field `1 + bits [: event]`; nonsense counts as no modifier. */
function modifiers(field: string | undefined): { mods: number; event: KeyEvent } {
  if (field === undefined || field === '') return { mods: 0, event: 'press' };
  const [bits, type] = field.split(':');
  const mods = Math.max(0, (Number.parseInt(bits!, 10) || 1) - 1) & 0xff;
  return { mods, event: type === '3' ? 'release' : type === '2' ? 'repeat' : 'press' };
}

/** A key with a character: the unshifted key is found again where the sequence names the shifted one. */
function character(reported: number, mods: number, event: KeyEvent, shifted?: number, base?: number, text?: string): Key {
  let code = ASCII_TWINS.get(reported) ?? reported;
  let upper = shifted;
  const lower = code >= 32 && code < 57344 ? unshiftedCode(code) : undefined;
  const letter = lower !== undefined && (code >= 128 || isAsciiLetter(code));
  let held = mods;
  // fixterms and xterm write Ctrl+Shift+a as 65; a symbol is only known to be a shifted one where Shift is held
  if (lower !== undefined && (letter || mods & Mod.shift)) {
    upper ??= code;
    code = lower;
    held |= Mod.shift;
  }
  const key: Key = { code, mods: held, event, text: '' };
  if (upper !== undefined) key.shifted = upper;
  if (base !== undefined) key.base = base;
  key.text = event === 'release' ? '' : (text ?? typedText(code, held, upper));
  return key;
}

function isAsciiLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

/** A number of a (sub)parameter that can be a code point, or undefined. */
function point(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const n = Number.parseInt(text, 10);
  return n > 0 && n <= 0x10ffff && !(n >= 0xd800 && n <= 0xdfff) ? n : undefined;
}

/** The key of `CSI params final` (no prefix character), or null where it is none that we know. */
export function csiKey(params: string, final: string): Key | null {
  if (final === 'u') return kittyKey(params);
  const fields = params.split(';');
  const number = Number.parseInt(fields[0]!, 10);
  if (final === '~') {
    if (number === 27 && fields.length === 3) {
      const code = point(fields[2]);
      if (code === undefined) return null;
      const { mods, event } = modifiers(fields[1]);
      return character(code, mods, event);
    }
    const code = TILDES.get(number);
    if (code === undefined) return null;
    const { mods, event } = modifiers(fields[1]);
    return make(code, mods, event);
  }
  if (final in RXVT_ENDS && fields.length === 1) {
    const code = TILDES.get(number);
    return code === undefined ? null : make(code, RXVT_ENDS[final]!);
  }
  // very old terminals put the modifier alone before the letter
  const { mods, event } = modifiers(fields[1] ?? (number > 1 ? fields[0] : undefined));
  if (final === 'Z') return make(Code.Tab, mods | Mod.shift, event);
  const code = LETTERS.get(final);
  if (code !== undefined) return make(code, mods, event);
  const rxvt = RXVT.get(final);
  return rxvt !== undefined && params === '' ? make(rxvt, Mod.shift) : null;
}

/** `code : shifted : base ; modifiers : event ; text` before `u`. */
function kittyKey(params: string): Key | null {
  const [codes = '', mods, points] = params.split(';');
  const [code, shifted, base] = codes.split(':');
  const number = Number.parseInt(code!, 10);
  if (!(number >= 0) || number > 0x10ffff || (number >= 0xd800 && number <= 0xdfff)) return null;
  const held = modifiers(mods);
  let text: string | undefined;
  if (points !== undefined && points !== '') {
    text = '';
    for (const p of points.split(':')) {
      const n = point(p);
      // control characters have no place here, and must not become a way to type them
      if (n !== undefined && n >= 32 && !(n >= 127 && n < 160)) text += String.fromCodePoint(n);
    }
  }
  if (number === 0) return text ? { code: 0, mods: held.mods, event: held.event, text } : null;
  return character(number, held.mods, held.event, point(shifted), point(base), text);
}

/** The key of `SS3 [modifier] final`, or null. */
export function ss3Key(modifier: string, final: string): Key | null {
  const { mods } = modifiers(modifier === '' ? undefined : modifier);
  const code = LETTERS.get(final) ?? KEYPAD.get(final);
  if (code !== undefined) return make(code, mods);
  const rxvt = RXVT.get(final);
  return rxvt === undefined ? null : make(rxvt, Mod.ctrl);
}

/** F1 to F5 of the Linux console: `CSI [ A` to `CSI [ E`. */
export function consoleKey(letter: string): Key {
  return make(Code.F1 + letter.charCodeAt(0) - 65, 0);
}

/** By byte: the key of each control character, as terminals have always meant it. */
export const CONTROL_KEYS: readonly Key[] = Array.from({ length: 128 }, (_, byte) => controlKey(byte));

function controlKey(byte: number): Key {
  if (byte === 0x0d) return make(Code.Enter, 0);
  if (byte === 0x09) return make(Code.Tab, 0);
  if (byte === 0x1b) return make(Code.Escape, 0);
  if (byte === 0x7f) return make(Code.Backspace, 0);
  if (byte === 0) return make(Code.Space, Mod.ctrl);
  if (byte <= 26) return make(byte + 96, Mod.ctrl);
  if (byte < 32) return make(byte + 64, Mod.ctrl);
  return make(byte, 0);
}

/** Alt with a control character (`ESC` and a byte below 32, or DEL). */
export function altControlKey(byte: number): Key {
  const key = CONTROL_KEYS[byte]!;
  return { ...key, mods: key.mods | Mod.alt };
}

/** Alt with a character (`ESC` and what it types). */
export function altCharacterKey(typed: string): Key {
  const code = typed.codePointAt(0)!;
  const lower = String.fromCodePoint(code).toLowerCase().codePointAt(0)!;
  return lower === code ? make(code, Mod.alt) : { code: lower, mods: Mod.alt | Mod.shift, event: 'press', text: '', shifted: code };
}
