/**
 * One key as every encoding can say it. Code points and modifier bits are those of the kitty keyboard protocol, because
 * it is the only encoding that has a place for all of them; the older ones are read into it and written from it.
 */

/** Modifier bits; an escape sequence carries their sum plus one. */
export const Mod = { shift: 1, alt: 2, ctrl: 4, super: 8, hyper: 16, meta: 32, capsLock: 64, numLock: 128 } as const;

/** Modifiers that are held down, without the locks. */
export const HELD = 63;
/** Held modifiers under which a key gives no text. */
export const NO_TEXT = Mod.alt | Mod.ctrl | Mod.super | Mod.hyper | Mod.meta;

export type KeyEvent = 'press' | 'repeat' | 'release';

export interface Key {
  /** Code point of the unshifted key, or the kitty number of a key without one (see `Code`). 0: text without a key. */
  code: number;
  /** Sum of `Mod` bits. */
  mods: number;
  event: KeyEvent;
  /** What the key types; '' where it types nothing. */
  text: string;
  /** Code point of the key with Shift, where the terminal told. */
  shifted?: number;
  /** Code point of the same key on a PC-101 layout, where the terminal told. */
  base?: number;
}

/** Kitty numbers of the keys that have no character. */
export const Code = {
  Tab: 9,
  Enter: 13,
  Escape: 27,
  Space: 32,
  Backspace: 127,
  // on the wire these have a letter or `~` instead of a number; the numbers are the ones the protocol reserves for them
  Insert: 57348,
  Delete: 57349,
  Left: 57350,
  Right: 57351,
  Up: 57352,
  Down: 57353,
  PageUp: 57354,
  PageDown: 57355,
  Home: 57356,
  End: 57357,
  CapsLock: 57358,
  ScrollLock: 57359,
  NumLock: 57360,
  PrintScreen: 57361,
  Pause: 57362,
  Menu: 57363,
  /** F1 to F35 follow each other. */
  F1: 57364,
  F13: 57376,
  F35: 57398,
  /** The digits of the keypad follow each other. */
  KP0: 57399,
  KP9: 57408,
  KPDecimal: 57409,
  KPDivide: 57410,
  KPMultiply: 57411,
  KPSubtract: 57412,
  KPAdd: 57413,
  KPEnter: 57414,
  KPEqual: 57415,
  KPSeparator: 57416,
  KPLeft: 57417,
  KPRight: 57418,
  KPUp: 57419,
  KPDown: 57420,
  KPPageUp: 57421,
  KPPageDown: 57422,
  KPHome: 57423,
  KPEnd: 57424,
  KPInsert: 57425,
  KPDelete: 57426,
  KPBegin: 57427,
  LeftShift: 57441,
  /** Last of the modifier keys (`ISO_Level5_Shift`). */
  LastModifier: 57454,
} as const;

const NAMES = new Map<number, string>();
for (const [name, code] of Object.entries(Code)) NAMES.set(code, name);
for (let n = 1; n <= 35; n++) NAMES.set(Code.F1 + n - 1, `F${n}`);
for (let n = 0; n <= 9; n++) NAMES.set(Code.KP0 + n, `KP${n}`);
for (let code: number = Code.LeftShift; code <= Code.LastModifier; code++) NAMES.set(code, 'Modifier');
NAMES.set(0, 'Text');

const CODES = new Map<string, number>();
for (const [code, name] of NAMES) if (name !== 'Modifier' && name !== 'Text') CODES.set(name.toLowerCase(), code);

/** `a`, `Enter`, `F5`, `KPAdd`: the key without its modifiers. */
export function keyName(code: number): string {
  return NAMES.get(code) ?? (isPrivate(code) || code > 0x10ffff ? 'Unknown' : String.fromCodePoint(code));
}

/** The code of a name as `keyName` gives it, in any case; undefined for what names no key. */
export function codeOfName(name: string): number | undefined {
  const points = [...name];
  return points.length === 1 ? points[0]!.codePointAt(0) : CODES.get(name.toLowerCase());
}

/** Keys that only change others. Programs hear of them with kitty flag 8 alone. */
export function isModifierKey(code: number): boolean {
  return (code >= Code.LeftShift && code <= Code.LastModifier) || (code >= Code.CapsLock && code <= Code.NumLock);
}

/** The key stands for a character of some script, not for an action. */
export function isCharacter(code: number): boolean {
  return code >= 32 && code !== Code.Backspace && !isPrivate(code);
}

function isPrivate(code: number): boolean {
  return code >= 57344 && code <= 63743;
}

