import { sentenceOf } from '../base/errors.ts';
import { textWidth, truncate } from '../base/graphemes.ts';
import { type Leader, parseLeader } from '../config/leader.ts';
import type { Frame } from '../protocol/frame.ts';
import type {
  ClientSettings,
  OpenParams,
  PaneInfo,
  RequestName,
  Requests,
  Scope,
  ServerState,
  Size,
  TabInfo,
} from '../protocol/messages.ts';
import { pasted } from '../protocol/paste.ts';
import { ACTIONS, type ActionContext, closeTab, renameTab } from './actions.ts';
import type { AuthScreen, FullScreen } from './auth.ts';
import { BorderDrag } from './border-drag.ts';
import { ChromeMouse } from './chrome-mouse.ts';
import { Clipboard } from './clipboard.ts';
import { Clock } from './clock.ts';
import { type CommandId, command, commandsFor, firstKey } from './commands.ts';
import type { DialogHost } from './dialogs/index.ts';
import type { Display, View } from './display.ts';
import { Errands } from './errands.ts';
import { toBlessedKey } from './input/blessed-key.ts';
import { COLOR_QUERIES, type Knowledge, learn, NOTHING_KNOWN } from './input/facts.ts';
import { contains } from './input/mouse.ts';
import { type Action, type InputState, Router } from './input/router.ts';
import { Button, type MouseEvent } from './input/token.ts';
import { DEFAULT_KEYMAP, Keymap, type KeysTable } from './keys-in-force.ts';
import { leaderText } from './leader-text.ts';
import type { Choice } from './new-tab.ts';
import { focusedPane, isRunning, paneLabel } from './panes.ts';
import { ResizeLimit } from './resize-limit.ts';
import { Said } from './said.ts';
import { amountOf } from './scroll/amount.ts';
import { Scrolls } from './scroll/scrolls.ts';
import type { ServerLink } from './server-link.ts';
import { shortLabel } from './short-label.ts';

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
  private host: DialogHost | null = null;
  private loading: Promise<DialogHost> | null = null;
  /** The Auth screen, while it is shown, and who waits for its end. */
  private over: FullScreen | null = null;
  private whenLeft: (() => void)[] = [];
  /** The tab that was asked for and is not in view yet. */
  private wanted: string | null = null;
  /** The pane that is to have the keys of its tab, until the server has said that it has. */
  private wantedPane: { tab: string; pane: string } | null = null;
  /** How many `view` messages have been sent. */
  private wishes = 0;
  /** The tab that was in view before that one. */
  private left: string | null = null;
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
    labelInView: (tab) => (this.current?.id === tab ? shortLabel(this.current.label) : null),
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
    this.router = new Router(
      () => ({
        state: this.inputState,
        session: this.session,
        modes: options.screen.modesOf(this.session),
        outer: options.screen.outer,
        pane: options.screen.pane,
        origin: options.screen.origin,
        panes: () => options.screen.panes.map((place) => ({ ...place, scrolled: this.scrolls.focus(place.session) !== null })),
        cell: this.known.facts.cell ?? null,
        leader: this.leader,
        scroll: this.scrolls.focus(this.session),
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
      view: (tab) => this.turnTo(tab),
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
    const sessions = state.tabs.flatMap((t) => t.panes.map((pane) => pane.session));
    this.options.screen.keep(sessions);
    this.scrolls.keep(sessions);
    this.leader = parseLeader(state.settings.leader) ?? FALLBACK;
    this.learnKeys(state.settings.keys ?? {});
    if (first && !this.options.readOnly) this.teaching = this.options.firstStart();
    this.clock.show(state.settings.clock === true && state.settings.status);
    // a state that was sent before the last wish was heard says nothing about it
    if ((state.viewNumber ?? 0) >= this.wishes || !state.tabs.some((t) => t.id === this.wanted)) this.wanted = null;
    // a tab that is opened or closed by somebody else leaves the keys where they are; the last one gone is the welcome screen
    if (!this.current) this.commanding = false;
    this.stale();
    this.router.resume();
    // whoever sees the welcome screen will press N
    if (first && !this.current) setTimeout(() => this.prepareDialogs(), 300).unref();
  }

  /** Loads them, which takes the longest of all that the client has (and 4 MB), while nothing waits for it. */
  private prepareDialogs(): void {
    void this.dialogs().catch(() => {});
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
    if (long) void this.undisturbed().then(() => this.tell(text));
    else this.say(text, level);
  }

  onProgress(request: number, text: string): void {
    this.errands.progress(request, text);
  }

  onResize(size: Size): void {
    this.sizes.push(size);
    this.host?.resize(size.cols, size.rows);
    this.over?.resize(size);
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
    const overlay = this.over?.render() ?? this.host?.render() ?? null;
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
      dialogKeys: this.over ? null : (this.host?.keys ?? null),
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
    const pane = focusedPane(tab);
    const label = paneLabel(tab, pane);
    return pane.title && pane.title !== label ? `${label} — ${pane.title}` : label;
  }

  private get settings(): ClientSettings {
    return this.state?.settings ?? { leader: 'C-\\', status: true, mouse: true };
  }

  private get current(): TabInfo | null {
    const id = this.wanted ?? this.state?.view ?? null;
    const tab = this.state?.tabs.find((t) => t.id === id) ?? null;
    const wish = this.wantedPane;
    if (!tab || wish?.tab !== tab.id || !tab.panes.some((pane) => pane.id === wish.pane)) return tab;
    return { ...tab, focus: wish.pane, zoomed: tab.zoomed && tab.focus === wish.pane };
  }

  /** The pane that has the keys. */
  private get pane(): PaneInfo | null {
    return this.current && focusedPane(this.current);
  }

  private get session(): string | null {
    return this.pane?.session ?? null;
  }

  private get inputState(): InputState {
    if (this.over) return this.over.busy ? 'wait' : 'dialog';
    // keys for what is waited for are Esc alone, and never what was meant for the tab
    if (this.host?.active || this.errands.slow !== null) return 'dialog';
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
        setTimeout(() => this.prepareDialogs(), 20).unref();
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
        if (this.errands.slow !== null && !this.over && !this.host?.active) return this.errands.key(action.key);
        if (this.inputState === 'scroll') {
          this.hush();
          return this.scrolls.lineKey(this.session!, action.key);
        }
        const event = toBlessedKey(action.key);
        if (event) (this.over ?? this.host)?.key(event.ch, event.key);
        return;
      }
      case 'paste':
        if (this.over) this.over.paste(action.text);
        else if (this.host?.active) this.host.paste(action.text);
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

  /** Gives a pane of the tab in view the keys: at once here, and when the server has heard of it for everybody. */
  private focus(pane: string): void {
    const tab = this.current;
    if (!tab || this.options.readOnly || tab.focus === pane) return;
    const wish = { tab: tab.id, pane };
    this.wantedPane = wish;
    const settled = () => {
      if (this.wantedPane === wish) this.wantedPane = null;
      this.stale();
    };
    this.link?.request('focus', { pane }).then(settled, settled);
    this.stale();
  }

  private mouse(event: MouseEvent): void {
    if (!this.settings.mouse) return;
    const taker = this.over ?? (this.host?.active ? this.host : null);
    if (!taker) return this.mouseOnScreen(event);
    this.scrolls.letGo();
    this.chrome.away();
    const wheel = event.button === Button.wheelUp ? 'wheel-up' : event.button === Button.wheelDown ? 'wheel-down' : null;
    const action = wheel ?? (event.action === 'motion' ? 'move' : event.action);
    if (wheel || action === 'move' || event.button === Button.left) taker.mouse({ action, x: event.x, y: event.y });
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
    const host = await this.dialogs();
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
    const host = await this.dialogs();
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
      previous: (this.wanted === null ? this.state?.previous : this.left) ?? null,
      scope: scope satisfies OpenParams,
      commands: commandsFor(this.keymap.rows, readOnly),
      leader: leaderText(this.leader),
      dialogs: () => this.dialogs(),
      request: <N extends RequestName>(name: N, params: Requests[N]['params']) => {
        if (!this.link) throw new Error('not connected');
        return this.link.request(name, params);
      },
      turnTo: (tab) => this.turnTo(tab),
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
    return this.over ? new Promise((resolve) => this.whenLeft.push(resolve)) : Promise.resolve();
  }

  private async openAuth(): Promise<void> {
    const { auth, size } = this.options;
    let screen: FullScreen;
    try {
      screen = await auth.open({ size: size(), onLeave: () => this.leaveAuth() });
    } catch (e) {
      return this.tell(sentenceOf(e));
    }
    // it may have changed while the screen was made
    screen.resize(size());
    screen.onChange(() => {
      this.stale();
      this.router.resume();
    });
    this.over = screen;
    this.stale();
  }

  private leaveAuth(): void {
    const screen = this.over;
    this.over = null;
    // it is in the middle of a key
    setImmediate(() => screen?.dispose());
    for (const resolve of this.whenLeft.splice(0)) resolve();
    this.stale();
    this.router.resume();
  }

  private turnTo(tab: string): void {
    if (tab !== this.current?.id) this.left = this.current?.id ?? null;
    this.wanted = tab;
    this.wishes += 1;
    this.link?.send({ type: 'view', tab, number: this.wishes });
    this.stale();
  }

  private dialogs(): Promise<DialogHost> {
    this.loading ??= import('./dialogs/index.ts').then(({ createDialogs }) => {
      const host = createDialogs(this.options.size());
      host.onChange(() => {
        this.stale();
        this.router.resume();
      });
      this.host = host;
      return host;
    });
    return this.loading;
  }

  private say(text: string, level: 'info' | 'error'): void {
    this.said.say(text, level);
  }

  private hush(): void {
    this.said.hush();
  }
}
