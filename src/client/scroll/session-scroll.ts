import { sentenceOf } from '../../base/errors.ts';
import { searchPattern } from '../../base/pattern.ts';
import { emptyRow, type Row } from '../../protocol/cells.ts';
import type { Position, RowsAnswer, RowsParams, SearchAnswer, SearchParams } from '../../protocol/messages.ts';
import type { Key } from '../input/key.ts';
import type { SessionScreen } from '../screen/frame-store.ts';
import type { Surface } from '../screen/surface.ts';
import type { Theme } from '../screen/theme.ts';
import { amountOf } from './amount.ts';
import { RowCache } from './cache.ts';
import { copiedText } from './copied-text.ts';
import { visibleHits } from './hits.ts';
import type { ScrollCommand, ScrollFocus } from './keys.ts';
import { MarkedRows } from './paint.ts';
import { afterKey, type SearchLine, searchLine, textOf, withText } from './search-line.ts';
import type { Selection, Span } from './selection.ts';
import { bottomTop, entered, moved, type Room, type ScrollState, scrolled, showing, withCursor } from './state.ts';
import { composed, markedScreen } from './view.ts';
import { wordText } from './words.ts';

/** What a view may do to the client. */
export interface ScrollHost {
  /** What the session shows now, or null where no frame has told. */
  live(session: string): SessionScreen | null;
  /** Rows of the pane that it is shown in. */
  height(session: string): number;
  rows(params: RowsParams): Promise<{ answer: RowsAnswer; rows: Map<number, Row> }>;
  search(params: SearchParams): Promise<SearchAnswer>;
  /** Puts TEXT on the operator's clipboard, and keeps it for pasting. */
  copy(text: string): void;
  say(text: string, level: 'info' | 'error'): void;
  stale(): void;
  /** Keys that waited may go on: the view was left, or is no longer busy. */
  ready(): void;
}

/** Patterns searched for before, newest first, of all sessions. */
export type Patterns = string[];
const MOST_PATTERNS = 50;
/** Pages above and below the view that are fetched with it, and how near their end more is fetched. */
const AHEAD_PAGES = 3;
const LEAST_AHEAD_PAGES = 1;

const DOWNWARDS: ReadonlySet<ScrollCommand> = new Set(['down', 'half-down', 'page-down', 'line-down', 'bottom']);

/** Scroll view, search and selection of one session. What is shown is a function of its state; this keeps the state and asks the server. */
export class SessionScroll {
  state: ScrollState | null = null;
  /** The line in which a pattern is typed, or null. */
  line: SearchLine | null = null;
  /** What the mouse selected while the live screen is shown. */
  private picked: Selection | null = null;
  private readonly cache = new RowCache();
  private readonly marked = new MarkedRows();
  /** Of the numbers in cache, state and selection; and the columns of the rows. */
  private generation = 0;
  private cols = 0;
  private first = 0;
  /** Number behind the newest row that the view knows: what came later counts as new. */
  private end = 0;
  /** The top of the screen when `end` was taken: rows from there on may have changed since. */
  private frozen = 0;
  private fetching = false;
  private pattern: { source: string; regexp: RegExp; backwards: boolean } | null = null;
  /** What the server was asked for decides what the next key means: keys wait for it. */
  busy = false;
  private hit: Span | null = null;
  private count = '';
  private lineCameFromTab = false;
  private copying = false;
  /** Another copy was asked for meanwhile: of what is selected then, and whether it leads back to the live screen. */
  private copyNext: { leaving: boolean } | null = null;
  private readonly session: string;
  private readonly host: ScrollHost;
  private readonly patterns: Patterns;

  constructor(session: string, host: ScrollHost, patterns: Patterns) {
    this.session = session;
    this.host = host;
    this.patterns = patterns;
  }

  get focus(): ScrollFocus | null {
    return this.line ? 'line' : (this.state?.focus ?? null);
  }

  get selection(): Selection | null {
    return this.state ? this.state.selection : this.picked;
  }

