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
  /** What its program does, where anything has told that. */
  activity?: StripActivity | null;
}

export type StripActivity = 'working' | 'waiting' | 'done' | 'idle' | 'dead';

/** What a click on the strip means. */
export type StripTarget =
  | { kind: 'tab'; id: string }
  /** The close mark of a tab. */
  | { kind: 'close'; id: string }
  | { kind: 'new' }
  /** The counts of hidden tabs. */
  | { kind: 'left' }
  | { kind: 'right' };

export function sameTarget(a: StripTarget | null, b: StripTarget | null): boolean {
  return a === b || (a?.kind === b?.kind && (a && 'id' in a ? a.id : '') === (b && 'id' in b ? b.id : ''));
}

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
  /** Tabs can be closed by the mouse: the active one and the one under it show a mark for that. */
  closable?: boolean;
  /** Where the mouse is. */
  hover?: StripTarget | null;
  /** The locale has no more than ASCII. */
  ascii?: boolean;
}

/** A label is not cut to less than that for the sake of other tabs, in cells: every label that the program gives is shorter. */
const LEAST_LABEL = 22;
/** Room for a tab of one letter between its blanks. */
const LEAST_CHIP = 4;
const NEW = ' + ';
/** Unlike the mark of a tab whose program has ended. */
const CLOSE = '✕';
/** In a tab with less room than this a click that was meant for the tab would close it. */
const LEAST_CLOSABLE = 8;

/** One cell for each state, so that nothing moves when one follows the other. */
const GLYPHS: Record<'text' | 'ascii', Record<StripActivity, string>> = {
  text: { working: '●', waiting: '?', done: '✓', idle: '·', dead: '×' },
  ascii: { working: '*', waiting: '?', done: '=', idle: '.', dead: '#' },
};

/** Said behind a label without colours too. */
function mark(tab: StripTab, active: boolean, ascii = false): string {
  const glyphs = GLYPHS[ascii ? 'ascii' : 'text'];
  const { activity } = tab;
  if (tab.state === 'exited') return ` ${glyphs.dead}`;
  if (activity === 'waiting' || activity === 'done') return ` ${glyphs[activity]}`;
  if (tab.attention && !active) return ' !';
  if (tab.keyChanged) return ' ~';
  return activity ? ` ${glyphs[activity]}` : '';
}

function styleOf(tab: StripTab, theme: Theme): Style {
  if (tab.state === 'exited') return theme.exited;
  if (tab.activity === 'waiting') return theme.attention;
  if (tab.activity === 'done') return theme.done;
  if (tab.attention) return theme.attention;
  return tab.activity === 'working' ? theme.working : theme.tab;
}

function leftText(hidden: number): string {
  return hidden > 0 ? `‹${hidden} ` : '';
}

function rightText(hidden: number): string {
  return hidden > 0 ? ` ${hidden}›` : '';
}

/**
 * To how many cells labels are cut, so that all fit into `room` where that can be; longer ones give way first.
 * `fixed`: cells of the strip besides the labels; `spare`: some more that would be good to have, where labels are cut anyway.
 */
