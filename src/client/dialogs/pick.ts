import { textWidth, truncate } from '../../base/graphemes.ts';
import type { Size } from '../../protocol/messages.ts';
import type { Answer, Dialog } from './dialog.ts';
import { type Filtered, filterRows } from './filter.ts';
import { editedFilter, filterLine, pastedFilter } from './filter-line.ts';
import { actionOf, typed } from './keys.ts';
import { inView, type ListPosition, moved, scrolled } from './scroll.ts';
import { fit, plain, wrapInto } from './text.ts';
import { layered, type Style, theme } from './theme.ts';
import type { Key, PickOptions, PickRow } from './types.ts';
import { frameFor, type KeyHint, type Line, markedSpans, type Span, type View } from './view.ts';

/** Narrower lists look lost, and leave no room to type a filter. */
const LEAST_WIDTH = 30;
/** Columns before a label: the mark of the selected row. */
const MARK = 2;
/** Columns of a row's number. */
const DIGIT = 2;
/** The keys at the right end take at most this many columns. */
const MOST_KEY = 16;
/** In less room for a label than this its key goes. */
const LEAST_LABEL = 12;
/** Columns between a label and its detail. */
const GAP = 2;
/** A detail in less room than this says nothing. */
const LEAST_DETAIL = 6;
/** Why a row cannot be chosen may take this many lines: an install command has to be readable. */
const HINT_LINES = 3;

/** A list to choose from. The answer is the id of a row. */
export class PickDialog implements Dialog<string | null> {
  readonly cancelled = null;
  private readonly title: string;
  private readonly rows: readonly PickRow[];
  private readonly filtered: boolean;
  private readonly empty: string | undefined;
  private readonly labelWidth: number;
  private readonly detailWidth: number;
  private readonly keyWidth: number;
  private readonly digits: boolean;
  private filter = '';
  private shown: Filtered<PickRow>[];
  private position: ListPosition = { selected: 0, first: 0 };
  private visible = 1;
  /** Why the row that was to be chosen cannot be; gone with the next input. */
  private hint = '';

  constructor(options: PickOptions) {
    this.title = options.title;
    this.rows = options.rows.map((row) => ({
      ...row,
      label: plain(row.label),
      detail: plain(row.detail ?? ''),
      key: plain(row.key ?? ''),
    }));
    this.filtered = options.filter !== false;
    this.empty = options.empty;
    this.labelWidth = this.rows.reduce((most, row) => Math.max(most, textWidth(row.label)), 0);
    this.detailWidth = this.rows.reduce((most, row) => Math.max(most, textWidth(row.detail ?? '')), 0);
    this.keyWidth = Math.min(
      MOST_KEY,
      this.rows.reduce((most, row) => Math.max(most, textWidth(row.key ?? '')), 0),
    );
    this.digits = options.digits === true;
    this.shown = this.matching();
    this.position.selected = Math.max(
      0,
      this.shown.findIndex(({ row }) => row.id === options.selected),
    );
  }

  key(ch: string | undefined, key: Key): Answer<string | null> {
    this.hint = '';
    const action = actionOf(key);
    switch (action) {
      case 'accept':
        return this.choose(this.position.selected);
      case 'cancel':
        return { result: null };
      case 'up':
      case 'previous':
        return this.move(-1, true);
      case 'down':
      case 'next':
        return this.move(1, true);
      case 'page-up':
        return this.move(-this.visible, false);
      case 'page-down':
        return this.move(this.visible, false);
      case 'first':
        return this.move(-this.shown.length, false);
      case 'last':
        return this.move(this.shown.length, false);
      case null: {
        const text = typed(ch, key);
        if (this.digits && this.filter === '' && /^[1-9]$/.test(text) && this.shown[Number(text) - 1]) return this.choose(Number(text) - 1);
        return this.narrow(this.filter + text);
      }
      default:
        return this.narrow(editedFilter(this.filter, action) ?? this.filter);
    }
  }

  paste(text: string): Answer<string | null> {
    this.hint = '';
    return this.narrow(this.filter + pastedFilter(text));
  }

  press(hit: string): Answer<string | null> {
    this.hint = '';
    const i = Number(hit);
    if (i < this.shown.length) this.position.selected = i;
    return undefined;
  }

  click(hit: string): Answer<string | null> {
    return this.choose(Number(hit));
  }

  wheel(by: number): Answer<string | null> {
    this.hint = '';
    this.position = scrolled(this.position, by, this.shown.length, this.visible);
    return undefined;
  }

