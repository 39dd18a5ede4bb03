import { StringDecoder } from 'node:string_decoder';
import type { Leader } from '../../config/leader.ts';
import { DEFAULT_MODES, type SessionModes } from '../../protocol/frame.ts';
import type { CommandId } from '../commands.ts';
import { DEFAULT_KEYMAP, type Keymap } from '../keys-in-force.ts';
import { type ScrollCommand, type ScrollFocus, scrollCommand } from '../scroll/keys.ts';
import { characters } from './characters.ts';
import { encodeKey, Flag } from './encode.ts';
import { keyBytes, textBytes } from './forward.ts';
import { Code, characterKey, isModifierKey, type Key, keyLabel } from './key.ts';
import { isLeader } from './leader.ts';
import { type OuterModes, sameKeyboard } from './modes.ts';
import { type CellSize, cellOf, contains, encodeMouse, fromOrigin, inPane, type Rect } from './mouse.ts';
import type { Reply } from './replies.ts';
import { Button, type KeyToken, type MouseEvent, type MouseToken, type PasteToken, type Token } from './token.ts';

/**
 * Who has the keys: the tab in view, a view of its older part, the strip, a dialog or picker, the welcome screen. In `wait` nobody yet (a dialog
 * is on its way from the server): keys are kept and given to whoever has them next.
 */
export type InputState = 'tab' | 'scroll' | 'command' | 'dialog' | 'welcome' | 'wait';

/** What a decision depends on. Asked anew after every action, since actions change it. */
export interface RouteContext {
  state: InputState;
  /** Session in view, or null. */
  session: string | null;
  /** Its modes. */
  modes: SessionModes | null;
  /** Modes that the operator's terminal is in. */
  outer: OuterModes;
  /** Where the session is on the screen. */
  pane: Rect;
  /** First column and row of the session that are shown, where it is larger than the pane. */
  origin: { x: number; y: number };
  /** Every pane that is shown, where there may be others than `session`. */
  panes?: () => readonly PanePlace[];
  /** Pixels of a cell, where the terminal told. */
  cell: CellSize | null;
  leader: Leader;
  /** In state `scroll`: what of it has the keys. */
  scroll?: ScrollFocus | null;
  /** Which keys are which commands; unset: as the table of commands has them. */
  keymap?: Keymap;
}

/** A pane that is shown. */
export interface PanePlace {
  id: string;
  session: string;
  /** Where it is on the screen. */
  pane: Rect;
  origin: { x: number; y: number };
  modes: SessionModes | null;
  /** A view of its older rows is shown. */
  scrolled?: boolean;
}

export type Action =
  /** In order, for the session in view, or for another one that is shown beside it. */
  | { kind: 'send'; bytes: Uint8Array; session?: string }
  /** A button went down in another pane than the one that has the keys. */
  | { kind: 'pane'; id: string }
  /** The leader was pressed in a tab. */
  | { kind: 'leader' }
  | { kind: 'command'; id: CommandId; argument: string }
  /** A key in command mode or on the welcome screen that means nothing there. */
  | { kind: 'unbound'; label: string }
  /** A key of scroll mode; `leave` also before what is typed for the tab. */
  | { kind: 'scroll'; command: ScrollCommand }
  /** For the dialog, or the line of a search. */
  | { kind: 'key'; key: Key }
  | { kind: 'paste'; text: string }
  /** Not the tab's: on the chrome, or on a pane whose program did not ask for it. Cells of the whole screen from 0. */
  | { kind: 'mouse'; area: 'chrome' | 'pane'; mouse: MouseEvent; session: string | null }
  /** The mouse has gone to a program that has asked for it: it is on nothing of ours any more. */
  | { kind: 'mouse-away' }
  | { kind: 'focus'; focused: boolean }
  | { kind: 'reply'; reply: Reply };

/** What is kept in state `wait` at most: more is nobody's typing. */
const BACKLOG_TOKENS = 1000;
const PASTE_START = '\x1b[200~';
const PASTE_END = '\x1b[201~';
/** The key that begins to scroll in a tab, as in terminals. A full-screen program gets it: there is nothing above it. */
const ENTERS_SCROLL = 'Shift+PageUp';
/** Arrows for one notch of the wheel where a program gets arrows instead (`? 1007`); what most terminals send. */
const ARROWS_PER_NOTCH = 3;