function labelLimit(labels: readonly string[], fixed: number, spare: number, room: number): number {
  const widths = labels.map(textWidth);
  const widthAt = (limit: number) => widths.reduce((sum, width) => sum + Math.min(width, limit), fixed);
  let [least, most] = [LEAST_LABEL, Math.max(LEAST_LABEL, ...widths)];
  if (widthAt(most) <= room) return most;
  // the most that fits
  while (least < most - 1) {
    const middle = (least + most) >> 1;
    if (widthAt(middle) + spare <= room) least = middle;
    else most = middle;
  }
  return least;
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
  // while it has the keys it has a background of its own, on which the colours of tabs need not be readable
  const on = (style: Style): Style => (mode === 'command' && base.bg !== undefined ? { ...style, ...base } : style);
  fill(row, 0, cols, base);
  const hits: StripHit[] = [];
  const put = (x: number, text: string, style: Style, target: StripTarget | null, most = cols - x): number => {
    const used = paintText(row, x, text, style, most);
    if (target && used > 0) hits.push({ from: x, to: x + used, target });
    return x + used;
  };

  const active = tabs.findIndex((tab) => tab.id === options.active);
  const hover = options.hover ?? null;
  const hovered = (tab: StripTab) => hover !== null && 'id' in hover && hover.id === tab.id;
  const command = (i: number) => mode === 'command' && i === active;
  const states = tabs.map((tab, i) => mark(tab, i === active, options.ascii));
  // number, its blank, a blank at either side
  const fixed = tabs.reduce((sum, tab, i) => sum + String(tab.index).length + 3 + states[i]!.length, NEW.length);
  const limit = labelLimit(
    tabs.map((tab) => tab.label),
    fixed,
    options.closable ? tabs.length : 0,
    cols,
  );
  const bodies = tabs.map((tab, i) => ({
    open: command(i) ? '[' : ' ',
    body: `${tab.index} ${truncate(tab.label, limit)}`,
    state: states[i]!,
  }));
  /** As wide with a close mark as without one, so that nothing moves under the mouse. */
  const layout = (spare: string) =>
    bodies.map(({ open, body, state }, i) => {
      const end = command(i) ? ']' : spare === '' ? '' : ' ';
      const closing = options.closable === true && (hovered(tabs[i]!) || (i === active && !command(i)));
      const last = spare === '' && !command(i) ? ' ' : spare;
      return { open, body, close: `${state}${end}${closing && last !== '' ? CLOSE : last}`, closing: closing && last !== '' };
    });
  const widthsOf = (texts: ReturnType<typeof layout>) => texts.map((t) => textWidth(t.open + t.body + t.close));
  if (tabs.length === 0) {
    const style = hover?.kind === 'new' ? theme.tabHover : on(theme.tab);
    put(0, NEW, style, { kind: 'new' });
    return { row, hits, first: 0 };
  }

  // with a column more for each tab where all of them have that
  const roomy = options.closable === true ? layout(' ') : null;
  const fits = roomy !== null && widthsOf(roomy).reduce((sum, width) => sum + width, NEW.length) <= cols;
  const texts = fits ? roomy : layout('');
  const widths = widthsOf(texts);
  const { first, end } = chooseWindow(widths, active, options.first ?? 0, cols - NEW.length);
  const right = rightText(tabs.length - end);
  const { plus, counts } = extras(widths, first, end, cols);
  const room = cols - (plus ? NEW.length : 0);
  const lit = (kind: 'left' | 'right' | 'new', style: Style) => (hover?.kind === kind ? theme.tabHover : style);
  // a count is in the colour of what needs the operator most behind it
  const behind = (hidden: readonly StripTab[]): Style => {
    const needy = hidden.find((tab) => tab.activity === 'waiting') ?? hidden.find((tab) => tab.activity === 'done' || tab.attention);
    return needy && needy.state !== 'exited' ? on(styleOf(needy, theme)) : base;
  };
  let x = 0;
  if (counts && first > 0) x = put(x, leftText(first), lit('left', behind(tabs.slice(0, first))), { kind: 'left' });
  for (let i = first; i < end; i++) {
    const tab = tabs[i]!;
    const { open, body, close } = texts[i]!;
    const most = Math.max(0, room - x - (counts ? right.length : 0));
    const closing = texts[i]!.closing && Math.min(most, widths[i]!) >= LEAST_CLOSABLE;
    const tail = texts[i]!.closing && !closing ? `${close.slice(0, -1)} ` : close;
    let style = on(styleOf(tab, theme));
    if (i === active) style = theme.activeTab;
    else if (hovered(tab)) style = theme.tabHover;
    let text = open + body + tail;
    // the blank behind it goes before any of the label does
    if (widths[i] === most + 1 && !closing) text = text.slice(0, -1);
    else if (widths[i]! > most) text = open + truncate(body, most - textWidth(open + tail)) + tail;
    if (!closing) {
      x = put(x, text, style, { kind: 'tab', id: tab.id }, most);
      continue;
    }
    x = put(x, text.slice(0, -1), style, { kind: 'tab', id: tab.id }, most - 1);
    x = put(x, CLOSE, hover?.kind === 'close' && hovered(tab) ? theme.closeHover : style, { kind: 'close', id: tab.id });
  }
  if (counts && right !== '') x = put(x, right, lit('right', behind(tabs.slice(end))), { kind: 'right' });
  if (plus) put(x, NEW, lit('new', on(theme.tab)), { kind: 'new' });
  return { row, hits, first };
}

/** What a click at that column means, or null. */
export function stripHit(hits: readonly StripHit[], x: number): StripTarget | null {
  return hits.find((hit) => x >= hit.from && x < hit.to)?.target ?? null;
}
