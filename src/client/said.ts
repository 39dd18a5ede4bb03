/** A message of the status line goes after this long, in milliseconds. */
export const MESSAGE_MS = 6000;

export interface Message {
  text: string;
  level: 'info' | 'error';
}

/** The message of the status line, which goes by itself, with the next command, or for something more important. */
export class Said {
  /** What is to be seen now, or null. */
  message: Message | null = null;
  private timer: NodeJS.Timeout | null = null;
  private warning: string | null = null;
  private readonly changed: () => void;

  /** `changed`: called for what changes the message by itself or from `say`. */
  constructor(changed: () => void) {
    this.changed = changed;
  }

  say(text: string, level: Message['level']): void {
    this.hush();
    this.message = { text: text.replaceAll(/\s*\n\s*/g, '; '), level };
    this.timer = setTimeout(() => {
      this.message = null;
      this.changed();
    }, MESSAGE_MS);
    this.timer.unref();
    this.changed();
  }

  hush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.message = null;
  }

  /** The standing warning, or null: a new one is not kept waiting behind what was said before. */
  warned(warning: string | null): void {
    if (warning !== null && warning !== this.warning) this.hush();
    this.warning = warning;
  }
}