/** Decides whose each token is. Its memory is what is held down: keys, a mouse button, a paste that has begun. */
export class Router {
  private readonly context: () => RouteContext;
  private readonly emit: (action: Action) => void;
  private readonly sending = new Gather();
  private backlog: Token[] = [];
  /** Kitty keys whose press was ours: their release is too. */
  private readonly swallowed = new Set<number>();
  /** Kitty keys whose press went to `heldBy`: it gets their release even in command mode. */
  private readonly held = new Set<number>();
  private heldBy: string | null = null;
  private paste: { to: 'tab' | 'dialog' | 'nobody'; session: string | null; bracketed: boolean; decoder: StringDecoder } | null = null;
  /** Who got the press of the mouse button that is down, and which button it is. */
  private grab: { by: 'tab' | 'ours'; session: string | null; button: number } | null = null;

  /** The last event of the mouse was ours. */
  private mouseHere = false;

  constructor(context: () => RouteContext, emit: (action: Action) => void) {
    this.context = context;
    this.emit = emit;
  }

  /**
   * Whether the tokenizer may give a lone Esc out at once (`Tokenizer.eager`): the tab gets the operator's bytes as they
   * come. Ask before each push; the owner adds whether answers to its own queries are still due.
   */
  get eager(): boolean {
    const c = this.context();
    return c.state === 'tab' && c.modes !== null && sameKeyboard(c.outer, c.modes);
  }

  /** Emits the actions for `tokens`. Bytes for a tab that follow each other become one action. */
  route(tokens: readonly Token[]): void {
    for (const token of tokens) {
      this.drain();
      this.one(token);
    }
    this.settle();
  }

  /** Gives what was kept in state `wait` to whoever has the keys now. Call it when the state has changed by itself. */
  resume(): void {
    this.drain();
    this.settle();
  }

  private drain(): void {
    while (this.backlog.length > 0 && this.context().state !== 'wait') {
      const [token, ...rest] = this.backlog;
      this.backlog = [];
      this.one(token!);
      // what is left of the token, where it has to wait again, is older than the others
      this.backlog.push(...rest);
    }
  }

  private one(token: Token): void {
    const c = this.context();
    switch (token.kind) {
      case 'reply':
        return this.act({ kind: 'reply', reply: token.reply });
      case 'focus':
        return this.act({ kind: 'focus', focused: token.focused });
      case 'mouse':
        return this.mouse(token, c);
    }
    if (c.state === 'wait') {
      if (this.backlog.length < BACKLOG_TOKENS) this.backlog.push(token);
      return;
    }
    switch (token.kind) {
      case 'text':
        return this.text(token.raw, c);
      case 'key':
        return this.key(token, c);
      case 'paste':
        return this.pasted(token, c);
      case 'unknown':
        if (c.state === 'tab') this.sending.add(token.raw);
    }
  }

  private text(raw: Uint8Array, c: RouteContext): void {
    if (c.state === 'tab') {
      const modes = c.modes ?? DEFAULT_MODES;
      this.sending.add(textBytes(raw, modes, sameKeyboard(c.outer, modes)));
      return;
    }
    // one character may end the state that the next one would have been for
    const list = characters(raw);
    for (let i = 0; i < list.length; i++) {
      const now = this.context();
      const { text, raw: bytes } = list[i]!;
      if (now.state === 'scroll' && now.scroll === 'look' && list.length > 1) {
        // pasted, or faster than a hand: none of it is a key of the view
        this.act({ kind: 'scroll', command: 'leave' });
        if (this.context().state === 'scroll') return;
        return this.one({ kind: 'text', raw: raw.subarray(bytes.byteOffset - raw.byteOffset) });
      }
      if (now.state === 'tab' || now.state === 'wait') {
        const rest = raw.subarray(bytes.byteOffset - raw.byteOffset);
        return this.one({ kind: 'text', raw: rest });
      }
      this.key({ kind: 'key', raw: bytes, key: characterKey(text) }, now);
    }
  }

  private key(token: KeyToken, c: RouteContext): void {
    const { key } = token;
    if (key.event === 'release') return this.released(token, c);
    if (isLeader(key, c.leader) && c.state !== 'dialog') return this.leader(token, c);
    const keymap = c.keymap ?? DEFAULT_KEYMAP;
    const direct = takesDirect(key, c) ? keymap.directOf(key, c.state === 'welcome') : null;
    if (direct) {
      this.swallow(key, c);
      return this.act({ kind: 'command', ...direct });
    }
    if (c.state === 'tab' && c.session !== null && !c.modes?.alternateScreen && keyLabel(key) === ENTERS_SCROLL) {
      this.swallow(key, c);
      return this.act({ kind: 'scroll', command: 'page-up' });
    }
    if (c.state === 'scroll' && c.scroll !== 'line') return this.scrollKey(token, c);
    if (c.state === 'tab') {
      if (key.event === 'press') this.swallowed.delete(key.code);
      // the rest of a press that was ours
      else if (this.swallowed.has(key.code)) return;
      this.forward(token, c);
      return;
    }
    if (isModifierKey(key.code)) return;
    this.swallow(key, c);
    if (c.state === 'dialog' || c.state === 'scroll') return this.act({ kind: 'key', key });
    const bound = keymap.commandOf(key, c.state === 'welcome');
    this.act(bound ? { kind: 'command', ...bound } : { kind: 'unbound', label: keyLabel(key) });
  }

