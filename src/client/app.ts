import { textWidth, truncate } from '../base/graphemes.ts';
import { type Leader, parseLeader } from '../config/leader.ts';
import type { Frame } from '../protocol/frame.ts';
import type { ClientSettings, OpenParams, RequestName, Requests, Scope, ServerState, Size } from '../protocol/messages.ts';
import { pasted } from '../protocol/paste.ts';
import { ACTIONS, type ActionContext, closeTab, renameTab } from './actions.ts';
import type { AuthScreen } from './auth.ts';
import { BorderDrag } from './border-drag.ts';
import { ChromeMouse } from './chrome-mouse.ts';
import { Clipboard } from './clipboard.ts';
import { Clock } from './clock.ts';
import { type CommandId, command, commandsFor, firstKey } from './commands.ts';
import type { Display, View } from './display.ts';
import { Errands } from './errands.ts';
import { InView } from './in-view.ts';
import { COLOR_QUERIES, type Knowledge, learn, NOTHING_KNOWN } from './input/facts.ts';
import { contains } from './input/mouse.ts';
import { type Action, type InputState, Router } from './input/router.ts';
import { Button, type MouseEvent } from './input/token.ts';
import { DEFAULT_KEYMAP, Keymap, type KeysTable } from './keys-in-force.ts';
import { leaderText } from './leader-text.ts';
import type { Choice } from './new-tab.ts';
import { Overlays } from './overlays.ts';
import { isRunning, paneLabel } from './panes.ts';
import { ResizeLimit } from './resize-limit.ts';
import { Said } from './said.ts';
import { amountOf } from './scroll/amount.ts';
import { Scrolls } from './scroll/scrolls.ts';
import type { ServerLink } from './server-link.ts';

const FALLBACK: Leader = { ctrl: true, alt: false, key: '\\' };

export interface AppOptions {
  version: string;
  scope: Scope;
  readOnly: boolean;
  screen: Display;
  /** Size of the operator's terminal now. */
  size: () => Size;
  auth: AuthScreen;
  /** Whether nobody has told this operator of the leader yet; remembers that it was told. */
  firstStart: () => boolean;
  /** Ends the client. An unexpected end has a sentence for standard error. */
  exit(code: number, sentence: string | null): void;
  /** Ends the client as the operator wants it, with so many tabs still running. */
  detach(running: number): void;
}

/**
 * The client's state, and what input and the server do to it. Handlers change state and say that the screen is stale;
 * they draw nothing.
 */
export class App {
  private link: ServerLink | null = null;
  private state: ServerState | null = null;
  private leader = FALLBACK;
  private keymap = DEFAULT_KEYMAP;
  private keysKey = '{}';
  /** The operator is told of the leader: on a first start, until it is pressed. */
  private teaching = false;
  /** The strip has the keys. */
  private commanding = false;
  private readonly inView = new InView({
    view: (tab, number) => this.link?.send({ type: 'view', tab, number }),
    focus: async (pane) => this.link?.request('focus', { pane }),
    changed: () => this.stale(),
  });
  private readonly overlays: Overlays;
  private readonly said = new Said(() => this.stale());
  private readonly errands = new Errands({
    cancel: (request) => void this.link?.request('cancel', { request }).catch(() => {}),
    say: (text, level) => this.say(text, level),
    tell: (text) => this.tell(text),
    hush: () => this.hush(),
    stale: () => this.stale(),
    ready: () => this.router.resume(),
  });
  private known: Knowledge = NOTHING_KNOWN;
  private readonly sizes = new ResizeLimit<Size>((terminal) => this.link?.send({ type: 'resize', terminal }));
  private readonly clock = new Clock(() => this.stale());
  readonly router: Router;
  readonly clipboard = new Clipboard({
    isInView: (tab) => this.current?.id === tab,
    copy: (text) => this.options.screen.copy(text),
    say: (text, level) => this.say(text, level),
    changed: (asked) => {
      // what was said before must not hide it
      if (asked) this.hush();
      this.stale();
    },
  });
  private readonly chrome: ChromeMouse;
  private lastChoice: Choice | null = null;
  private readonly scrolls: Scrolls;
  private readonly borders: BorderDrag;
  private readonly options: AppOptions;

