import path from 'node:path';
import { OperatorError } from '../../base/errors.ts';
import type { OpenParams } from '../../protocol/messages.ts';
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
    return link.request('open', request);
  });
  if (options.json) printJson(tab);
  else printLine(tab.id);
}