  /** A key in a view of older rows: one of its own, or typing, which is for the tab and takes the view away. */
  private scrollKey(token: KeyToken, c: RouteContext): void {
    const { key } = token;
    if (isModifierKey(key.code)) return;
    const focus = c.scroll === 'keys' ? 'keys' : 'look';
    const command = scrollCommand(keyLabel(key), focus);
    // in a view that was entered to be worked in, a combination that means nothing is a slip, not typing
    if (command === undefined && (focus === 'look' || key.text !== '')) {
      this.act({ kind: 'scroll', command: 'leave' });
      if (this.context().state === 'tab') this.key(token, this.context());
      return;
    }
    this.swallow(key, c);
    if (command !== undefined) this.act({ kind: 'scroll', command });
  }

  private forward(token: KeyToken, c: RouteContext): void {
    const modes = c.modes ?? DEFAULT_MODES;
    this.sending.add(keyBytes(token, modes, sameKeyboard(c.outer, modes)));
    if (!(modes.kittyFlags & Flag.events)) return;
    if (this.heldBy !== c.session) this.held.clear();
    this.heldBy = c.session;
    if (token.key.event === 'release') this.held.delete(token.key.code);
    else this.held.add(token.key.code);
  }

  private released(token: KeyToken, c: RouteContext): void {
    if (this.swallowed.delete(token.key.code)) return;
    const pressedHere = this.heldBy === c.session && this.held.has(token.key.code);
    if (c.session !== null && (c.state === 'tab' || pressedHere)) this.forward(token, c);
  }

  private swallow(key: Key, c: RouteContext): void {
    if ((c.outer.kittyFlags ?? 0) & Flag.events) this.swallowed.add(key.code);
  }

  /** A held leader is one press: its repeats count for nothing. */
  private leader(token: KeyToken, c: RouteContext): void {
    if (token.key.event === 'repeat') return;
    this.swallow(token.key, c);
    if (c.state === 'tab' || c.state === 'scroll') return this.act({ kind: 'leader' });
    if (c.state !== 'command') return;
    const modes = c.modes ?? DEFAULT_MODES;
    this.sending.add(keyBytes(token, modes, sameKeyboard(c.outer, modes)));
    this.act({ kind: 'command', id: 'leave', argument: '' });
  }

  /** A paste belongs as a whole to who had the keys when it began. */
  private pasted(token: PasteToken, c: RouteContext): void {
    if (token.part === 'start') {
      if (c.state === 'scroll' && c.scroll !== 'line') {
        this.act({ kind: 'scroll', command: 'leave' });
        c = this.context();
      }
      const to = c.state === 'scroll' ? 'dialog' : c.state === 'tab' ? 'tab' : c.state === 'dialog' ? 'dialog' : 'nobody';
      this.paste = { to, session: c.session, bracketed: c.modes?.bracketedPaste ?? false, decoder: new StringDecoder('utf8') };
    }
    const paste = this.paste;
    if (!paste) return;
    if (token.part === 'end') this.paste = null;
    if (paste.to === 'tab') {
      if (c.session !== paste.session) return;
      if (token.part === 'chunk') this.sending.add(token.raw);
      else if (paste.bracketed) this.sending.add(Buffer.from(token.part === 'start' ? PASTE_START.slice(token.given) : PASTE_END));
    } else if (paste.to === 'dialog' && (c.state === 'dialog' || c.state === 'scroll') && token.part !== 'start') {
      const text = token.part === 'chunk' ? paste.decoder.write(token.raw) : paste.decoder.end();
      if (text !== '') this.act({ kind: 'paste', text });
    }
  }

