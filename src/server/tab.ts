import type { OpenParams, Progress, TabInfo } from '../protocol/messages.ts';
import type { Session } from '../session/types.ts';
import type { PlannedTab } from './launcher.ts';

/** No generation of the configuration: the next look compares. */
export const UNCOMPARED = { is: false, asOf: -1 };

/** What a program has told of itself when it begins. */
export const NOTHING_SAID = { progress: null, status: null, notification: null, clipboardTold: false };

/** OSC 9;4 states by their number; 0 and what is not known mean that there is none. */
const PROGRESS_STATES: readonly (Progress['state'] | null)[] = [null, 'normal', 'error', 'indeterminate', 'paused'];

/** Progress as OSC 9;4 tells it. A state without a value of its own keeps the percent of the one BEFORE. */
export function progressOf(state: number, percent: number, before: Progress | null): Progress | null {
  const name = PROGRESS_STATES[state] ?? null;
  if (name === null) return null;
  return { state: name, percent: name === 'normal' || percent > 0 ? percent : (before?.percent ?? 0) };
}

/** A labelled session in the strip. */
export interface Tab {
  readonly id: string;
  label: string;
  /** The operator gave the label: running it again keeps it. */
  labelled: boolean;
  readonly agent: string | null;
  provider: string | null;
  /** What was asked for, so that it can be run again. Names only, no secret. */
  readonly request: OpenParams;
  session: Session;
  cwd: string;
  startedAt: Date;
  title: string;
  attention: boolean;
  progress: Progress | null;
  status: TabInfo['status'];
  notification: TabInfo['notification'];
  /** The operator was told that its writes to the clipboard are refused. */
  clipboardTold: boolean;
  /** Tells the keys that it was started with from others (`Launcher.keyPrint`). */
  keyPrint: string;
  /** Whether they are others now, as of a generation of the configuration. */
  keyChanged: { is: boolean; asOf: number };
  /** The conversation that its program was told the id of, and the folder it belongs to; or null. */
  conversation: { id: string; cwd: string } | null;
  /** It is being taken to another provider. */
  switching: boolean;
  /** Why it ended where the exit code does not tell, or ''. */
  reason: string;
}

export function createTab(id: string, plan: PlannedTab, request: OpenParams, session: Session, startedAt: Date): Tab {
  return {
    id,
    label: request.label ?? plan.label,
    labelled: request.label !== undefined,
    agent: plan.agent,
    provider: plan.provider,
    request,
    session,
    cwd: plan.cwd,
    startedAt,
    title: '',
    attention: false,
    ...NOTHING_SAID,
    keyPrint: plan.keyPrint,
    keyChanged: UNCOMPARED,
    conversation: conversationIn(plan),
    switching: false,
    reason: '',
  };
}

/** The conversation that PLAN names. */
export function conversationIn({ conversation, cwd }: PlannedTab): Tab['conversation'] {
  return conversation === null ? null : { id: conversation, cwd };
}

/** The tab as clients and scripts see it. `index` counts from 1. */
export function tabInfo(tab: Tab, index: number, active: boolean): TabInfo {
  const { exit, size, pid, id } = tab.session;
  return {
    index,
    id: tab.id,
    label: tab.label,
    agent: tab.agent,
    provider: tab.provider,
    state: exit ? 'exited' : 'running',
    exitCode: exit?.code ?? null,
    signal: exit?.signal ?? null,
    pid,
    cols: size.cols,
    rows: size.rows,
    cwd: tab.cwd,
    active,
    startedAt: tab.startedAt.toISOString(),
    reason: tab.reason,
    title: tab.title,
    attention: tab.attention,
    progress: tab.progress,
    status: tab.status,
    notification: tab.notification,
    keyChanged: !exit && tab.keyChanged.is,
    layout: { kind: 'session', session: id },
  };
}
