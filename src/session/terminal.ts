import type { Row } from '../protocol/cells.ts';
import type { Cursor, Place, SessionModes } from '../protocol/frame.ts';
import type { Position, Size, TerminalFacts } from '../protocol/messages.ts';
import {
  KittyNotifications,
  type Notification,
  type Progress,
  parseClipboard,
  parseFolder,
  parseOsc9,
  parseOsc777,
  parseStatus,
  plainText,
} from './announcements.ts';
import { Colors, OSC_COLORS } from './colors.ts';
import { type Core, openCore, type Params } from './model/core.ts';
import { installErase } from './model/erase.ts';
import { Feed } from './model/feed.ts';
import { History } from './model/history.ts';
import { LinkTable } from './model/links.ts';
import { RowMarks } from './model/marks.ts';
import { MoveLog, type Moves } from './model/moves.ts';
import { createPrint } from './model/print.ts';
import { Prompts } from './model/prompts.ts';
import { installRepairs } from './model/repairs.ts';
import { resizeCore } from './model/resize.ts';
import { oldRowAt, rowAt } from './model/rows.ts';
import { installScroll } from './model/scroll.ts';
import { createSgr } from './model/sgr.ts';
import { installStrings, type Terminator } from './model/strings.ts';
import { Modes } from './modes.ts';
import { type Asked, answerSetting, CSI_QUERIES, sizeReport } from './queries.ts';
import { answerCapabilities } from './terminfo.ts';

/** The library measures wide characters in pairs of cells and needs room for one; the upper bounds keep a screen within one message. */
const SMALLEST: Size = { cols: 2, rows: 1 };
const LARGEST: Size = { cols: 1000, rows: 1000 };
/** Titles that `CSI 22 t` may put away. */
const TITLE_STACK = 10;
/** Every OSC that means something here; others are not even collected. */
const OSC_NUMBERS = new Set([0, 1, 2, 4, 7, 8, 9, 52, 99, 104, 110, 111, 112, 133, 777, 7501, ...Object.keys(OSC_COLORS).map(Number)]);
const DCS_NAMES = ['$q', '+q'];

export interface TerminalOptions {
  size: Size;
  scrollback: number;
  facts: () => TerminalFacts;
  /** `name(version)`. */
  version: string;
}

/** What a stream of bytes causes besides cells. None of these may throw. */
export interface TerminalEvents {
  /** Bytes for the program: the answer to a query. */
  onAnswer(text: string): void;
  onTitle(title: string): void;
  onBell(): void;
  onNotification(notification: Notification): void;
  onProgress(progress: Progress): void;
  onStatus(state: string, app: string): void;
  onFolder(path: string): void;
  onClipboard(text: string): void;
  /** A synchronized update began or ended, while the chunk that it is in is being parsed. */
  onSynchronized(on: boolean): void;
  /** The program asked for focus events. */
  onFocusWanted(): void;
}

/** `size` as the model can have it. */
export function clampSize(size: Size): Size {
  const clamp = (value: number, low: number, high: number) => (value >= low ? Math.min(high, Math.floor(value)) : low);
  return { cols: clamp(size.cols, SMALLEST.cols, LARGEST.cols), rows: clamp(size.rows, SMALLEST.rows, LARGEST.rows) };
}

/**
 * A terminal without a screen: bytes in, cells, cursor, modes and answers out. Parsing is synchronous: when `parse`
 * returns, everything that the bytes cause has happened.
 */
export class TerminalModel {
  readonly modes: Modes;
  readonly marks: RowMarks;
  title = '';
  /** Rows above the screen. */
  readonly history: History;
  private readonly moves = new MoveLog();
  private readonly marked = new Prompts();
  private readonly core: Core;
  private readonly feed: Feed;
  private readonly colors: Colors;
  private readonly asked: Asked;
  private readonly events: TerminalEvents;
  private readonly notifications = new KittyNotifications();
  private titles: string[] = [];

  constructor(options: TerminalOptions, events: TerminalEvents) {
    const size = clampSize(options.size);
    this.events = events;
    this.core = openCore(size);
    this.history = new History(options.scrollback);
    this.modes = new Modes(this.core);
    this.colors = new Colors(options.facts);
    this.asked = { core: this.core, modes: this.modes, facts: options.facts, version: options.version };
    const input = this.core._inputHandler;
    this.marks = new RowMarks(size.rows);
    input._dirtyRowTracker = this.marks;
    this.core._bufferService.buffers.onBufferActivate(() => this.marks.markAllDirty());
    input._oscLinkService = new LinkTable(this.core, this.history);
    installRepairs(this.core);
    installErase(this.core);
    installScroll(this.core, this.history);
    const print = createPrint(this.core);
    input.print = print.text;
    input._parser.setPrintHandler(print.text);
    this.feed = new Feed(this.core, print);
    input.charAttributes = createSgr(input);
    installStrings(input._parser, OSC_NUMBERS, DCS_NAMES, {
      osc: (number, payload, terminator) => this.osc(number, payload, terminator),
      dcs: (name, payload) => this.dcs(name, payload),
      title: (text) => this.setTitle(text),
      bell: () => events.onBell(),
    });
    this.installModes();
    this.installHistory();
    this.installQueries();
  }

