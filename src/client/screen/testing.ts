import xterm, { type Terminal } from '@xterm/headless';
import fc from 'fast-check';
import { unicodeProvider } from '../../base/unicode-provider.ts';
import { BgFlag, Color, Content, cellText, type Extra, emptyRow, FgFlag, type Row, WORDS } from '../../protocol/cells.ts';
import { isWideAt } from './cell-compare.ts';
import { paintText } from './paint.ts';
import { createSurface, type Surface } from './surface.ts';

/** What the tests of this room share: a terminal model to draw on, screens to draw, and how the two are compared. */

/** The operator's terminal. */
export function createTerminal(cols: number, rows: number): Terminal {
  const terminal = new xterm.Terminal({ cols, rows, scrollback: 0, allowProposedApi: true, logLevel: 'off' });
  terminal.unicode.register(unicodeProvider);
  terminal.unicode.activeVersion = unicodeProvider.version;
  return terminal;
}

export function feed(terminal: Terminal, data: string | Uint8Array): Promise<void> {
  return new Promise((done) => terminal.write(data, done));
}

interface Line {
  _data: Uint32Array;
  _combined: Record<number, string>;
  _extendedAttrs: Record<number, { _ext: number; _urlId: number } | undefined>;
  isWrapped: boolean;
}
interface Core {
  buffer: { lines: { get(y: number): Line }; ybase: number; x: number; y: number };
  _oscLinkService: { getLinkData(id: number): { id?: string; uri: string } | undefined };
  coreService: { isCursorHidden: boolean };
}
const coreOf = (terminal: Terminal): Core => (terminal as unknown as { _core: Core })._core;

/** The rows of a model as the program passes them on. */
export function rowsOf(terminal: Terminal): Row[] {
  const core = coreOf(terminal);
  return Array.from({ length: terminal.rows }, (_, y) => {
    const line = core.buffer.lines.get(core.buffer.ybase + y);
    const row: Row = { words: line._data.slice(0, terminal.cols * WORDS), wrapped: line.isWrapped };
    for (let x = 0; x < terminal.cols; x++) {
      if (row.words[x * WORDS]! & Content.combined) {
        row.texts ??= new Map();
        row.texts.set(x, line._combined[x] ?? ' ');
      }
      if (row.words[x * WORDS + 2]! & BgFlag.extended) {
        const attributes = line._extendedAttrs[x];
        const link = attributes?._urlId ? core._oscLinkService.getLinkData(attributes._urlId) : undefined;
        const extra: Extra = {
          underline: ((attributes?._ext ?? 0) >> 26) & 7,
          underlineColor: (attributes?._ext ?? 0) & Color.mask,
          link: link?.uri ?? '',
          linkId: link?.id ?? '',
        };
        row.extras ??= new Map();
        row.extras.set(x, extra);
      }
    }
    return row;
  });
}

/** What a model shows, cursor included. */
export function surfaceOf(terminal: Terminal): Surface {
  const { buffer, coreService } = coreOf(terminal);
  const cursor = { x: buffer.x, y: buffer.y, visible: !coreService.isCursorHidden, shape: 0 };
  return { cols: terminal.cols, rows: rowsOf(terminal), cursor };
}

function color(word: number): string {
  const form = word & Color.form;
  if (form === Color.default) return '-';
  if (form === Color.rgb) return `#${(word & Color.value).toString(16)}`;
  return `${form === Color.p16 ? 'c' : 'p'}${word & 255}`;
}

