import { OperatorError } from '../../base/errors.ts';
import { ServerGone } from '../../client/server-link.ts';
import type { TabInfo, WaitParams } from '../../protocol/messages.ts';
import type { Invocation } from '../options.ts';
import { printJson, printLine, withMux } from './connect.ts';

/** Exit codes of `wait` besides 0 (met), 1 and 2. */
export const TIMEOUT = 3;
export const IMPOSSIBLE = 4;

export type WaitOptions = Omit<WaitParams, 'tab'> & { json?: boolean };

const ending = (tab: TabInfo): string => String(tab.signal ?? tab.exitCode ?? '');

/** Waits for a tab; its exit code tells how that went. With `exit` it prints how the program ended. */
export async function wait(now: Invocation, tab: string, { json, ...condition }: WaitOptions): Promise<void> {
  const result = await withMux(now, (mux) => mux.wait(tab, condition)).catch((e) => {
    throw e instanceof ServerGone ? new OperatorError(e.message, IMPOSSIBLE) : e;
  });
  const { outcome, match, tab: info } = result;
  if (json) printJson(result);
  else if (outcome === 'met' && condition.exit) printLine(ending(info));
  else if (outcome === 'met' && match !== null) printLine(match);
  if (outcome === 'timeout') throw new OperatorError(`nothing came of it within ${(condition.timeoutMs ?? 0) / 1000} s`, TIMEOUT);
  if (outcome === 'ended') throw new OperatorError(`"${info.label}" ended (${ending(info)}) without it`, IMPOSSIBLE);
  if (outcome === 'closed') throw new OperatorError(`"${info.label}" was closed meanwhile`, IMPOSSIBLE);
}