  view(screen: Size): View {
    const { labelWidth, detailWidth } = this;
    const lead = MARK + (this.digits ? DIGIT : 0);
    const keys = this.keyWidth > 0 ? GAP + this.keyWidth : 0;
    const wanted = lead + labelWidth + (detailWidth > 0 ? GAP + detailWidth : 0) + keys;
    const empty = this.empty ?? (this.rows.length === 0 ? 'Nothing to choose from' : 'No match');
    const hasHints = this.rows.some((row) => row.dimmed);
    const body = Math.max(1, this.rows.length) + (this.filtered ? 1 : 0) + (hasHints ? 1 : 0);
    const frame = frameFor(screen, Math.max(LEAST_WIDTH, wanted, textWidth(this.title) + 2, textWidth(empty)), body);
    const { width, height } = frame;

    const hint = this.hint === '' ? [] : wrapInto(this.hint, width, Math.max(1, Math.min(HINT_LINES, height - 2)));
    // in the smallest frames there is no room for both: the list itself comes first
    const withFilter = this.filtered && height - hint.length >= 2;
    this.visible = Math.max(1, height - hint.length - (withFilter ? 1 : 0));
    this.position = inView(this.position, this.shown.length, this.visible);
    const { first } = this.position;

    const count = `${this.shown.length}/${this.rows.length}`;
    const lines: Line[] = [];
    let cursor: View['cursor'] = null;
    if (withFilter) {
      const filter = filterLine(this.filter, frame.bordered ? '' : count, width);
      lines.push(filter.line);
      cursor = { x: filter.cursor, y: 0 };
    }
    const keyed = width - lead - keys >= LEAST_LABEL ? keys : 0;
    const columns = Math.max(0, Math.min(labelWidth, width - lead - keyed));
    for (let i = first; i < Math.min(first + this.visible, this.shown.length); i++) lines.push(this.rowLine(i, columns, width, keyed > 0));
    if (this.shown.length === 0) {
      lines.push({ spans: [{ text: empty, style: theme.dimmed }] });
    }
    while (lines.length < height - hint.length) lines.push({ spans: [] });
    for (const text of hint) lines.push({ spans: [{ text, style: theme.emphasis }] });
    return {
      title: this.title,
      footer: this.filtered ? count : '',
      keys: this.keys,
      frame,
      lines: lines.slice(0, height),
      cursor,
      scroll: { first, visible: this.visible, total: this.shown.length },
    };
  }

  private get keys(): KeyHint[] {
    return [
      { key: 'Enter', hint: 'choose' },
      { key: 'Esc', hint: 'back' },
      { key: '↑ ↓', hint: 'move' },
      ...(this.digits ? [{ key: `1..${Math.min(9, this.rows.length)}`, hint: 'choose' }] : []),
      ...(this.filtered ? [{ key: 'letters', hint: 'narrow' }] : []),
    ];
  }

  private matching(): Filtered<PickRow>[] {
    return filterRows(
      this.rows,
      this.filter,
      (row) => row.label,
      (row) => row.detail ?? '',
    );
  }

  private narrow(filter: string): undefined {
    if (!this.filtered || filter === this.filter) return;
    this.filter = filter;
    this.shown = this.matching();
    const choosable = this.shown.findIndex(({ row }) => !row.dimmed);
    this.position = { selected: filter === '' ? 0 : Math.max(0, choosable), first: 0 };
  }

  private move(by: number, around: boolean): undefined {
    this.position = moved(this.position, by, this.shown.length, around);
  }

  private choose(index: number): Answer<string | null> {
    const row = this.shown[index]?.row;
    if (!row) return undefined;
    this.position.selected = index;
    if (!row.dimmed) return { result: row.id };
    this.hint = row.detail ? `${row.label}: ${row.detail}` : `${row.label} cannot be chosen`;
    return undefined;
  }

  /** `columns` for the label, where something stands behind it; else as much as its own key leaves of `width`. */
  private rowLine(index: number, columns: number, width: number, keyed: boolean): Line {
    const { row, marks } = this.shown[index]!;
    const selected = index === this.position.selected;
    const base: Style = selected ? (row.dimmed ? theme.dimmedSelection : theme.selection) : row.dimmed ? theme.dimmed : theme.text;
    const aside = selected ? layered(base, { bold: false }) : theme.dimmed;
    const key = keyed ? truncate(row.key ?? '', this.keyWidth) : '';
    const spans: Span[] = [{ text: selected ? '> ' : '  ', style: base }];
    if (this.digits) spans.push({ text: this.filter === '' && index < 9 ? `${index + 1} ` : '  ', style: aside });
    const room = Math.max(0, width - MARK - (this.digits ? DIGIT : 0) - (key === '' ? 0 : GAP + textWidth(key)));
    const detailed = row.detail && room - columns - GAP >= LEAST_DETAIL;
    spans.push(...markedSpans(fit(row.label, detailed ? columns : room), marks, base));
    if (row.detail && detailed)
      spans.push({ text: ' '.repeat(GAP), style: base }, { text: fit(row.detail, room - columns - GAP), style: aside });
    if (key !== '') {
      spans.push(
        { text: ' '.repeat(GAP), style: base },
        { text: key, style: selected ? base : layered(theme.key, row.dimmed ? theme.dimmed : {}) },
      );
    }
    return { spans, hit: String(index) };
  }
}
