import { BgFlag, Color, FgFlag, Underline } from '../protocol/cells.ts';
import type { Size, TerminalFacts } from '../protocol/messages.ts';
import { colorScheme } from './colors.ts';
import type { Attributes, Core, FunctionId, Params } from './model/core.ts';
import { underlineColorOf, underlineStyleOf } from './model/sgr.ts';
import type { Modes } from './modes.ts';

/** What an answer is made from. */
export interface Asked {
  core: Core;
  modes: Modes;
  facts: () => TerminalFacts;
  /** `name(version)` for XTVERSION. */
  version: string;
}

/** Cell size in pixels where no terminal told its own. */
const CELL = { width: 8, height: 16 };

const ESC = '\x1b';
const CSI = `${ESC}[`;
const ST = `${ESC}\\`;

export function cellPixels(facts: TerminalFacts): { width: number; height: number } {
  return facts.cell ?? CELL;
}

/** `CSI 48 ...` (mode 2048): rows and columns, then both in pixels. */
export function sizeReport(size: Size, facts: TerminalFacts): string {
  const { width, height } = cellPixels(facts);
  return `${CSI}48;${size.rows};${size.cols};${size.rows * height};${size.cols * width}t`;
}

/** `CSI ? 997` (mode 2031): 1 dark, 2 light. */
export function colorSchemeReport(facts: TerminalFacts): string {
  return `${CSI}?997;${colorScheme(facts) === 'dark' ? 1 : 2}n`;
}

/** The column is that of the last cell while the cursor waits behind it; the row counts from the region in origin mode. */
function cursorReport({ core }: Asked): string {
  const buffer = core._inputHandler._activeBuffer;
  const top = core.coreService.decPrivateModes.origin ? buffer.scrollTop : 0;
  return `${buffer.y - top + 1};${Math.min(buffer.x, core._bufferService.cols - 1) + 1}`;
}

function sizeOf({ core }: Asked): Size {
  return { cols: core._bufferService.cols, rows: core._bufferService.rows };
}

/** One query by CSI. `answer` gives null where the parameters make it something else than a query. */
export interface CsiQuery {
  name: string;
  id: FunctionId;
  answer(params: Params, asked: Asked): string | null;
}

/** Device status: parameter of `CSI n`, what is answered. */
const STATUS: Record<number, (asked: Asked) => string> = {
  5: () => `${CSI}0n`,
  6: (asked) => `${CSI}${cursorReport(asked)}R`,
};
const PRIVATE_STATUS: Record<number, (asked: Asked) => string> = {
  6: (asked) => `${CSI}?${cursorReport(asked)}R`,
  // no printer, keys are not programmable, keyboard ready, no locator
  15: () => `${CSI}?13n`,
  25: () => `${CSI}?21n`,
  26: () => `${CSI}?27;1;0;0n`,
  53: () => `${CSI}?50n`,
  55: () => `${CSI}?50n`,
  996: ({ facts }) => colorSchemeReport(facts()),
};

const WINDOW: Record<number, (asked: Asked) => string> = {
  11: () => `${CSI}1t`,
  13: () => `${CSI}3;0;0t`,
  14: (asked) => {
    const { cols, rows } = sizeOf(asked);
    const { width, height } = cellPixels(asked.facts());
    return `${CSI}4;${rows * height};${cols * width}t`;
  },
  15: (asked) => {
    const { cols, rows } = sizeOf(asked);
    const { width, height } = cellPixels(asked.facts());
    return `${CSI}5;${rows * height};${cols * width}t`;
  },
  16: (asked) => {
    const { width, height } = cellPixels(asked.facts());
    return `${CSI}6;${height};${width}t`;
  },
  18: (asked) => `${CSI}8;${sizeOf(asked).rows};${sizeOf(asked).cols}t`,
  19: (asked) => `${CSI}9;${sizeOf(asked).rows};${sizeOf(asked).cols}t`,
};

