import { OperatorError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { type Direction, neighbour, nextPane, resize, type Side, shownOf, split, swap } from '../protocol/layout.ts';
import type { OpenParams, Place, ServerState, Size, TabInfo, TerminalFacts } from '../protocol/messages.ts';
import { paneOf } from '../protocol/pane.ts';
import { Branches } from './branch.ts';
import { Callers } from './callers.ts';
import { EventLog } from './event-log.ts';
import type { Launcher, Waiting } from './launcher.ts';
import { Notifier } from './notifier.ts';
import type { Pane, Tab } from './tab.ts';
import { Tabs, type TabsOptions } from './tabs.ts';
import type { Viewer } from './viewer.ts';
import { Viewers } from './viewers.ts';
import { Waits } from './waits.ts';

/** Cells of a tab that is opened before any terminal was attached. */
const SIZE_UNSEEN: Size = { cols: 80, rows: 24 };
/** Strips are told no more often than this after two that came close together, in milliseconds. */
const STATES_APART_MS = 16;
const LARGEST: Size = { cols: 1000, rows: 500 };

export interface HubOptions extends Omit<TabsOptions, 'facts'> {
  launcher: Launcher;
  log: Log;
  socket: string;
  /** The server's own environment; a part of it goes to `notify_command`. */
  env: Readonly<Record<string, string | undefined>>;
  /** The last tab was closed and the configuration wants the server to end with it. */
  onEmpty: () => void;
}

/** Who looks at what: the attached clients, the tab each views, the size each session therefore has. */
export class Hub {
  readonly tabs: Tabs;
  readonly viewers = new Viewers();
  /** What happened, for scripts. */
  readonly events = new EventLog();
  readonly waits = new Waits(
    (tab, pane) => this.tabs.tabOf(pane) === tab,
    (tab, pane) => ({ tab: this.info(tab), pane: this.tabs.paneInfo(pane) }),
    (pane) => this.tabs.activities.hasFinished(pane.session),
  );
  private readonly branches = new Branches<Pane>(() => this.changed());
  private readonly notifier: Notifier;
  private readonly callers: Callers;
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
    this.callers = new Callers({ ...options, viewers: this.viewers, indexOf: (tab) => this.tabs.list.all.indexOf(tab) + 1 });
    this.tabs = new Tabs(
      { ...options, facts: () => this.facts },
      {
        onChange: () => this.changed(),
        onDamage: (session) => {
          for (const viewer of this.viewers) viewer.damaged(session);
          this.waits.damaged(session);
        },
        onRemoved: (tab, neighbour) => this.tabRemoved(tab, neighbour),
        onArranged: (tab) => this.arrange(tab),
        onDefect: (named, sentence) => this.notice(`a defect ended "${named}": ${sentence}; the other tabs go on`, 'error'),
        onBell: (tab, pane) => {
          this.events.add({ event: 'bell', tab: tab.id, pane: pane.id });
          this.callers.rang(tab);
        },
        onAttention: (tab) => {
          if (tab.attention || this.viewers.isLooked(tab)) return;
          tab.attention = true;
          this.changed();
        },
        onClipboard: (tab, pane, text) => this.callers.clipboard(tab, pane, text),
      },
    );
    this.notifier = new Notifier({
      activityOf: (pane) => this.tabs.activities.of(pane.session),
      tabOf: (pane) => this.tabs.tabOf(pane),
      isLooked: (tab, pane) => this.viewers.isLooked(tab, pane),
      isNews: (pane) => this.tabs.activities.isNews(pane.session),
      tell: (tab, pane, activity) => this.callers.call(tab, pane, activity),
    });
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
    const client = this.viewers.add(viewer);
    const { terminal, readOnly } = viewer;
    this.events.add({ event: 'attached', client, ...terminal, readOnly });
    this.options.log.info('client attached', { cols: terminal.cols, rows: terminal.rows, clients: this.viewers.count });
    const elsewhere = this.active === viewer.inside ? this.tabs.list.all.find((t) => t.id !== viewer.inside)?.id : this.active;
    const tab = first ?? (elsewhere ? this.tabs.list.byId(elsewhere) : undefined);
    this.turn(viewer, tab ?? null);
    viewer.tell(this.stateFor(viewer));
  }

  detach(viewer: Viewer): void {
    const client = this.viewers.remove(viewer);
    if (client === null) return;
    viewer.dispose();
    this.events.add({ event: 'gone', client });
    this.options.log.info('client gone', { clients: this.viewers.count });
    // the operator who is left gets the size of their own terminal back
    const tab = viewer.view ? this.tabs.list.byId(viewer.view) : undefined;
    const left = tab && this.viewers.lastActor(this.viewers.of(tab));
    if (tab && left) this.fit(tab, left);
    this.updateFocus();
  }

  /** Opens a tab for VIEWER or, where that is null, for a script. */
  async open(request: OpenParams, viewer: Viewer | null, waiting: Waiting = {}): Promise<Tab> {
    const looker = viewer ?? this.viewers.lastActor();
    const tab = await this.tabs.open(request, looker ? this.paneOf(looker) : this.lastPane, waiting);
    if (request.view) this.select(tab, viewer);
    return tab;
  }

  /** Opens a pane beside or below PANE; `request.view` gives it the keys. Throws an OperatorError where there is no room for it. */
  async split(tab: Tab, pane: Pane, side: Side, request: OpenParams, viewer: Viewer | null, waiting: Waiting = {}): Promise<Pane> {
    if (viewer) this.acted(viewer);
    const area = this.areaFor(tab, viewer);
    const leaf = { kind: 'session', session: '', pane: '' } as const;
    const { panes, alone } = shownOf({ layout: split(tab.layout, pane.id, side, leaf), focus: pane.id, zoomed: false }, area);
    const place = panes.find((p) => p.pane === leaf.pane);
    if (alone !== null || !place) throw new OperatorError(`there is no room for another pane in ${area.cols}×${area.rows} cells`);
    const size = { cols: place.cols, rows: place.rows };
    const opened = await this.tabs.split(tab, pane, side, request, size, waiting);
    if (!request.view) return opened;
    this.focus(tab, opened, undefined, viewer);
    if (viewer?.view !== tab.id) this.select(tab, viewer);
    return opened;
  }

  async restart(tab: Tab, pane: Pane, waiting: Waiting = {}): Promise<void> {
    const looker = this.viewers.lastActor(this.viewers.of(tab));
    const place = looker && this.shownTo(tab, looker).panes.find((p) => p.pane === pane.id);
    await this.tabs.restart(tab, pane, place ? { cols: place.cols, rows: place.rows } : pane.session.size, waiting);
  }

  /** Reopens the pane's conversation with another provider; whoever views the tab sees the new session. */
  async switch(tab: Tab, pane: Pane, provider: string, waiting: Waiting = {}): Promise<void> {
    await this.tabs.switch(tab, pane, provider, pane.session.size, waiting);
  }

  /** The keys of the tab go to PANE or, with DIRECTION, to the one that lies there. A zoomed tab shows all of its panes again then. */
  focus(tab: Tab, pane: Pane, direction: Direction | undefined, viewer: Viewer | null): void {
    if (viewer) this.acted(viewer);
    let next: Pane | undefined = pane;
    if (direction) {
      const id = neighbour(tab.layout, this.areaFor(tab, viewer), pane.id, direction, tab.lastFocused?.id ?? null);
      next = tab.panes.find((p) => p.id === id);
    }
    if (!next || next === tab.focused) return;
    tab.focus(next);
    tab.zoomed = false;
    this.rearranged(tab);
  }

  resizePane(tab: Tab, pane: Pane, direction: Direction, cells: number, viewer: Viewer | null): void {
    if (viewer) this.acted(viewer);
    tab.layout = resize(tab.layout, this.areaFor(tab, viewer), pane.id, direction, cells);
    tab.zoomed = false;
    this.rearranged(tab);
  }

  zoom(tab: Tab, pane: Pane, zoomed: boolean | undefined, viewer: Viewer | null): void {
    if (viewer) this.acted(viewer);
    tab.zoomed = tab.panes.length > 1 && (zoomed ?? !(tab.zoomed && tab.focused === pane));
    if (tab.zoomed) tab.focus(pane);
    this.rearranged(tab);
  }

  /** The two change places; OTHER null: the one after PANE in reading order. */
  swap(tab: Tab, pane: Pane, other: Pane | null, viewer: Viewer | null): void {
    if (viewer) this.acted(viewer);
    tab.layout = swap(tab.layout, pane.id, other?.id ?? nextPane(tab.layout, pane.id, 1));
    tab.zoomed = false;
    this.rearranged(tab);
  }

  /** Turns VIEWER to TAB; without one, the client whose operator acted last, if any is attached. */
  select(tab: Tab | null, viewer: Viewer | null): void {
    const looker = viewer ?? this.viewers.lastOperator();
    if (looker) this.turn(looker, tab);
    else if (tab) this.lastViewed = tab.id;
    this.changed();
  }

  /** The operator did something in the tab they view: it takes the size of their terminal. */
  acted(viewer: Viewer): void {
    if (viewer.readOnly) return;
    this.viewers.acted(viewer);
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
    // there may be room for all panes now, or no longer
    const tab = viewer.view ? this.tabs.list.byId(viewer.view) : undefined;
    if (tab) this.show(viewer, tab);
  }

  focused(viewer: Viewer, focused: boolean): void {
    viewer.focused = focused;
    const tab = viewer.view && focused ? this.tabs.list.byId(viewer.view) : undefined;
    if (tab?.attention) {
      tab.attention = false;
      this.changed();
    }
    this.updateFocus();
    if (focused) this.lookAtBranches([viewer], true);
  }

  /** What a client's terminal told: programs that want to know of a change are told it. */
  learned(facts: TerminalFacts): void {
    const before = JSON.stringify([this.facts.colorScheme, this.facts.background, this.facts.cell]);
    this.facts = { ...this.facts, ...facts };
    if (JSON.stringify([this.facts.colorScheme, this.facts.background, this.facts.cell]) === before) return;
    for (const pane of this.tabs.panes()) pane.session.factsChanged();
  }

  /** Another configuration is in force: panes may have other rows, and every client is told. */
  reconfigured(): void {
    for (const tab of this.tabs.list.all) this.arrange(tab);
    this.changed();
  }

  /** The strip changed: every client is told, once for everything that happens in this turn of the event loop. */
  changed(): void {
    this.events.compare(this.tabs.list.all, (pane) => this.tabs.activities.of(pane.session));
    this.notifier.compare(this.tabs.list.all);
    this.waits.changed();
    if (this.broadcastDue) return;
    this.lookAtBranches(this.viewers, false);
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

  /** Nothing that ends from now on is news: the server ends. */
  silence(): void {
    this.notifier.dispose();
    this.callers.silence();
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
      place: this.placeFor(viewer),
      settings: settings.client,
      warning,
    };
  }

  private placeFor(viewer: Viewer): Place {
    const pane = this.paneInView(viewer);
    return { ...this.options.launcher.place(viewer.scope), branch: pane ? this.branches.of(pane) : null };
  }

  private paneInView(viewer: Viewer): Pane | null {
    return (viewer.view !== null && this.tabs.list.byId(viewer.view)?.focused) || null;
  }

  /** Whoever looks is to see the branch of the folder that they look at. `now`: the operator did something to see it. */
  private lookAtBranches(viewers: Iterable<Viewer>, now: boolean): void {
    for (const viewer of viewers) {
      const pane = this.paneInView(viewer);
      if (pane) this.branches.look(pane, now);
    }
  }

  private turn(viewer: Viewer, tab: Tab | null): void {
    if (tab) {
      tab.attention = false;
      if (!viewer.readOnly) {
        this.fit(tab, viewer);
        this.lastViewed = tab.id;
      }
    }
    this.show(viewer, tab);
    if (!viewer.readOnly) this.viewers.acted(viewer);
    this.updateFocus();
    this.lookAtBranches([viewer], true);
  }

  private tabRemoved(tab: Tab, neighbour: Tab | undefined): void {
    if (this.lastViewed === tab.id) this.lastViewed = null;
    const isOpen = (id: string) => this.tabs.list.byId(id) !== undefined;
    for (const viewer of this.viewers.of(tab)) {
      const back = viewer.previous(isOpen);
      const next = (back ? this.tabs.list.byId(back) : undefined) ?? neighbour ?? null;
      this.show(viewer, next);
      if (next) {
        next.attention = false;
        this.fit(next, viewer);
      }
    }
    if (this.lastViewed === null) this.lastViewed = this.viewers.lastActor()?.view ?? neighbour?.id ?? null;
    this.updateFocus();
    if (this.tabs.list.all.length === 0 && this.options.launcher.settings.exitWhenEmpty) this.options.onEmpty();
  }

  /** Panes of the tab changed: whoever views it is shown those that there are now, in the size of who acted last. */
  private arrange(tab: Tab): void {
    const viewers = this.viewers.of(tab);
    const looker = this.viewers.lastOperator(viewers);
    if (looker) this.fit(tab, looker);
    for (const viewer of viewers) this.show(viewer, tab);
    this.updateFocus();
  }

  private rearranged(tab: Tab): void {
    this.arrange(tab);
    this.changed();
  }

  private show(viewer: Viewer, tab: Tab | null): void {
    if (!tab) return viewer.turnTo(null, []);
    const shown = this.shownTo(tab, viewer).panes.map((place) => tab.panes.find((pane) => pane.id === place.pane)!.session);
    viewer.turnTo(tab.id, shown);
  }

  private shownTo(tab: Tab, viewer: Viewer) {
    return shownOf({ layout: tab.layout, focus: tab.focused.id, zoomed: tab.zoomed }, this.paneOf(viewer));
  }

  /** Room of a tab on the screen of the client that asks, or of the one that acted last of those that view it. */
  private areaFor(tab: Tab, viewer: Viewer | null): Size {
    const looker = viewer ?? this.viewers.lastActor(this.viewers.of(tab)) ?? this.viewers.lastActor();
    return looker ? this.paneOf(looker) : this.lastPane;
  }

  /** The panes that the viewer is shown get the size that they have there; the others keep theirs. */
  private fit(tab: Tab, viewer: Viewer): void {
    if (tab.id === viewer.inside) return;
    this.lastPane = this.paneOf(viewer);
    for (const { pane: id, cols, rows } of this.shownTo(tab, viewer).panes) {
      const { session } = tab.panes.find((pane) => pane.id === id)!;
      const { size } = session;
      if (size.cols === cols && size.rows === rows) continue;
      session.resize({ cols, rows });
      this.changed();
    }
  }

  private paneOf(viewer: Viewer): Size {
    return paneOf(viewer.terminal, this.options.launcher.settings.client);
  }

  private updateFocus(): void {
    for (const tab of this.tabs.list.all) {
      const looked = this.viewers.isLooked(tab);
      for (const pane of tab.panes) {
        pane.session.setFocus(looked && pane === tab.focused);
        this.tabs.activities.looked(pane.session, this.viewers.isLooked(tab, pane));
      }
    }
  }
}

/** A size that a terminal can have. */
export function clampSize(size: Size): Size {
  const within = (n: number, most: number) => Math.min(Math.max(Math.floor(n) || 1, 1), most);
  return { cols: within(size.cols, LARGEST.cols), rows: within(size.rows, LARGEST.rows) };
}
