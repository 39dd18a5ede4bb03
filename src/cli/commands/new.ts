import path from 'node:path';
import { OperatorError } from '../../base/errors.ts';
import type { ServerLink } from '../../client/server-link.ts';
import type { Side } from '../../protocol/layout.ts';
import type { OpenParams, TabInfo } from '../../protocol/messages.ts';
import { currentFolder, type Invocation } from '../options.ts';
import { printJson, printLine, withServer } from './connect.ts';

export interface NewOptions {
  agent?: string | undefined;
  /** Any program with its arguments; empty with an agent. */
  command: string[];
  provider?: string;
  label?: string;
  cwd?: string;
  attach?: boolean;
  background?: boolean;
  /** A pane on that side of another one, not a tab. */
  split?: Side;
  /** Which one: a tab or pane. */
  tab?: string;
  nested?: boolean;
  json?: boolean;
}

/** The request that the options stand for. Without agent and command it is the configured first agent. */
export function openRequest(now: Pick<Invocation, 'scope'>, options: NewOptions, folder: string | undefined): OpenParams {
  const request: OpenParams = { ...now.scope, view: options.background !== true };
  if (options.agent !== undefined) request.agent = options.agent;
  if (options.command.length > 0) request.command = options.command;
  if (options.provider !== undefined) request.provider = options.provider;
  if (options.label !== undefined) request.label = options.label;
  if (options.cwd === '') throw new OperatorError('new: --cwd is empty; give a folder, or leave it out for this one', 2);
  const dir = options.cwd !== undefined ? path.resolve(folder ?? '/', options.cwd) : folder;
  if (dir !== undefined) request.dir = dir;
  return request;
}

export async function openTab(now: Invocation, options: NewOptions): Promise<void> {
  const wanted = options.agent ?? options.command[0];
  try {
    await open(now, options);
  } catch (e) {
    // a reason that lies elsewhere (the configuration, say) does not tell what was not opened
    if (!(e instanceof OperatorError) || wanted === undefined || e.message.includes(wanted)) throw e;
    throw new OperatorError(`cannot open ${wanted}: ${e.message}`, e.exitCode);
  }
}

async function open(now: Invocation, options: NewOptions): Promise<void> {
  const request = openRequest(now, options, currentFolder());
  if (options.attach) {
    const { attach } = await import('./attach.ts');
    return attach(now, { start: true, nested: options.nested === true, open: request });
  }
  const tab = await withServer(now, true, (link) => {
    // for whoever watches: the end of it is the answer, and Ctrl+C gives it up
    if (process.stderr.isTTY) link.onProgress = (text) => process.stderr.write(`jackin-mux: ${text}\n`);
    return options.split ? splitIn(now, link, request, options.split, options.tab) : link.request('open', request);
  });
  if (options.json) printJson(tab);
  else printLine(options.split ? tab.panes.at(-1)!.id : tab.id);
}

/** Without a tab it is the one that this runs in, else the one that the operator views. */
async function splitIn(now: Invocation, link: ServerLink, request: OpenParams, side: Side, named: string | undefined): Promise<TabInfo> {
  const own = process.env.JACKIN_MUX_SOCKET === now.socket ? process.env.JACKIN_TAB_ID : undefined;
  const tab = named ?? own ?? (await link.request('list', {})).find(({ active }) => active)?.id;
  if (tab === undefined) throw new OperatorError('no tab is open that could be split');
  return link.request('split', { ...request, tab, side });
}
