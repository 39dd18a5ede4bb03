import { Mod } from './key.ts';
import { Button, type MouseEvent } from './token.ts';

/** Bits of xterm's button code. */
const SHIFT = 4;
const META = 8;
const CTRL = 16;
const MOTION = 32;

/** The event behind xterm's button code at (x, y) from 0. `released`: the sequence itself says so (SGR's `m`). */
function event(code: number, x: number, y: number, released: boolean, namesButton: boolean): MouseEvent {
  const mods = (code & SHIFT ? Mod.shift : 0) | (code & META ? Mod.alt : 0) | (code & CTRL ? Mod.ctrl : 0);
  const low = code & 3;
  const group = (code >> 6) & 3;
  const button = group === 0 ? low : group === 1 ? 4 + low : group === 2 ? 8 + low : Button.none;
  let action: MouseEvent['action'] = 'press';
  if (released) action = 'release';
  else if (code & MOTION) action = 'motion';
  else if (!namesButton && code < 64 && low === 3) action = 'release';
  return { action, button, mods, x: Math.max(0, x), y: Math.max(0, y) };
}

/** `CSI < code ; x ; y M|m` (mode 1006; with pixels, 1016), or null where fields are missing. */
export function sgrMouse(params: string, final: string): MouseEvent | null {
  const n = params.split(';').map((p) => Number.parseInt(p, 10));
  if (n.length !== 3 || n.some((v) => !(v >= -0x7fffffff))) return null;
  return event(n[0]!, n[1]! - 1, n[2]! - 1, final === 'm', true);
}

/** `CSI code ; x ; y M` (mode 1015 of rxvt). */
export function urxvtMouse(params: string): MouseEvent | null {
  const n = params.split(';').map((p) => Number.parseInt(p, 10));
  if (n.length !== 3 || n.some((v) => !(v >= 0))) return null;
  return event(n[0]! - 32, n[1]! - 1, n[2]! - 1, false, false);
}

/** The three numbers behind `CSI M` (modes 9 and 1000–1003 alone, or with 1005): each is its value plus 32. */
export function defaultMouse(code: number, x: number, y: number): MouseEvent {
  return event(Math.max(0, code - 32), x - 33, y - 33, false, false);
}