/** Every CSI that asks something. Order does not matter: each is found by its identifier. */
export const CSI_QUERIES: readonly CsiQuery[] = [
  // VT220 with colour. No sixel (4); clipboard access (52) is the operator's choice
  { name: 'DA1', id: { final: 'c' }, answer: (p) => (p.params[0] === 0 ? `${CSI}?62;22c` : null) },
  // 277 is the xterm level from which vim trusts SGR mouse reports
  { name: 'DA2', id: { prefix: '>', final: 'c' }, answer: (p) => (p.params[0] === 0 ? `${CSI}>1;277;0c` : null) },
  { name: 'DA3', id: { prefix: '=', final: 'c' }, answer: (p) => (p.params[0] === 0 ? `${ESC}P!|00000000${ST}` : null) },
  { name: 'DSR', id: { final: 'n' }, answer: (p, asked) => STATUS[p.params[0]!]?.(asked) ?? null },
  { name: 'DECDSR', id: { prefix: '?', final: 'n' }, answer: (p, asked) => PRIVATE_STATUS[p.params[0]!]?.(asked) ?? null },
  {
    name: 'DECRQM (ANSI)',
    id: { intermediates: '$', final: 'p' },
    answer: (p, { modes }) => `${CSI}${p.params[0]};${modes.reportAnsi(p.params[0]!)}$y`,
  },
  {
    name: 'DECRQM',
    id: { prefix: '?', intermediates: '$', final: 'p' },
    answer: (p, { modes }) => `${CSI}?${p.params[0]};${modes.reportPrivate(p.params[0]!)}$y`,
  },
  {
    name: 'XTVERSION',
    id: { prefix: '>', final: 'q' },
    answer: (p, { version }) => (p.params[0] === 0 ? `${ESC}P>|${version}${ST}` : null),
  },
  { name: 'kitty keyboard', id: { prefix: '?', final: 'u' }, answer: (_p, { modes }) => `${CSI}?${modes.keyboard.flags}u` },
  {
    name: 'XTQMODKEYS',
    id: { prefix: '?', final: 'm' },
    answer: (p, { modes }) => (p.params[0] === 4 ? `${CSI}>4;${modes.modifyOtherKeys}m` : null),
  },
  { name: 'XTWINOPS', id: { final: 't' }, answer: (p, asked) => WINDOW[p.params[0]!]?.(asked) ?? null },
];

function colorParams(color: number, base: 30 | 40, extended: 38 | 48 | 58): string[] {
  const value = color & Color.value;
  switch (color & Color.form) {
    case Color.p16:
      return [String((value & 8 ? base + 60 : base) + (value & 7))];
    case Color.p256:
      return [`${extended}:5:${value & 255}`];
    case Color.rgb:
      return [`${extended}:2::${(value >> 16) & 255}:${(value >> 8) & 255}:${value & 255}`];
  }
  return [];
}

/** The parameters of the SGR that gives `attr`, from a reset on. */
export function sgrParams(attr: Attributes): string {
  const out = ['0'];
  const flag = (word: number, bit: number, param: string) => {
    if (word & bit) out.push(param);
  };
  flag(attr.fg, FgFlag.bold, '1');
  flag(attr.bg, BgFlag.dim, '2');
  flag(attr.bg, BgFlag.italic, '3');
  if (attr.fg & FgFlag.underline) {
    const style = underlineStyleOf(attr.extended);
    out.push(style > Underline.single ? `4:${style}` : '4');
  }
  flag(attr.fg, FgFlag.blink, '5');
  flag(attr.fg, FgFlag.inverse, '7');
  flag(attr.fg, FgFlag.invisible, '8');
  flag(attr.fg, FgFlag.strike, '9');
  out.push(...colorParams(attr.fg, 30, 38), ...colorParams(attr.bg, 40, 48));
  flag(attr.bg, BgFlag.overline, '53');
  const line = underlineColorOf(attr.extended);
  if ((line & Color.form) === Color.p16) out.push(`58:5:${line & 255}`);
  else out.push(...colorParams(line, 30, 58));
  return out.join(';');
}

/** DECRQSS: setting that is asked for, its value. */
const SETTINGS: Record<string, (asked: Asked) => string> = {
  m: ({ core }) => sgrParams(core._inputHandler._curAttrData),
  r: ({ core }) => {
    const { scrollTop, scrollBottom } = core._inputHandler._activeBuffer;
    return `${scrollTop + 1};${scrollBottom + 1}`;
  },
  ' q': ({ modes }) => String(modes.cursorShape),
  '"q': ({ core }) => (core._inputHandler._curAttrData.bg & BgFlag.protected ? '1' : '0'),
  '"p': () => '62;1',
};

/** DECRQSS (`DCS $ q`): 1 and the setting, or 0 where it is not known. */
export function answerSetting(setting: string, asked: Asked): string {
  const value = Object.hasOwn(SETTINGS, setting) ? SETTINGS[setting]!(asked) : null;
  return value === null ? `${ESC}P0$r${ST}` : `${ESC}P1$r${value}${setting}${ST}`;
}
