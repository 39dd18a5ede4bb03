import xterm from '@xterm/headless';
import { BgFlag, Color, Content, cellText, FgFlag, type Row, WORDS } from '../protocol/cells.ts';
import type { Size } from '../protocol/messages.ts';
import { type Core, coreOf } from './model/core.ts';
import { UnicodeGraphemesAddon } from './model/graphemes-addon.ts';
import { type TerminalEvents, TerminalModel, type TerminalOptions } from './terminal.ts';

/** What the tests of this room share: a terminal of the untouched library to compare with, and made-up streams. */

export interface Recorded {
  answers: string;
  log: string[];
}

/** A model that writes down what it causes. */
export function recordingModel(options: Partial<TerminalOptions> = {}): { model: TerminalModel; recorded: Recorded } {
  const recorded: Recorded = { answers: '', log: [] };
  const note = (...parts: unknown[]) => {
    recorded.log.push(parts.join(' '));
  };
  const events: TerminalEvents = {
    onAnswer: (text) => {
      recorded.answers += text;
    },
    onTitle: (title) => note('title', title),
    onBell: () => note('bell'),
    onNotification: ({ title, body }) => note('notification', `[${title}]`, `[${body}]`),
    onProgress: ({ state, percent }) => note('progress', state, percent),
    onStatus: (state, app) => note('status', state, app),
    onFolder: (path) => note('folder', path),
    onClipboard: (text) => note('clipboard', text),
    onSynchronized: (on) => note('synchronized', on),
    onFocusWanted: () => note('focus wanted'),
  };
  const model = new TerminalModel(
    { size: { cols: 80, rows: 24 }, scrollback: 100, facts: () => ({}), version: 'jackin-mux(1.2.3)', ...options },
    events,
  );
  return { model, recorded };
}

export const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'utf8');

const BLANK = 1 << Content.widthShift;

/** One cell in words that can be compared, whoever wrote it. */
function cellLine(row: Row, x: number): string {
  const [content, fg, bg] = [row.words[x * WORDS]!, row.words[x * WORDS + 1]!, row.words[x * WORDS + 2]!];
  const color = (word: number) => {
    const form = word & Color.form;
    if (form === Color.default) return 'default';
    return form === Color.rgb ? `rgb${word & Color.value}` : `p${form === Color.p16 ? 16 : 256}:${word & 255}`;
  };
  const width = (content & Content.widthMask) >> Content.widthShift;
  // an extra says more only where there is an underline; links have their own test, since the library loses some
  const extra = bg & BgFlag.extended ? row.extras?.get(x) : undefined;
  const underline = fg & FgFlag.underline ? `u${extra?.underline || 1}/${color(extra?.underlineColor ?? 0)}` : '';
  const flags = (fg & (0xfc000000 & ~FgFlag.underline)) >>> 0;
  const bgFlags = (bg & 0xfc000000 & ~BgFlag.extended) >>> 0;
  if (content === BLANK && fg === 0 && bg === 0) return '';
  return `${JSON.stringify(cellText(row, x))} w${width} ${color(fg)} ${color(bg)} ${flags} ${bgFlags} ${underline}`;
}

export function screenOf(model: TerminalModel): string[] {
  const out: string[] = [];
  for (let y = 0; y < model.size.rows; y++) out.push(rowLine(model.row(y)));
  return [...out, cursorLine(model.cursor.x, model.cursor.y, model.cursor.visible)];
}

export function rowLine(row: Row): string {
  const cells: string[] = [];
  for (let x = 0; x < row.words.length / WORDS; x++) cells.push(cellLine(row, x));
  return `${row.wrapped ? 'wrapped ' : ''}${cells.join('|')}`;
}

/** The first difference of two screens in a line that can be read, or '' where they are the same. */
export function differenceOf(actual: readonly string[], expected: readonly string[]): string {
  for (let y = 0; y < Math.max(actual.length, expected.length); y++) {
    if (actual[y] === expected[y]) continue;
    const [ours, theirs] = [actual[y]?.split('|') ?? [], expected[y]?.split('|') ?? []];
    const x = ours.findIndex((cell, i) => cell !== theirs[i]);
    return `row ${y} of ${actual.length - 1}, cell ${x}: ${ours[x]} instead of ${theirs[x]}`;
  }
  return '';
}

function cursorLine(x: number, y: number, visible: boolean): string {
  return `cursor ${x},${y} ${visible ? 'visible' : 'hidden'}`;
}

/** A terminal of the library as it comes, with its own addon for widths. */
export class Reference {
  readonly core: Core;

  constructor(size: Size, scrollback = 100) {
    const terminal = new xterm.Terminal({ ...size, scrollback, allowProposedApi: true, logLevel: 'off' });
    terminal.loadAddon(new UnicodeGraphemesAddon());
    this.core = coreOf(terminal);
  }

  parse(bytes: Uint8Array): void {
    (this.core._inputHandler as unknown as { parse(bytes: Uint8Array): void }).parse(bytes);
  }

  screen(): string[] {
    const { active: buffer } = this.core._bufferService.buffers;
    const out: string[] = [];
    for (let y = 0; y < this.core._bufferService.rows; y++) out.push(rowLine(this.row(y)));
    return [...out, cursorLine(buffer.x, buffer.y, !this.core.coreService.isCursorHidden)];
  }

