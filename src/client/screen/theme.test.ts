import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILTIN_THEMES } from '../../config/colors.ts';
import { Color } from '../../protocol/cells.ts';
import type { Capabilities } from './capabilities.ts';
import { colorValue, shownColor } from './color.ts';
import { contrast } from './contrast.ts';
import { rgb, type Style } from './style.ts';
import { type Surroundings, type Theme, themeFor, themeOf, toldColor } from './theme.ts';

const around = (more: Partial<Surroundings>): Surroundings => ({
  theme: 'auto',
  themes: {},
  background: null,
  scheme: null,
  colors: 'truecolor',
  noColor: false,
  ...more,
});

/** Backgrounds that operators have: black and white, and those of well-known schemes. */
const DARK_GROUNDS = [0x000000, 0x1e1e1e, 0x002b36, 0x282a36, 0x282c34, 0x2e3440];
const LIGHT_GROUNDS = [0xffffff, 0xfafafa, 0xfdf6e3, 0xfbf1c7, 0xeee8d5];

/** What is no text: lines, and dots around a session. Those need 3 (WCAG 1.4.11). */
const GRAPHICS = new Set(['outside', 'border', 'frame']);

/** The pairs of colours that a theme puts on each other, by role; `null` is the terminal's own. */
function pairsOf(theme: Theme): [string, number | null, number | null][] {
  const { inks, ...roles } = theme;
  const shown = (style: Style): [number | null, number | null] => {
    const [fg, bg] = [style.fg ?? null, style.bg ?? null];
    return style.inverse ? [bg, fg] : [fg, bg];
  };
  const own = (word: number | null) => (word === Color.default ? null : word);
  return [
    ...Object.entries(roles).map(([role, style]): [string, number | null, number | null] => {
      const [fg, bg] = shown(style);
      return [role, own(fg), own(bg)];
    }),
    ...Object.entries(inks)
      .filter(([ink]) => ink !== 'hover')
      .map(([ink, word]): [string, number | null, number | null] => [ink, own(word), ink === 'onHover' ? own(inks.hover) : null]),
  ];
}

function checkContrast(theme: Theme, grounds: readonly number[], colors: Capabilities['colors'], least = 4.5): void {
  for (const [role, fg, bg] of pairsOf(theme)) {
    // the terminal's own text on its own background is the operator's business
    if (fg === null && bg === null) continue;
    assert.ok(fg !== null, `${role}: the terminal's own text colour on a background of ours could be anything`);
    const value = (word: number) => colorValue(shownColor(word, colors));
    for (const ground of bg === null ? grounds : [value(bg)]) {
      const ratio = contrast(value(fg), ground);
      const wanted = GRAPHICS.has(role) ? Math.min(3, least) : least;
      const pair = `#${value(fg).toString(16).padStart(6, '0')} on #${ground.toString(16).padStart(6, '0')}`;
      assert.ok(ratio >= wanted, `${role} (${colors}): ${pair} is ${ratio.toFixed(2)}, ${wanted} is needed`);
    }
  }
}

for (const colors of ['truecolor', '256', '16'] as const) {
  const grounds = (wide: readonly number[], few: readonly number[]) => (colors === '16' ? few : wide);
  test(`every text of every theme has a contrast of 4.5 or more, in ${colors}`, () => {
    for (const background of grounds(DARK_GROUNDS, [0x000000]))
      checkContrast(themeFor(around({ background, colors })), [background], colors);
    for (const background of grounds(LIGHT_GROUNDS, [0xffffff]))
      checkContrast(themeFor(around({ background, colors })), [background], colors);
    checkContrast(themeFor(around({ theme: 'contrast', colors })), [0x000000, 0xffffff], colors, colors === '16' ? 4.5 : 7);
    // a terminal that has not told can have either
    checkContrast(themeFor(around({ colors })), [0x000000, 0xffffff], colors);
    checkContrast(themeFor(around({ theme: 'dark', colors })), [0x000000], colors);
    checkContrast(themeFor(around({ theme: 'light', colors })), grounds(LIGHT_GROUNDS, [0xffffff]), colors);
  });
}