  constructor(options: AppOptions) {
    this.options = options;
    this.overlays = new Overlays({
      size: options.size,
      auth: options.auth,
      changed: () => {
        this.stale();
        this.router.resume();
      },
    });
    this.router = new Router(
      () => ({
        state: this.inputState,
        session: this.inView.session,
        modes: options.screen.modesOf(this.inView.session),
        outer: options.screen.outer,
        pane: options.screen.pane,
        origin: options.screen.origin,
        panes: () => options.screen.panes.map((place) => ({ ...place, scrolled: this.scrolls.focus(place.session) !== null })),
        cell: this.known.facts.cell ?? null,
        leader: this.leader,
        scroll: this.scrolls.focus(this.inView.session),
        keymap: this.keymap,
      }),
      (action) => this.act(action),
    );
    const perform = (action: (context: ActionContext) => Promise<unknown>) => this.errands.run(() => action(this.actionContext()));
    const ending = (action: (context: ActionContext) => Promise<unknown>) => {
      this.commanding = false;
      void perform(action);
    };
    const connection = () => {
      if (!this.link) throw new Error('not connected');
      return this.link;
    };
    this.scrolls = new Scrolls({
      live: (session) => options.screen.screenOf(session),
      height: (session) => (options.screen.panes.find((place) => place.session === session)?.pane ?? options.screen.pane).rows,
      screen: () => options.size(),
      rows: async (params) => connection().rows(params),
      search: async (params) => connection().request('search', params),
      clipboard: (text) => options.screen.copy(text),
      say: (text, level) => this.say(text, level),
      stale: () => this.stale(),
      ready: () => setImmediate(() => this.router.resume()),
      offer: (target) => void this.errands.run(() => this.offer(target)),
    });
    this.chrome = new ChromeMouse({
      tabs: () => this.state?.tabs ?? [],
      current: () => this.current?.id ?? null,
      hits: () => options.screen.stripHits,
      isStrip: (y) => options.screen.isStrip(y),
      readOnly: options.readOnly,
      view: (tab) => this.inView.turnTo(tab),
      open: () => void this.run('new'),
      close: (tab) => ending((context) => closeTab(context, tab)),
      rename: (tab) => ending((context) => renameTab(context, tab)),
      move: (tab, index) => perform(({ request }) => request('move', { tab, index: index + 1 })),
      changed: () => this.stale(),
    });
    this.borders = new BorderDrag({
      borders: () => options.screen.borders,
      move: (pane, direction, cells) => perform(({ request }) => request('resizePane', { pane, direction, cells })),
    });
  }

  connected(link: ServerLink): void {
    this.link = link;
  }

  /** What we asked of our terminal has been answered as far as it ever will be. */
  get answered(): boolean {
    return this.known.complete;
  }

  /** The terminal has had its time to answer. */
  unanswered(): void {
    this.known = { ...this.known, complete: true };
  }

  onState(state: ServerState): void {
    const first = this.state === null;
    this.said.warned(state.warning);
    this.state = state;
    this.inView.learn(state);
    const sessions = state.tabs.flatMap((t) => t.panes.map((pane) => pane.session));
    this.options.screen.keep(sessions);
    this.scrolls.keep(sessions);
    this.leader = parseLeader(state.settings.leader) ?? FALLBACK;
    this.learnKeys(state.settings.keys ?? {});
    if (first && !this.options.readOnly) this.teaching = this.options.firstStart();
    this.clock.show(state.settings.clock === true && state.settings.status);
    // a tab that is opened or closed by somebody else leaves the keys where they are; the last one gone is the welcome screen
    if (!this.current) this.commanding = false;
    this.stale();
    this.router.resume();
    // whoever sees the welcome screen will press N
    if (first && !this.current) setTimeout(() => this.overlays.prepare(), 300).unref();
  }

