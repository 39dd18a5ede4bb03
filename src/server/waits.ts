import { OperatorError } from '../base/errors.ts';
import { firstMatch, patternOf } from '../base/pattern.ts';
import { type PaneInfo, type TabInfo, WAIT_STATES, type WaitParams, type WaitResult, type WaitState } from '../protocol/messages.ts';
import { plainLines } from '../protocol/row-text.ts';
import type { DamageCursor, Session } from '../session/types.ts';
import type { Pane, Tab } from './tab.ts';

/** A screen that changes without pause is searched this often, in milliseconds. */
const SEARCHES_APART_MS = 50;
/** The longest that a timer of Node.js can be, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

type Outcome = { outcome: WaitResult['outcome']; match?: string } | null;
type Condition = { kind: 'exit' } | { kind: 'state'; state: WaitState } | { kind: 'text'; pattern: RegExp };

/** What scripts wait for. Nothing is looked at before something has changed. */
export class Waits {
  private readonly pending = new Set<Wait>();
  private readonly isOpen: (tab: Tab, pane: Pane) => boolean;
  private readonly info: (tab: Tab, pane: Pane) => { tab: TabInfo; pane: PaneInfo };

  private readonly hasFinished: (pane: Pane) => boolean;

  /** HASFINISHED: it has worked and stopped, and nothing was typed into it since. */
  constructor(
    isOpen: (tab: Tab, pane: Pane) => boolean,
    info: (tab: Tab, pane: Pane) => { tab: TabInfo; pane: PaneInfo },
    hasFinished: (pane: Pane) => boolean,
  ) {
    this.isOpen = isOpen;
    this.info = info;
    this.hasFinished = hasFinished;
  }

  /** A tab was opened, ended, said something, or went. */
  changed(): void {
    for (const wait of [...this.pending]) wait.changed();
  }

  damaged(session: Session): void {
    for (const wait of [...this.pending]) wait.damaged(session);
  }

  /**
   * Resolves as `WaitParams` says; rejects with an OperatorError where they make no sense or SIGNAL gives it up. What MASKED leaves of a
   * text is what is searched.
   */
  async start(
    tab: Tab,
    pane: Pane,
    params: WaitParams,
    signal: AbortSignal | undefined,
    masked: ((text: string) => string) | null = null,
  ): Promise<WaitResult> {
    const condition = conditionOf(params);
    // as it was when it was last there: a closed one has no place in the strip
    let info = this.info(tab, pane);
    const { outcome, match } = await new Promise<NonNullable<Outcome>>((resolve, reject) => {
      const timers: NodeJS.Timeout[] = [];
      const end = (settle: () => void) => {
        for (const timer of timers) clearTimeout(timer);
        this.pending.delete(wait);
        wait.dispose();
        settle();
      };
      const wait = new Wait(pane, condition, masked, {
        isOpen: () => this.isOpen(tab, pane),
        info: () => this.info(tab, pane).pane,
        hasFinished: () => this.hasFinished(pane),
        done: (outcome) => end(() => resolve(outcome)),
        failed: (e) => end(() => reject(e)),
      });
      // what came in time and lay unread, since this process could not run, is looked at first
      const late = () => {
        wait.look();
        end(() => resolve({ outcome: 'timeout' }));
      };
      this.pending.add(wait);
      signal?.addEventListener('abort', () => end(() => reject(new OperatorError('the wait was given up'))), { once: true });
      if (params.timeoutMs !== undefined && params.timeoutMs <= LONGEST_TIMER_MS)
        timers.push(setTimeout(() => setImmediate(late), Math.max(0, params.timeoutMs)));
      wait.look();
    });
    if (this.isOpen(tab, pane)) info = this.info(tab, pane);
    return { outcome, ...info, match: match ?? null };
  }
}

function conditionOf({ exit, text, state, timeoutMs }: WaitParams): Condition {
  if (timeoutMs !== undefined && !(timeoutMs >= 0)) throw new OperatorError('a wait takes no less than no time');
  if ((exit === true ? 1 : 0) + (text === undefined ? 0 : 1) + (state === undefined ? 0 : 1) !== 1)
    throw new OperatorError('a wait has one condition: exit, text or state');
  if (text !== undefined) return { kind: 'text', pattern: patternOf(String(text)) };
  if (state === undefined) return { kind: 'exit' };
  if (!WAIT_STATES.includes(state)) throw new OperatorError(`no state "${state}"; there are ${WAIT_STATES.join(', ')}`);
  return { kind: 'state', state };
}

