import type { Activity } from '../../protocol/messages.ts';
import { plainLines } from '../../protocol/row-text.ts';
import type { Session, SessionEvents } from '../../session/types.ts';
import { progressOf } from '../progress.ts';
import { advance, beginning, type Judged } from './advance.ts';
import { type Facts, NOTHING_KNOWN } from './facts.ts';
import type { StateRules } from './rules.ts';
import { reports, signalOf } from './signal.ts';

/** A screen on which nothing was written for so long has come to rest, in milliseconds. */
const REST_MS = 250;
/** One that never rests, because something on it moves, is read this long after the first change, in milliseconds. */
const LATEST_MS = 1000;

export interface TrackerOptions {
  /** The rules in force; asked each time. */
  rules: () => StateRules;
  /** It is an agent: what it rings and notifies for is the operator. */
  isAgent: boolean;
  onChange: () => void;
  /** Milliseconds that only grow. */
  now?: () => number;
  /** Calls back when what has come meanwhile has been read. */
  soon?: (callback: () => void) => void;
}

/**
 * Gathers what one session tells of itself, and judges after each piece. Its screen is read only after output, when that
 * has paused, and only where nothing more trusted says what the program does: there is no timer while nothing is written.
 */
export class ActivityTracker {
  private facts: Facts = NOTHING_KNOWN;
  private judged: Judged;
  private told: Activity | null = null;
  /** Wall clock at the beginning of `now`. */
  private readonly epoch: number;
  private session: Session | null = null;
  private titleText = '';
  private timer: NodeJS.Timeout | null = null;
  /** When the output began that was not read yet, and how much of it there was when the timer was set. */
  private since = 0;
  private bytes = 0;
  private over = false;
  private typedLast = false;
  private readonly options: TrackerOptions;
  private readonly now: () => number;

  constructor(options: TrackerOptions) {
    this.options = options;
    this.now = options.now ?? (() => performance.now());
    this.epoch = Date.now() - this.now();
    this.judged = beginning(this.now());
    this.learn({});
  }

  /** The same object until something of it changes. */
  get activity(): Activity {
    const { state, since, reason, source } = this.judged;
    this.told ??= { state, since: new Date(this.epoch + since).toISOString(), reason, source };
    return this.told;
  }

  /** It has worked and stopped, and nothing was typed into it since. */
  get finished(): boolean {
    return this.judged.finishedAt !== null;
  }

  /** False where it waits for what was told before somebody last looked. */
  get isNews(): boolean {
    return this.judged.state !== 'waiting' || signalOf(this.facts).at > this.facts.lookedAt;
  }

  /** What each source says, the most trusted first, and which of them decides. */
  get sources(): { source: NonNullable<Activity['source']>; says: string; decides: boolean }[] {
    const { source } = signalOf(this.facts);
    return reports(this.facts, this.titleText).map((report) => ({ ...report, decides: report.source === source }));
  }

  /** The session whose screen may be read. */
  attach(session: Session): void {
    this.session = session;
  }

  /** EVENTS, with everything that they tell noted here first. */
  listen(events: SessionEvents): SessionEvents {
    return {
      ...events,
      onOutput: () => {
        this.output();
        events.onOutput?.();
      },
      onTitle: (title) => {
        this.title(title);
        events.onTitle(title);
      },
      onBell: () => {
        this.call('bell', 'it rang');
        events.onBell();
      },
      onNotification: (title, body) => {
        this.call('notification', `it notified: ${[title, body].filter((part) => part !== '').join(': ')}`, [title, body].join(' '));
        events.onNotification(title, body);
      },
      onProgress: (state, percent) => {
        this.progress(progressOf(state, percent, null)?.state ?? null);
        events.onProgress(state, percent);
      },
      onStatus: (state, app) => {
        this.status(state);
        events.onStatus(state, app);
      },
      onExit: (exit) => {
        this.rest();
        const how = exit.signal ? `ended by ${exit.signal}` : exit.code === null ? 'ended' : `exited with code ${exit.code}`;
        this.learn({ exit: `it ${how}` });
        events.onExit(exit);
      },
    };
  }

