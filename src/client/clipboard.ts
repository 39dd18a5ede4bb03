import type { DialogHost } from './dialogs/index.ts';

/** A question comes up only when nothing has been typed for so long, in milliseconds: a `y` on its way to an agent is no answer. */
const TYPING_PAUSE_MS = 700;
/** So long after No the same tab is not asked about again, in milliseconds. */
const REFUSED_MS = 10_000;

export interface ClipboardHost {
  /** Label of that tab where it is in view and its program has the keys, else null. */
  labelInView(tab: string): string | null;
  /** Whether a dialog, a command or the strip has the keys. */
  occupied(): boolean;
  dialogs(): Promise<DialogHost>;
  /** Puts TEXT on the clipboard of the operator's terminal. */
  copy(text: string): void;
  say(text: string, level: 'info' | 'error'): void;
}

/**
 * Writes to the clipboard that a tab's program asks for. With a question first, one at a time; what cannot be asked now is
 * refused with a sentence. The text is never shown, only how long it is.
 */
export class Clipboard {
  private lastTyped = Number.NEGATIVE_INFINITY;
  /** The newest text that waits for its question, or null. */
  private waiting: { tab: string; text: string } | null = null;
  private asking = false;
  private timer: NodeJS.Timeout | null = null;
  private readonly refused = new Map<string, number>();
  private readonly host: ClipboardHost;

  constructor(host: ClipboardHost) {
    this.host = host;
  }

  /** The operator typed something for a tab. */
  typed(): void {
    this.lastTyped = performance.now();
  }

  offer(tab: string, text: string, ask: boolean): void {
    if (!ask) return this.host.copy(text);
    const refusedAt = this.refused.get(tab);
    if (refusedAt !== undefined && performance.now() - refusedAt < REFUSED_MS) return;
    if (this.asking) return this.host.say('A program wants to copy more; answer the question first', 'info');
    this.waiting = { tab, text };
    this.timer ??= setTimeout(() => this.pause(), this.pauseLeft());
  }

  private pauseLeft(): number {
    return Math.max(0, TYPING_PAUSE_MS - (performance.now() - this.lastTyped));
  }

  private pause(): void {
    this.timer = null;
    const { waiting } = this;
    if (!waiting) return;
    const left = this.pauseLeft();
    if (left > 0) {
      this.timer = setTimeout(() => this.pause(), left);
      return;
    }
    this.waiting = null;
    void this.question(waiting).catch(() =>
      this.host.say('The question about the clipboard could not be shown; nothing was copied', 'error'),
    );
  }

  private async question({ tab, text }: { tab: string; text: string }): Promise<void> {
    const { host } = this;
    const count = [...text].length;
    const amount = count === 1 ? '1 character' : `${count} characters`;
    const label = host.labelInView(tab);
    if (label === null || host.occupied()) return host.say(`A program wanted to copy ${amount} meanwhile; nothing was copied`, 'info');
    this.asking = true;
    try {
      const dialogs = await host.dialogs();
      const allowed = await dialogs.ask({ question: `${label} wants to copy ${amount} to your clipboard. Allow?`, defaultAnswer: false });
      if (allowed) host.copy(text);
      else this.refused.set(tab, performance.now());
    } finally {
      this.asking = false;
    }
  }
}
