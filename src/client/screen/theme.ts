import { palette, type Style } from './style.ts';

/** The looks of the strip, the status line and the screens of our own. */
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
}

const bar = { fg: palette(250), bg: palette(236) };

const COLORED: Theme = {
  strip: bar,
  tab: bar,
  activeTab: { fg: palette(31), bg: palette(231), bold: true, inverse: true },
  tabHover: { fg: palette(231), bg: palette(240) },
  closeHover: { fg: palette(231), bg: palette(160), bold: true },
  commandStrip: { fg: palette(255), bg: palette(24) },
  attention: { fg: palette(215), bg: palette(236), bold: true },
  exited: { fg: palette(244), bg: palette(236) },
  status: { fg: palette(250), bg: palette(236) },
  statusDim: { fg: palette(244), bg: palette(236) },
  key: { fg: palette(117), bg: palette(236), bold: true },
  info: { fg: palette(255), bg: palette(236) },
  error: { fg: palette(255), bg: palette(88), bold: true },
  warning: { fg: palette(222), bg: palette(236) },
  title: { bold: true },
  text: {},
  faint: { fg: palette(244) },
  outside: { fg: palette(240) },
};

const PLAIN: Theme = {
  strip: {},
  tab: {},
  activeTab: { bold: true, inverse: true },
  tabHover: { underline: true },
  closeHover: { bold: true, underline: true },
  commandStrip: {},
  attention: { bold: true },
  exited: { dim: true },
  status: {},
  statusDim: { dim: true },
  key: { bold: true },
  info: {},
  error: { bold: true, inverse: true },
  warning: { bold: true },
  title: { bold: true },
  text: {},
  faint: { dim: true },
  outside: { dim: true },
};

/**
 * The theme for that environment: without colours where NO_COLOR is set to anything (https://no-color.org). It is about
 * our own screen only; what agents draw keeps its colours.
 */
export function themeOf(env: { NO_COLOR?: string | undefined }): Theme {
  return env.NO_COLOR ? PLAIN : COLORED;
}
