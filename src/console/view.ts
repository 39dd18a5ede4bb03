import { textWidth } from '../base/graphemes.ts';
import { fromHome } from '../base/home.ts';
import type { ListPosition } from '../client/dialogs/scroll.ts';
import { fit, plain } from '../client/dialogs/text.ts';
import { layered, type Style, theme } from '../client/dialogs/theme.ts';
import { type Line, type Span, unborderedFrame, type View } from '../client/dialogs/view.ts';
import type { Size } from '../protocol/messages.ts';
import { KEYS, type Rows, type Shown, TABS } from './parts.ts';

/*
 * The look of the Auth screen: tabs, the scope, column heads, rows, what the selected row or the last action has to say,
 * and the keys. On a low screen heads and scope give way to rows.
 */

interface Column {
  head: string;
  /** Least columns of text; the last column takes what is left. */
  width: number;
  /** Screens narrower than this do without it. */
  from: number;
}

const TITLES = { auth: 'Auth', agents: 'Agents', environment: 'Environment' } as const;
const NAME = 'jackin-mux console';
/** Columns before a row: the mark of the selected one, and that of an unsaved one. */
const MARKS = 3;
const GAP = 1;

const COLUMNS: Record<Rows['tab'], readonly Column[]> = {
  auth: [
    { head: 'Key', width: 9, from: 0 },
    { head: 'Variable', width: 23, from: 78 },
    { head: 'Mode', width: 9, from: 0 },
    { head: 'Scope', width: 16, from: 0 },
    { head: 'Value', width: 12, from: 54 },
  ],
  agents: [
    { head: 'Agent', width: 10, from: 0 },
    { head: 'Version', width: 10, from: 54 },
    { head: 'Program', width: 20, from: 0 },
    { head: 'Command', width: 20, from: 66 },
    { head: 'Unattended', width: 12, from: 78 },
  ],
  environment: [
    { head: 'Name', width: 24, from: 0 },
    { head: 'Set as', width: 17, from: 44 },
    { head: 'Scope', width: 16, from: 0 },
    { head: 'Goes to', width: 17, from: 78 },
  ],
};

/** A screen's layout: how many rows are seen, and the picture for a position in the list. */
export interface Layout {
  visible: number;
  paint(position: ListPosition): View;
}

export function layoutOf(model: Shown, screen: Size): Layout {
  const frame = unborderedFrame(screen, screen.rows);
  const { width, height } = frame;
  const rows = model.rows;
  const withScope = height >= 7;
  const withHeads = height >= 9;
  const withBlank = height >= 14;
  const top = 1 + (withScope ? 1 : 0) + (withBlank ? 1 : 0) + (withHeads ? 1 : 0);
  const details = height >= 16 ? 2 : 1;
  const bottom = height >= 4 ? details + 1 : height >= 2 ? 1 : 0;
  const visible = Math.max(1, height - top - bottom);
  return {
    visible,
    paint(position) {
      const lines: Line[] = [tabLine(model, width)];
      if (withScope) lines.push(scopeLine(model, width));
      if (withBlank) lines.push({ spans: [] });
      const columns = columnsFor(rows, width);
      if (withHeads)
        lines.push({
          spans: cells(
            columns,
            columns.map((c) => c.head),
            theme.hint,
            '   ',
          ),
        });
      for (let i = position.first; i < Math.min(position.first + visible, rows.rows.length); i++) {
        lines.push(rowLine(model, rows, i, columns, width));
      }
      if (rows.rows.length === 0) lines.push({ spans: [{ text: '   nothing is set in this scope', style: theme.hint }] });
      while (lines.length < height - bottom) lines.push({ spans: [] });
      lines.push(...footer(model, width, details).slice(-bottom));
      return { title: '', footer: '', frame, lines: lines.slice(0, height), cursor: null, scroll: null };
    },
  };
}