  get size(): Size {
    return { cols: this.core._bufferService.cols, rows: this.core._bufferService.rows };
  }

  get cursor(): Cursor {
    const { x, y } = this.core._inputHandler._activeBuffer;
    return { x, y, visible: !this.core.coreService.isCursorHidden, shape: this.modes.cursorShape };
  }

  /** Feeds bytes of the program. Not the public `write`, which waits a timer tick for every chunk (FACTS). */
  parse(bytes: Uint8Array): void {
    this.feed.write(bytes);
  }

  /** Row `y` of the screen, from 0. Its words are the model's memory: they change with the next byte. */
  row(y: number): Row {
    return rowAt(this.core, this.core._inputHandler._activeBuffer.ybase + y);
  }

  /** Whether row `y` continues the one above. */
  continues(y: number): boolean {
    const buffer = this.core._inputHandler._activeBuffer;
    return buffer.lines.get(buffer.ybase + y)?.isWrapped ?? false;
  }

  /** Changes the size; the same size does nothing. True where it changed. */
  resize(wanted: Size): boolean {
    const size = clampSize(wanted);
    const now = this.size;
    if (size.cols === now.cols && size.rows === now.rows) return false;
    this.moved(resizeCore(this.core, this.history, size.cols, size.rows));
    this.marks.resize(size.rows);
    if (this.modes.resizeReports) this.events.onAnswer(sizeReport(size, this.asked.facts()));
    return true;
  }

  modesValue(): SessionModes {
    return this.modes.value();
  }

  /** COUNT rows from FROM on, as many as there are; 0 is the oldest row of the history, whose rows end where the screen begins. */
  rows(from: number, count: number): Row[] {
    const { history } = this;
    const kept = history.length;
    const end = Math.min(Math.max(0, from) + Math.max(0, count), kept + this.size.rows);
    const out: Row[] = [];
    for (let i = Math.max(0, from); i < end; i++) {
      if (i >= kept) out.push(this.row(i - kept));
      else out.push(oldRowAt(this.core, history.row(i), i + 1 < kept ? history.row(i + 1).continues : this.continues(0)));
    }
    return out;
  }

  /** Where the rows are, by number. */
  get place(): Place {
    const { firstNumber: first, length } = this.history;
    return { generation: this.moves.generation, first, top: first + length };
  }

  /** Wraps what was written at another width; rows may have other numbers afterwards. */
  settle(): void {
    this.moved(this.history.wrapAt(this.size.cols));
  }

  /** Positions of GENERATION as they are now; null where that is too long ago. */
  relocate(generation: number, positions: readonly Position[]): Position[] | null {
    return this.moves.relocate(generation, positions);
  }

  /** Number of the nearest row with a prompt (OSC 133) before or behind row ROW, or null. */
  prompt(row: number, backwards: boolean): number | null {
    return this.marked.near(row, backwards, this.history.firstNumber);
  }

  private moved(moves: Moves | null): void {
    if (!moves) return;
    this.moves.add(moves);
    this.marked.move((position) => moves.apply(position));
    // who shows the screen has to hear of the new numbers, even where it looks the same
    this.marks.last = this.marks.generation;
  }

  dispose(): void {
    this.history.dispose();
    this.core.dispose();
  }

  private setTitle(text: string): void {
    const title = plainText(text);
    if (title === this.title) return;
    this.title = title;
    this.events.onTitle(title);
  }

  private reset(): void {
    const wasSynchronized = this.modes.synchronized;
    this.modes.reset();
    this.colors.reset();
    if (wasSynchronized) this.events.onSynchronized(false);
  }

  private setPrivateModes(params: Params, on: boolean): boolean {
    for (let i = 0; i < params.length; i++) {
      const mode = params.params[i]!;
      const before = this.modes.synchronized;
      this.modes.setPrivate(mode, on);
      if (mode === 2026 && before !== on) this.events.onSynchronized(on);
      else if (mode === 2048 && on) this.events.onAnswer(sizeReport(this.size, this.asked.facts()));
      else if (mode === 1004 && on && !this.core.coreService.decPrivateModes.sendFocus) this.events.onFocusWanted();
    }
    // the library keeps what it knows of these
    return false;
  }

