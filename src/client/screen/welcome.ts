import { graphemes, textWidth } from '../../base/graphemes.ts';
import { emptyRow, type Row } from '../../protocol/cells.ts';
import { paintText } from './paint.ts';
import type { Hint } from './status.ts';
import type { Style } from './style.ts';
import type { Theme } from './theme.ts';

export interface Welcome {
  version: string;
  /** It only looks on. */
  readOnly?: boolean;
  /** The key that opens an agent tab; null: none does. */
  open: string | null;
  /** Besides that one, the most important first. */
  keys: readonly Hint[];
  /** Lines for whoever is new here; shown whole or not at all. */
  lesson: readonly string[];
}

interface Line {
  spans: { text: string; style: Style }[];
  /** Lines of a higher number go first where there is no room. */
  rank: number;
}

const WHAT = 'A terminal multiplexer for coding agents';
const LOOKING_ON = 'No tab is open, and this client only looks on';

/** `text` in lines of at most `cols` cells, broken at blanks where possible. */
export function wrapWords(text: string, cols: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (textWidth(joined) <= cols) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const { text: cluster, width } of graphemes(word)) {
      if (line !== '' && textWidth(line) + width > cols) {
        lines.push(line);
        line = '';
      }
      line += cluster;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

function keyLine(keys: readonly Hint[], cols: number, theme: Theme): Line | null {
  const spans: Line['spans'] = [];
  let width = 0;
  for (const { key, hint } of keys) {
    const gap = width > 0 ? 3 : 0;
    if (width + gap + textWidth(`${key} ${hint}`) > cols) break;
    if (gap > 0) spans.push({ text: ' '.repeat(gap), style: theme.text });
    spans.push({ text: key, style: theme.title }, { text: ` ${hint}`, style: theme.faint });
    width += gap + textWidth(`${key} ${hint}`);
  }
  return spans.length > 0 ? { spans, rank: 3 } : null;
}

/** The screen without a tab, in the middle of `cols` × `rows` cells. On few rows only what to press is left. */
export function paintWelcome(cols: number, rows: number, { version, readOnly, open, keys, lesson }: Welcome, theme: Theme): Row[] {
  const lines: Line[] = [];
  const say = (text: string, style: Style, rank: number) => {
    for (const line of wrapWords(text, cols)) lines.push({ spans: [{ text: line, style }], rank });
  };
  const gap = (rank: number) => lines.push({ spans: [], rank });
  say(`jackin-mux ${version}`, theme.title, 1);
  say(WHAT, theme.faint, 4);
  gap(2);
  const press = open === null ? 'jackin-mux new opens an agent tab' : `Press ${open} to open an agent tab`;
  say(readOnly ? LOOKING_ON : press, theme.title, 0);
  const last = keyLine(keys, cols, theme);
  if (last) {
    gap(5);
    lines.push(last);
  }
  const told = lesson.flatMap((line) => wrapWords(line, cols)).map((text) => ({ spans: [{ text, style: theme.text }], rank: 6 }));
  if (told.length > 0 && lines.length + 1 + told.length <= rows) lines.push({ spans: [], rank: 6 }, ...told);
  while (lines.length > rows) {
    const worst = Math.max(...lines.map((line) => line.rank));
    if (worst === 0) lines.pop();
    else
      lines.splice(
        lines.findLastIndex((line) => line.rank === worst),
        1,
      );
  }
  const out = Array.from({ length: rows }, () => emptyRow(cols));
  let y = Math.floor((rows - lines.length) / 2);
  for (const { spans } of lines) {
    let x = Math.floor((cols - spans.reduce((sum, span) => sum + textWidth(span.text), 0)) / 2);
    for (const { text, style } of spans) x += paintText(out[y]!, x, text, style);
    y++;
  }
  return out;
}
