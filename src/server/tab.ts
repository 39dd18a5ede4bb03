import { type Layout, type Leaf, leavesOf, mapLeaves, nextPane, remove, type Side, split } from '../protocol/layout.ts';
import type { Activity, OpenParams, PaneInfo, Progress, TabInfo } from '../protocol/messages.ts';
import type { Session } from '../session/types.ts';
import type { PlannedTab } from './launcher.ts';

/** No generation of the configuration: the next look compares. */
export const UNCOMPARED = { is: false, asOf: -1 };

/** What a program has told of itself when it begins. */
export const NOTHING_SAID = { progress: null, status: null, notification: null, clipboardTold: false };

/** One session in a tab. */
export interface Pane {
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
  progress: Progress | null;
  status: PaneInfo['status'];
  notification: PaneInfo['notification'];
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

export function createPane(id: string, plan: PlannedTab, request: OpenParams, session: Session, startedAt: Date): Pane {
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
    ...NOTHING_SAID,
    keyPrint: plan.keyPrint,
    keyChanged: UNCOMPARED,
    conversation: conversationIn(plan),
    switching: false,
    reason: '',
  };
}

/** A place in the strip: one pane or several, how they share its room, and which of them has the keys. */
export class Tab {
  readonly id: string;
  /** Oldest first, never empty. */
  readonly panes: Pane[];
  layout: Layout;
  zoomed = false;
  attention = false;
  /** What the operator called the tab as a whole, or null. */
  private given: string | null = null;
  private focusedPane: Pane;
  private focusedBefore: Pane | null = null;

  constructor(id: string, pane: Pane) {
    this.id = id;
    this.panes = [pane];
    this.layout = leafOf(pane);
    this.focusedPane = pane;
  }

  /** The pane that scripts mean by the tab. */
  get first(): Pane {
    return this.panes[0]!;
  }

  get focused(): Pane {
    return this.focusedPane;
  }

  /** The pane that had the keys before the focused one, or null. */
  get lastFocused(): Pane | null {
    return this.focusedBefore;
  }

  get label(): string {
    return this.given ?? this.first.label;
  }

  /** A tab of one pane is that pane: running it again keeps the label. */
  rename(label: string): void {
    if (this.panes.length === 1) Object.assign(this.first, { label, labelled: true });
    else this.given = label;
  }

  /** What the operator knows a pane of this tab by. */
  nameOf(pane: Pane): string {
    return this.panes.length === 1 ? this.label : pane.label;
  }

  focus(pane: Pane): void {
    if (pane === this.focusedPane) return;
    this.focusedBefore = this.focusedPane;
    this.focusedPane = pane;
  }

  /** PANE takes half of what OLD had. */
  add(pane: Pane, old: Pane, side: Side): void {
    this.panes.push(pane);
    this.layout = split(this.layout, old.id, side, leafOf(pane));
    this.zoomed = false;
  }

  /** Takes out one of several panes; the keys go to the one that had them before, else to a neighbour. */
  remove(pane: Pane): void {
    const next = nextPane(this.layout, pane.id, leavesOf(this.layout).at(-1)?.pane === pane.id ? -1 : 1);
    this.layout = remove(this.layout, pane.id) ?? this.layout;
    this.panes.splice(this.panes.indexOf(pane), 1);
    if (pane === this.focusedBefore) this.focusedBefore = null;
    if (pane === this.focusedPane) {
      this.focusedPane = this.focusedBefore ?? this.panes.find((p) => p.id === next) ?? this.first;
      this.focusedBefore = null;
      this.zoomed = false;
    }
    if (this.panes.length === 1) this.zoomed = false;
    // the label of the whole is that of what is left of it
    if (this.panes.length === 1 && this.given !== null) {
      this.rename(this.given);
      this.given = null;
    }
  }

  /** Another session shows in PANE. */
  refill(pane: Pane, session: Session): void {
    pane.session = session;
    this.layout = mapLeaves(this.layout, (leaf) => (leaf.pane === pane.id ? leafOf(pane) : leaf));
  }
}

const leafOf = (pane: Pane): Leaf => ({ kind: 'session', session: pane.session.id, pane: pane.id });

/** The conversation that PLAN names. */
export function conversationIn({ conversation, cwd }: PlannedTab): Pane['conversation'] {
  return conversation === null ? null : { id: conversation, cwd };
}

export function paneInfo(pane: Pane, activity: Activity): PaneInfo {
  const { exit, size, pid, id } = pane.session;
  return {
    id: pane.id,
    session: id,
    label: pane.label,
    agent: pane.agent,
    provider: pane.provider,
    state: exit ? 'exited' : 'running',
    exitCode: exit?.code ?? null,
    signal: exit?.signal ?? null,
    pid,
    cols: size.cols,
    rows: size.rows,
    cwd: pane.cwd,
    startedAt: pane.startedAt.toISOString(),
    reason: pane.reason,
    title: pane.title,
    progress: pane.progress,
    status: pane.status,
    notification: pane.notification,
    keyChanged: !exit && pane.keyChanged.is,
    agentState: activity.state,
    activity,
  };
}

/** The tab as clients and scripts see it. `index` counts from 1; ACTIVITY is that of the pane that needs the operator most. */
export function tabInfo(tab: Tab, panes: PaneInfo[], index: number, active: boolean, activity: Activity): TabInfo {
  const { session: _, ...first } = panes[0]!;
  return {
    ...first,
    index,
    id: tab.id,
    label: tab.label,
    active,
    attention: tab.attention,
    agentState: activity.state,
    activity,
    layout: tab.layout,
    panes,
    focus: tab.focused.id,
    lastFocus: tab.lastFocused?.id ?? null,
    zoomed: tab.zoomed,
  };
}
