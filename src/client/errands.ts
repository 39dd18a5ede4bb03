import { sentenceOf } from '../base/errors.ts';
import { Code, type Key, Mod } from './input/key.ts';

/** `c`, as key codes name characters. */
const CODE_C = 99;

export interface ErrandsHost {
  /** Tells the server that nobody waits for that request any more. */
  cancel(request: number): void;
  say(text: string, level: 'info' | 'error'): void;
  /** Says a sentence that may be too long for the status line. */
  tell(text: string): Promise<void>;
  hush(): void;
  stale(): void;
  /** Keys that waited may go on. */
  ready(): void;
}

/** What the operator has asked for and is under way: keys wait for it, or may give it up where the server has said that it takes long. */
export class Errands {
  private underWay = 0;
  private waiting: { request: number; text: string; cancelled: boolean } | null = null;
  private readonly host: ErrandsHost;

  constructor(host: ErrandsHost) {
    this.host = host;
  }

  /** Something is under way that may open a dialog. */
  get busy(): boolean {
    return this.underWay > 0;
  }

  /** What is waited for and may be given up, in words, or null. */
  get slow(): string | null {
    return this.waiting && `${this.waiting.text} Esc cancels`;
  }

  /** Does ACTION; what goes wrong with it is said. Resolves when it is over, either way. */
  async run(action: () => unknown): Promise<void> {
    const { host } = this;
    host.hush();
    host.stale();
    let under: unknown;
    try {
      under = action();
    } catch (e) {
      return host.say(sentenceOf(e), 'error');
    }
    // what is done at once keeps nobody's keys waiting
    if (!(under instanceof Promise)) return;
    this.underWay += 1;
    try {
      await under;
    } catch (e) {
      const { waiting } = this;
      if (waiting?.cancelled) host.say('Cancelled; nothing was opened', 'info');
      else if (waiting) {
        this.waiting = null;
        await host.tell(sentenceOf(e));
      } else host.say(sentenceOf(e), 'error');
    } finally {
      this.underWay -= 1;
      this.waiting = null;
      host.stale();
      host.ready();
    }
  }

  /** The server says that REQUEST takes long, and why. */
  progress(request: number, text: string): void {
    this.waiting = { request, text, cancelled: false };
    this.host.stale();
    this.host.ready();
  }

  /** A key while something slow is waited for: Esc and Ctrl+C give it up, others mean nothing. */
  key({ code, mods, event }: Key): void {
    const interrupt = code === CODE_C && mods === Mod.ctrl;
    if (!this.waiting || event !== 'press' || (code !== Code.Escape && !interrupt)) return;
    this.waiting.cancelled = true;
    this.host.cancel(this.waiting.request);
  }
}
