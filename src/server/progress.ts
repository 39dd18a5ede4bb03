import type { Progress } from '../protocol/messages.ts';

/** OSC 9;4 states by their number; 0 and what is not known mean that there is none. */
const PROGRESS_STATES: readonly (Progress['state'] | null)[] = [null, 'normal', 'error', 'indeterminate', 'paused'];

/** Progress as OSC 9;4 tells it. A state without a value of its own keeps the percent of the one BEFORE. */
export function progressOf(state: number, percent: number, before: Progress | null): Progress | null {
  const name = PROGRESS_STATES[state] ?? null;
  if (name === null) return null;
  return { state: name, percent: name === 'normal' || percent > 0 ? percent : (before?.percent ?? 0) };
}