/** A cell in words that can be compared: everything that an operator could see or copy. */
export function describe(row: Row, x: number): string {
  // the right half of a wide character looks like the left one
  const at = x > 0 && isWideAt(row, x - 1) ? x - 1 : x;
  const fg = row.words[at * WORDS + 1]!;
  const bg = row.words[at * WORDS + 2]!;
  const wide = isWideAt(row, at);
  const whole = wide || (row.words[at * WORDS]! & Content.widthMask) >> Content.widthShift === 1;
  const text = at < x ? '' : whole ? cellText(row, x) : ' ';
  const flags = [
    fg & FgFlag.bold && 'bold',
    bg & BgFlag.dim && 'dim',
    bg & BgFlag.italic && 'italic',
    fg & FgFlag.blink && 'blink',
    fg & FgFlag.inverse && 'inverse',
    fg & FgFlag.invisible && 'invisible',
    fg & FgFlag.strike && 'strike',
    bg & BgFlag.overline && 'overline',
  ];
  const extra = bg & BgFlag.extended ? row.extras?.get(at) : undefined;
  const underline = extra?.underline || (fg & FgFlag.underline ? 1 : 0);
  // xterm.js leaves the colour in force behind where a saved cursor comes back (the sessions' model is mended); it counts with a style only
  if (underline) flags.push(`under${underline}${color(extra?.underline ? extra.underlineColor : 0)}`);
  if (extra?.link) flags.push(`<${extra.linkId}|${extra.link}>`);
  return `${JSON.stringify(text)} ${color(fg)} ${color(bg)} ${flags.filter(Boolean).join(' ')}`;
}

/** The first cell in which two screens differ, in words, or ''. */
export function differenceOf(shown: readonly Row[], wanted: readonly Row[]): string {
  for (const [y, row] of wanted.entries()) {
    for (let x = 0; x < row.words.length / WORDS; x++) {
      const [is, should] = [describe(shown[y]!, x), describe(row, x)];
      if (is !== should) return `row ${y}, column ${x}: ${is} instead of ${should}`;
    }
  }
  return '';
}

const TEXTS = [
  'a',
  'b',
  'x',
  '#',
  ' ',
  'é',
  '─',
  '中',
  '語',
  '😀',
  '👨‍👩‍👧',
  '🇫🇷',
  '❤️',
  '❤',
  'e\u0301',
  '각',
  '\u0301',
  'ᄀ',
  'ᅡ',
  '🇫',
  '\u200d',
  '\ue0b0',
  'ก',
  'กำ',
];
const someColor = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  fc.integer({ min: 0, max: 15 }).map((n) => Color.p16 | n),
  fc.integer({ min: 0, max: 255 }).map((n) => Color.p256 | n),
  fc.integer({ min: 0, max: 0xffffff }).map((n) => Color.rgb | n),
);
const someFlags = (masks: number[]) =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant(0) },
    fc.subarray(masks).map((all) => all.reduce((sum, mask) => (sum | mask) >>> 0, 0)),
  );
const somePen = fc.record({
  fg: fc
    .tuple(someColor, someFlags([FgFlag.bold, FgFlag.blink, FgFlag.inverse, FgFlag.invisible, FgFlag.strike]))
    .map(([a, b]) => (a | b) >>> 0),
  bg: fc.tuple(someColor, someFlags([BgFlag.dim, BgFlag.italic, BgFlag.overline])).map(([a, b]) => (a | b) >>> 0),
  underline: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 5 })),
  underlineColor: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 0, max: 255 }).map((n) => Color.p256 | n),
    fc.integer({ min: 0, max: 0xffffff }).map((n) => Color.rgb | n),
  ),
  link: fc.oneof({ weight: 6, arbitrary: fc.constant('') }, fc.constantFrom('https://example.org/a', 'file:///tmp/b;c')),
});
const someSpan = (cols: number) =>
  fc.record({
    x: fc.nat(cols - 1),
    text: fc.oneof(fc.constantFrom(...TEXTS), fc.constant('')),
    repeat: fc.integer({ min: 1, max: cols }),
    pen: somePen,
  });

/** What a resize can leave behind: half of a wide character, left or right. */
function halve(row: Row, x: number): void {
  row.words[x * WORDS] = x % 2 ? 0 : 0x8a9e | (2 << Content.widthShift);
}

type Span = {
  x: number;
  text: string;
  repeat: number;
  pen: { fg: number; bg: number; underline: number; underlineColor: number; link: string };
};

