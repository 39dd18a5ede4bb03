import { OperatorError, sentenceOf, traceOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Redactor } from '../base/redact.ts';
import type { Conversation } from '../catalog/types.ts';
import type { Side } from '../protocol/layout.ts';
import type { Activity, Destination, OpenParams, PaneInfo, Size, TabInfo, TerminalFacts } from '../protocol/messages.ts';
import type { Session, SessionEvents, SessionOptions } from '../session/types.ts';
import { Activities } from './activity/activities.ts';
import { mostUrgent } from './activity/advance.ts';
import { guardSession } from './guarded-session.ts';
import { keyless } from './keyless.ts';
import type { Launcher, PlannedTab, Waiting } from './launcher.ts';
import { type Named, resolveRef } from './pane-ref.ts';
import { progressOf } from './progress.ts';
import { conversationIn, createPane, NOTHING_SAID, type Pane, paneInfo, Tab, tabInfo, UNCOMPARED } from './tab.ts';
import { TabList } from './tab-list.ts';
import { comesToRun } from './takeover.ts';

/** SIGHUP, then this long, then SIGKILL: what PRODUCT promises for every end of a session, in milliseconds. */
export const GRACE_MS = 3000;

export interface TabsOptions {
  launcher: Launcher;
  log: Log;
  redactor: Redactor;
  version: string;
  createSession: (id: string, options: SessionOptions, events: SessionEvents) => Session;
  /** Told by the last client's terminal. */
  facts: () => TerminalFacts;
}

export interface TabsEvents {
  /** Something that the strip shows changed. */
  onChange(): void;
  onDamage(session: Session): void;
  /** A tab is no longer in the strip; `neighbour` stands where it stood. */
  onRemoved(tab: Tab, neighbour: Tab | undefined): void;
  /** The panes of a tab are others or stand otherwise, or other sessions are in them. */
  onArranged(tab: Tab): void;
  /** A bell or a notification; the tab is marked where nobody views it. */
  onAttention(tab: Tab, pane: Pane): void;
  onBell(tab: Tab, pane: Pane): void;
  /** A defect of ours in the handling of what is NAMED so, which is closed for it. */
  onDefect(named: string, sentence: string): void;
  /** A program writes to the clipboard. TEXT is for nobody but the operator: it may be a secret. */
  onClipboard(tab: Tab, pane: Pane, text: string): void;
}

/** Opens, holds and ends the sessions behind the strip. */
export class Tabs {
  readonly list = new TabList<Tab>();
  /** What the program of each session does. */
  readonly activities: Activities;
  private counter = 0;
  private paneCounter = 0;
  private sessions = 0;
  /** Panes that are being opened; they count against the limit. */
  private opening = 0;
  /** Sessions whose tab is gone and whose process may not be. */
  private readonly ending = new Set<Promise<void>>();
  private closed = false;
  /** Sessions that are to take the place of another and are not known to run yet. */
  private readonly trials = new Set<Session>();
  /** Plans that are being made. */
  private readonly waits = new Set<AbortController>();
  private readonly options: TabsOptions;
  private readonly events: TabsEvents;

  constructor(options: TabsOptions, events: TabsEvents) {
    this.options = options;
    this.events = events;
    this.activities = new Activities((agent) => options.launcher.stateTables(agent), events.onChange);
  }

  /** Opens a tab. SIZE: cells of its terminal from its first byte. Throws an OperatorError that says why not. */
  async open(request: OpenParams, size: Size, waiting: Waiting = {}): Promise<Tab> {
    this.checkLimit();
    const id = `t${++this.counter}`;
    const pane = await this.create(id, request, size, waiting);
    const tab = new Tab(id, pane);
    this.list.add(tab);
    this.events.onChange();
    return tab;
  }

  /** Opens a pane beside or below OLD in its tab. SIZE: as in `open`. */
  async split(tab: Tab, old: Pane, side: Side, request: OpenParams, size: Size, waiting: Waiting = {}): Promise<Pane> {
    this.checkLimit();
    const pane = await this.create(tab.id, request, size, waiting);
    if (this.list.byId(tab.id) !== tab) {
      this.endInBackground(pane.session);
      throw new OperatorError(`"${tab.label}" was closed meanwhile; nothing was opened in it`);
    }
    tab.add(pane, tab.panes.includes(old) ? old : tab.focused, side);
    this.events.onArranged(tab);
    this.events.onChange();
    return pane;
  }

