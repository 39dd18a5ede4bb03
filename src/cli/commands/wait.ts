import { OperatorError } from '../../base/errors.ts';
import { ServerGone } from '../../client/server-link.ts';
import type { PaneInfo, WaitParams } from '../../protocol/messages.ts';
import type { Invocation } from '../options.ts';
import { printJson, printLine, withMux } from './connect.ts';

/** Exit codes of `wait` besides 0 (met), 1 and 2. */
export const TIMEOUT = 3;
export const IMPOSSIBLE = 4;

export type WaitOptions = Omit<WaitParams, 'tab'> & { json?: boolean };

const ending = (pane: PaneInfo): string => String(pane.signal ?? pane.exitCode ?? '');

/** What did not happen. */
function wanted({ exit, text, state }: Omit<WaitParams, 'tab'>): string {
  if (exit) return 'did not end';
  return text !== undefined ? `showed nothing that fits '${text}'` : `was not ${state}`;
}

/** Waits for a tab; its exit code tells how that went. With `exit` it prints how the program ended. */
export async function wait(now: Invocation, ref: string, { json, ...condition }: WaitOptions): Promise<void> {
  const result = await withMux(now, (mux) => mux.wait(ref, condition)).catch((e) => {
    throw e instanceof ServerGone ? new OperatorError(e.message, IMPOSSIBLE) : e;
  });
  const { outcome, match, tab, pane } = result;
  const label = tab.panes.length > 1 ? pane.label : tab.label;
  if (json) printJson(result);
  else if (outcome === 'met' && condition.exit) printLine(ending(pane));
  else if (outcome === 'met' && match !== null) printLine(match);
  if (outcome === 'timeout')
    throw new OperatorError(`"${label}" ${wanted(condition)} within ${(condition.timeoutMs ?? 0) / 1000} s`, TIMEOUT);
  if (outcome === 'ended') throw new OperatorError(`"${label}" ended (${ending(pane)}) without it`, IMPOSSIBLE);
  if (outcome === 'closed') throw new OperatorError(`"${label}" was closed meanwhile`, IMPOSSIBLE);
}
