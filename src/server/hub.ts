import type { Log } from '../base/log.ts';
import type { OpenParams, ServerState, Size, TabInfo, TerminalFacts } from '../protocol/messages.ts';
import { paneOf } from '../protocol/pane.ts';
import { decideClipboard } from './clipboard.ts';
import { EventLog } from './event-log.ts';
import type { Launcher, Waiting } from './launcher.ts';
import type { Tab } from './tab.ts';
import { Tabs, type TabsOptions } from './tabs.ts';
import type { Viewer } from './viewer.ts';
import { Waits } from './waits.ts';

/** Cells of a tab that is opened before any terminal was attached. */
const SIZE_UNSEEN: Size = { cols: 80, rows: 24 };
/** Strips are told no more often than this after two that came close together, in milliseconds. */
const STATES_APART_MS = 16;
const LARGEST: Size = { cols: 1000, rows: 500 };

export interface HubOptions extends Omit<TabsOptions, 'facts'> {
  launcher: Launcher;
  log: Log;
  /** The last tab was closed and the configuration wants the server to end with it. */
  onEmpty: () => void;
}

/** Who looks at what: the attached clients, the tab each views, the size each session therefore has. */
export class Hub {
  readonly tabs: Tabs;
  readonly viewers = new Set<Viewer>();
  /** What happened, for scripts. */
  readonly events = new EventLog();
  readonly waits = new Waits(
    (tab) => this.tabs.list.byId(tab.id) === tab,
    (tab) => this.info(tab),
  );
  private attached = 0;
  private readonly numbers = new WeakMap<Viewer, number>();
  private acts = 0;
  /** Tab that a new client would see; the strip's first where nobody has looked at any. */
  private lastViewed: string | null = null;
  private lastPane: Size = SIZE_UNSEEN;
  private facts: TerminalFacts = {};
  private broadcastDue = false;
  private toldAt = Number.NEGATIVE_INFINITY;
  private toldJustBefore = false;
  private readonly options: HubOptions;

  constructor(options: HubOptions) {
    this.options = options;
    this.tabs = new Tabs(
      { ...options, facts: () => this.facts },
      {
        onChange: () => this.changed(),
        onDamage: (session) => {
          for (const viewer of this.viewers) viewer.damaged(session);
          this.waits.damaged(session);
        },
        onRemoved: (tab, neighbour) => this.tabRemoved(tab, neighbour),
        onDefect: (tab, sentence) => this.notice(`a defect ended "${tab.label}": ${sentence}; the other tabs go on`, 'error'),
        onBell: (tab) => this.events.add({ event: 'bell', tab: tab.id }),
        onAttention: (tab) => {
          if (tab.attention || this.viewersOf(tab.id).some((v) => v.focused)) return;
          tab.attention = true;
          this.changed();
        },
        onClipboard: (tab, text) => this.clipboard(tab, text),
      },
    );
  }

  /** The tab that a new client would see. */
  get active(): string | null {
    return this.lastViewed ?? this.tabs.list.all[0]?.id ?? null;
  }

  info(tab: Tab): TabInfo {
    return this.tabs.info(tab, this.active);
  }

  /** A terminal was attached: it sees FIRST, else the active tab. */
  attach(viewer: Viewer, first?: Tab): void {
    this.viewers.add(viewer);
    this.numbers.set(viewer, ++this.attached);
    const { terminal, readOnly } = viewer;
    this.events.add({ event: 'attached', client: this.attached, ...terminal, readOnly });
    this.options.log.info('client attached', { cols: viewer.terminal.cols, rows: viewer.terminal.rows, clients: this.viewers.size });
    const elsewhere = this.active === viewer.inside ? this.tabs.list.all.find((t) => t.id !== viewer.inside)?.id : this.active;
    const tab = first ?? (elsewhere ? this.tabs.list.byId(elsewhere) : undefined);
    this.turn(viewer, tab ?? null);
    viewer.tell(this.stateFor(viewer));
  }

