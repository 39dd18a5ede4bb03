import { OperatorError } from '../base/errors.ts';
import { asking } from './ask.ts';
import { chooseRunning } from './choose.ts';
import type { Launched } from './containers.ts';
import { sentenceFor } from './engine-failure.ts';
import { askEngine } from './engine-process.ts';
import type { LaunchOptions } from './launch.ts';
import { launchedOf } from './list.ts';
import { readSetup, type Setup } from './setup.ts';
import { fittingWorkspaces } from './workspaces.ts';

/** What the sessions in it are given to end, in seconds: as long as `docker stop` gives. */
const SECONDS = 10;

/** Ends a workspace's container in order and removes it. None there is no error. @throws OperatorError */
export async function stop(options: Pick<LaunchOptions, 'where' | 'workspace' | 'terminal' | 'say'>): Promise<void> {
  const { where, workspace, terminal, say } = options;
  const setup = await readSetup(where);
  const { engine } = setup;
  const all = await launchedOf(engine, where.env);
  const meant = candidates(setup, all, workspace, where.cwd);
  if (meant.length === 0)
    return say(workspace === null ? 'no launched container is there' : `no container of workspace ${workspace} is there`);
  const chosen =
    meant.length === 1
      ? meant[0]!
      : await asking(terminal, setup.table, (pick) => chooseRunning(meant, pick), 'name the one that is meant: launch --stop WORKSPACE');
  if (!chosen) throw new OperatorError('nothing was stopped');
  say(`stopping ${chosen.name}…`);
  const at = { engine: engine.name, container: chosen.name };
  const stopped = await askEngine(engine, ['stop', '-t', String(SECONDS), chosen.name], where.env);
  if (stopped.code !== 0 && !isGone(stopped.err)) throw new OperatorError(sentenceFor(stopped.err, at));
  const removed = await askEngine(engine, ['rm', chosen.name], where.env);
  // with --rm among its arguments the engine is faster
  if (removed.code !== 0 && !isGone(removed.err)) throw new OperatorError(sentenceFor(removed.err, at));
}

const isGone = (err: string): boolean => /no such container|no container with|is already in progress/i.test(err);

/** Of the workspace that was named, which may have left the configuration; else of those that fit here; else every one. */
function candidates(setup: Setup, all: readonly Launched[], workspace: string | null, cwd: string | undefined): Launched[] {
  if (workspace !== null) {
    const own = all.filter((c) => c.workspace === workspace);
    if (own.length === 0) setup.scope(workspace);
    return own;
  }
  const launchable = Object.values(setup.table.workspaces ?? {}).some((w) => w.image !== undefined);
  const here = launchable ? fittingWorkspaces(setup.table, null, cwd) : [];
  const own = all.filter((c) => here.includes(c.workspace));
  return own.length > 0 ? own : [...all];
}
