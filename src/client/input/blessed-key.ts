import { Code, HELD, type Key, keyName, Mod, NO_TEXT, plainCode } from './key.ts';

/** The second argument of blessed's `keypress` event, as far as its widgets read it. */
export interface BlessedKey {
  /** Lower-case name; blessed computes `full` from it when the event passes through its program. */
  name: string | undefined;
  ctrl: boolean;
  meta: boolean;
  shift: boolean;
  sequence: string;
  full: string;
}

/** Names that blessed has for keys, where they differ from ours in more than case. */
const NAMES = new Map<number, string>([
  // blessed makes `enter` out of a `return` whose sequence is a carriage return, and tells both
  [Code.Enter, 'return'],
  [Code.KPBegin, 'clear'],
]);

/**
 * A key as the arguments of blessed's `keypress` event: the character it types (or undefined) and its description.
 * null for what no widget should hear of: releases and keys that only change others.
 */
export function toBlessedKey(key: Key): { ch: string | undefined; key: BlessedKey } | null {
  if (key.event === 'release') return null;
  let code = plainCode(key.code);
  let held = key.mods & HELD;
  // the two control characters that old habits type for Backspace and Enter
  if (held === Mod.ctrl && (code === 104 || code === 106)) {
    code = code === 104 ? Code.Backspace : Code.Enter;
    held = 0;
  }
  const ctrl = (held & Mod.ctrl) !== 0;
  const meta = (held & (Mod.alt | Mod.meta | Mod.super | Mod.hyper)) !== 0;
  const shift = (held & Mod.shift) !== 0;
  const name = keyName(code);
  if (name === 'Modifier' || name === 'Unknown') return null;

  if (key.text !== '' && !(held & NO_TEXT)) {
    const letter = /^[a-z]$/i.test(key.text);
    const plain = key.text === ' ' ? 'space' : letter ? key.text.toLowerCase() : undefined;
    return described(key.text, plain, false, false, letter && key.text !== key.text.toLowerCase(), key.text);
  }
  const control =
    code === Code.Enter ? '\r' : code === Code.Tab ? '\t' : code === Code.Escape ? '\x1b' : code === Code.Backspace ? '\x7f' : '';
  const ch = control !== '' && held === 0 ? control : undefined;
  return described(ch, NAMES.get(code) ?? name.toLowerCase(), ctrl, meta, shift, control);
}

function described(ch: string | undefined, name: string | undefined, ctrl: boolean, meta: boolean, shift: boolean, sequence: string) {
  const full = `${ctrl ? 'C-' : ''}${meta ? 'M-' : ''}${shift && name ? 'S-' : ''}${name ?? ch ?? ''}`;
  return { ch, key: { name, ctrl, meta, shift, sequence, full } };
}
