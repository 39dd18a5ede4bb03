const MINUTE_MS = 60_000;

/** The time of the status line: wakes once a minute while it is shown, and never otherwise. */
export class Clock {
  private timer: NodeJS.Timeout | null = null;
  private readonly onMinute: () => void;

  constructor(onMinute: () => void) {
    this.onMinute = onMinute;
  }

  /** Whether it is shown. */
  show(shown: boolean): void {
    if (shown === (this.timer !== null)) return;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    if (shown) this.wait();
  }

  /** `14:05`, or null where it is not shown. */
  get text(): string | null {
    return this.timer ? timeText(new Date()) : null;
  }

  private wait(): void {
    this.timer = setTimeout(
      () => {
        this.wait();
        this.onMinute();
      },
      MINUTE_MS - (Date.now() % MINUTE_MS),
    );
    this.timer.unref();
  }
}

/** Hours and minutes of the operator's time zone. */
export function timeText(time: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}`;
}
