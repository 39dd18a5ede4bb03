/**
 * Colours and themes as the configuration writes them. What a role looks like in the built-in themes is the screen's
 * business (`client/screen/palettes`); this is what an operator may name.
 */

/** The themes that are built in. `auto` is none of them: it is dark or light as the terminal is. */
export const BUILTIN_THEMES = ['dark', 'light', 'contrast'] as const;
export type BuiltinTheme = (typeof BUILTIN_THEMES)[number];
export const AUTO_THEME = 'auto';

/** What has a colour, and where it is seen. */
export const COLOR_ROLES = {
  bar: 'behind the strip and the status line',
  text: 'words on them',
  muted: 'words on them that matter less',
  accent: 'behind the tab in view',
  on_accent: 'its label',
  hover: 'behind what the mouse is on',
  on_hover: 'words there',
  command: 'behind the strip while it has the keys',
  on_command: 'words there',
  key: 'keys in hints and help',
  attention: 'a tab that wants you',
  working: 'a tab that works',
  done: 'a tab that is done',
  warning: 'what stands until it is mended',
  alert: 'behind what went wrong',
  on_alert: 'words there',
  selection: 'behind selected text',
  on_selection: 'selected text',
  match: 'behind what a search found',
  on_match: 'what a search found',
  faint: "words of ours on the terminal's own background that matter less",
  line: 'frames and borders',
} as const;
export type ColorRole = keyof typeof COLOR_ROLES;

/** The names of the first sixteen colours, in their order. */
const SIXTEEN = [
  ...['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'],
  ...['bright-black', 'bright-red', 'bright-green', 'bright-yellow', 'bright-blue', 'bright-magenta', 'bright-cyan', 'bright-white'],
] as const;

/** A theme of the configuration: colours by role; what it leaves out is that of `base`. */
export type ThemeTable = { base?: BuiltinTheme } & { [R in ColorRole]?: string | number };

/** A colour that the configuration names: the terminal's own, one of its palette, or 24 bits of red, green and blue. */
export type NamedColor = { form: 'default' } | { form: 'palette'; index: number } | { form: 'rgb'; value: number };

export const COLOR_FITS = 'a colour fits: "#rrggbb", a number from 0 to 255, one of the 16 names such as "bright-blue", or "default"';

/** Reads `#ff8700`, 208, `bright-blue`, `default` (the terminal's own). Null for everything else. */
export function parseColor(text: unknown): NamedColor | null {
  if (typeof text === 'number') return Number.isInteger(text) && text >= 0 && text <= 255 ? { form: 'palette', index: text } : null;
  if (typeof text !== 'string') return null;
  if (text === 'default') return { form: 'default' };
  if (/^#[0-9a-f]{6}$/i.test(text)) return { form: 'rgb', value: Number.parseInt(text.slice(1), 16) };
  const index = SIXTEEN.indexOf(text.toLowerCase() as never);
  return index < 0 ? null : { form: 'palette', index };
}
