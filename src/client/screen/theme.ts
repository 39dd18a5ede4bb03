import {
  AUTO_THEME,
  BUILTIN_THEMES,
  type BuiltinTheme,
  COLOR_ROLES,
  type ColorRole,
  parseColor,
  type ThemeTable,
} from '../../config/colors.ts';
import { Color } from '../../protocol/cells.ts';
import type { Capabilities } from './capabilities.ts';
import { contrast } from './contrast.ts';
import type { Ink } from './inks.ts';
import { type Ground, type Palette, paletteFor } from './palettes.ts';
import type { Style } from './style.ts';

/** The looks of the strip, the status line, and everything else of our own. */
export interface Theme {
  /** The strip where nothing stands, and its counts of hidden tabs. */
  strip: Style;
  tab: Style;
  /** The tab in view. Bold and inverse besides its colours, so that it stands out on any terminal. */
  activeTab: Style;
  /** What the mouse is on, and the close mark that it is on. */
  tabHover: Style;
  closeHover: Style;
  /** While the strip has the keys. */
  commandStrip: Style;
  attention: Style;
  /** Tabs whose program works, and has done its work; one that waits calls for attention. */
  working: Style;
  done: Style;
  exited: Style;
  status: Style;
  statusDim: Style;
  key: Style;
  info: Style;
  error: Style;
  warning: Style;
  title: Style;
  text: Style;
  faint: Style;
  /** Around a session that is smaller than the room for it. */
  outside: Style;
  /** Between panes, and around the one that has the keys. */
  border: Style;
  activeBorder: Style;
  /** Selected text, what a search found, and the one of these that it stands at. */
  selection: Style;
  match: Style;
  currentMatch: Style;
  /** Colour words of dialogs, by the ink (`dialogs/theme`). */
  inks: Readonly<Record<Ink, number>>;
}

/** What a theme is chosen by. */
export interface Surroundings {
  /** `auto`, a built-in theme, or one of `themes`. */
  theme: string;
  themes: Readonly<Record<string, ThemeTable>>;
  /** The terminal's background as it told it, 24 bits; null: it has not. */
  background: number | null;
  /** What it said of itself besides (`CSI ? 997`). */
  scheme: 'dark' | 'light' | null;
  colors: Capabilities['colors'];
  /** Is set to anything (https://no-color.org). It is about our own screen only: what agents draw keeps its colours. */
  noColor: boolean;
}

/** Dark or light: which of white and black is easier to read there. */
export function groundOf({ background, scheme }: Pick<Surroundings, 'background' | 'scheme'>): Ground {
  if (background === null) return scheme;
  return contrast(background, 0xffffff) >= contrast(background, 0x000000) ? 'dark' : 'light';
}

/** The theme that all of this makes. A name that nothing is known of is `auto`. */
export function themeFor(around: Surroundings): Theme {
  if (around.noColor || around.colors === 'none') return PLAIN;
  const { theme, themes } = around;
  const ground = groundOf(around);
  const seen: BuiltinTheme = ground === 'light' ? 'light' : 'dark';
  const isBuiltin = (name: string): name is BuiltinTheme => BUILTIN_THEMES.includes(name as BuiltinTheme);
  const own = Object.hasOwn(themes, theme) ? themes[theme] : undefined;
  const base = isBuiltin(theme) ? theme : (own?.base ?? seen);
  const table = own ?? (theme === AUTO_THEME && Object.hasOwn(themes, base) ? themes[base] : undefined);
  return themeOfPalette(recolored(paletteFor(base, ground, around.colors), table ?? {}));
}

/** The operator's colours over those of a palette. */
function recolored(palette: Palette, table: ThemeTable): Palette {
  const out = { ...palette };
  for (const role of Object.keys(COLOR_ROLES) as ColorRole[]) {
    const color = parseColor(table[role]);
    if (color === null) continue;
    const word = wordOf(color);
    out[role] = word;
    if (role === 'key') out.groundKey = word;
    if (role === 'attention') out.groundAttention = word;
  }
  return out;
}

function wordOf(color: NonNullable<ReturnType<typeof parseColor>>): number {
  if (color.form === 'default') return Color.default;
  if (color.form === 'rgb') return Color.rgb | color.value;
  return (color.index < 16 ? Color.p16 : Color.p256) | color.index;
}

/** The looks that a palette gives. */
export function themeOfPalette(p: Palette): Theme {
  const on = (fg: number): Style => ({ fg, bg: p.bar });
  return {
    strip: on(p.text),
    tab: on(p.text),
    activeTab: { fg: p.accent, bg: p.on_accent, bold: true, inverse: true },
    tabHover: { fg: p.on_hover, bg: p.hover },
    closeHover: { fg: p.on_alert, bg: p.alert, bold: true },
    commandStrip: { fg: p.on_command, bg: p.command },
    attention: { ...on(p.attention), bold: true },
    working: on(p.working),
    done: on(p.done),
    exited: on(p.muted),
    status: on(p.text),
    statusDim: on(p.muted),
    key: { ...on(p.key), bold: true },
    info: on(p.text),
    error: { fg: p.on_alert, bg: p.alert, bold: true },
    warning: on(p.warning),
    title: { bold: true },
    text: {},
    faint: { fg: p.faint },
    outside: { fg: p.line },
    border: { fg: p.line },
    activeBorder: { fg: p.groundKey, bold: true },
    selection: { fg: p.on_selection, bg: p.selection },
    match: { fg: p.on_match, bg: p.match },
    currentMatch: { fg: p.on_match, bg: p.match, bold: true, underline: true },
    inks: {
      frame: p.line,
      faint: p.faint,
      key: p.groundKey,
      attention: p.groundAttention,
      alert: p.groundAlert,
      onHover: p.on_hover,
      hover: p.hover,
    },
  };
}

/** Without colours: bold, inverse and underlined text only. */
const PLAIN: Theme = {
  strip: {},
  tab: {},
  activeTab: { bold: true, inverse: true },
  tabHover: { underline: true },
  closeHover: { bold: true, underline: true },
  commandStrip: {},
  attention: { bold: true },
  working: {},
  done: { bold: true },
  exited: {},
  status: {},
  statusDim: {},
  key: { bold: true },
  info: {},
  error: { bold: true, inverse: true },
  warning: { bold: true },
  title: { bold: true },
  text: {},
  faint: {},
  outside: {},
  border: {},
  activeBorder: { bold: true },
  selection: { inverse: true },
  match: { underline: true },
  currentMatch: { inverse: true, underline: true },
  inks: {
    frame: Color.default,
    faint: Color.default,
    key: Color.default,
    attention: Color.default,
    alert: Color.default,
    onHover: Color.default,
    hover: Color.default,
  },
};

/** The theme of a terminal that has told nothing of itself. */
export function themeOf(env: { NO_COLOR?: string | undefined }): Theme {
  return themeFor({
    theme: AUTO_THEME,
    themes: {},
    background: null,
    scheme: null,
    colors: 'truecolor',
    noColor: Boolean(env.NO_COLOR),
  });
}

/** 24 bits of a colour as terminals tell it (`rgb:RRRR/GGGG/BBBB`), null for anything else. */
export function toldColor(text: string | undefined): number | null {
  const m = /^rgb:([0-9a-f]{2})[0-9a-f]{2}\/([0-9a-f]{2})[0-9a-f]{2}\/([0-9a-f]{2})[0-9a-f]{2}$/i.exec(text ?? '');
  return m ? Number.parseInt(m[1]! + m[2]! + m[3]!, 16) : null;
}