/** Writes a span of like cells; an empty text makes erased ones. */
function paintSpan(row: Row, { x, text, repeat, pen }: Span): void {
  const cols = row.words.length / WORDS;
  if (text === '') {
    paintText(row, x, ' '.repeat(repeat), {});
    for (let i = x; i < Math.min(cols, x + repeat); i++) {
      row.words[i * WORDS] = 1 << Content.widthShift;
      row.words[i * WORDS + 2] = pen.bg & Color.mask;
    }
    return;
  }
  let at = x;
  for (let n = 0; n < repeat; n++) {
    const used = paintText(row, at, text, {});
    if (used === 0) break;
    for (let i = at; i < at + used; i++) {
      row.words[i * WORDS + 1] = (pen.fg | (pen.underline ? FgFlag.underline : 0)) >>> 0;
      row.words[i * WORDS + 2] = (pen.bg | (pen.underline || pen.link ? BgFlag.extended : 0)) >>> 0;
      if (!pen.underline && !pen.link) continue;
      row.extras ??= new Map();
      const extra = {
        underline: pen.underline,
        underlineColor: pen.underline ? pen.underlineColor : 0,
        link: pen.link,
        linkId: pen.link ? 'k1' : '',
      };
      row.extras.set(i, extra);
    }
    at += used;
  }
}

/** Rows of random text and styles; `halves`: with a half of a wide character now and then. */
export const someRow = (cols: number, halves = true): fc.Arbitrary<Row> =>
  fc.tuple(fc.array(someSpan(cols), { maxLength: 5 }), fc.option(fc.nat(cols - 1), { freq: 4 })).map(([spans, half]) => {
    const row = emptyRow(cols);
    for (const span of spans) paintSpan(row, span);
    if (half !== null && halves) halve(row, half);
    return row;
  });

const someCursor = (cols: number, rows: number) =>
  fc.record({ x: fc.nat(cols), y: fc.nat(rows - 1), visible: fc.boolean(), shape: fc.integer({ min: 0, max: 6 }) });

export const someSurface = (cols: number, rows: number): fc.Arbitrary<Surface> =>
  fc.record({
    cols: fc.constant(cols),
    rows: fc.array(someRow(cols), { minLength: rows, maxLength: rows }),
    cursor: someCursor(cols, rows),
  });

/** What may happen to a screen between two frames. */
export type Change =
  | { kind: 'all'; surface: Surface }
  | { kind: 'row'; y: number; row: Row }
  | { kind: 'span'; y: number; span: Span }
  | { kind: 'scroll'; top: number; bottom: number; by: number }
  | { kind: 'cursor'; cursor: Surface['cursor'] }
  | { kind: 'nothing' };

export const someChange = (cols: number, rows: number): fc.Arbitrary<Change> =>
  fc.oneof(
    fc.record({ kind: fc.constant('all' as const), surface: someSurface(cols, rows) }),
    fc.record({ kind: fc.constant('row' as const), y: fc.nat(rows - 1), row: someRow(cols) }),
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('span' as const), y: fc.nat(rows - 1), span: someSpan(cols) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('scroll' as const),
        top: fc.nat(rows - 1),
        bottom: fc.nat(rows - 1),
        by: fc.integer({ min: -3, max: 3 }),
      }),
    },
    fc.record({ kind: fc.constant('cursor' as const), cursor: someCursor(cols, rows) }),
    fc.constant({ kind: 'nothing' as const }),
  );

const clone = (row: Row): Row => structuredClone(row);

/** `surface` after `change`, which may have new row objects for equal rows. */
export function changed(surface: Surface, change: Change): Surface {
  const next: Surface = { ...surface, rows: surface.rows.slice() };
  switch (change.kind) {
    case 'all':
      return change.surface;
    case 'row':
      next.rows[change.y] = change.row;
      return next;
    case 'span':
      next.rows[change.y] = clone(next.rows[change.y]!);
      paintSpan(next.rows[change.y]!, change.span);
      return next;
    case 'cursor':
      return { ...next, cursor: change.cursor };
    case 'scroll': {
      const { top, bottom, by } = change;
      for (let y = top; y <= bottom; y++) {
        const from = y + by;
        next.rows[y] = from >= top && from <= bottom ? clone(surface.rows[from]!) : createSurface(surface.cols, 1).rows[0]!;
      }
      return next;
    }
    case 'nothing':
      next.rows = surface.rows.map(clone);
      return next;
  }
}