  /** As `rowAt`, written again from the cells, so that the two can disagree. */
  private row(y: number): Row {
    const { active: buffer } = this.core._bufferService.buffers;
    const line = buffer.lines.get(buffer.ybase + y)!;
    const below = y + 1 < this.core._bufferService.rows ? buffer.lines.get(buffer.ybase + y + 1) : undefined;
    const row: Row = { words: line._data.slice(), wrapped: below?.isWrapped ?? false, texts: new Map(), extras: new Map() };
    // its reflow leaves wide characters that are cut in two at the end of a row
    if (row.words[row.words.length - WORDS]! >>> Content.widthShift === 2) row.words[row.words.length - WORDS] = BLANK;
    for (let x = 0; x < line.length; x++) {
      if (row.words[x * WORDS]! & Content.combined) row.texts!.set(x, line._combined[x]!);
      if (!(row.words[x * WORDS + 2]! & BgFlag.extended)) continue;
      const extended = line._extendedAttrs[x];
      const link = extended?._urlId ? this.core._inputHandler._oscLinkService.getLinkData(extended._urlId) : undefined;
      row.extras!.set(x, {
        underline: extended ? (extended._ext >>> 26) & 7 : 0,
        underlineColor: extended ? extended._ext & Color.mask : 0,
        link: link?.uri ?? '',
        linkId: link?.id ?? '',
      });
    }
    return row;
  }
}

/** Numbers that are random and the same every time (mulberry32). */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const WORDS_OF_TEXT = [
  'lorem',
  'ipsum ',
  'a',
  ' ',
  '日本',
  '한국',
  'e\u0301',
  '👩‍💻',
  '🇫🇷',
  '❤️',
  '✓',
  '─┼',
  '\u200d',
  'ﷺ',
  'ก็',
  '\u0600a',
  '🏽',
  '’',
];
const PLAIN_CSI = [
  'A',
  'B',
  'C',
  'D',
  'E',
  'F',
  'G',
  'H',
  'J',
  'K',
  'L',
  'M',
  'P',
  'S',
  'T',
  'X',
  'Z',
  'I',
  '@',
  'b',
  'd',
  'f',
  'r',
  's',
  'u',
  '`',
  'a',
  'e',
  'g',
  ' @',
  ' A',
  "'}",
  "'~",
];
const CONTROLS = [
  '\r',
  '\n',
  '\b',
  '\t',
  '\r\n',
  '\x0e',
  '\x0f',
  '\x1b7',
  '\x1b8',
  '\x1bM',
  '\x1bD',
  '\x1bE',
  '\x1bH',
  '\x1b(0',
  '\x1b(B',
  '\x1b#8',
];
const MODES = ['6', '7', '25', '45', '47', '1047', '1048', '1049', '2004', '1', '12'];
const SGR = [
  '0',
  '1',
  '2',
  '3',
  '4',
  '4:3',
  '4:0',
  '5',
  '7',
  '8',
  '9',
  '21',
  '22',
  '23',
  '24',
  '25',
  '27',
  '28',
  '29',
  '31',
  '39',
  '42',
  '49',
  '53',
  '55',
  '95',
  '102',
  '38;5;120',
  '48;5;7',
  '38;2;1;2;3',
  '48:2::4:5:6',
  '58:5:9',
  '58;2;1;2;3',
  '38:5:3',
];

/** A piece of stream: text, controls, cursor movement, erasing, styles, modes, links. */
export function randomPiece(below: (n: number) => number): string {
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  const number = () => (below(4) === 0 ? '' : String(below(5) === 0 ? below(200) : below(12)));
  switch (below(9)) {
    case 0:
    case 1:
    case 2:
      return Array.from({ length: 1 + below(12) }, () => pick(WORDS_OF_TEXT)).join('');
    case 3:
      return pick(CONTROLS);
    case 4:
    case 5:
      return `\x1b[${[number(), number()].slice(0, 1 + below(2)).join(';')}${pick(PLAIN_CSI)}`;
    case 6:
      return `\x1b[${Array.from({ length: 1 + below(3) }, () => pick(SGR)).join(';')}m`;
    case 7:
      return below(3) === 0
        ? `\x1b[?${pick(MODES)}${pick(['h', 'l'])}`
        : below(8) === 0
          ? pick(['\x1b[4h', '\x1b[4l', '\x1bc', '\x1b[!p', '\x1b[1"q', '\x1b[0"q', '\x1b[?J', '\x1b[?2K'])
          : 'x';
    default:
      return below(3) === 0
        ? pick(['\x1b]8;;http://a.example/\x1b\\', '\x1b]8;id=1;http://b.example/\x07', '\x1b]8;;\x1b\\'])
        : 'word '.repeat(1 + below(8));
  }
}

/** Cuts `bytes` at random, empty pieces among them. */
export function randomSplit(bytes: Uint8Array, below: (n: number) => number, longest: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let i = 0; i < bytes.length; ) {
    const n = below(longest + 1);
    pieces.push(bytes.subarray(i, i + n));
    i += n;
  }
  return pieces;
}