  detach(viewer: Viewer): void {
    if (!this.viewers.delete(viewer)) return;
    viewer.dispose();
    this.events.add({ event: 'gone', client: this.numbers.get(viewer) ?? 0 });
    this.options.log.info('client gone', { clients: this.viewers.size });
    // the operator who is left gets the size of their own terminal back
    const tab = viewer.view ? this.tabs.list.byId(viewer.view) : undefined;
    const left = tab && this.lastActor(this.viewersOf(tab.id));
    if (tab && left) this.fit(tab, left);
    this.updateFocus();
  }

  /** Opens a tab for VIEWER or, where that is null, for a script. */
  async open(request: OpenParams, viewer: Viewer | null, waiting: Waiting = {}): Promise<Tab> {
    const looker = viewer ?? this.lastActor([...this.viewers]);
    const tab = await this.tabs.open(request, looker ? this.paneOf(looker) : this.lastPane, waiting);
    if (request.view) this.select(tab, viewer);
    return tab;
  }

  async restart(tab: Tab, waiting: Waiting = {}): Promise<void> {
    const viewers = this.viewersOf(tab.id);
    const looker = this.lastActor(viewers);
    await this.tabs.restart(tab, looker ? this.paneOf(looker) : tab.session.size, waiting);
    for (const viewer of viewers) viewer.turnTo(tab.id, tab.session);
    this.updateFocus();
  }

  /** Reopens the tab's conversation with another provider; whoever views the tab sees the new session. */
  async switch(tab: Tab, provider: string, waiting: Waiting = {}): Promise<void> {
    await this.tabs.switch(tab, provider, tab.session.size, waiting);
    const viewers = this.viewersOf(tab.id);
    for (const viewer of viewers) viewer.turnTo(tab.id, tab.session);
    // the terminal may have changed its size meanwhile
    const looker = this.lastActor(viewers);
    if (looker) this.fit(tab, looker);
    this.updateFocus();
  }

  /** Turns VIEWER to TAB; without one, the client whose operator acted last, if any is attached. */
  select(tab: Tab | null, viewer: Viewer | null): void {
    const looker = viewer ?? this.lastActor([...this.viewers].filter((v) => !v.readOnly));
    if (looker) this.turn(looker, tab);
    else if (tab) this.lastViewed = tab.id;
    this.changed();
  }

  /** The operator did something in the tab they view: it takes the size of their terminal. */
  acted(viewer: Viewer): void {
    if (viewer.readOnly) return;
    viewer.lastActed = ++this.acts;
    if (!viewer.view) return;
    if (this.lastViewed !== viewer.view) {
      this.lastViewed = viewer.view;
      this.changed();
    }
    const tab = this.tabs.list.byId(viewer.view);
    if (tab) this.fit(tab, viewer);
  }

  resized(viewer: Viewer, terminal: Size): void {
    viewer.terminal = clampSize(terminal);
    this.acted(viewer);
  }

  focused(viewer: Viewer, focused: boolean): void {
    viewer.focused = focused;
    this.updateFocus();
  }

  /** What a client's terminal told: programs that want to know of a change are told it. */
  learned(facts: TerminalFacts): void {
    const before = JSON.stringify([this.facts.colorScheme, this.facts.background, this.facts.cell]);
    this.facts = { ...this.facts, ...facts };
    if (JSON.stringify([this.facts.colorScheme, this.facts.background, this.facts.cell]) === before) return;
    for (const tab of this.tabs.list.all) tab.session.factsChanged();
  }

  /** The strip changed: every client is told, once for everything that happens in this turn of the event loop. */
  changed(): void {
    this.events.compare(this.tabs.list.all);
    this.waits.changed();
    if (this.broadcastDue) return;
    this.broadcastDue = true;
    const left = STATES_APART_MS - (performance.now() - this.toldAt);
    // a program that changes its title without pause must not fill every client's socket
    if (left > 0 && this.toldJustBefore) setTimeout(() => this.flush(), left);
    else setImmediate(() => this.flush());
    this.toldJustBefore = left > 0;
  }

  /** Tells now what changed: whoever gets an answer has heard before what the answer is about. */
  flush(): void {
    if (!this.broadcastDue) return;
    this.broadcastDue = false;
    this.toldAt = performance.now();
    for (const viewer of this.viewers) viewer.tell(this.stateFor(viewer));
  }

  notice(text: string, level: 'info' | 'error'): void {
    for (const viewer of this.viewers) viewer.notice(text, level);
  }

