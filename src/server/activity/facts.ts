import type { TabInfo } from '../../protocol/messages.ts';

/** What a rule read somewhere. `rest`: it neither works nor waits. Times are milliseconds of `performance.now`. */
export interface Told {
  says: 'working' | 'waiting' | 'rest';
  /** A clause, or '' where the rule has none. */
  why: string;
  at: number;
}

/** Everything that is known of one session when its activity is judged. */
export interface Facts {
  /** How it ended, a clause, or null. */
  exit: string | null;
  /** OSC 7501. */
  status: { state: string; at: number } | null;
  /** OSC 9;4. */
  progress: { state: NonNullable<TabInfo['progress']>['state']; at: number } | null;
  /** What the rules say of its title; null while no title has meant anything. */
  title: Told | null;
  /** Its last notification or bell while nobody looked; `says` as the rules say, waiting where there is none for it. */
  call: (Told & { by: 'notification' | 'bell' }) | null;
  /** What the rules say of its screen, when that last came to rest. */
  screen: Told | null;
  /** There are rules for its screen: one that has changed will be looked at. */
  readsScreen: boolean;
  /** Somebody looks at it now. */
  looked: boolean;
  /** When somebody last looked, or negative infinity; now where `looked`. */
  lookedAt: number;
  /** When something was last typed or sent into it, or negative infinity. */
  typedAt: number;
}

export const NOTHING_KNOWN: Facts = {
  exit: null,
  status: null,
  progress: null,
  title: null,
  call: null,
  screen: null,
  readsScreen: false,
  looked: false,
  lookedAt: Number.NEGATIVE_INFINITY,
  typedAt: Number.NEGATIVE_INFINITY,
};
