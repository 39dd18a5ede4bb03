import { shortLabel } from './short-label.ts';

/** A question that nobody has answered for so long is answered with No, in milliseconds. */
export const ASKED_MS = 30_000;
/** So long after No the same tab is not asked about again, in milliseconds. */
const REFUSED_MS = 10_000;

/** What the operator is asked. */
export interface CopyQuestion {
  /** Of the tab, or the pane of it, that asks. */
  label: string;
  /** `6 characters`. */
  amount: string;
}

export interface ClipboardHost {
  isInView(tab: string): boolean;
  /** Puts TEXT on the clipboard of the operator's terminal. */
  copy(text: string): void;
  say(text: string, level: 'info' | 'error'): void;
  /** The question has come or gone. */
  changed(asked: boolean): void;
}

export interface Offer {
  tab: string;
  /** Of its pane that asks. */
  label: string;
  text: string;
}

/**
 * Writes to the clipboard that a tab's program asks for. With a question first it takes no keys away: what is typed goes on to
 * the tab, and only a command answers. One stands at a time, the newest; unanswered it ends as No. The text itself is
 * never shown, only how long it is.
 */
export class Clipboard {
  private offered: Offer | null = null;
  /** What was asked when the operator pressed the leader: an answer is for this, and for nothing that came after it. */
  private judged: Offer | null = null;
  private timer: NodeJS.Timeout | null = null;
  private readonly refused = new Map<string, number>();
  private readonly host: ClipboardHost;

  constructor(host: ClipboardHost) {
    this.host = host;
  }

  /** What is asked about the tab in view, or null: about one that is out of sight nobody can judge. */
  get question(): CopyQuestion | null {
    const { offered } = this;
    if (!offered || !this.host.isInView(offered.tab)) return null;
    const count = [...offered.text].length;
    return { label: shortLabel(offered.label), amount: count === 1 ? '1 character' : `${count} characters` };
  }

  offer(offer: Offer, ask: boolean): void {
    if (!ask) return this.host.copy(offer.text);
    const refusedAt = this.refused.get(offer.tab);
    if (refusedAt !== undefined && performance.now() - refusedAt < REFUSED_MS) return;
    this.settle(offer);
    this.timer = setTimeout(() => this.drop(), ASKED_MS);
    this.timer.unref();
    this.host.changed(true);
  }

  /** The operator has pressed the leader, and sees what is asked. */
  look(): void {
    this.judged = this.question && this.offered;
  }

  allow(): void {
    const { offered } = this;
    if (!offered || !this.question) return this.host.say('nothing in this tab asks for the clipboard', 'info');
    if (offered !== this.judged) {
      this.look();
      return this.host.say('the program has asked anew meanwhile; nothing was copied, answer again', 'info');
    }
    this.settle(null);
    this.host.copy(offered.text);
    this.host.changed(false);
  }

  /** The operator's No to what is asked about the tab in view, if anything is. */
  deny(): void {
    if (this.question) this.drop();
  }

  /** Nothing is copied, and the tab is not asked about again for a while. */
  private drop(): void {
    if (!this.offered) return;
    this.refused.set(this.offered.tab, performance.now());
    this.settle(null);
    this.host.changed(false);
  }

  private settle(offered: Offer | null): void {
    this.offered = offered;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }
}