  /** Text goes to one operator only: the one who acted last of those who view the tab, or, where none does, of all. */
  private clipboard(tab: Tab, text: string): void {
    const { launcher, log } = this.options;
    const lookers = this.viewersOf(tab.id);
    const actors = (among: Viewer[]) => this.lastActor(among.filter((v) => !v.readOnly));
    const looker = actors(lookers);
    const { osc52: policy } = launcher.settings;
    const verdict = decideClipboard({ policy, label: tab.label, text, inView: looker !== undefined, told: tab.clipboardTold });
    const receiver = looker ?? actors([...this.viewers]);
    log.debug('a write to the clipboard', { tab: tab.id, policy, characters: text.length, clients: this.viewers.size });
    if (verdict.kind === 'copy') return receiver?.copy(tab.id, text, verdict.ask);
    if (verdict.notice === null) return;
    const told = policy === 'deny' ? lookers : receiver ? [receiver] : [];
    for (const viewer of told) viewer.notice(verdict.notice, 'info');
    if (policy === 'deny' && told.length > 0) tab.clipboardTold = true;
  }

  private stateFor(viewer: Viewer): ServerState {
    const { settings, warning } = this.options.launcher;
    const isOpen = (id: string) => this.tabs.list.byId(id) !== undefined;
    return {
      type: 'state',
      tabs: this.tabs.list.all.map((tab) => this.info(tab)),
      view: viewer.view,
      previous: viewer.previous(isOpen),
      viewNumber: viewer.viewNumber,
      settings: settings.client,
      warning,
    };
  }

  private turn(viewer: Viewer, tab: Tab | null): void {
    if (tab) {
      tab.attention = false;
      if (!viewer.readOnly) {
        this.fit(tab, viewer);
        this.lastViewed = tab.id;
      }
    }
    viewer.turnTo(tab?.id ?? null, tab?.session ?? null);
    if (!viewer.readOnly) viewer.lastActed = ++this.acts;
    this.updateFocus();
  }

  private tabRemoved(tab: Tab, neighbour: Tab | undefined): void {
    if (this.lastViewed === tab.id) this.lastViewed = null;
    const isOpen = (id: string) => this.tabs.list.byId(id) !== undefined;
    for (const viewer of this.viewersOf(tab.id)) {
      const back = viewer.previous(isOpen);
      const next = (back ? this.tabs.list.byId(back) : undefined) ?? neighbour ?? null;
      viewer.turnTo(next?.id ?? null, next?.session ?? null);
      if (next) {
        next.attention = false;
        this.fit(next, viewer);
      }
    }
    if (this.lastViewed === null) this.lastViewed = this.lastActor([...this.viewers])?.view ?? neighbour?.id ?? null;
    this.updateFocus();
    if (this.tabs.list.all.length === 0 && this.options.launcher.settings.exitWhenEmpty) this.options.onEmpty();
  }

  private fit(tab: Tab, viewer: Viewer): void {
    if (tab.id === viewer.inside) return;
    const pane = this.paneOf(viewer);
    this.lastPane = pane;
    const { cols, rows } = tab.session.size;
    if (cols !== pane.cols || rows !== pane.rows) {
      tab.session.resize(pane);
      this.changed();
    }
  }

  private paneOf(viewer: Viewer): Size {
    return paneOf(viewer.terminal, this.options.launcher.settings.client);
  }

  private viewersOf(tab: string): Viewer[] {
    return [...this.viewers].filter((v) => v.view === tab);
  }

  private lastActor(among: Viewer[]): Viewer | undefined {
    return among.reduce<Viewer | undefined>((last, v) => (!last || v.lastActed > last.lastActed ? v : last), undefined);
  }

  private updateFocus(): void {
    for (const tab of this.tabs.list.all) tab.session.setFocus(this.viewersOf(tab.id).some((v) => v.focused));
  }
}

/** A size that a terminal can have. */
export function clampSize(size: Size): Size {
  const within = (n: number, most: number) => Math.min(Math.max(Math.floor(n) || 1, 1), most);
  return { cols: within(size.cols, LARGEST.cols), rows: within(size.rows, LARGEST.rows) };
}
