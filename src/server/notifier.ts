import type { Activity, ActivityState } from '../protocol/messages.ts';
import type { Pane, Tab } from './tab.ts';

/** A state that is over again within this time is told to nobody, in milliseconds. */
const SETTLED_MS = 300;

export interface NotifierOptions {
  activityOf(pane: Pane): Activity;
  /** The tab that it is in, as long as it is. */
  tabOf(pane: Pane): Tab | undefined;
  /** Somebody looks at it. */
  isLooked(tab: Tab, pane: Pane): boolean;
  /** It has begun only now, and is not what the operator has just turned away from. */
  isNews(pane: Pane): boolean;
  tell(tab: Tab, pane: Pane, activity: Activity): void;
}

/** States that an operator who looks elsewhere is told of. */
const TOLD: ReadonlySet<ActivityState> = new Set(['waiting', 'done', 'dead']);

/** Finds the panes that begin to need the operator, are done or end while nobody looks at them. */
export class Notifier {
  private before = new Map<Pane, ActivityState>();
  private readonly timers = new Map<Pane, NodeJS.Timeout>();
  private readonly options: NotifierOptions;

  constructor(options: NotifierOptions) {
    this.options = options;
  }

  /** To be called after every change. */
  compare(tabs: readonly Tab[]): void {
    const { activityOf, isLooked, isNews } = this.options;
    const now = new Map<Pane, ActivityState>();
    for (const tab of tabs) {
      for (const pane of tab.panes) {
        const { state } = activityOf(pane);
        now.set(pane, state);
        if (state === this.before.get(pane)) continue;
        this.forget(pane);
        if (TOLD.has(state) && !isLooked(tab, pane) && isNews(pane))
          this.timers.set(
            pane,
            setTimeout(() => this.settle(pane, state), SETTLED_MS),
          );
      }
    }
    for (const pane of [...this.timers.keys()]) if (!now.has(pane)) this.forget(pane);
    this.before = now;
  }

  dispose(): void {
    for (const pane of [...this.timers.keys()]) this.forget(pane);
  }

  private settle(pane: Pane, state: ActivityState): void {
    this.timers.delete(pane);
    const { activityOf, tabOf, isLooked, tell } = this.options;
    const activity = activityOf(pane);
    const tab = tabOf(pane);
    if (tab && activity.state === state && !isLooked(tab, pane)) tell(tab, pane, activity);
  }

  private forget(pane: Pane): void {
    clearTimeout(this.timers.get(pane));
    this.timers.delete(pane);
  }
}

/** `Claude (Kimi) waits for you: it asks for permission`. */
export function sentenceFor(label: string, { state, reason }: Activity): string {
  if (state === 'waiting') return `${label} waits for you: ${reason}`;
  if (state === 'done') return `${label} is done: ${reason}`;
  return `${label} has ended: ${reason}`;
}