  private learnKeys(keys: KeysTable): void {
    const key = JSON.stringify(keys);
    if (key === this.keysKey) return;
    this.keysKey = key;
    this.keymap = new Keymap(keys);
  }

  onFrame(frame: Frame): void {
    this.options.screen.frame(
      frame,
      () => this.scrolls.frame(frame.session),
      () => this.link?.send({ type: 'shown', sequence: frame.sequence }),
    );
  }

  onNotice(text: string, level: 'info' | 'error', long = false): void {
    if (long) void this.overlays.undisturbed().then(() => this.tell(text));
    else this.say(text, level);
  }

  onProgress(request: number, text: string): void {
    this.errands.progress(request, text);
  }

  onResize(size: Size): void {
    this.sizes.push(size);
    this.overlays.resize(size);
    // who only looks on sizes no tab, and has no frame of that size to wait for
    this.options.screen.resize(size, !this.options.readOnly);
    this.stale();
  }

  /** The terminal may show anything: all of it is drawn again. */
  onContinue(): void {
    this.options.screen.forget();
    this.stale();
  }

  /** What is to be seen, for the screen to draw. */
  get view(): View {
    const { state } = this;
    const overlay = this.overlays.render();
    return {
      ready: state !== null,
      tabs: this.chrome.arranged(state?.tabs ?? []),
      current: this.current,
      hover: overlay === null ? this.chrome.hover : null,
      settings: this.settings,
      leader: leaderText(this.leader),
      keymap: this.keymap,
      teaching: this.teaching,
      commanding: this.commanding && overlay === null,
      message: this.errands.slow === null ? this.said.message : { text: this.errands.slow, level: 'info' },
      warning: state?.warning ?? null,
      question: this.clipboard.question,
      readOnly: this.options.readOnly,
      place: state?.place ?? { workspace: this.options.scope.workspace ?? null, role: this.options.scope.role ?? null, branch: null },
      clock: this.clock.text,
      version: this.options.version,
      overlay,
      dialogKeys: this.overlays.keys,
      title: this.windowTitle,
      abilities: this.known.abilities,
      terminalVersion: this.known.facts.version ?? '',
      terminalSecondary: this.known.secondary,
      terminalColors: this.known.facts,
      tabHasKeys: this.inputState === 'tab',
      surface: (session, live, rows, theme) => this.scrolls.surface(session, live, rows, theme),
      scroll: this.scrolls.focus(this.session),
      searchLine: this.scrolls.line(this.session),
    };
  }

  /** The tab's label, and what its program says it is doing. */
  private get windowTitle(): string {
    const tab = this.current;
    if (!tab) return 'jackin-mux';
    const pane = this.inView.pane!;
    const label = paneLabel(tab, pane);
    return pane.title && pane.title !== label ? `${label} — ${pane.title}` : label;
  }

  private get settings(): ClientSettings {
    return this.state?.settings ?? { leader: 'C-\\', status: true, mouse: true };
  }

  private get current() {
    return this.inView.tab;
  }

  private get session() {
    return this.inView.session;
  }

  private get inputState(): InputState {
    if (this.overlays.busy) return 'wait';
    // keys for what is waited for are Esc alone, and never what was meant for the tab
    if (this.overlays.shown || this.errands.slow !== null) return 'dialog';
    if (this.errands.busy || this.state === null) return 'wait';
    if (!this.current) return 'welcome';
    if (this.commanding) return 'command';
    if (this.scrolls.busy(this.session)) return 'wait';
    return this.scrolls.focus(this.session) ? 'scroll' : 'tab';
  }

  private stale(): void {
    this.options.screen.stale();
  }