  private checkLimit(): void {
    const { maxTabs } = this.options.launcher.settings;
    const open = this.panes().length;
    if (open + this.opening < maxTabs) return;
    const what = open > this.list.all.length ? 'panes' : 'tabs';
    throw new OperatorError(`${maxTabs} ${what} are open, which is the limit; close one, or raise max_tabs in the configuration`);
  }

  private async create(tabId: string, request: OpenParams, size: Size, waiting: Waiting): Promise<Pane> {
    this.opening += 1;
    try {
      const { plan, session } = await this.start(tabId, request, size, waiting);
      return createPane(`p${++this.paneCounter}`, plan, request, session, new Date());
    } finally {
      this.opening -= 1;
    }
  }

  /** Runs a dead pane again in its place, with a fresh environment. */
  async restart(tab: Tab, pane: Pane, size: Size, waiting: Waiting = {}): Promise<void> {
    if (!pane.session.exit) throw new OperatorError(`"${tab.nameOf(pane)}" still runs; only a tab that has ended can be run again`);
    const request: OpenParams = pane.provider && pane.agent ? { ...pane.request, provider: pane.provider } : pane.request;
    const { plan, session } = await this.start(tab.id, request, size, waiting);
    // its program is gone; what that left running in the background goes now
    this.replace(tab, pane, plan, session);
  }

  /**
   * Reopens the pane's conversation with another provider. The program that has it now is ended when the new one runs, and
   * stays where that does not come to run.
   */
  async switch(tab: Tab, pane: Pane, provider: string, size: Size, waiting: Waiting = {}): Promise<void> {
    const destination = (await this.destinations(tab, pane)).find((d) => d.slug === provider);
    if (provider === pane.provider) throw new OperatorError(`"${tab.nameOf(pane)}" is served by ${destination?.label ?? provider} already`);
    const { conversation, session: old } = pane;
    if (conversation === null) throw new OperatorError(`"${tab.nameOf(pane)}" cannot switch: its conversation was started without an id`);
    if (pane.switching) throw new OperatorError(`"${tab.nameOf(pane)}" is being taken to another provider already`);
    pane.switching = true;
    let trial: Session | null = null;
    const isGivenUp = () => waiting.signal?.aborted === true;
    const isOvertaken = () => this.closed || pane.session !== old || this.tabOf(pane) !== tab;
    try {
      const request = { ...pane.request, ...(pane.agent !== null && { agent: pane.agent }), provider, dir: conversation.cwd };
      const { plan, session } = await this.start(tab.id, request, size, waiting, { id: conversation.id, resumes: true });
      trial = session;
      this.trials.add(session);
      waiting.onProgress?.(`Reopening the conversation with ${destination?.label ?? provider}…`);
      const failure = await comesToRun(session, () => isGivenUp() || isOvertaken());
      if (isOvertaken())
        throw new OperatorError(`"${tab.nameOf(pane)}" was closed or run again meanwhile; its conversation was not reopened`);
      if (isGivenUp()) throw new OperatorError(`given up; "${tab.nameOf(pane)}" is as it was`);
      if (failure !== null) {
        const still = old.exit ? 'nothing has changed' : `"${tab.nameOf(pane)}" goes on`;
        throw new OperatorError(this.options.redactor.redact(`${plan.label} could not take over: ${failure}; ${still}`));
      }
      trial = null;
      this.replace(tab, pane, plan, session);
      pane.title = this.options.redactor.redact(session.title);
      this.options.log.info('conversation reopened', { tab: tab.id, provider: plan.provider, session: session.id });
    } finally {
      pane.switching = false;
      if (trial) this.endInBackground(trial);
    }
  }

  /** Who can go on with the pane's conversation. Throws an OperatorError that says why nobody can. */
  async destinations(tab: Tab, pane: Pane): Promise<Destination[]> {
    if (pane.agent === null) throw new OperatorError(`"${tab.nameOf(pane)}" cannot switch: it is a command, not an agent`);
    return this.options.launcher.destinations({ ...pane.request, agent: pane.agent }, pane.provider);
  }

  /** Another session takes the place of the pane's, which is ended. */
  private replace(tab: Tab, pane: Pane, plan: PlannedTab, session: Session): void {
    this.endInBackground(pane.session);
    this.trials.delete(session);
    tab.refill(pane, session);
    pane.provider = plan.provider;
    pane.conversation = conversationIn(plan);
    pane.keyPrint = plan.keyPrint;
    pane.keyChanged = UNCOMPARED;
    if (!pane.labelled && pane.agent) pane.label = plan.label;
    pane.startedAt = new Date();
    pane.reason = '';
    pane.title = '';
    Object.assign(pane, NOTHING_SAID);
    this.events.onArranged(tab);
    this.events.onChange();
  }

