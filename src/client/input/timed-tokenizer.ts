import type { Token } from './token.ts';
import { Tokenizer } from './tokenizer.ts';

/** A tokenizer with its timer: what is given out only after a silence, such as a lone Esc, is given out when it has been silent. */
export class TimedTokenizer {
  private readonly tokenizer = new Tokenizer();
  private readonly route: (tokens: readonly Token[]) => void;
  private timer: NodeJS.Timeout | null = null;
  private look: NodeJS.Immediate | null = null;

  constructor(route: (tokens: readonly Token[]) => void) {
    this.route = route;
  }

  /** EAGER: as `Tokenizer.eager`. */
  push(bytes: Uint8Array, eager: boolean): void {
    this.tokenizer.eager = eager;
    this.route(this.tokenizer.push(bytes, performance.now()));
    this.rearm();
  }

  private rearm(): void {
    if (this.timer) clearTimeout(this.timer);
    if (this.look) clearImmediate(this.look);
    this.look = null;
    const { wait } = this.tokenizer;
    this.timer = wait === null ? null : setTimeout(() => this.waited(), wait);
  }

  /**
   * Where this process itself was kept waiting, the rest may be there already, and the event loop looks at its timers before its
   * input: it was silent if nothing has come by the end of this turn.
   */
  private waited(): void {
    this.look = setImmediate(() => {
      this.look = null;
      this.route(this.tokenizer.flush());
      this.rearm();
    });
  }
}