  private mouse(token: MouseToken, c: RouteContext): void {
    const pixels = c.outer.mouseEncoding === 'sgr-pixels' ? c.cell : null;
    let event = token.mouse;
    const grab = this.grab;
    // encodings other than SGR do not say which button was released
    if (event.action === 'release' && event.button === Button.none && grab) event = { ...event, button: grab.button };
    const at = cellOf(event, pixels);
    const wheel = event.button >= Button.wheelUp && event.button <= Button.wheelRight;
    const panes = placesIn(c);
    const over = panes.find(({ pane }) => contains(pane, at.x, at.y)) ?? null;
    const dragged = grab && !wheel && (event.action === 'release' || (event.action === 'motion' && event.button !== Button.none));
    const target = dragged ? panes.find(({ session }) => session === grab.session) : over;
    const live = (c.state === 'tab' || c.state === 'scroll') && over !== null && !over.scrolled;
    const theirs = dragged ? grab.by === 'tab' : live && this.hears(event, over);
    const forTab = theirs && target ? target : null;
    const turns = c.state === 'tab' || c.state === 'scroll' || c.state === 'command';
    const turnsTo = event.action === 'press' && !wheel && over && over.session !== c.session && turns;
    if (turnsTo) this.act({ kind: 'pane', id: over.id });
    if (event.action === 'press' && !wheel)
      this.grab = { by: forTab ? 'tab' : 'ours', session: over?.session ?? null, button: event.button };
    if (event.action === 'release') this.grab = null;
    if (!forTab) {
      if (dragged && grab.by === 'tab') return;
      this.mouseHere = true;
      const mouse = { ...event, x: at.x, y: at.y };
      return this.act({ kind: 'mouse', area: over ? 'pane' : 'chrome', mouse, session: over?.session ?? null });
    }
    if (this.mouseHere) this.act({ kind: 'mouse-away' });
    this.mouseHere = false;
    const modes = forTab.modes ?? DEFAULT_MODES;
    const bytes =
      modes.mouse === 'none'
        ? arrows(event, modes)
        : encodeMouse(event, fromOrigin(inPane(event, forTab.pane, pixels), forTab.origin, c.cell), modes, c.cell);
    if (!bytes) return;
    const rest = bytes.subarray(Math.min(token.given, bytes.length));
    if (forTab.session === this.context().session) this.sending.add(rest);
    else this.act({ kind: 'send', bytes: rest, session: forTab.session });
  }

  /** The program in the pane asked for the mouse, or gets arrows for the wheel. */
  private hears(event: MouseEvent, { modes }: PanePlace): boolean {
    if (!modes) return false;
    return modes.mouse !== 'none' || (modes.alternateScreen && modes.alternateScroll && isVerticalWheel(event) && event.mods === 0);
  }

  private act(action: Action): void {
    this.settle();
    this.emit(action);
  }

  private settle(): void {
    const bytes = this.sending.take();
    if (bytes) this.emit({ kind: 'send', bytes });
  }
}

/** Whether a key that needs no leader is one here: what is typed into a dialog is not, and a view of older rows has keys of its own. */
function takesDirect(key: Key, { state, scroll }: RouteContext): boolean {
  if (state !== 'scroll') return state !== 'dialog';
  return scroll !== 'line' && scrollCommand(keyLabel(key), scroll ?? 'keys') === undefined;
}

function placesIn({ panes, session, pane, origin, modes, state }: RouteContext): readonly PanePlace[] {
  return panes?.() ?? (session === null ? [] : [{ id: '', session, pane, origin, modes, scrolled: state === 'scroll' }]);
}

function isVerticalWheel(event: MouseEvent): boolean {
  return event.action === 'press' && (event.button === Button.wheelUp || event.button === Button.wheelDown);
}

function arrows(event: MouseEvent, modes: SessionModes): Uint8Array {
  const code = event.button === Button.wheelUp ? Code.Up : Code.Down;
  return Buffer.from(encodeKey({ code, mods: 0, event: 'press', text: '' }, modes).repeat(ARROWS_PER_NOTCH));
}

/** Joins pieces. Pieces that lie behind each other in memory, as nearly all do, are joined without copying. */
class Gather {
  private whole: Uint8Array[] = [];

  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const last = this.whole[this.whole.length - 1];
    if (last && last.buffer === bytes.buffer && last.byteOffset + last.length === bytes.byteOffset) {
      this.whole[this.whole.length - 1] = new Uint8Array(last.buffer, last.byteOffset, last.length + bytes.length);
    } else this.whole.push(bytes);
  }

  take(): Uint8Array | null {
    if (this.whole.length === 0) return null;
    const bytes = this.whole.length === 1 ? this.whole[0]! : Buffer.concat(this.whole);
    this.whole = [];
    return bytes;
  }
}
