import type { Token } from './token.ts';
import { Tokenizer } from './tokenizer.ts';

/** A tokenizer with its timer: what is given out only after a silence, such as a lone Esc, is given out when it has been silent. */
export class TimedTokenizer {
  private readonly tokenizer = new Tokenizer();
  private readonly route: (tokens: readonly Token[]) => void;
  private timer: NodeJS.Timeout | null = null;

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
    const { wait } = this.tokenizer;
    this.timer =
      wait === null
        ? null
        : setTimeout(() => {
            this.route(this.tokenizer.flush());
            this.rearm();
          }, wait);
  }
}