function tabLine(model: Shown, width: number): Line {
  const spans: Span[] = [];
  let room = width;
  const put = (text: string, style: Style, hit?: string) => {
    const shown = fit(text, Math.min(textWidth(text), room));
    room -= textWidth(shown);
    if (shown !== '') spans.push({ text: shown, style, hit });
  };
  const wide = width >= 60;
  if (wide) put(` ${NAME}  `, theme.title);
  for (const [i, tab] of TABS.entries()) {
    put(` ${i + 1} ${TITLES[tab]} `, tab === model.tab ? theme.selection : theme.text, `tab ${tab}`);
    put(' ', theme.text);
  }
  const unsaved = model.changes.length;
  if (unsaved > 0) {
    const text = wide ? `${unsaved} not saved ` : `*${unsaved} `;
    const gap = room - textWidth(text);
    if (gap >= 0) {
      put(' '.repeat(gap), theme.text);
      put(text, theme.emphasis, 'save');
    }
  }
  return { spans };
}

function scopeLine(model: Shown, width: number): Line {
  const { workspace, role } = model.scope;
  const parts: Span[] = [
    { text: ' Workspace: ', style: theme.hint, hit: 'workspace' },
    { text: plain(workspace ?? 'none'), style: workspace === null ? theme.hint : theme.emphasis, hit: 'workspace' },
    { text: '  Role: ', style: theme.hint, hit: 'role' },
    { text: plain(role ?? 'none'), style: role === null ? theme.hint : theme.emphasis, hit: 'role' },
  ];
  const used = parts.reduce((sum, { text }) => sum + textWidth(text), 0);
  const file = plain(fromHome(model.known.file));
  if (width - used >= textWidth(file) + 3) parts.push({ text: `   ${file}`, style: theme.hint });
  return { spans: parts };
}

function columnsFor(rows: Rows, width: number): Column[] {
  const columns = COLUMNS[rows.tab].filter((c) => width >= c.from).map((c) => ({ ...c }));
  // the rest is shared out from the right: references, paths and commands are what is long
  const used = columns.reduce((sum, c) => sum + c.width + GAP, MARKS - GAP);
  let spare = width - used;
  if (rows.tab === 'auth') {
    const scope = columns.find((c) => c.head === 'Scope');
    const more = Math.max(0, Math.min(spare, 'workspace, inherited'.length - (scope?.width ?? 0)));
    if (scope) scope.width += more;
    spare -= more;
  }
  const last = columns.at(-1)!;
  const [program, command] = ['Program', 'Command'].map((head) => columns.find((c) => c.head === head));
  if (program && command && spare > 0) {
    const half = Math.floor(spare / 2);
    program.width += half;
    command.width += spare - half;
  } else last.width = Math.max(1, last.width + spare);
  return columns;
}

function cells(columns: readonly Column[], texts: readonly string[], style: Style, marks: string): Span[] {
  return [
    { text: marks, style },
    ...columns.map((column, i) => ({ text: fit(plain(texts[i] ?? ''), column.width) + (i < columns.length - 1 ? ' ' : ''), style })),
  ];
}

function rowLine(model: Shown, rows: Rows, index: number, columns: readonly Column[], width: number): Line {
  const selected = index === model.selected;
  const by: Record<string, string> = {};
  let changed = false;
  let faint = false;
  switch (rows.tab) {
    case 'auth': {
      const row = rows.rows[index]!;
      Object.assign(by, { Key: row.label, Variable: row.name, Mode: row.mode, Scope: row.from, Value: row.shown });
      changed = row.changed;
      faint = row.mode === 'Ignore';
      // without the column for it, rows of one label are told apart by what they are for
      if (!columns.some((c) => c.head === 'Variable') && rows.rows.filter((r) => r.label === row.label).length > 1) by.Key = row.name;
      break;
    }
    case 'agents': {
      const row = rows.rows[index]!;
      const narrow = !columns.some((c) => c.head === 'Unattended');
      Object.assign(by, {
        Agent: row.label,
        Version: row.version,
        Program: row.place ?? 'not installed',
        Command: row.command,
        Unattended: row.unattended.length > 0 ? 'yes' : 'no',
      });
      if (narrow && row.unattended.length > 0) by.Agent = `${row.label} !`;
      faint = row.place === null;
      break;
    }
    case 'environment': {
      const row = rows.rows[index]!;
      Object.assign(by, { Name: row.name, 'Set as': row.kind, Scope: row.from, 'Goes to': row.goesTo });
    }
  }
  const base: Style = faint ? (selected ? theme.dimmedSelection : theme.dimmed) : selected ? theme.selection : theme.text;
  const texts = columns.map((c) => by[c.head] ?? '');
  const spans = cells(columns, texts, base, `${selected ? '>' : ' '}${changed ? '*' : ' '} `);
  if (changed) spans[0] = { text: spans[0]!.text, style: layered(base, selected ? {} : theme.emphasis) };
  const used = spans.reduce((sum, { text }) => sum + textWidth(text), 0);
  if (used < width) spans.push({ text: ' '.repeat(width - used), style: base });
  return { spans, hit: `row ${index}` };
}

