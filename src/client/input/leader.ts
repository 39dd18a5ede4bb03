import type { KeyName } from '../../config/keys.ts';
import type { Leader } from '../../config/leader.ts';
import { controlCharacter } from './encode.ts';
import { codeOfName, HELD, type Key, Mod, NO_TEXT, plainCode, shiftedCode } from './key.ts';

/**
 * Whether `key` is the leader, however the terminal wrote it: as a control character, with modifyOtherKeys or in the
 * kitty protocol; with Caps Lock or Num Lock on; on a keyboard whose layout has other letters in that place.
 */
export function isLeader(key: Key, leader: Leader): boolean {
  const code = codeOfName(leader.key);
  if (code === undefined) return false;
  const wanted = (leader.ctrl ? Mod.ctrl : 0) | (leader.alt ? Mod.alt : 0);
  const held = key.mods & HELD;
  if ((held & NO_TEXT) !== wanted) return false;
  const shift = (held & Mod.shift) !== 0;
  if (key.code === code && !shift) return true;
  // `C-_` or `C-^` is typed with Shift
  if (shift && (key.shifted ?? shiftedCode(key.code)) === code) return true;
  if (key.base === code && key.code >= 128 && !shift) return true;
  // Ctrl+_ and Ctrl+/ are one key to whoever has a legacy terminal; Ctrl+4 is Ctrl+\ in a table of 1978 only
  if (!leader.ctrl || key.code < 32 || key.code >= 127 || shift || (key.code >= 48 && key.code <= 57)) return false;
  const byte = controlCharacter(leader.key);
  return byte !== null && byte === controlCharacter(String.fromCharCode(key.code));
}

/** Whether `key` is `wanted`, a key of the configuration, however the terminal wrote it. */
export function isKey(key: Key, wanted: KeyName): boolean {
  const { ctrl, alt, shift, super: command } = wanted;
  const isNamed = [...wanted.key].length > 1;
  // a character with Ctrl, Alt or neither is told apart as the leader is
  if (!isNamed && !shift && !command) return isLeader(key, { ctrl, alt, key: wanted.key });
  const code = codeOfName(wanted.key);
  const mods = (ctrl ? Mod.ctrl : 0) | (alt ? Mod.alt : 0) | (shift ? Mod.shift : 0) | (command ? Mod.super : 0);
  if (code === undefined || (key.mods & HELD) !== mods) return false;
  return (isNamed ? plainCode(key.code) : key.code) === code || (key.base === code && key.code >= 128);
}
