import type { Disposable } from './disposable.ts';

/** In so many steps the time is counted: one that took longer, because nothing ran meanwhile, counts no more than the others. */
const STEPS = 20;

/**
 * Calls OVER after MS milliseconds in which this process ran; disposing of it gives it up. A bare timer is over at once when the machine
 * (or this process alone) was stopped for longer than it, before an answer is read that came long ago.
 */
export function patience(ms: number, over: () => void): Disposable {
  let left = STEPS;
  let last: NodeJS.Immediate | undefined;
  const timer = setInterval(() => {
    left -= 1;
    if (left > 0) return;
    clearInterval(timer);
    // what has come is read first
    last = setImmediate(over);
  }, ms / STEPS);
  return {
    dispose() {
      clearInterval(timer);
      clearImmediate(last);
    },
  };
}
