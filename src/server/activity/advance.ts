import type { ActivitySource, ActivityState } from '../../protocol/messages.ts';
import type { Facts } from './facts.ts';
import { signalOf } from './signal.ts';

/**
 * What a program says before anybody has given it anything to do is work only from this length on: Codex 0.169 says for
 * some milliseconds that it works while it starts. In milliseconds.
 */
export const SHORTEST_WORK_MS = 1000;

/** The activity of a session, and what has to be remembered to judge the next. Times as in `Facts`. */
export interface Judged {
  state: ActivityState;
  since: number;
  reason: string;
  source: ActivitySource | null;
  /** When the work began that is under way, or waits for the operator; null: there is none. */
  workingSince: number | null;
  /** When it stopped after its work, if nothing was typed into it since; else null. */
  finishedAt: number | null;
  /** Nobody has looked since. */
  unseen: boolean;
  /** Why it stopped. */
  ending: string;
  /** When the end that it told itself was told: that is one end, however often it is judged. */
  endingToldAt: number;
}

export function beginning(now: number): Judged {
  return {
    state: 'idle',
    since: now,
    reason: '',
    source: null,
    workingSince: null,
    finishedAt: null,
    unseen: false,
    ending: '',
    endingToldAt: Number.NEGATIVE_INFINITY,
  };
}

/** The activity that follows from FACTS after BEFORE. A function of its arguments, which may be asked at any time. */
export function advance(before: Judged, facts: Facts, now: number): Judged {
  const { doing, reason, source, at } = signalOf(facts);
  const after = remembered(before, facts);
  const as = (state: ActivityState, why = reason): Judged => ({
    ...after,
    state,
    since: state === before.state ? before.since : now,
    reason: why,
    source,
  });
  const atRest = () => (after.unseen ? as('done', after.ending) : as('idle'));
  const finish = (ending: string) => Object.assign(after, { finishedAt: now, unseen: !facts.looked, ending });
  switch (doing) {
    case 'dead':
      return { ...as('dead'), workingSince: null, finishedAt: null, unseen: false };
    case 'working':
      return { ...as('working'), workingSince: before.workingSince ?? now, finishedAt: null, unseen: false };
    case 'waiting':
      return { ...as('waiting'), finishedAt: null, unseen: false };
    case 'answered':
      return as('idle');
    case 'unsettled':
      return { ...as(before.state, before.reason), source: before.source };
    case 'stopped':
      if (at !== before.endingToldAt) finish(reason);
      after.endingToldAt = at;
      after.workingSince = null;
      return atRest();
    case 'rest':
      if (hasWorked(before, facts, now)) finish('it has worked and stopped');
      after.workingSince = null;
      return atRest();
  }
}

/** What of BEFORE still holds: typing is the beginning of something new, and who looks has seen. */
function remembered(before: Judged, { looked, typedAt }: Facts): Judged {
  const typed = before.finishedAt !== null && typedAt > before.finishedAt;
  return { ...before, finishedAt: typed ? null : before.finishedAt, unseen: before.unseen && !looked && !typed };
}

function hasWorked({ workingSince, state, since }: Judged, { typedAt }: Facts, now: number): boolean {
  if (workingSince === null) return false;
  // what waited and does so no more has worked on only where somebody has answered
  if (state === 'waiting' && typedAt < since) return false;
  return typedAt > Number.NEGATIVE_INFINITY || now - workingSince >= SHORTEST_WORK_MS;
}

const URGENCY: readonly ActivityState[] = ['waiting', 'done', 'working', 'idle', 'dead'];

/** Of several sessions in one tab: the one that needs the operator most. */
export function mostUrgent<T extends { state: ActivityState }>(all: readonly T[]): T | undefined {
  return [...all].sort((a, b) => URGENCY.indexOf(a.state) - URGENCY.indexOf(b.state))[0];
}