test('with 16 colours everything is one of them', () => {
  for (const theme of BUILTIN_THEMES) {
    for (const [role, ...words] of pairsOf(themeFor(around({ theme, colors: '16' })))) {
      for (const word of words) if (word !== null) assert.equal(shownColor(word, '16') & Color.form, Color.p16, role);
    }
  }
});

test('with NO_COLOR, or no colours, there are bold, inverse and underlined text only', () => {
  for (const theme of [themeOf({ NO_COLOR: '1' }), themeFor(around({ colors: 'none', theme: 'contrast' }))]) {
    for (const [role, fg, bg] of pairsOf(theme)) assert.deepEqual([fg, bg], [null, null], role);
    const { inks, ...roles } = theme;
    assert.equal(inks.hover, Color.default);
    for (const [role, style] of Object.entries(roles)) {
      for (const attribute of Object.keys(style)) assert.ok(['bold', 'inverse', 'underline'].includes(attribute), `${role}: ${attribute}`);
    }
    assert.ok(theme.activeTab.inverse && theme.activeTab.bold);
  }
  assert.ok(themeOf({ NO_COLOR: '' }).strip.bg !== undefined, 'an empty NO_COLOR means nothing');
});

test('auto is what the terminal is, and what it says of itself where it does not tell its background', () => {
  const bar = (more: Partial<Surroundings>) => themeFor(around(more)).strip.bg;
  const [dark, light] = [bar({ theme: 'dark' }), bar({ theme: 'light' })];
  assert.notEqual(dark, light);
  for (const [background, scheme, wanted] of [
    [0x000000, null, dark],
    [0x002b36, null, dark],
    [0xffffff, null, light],
    [0xfdf6e3, null, light],
    [0x777777, null, light],
    [0x707070, null, dark],
    [null, 'light', light],
    [null, 'dark', dark],
    [0x000000, 'light', dark],
    [null, null, dark],
  ] as const) {
    assert.equal(bar({ background, scheme }), wanted, `${background?.toString(16)} ${scheme}`);
  }
});

test("the operator's colours are over those of a theme, and everything else is the theme's", () => {
  const themes = { mine: { base: 'light', bar: '#102030', key: 208, on_accent: 'bright-blue', accent: 'default' } } as const;
  const mine = themeFor(around({ theme: 'mine', themes, background: 0 }));
  assert.equal(mine.strip.bg, rgb(0x10, 0x20, 0x30));
  assert.equal(mine.key.fg, Color.p256 | 208);
  assert.equal(mine.inks.key, Color.p256 | 208);
  assert.equal(mine.activeTab.bg, Color.p16 | 12);
  assert.equal(mine.activeTab.fg, Color.default);
  assert.equal(mine.strip.fg, themeFor(around({ theme: 'light' })).strip.fg);
  // without a base: as the terminal is
  const loose = { mine: { bar: '#102030' } };
  assert.equal(
    themeFor(around({ theme: 'mine', themes: loose, background: 0xffffff })).strip.fg,
    themeFor(around({ theme: 'light' })).strip.fg,
  );
});

test('a table with the name of a built-in theme changes parts of that, under auto too', () => {
  const themes = { dark: { bar: '#000001' } };
  assert.equal(themeFor(around({ themes, background: 0 })).strip.bg, rgb(0, 0, 1));
  assert.equal(themeFor(around({ themes, theme: 'dark' })).strip.bg, rgb(0, 0, 1));
  assert.notEqual(themeFor(around({ themes, background: 0xffffff })).strip.bg, rgb(0, 0, 1));
  assert.equal(themeFor(around({ theme: 'gone' })).strip.bg, themeFor(around({})).strip.bg, 'an unknown name is auto');
});

test('a background is read as terminals tell it', () => {
  for (const [text, value] of [
    ['rgb:1212/3434/5656', 0x123456],
    ['rgb:ffff/ffff/ffff', 0xffffff],
    [undefined, null],
    ['white', null],
  ] as const) {
    assert.equal(toldColor(text), value);
  }
});
