import { OperatorError } from '../../base/errors.ts';
import type { Asking } from '../../launch/ask.ts';
import { launch as launchContainer } from '../../launch/launch.ts';
import { launchedOf } from '../../launch/list.ts';
import { readSetup, type Where } from '../../launch/setup.ts';
import { stop } from '../../launch/stop.ts';
import type { Invocation } from '../options.ts';
import { printJson, printLine } from './connect.ts';
import { aligned } from './ls.ts';

export interface LaunchFlags {
  agent?: string;
  provider?: string;
  detach?: boolean;
  dryRun?: boolean;
  list?: boolean;
  json?: boolean;
  stop?: boolean;
  nested?: boolean;
}

/** Where questions go, and what is attached; null where there is no terminal. */
function terminalOf(): Asking | null {
  const { stdin, stdout } = process;
  return stdin.isTTY && stdout.isTTY ? { stdin, stdout, env: process.env } : null;
}

export async function launch(now: Invocation, workspace: string | undefined, flags: LaunchFlags): Promise<void> {
  const { scope, options } = now;
  const where: Where = { config: options.config, role: scope.role, cwd: scope.cwd, env: process.env };
  const say = (sentence: string) => void process.stderr.write(`jackin-mux: ${sentence}\n`);
  if (flags.list) return list(where, flags.json === true);
  const common = { where, workspace: workspace ?? scope.workspace ?? null, terminal: terminalOf(), say };
  if (flags.stop) return stop(common);
  const detach = flags.detach === true;
  const dryRun = flags.dryRun === true;
  if (process.env.JACKIN_TAB_ID && !flags.nested && !detach && !dryRun)
    throw new OperatorError(`this is tab ${process.env.JACKIN_TAB_ID} of jackin-mux already; --nested attaches here all the same`);
  const { agent, provider } = flags;
  process.exit(await launchContainer({ ...common, agent, provider, detach, dryRun, print: printLine }));
}

async function list(where: Where, json: boolean): Promise<void> {
  const all = await launchedOf((await readSetup(where)).engine, where.env);
  if (json) return printJson(all);
  if (all.length === 0) return;
  const rows = all.map((c) => [c.workspace, c.role ?? '-', c.name, c.state, c.image]);
  for (const line of aligned([['WORKSPACE', 'ROLE', 'CONTAINER', 'STATE', 'IMAGE'], ...rows])) printLine(line);
}
