import type { BuiltinTheme, ColorRole } from '../../config/colors.ts';
import { Color } from '../../protocol/cells.ts';
import type { Capabilities } from './capabilities.ts';

/** Colours by role, as colour words of cells. */
export type Palette = Record<ColorRole, number> & {
  /** The same on the terminal's own background, in dialogs and on the welcome screen. */
  groundKey: number;
  groundAttention: number;
  groundAlert: number;
};

const rgb = (value: number): number => Color.rgb | value;
const named = (index: number): number => Color.p16 | index;
const OWN = Color.default;

const DARK: Palette = {
  bar: rgb(0x303030),
  text: rgb(0xd0d0d0),
  muted: rgb(0xa8a8a8),
  accent: rgb(0x005f87),
  on_accent: rgb(0xffffff),
  hover: rgb(0x4e4e4e),
  on_hover: rgb(0xffffff),
  command: rgb(0x5f3787),
  on_command: rgb(0xf2f2f2),
  key: rgb(0x87d7ff),
  attention: rgb(0xffaf5f),
  working: rgb(0x87d787),
  done: rgb(0x8fbcff),
  warning: rgb(0xffd787),
  alert: rgb(0x870000),
  on_alert: rgb(0xffffff),
  selection: rgb(0x264f78),
  on_selection: rgb(0xffffff),
  match: rgb(0xd7af00),
  on_match: rgb(0x000000),
  faint: rgb(0xa8a8a8),
  line: rgb(0x878787),
  groundKey: rgb(0x87d7ff),
  groundAttention: rgb(0xffaf5f),
  groundAlert: rgb(0xff9d9d),
};

const LIGHT: Palette = {
  bar: rgb(0xe0e0e0),
  text: rgb(0x262626),
  muted: rgb(0x585858),
  accent: rgb(0x005f87),
  on_accent: rgb(0xffffff),
  hover: rgb(0xc4c4c4),
  on_hover: rgb(0x000000),
  command: rgb(0xd9c7f2),
  on_command: rgb(0x262626),
  key: rgb(0x00528c),
  attention: rgb(0x8f3f00),
  working: rgb(0x005f00),
  done: rgb(0x1f4f9f),
  warning: rgb(0x6f4e00),
  alert: rgb(0xaf0000),
  on_alert: rgb(0xffffff),
  selection: rgb(0xb3d4fc),
  on_selection: rgb(0x000000),
  match: rgb(0xffd75f),
  on_match: rgb(0x000000),
  faint: rgb(0x5c5c5c),
  line: rgb(0x808080),
  groundKey: rgb(0x00528c),
  groundAttention: rgb(0x8f3f00),
  groundAlert: rgb(0xa00000),
};

/** High contrast: nothing between black and white but what means something. Text on the terminal's background is its own. */
const CONTRAST: Palette = {
  bar: rgb(0x000000),
  text: rgb(0xffffff),
  muted: rgb(0xffffff),
  accent: rgb(0xffff00),
  on_accent: rgb(0x000000),
  hover: rgb(0x00ffff),
  on_hover: rgb(0x000000),
  command: rgb(0xffffff),
  on_command: rgb(0x000000),
  key: rgb(0x00ffff),
  attention: rgb(0xffff00),
  working: rgb(0x00ff00),
  done: rgb(0x00ffff),
  warning: rgb(0xffff00),
  alert: rgb(0x990000),
  on_alert: rgb(0xffffff),
  selection: rgb(0xffff00),
  on_selection: rgb(0x000000),
  match: rgb(0x00ffff),
  on_match: rgb(0x000000),
  faint: OWN,
  line: OWN,
  groundKey: OWN,
  groundAttention: OWN,
  groundAlert: OWN,
};

/** Which of the first sixteen: what an operator has made of them is not known, so only pairs that lie far apart. */
const DARK_16: Palette = {
  bar: named(0),
  text: named(7),
  muted: named(7),
  accent: named(6),
  on_accent: named(0),
  hover: named(7),
  on_hover: named(0),
  command: named(4),
  on_command: named(15),
  key: named(14),
  attention: named(11),
  working: named(10),
  done: named(14),
  warning: named(11),
  alert: named(1),
  on_alert: named(15),
  selection: named(7),
  on_selection: named(0),
  match: named(11),
  on_match: named(0),
  faint: named(7),
  line: named(7),
  groundKey: named(14),
  groundAttention: named(11),
  groundAlert: named(11),
};

const LIGHT_16: Palette = {
  bar: named(7),
  text: named(0),
  muted: named(0),
  accent: named(4),
  on_accent: named(15),
  hover: named(0),
  on_hover: named(15),
  command: named(6),
  on_command: named(0),
  key: named(4),
  attention: named(1),
  working: named(0),
  done: named(4),
  warning: named(1),
  alert: named(1),
  on_alert: named(15),
  selection: named(4),
  on_selection: named(15),
  match: named(3),
  on_match: named(0),
  faint: named(0),
  line: named(0),
  groundKey: named(4),
  groundAttention: named(1),
  groundAlert: named(1),
};

/**
 * Where the terminal has not told its background: bars are dark, what stands on the background itself is half-way, with as
 * much contrast to white as to black (4.5; there is no more to be had).
 */
function onAnyGround(palette: Palette): Palette {
  return {
    ...palette,
    faint: rgb(0x767676),
    line: rgb(0x767676),
    groundKey: rgb(0x0074df),
    groundAttention: rgb(0xbf5600),
    groundAlert: rgb(0xdf2d2d),
  };
}

const DARK_ANYWHERE = onAnyGround(DARK);
/** The palette of 256 has one grey half-way, and no other colour. */
const DARK_256_ANYWHERE: Palette = { ...DARK_ANYWHERE, groundKey: OWN, groundAttention: OWN, groundAlert: OWN };
/** With sixteen colours nothing is sure to be seen on any background but the terminal's own text. */
const DARK_16_ANYWHERE: Palette = { ...DARK_16, faint: OWN, line: OWN, groundKey: OWN, groundAttention: OWN, groundAlert: OWN };

/** What the terminal's background is: dark, light, or not known. */
export type Ground = 'dark' | 'light' | null;

/** The colours of a built-in theme; those of `dark` depend on whether the background is known to be so. */
export function paletteFor(theme: BuiltinTheme, ground: Ground, colors: Capabilities['colors']): Palette {
  const sixteen = colors === '16';
  if (theme === 'contrast') return CONTRAST;
  if (theme === 'light') return sixteen ? LIGHT_16 : LIGHT;
  if (ground === 'dark') return sixteen ? DARK_16 : DARK;
  if (sixteen) return DARK_16_ANYWHERE;
  return colors === '256' ? DARK_256_ANYWHERE : DARK_ANYWHERE;
}
