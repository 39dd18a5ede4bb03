import type { SessionModes } from '../../protocol/frame.ts';
import { Code, HELD, isCharacter, isModifierKey, type Key, Mod, NO_TEXT, plainCode, shiftedCode } from './key.ts';

/** The modes of a program that decide how keys are written for it. */
export type KeyModes = Pick<SessionModes, 'applicationCursor' | 'applicationKeypad' | 'kittyFlags' | 'modifyOtherKeys'>;

/** Kitty keyboard flags. */
export const Flag = { disambiguate: 1, events: 2, alternates: 4, allKeys: 8, text: 16 } as const;

/**
 * The bytes (as a Latin-1-safe string of UTF-16; encode it as UTF-8) that a terminal in these modes sends for a key, or ''
 * where it sends none: a release, or a lone modifier, for a program that did not ask for them.
 *
 * Kitty's flags win over modifyOtherKeys where a program asked for both, as in terminals that know both. The legacy
 * form is xterm's; a combination that it has no form for falls back to the nearest one (Shift+Enter is Enter), as a
 * terminal does that cannot tell them apart.
 */
export function encodeKey(key: Key, modes: KeyModes): string {
  if (modes.kittyFlags > 0) return kitty(key, modes);
  if (key.event === 'release' || isModifierKey(key.code)) return '';
  if (key.code === 0) return key.text;
  return (modes.modifyOtherKeys > 0 ? otherKey(key, modes.modifyOtherKeys) : null) ?? legacy(key, modes);
}

/** Keys with a final letter in CSI and SS3. */
const LETTERS = new Map<number, string>([
  [Code.Up, 'A'],
  [Code.Down, 'B'],
  [Code.Right, 'C'],
  [Code.Left, 'D'],
  [Code.KPBegin, 'E'],
  [Code.End, 'F'],
  [Code.Home, 'H'],
  [Code.F1, 'P'],
  [Code.F1 + 1, 'Q'],
  [Code.F1 + 2, 'R'],
  [Code.F1 + 3, 'S'],
]);

/** Keys with a number and `~`. F13 to F20 as on the VT220, in legacy form only. */
const TILDES = new Map<number, number>([
  [Code.Insert, 2],
  [Code.Delete, 3],
  [Code.PageUp, 5],
  [Code.PageDown, 6],
  ...[15, 17, 18, 19, 20, 21, 23, 24, 25, 26, 28, 29, 31, 32, 33, 34].map((n, i) => [Code.F1 + 4 + i, n] as const),
]);

const isFunction1To4 = (code: number) => code >= Code.F1 && code <= Code.F1 + 3;

/** Keys of the keypad in application mode, as SS3 letters. */
const KEYPAD = new Map<number, string>([
  [Code.KPEnter, 'M'],
  [Code.KPEqual, 'X'],
  [Code.KPMultiply, 'j'],
  [Code.KPAdd, 'k'],
  [Code.KPSeparator, 'l'],
  [Code.KPSubtract, 'm'],
  [Code.KPDecimal, 'n'],
  [Code.KPDivide, 'o'],
  ...Array.from({ length: 10 }, (_, n) => [Code.KP0 + n, String.fromCharCode(0x70 + n)] as const),
]);

function legacy(original: Key, modes: KeyModes): string {
  const held = original.mods & HELD;
  const pad = KEYPAD.get(original.code);
  if (pad !== undefined && modes.applicationKeypad && held === 0 && !(original.mods & Mod.numLock)) return `\x1bO${pad}`;
  const code = plainCode(original.code);
  const alt = held & Mod.alt ? '\x1b' : '';
  const ctrl = (held & Mod.ctrl) !== 0;
  const shift = (held & Mod.shift) !== 0;

  const letter = LETTERS.get(code);
  if (letter !== undefined) {
    if (held !== 0) return `\x1b[1;${held + 1}${letter}`;
    return modes.applicationCursor || isFunction1To4(code) ? `\x1bO${letter}` : `\x1b[${letter}`;
  }
  const tilde = TILDES.get(code);
  if (tilde !== undefined) return held === 0 ? `\x1b[${tilde}~` : `\x1b[${tilde};${held + 1}~`;
  if (held & (Mod.super | Mod.hyper | Mod.meta)) return '';
  if (code === Code.Enter) return `${alt}\r`;
  if (code === Code.Tab) return shift ? `${alt}\x1b[Z` : `${alt}\t`;
  if (code === Code.Backspace) return `${alt}${ctrl ? '\b' : '\x7f'}`;
  if (code === Code.Escape) return `${alt}\x1b`;
  if (!isCharacter(code)) return '';
  if (ctrl) {
    const typed = String.fromCodePoint(shift ? shiftOf(original, code) : code);
    return alt + (controlCharacter(typed) ?? controlCharacter(String.fromCodePoint(code)) ?? typed);
  }
  if (alt !== '') return alt + String.fromCodePoint(shift ? shiftOf(original, code) : code);
  return original.text;
}

function shiftOf(key: Key, code: number): number {
  return key.shifted ?? shiftedCode(code);
}

