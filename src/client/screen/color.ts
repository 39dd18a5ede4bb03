import { Color } from '../../protocol/cells.ts';
import type { Capabilities } from './capabilities.ts';

/** Steps of the 6×6×6 cube in the 256-colour palette, as xterm has them. */
const STEPS = [0, 95, 135, 175, 215, 255] as const;

/** xterm's default first sixteen: what they are set to can be anything, so this is only for the way down to them. */
const SIXTEEN = [
  0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff,
  0xff00ff, 0x00ffff, 0xffffff,
] as const;

function distance(a: number, b: number): number {
  const red = (a >> 16) - (b >> 16);
  const green = ((a >> 8) & 255) - ((b >> 8) & 255);
  const blue = (a & 255) - (b & 255);
  // the eye tells greens apart best and blues worst
  return 3 * red * red + 4 * green * green + 2 * blue * blue;
}

function step(value: number): number {
  if (value < 48) return 0;
  if (value < 115) return 1;
  return Math.min(5, Math.floor((value - 35) / 40));
}

/** 24-bit value of a palette entry from 16 on. */
function paletteValue(index: number): number {
  if (index >= 232) {
    const grey = 8 + 10 * (index - 232);
    return (grey << 16) | (grey << 8) | grey;
  }
  const cube = index - 16;
  return (STEPS[Math.floor(cube / 36)]! << 16) | (STEPS[Math.floor(cube / 6) % 6]! << 8) | STEPS[cube % 6]!;
}

/** The entry of the fixed part of the palette (16–255) that is nearest to a 24-bit colour. */
export function nearest256(value: number): number {
  const [red, green, blue] = [value >> 16, (value >> 8) & 255, value & 255];
  const cube = 16 + 36 * step(red) + 6 * step(green) + step(blue);
  const average = Math.round((red + green + blue) / 3);
  const grey = 232 + Math.max(0, Math.min(23, Math.round((average - 8) / 10)));
  return distance(value, paletteValue(grey)) < distance(value, paletteValue(cube)) ? grey : cube;
}

/** The one of the first sixteen that is nearest to a 24-bit colour. */
export function nearest16(value: number): number {
  let best = 0;
  for (let i = 1; i < SIXTEEN.length; i++) if (distance(value, SIXTEEN[i]!) < distance(value, SIXTEEN[best]!)) best = i;
  return best;
}

/** 24-bit value of a colour word; of the first sixteen it is xterm's default. */
export function colorValue(word: number): number {
  if ((word & Color.form) === Color.rgb) return word & Color.value;
  const index = word & 255;
  return index < 16 ? SIXTEEN[index]! : paletteValue(index);
}

const known = new Map<number, number>();

/** The colour word as a terminal of those capabilities can show it; the same word where it can. */
export function shownColor(word: number, colors: Capabilities['colors']): number {
  const form = word & Color.form;
  if (form === Color.default || colors === 'truecolor') return word & Color.mask;
  if (colors === 'none') return Color.default;
  if (form === Color.p16 || (colors === '256' && form === Color.p256)) return word & Color.mask;
  const key = colors === '256' ? word & Color.mask : (word & Color.mask) + 0x8000000;
  let out = known.get(key);
  if (out === undefined) {
    const index = word & 255;
    const value = colorValue(word);
    if (colors === '256') out = Color.p256 | nearest256(value);
    else out = Color.p16 | (form === Color.p256 && index < 16 ? index : nearest16(value));
    if (known.size > 4096) known.clear();
    known.set(key, out);
  }
  return out;
}
