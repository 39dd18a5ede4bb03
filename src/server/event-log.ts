import type { Activity, EventBody, Progress, ServerEvent } from '../protocol/messages.ts';
import type { Session } from '../session/types.ts';
import type { Pane, Tab } from './tab.ts';

/** Events that are kept for whoever comes back and asks what happened meanwhile. */
export const KEPT_EVENTS = 4096;

/** What of a tab makes an event when it changes. */
interface SeenTab {
  label: string;
  panes: Map<string, Seen>;
}

/** What of a pane does. */
interface Seen {
  label: string;
  title: string;
  session: Session;
  exited: boolean;
  status: string;
  progress: Progress | null;
  notification: object | null;
  activity: Activity['state'];
}

/** Of panes whose activity nobody knows. */
const UNKNOWN: Activity = { state: 'idle', since: '', reason: '', source: null };

/** Everything that happened to tabs and clients, numbered, the latest of it kept. Whoever watches is called at once. */
export class EventLog {
  private readonly ring: ServerEvent[] = [];
  private readonly limit: number;
  private readonly now: () => Date;
  private readonly seen = new Map<string, SeenTab>();
  private readonly watchers = new Set<() => void>();

  constructor(limit = KEPT_EVENTS, now: () => Date = () => new Date()) {
    this.limit = limit;
    this.now = now;
  }

  /** Number of the newest event; 0 where nothing has happened. */
  newest = 0;

  /** Number of the oldest event that is kept; one more than the newest where none is. */
  get oldest(): number {
    return this.newest - this.ring.length + 1;
  }

  /** The event of that number, if it is kept. */
  at(sequence: number): ServerEvent | undefined {
    return this.ring[sequence - this.oldest];
  }

  /** Calls back after every event; returns what ends that. */
  watch(callback: () => void): () => void {
    this.watchers.add(callback);
    return () => this.watchers.delete(callback);
  }

  add(body: EventBody): void {
    this.newest += 1;
    this.ring.push({ sequence: this.newest, time: this.now().toISOString(), ...body });
    if (this.ring.length > this.limit) this.ring.shift();
    for (const callback of [...this.watchers]) callback();
  }

  /**
   * Compares the tabs with what they were and adds what is new; their order is told by whoever moves one. To be called after
   * every single change.
   */
  compare(tabs: readonly Tab[], activityOf: (pane: Pane) => Activity = () => UNKNOWN): void {
    const before = this.seen;
    const there = new Set(tabs.map((tab) => tab.id));
    for (const [id, { label }] of before) {
      if (there.has(id)) continue;
      before.delete(id);
      this.add({ event: 'closed', tab: id, label });
    }
    for (const [at, tab] of tabs.entries()) {
      const { id, label, panes } = tab;
      let last = before.get(id);
      if (!last) {
        last = { label, panes: new Map() };
        before.set(id, last);
        const { id: pane, agent, provider, session } = tab.first;
        this.add({ event: 'opened', tab: id, pane, index: at + 1, label, agent, provider, pid: session.pid });
        last.panes.set(pane, unheard(tab.first));
      }
      this.comparePanes(id, panes, last.panes, activityOf);
      if (label !== last.label) this.add({ event: 'renamed', tab: id, label });
      last.label = label;
    }
  }

  private comparePanes(tab: string, panes: readonly Pane[], before: Map<string, Seen>, activityOf: (pane: Pane) => Activity): void {
    for (const pane of panes) {
      const { id, label, agent, provider, session } = pane;
      if (!before.has(id)) {
        this.add({ event: 'split', tab, pane: id, label, agent, provider, pid: session.pid });
        before.set(id, unheard(pane));
      }
      const activity = activityOf(pane);
      this.comparePane(tab, pane, activity, before.get(id)!);
      before.set(id, seenOf(pane, activity.state));
    }
    if (before.size === panes.length) return;
    for (const [id, { label }] of before) {
      if (panes.some((pane) => pane.id === id)) continue;
      before.delete(id);
      this.add({ event: 'unsplit', tab, pane: id, label });
    }
  }

  private comparePane(tab: string, pane: Pane, activity: Activity, last: Seen): void {
    const { id, title, session, notification } = pane;
    const { status, progress } = lastSaid(pane);
    if (session !== last.session) {
      this.add({ event: 'restarted', tab, pane: id, provider: pane.provider, pid: session.pid });
      last.exited = false;
    }
    if (words(title) !== words(last.title)) this.add({ event: 'title', tab, pane: id, title });
    if (JSON.stringify(status) !== last.status) this.add({ event: 'state', tab, pane: id, status });
    if (progress?.state !== last.progress?.state || progress?.percent !== last.progress?.percent)
      this.add({ event: 'progress', tab, pane: id, progress });
    // each one is an object of its own: the same words twice are two notifications
    if (notification && notification !== last.notification) this.add({ event: 'notification', tab, pane: id, ...notification });
    const { state, reason, source } = activity;
    if (state !== last.activity) this.add({ event: 'activity', tab, pane: id, state, reason, source });
    if (session.exit && !last.exited) {
      const { code, signal } = session.exit;
      this.add({ event: 'exited', tab, pane: id, exitCode: code, signal, reason: pane.reason });
    }
  }
}

/**
 * A title without the sign before it. Agents turn a spinner there, several times a second for as long as they work: as
 * events these would push everything else out of what is kept, and wake whoever waits for the next one.
 */
function words(title: string): string {
  return title.replace(/^[^\p{L}\p{N}]+\s/u, '');
}

function seenOf(pane: Pane, activity: Activity['state']): Seen {
  const { label, title, session, notification } = pane;
  const { status, progress } = lastSaid(pane);
  return { label, title, session, exited: session.exit !== null, status: JSON.stringify(status), progress, notification, activity };
}

/** What it says of itself ends with it, so that `exited` is the last word on it whoever heard of the end first. */
function lastSaid({ session, status, progress }: Pane): Pick<Pane, 'status' | 'progress'> {
  return session.exit ? { status: null, progress: null } : { status, progress };
}

/** It may have ended, or said something, before it was in the strip. */
function unheard(pane: Pane): Seen {
  return { ...seenOf(pane, 'idle'), exited: false, title: '', status: 'null', progress: null, notification: null };
}