/** Characters that Ctrl turns into a control character, besides the letters and `@[\]^_` (VT100 manual, table 3-5). */
const CONTROLS: Record<string, string> = {
  ' ': '\0',
  '2': '\0',
  '3': '\x1b',
  '4': '\x1c',
  '5': '\x1d',
  '6': '\x1e',
  '7': '\x1f',
  '8': '\x7f',
  '/': '\x1f',
  '?': '\x7f',
  '~': '\x1e',
};

/** What Ctrl with this character sends in legacy form, or null where it has no control character. */
export function controlCharacter(character: string): string | null {
  const code = character.length === 1 ? character.charCodeAt(0) : 0;
  if ((code >= 0x40 && code <= 0x5f) || (code >= 0x61 && code <= 0x7a)) return String.fromCharCode(code & 0x1f);
  return CONTROLS[character] ?? null;
}

/**
 * xterm's modifyOtherKeys, `CSI 27 ; modifier ; character ~` with the character that Shift gives; null where the level
 * leaves the key in its legacy form. Level 1 leaves what legacy can tell apart: Alt, and Ctrl where it has a control
 * character. Level 2 leaves what types text, and Shift+Tab, which has always had a form of its own.
 */
function otherKey(key: Key, level: number): string | null {
  const held = key.mods & HELD;
  const code = plainCode(key.code);
  if (held === 0) return null;
  const special = code === Code.Enter || code === Code.Tab || code === Code.Escape || code === Code.Backspace;
  if (!special && !isCharacter(code)) return null;
  if (code === Code.Tab && held === Mod.shift) return null;
  if (held === Mod.shift && !special && (level < 2 || code !== Code.Space)) return null;
  if (level === 1) {
    const beside = held & ~Mod.alt;
    if (beside === 0 || code === Code.Backspace) return null;
    if (!special && beside === Mod.shift) return null;
    if (!special && beside === Mod.ctrl && controlCharacter(String.fromCodePoint(code)) !== null) return null;
  }
  return `\x1b[27;${held + 1};${held & Mod.shift && !special ? shiftOf(key, code) : code}~`;
}

function kitty(key: Key, modes: KeyModes): string {
  const flags = modes.kittyFlags;
  const all = (flags & Flag.allKeys) !== 0;
  const events = (flags & Flag.events) !== 0;
  if (key.event === 'release' && !events) return '';
  if (isModifierKey(key.code) && !all) return '';
  // the locks would take every key out of its plain form for programs that did not ask for all keys
  const mods = all ? key.mods & 0xff : key.mods & HELD;
  const plainMods = (mods & NO_TEXT) === 0;
  const pressed = key.event !== 'release';
  const disambiguate = (flags & Flag.disambiguate) !== 0;
  if (!all && pressed && key.text !== '' && plainMods && (isCharacter(key.code) || !disambiguate)) return key.text;
  if (key.code === 0) return flags & Flag.text && all && pressed ? csiU(key, 0, mods, flags) : pressed ? key.text : '';
  const code = disambiguate || all ? key.code : plainCode(key.code);

  if (!all && (code === Code.Enter || code === Code.Tab || code === Code.Backspace)) {
    if (!pressed) return '';
    if ((mods & HELD) === 0) return legacy(key, modes);
  }
  if (!all && !disambiguate && pressed && (key.event === 'press' || !events)) {
    // flags without disambiguation: keys keep their legacy form as long as that says everything
    const bytes = legacy({ ...key, code }, modes);
    const exact = (mods & (Mod.super | Mod.hyper | Mod.meta)) === 0 && (mods & (Mod.ctrl | Mod.shift)) !== (Mod.ctrl | Mod.shift);
    if (bytes !== '' && exact) return bytes;
  }
  const letter = LETTERS.get(code);
  const modifier = modifierField(key, mods, events);
  if (letter !== undefined && code !== Code.F1 + 2) return modifier === '' ? `\x1b[${letter}` : `\x1b[1;${modifier}${letter}`;
  // F3's letter is the cursor report's, and F13 on have numbers of their own
  const tilde = code === Code.F1 + 2 ? 13 : code < Code.F13 ? TILDES.get(code) : undefined;
  if (tilde !== undefined) return modifier === '' ? `\x1b[${tilde}~` : `\x1b[${tilde};${modifier}~`;
  return csiU(key, code, mods, flags);
}

/** `modifiers : event`, or '' where both have their defaults. */
function modifierField(key: Key, mods: number, events: boolean): string {
  const event = events && key.event !== 'press' ? `:${key.event === 'repeat' ? 2 : 3}` : '';
  return mods === 0 && event === '' ? '' : `${mods + 1}${event}`;
}

function csiU(key: Key, code: number, mods: number, flags: number): string {
  let codes = String(code);
  if (flags & Flag.alternates) {
    const shifted = mods & Mod.shift && isCharacter(code) ? shiftOf(key, code) : code;
    if (shifted !== code) codes += `:${shifted}`;
    if (key.base !== undefined && key.base !== code) codes += shifted !== code ? `:${key.base}` : `::${key.base}`;
  }
  const modifier = modifierField(key, mods, (flags & Flag.events) !== 0);
  const withText = flags & Flag.text && flags & Flag.allKeys && key.event !== 'release' && key.text !== '';
  const text = withText ? `;${[...key.text].map((c) => c.codePointAt(0)).join(':')}` : '';
  return modifier === '' && text === '' ? `\x1b[${codes}u` : `\x1b[${codes};${modifier}${text}u`;
}
