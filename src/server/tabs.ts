import { OperatorError, sentenceOf, traceOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Redactor } from '../base/redact.ts';
import type { Conversation } from '../catalog/types.ts';
import type { Destination, OpenParams, Size, TabInfo, TerminalFacts } from '../protocol/messages.ts';
import type { Session, SessionEvents, SessionOptions } from '../session/types.ts';
import { guardSession } from './guarded-session.ts';
import type { Launcher, PlannedTab, Waiting } from './launcher.ts';
import { conversationIn, createTab, NOTHING_SAID, progressOf, type Tab, tabInfo, UNCOMPARED } from './tab.ts';
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
  /** A bell or a notification; the tab is marked where nobody views it. */
  onAttention(tab: Tab): void;
  onBell(tab: Tab): void;
  /** A defect of ours in the handling of this tab, which is closed for it. */
  onDefect(tab: Tab, sentence: string): void;
  /** A program writes to the clipboard. TEXT is for nobody but the operator: it may be a secret. */
  onClipboard(tab: Tab, text: string): void;
}

/** Opens, holds and ends the sessions behind the strip. */
export class Tabs {
  readonly list = new TabList<Tab>();
  private counter = 0;
  private sessions = 0;
  /** Tabs that are being opened; they count against the limit. */
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
  }

  /** Opens a tab. SIZE: cells of its terminal from its first byte. Throws an OperatorError that says why not. */
  async open(request: OpenParams, size: Size, waiting: Waiting = {}): Promise<Tab> {
    const { maxTabs } = this.options.launcher.settings;
    if (this.list.all.length + this.opening >= maxTabs) {
      throw new OperatorError(`${maxTabs} tabs are open, which is the limit; close one, or raise max_tabs in the configuration`);
    }
    this.opening += 1;
    try {
      const id = `t${++this.counter}`;
      const { plan, session } = await this.start(id, request, size, waiting);
      const tab = createTab(id, plan, request, session, new Date());
      this.list.add(tab);
      this.events.onChange();
      return tab;
    } finally {
      this.opening -= 1;
    }
  }

  /** Runs a dead tab again in its place, with a fresh environment. */
  async restart(tab: Tab, size: Size, waiting: Waiting = {}): Promise<void> {
    if (!tab.session.exit) throw new OperatorError(`"${tab.label}" still runs; only a tab that has ended can be run again`);
    const request: OpenParams = tab.provider && tab.agent ? { ...tab.request, provider: tab.provider } : tab.request;
    const { plan, session } = await this.start(tab.id, request, size, waiting);
    // its program is gone; what that left running in the background goes now
    this.replace(tab, plan, session);
  }

  /**
   * Reopens the tab's conversation with another provider. The program that has it now is ended when the new one runs, and
   * stays where that does not come to run.
   */
  async switch(tab: Tab, provider: string, size: Size, waiting: Waiting = {}): Promise<void> {
    const destination = (await this.destinations(tab)).find((d) => d.slug === provider);
    if (provider === tab.provider) throw new OperatorError(`"${tab.label}" is served by ${destination?.label ?? provider} already`);
    const { conversation, session: old } = tab;
    if (conversation === null)
      throw new OperatorError(`"${tab.label}" was started without an id for its conversation; it cannot be reopened`);
    if (tab.switching) throw new OperatorError(`"${tab.label}" is being taken to another provider already`);
    tab.switching = true;
    let trial: Session | null = null;
    const isGivenUp = () => waiting.signal?.aborted === true;
    const isOvertaken = () => this.closed || tab.session !== old || this.list.byId(tab.id) !== tab;
    try {
      const request = { ...tab.request, ...(tab.agent !== null && { agent: tab.agent }), provider, dir: conversation.cwd };
      const { plan, session } = await this.start(tab.id, request, size, waiting, { id: conversation.id, resumes: true });
      trial = session;
      this.trials.add(session);
      waiting.onProgress?.(`Reopening the conversation with ${destination?.label ?? provider}…`);
      const failure = await comesToRun(session, () => isGivenUp() || isOvertaken());
      if (isOvertaken()) throw new OperatorError(`"${tab.label}" was closed or run again meanwhile; its conversation was not reopened`);
      if (isGivenUp()) throw new OperatorError(`given up; "${tab.label}" is as it was`);
      if (failure !== null) {
        const still = old.exit ? 'nothing has changed' : `"${tab.label}" goes on`;
        throw new OperatorError(this.options.redactor.redact(`${plan.label} could not take over: ${failure}; ${still}`));
      }
      trial = null;
      this.replace(tab, plan, session);
      tab.title = session.title;
      this.options.log.info('conversation reopened', { tab: tab.id, provider: plan.provider, session: session.id });
    } finally {
      tab.switching = false;
      if (trial) this.endInBackground(trial);
    }
  }

  /** Who can go on with the tab's conversation. Throws an OperatorError that says why nobody can. */
  async destinations(tab: Tab): Promise<Destination[]> {
    if (tab.agent === null) throw new OperatorError(`"${tab.label}" is a command, not an agent; it has no conversation to reopen`);
    return this.options.launcher.destinations({ ...tab.request, agent: tab.agent }, tab.provider);
  }

  /** Another session takes the place of the tab's, which is ended. */
  private replace(tab: Tab, plan: PlannedTab, session: Session): void {
    this.endInBackground(tab.session);
    this.trials.delete(session);
    tab.session = session;
    tab.provider = plan.provider;
    tab.conversation = conversationIn(plan);
    tab.keyPrint = plan.keyPrint;
    tab.keyChanged = UNCOMPARED;
    if (!tab.labelled && tab.agent) tab.label = plan.label;
    tab.startedAt = new Date();
    tab.reason = '';
    tab.title = '';
    Object.assign(tab, NOTHING_SAID);
    this.events.onChange();
  }

  /** Takes the tab out of the strip and ends its session. */
  close(tab: Tab): void {
    const neighbour = this.list.remove(tab);
    const { session } = tab;
    this.options.log.info('tab closed', { tab: tab.id, running: !session.exit });
    this.endInBackground(session);
    this.events.onRemoved(tab, neighbour);
    this.events.onChange();
  }

  /**
   * Something was thrown while SESSION was dealt with: a defect, which costs that tab and nothing else. It is closed in a
   * turn of its own, since whoever threw is in the middle of something.
   */
  broken(session: Session, thrown: unknown): void {
    this.options.log.error('a defect ended a session', { session: session.id, error: sentenceOf(thrown), where: traceOf(thrown) });
    setImmediate(() => {
      const tab = this.list.all.find((t) => t.session === session);
      if (!tab) return;
      this.close(tab);
      this.events.onDefect(tab, this.options.redactor.redact(sentenceOf(thrown)));
    });
  }

  /** Ends every session, in parallel; resolves when all are gone. GRACE_MS as in `Session.end`. */
  async endAll(graceMs: number): Promise<void> {
    this.closed = true;
    for (const stop of this.waits) stop.abort();
    await Promise.all([...this.ending, ...[...this.trials, ...this.list.all.map((tab) => tab.session)].map((s) => s.end(graceMs))]);
    for (const tab of this.list.all) tab.session.dispose();
  }

  info(tab: Tab, active: string | null): TabInfo {
    const { launcher } = this.options;
    if (tab.keyChanged.asOf !== launcher.generation) {
      const is = launcher.keyPrint(tab.request, tab.provider) !== tab.keyPrint;
      tab.keyChanged = { is, asOf: launcher.generation };
    }
    return tabInfo(tab, this.list.all.indexOf(tab) + 1, tab.id === active);
  }

  bySession(session: string): Tab | undefined {
    return this.list.all.find((t) => t.session.id === session);
  }

  private endInBackground(session: Session): void {
    this.trials.delete(session);
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
      return tab?.session === own ? tab : undefined;
    };
    try {
      const created = this.options.createSession(
        `s${++this.sessions}`,
        { argv: plan.argv, cwd: plan.cwd, env: plan.env, size, scrollback: launcher.settings.scrollback, facts, version },
        this.sessionEvents(find),
      );
      session = guardSession(created, (guarded, thrown) => this.broken(guarded, thrown));
      own = session;
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
  private sessionEvents(find: () => Tab | undefined): SessionEvents {
    const { log } = this.options;
    const { events } = this;
    const onTab = (act: (tab: Tab) => void) => {
      const tab = find();
      if (!tab) return;
      try {
        act(tab);
      } catch (e) {
        this.broken(tab.session, e);
      }
    };
    return {
      onDamage: () => onTab((tab) => events.onDamage(tab.session)),
      onTitle: (title) =>
        onTab((tab) => {
          tab.title = title;
          events.onChange();
        }),
      onBell: () =>
        onTab((tab) => {
          events.onBell(tab);
          events.onAttention(tab);
        }),
      onNotification: (title, body) =>
        onTab((tab) => {
          tab.notification = { title, body };
          events.onAttention(tab);
          events.onChange();
        }),
      onProgress: (state, percent) =>
        onTab((tab) => {
          tab.progress = progressOf(state, percent, tab.progress);
          events.onChange();
        }),
      onStatus: (state, app) =>
        onTab((tab) => {
          tab.status = state === 'clear' ? null : { state, app };
          events.onChange();
        }),
      onFolder: (path) =>
        onTab((tab) => {
          tab.cwd = path;
          events.onChange();
        }),
      onClipboard: (text) => onTab((tab) => events.onClipboard(tab, text)),
      onExit: (exit) => {
        const tab = find();
        if (tab) Object.assign(tab, { progress: null, status: null });
        log.info('session ended', { tab: tab?.id, code: exit.code, signal: exit.signal });
        events.onChange();
      },
    };
  }
}
