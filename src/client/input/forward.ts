import { characters } from './characters.ts';
import { encodeKey, Flag, type KeyModes } from './encode.ts';
import { Code, characterKey, HELD, isModifierKey, type Key, Mod } from './key.ts';
import type { KeyToken } from './token.ts';

/**
 * The bytes that a tab gets for a key: the operator's own where the terminal is in the tab's keyboard mode (`same`),
 * else the key written anew. Empty where the tab gets none.
 */
export function keyBytes(token: KeyToken, modes: KeyModes, same: boolean): Uint8Array {
  const { key } = token;
  const events = (modes.kittyFlags & Flag.events) !== 0;
  const asked = (key.event === 'press' || events) && (!isModifierKey(key.code) || (modes.kittyFlags & Flag.allKeys) !== 0);
  if (same && asked && !isLate(token, modes)) return token.raw;
  return Buffer.from(encodeKey(key, modes));
}

/** The bytes that a tab gets for typed text; written as keys only for a program that wants every key as an escape code. */
export function textBytes(raw: Uint8Array, modes: KeyModes, same: boolean): Uint8Array {
  if (same || !(modes.kittyFlags & Flag.allKeys)) return raw;
  return Buffer.from(
    characters(raw)
      .map((c) => encodeKey(characterKey(c.text), modes))
      .join(''),
  );
}

/**
 * A key in an extended form that no terminal uses for it in legacy mode: it was typed before the terminal had heard that
 * the tab in view asks for no such thing. `CSI 99 ; 5 u` in a shell would be garbage instead of Ctrl+C. Modified Enter,
 * Tab, Esc, Space and Backspace go on as they are: operators configure terminals to send those.
 */
function isLate(token: KeyToken, modes: KeyModes): boolean {
  const { raw, key } = token;
  if (modes.kittyFlags !== 0 || modes.modifyOtherKeys !== 0 || raw.length < 4) return false;
  const extended = raw[raw.length - 1] === 0x75 || (raw[2] === 0x32 && raw[3] === 0x37 && raw[4] === 0x3b);
  return extended && hasLegacyForm(key);
}

function hasLegacyForm(key: Key): boolean {
  const held = key.mods & HELD;
  if (held & (Mod.super | Mod.hyper | Mod.meta)) return false;
  const special =
    key.code === Code.Enter ||
    key.code === Code.Tab ||
    key.code === Code.Escape ||
    key.code === Code.Backspace ||
    (key.code === Code.Space && held !== Mod.ctrl);
  if (special) return held === 0;
  if (held & Mod.ctrl)
    return !(held & Mod.shift) && ((key.code >= 97 && key.code <= 122) || /[ @[\\\]^_/]/.test(String.fromCodePoint(key.code)));
  return true;
}
