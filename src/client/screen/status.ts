import { textWidth, truncate } from '../../base/graphemes.ts';
import { STATUS_ITEMS, type StatusItem } from '../../config/types.ts';
import { emptyRow, type Row } from '../../protocol/cells.ts';
import type { Place } from '../../protocol/messages.ts';
import { type EditedLine, windowOf } from '../dialogs/editor.ts';
import { fill, paintText } from './paint.ts';
import type { Style } from './style.ts';
import type { Theme } from './theme.ts';

export interface Hint {
  /** As it is typed: `N`, `Esc`. */
  key: string;
  hint: string;
}

/** What the status line says. */
export type Status =
  /** The keys that count now, the most important first; `last` ones are kept where others have to go. */
  | { kind: 'hints'; hints: readonly Hint[]; last?: readonly Hint[] }
  /** A line that is typed in, behind `prompt`; `hint` at the right end where there is room. */
  | { kind: 'input'; prompt: string; line: EditedLine; hint: string }
  | { kind: 'message'; level: 'info' | 'error'; text: string }
  /** A tab whose program has ended, with what can be done about it. */
  | { kind: 'ended'; text: string; hints: readonly Hint[] }
  /** A program asks for something, and the keys that answer. */
  | { kind: 'question'; text: string; hints: readonly Hint[] }
  | {
      kind: 'idle';
      /** Where the operator is: workspace, role, branch. */
      left: string;
      /** Something to know, which gives way to a warning, or ''. */
      note?: string;
      /** The time, or ''. */
      clock?: string;
      /** How many other tabs need the operator: `2 waiting · 1 done`, or ''. */
      calls?: string;
      /** Something that stands until it is mended, or ''. */
      warning: string;
      /** The key that opens everything else: `C-\ commands`. */
      right: Hint;
    };

/** How a tab ended, as a clause: `exited with code 1`. `reason` is what its exit code does not tell, or ''. */
export function endOf(tab: { exitCode: number | null; signal: string | null; reason?: string }): string {
  const why = tab.reason ? `: ${tab.reason}` : '';
  if (tab.signal) return `ended by ${tab.signal}${why}`;
  if (tab.exitCode === null) return `ended${why}`;
  return `exited with code ${tab.exitCode}${why}`;
}

/** How many of TABS, the one in view aside, wait for the operator and have done their work, or ''. */
export function callsOf(tabs: readonly { id: string; agentState: string }[], view: string | null): string {
  const count = (state: string) => tabs.filter((tab) => tab.id !== view && tab.agentState === state).length;
  return (['waiting', 'done'] as const)
    .map((state) => [count(state), state] as const)
    .filter(([n]) => n > 0)
    .map(([n, state]) => `${n} ${state}`)
    .join(' · ');
}

/** The operator's place as the status line shows it, of it only ITEMS in their order: `web · reviewer (main)`. */
export function placeOf(place: Place, items: readonly StatusItem[] = STATUS_ITEMS): string {
  let out = '';
  for (const item of items) {
    const text = place[item];
    if (text) out += item === 'branch' ? `${out === '' ? '' : ' '}(${text})` : `${out === '' ? '' : ' · '}${text}`;
  }
  return out;
}

const GAP = 2;

function hintWidth({ key, hint }: Hint): number {
  return textWidth(key) + 1 + textWidth(hint);
}

/** As many whole hints as fit between `x` and `end`; gives the column behind the last. */
function paintHints(row: Row, x: number, end: number, hints: readonly Hint[], theme: Theme): number {
  let at = x;
  for (const hint of hints) {
    const gap = at > x ? GAP : 0;
    if (at + gap + hintWidth(hint) > end) break;
    at += gap;
    at += paintText(row, at, hint.key, theme.key);
    at += paintText(row, at, ` ${hint.hint}`, theme.status);
  }
  return at;
}

function paintClipped(row: Row, x: number, end: number, text: string, style: Style): number {
  return x + paintText(row, x, truncate(text, Math.max(0, end - x)), style);
}

const marginOf = (cols: number): number => (cols >= 30 ? 1 : 0);

function inputWindow(cols: number, { prompt, line }: Extract<Status, { kind: 'input' }>) {
  const width = Math.max(1, cols - 2 * marginOf(cols) - textWidth(prompt));
  return windowOf(line, Math.max(0, line.cursor - width + 1), width);
}

/** The column of the cursor in a line that is typed in. */
export function inputCursor(cols: number, status: Status): number {
  if (status.kind !== 'input') return 0;
  return Math.min(cols - 1, marginOf(cols) + textWidth(status.prompt) + inputWindow(cols, status).cursor);
}

/** The status line. What does not fit is left out: hints whole, the last ones first; sentences end in `…`. */
export function paintStatus(cols: number, status: Status, theme: Theme): Row {
  const row = emptyRow(cols);
  fill(row, 0, cols, theme.status);
  // a blank at either side, where there is room for such niceties
  const margin = marginOf(cols);
  const end = cols - margin;
  switch (status.kind) {
    case 'message': {
      const style = status.level === 'error' ? theme.error : theme.info;
      if (status.level === 'error') fill(row, 0, cols, style);
      paintClipped(row, margin, end, status.text, style);
      return row;
    }
    case 'input': {
      const shown = inputWindow(cols, status);
      const x = margin + paintText(row, margin, status.prompt, theme.key);
      const used = x + paintText(row, x, shown.text, theme.info);
      const hint = textWidth(status.hint);
      if (used + GAP + hint <= end) paintText(row, end - hint, status.hint, theme.statusDim);
      return row;
    }
    case 'hints': {
      const last = status.last ?? [];
      const kept = last.reduce((sum, hint) => sum + hintWidth(hint) + GAP, 0);
      const x = paintHints(row, margin, end - kept, status.hints, theme);
      paintHints(row, x > margin ? x + GAP : x, end, last, theme);
      return row;
    }
    case 'question':
    case 'ended': {
      // the sentence is worth more than the hints, but a whole hint more than the end of a long sentence
      const needed = cols < 40 ? 0 : status.kind === 'question' && cols >= 60 ? status.hints.length : 1;
      const kept = status.hints.slice(0, needed).reduce((sum, hint) => sum + hintWidth(hint) + GAP, 0);
      const x = paintClipped(row, margin, Math.max(end - kept, margin), status.text, theme.warning);
      paintHints(row, x + GAP, end, status.hints, theme);
      return row;
    }
    case 'idle': {
      const width = hintWidth(status.right);
      const fits = margin + width <= end;
      let right = fits ? end - width : end;
      if (fits) paintHints(row, right, end, [status.right], theme);
      // the time gives way to everything else
      const clock = status.clock ?? '';
      const aside = status.warning || status.note || '';
      const said = [status.calls ?? '', status.left, aside, clock].filter((text) => text !== '');
      if (clock !== '' && fits && said.reduce((sum, text) => sum + textWidth(text) + GAP, margin) <= right) {
        right -= GAP + textWidth(clock);
        paintText(row, right, clock, theme.statusDim);
      }
      const limit = fits ? right - GAP : right;
      let x = paintClipped(row, margin, limit, status.calls ?? '', theme.attention);
      x = paintClipped(row, x === margin ? x : x + GAP, limit, status.left, theme.statusDim);
      if (aside !== '') paintClipped(row, x === margin ? x : x + GAP, limit, aside, status.warning !== '' ? theme.warning : theme.status);
      return row;
    }
  }
}