// The layout of last resort: a legacy terminal says `:` and never which key made it, a kitty one says Shift and `;`
// and, unless asked, never what that types.
const PLAIN = "`1234567890-=[]\\;',./";
const WITH_SHIFT = '~!@#$%^&*()_+{}|:"<>?';
const SHIFTED = new Map<number, number>();
const UNSHIFTED = new Map<number, number>();
for (let i = 0; i < PLAIN.length; i++) {
  SHIFTED.set(PLAIN.charCodeAt(i), WITH_SHIFT.charCodeAt(i));
  UNSHIFTED.set(WITH_SHIFT.charCodeAt(i), PLAIN.charCodeAt(i));
}

/** What `code` types with Shift: upper case, or the upper character of a US key; `code` itself where nothing is known. */
export function shiftedCode(code: number): number {
  const us = SHIFTED.get(code);
  if (us !== undefined) return us;
  if (!isCharacter(code)) return code;
  const upper = String.fromCodePoint(code).toUpperCase();
  const point = upper.codePointAt(0)!;
  return upper.length === (point > 0xffff ? 2 : 1) ? point : code;
}

/** The key that types `code` with Shift on a US layout, or undefined where it needs none. */
export function unshiftedCode(code: number): number | undefined {
  const us = UNSHIFTED.get(code);
  if (us !== undefined) return us;
  const lower = String.fromCodePoint(code).toLowerCase();
  const point = lower.codePointAt(0)!;
  return point !== code && lower.length === (point > 0xffff ? 2 : 1) ? point : undefined;
}

const KEYPAD_TEXT = new Map<number, string>([
  [Code.KPDecimal, '.'],
  [Code.KPDivide, '/'],
  [Code.KPMultiply, '*'],
  [Code.KPSubtract, '-'],
  [Code.KPAdd, '+'],
  [Code.KPEqual, '='],
  [Code.KPSeparator, ','],
]);
for (let n = 0; n <= 9; n++) KEYPAD_TEXT.set(Code.KP0 + n, String(n));

/**
 * What a key types when the terminal did not say: nothing with Ctrl, Alt or Super, else its character, shifted by
 * `shifted` where given and by a US layout where not. Caps Lock turns the case of letters.
 */
export function typedText(code: number, mods: number, shifted?: number): string {
  if (mods & NO_TEXT) return '';
  const keypad = KEYPAD_TEXT.get(code);
  if (keypad !== undefined) return keypad;
  if (!isCharacter(code) || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return '';
  const shift = (mods & Mod.shift) !== 0;
  const lock = (mods & Mod.capsLock) !== 0;
  const upper = shifted !== undefined && shifted <= 0x10ffff ? shifted : shiftedCode(code);
  const letter = unshiftedCode(upper) === code && !SHIFTED.has(code);
  return String.fromCodePoint(shift !== (lock && letter) ? upper : code);
}

/** The key behind one character of typed text. */
export function characterKey(character: string): Key {
  const point = character.codePointAt(0) ?? 0;
  const lower = String.fromCodePoint(point).toLowerCase().codePointAt(0)!;
  return lower === point
    ? { code: point, mods: 0, event: 'press', text: character }
    : { code: lower, mods: Mod.shift, event: 'press', text: character };
}

/** A key as messages and tables write it: `N`, `:`, `Right`, `Shift+Tab`, `Ctrl+Alt+x`. */
export function keyLabel(key: Key): string {
  if (key.text !== '' && key.text !== ' ') return key.text;
  const held =
    (key.mods & Mod.super ? 'Super+' : '') +
    (key.mods & Mod.ctrl ? 'Ctrl+' : '') +
    (key.mods & Mod.alt ? 'Alt+' : '') +
    (key.mods & Mod.shift ? 'Shift+' : '');
  return held + keyName(plainCode(key.code));
}

const KEYPAD_PLAIN = new Map<number, number>([
  [Code.KPEnter, Code.Enter],
  [Code.KPLeft, Code.Left],
  [Code.KPRight, Code.Right],
  [Code.KPUp, Code.Up],
  [Code.KPDown, Code.Down],
  [Code.KPPageUp, Code.PageUp],
  [Code.KPPageDown, Code.PageDown],
  [Code.KPHome, Code.Home],
  [Code.KPEnd, Code.End],
  [Code.KPInsert, Code.Insert],
  [Code.KPDelete, Code.Delete],
]);

/** The key on the main block that a key of the keypad stands for; other keys unchanged. */
export function plainCode(code: number): number {
  return KEYPAD_PLAIN.get(code) ?? KEYPAD_TEXT.get(code)?.charCodeAt(0) ?? code;
}