  private installModes(): void {
    const { _parser: parser } = this.core._inputHandler;
    const { modes } = this;
    const second = (params: Params, fallback: number) => (params.length > 1 ? params.params[1]! : fallback);
    parser.registerCsiHandler({ prefix: '?', final: 'h' }, (params) => this.setPrivateModes(params, true));
    parser.registerCsiHandler({ prefix: '?', final: 'l' }, (params) => this.setPrivateModes(params, false));
    parser.registerCsiHandler({ intermediates: ' ', final: 'q' }, (params) => {
      if (params.params[0]! <= 6) modes.cursorShape = params.params[0]!;
      return false;
    });
    parser.registerCsiHandler({ prefix: '>', final: 'u' }, (params) => {
      modes.keyboard.push(params.params[0]!);
      return true;
    });
    parser.registerCsiHandler({ prefix: '<', final: 'u' }, (params) => {
      modes.keyboard.pop(params.params[0]! || 1);
      return true;
    });
    parser.registerCsiHandler({ prefix: '=', final: 'u' }, (params) => {
      modes.keyboard.set(params.params[0]!, second(params, 1) || 1);
      return true;
    });
    parser.registerCsiHandler({ prefix: '>', final: 'm' }, (params) => {
      const which = params.params[0]!;
      if (which === 4) modes.modifyOtherKeys = Math.min(2, second(params, 0));
      else if (which === 0) modes.modifyOtherKeys = 0;
      return true;
    });
    parser.registerCsiHandler({ prefix: '>', final: 'n' }, (params) => {
      if (params.params[0] === 4) modes.modifyOtherKeys = 0;
      return true;
    });
    parser.registerCsiHandler({ intermediates: '!', final: 'p' }, () => {
      this.reset();
      return false;
    });
    parser.registerEscHandler({ final: 'c' }, () => {
      this.reset();
      this.history.clear();
      // the library leaves it as it was
      this.core.coreService.isCursorHidden = false;
      return false;
    });
  }

  private installHistory(): void {
    this.core._inputHandler._parser.registerCsiHandler({ final: 'J' }, (params) => {
      if (params.params[0] === 3) this.history.clear();
      return false;
    });
  }

  private installQueries(): void {
    const { _parser: parser } = this.core._inputHandler;
    for (const query of CSI_QUERIES) {
      parser.registerCsiHandler(query.id, (params) => {
        const answer = query.answer(params, this.asked);
        if (answer !== null) this.events.onAnswer(answer);
        else if (query.id.final === 't') this.titleStack(params);
        // never on to the library, which would answer too
        return true;
      });
    }
  }

  /** `CSI 22 t` puts the title away, `CSI 23 t` brings it back. */
  private titleStack(params: Params): void {
    const [what, which] = [params.params[0]!, params.length > 1 ? params.params[1]! : 0];
    if (which === 1) return;
    if (what === 22) {
      this.titles.push(this.title);
      if (this.titles.length > TITLE_STACK) this.titles.shift();
    } else if (what === 23 && this.titles.length > 0) this.setTitle(this.titles.pop()!);
  }

  private dcs(name: string, payload: string): void {
    if (name === '$q') this.events.onAnswer(answerSetting(payload, this.asked));
    else for (const answer of answerCapabilities(payload)) this.events.onAnswer(answer);
  }

  private osc(number: number, payload: string, terminator: Terminator): void {
    const { events, colors } = this;
    const reply = (answers: string[]) => {
      for (const answer of answers) events.onAnswer(`\x1b]${answer}${terminator}`);
    };
    switch (number) {
      case 0:
      case 2:
        return this.setTitle(payload);
      case 4:
        return reply(colors.indexed(payload));
      case 7: {
        const folder = parseFolder(payload);
        if (folder !== null) events.onFolder(folder);
        return;
      }
      case 8:
        this.core._inputHandler.setHyperlink(payload);
        return;
      case 9: {
        const said = parseOsc9(payload);
        if (said && 'state' in said) events.onProgress(said);
        else if (said) events.onNotification(said);
        return;
      }
      case 52: {
        const text = parseClipboard(payload);
        if (text !== null) events.onClipboard(text);
        return;
      }
      case 99: {
        const notification = this.notifications.push(payload);
        if (notification) events.onNotification(notification);
        return;
      }
      case 104:
        return colors.resetIndexed(payload);
      case 110:
      case 111:
      case 112:
        return colors.resetSpecial(number);
      case 133:
        if (!this.modes.alternateScreen) this.marked.mark(payload, this.place.top + this.core._inputHandler._activeBuffer.y);
        return;
      case 777: {
        const notification = parseOsc777(payload);
        if (notification) events.onNotification(notification);
        return;
      }
      case 7501: {
        if (payload === '?') return reply(['7501;?']);
        const status = parseStatus(payload);
        if (status) events.onStatus(status.state, status.app);
        return;
      }
    }
    if (OSC_COLORS[number]) reply(colors.specials(number, payload));
  }
}