  /** Whether somebody looks at it. */
  looked(looked: boolean): void {
    if (looked === this.facts.looked && !looked) return;
    this.learn({ looked, lookedAt: this.now() });
  }

  /** Something was typed, or sent by a script. */
  typed(): void {
    // one key after the other: that it was typed has been judged, and nothing else has been told since
    if (this.typedLast) this.facts.typedAt = this.now();
    else this.learn({ typedAt: this.now() });
    this.typedLast = true;
  }

  dispose(): void {
    this.over = true;
    this.rest();
  }

  private status(state: string): void {
    const { status } = this.facts;
    if (state === 'clear') return this.learn({ status: null });
    // what is said again is no news, but that it still waits
    const at = status?.state === state && state !== 'blocked' ? status.at : this.now();
    this.learn({ status: { state, at }, ...(state === 'working' && { call: null }) });
  }

  private progress(state: NonNullable<Facts['progress']>['state'] | null): void {
    const { progress } = this.facts;
    if (state === null) return this.learn({ progress: null });
    this.learn({ progress: progress?.state === state ? progress : { state, at: this.now() }, call: null });
  }

  private title(text: string): void {
    this.titleText = text;
    const { title } = this.facts;
    const reading = this.options.rules().ofTitle(text) ?? (title ? { says: 'rest' as const, why: '' } : null);
    if (!reading) return;
    // a spinner says the same with each of its pictures; a question that is still there may be said again
    const again = title?.says === reading.says && title.why === reading.why && reading.says !== 'waiting';
    if (again) return;
    // what belongs to it is drawn now: a screen that has moved for long is not read in the middle of that
    this.since = this.now();
    this.learn({ title: { ...reading, at: this.now() }, ...(reading.says === 'working' && { call: null }) });
  }

  private call(by: 'notification' | 'bell', why: string, text = ''): void {
    // whoever looks has seen it
    if (!this.options.isAgent || this.facts.looked) return;
    const reading = by === 'bell' ? null : this.options.rules().ofNotification(text);
    const says = reading?.says ?? 'waiting';
    // a bell that comes with a notification says less
    if (by === 'bell' && this.facts.call?.by === 'notification') return;
    this.learn({ call: { by, says, why: reading?.why || why, at: this.now() } });
  }

  private output(): void {
    if (this.timer || this.over || !this.options.rules().readsScreen) return;
    this.since = this.now();
    this.wait();
  }

  private wait(): void {
    this.bytes = this.session?.bytesReceived ?? 0;
    // of a server that was kept waiting: what came meanwhile is read before the screen is
    const soon = this.options.soon ?? setImmediate;
    this.timer = setTimeout(() => soon(() => this.look()), REST_MS);
  }

  private look(): void {
    this.timer = null;
    const { session } = this;
    if (!session || this.over || session.exit) return;
    const moves = session.bytesReceived !== this.bytes || session.held;
    if (moves && this.now() - this.since < LATEST_MS) return this.wait();
    const { status, progress, title } = this.facts;
    // somebody more trusted speaks; what changes that is output again
    if (status || progress || title?.says === 'working') {
      // what was asked before that is asked no more, whoever falls silent first
      if (this.facts.screen?.says === 'waiting') this.learn({ screen: null });
      return;
    }
    const { kept } = session.history;
    const lines = plainLines(session.rows(kept, session.size.rows), false).map(({ text }) => text);
    const reading = this.options.rules().ofScreen(lines);
    this.learn({ screen: { ...reading, at: this.now() }, ...(reading.says === 'working' && { call: null }) });
    if (moves) this.output();
  }

  private rest(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private learn(more: Partial<Facts>): void {
    if (this.over) return;
    this.typedLast = false;
    this.facts = { ...this.facts, readsScreen: this.options.rules().readsScreen, ...more };
    const before = this.judged;
    this.judged = advance(before, this.facts, this.now());
    const { state, reason, source } = this.judged;
    const isSame = state === before.state && reason === before.reason && source === before.source;
    if (isSame && this.finished === (before.finishedAt !== null)) return;
    this.told = null;
    this.options.onChange();
  }
}