  private act(action: Action): void {
    switch (action.kind) {
      case 'send':
        this.input(action.session ?? this.session, action.bytes);
        return;
      case 'pane':
        this.commanding = false;
        return this.focus(action.id);
      case 'leader':
        this.teaching = false;
        this.commanding = true;
        this.clipboard.look();
        this.hush();
        // behind what is drawn for the leader, and before the next key
        setTimeout(() => this.overlays.prepare(), 20).unref();
        return this.stale();
      case 'command':
        void this.run(action.id, action.argument);
        return;
      case 'scroll':
        this.hush();
        if (this.session) this.scrolls.run(this.session, action.command);
        return;
      case 'unbound':
        // on the welcome screen whoever types is told nothing: it says what to press anyway
        if (this.commanding) return this.say(`${action.label} is not bound; ${this.key('help')} shows all`, 'info');
        this.hush();
        return this.stale();
      case 'key': {
        if (this.errands.slow !== null && !this.overlays.shown) return this.errands.key(action.key);
        if (this.inputState === 'scroll') {
          this.hush();
          return this.scrolls.lineKey(this.session!, action.key);
        }
        return this.overlays.key(action.key);
      }
      case 'paste':
        if (this.overlays.shown) this.overlays.paste(action.text);
        else if (this.session) this.scrolls.linePaste(this.session, action.text);
        return;
      case 'mouse':
        return this.mouse(action.mouse);
      case 'mouse-away':
        this.scrolls.letGo();
        return this.chrome.away();
      case 'focus':
        if (!action.focused) this.chrome.away();
        this.link?.send({ type: 'focus', focused: action.focused });
        return;
      case 'reply': {
        const before = this.known;
        this.known = learn(before, action.reply, this.options.size());
        if (this.known.facts !== before.facts) this.link?.send({ type: 'terminal', facts: this.known.facts });
        if (this.known !== before) this.stale();
        // its colours are others now too, and programs that start later ask for them
        if (action.reply.type === 'color-scheme' && before.complete) this.options.screen.emit(COLOR_QUERIES);
        return;
      }
    }
  }

  private input(session: string | null, bytes: Uint8Array): void {
    if (session === null) return;
    this.scrolls.typed(session);
    if (!this.options.readOnly) this.link?.input(session, bytes);
  }

  private focus(pane: string): void {
    if (!this.options.readOnly) this.inView.focus(pane);
  }

  private mouse(event: MouseEvent): void {
    if (!this.settings.mouse) return;
    if (!this.overlays.shown) return this.mouseOnScreen(event);
    this.scrolls.letGo();
    this.chrome.away();
    this.overlays.mouse(event);
  }

  /** What began in a pane goes on there, wherever the mouse is; else borders and the strip take what is their own. */
  private mouseOnScreen(event: MouseEvent): void {
    const { panes } = this.options.screen;
    const held = this.scrolls.dragging;
    const begun = event.action === 'press' && event.button === Button.left ? undefined : panes.find(({ session }) => session === held);
    if (!begun && ((!this.options.readOnly && this.borders.take(event)) || this.chrome.take(event))) return;
    const over = begun ?? panes.find(({ pane }) => contains(pane, event.x, event.y));
    if (over) this.scrolls.mouse(event, { session: over.session, rect: over.pane, origin: over.origin });
    else this.scrolls.letGo();
  }

  /** Ctrl+click on a link or a file's name. Nothing is opened here: the program may run where there is no desktop. */
  private async offer({ kind, text }: { kind: 'link' | 'file'; text: string }): Promise<void> {
    const host = await this.overlays.dialogs();
    const shown = truncate(text.replaceAll(/\p{Cc}/gu, ''), Math.max(20, this.options.size().cols - 30));
    const answer = await host.choose({
      question: `${kind === 'link' ? 'Link' : 'File'}: ${shown}`,
      options: [
        { key: 'c', label: 'Copy', value: 'copy' },
        { key: 'p', label: 'Paste into the tab', value: 'paste' },
      ],
      default: 'c',
    });
    if (answer === null) return;
    this.scrolls.lastCopy = text;
    if (answer === 'paste') return this.pasteLast();
    this.options.screen.copy(text);
    this.say(`Copied ${amountOf(text)}`, 'info');
  }