  /** Takes the tab out of the strip and ends its sessions. */
  close(tab: Tab): void {
    const neighbour = this.list.remove(tab);
    this.options.log.info('tab closed', { tab: tab.id, running: tab.panes.some((pane) => !pane.session.exit) });
    for (const pane of tab.panes) this.endInBackground(pane.session);
    this.events.onRemoved(tab, neighbour);
    this.events.onChange();
  }

  /** Takes the pane out of its tab and ends its session; the last one takes the tab with it. */
  closePane(tab: Tab, pane: Pane): void {
    if (tab.panes.length === 1) return this.close(tab);
    this.options.log.info('pane closed', { tab: tab.id, pane: pane.id, running: !pane.session.exit });
    tab.remove(pane);
    this.endInBackground(pane.session);
    this.events.onArranged(tab);
    this.events.onChange();
  }

  /**
   * Something was thrown while SESSION was dealt with: a defect, which costs that pane and nothing else. It is closed in a
   * turn of its own, since whoever threw is in the middle of something.
   */
  broken(session: Session, thrown: unknown): void {
    this.options.log.error('a defect ended a session', { session: session.id, error: sentenceOf(thrown), where: traceOf(thrown) });
    setImmediate(() => {
      const found = this.bySession(session.id);
      if (!found || found.pane.session !== session) return;
      const { tab, pane } = found;
      const name = tab.nameOf(pane);
      this.closePane(tab, pane);
      this.events.onDefect(name, this.options.redactor.redact(sentenceOf(thrown)));
    });
  }

  /** Ends every session, in parallel; resolves when all are gone. GRACE_MS as in `Session.end`. */
  async endAll(graceMs: number): Promise<void> {
    this.closed = true;
    for (const stop of this.waits) stop.abort();
    await Promise.all([...this.ending, ...[...this.trials, ...this.panes().map((pane) => pane.session)].map((s) => s.end(graceMs))]);
    for (const pane of this.panes()) pane.session.dispose();
  }

  /** The tab or pane that an operator named. Throws an OperatorError where there is none. */
  named(ref: string): Named {
    return resolveRef(this.list, ref);
  }

  /** The same where a program is meant: that of a tab is its oldest pane. */
  program(ref: string): { tab: Tab; pane: Pane } {
    const { tab, pane } = this.named(ref);
    return { tab, pane: pane ?? tab.first };
  }

  /** Every pane of every tab. */
  panes(): Pane[] {
    return this.list.all.flatMap((tab) => tab.panes);
  }

  info(tab: Tab, active: string | null): TabInfo {
    const panes = tab.panes.map((pane) => this.paneInfo(pane));
    return tabInfo(tab, panes, this.list.all.indexOf(tab) + 1, tab.id === active, this.activityOf(tab));
  }

  /** That of its pane that needs the operator most. */
  activityOf(tab: Tab): Activity {
    return this.activities.of(this.mostUrgent(tab).session);
  }

  mostUrgent(tab: Tab): Pane {
    if (tab.panes.length === 1) return tab.first;
    return mostUrgent(tab.panes.map((pane) => ({ pane, state: this.activities.of(pane.session).state })))!.pane;
  }

  paneInfo(pane: Pane): PaneInfo {
    this.compareKeys(pane);
    return paneInfo(pane, this.activities.of(pane.session));
  }

  /** The pane that shows that session, and its tab. */
  bySession(session: string): { tab: Tab; pane: Pane } | undefined {
    for (const tab of this.list.all) {
      const pane = tab.panes.find((p) => p.session.id === session);
      if (pane) return { tab, pane };
    }
    return undefined;
  }

  /** The tab that the pane is in, as long as it is. */
  tabOf(pane: Pane): Tab | undefined {
    return this.list.all.find((tab) => tab.panes.includes(pane));
  }

  private compareKeys(pane: Pane): void {
    const { launcher } = this.options;
    if (pane.keyChanged.asOf === launcher.generation) return;
    const is = launcher.keyPrint(pane.request, pane.provider) !== pane.keyPrint;
    pane.keyChanged = { is, asOf: launcher.generation };
  }

