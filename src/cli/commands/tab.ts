import type { TabInfo } from '../../protocol/messages.ts';
import type { Invocation } from '../options.ts';
import { printJson, withServer } from './connect.ts';

interface Output {
  json?: boolean;
}

function tell(tab: TabInfo, { json }: Output): void {
  if (json) printJson(tab);
}

export async function select(now: Invocation, tab: string, output: Output): Promise<void> {
  tell(await withServer(now, false, (link) => link.request('select', { tab })), output);
}

export async function close(now: Invocation, tab: string, options: Output & { force?: boolean }): Promise<void> {
  tell(await withServer(now, false, (link) => link.request('close', { tab, force: options.force === true })), options);
}

export async function rename(now: Invocation, tab: string, label: string, output: Output): Promise<void> {
  tell(await withServer(now, false, (link) => link.request('rename', { tab, label })), output);
}

export async function move(now: Invocation, tab: string, index: number, output: Output): Promise<void> {
  tell(await withServer(now, false, (link) => link.request('move', { tab, index })), output);
}

/** Takes a tab's conversation to another provider. */
export async function switchProvider(now: Invocation, tab: string, provider: string, output: Output): Promise<void> {
  const info = await withServer(now, false, (link) => {
    if (process.stderr.isTTY) link.onProgress = (text) => process.stderr.write(`jackin-mux: ${text}\n`);
    return link.request('switch', { ...now.scope, tab, provider });
  });
  tell(info, output);
}
