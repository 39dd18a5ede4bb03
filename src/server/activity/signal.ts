import type { ActivitySource } from '../../protocol/messages.ts';
import type { Facts, Told } from './facts.ts';

/** What the most trusted source that says anything says now. */
export interface Signal {
  /**
   * `stopped`: it says itself that it has finished; `answered`: it waited, and somebody is typing; `rest`: it neither works
   * nor waits; `unsettled`: it has stopped, and whether it waits is not known before its screen has been looked at.
   */
  doing: 'working' | 'waiting' | 'answered' | 'stopped' | 'rest' | 'unsettled' | 'dead';
  /** A clause for the operator. */
  reason: string;
  source: ActivitySource | null;
  /** When that was told. */
  at: number;
}

/**
 * Judges the sources in the order in which they are trusted: the end of the process, OSC 7501, OSC 9;4, the title,
 * notifications and the bell, the screen. A title that only says that the program is at rest leaves open whether it asks
 * something, which those after it tell.
 */
export function signalOf(facts: Facts): Signal {
  if (facts.exit !== null) return signal('dead', facts.exit, 'exit', 0);
  return fromStatus(facts) ?? fromProgress(facts) ?? fromTitle(facts) ?? fromCall(facts) ?? fromScreen(facts) ?? atRest(facts);
}

function signal(doing: Signal['doing'], reason: string, source: Signal['source'], at: number): Signal {
  return { doing, reason, source, at };
}

/** Whoever looks at it has typed since it was told: what it waited for is being given. */
function isAnswered({ looked, typedAt }: Facts, at: number): boolean {
  return looked && typedAt >= at;
}

function waiting(facts: Facts, reason: string, source: ActivitySource, at: number): Signal {
  return isAnswered(facts, at) ? signal('answered', 'you have typed since it asked', source, at) : signal('waiting', reason, source, at);
}

function fromStatus(facts: Facts): Signal | null {
  const { status } = facts;
  switch (status?.state) {
    case 'working':
      return signal('working', 'it says that it works', 'status', status.at);
    case 'blocked':
      return waiting(facts, 'it says that it waits for you', 'status', status.at);
    case 'done':
      return signal('stopped', 'it says that it is done', 'status', status.at);
    case 'error':
      return signal('stopped', 'it says that it failed', 'status', status.at);
    case 'idle':
      return signal('rest', 'it says that it does nothing', 'status', status.at);
    default:
      return null;
  }
}

function fromProgress(facts: Facts): Signal | null {
  const { progress } = facts;
  if (progress === null) return null;
  if (progress.state === 'paused') return waiting(facts, 'its progress is paused', 'progress', progress.at);
  if (progress.state === 'error') return signal('stopped', 'its progress says that it failed', 'progress', progress.at);
  return signal('working', 'it shows its progress', 'progress', progress.at);
}

function fromTitle(facts: Facts): Signal | null {
  const { title } = facts;
  if (title?.says === 'working') return signal('working', title.why || 'its title says that it works', 'title', title.at);
  if (title?.says === 'waiting') return waiting(facts, title.why || 'its title says that it waits', 'title', title.at);
  return null;
}

function fromCall(facts: Facts): Signal | null {
  const { call, title, screen } = facts;
  if (call === null || call.says !== 'waiting') return null;
  // typing answers it, and who has looked and left knows of it
  if (facts.typedAt >= call.at || (!facts.looked && facts.lookedAt > call.at)) return null;
  // many ring at every end: where more is known of the program the bell says nothing new
  if (call.by === 'bell' && (title !== null || screen !== null || facts.readsScreen)) return null;
  return signal('waiting', call.why, call.by, call.at);
}

function fromScreen(facts: Facts): Signal | null {
  const { screen, title } = facts;
  const isOld = screen === null || (title !== null && screen.at < title.at);
  if (isOld) return facts.readsScreen && title !== null ? signal('unsettled', 'its screen is about to be read', 'title', title.at) : null;
  if (screen.says === 'waiting') return waiting(facts, screen.why || 'its screen shows a question', 'screen', screen.at);
  if (screen.says === 'working' && title === null)
    return signal('working', screen.why || 'its screen shows that it works', 'screen', screen.at);
  return null;
}

/** Something is known of it, and nothing says that it works or waits. */
function atRest({ title, screen, call }: Facts): Signal {
  if (title) return signal('rest', title.why || 'its title says that it does nothing', 'title', title.at);
  if (screen) return signal('rest', 'nothing on its screen says that it works or waits', 'screen', screen.at);
  if (call) return signal('rest', 'you have seen what it called for', call.by, call.at);
  return signal('rest', 'nothing it has written says what it does', null, 0);
}

const SAID: Record<Told['says'], string> = { working: 'it works', waiting: 'it waits for you', rest: 'it is at rest' };

/** What each source says, in words, the most trusted first; those that say nothing are left out. */
export function reports(facts: Facts, title: string): { source: ActivitySource; says: string }[] {
  const { exit, status, progress, call, screen } = facts;
  const out: { source: ActivitySource; says: string }[] = [];
  if (exit !== null) out.push({ source: 'exit', says: exit });
  if (status) out.push({ source: 'status', says: `OSC 7501 says ${status.state}` });
  if (progress) out.push({ source: 'progress', says: `OSC 9;4 says ${progress.state}` });
  if (facts.title) out.push({ source: 'title', says: `its title ${JSON.stringify(title)} says that ${SAID[facts.title.says]}` });
  if (call) out.push({ source: call.by, says: call.why });
  // not read while one of those speaks: what it showed before is no longer there
  if (screen && !status && !progress && facts.title?.says !== 'working')
    out.push({
      source: 'screen',
      says: `the last lines of its screen say that ${SAID[screen.says]}${screen.why ? `: ${screen.why}` : ''}`,
    });
  return out;
}