  private endInBackground(session: Session): void {
    this.trials.delete(session);
    this.activities.forget(session);
    const end = session.end(GRACE_MS).finally(() => session.dispose());
    this.ending.add(end);
    void end.finally(() => this.ending.delete(end));
  }

  private async start(
    id: string,
    request: OpenParams,
    size: Size,
    waiting: Waiting,
    conversation?: Conversation,
  ): Promise<{ plan: PlannedTab; session: Session }> {
    const { launcher, log, redactor, version, facts } = this.options;
    const began = performance.now();
    const plan = await this.planned((stop) => launcher.plan(request, id, { ...waiting, signal: stop }, conversation), waiting);
    for (const secret of plan.secrets) redactor.add(secret);
    if (this.closed) throw new OperatorError('the server is ending; nothing was opened');
    let session: Session;
    let own: Session | null = null;
    // one that waits to take another's place, or has lost its own, says nothing about the tab
    const find = () => {
      const tab = this.list.byId(id);
      const pane = tab?.panes.find((p) => p.session === own);
      return tab && pane ? { tab, pane } : undefined;
    };
    const tracker = this.activities.begin(plan.agent);
    try {
      const created = this.options.createSession(
        `s${++this.sessions}`,
        { argv: plan.argv, cwd: plan.cwd, env: plan.env, size, scrollback: launcher.settings.scrollback, facts, version },
        keyless(tracker.listen(this.sessionEvents(find)), (text) => redactor.redact(text)),
      );
      session = guardSession(created, (guarded, thrown) => this.broken(guarded, thrown));
      own = session;
      this.activities.attach(session, tracker);
    } catch (e) {
      throw new OperatorError(`cannot start ${plan.argv[0]}: ${redactor.redact(sentenceOf(e))}`);
    }
    log.info('session started', {
      tab: id,
      session: session.id,
      program: plan.argv[0],
      agent: plan.agent,
      provider: plan.provider,
      pid: session.pid,
      cols: size.cols,
      rows: size.rows,
      arguments: plan.argv.length - 1,
      ms: Math.round(performance.now() - began),
    });
    log.debug('its environment, by name', { tab: id, names: Object.keys(plan.env).sort() });
    return { plan, session };
  }

  /** A plan may take its time; who asked can give it up, and so does the end of the server. */
  private async planned(plan: (stop: AbortSignal) => Promise<PlannedTab>, waiting: Waiting): Promise<PlannedTab> {
    const stop = new AbortController();
    const abort = () => stop.abort();
    waiting.signal?.addEventListener('abort', abort, { once: true });
    if (waiting.signal?.aborted) abort();
    this.waits.add(stop);
    try {
      return await plan(stop.signal);
    } finally {
      this.waits.delete(stop);
      waiting.signal?.removeEventListener('abort', abort);
    }
  }

  /** A session may speak before its tab is in the list: what it says then is in its model anyway. */
  private sessionEvents(find: () => { tab: Tab; pane: Pane } | undefined): SessionEvents {
    const { log } = this.options;
    const { events } = this;
    const onPane = (act: (pane: Pane, tab: Tab) => void) => {
      const found = find();
      if (!found) return;
      const { tab, pane } = found;
      try {
        act(pane, tab);
      } catch (e) {
        this.broken(pane.session, e);
      }
    };
    return {
      onDamage: () => onPane((pane) => events.onDamage(pane.session)),
      onTitle: (title) =>
        onPane((pane) => {
          pane.title = title;
          events.onChange();
        }),
      onBell: () =>
        onPane((pane, tab) => {
          events.onBell(tab, pane);
          events.onAttention(tab, pane);
        }),
      onNotification: (title, body) =>
        onPane((pane, tab) => {
          pane.notification = { title, body };
          events.onAttention(tab, pane);
          events.onChange();
        }),
      onProgress: (state, percent) =>
        onPane((pane) => {
          pane.progress = progressOf(state, percent, pane.progress);
          events.onChange();
        }),
      onStatus: (state, app) =>
        onPane((pane) => {
          pane.status = state === 'clear' ? null : { state, app };
          events.onChange();
        }),
      onFolder: (path) =>
        onPane((pane) => {
          pane.cwd = path;
          events.onChange();
        }),
      onClipboard: (text) => onPane((pane, tab) => events.onClipboard(tab, pane, text)),
      onExit: (exit) => {
        const found = find();
        if (found) Object.assign(found.pane, { progress: null, status: null });
        log.info('session ended', { tab: found?.tab.id, code: exit.code, signal: exit.signal });
        events.onChange();
      },
    };
  }
}