/** Whether a program is in a state that somebody waits for. What it says itself counts as well as what follows from it. */
export function isIn(wanted: WaitState, pane: Pick<PaneInfo, 'state' | 'status' | 'agentState'>, hasFinished: boolean): boolean {
  const { state, status, agentState } = pane;
  if (wanted === 'exited' || wanted === 'dead') return state === 'exited';
  if (state === 'exited') return false;
  if (wanted === 'running' || status?.state === wanted) return true;
  if (wanted === 'done') return hasFinished;
  if (wanted === 'blocked') return agentState === 'waiting';
  return agentState === wanted;
}

interface Owner {
  isOpen(): boolean;
  info(): PaneInfo;
  hasFinished(): boolean;
  done(outcome: NonNullable<Outcome>): void;
  failed(e: unknown): void;
}

class Wait {
  private readonly pane: Pane;
  private readonly condition: Condition;
  private readonly masked: ((text: string) => string) | null;
  private readonly owner: Owner;
  private session: Session | null = null;
  private view: DamageCursor | null = null;
  /** Rows of the session, counted from its first, that had left the screen when it was last searched; none before the first of them is. */
  private searched = 0;
  private first = 0;
  private timer: NodeJS.Timeout | null = null;
  private lastSearch = Number.NEGATIVE_INFINITY;
  private over = false;

  constructor(pane: Pane, condition: Condition, masked: ((text: string) => string) | null, owner: Owner) {
    this.pane = pane;
    this.condition = condition;
    this.masked = masked;
    this.owner = owner;
  }

  changed(): void {
    // what a screen shows is told by its damage
    const { session } = this.pane;
    if (this.condition.kind !== 'text' || session !== this.session || session.exit || !this.owner.isOpen()) this.look();
  }

  damaged(session: Session): void {
    if (session !== this.session || this.timer || this.over) return;
    const left = SEARCHES_APART_MS - (performance.now() - this.lastSearch);
    if (left <= 0) this.look();
    else this.timer = setTimeout(() => this.look(), left);
  }

  /** Compares the tab with what is waited for. */
  look(): void {
    if (this.over) return;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    try {
      const outcome = this.outcome();
      if (outcome) this.owner.done(outcome);
    } catch (e) {
      this.owner.failed(e);
    }
  }

  dispose(): void {
    this.over = true;
    if (this.timer) clearTimeout(this.timer);
    this.view?.dispose();
  }

  private outcome(): Outcome {
    const { condition, pane } = this;
    const { exit } = pane.session;
    if (condition.kind === 'exit') {
      if (exit) return { outcome: 'met' };
    } else if (condition.kind === 'state') {
      if (this.owner.isOpen() && isIn(condition.state, this.owner.info(), this.owner.hasFinished())) return { outcome: 'met' };
    } else {
      const match = this.search(condition.pattern);
      if (match !== null) return { outcome: 'met', match };
    }
    if (!this.owner.isOpen()) return { outcome: 'closed' };
    return exit ? { outcome: 'ended' } : null;
  }

  private search(pattern: RegExp): string | null {
    const { session } = this.pane;
    const { kept, dropped } = session.history;
    if (session !== this.session) {
      // it was run again: what comes is new
      this.view?.dispose();
      this.view = session.view();
      this.searched = this.session === null ? kept + dropped : 0;
      this.first = this.searched;
      this.session = session;
    }
    this.lastSearch = performance.now();
    this.view!.take();
    // the line at the edge may have begun above it
    const above = Math.max(this.first, this.searched - session.size.rows);
    const from = Math.min(kept, Math.max(0, above - dropped));
    const rows = session.rows(from, kept - from + session.size.rows);
    this.searched = kept + dropped;
    const text = plainLines(rows, true)
      .map((line) => line.text)
      .join('\n');
    return firstMatch(pattern, this.masked ? this.masked(text) : text);
  }
}