  /** Nothing of it is to be seen: it may be forgotten. */
  get idle(): boolean {
    return this.state === null && this.picked === null && this.line === null && !this.copying;
  }

  /** Number of the row at the top of the pane. `originY`: first row of the screen that is shown while it is live. */
  topRow(originY: number): number {
    return this.state?.top ?? (this.host.live(this.session)?.place.top ?? 0) + originY;
  }

  get room(): Room {
    return {
      first: this.first,
      end: this.end,
      height: Math.max(1, this.host.height(this.session)),
      cols: this.cols,
      rowOf: (row) => this.rowOf(row),
    };
  }

  /** A row that is in view, or near it. */
  rowOf(row: number): Row | undefined {
    if (this.state) return this.cache.get(row);
    const live = this.host.live(this.session);
    return live ? (live.rows[row - live.place.top] ?? this.cache.get(row)) : undefined;
  }

  /** Lines that came since the view stands still. */
  get newLines(): number {
    const live = this.host.live(this.session);
    return live && this.state && live.place.generation === this.generation ? Math.max(0, live.place.top + live.rows.length - this.end) : 0;
  }

  enter(focus: 'keys' | 'look'): boolean {
    const live = this.host.live(this.session);
    if (!live) return false;
    if (this.state) {
      if (focus === 'keys' && this.state.focus === 'look') {
        const room = this.room;
        const bottom = Math.min(this.state.top + room.height, room.end) - 1;
        this.state = withCursor({ ...this.state, focus, selection: null }, [bottom, 0], room, false, 0);
      }
    } else {
      const kept = this.picked && live.place.generation === this.generation ? this.picked : null;
      this.freeze(live);
      this.state = entered(focus, [live.place.top + live.cursor.y, live.cursor.x], this.room, focus === 'look' ? kept : null);
      this.picked = null;
    }
    this.changed();
    return true;
  }

  /** Begins to look back, where there is anything above: a view that cannot move would only keep the next Esc from the program. */
  private glance(): boolean {
    const live = this.host.live(this.session);
    if (!live || live.place.top + live.rows.length - this.host.height(this.session) <= live.place.first) return false;
    return this.enter('look');
  }

  leave(): void {
    if (!this.state) return;
    this.state = null;
    this.line = null;
    this.pattern = null;
    this.hit = null;
    this.count = '';
    this.cache.clear();
    this.host.stale();
    this.host.ready();
  }

  /** The operator typed something for the program: what was selected with the mouse has served. */
  typed(): void {
    if (!this.picked) return;
    this.picked = null;
    this.host.stale();
  }

  select(selection: Selection | null): void {
    if (this.state) this.state = { ...this.state, selection };
    else {
      const live = this.host.live(this.session);
      if (live) {
        this.generation = live.place.generation;
        this.cols = live.cols;
      }
      this.picked = selection;
    }
    this.host.stale();
  }

  /** A frame of the session came. */
  frame(): void {
    const live = this.host.live(this.session);
    if (!live) return;
    if (!this.state) {
      if (this.picked && live.place.generation !== this.generation) this.picked = null;
      return;
    }
    this.changed();
  }

  /** Scrolls by ROWS, down where positive; enters the view where it has to. */
  wheel(rows: number): void {
    if (!this.state && (rows >= 0 || !this.glance())) return;
    this.renew(rows > 0);
    this.state = scrolled(this.state!, rows, this.room);
    this.leaveAtBottom(rows > 0);
    this.changed();
  }