  /** What was copied last, as a paste of the operator. */
  private pasteLast(): void {
    const { session } = this;
    const { readOnly, screen } = this.options;
    if (readOnly) return this.refuse();
    if (this.scrolls.lastCopy === null) return this.say('Nothing was copied here yet', 'info');
    if (session === null) return;
    if (this.scrolls.focus(session)) this.scrolls.run(session, 'leave');
    const bracketed = screen.modesOf(session)?.bracketedPaste ?? false;
    this.link?.input(session, Buffer.from(pasted(this.scrolls.lastCopy, bracketed)));
  }

  /** Runs a command of the table; what goes wrong is said in the status line. */
  private async run(id: CommandId, argument = ''): Promise<void> {
    const row = command(id);
    const refused = row.writes && this.options.readOnly;
    if (refused || !row.stays) this.commanding = false;
    if (refused) return this.refuse();
    return this.errands.run(() => ACTIONS[id](this.actionContext(), argument));
  }

  /** What takes more than looking is not for a client that only looks on. */
  private refuse(): void {
    this.say(`this client is attached read-only: it looks on, and ${this.key('detach')} detaches it`, 'error');
  }

  private key(id: CommandId): string {
    return firstKey(this.keymap.rows, id);
  }

  /** What came of something waited for, in a window of its own where the status line has no room for it: keys fail together. */
  private async tell(text: string): Promise<void> {
    const lines = text.split('\n');
    const sentence = lines.join('; ');
    if (textWidth(sentence) <= this.options.size().cols - 2) return this.say(sentence, 'error');
    const host = await this.overlays.dialogs();
    await host.show({ title: 'That could not be done', sections: [{ heading: '', rows: lines.map((line) => ({ key: '', text: line })) }] });
  }

  private actionContext(): ActionContext {
    const { scope, readOnly } = this.options;
    const app = this;
    return {
      mouse: this.settings.mouse,
      readOnly,
      get lastChoice() {
        return app.lastChoice;
      },
      set lastChoice(choice) {
        app.lastChoice = choice;
      },
      tabs: this.state?.tabs ?? [],
      current: this.current,
      room: this.options.screen.room,
      previous: this.inView.previous,
      scope: scope satisfies OpenParams,
      commands: commandsFor(this.keymap.rows, readOnly),
      leader: leaderText(this.leader),
      dialogs: () => this.overlays.dialogs(),
      request: <N extends RequestName>(name: N, params: Requests[N]['params']) => {
        if (!this.link) throw new Error('not connected');
        return this.link.request(name, params);
      },
      turnTo: (tab) => this.inView.turnTo(tab),
      clipboard: this.clipboard,
      focus: (pane) => this.focus(pane),
      openAuth: () => this.openAuth(),
      detach: () => this.options.detach((this.state?.tabs ?? []).filter(isRunning).length),
      say: (text, level) => this.say(text, level),
      run: (next) => this.run(next),
      scroll: () => this.session && this.scrolls.enter(this.session),
      search: () => this.session && this.scrolls.search(this.session),
      pasteLast: () => this.pasteLast(),
    };
  }

  /** Resolves when the Auth screen is not shown: at once, or when the operator has left it. */
  undisturbed(): Promise<void> {
    return this.overlays.undisturbed();
  }

  private async openAuth(): Promise<void> {
    const why = await this.overlays.openAuth();
    if (why !== null) return this.tell(why);
  }

  private say(text: string, level: 'info' | 'error'): void {
    this.said.say(text, level);
  }

  private hush(): void {
    this.said.hush();
  }
}
