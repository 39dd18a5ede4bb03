import { textWidth, truncate } from '../../base/graphemes.ts';
import { emptyRow, type Row } from '../../protocol/cells.ts';
import { fill, paintText } from './paint.ts';
import type { Style } from './style.ts';
import type { Theme } from './theme.ts';

/** What the strip needs of a tab; `TabInfo` has it. */
export interface StripTab {
  /** From 1. */
  index: number;
  id: string;
  label: string;
  state: 'running' | 'exited';
  attention: boolean;
  /** It was started with a key that is another one now. */
  keyChanged?: boolean;
}

/** What a click on the strip means. */
export type StripTarget = { kind: 'tab'; id: string } | { kind: 'new' } | { kind: 'left' } | { kind: 'right' };

/** Columns `from` to `to` (exclusive). */
export interface StripHit {
  from: number;
  to: number;
  target: StripTarget;
}

export interface Strip {
  row: Row;
  hits: StripHit[];
  /** Position in the list of the first tab that is shown: pass it again, so that the strip moves only when it must. */
  first: number;
}

export interface StripOptions {
  tabs: readonly StripTab[];
  /** Id of the tab in view, or null. */
  active: string | null;
  cols: number;
  /** `command`: the strip has the keys. */
  mode: 'tab' | 'command';
  theme: Theme;
  /** `Strip.first` of the layout before. */
  first?: number;
}

/** Room for a tab of one letter between its blanks. */
const LEAST_CHIP = 4;
const NEW = ' + ';

/** Said behind a label without colours too. */
function mark(tab: StripTab, active: boolean): string {
  if (tab.state === 'exited') return ' ×';
  if (tab.attention && !active) return ' !';
  return tab.keyChanged ? ' ~' : '';
}

function leftText(hidden: number): string {
  return hidden > 0 ? `‹${hidden} ` : '';
}

function rightText(hidden: number): string {
  return hidden > 0 ? ` ${hidden}›` : '';
}

/** Which tabs are shown, and how many cells are left of `room`. */
interface Window {
  first: number;
  /** Exclusive. */
  end: number;
}

/** As many whole tabs from `first` on as fit; at least that one. */
function windowFrom(widths: readonly number[], first: number, room: number): Window {
  const count = widths.length;
  let used = leftText(first).length;
  let end = first;
  while (end < count) {
    const next = used + widths[end]!;
    if (end > first && next + rightText(count - end - 1).length > room) break;
    used = next;
    end++;
  }
  return { first, end };
}

function chooseWindow(widths: readonly number[], active: number, hint: number, room: number): Window {
  let first = Math.max(0, Math.min(hint, widths.length - 1));
  if (active >= 0 && active < first) first = active;
  let window = windowFrom(widths, first, room);
  while (active >= window.end) window = windowFrom(widths, window.first + 1, room);
  // room at the right that tabs hidden at the left could have
  while (window.first > 0 && window.end === widths.length) {
    const wider = windowFrom(widths, window.first - 1, room);
    if (wider.end < widths.length) break;
    window = wider;
  }
  return window;
}

/** What there is room for besides the tabs. Where one tab fills the strip, it is worth more than the plus and the counts. */
function extras(widths: readonly number[], first: number, end: number, cols: number): { plus: boolean; counts: boolean } {
  if (end > first + 1) return { plus: true, counts: true };
  const counts = leftText(first).length + rightText(widths.length - end).length;
  const rest = cols - widths[first]!;
  if (rest >= counts + NEW.length) return { plus: true, counts: true };
  if (rest >= counts) return { plus: false, counts: true };
  if (rest >= NEW.length) return { plus: true, counts: false };
  // it has to be cut anyway, and the counts say that there are others
  return { plus: false, counts: rest < 0 && cols - counts >= LEAST_CHIP + 4 };
}

/** The tab strip: its cells, and what each column means to the mouse. */
export function layoutStrip(options: StripOptions): Strip {
  const { tabs, cols, mode, theme } = options;
  const row = emptyRow(cols);
  const base = mode === 'command' ? theme.commandStrip : theme.strip;
  const on = (style: Style): Style => (base.bg === undefined || style.bg === undefined ? style : { ...style, bg: base.bg });
  fill(row, 0, cols, base);
  const hits: StripHit[] = [];
  const put = (x: number, text: string, style: Style, target: StripTarget | null, most = cols - x): number => {
    const used = paintText(row, x, text, style, most);
    if (target && used > 0) hits.push({ from: x, to: x + used, target });
    return x + used;
  };

  const active = tabs.findIndex((tab) => tab.id === options.active);
  const texts = tabs.map((tab, i) => {
    const [open, close] = mode === 'command' && i === active ? ['[', ']'] : [' ', ' '];
    return { open, body: `${tab.index} ${tab.label}`, close: `${mark(tab, i === active)}${close}` };
  });
  const widths = texts.map((t) => textWidth(t.open + t.body + t.close));
  if (tabs.length === 0) {
    put(0, NEW, on(theme.tab), { kind: 'new' });
    return { row, hits, first: 0 };
  }

  const { first, end } = chooseWindow(widths, active, options.first ?? 0, cols - NEW.length);
  const right = rightText(tabs.length - end);
  const { plus, counts } = extras(widths, first, end, cols);
  const room = cols - (plus ? NEW.length : 0);
  let x = 0;
  if (counts && first > 0) x = put(x, leftText(first), base, { kind: 'left' });
  for (let i = first; i < end; i++) {
    const tab = tabs[i]!;
    const { open, body, close } = texts[i]!;
    const most = Math.max(0, room - x - (counts ? right.length : 0));
    let style = on(theme.tab);
    if (i === active) style = theme.activeTab;
    else if (tab.state === 'exited') style = on(theme.exited);
    else if (tab.attention) style = on(theme.attention);
    let text = open + body + close;
    // the blank behind it goes before any of the label does
    if (widths[i] === most + 1) text = text.slice(0, -1);
    else if (widths[i]! > most) text = open + truncate(body, most - textWidth(open + close)) + close;
    x = put(x, text, style, { kind: 'tab', id: tab.id }, most);
  }
  if (counts && right !== '') x = put(x, right, base, { kind: 'right' });
  if (plus) put(x, NEW, on(theme.tab), { kind: 'new' });
  return { row, hits, first };
}

/** What a click at that column means, or null. */
export function stripHit(hits: readonly StripHit[], x: number): StripTarget | null {
  return hits.find((hit) => x >= hit.from && x < hit.to)?.target ?? null;
}