  run(command: ScrollCommand): void {
    // Shift+PageUp in a tab
    if (!this.state && (command !== 'page-up' || !this.glance())) return;
    const state = this.state!;
    switch (command) {
      case 'leave':
        return this.leave();
      case 'clear':
        if (!state.selection) return this.leave();
        this.state = { ...state, selection: null };
        return this.host.stale();
      case 'copy':
        if (!state.selection) return this.leave();
        void this.copy(true);
        return;
      case 'search':
      case 'search-up':
        return this.openLine(command === 'search-up');
      case 'next':
      case 'previous':
        if (!this.pattern && this.patterns[0] !== undefined) return this.searchFor(this.patterns[0], command === 'previous');
        if (!this.pattern) return this.host.say('Nothing was searched for yet; / begins', 'info');
        void this.find(this.pattern.backwards !== (command === 'previous'));
        return;
      case 'search-word':
      case 'search-word-up': {
        const word = wordText(state.cursor, (row) => this.rowOf(row));
        if (word !== '') this.searchFor(word.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'), command === 'search-word-up');
        return;
      }
      case 'prompt-up':
      case 'prompt-down':
        void this.toPrompt(command === 'prompt-up');
        return;
      default:
        this.renew(DOWNWARDS.has(command), command === 'bottom');
        this.state = moved(this.state!, command, this.room);
        if (command === 'bottom' && state.focus === 'look') return this.leave();
        this.leaveAtBottom(DOWNWARDS.has(command));
        this.changed();
    }
  }

  /** Begins to search; from the live screen upwards, since there is nothing below it. */
  openLine(backwards: boolean): void {
    const fromTab = this.state === null;
    if (this.state?.focus !== 'keys' && !this.enter('keys')) return;
    this.lineCameFromTab = fromTab;
    this.line = searchLine(backwards);
    this.host.stale();
  }

  lineKey(key: Key): void {
    if (!this.line) return;
    const next = afterKey(this.line, key, this.patterns);
    if (next === 'cancel') {
      this.line = null;
      if (this.lineCameFromTab) this.leave();
    } else if (next === 'accept') {
      const { backwards } = this.line;
      const source = textOf(this.line) || this.patterns[0] || '';
      this.line = null;
      if (source !== '') this.searchFor(source, backwards);
      else if (this.lineCameFromTab) this.leave();
    } else this.line = next;
    this.host.stale();
  }

  linePaste(text: string): void {
    if (this.line) this.line = withText(this.line, text);
    this.host.stale();
  }

  /** What is shown of the session in a pane of HEIGHT rows; LIVE itself where nothing of it is different. */
  surface(live: SessionScreen, height: number, theme: Theme): Surface {
    const { state } = this;
    if (!state) return this.picked ? markedScreen(live, this.picked, this.marked, (row) => this.rowOf(row), theme) : live;
    const room = { ...this.room, height };
    const typed = this.line ? textOf(this.line) : '';
    const pattern = this.line ? (typed === '' ? null : searchPattern(typed)) : (this.pattern?.regexp ?? null);
    const hits = pattern ? visibleHits(pattern, state.top, Math.min(state.top + height, room.end), room.rowOf) : [];
    return composed({
      state: { ...state, top: Math.min(state.top, bottomTop(room)) },
      room,
      hits,
      hit: this.line ? null : this.hit,
      count: this.count,
      newLines: this.newLines,
      blank: emptyRow(this.cols),
      marked: this.marked,
      theme,
    });
  }

  /** Copies what is selected; `leaving`: and returns to the live screen. */
  async copy(leaving: boolean): Promise<void> {
    const { selection, host } = this;
    if (!selection) return;
    this.busy ||= leaving;
    // three clicks that come in one piece copy a word and, before that is done, its line
    if (this.copying) {
      this.copyNext = { leaving: leaving || this.copyNext?.leaving === true };
      return;
    }
    this.copying = true;
    try {
      const { generation, session } = this;
      const fetch = (from: number, count: number) => host.rows({ session, from, count, generation });
      const text = await copiedText(selection, { rowOf: (row) => this.rowOf(row), fetch, generation });
      if (text.trim() === '') {
        if (leaving) host.say('There is no text in what is selected; nothing was copied', 'info');
      } else {
        host.copy(text);
        host.say(`Copied ${amountOf(text)}`, 'info');
      }
      if (leaving) this.leave();
    } catch (e) {
      host.say(sentenceOf(e), 'error');
    } finally {
      this.copying = false;
      const next = this.copyNext;
      this.copyNext = null;
      if (!leaving && next && this.selection) await this.copy(next.leaving);
      else if (leaving || next?.leaving) this.done();
    }
  }

  /** The view takes what is on the screen now for its newest rows. */
  private freeze(live: SessionScreen): void {
    this.generation = live.place.generation;
    this.cols = live.cols;
    this.cache.clear();
    this.seed(live);
  }

  private seed({ place, rows }: SessionScreen): void {
    this.first = place.first;
    this.end = place.top + rows.length;
    this.frozen = place.top;
    this.cache.put(rows.map((row, i): [number, Row] => [place.top + i, row]));
  }

  /** Before the view goes below what it knows: what came since is no longer new. */
  private renew(downwards: boolean, always = false): void {
    const live = this.host.live(this.session);
    if (!downwards || !live || !this.state || live.place.generation !== this.generation || live.cols !== this.cols) return;
    const atEnd = this.state.top >= bottomTop(this.room) && (this.state.focus === 'look' || this.state.cursor[0] >= this.end - 1);
    if ((!atEnd && !always) || (this.newLines === 0 && !always)) return;
    this.cache.forgetFrom(this.frozen);
    this.seed(live);
  }

  private leaveAtBottom(downwards: boolean): void {
    const { state, generation } = this;
    if (!downwards || state?.focus !== 'look' || state.top < bottomTop(this.room) || this.newLines > 0) return;
    this.leave();
    // what the mouse selected stays selected on the live screen, as it does on the way up
    if (this.host.live(this.session)?.place.generation === generation) this.picked = state.selection;
  }

  /** State or room are others: what is missing of the rows around the view is fetched. */
  private changed(): void {
    const { state } = this;
    this.host.stale();
    if (!state) return;
    const live = this.host.live(this.session);
    // an answer may know more than the last frame: what has gone would be asked for again and again
    if (live && live.place.generation === this.generation) this.first = Math.max(this.first, live.place.first);
    const { height } = this.room;
    if (state.top > bottomTop(this.room)) this.state = { ...state, top: bottomTop(this.room) };
    if (this.fetching) return;
    const outdated = live !== null && (live.place.generation !== this.generation || live.cols !== this.cols);
    const around = (pages: number): [number, number] => [
      Math.max(this.first, this.state!.top - pages * height),
      Math.min(this.end, this.state!.top + (pages + 1) * height),
    ];
    const near = this.cache.missing(...around(LEAST_AHEAD_PAGES));
    if (outdated) void this.fetch(state.top, height);
    else if (near) {
      const more = this.cache.missing(...around(AHEAD_PAGES))!;
      // what is in view first
      const inView = this.cache.missing(Math.max(this.first, state.top), Math.min(this.end, state.top + height));
      const wanted = inView ?? more;
      void this.fetch(wanted.from, wanted.count);
    }
  }

  private async fetch(from: number, count: number): Promise<void> {
    this.fetching = true;
    const { state } = this;
    const { selection } = state!;
    const positions: Position[] = [
      [state!.top, 0],
      state!.cursor,
      ...(selection ? [...selection.anchor, ...selection.head] : []),
      ...(this.hit ?? []),
    ];
    try {
      const { answer, rows } = await this.host.rows({ session: this.session, from, count, generation: this.generation, positions });
      this.fetching = false;
      if (!this.state) return;
      this.received(answer, rows, positions.length);
    } catch {
      // the session is gone, or the server: what is known stays in view
      this.fetching = false;
      return;
    }
    this.changed();
  }

  private received(answer: RowsAnswer, rows: Map<number, Row>, asked: number): void {
    if (answer.generation !== this.generation || answer.cols !== this.cols) {
      const told = answer.positions;
      if (!told || told.length !== asked) return this.leave();
      this.generation = answer.generation;
      this.cols = answer.cols;
      this.cache.clear();
      this.end = answer.top + answer.rows;
      this.frozen = answer.top;
      const state = this.state!;
      const [top, cursor, ...rest] = told as [Position, Position, ...Position[]];
      const had = state.selection !== null && rest.length >= 4;
      const selection: Selection | null = had
        ? { kind: state.selection!.kind, anchor: [rest[0]!, rest[1]!], head: [rest[2]!, rest[3]!] }
        : null;
      const hit = rest.slice(had ? 4 : 0);
      this.hit = hit.length === 2 ? [hit[0]!, hit[1]!] : null;
      this.first = answer.first;
      this.state = { ...state, top: top[0], cursor, want: cursor[1], selection };
      this.state = { ...this.state, top: Math.min(this.state.top, bottomTop(this.room)) };
    }
    this.first = answer.first;
    this.cache.put(rows);
    this.keepInView(answer);
    if (answer.count === 0 || rows.size === 0) this.end = Math.min(this.end, answer.top + answer.rows);
    this.cache.trim(this.state!.top, this.state!.top + this.room.height);
  }

  /** What should be in view has fallen off the scrollback before it came (a flood): what is oldest now is shown, never nothing. */
  private keepInView({ first, from, top, rows }: RowsAnswer): void {
    const state = this.state!;
    const bottom = state.top + this.room.height;
    // what is kept but not known yet was asked for after this
    if (first < bottom) return;
    for (let n = state.top; n < bottom; n++) if (this.rowOf(n)) return;
    this.end = top + rows;
    this.frozen = top;
    this.hit = null;
    this.count = '';
    this.state = withCursor({ ...state, top: from }, [from, 0], this.room, false);
  }

  private searchFor(source: string, backwards: boolean): void {
    const at = this.patterns.indexOf(source);
    if (at >= 0) this.patterns.splice(at, 1);
    this.patterns.unshift(source);
    this.patterns.length = Math.min(this.patterns.length, MOST_PATTERNS);
    this.pattern = { source, regexp: searchPattern(source), backwards };
    void this.find(backwards);
  }

  private async find(backwards: boolean): Promise<void> {
    const { pattern, host } = this;
    if (!pattern || !this.state || this.busy) return;
    this.busy = true;
    const { source } = pattern;
    try {
      const answer = await host.search({
        session: this.session,
        pattern: source,
        from: this.state.cursor,
        backwards,
        generation: this.generation,
      });
      if (!this.state) return;
      this.hit = null;
      this.count = '';
      if (!answer.hit) return host.say(answer.complete ? `'${source}' was not found` : `'${source}' was not found in time`, 'info');
      if (answer.generation !== this.generation) return this.changed();
      const { start, end } = answer.hit;
      this.goTo(start);
      this.hit = [start, end];
      this.count = answer.complete ? `${answer.index}/${answer.total}` : '';
      if (answer.around) host.say(`'${source}': went on ${backwards ? 'at the bottom' : 'at the top'}`, 'info');
    } catch (e) {
      host.say(sentenceOf(e), 'error');
    } finally {
      this.done();
    }
  }

  private async toPrompt(backwards: boolean): Promise<void> {
    const { state, host } = this;
    if (!state || this.busy) return;
    this.busy = true;
    const row = state.focus === 'look' ? state.top : state.cursor[0];
    try {
      const answer = await host.search({ session: this.session, from: [row, 0], backwards, generation: this.generation });
      if (!this.state || answer.generation !== this.generation) return;
      if (!answer.hit) {
        return host.say(`There is no prompt ${backwards ? 'above' : 'below'} that the program has marked (OSC 133)`, 'info');
      }
      this.goTo(answer.hit.start, true);
    } catch (e) {
      host.say(sentenceOf(e), 'error');
    } finally {
      this.done();
    }
  }

  private done(): void {
    this.busy = false;
    this.host.stale();
    this.host.ready();
  }

  /** Brings a position into view; `top`: as the first row in view. */
  private goTo(to: Position, top = false): void {
    if (to[0] >= this.end) this.renew(true, true);
    const { room } = this;
    let state = this.state!;
    if (top) state = { ...state, top: Math.max(room.first, Math.min(to[0], bottomTop(room))) };
    state = showing(state, to[0], room, true);
    this.state = withCursor(state, to, room, true, to[1]);
    this.changed();
  }
}
