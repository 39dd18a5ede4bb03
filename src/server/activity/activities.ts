import { SHELL } from '../../catalog/types.ts';
import type { StateTable } from '../../config/types.ts';
import type { Activity, SourceReport } from '../../protocol/messages.ts';
import type { Session } from '../../session/types.ts';
import { StateRules } from './rules.ts';
import { ActivityTracker } from './tracker.ts';

/** The activity of every session. */
export class Activities {
  private readonly trackers = new Map<Session, ActivityTracker>();
  /** Compiled once for each list: a list stays the same object until the configuration changes. */
  private readonly compiled = new WeakMap<readonly StateTable[], StateRules>();
  private readonly tables: (agent: string | null) => readonly StateTable[];
  private readonly onChange: () => void;

  constructor(tables: (agent: string | null) => readonly StateTable[], onChange: () => void) {
    this.tables = tables;
    this.onChange = onChange;
  }

  /** A tracker for a session of AGENT (null: a command) that is about to start. */
  begin(agent: string | null): ActivityTracker {
    const isAgent = agent !== null && agent !== SHELL;
    return new ActivityTracker({ rules: () => this.rulesOf(agent), isAgent, onChange: this.onChange });
  }

  attach(session: Session, tracker: ActivityTracker): void {
    tracker.attach(session);
    this.trackers.set(session, tracker);
  }

  forget(session: Session): void {
    this.trackers.get(session)?.dispose();
    this.trackers.delete(session);
  }

  /** What the program of a session does; of one that is closed it is dead. */
  of(session: Session): Activity {
    return this.trackers.get(session)?.activity ?? GONE;
  }

  /** It has worked and stopped, and nothing was typed into it since. */
  hasFinished(session: Session): boolean {
    return this.trackers.get(session)?.finished ?? false;
  }

  /** It does not wait only because whoever looked at it has turned away from its question. */
  isNews(session: Session): boolean {
    return this.trackers.get(session)?.isNews ?? false;
  }

  sources(session: Session): SourceReport[] {
    return this.trackers.get(session)?.sources ?? [];
  }

  looked(session: Session, looked: boolean): void {
    this.trackers.get(session)?.looked(looked);
  }

  typed(session: Session): void {
    this.trackers.get(session)?.typed();
  }

  private rulesOf(agent: string | null): StateRules {
    const tables = this.tables(agent);
    let rules = this.compiled.get(tables);
    if (!rules) {
      rules = new StateRules(tables);
      this.compiled.set(tables, rules);
    }
    return rules;
  }
}

/** Of a session that is closed. */
const GONE: Activity = { state: 'dead', since: new Date(0).toISOString(), reason: 'it is closed', source: null };