/** What the selected row or the last action has to say, then the keys: `details` lines and one. */
function footer(model: Shown, width: number, details: number): Line[] {
  const { message } = model;
  const said = message ? message.text : detail(model);
  const style: Style = message ? (message.level === 'error' ? theme.error : theme.emphasis) : theme.hint;
  const texts = wrapped(said, width - 2, details);
  return [...texts.map((text) => ({ spans: [{ text: ` ${text}`, style }] })), keyLine(model, width)];
}

/** `text` in exactly `lines` lines; what does not fit is cut. */
function wrapped(text: string, width: number, lines: number): string[] {
  const out: string[] = [];
  let rest = plain(text);
  while (out.length < lines) {
    if (textWidth(rest) <= width || out.length === lines - 1) {
      out.push(fit(rest, width));
      rest = '';
      continue;
    }
    const cut = fit(rest, width);
    const at = cut.lastIndexOf(' ') > width / 2 ? cut.lastIndexOf(' ') : cut.length;
    out.push(cut.slice(0, at));
    rest = rest.slice(at).trimStart();
  }
  return out;
}

function detail(model: Shown): string {
  const rows = model.rows;
  switch (rows.tab) {
    case 'auth': {
      const row = rows.rows[model.selected];
      if (!row) return '';
      const [decides, ...others] = row.where;
      const set = decides === undefined ? 'set nowhere' : `set in ${decides}${others.length > 0 ? `, over ${others.join(', ')}` : ''}`;
      return `${row.name} for ${row.users.join(', ')}: ${set}${row.changed ? '; not saved yet' : ''}`;
    }
    case 'agents': {
      const row = rows.rows[model.selected];
      if (!row) return '';
      const unattended = row.unattended.length > 0 ? `; works unattended, asking for no permission: ${row.unattended.join(' ')}` : '';
      const version = row.version === '' ? '' : ` ${row.version}`;
      return row.place === null
        ? `${row.label} is not installed: ${row.install}`
        : `${row.label}${version} at ${row.place}, started as: ${row.command}${unattended}`;
    }
    case 'environment': {
      const row = rows.rows[model.selected];
      return row?.told ?? '';
    }
  }
}

function keyLine(model: Shown, width: number): Line {
  if (model.dialogHints) return dialogKeyLine(model.dialogHints, width);
  const bound = KEYS.filter(({ effect }) => (effect !== 'save' && effect !== 'undo') || model.changes.length > 0);
  const all = [
    ...(model.tab === 'auth' ? [{ key: 'Enter', hint: 'edit', effect: `row ${model.selected}` }] : []),
    { key: 'Tab', hint: 'next tab', effect: undefined },
    ...bound,
  ];
  const cells = (hints: readonly { key: string; hint: string }[]) =>
    hints.reduce((sum, { key, hint }) => sum + key.length + hint.length + 3, 0);
  // where not all of them fit, the way out and the help come first
  const shown = cells(all) <= width ? all : [...bound].reverse();
  while (shown.length > 1 && cells(shown) > width) shown.pop();
  const spans = shown.flatMap(({ key, hint, effect: hit }): Span[] => [
    { text: ` ${key}`, style: theme.key, hit },
    { text: ` ${hint} `, style: theme.hint, hit },
  ]);
  return { spans };
}

/** As many of the dialog's keys as fit, whole. */
function dialogKeyLine(hints: NonNullable<Shown['dialogHints']>, width: number): Line {
  let used = 0;
  const shown = hints.filter(({ key, hint }) => {
    used += textWidth(key) + textWidth(hint) + 3;
    return used <= width;
  });
  return {
    spans: shown.flatMap(({ key, hint }): Span[] => [
      { text: ` ${key}`, style: theme.key },
      { text: ` ${hint} `, style: theme.hint },
    ]),
  };
}
