import type { EventBody, Progress, ServerEvent } from '../protocol/messages.ts';
import type { Session } from '../session/types.ts';
import type { Tab } from './tab.ts';

/** Events that are kept for whoever comes back and asks what happened meanwhile. */
export const KEPT_EVENTS = 4096;

/** What of a tab makes an event when it changes. */
interface Seen {
  label: string;
  title: string;
  session: Session;
  exited: boolean;
  status: string;
  progress: Progress | null;
  notification: object | null;
}

/** Everything that happened to tabs and clients, numbered, the latest of it kept. Whoever watches is called at once. */
export class EventLog {
  private readonly ring: ServerEvent[] = [];
  private readonly limit: number;
  private readonly now: () => Date;
  private seen = new Map<string, Seen>();
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

  /** Compares the tabs with what they were and adds what is new; their order is told by whoever moves one. To be called after every single change. */
  compare(tabs: readonly Tab[]): void {
    const before = this.seen;
    const there = new Set(tabs.map((tab) => tab.id));
    for (const [id, { label }] of before) {
      if (there.has(id)) continue;
      before.delete(id);
      this.add({ event: 'closed', tab: id, label });
    }
    for (const [at, tab] of tabs.entries()) {
      const last = before.get(tab.id);
      before.set(tab.id, seenOf(tab));
      if (last) this.compareTab(tab, last);
      else {
        const { id, label, agent, provider, session } = tab;
        this.add({ event: 'opened', tab: id, index: at + 1, label, agent, provider, pid: session.pid });
        // it may have ended, or said something, before it was in the strip
        this.compareTab(tab, { ...seenOf(tab), exited: false, title: '', status: 'null', progress: null, notification: null });
      }
    }
  }

  private compareTab(tab: Tab, last: Seen): void {
    const { id, label, title, session, status, progress, notification } = tab;
    if (session !== last.session) {
      this.add({ event: 'restarted', tab: id, provider: tab.provider, pid: session.pid });
      last.exited = false;
    }
    if (label !== last.label) this.add({ event: 'renamed', tab: id, label });
    if (title !== last.title) this.add({ event: 'title', tab: id, title });
    if (JSON.stringify(status) !== last.status) this.add({ event: 'state', tab: id, status });
    if (progress?.state !== last.progress?.state || progress?.percent !== last.progress?.percent)
      this.add({ event: 'progress', tab: id, progress });
    // each one is an object of its own: the same words twice are two notifications
    if (notification && notification !== last.notification) this.add({ event: 'notification', tab: id, ...notification });
    if (session.exit && !last.exited) {
      const { code, signal } = session.exit;
      this.add({ event: 'exited', tab: id, exitCode: code, signal, reason: tab.reason });
    }
  }
}

function seenOf(tab: Tab): Seen {
  const { label, title, session, status, progress, notification } = tab;
  return { label, title, session, exited: session.exit !== null, status: JSON.stringify(status), progress, notification };
}
