import { randomBytes } from 'node:crypto';
import { OperatorError } from '../base/errors.ts';
import { homeFolder } from '../base/home.ts';
import { Redactor } from '../base/redact.ts';
import { OuterTerminal } from '../client/outer-terminal.ts';
import { DEFAULT_LEADER } from '../config/leader.ts';
import { type Asking, asking } from './ask.ts';
import { type Agent, type Choice, chooseLaunch } from './choose.ts';
import { containerOf, isUp, type Launched } from './containers.ts';
import type { Engine } from './engine.ts';
import { sentenceFor } from './engine-failure.ts';
import { askEngine, onTerminal } from './engine-process.ts';
import { launchedOf } from './list.ts';
import { attachArgv, planRun, type RunPlan, shellLine } from './plan.ts';
import { readSetup, type Setup, type Where } from './setup.ts';
import { NameTaken, resolved, type Starting, start, startAgain } from './start.ts';
import { fittingWorkspaces } from './workspaces.ts';

export interface LaunchOptions {
  where: Where;
  /** The workspace that the command line or its variable names, or null. */
  workspace: string | null;
  agent: string | undefined;
  provider: string | undefined;
  /** Start it, and leave it alone. */
  detach: boolean;
  /** Only say what would be run. */
  dryRun: boolean;
  /** null: neither questions can be asked nor anything attached. */
  terminal: Asking | null;
  /** For whoever watches. */
  say(sentence: string): void;
  /** A result. */
  print(line: string): void;
}

const GIVE_UP = 'nothing was started';

/** A container for a workspace, and this terminal attached to it. Gives the exit code. @throws OperatorError */
export async function launch(options: LaunchOptions): Promise<number> {
  const { where, terminal, detach, dryRun } = options;
  const setup = await readSetup(where);
  const { engine } = setup;
  const names = fitting(setup, options);
  if (!terminal && !detach && !dryRun)
    throw new OperatorError('standard input and output have to be a terminal to attach one; --detach starts the container without');
  // a dry run asks nobody but the operator
  const all = dryRun ? [] : await launchedOf(engine, where.env);
  const choice = await choose(setup, names, all, options);
  if (!choice) throw new OperatorError(GIVE_UP);
  if (dryRun) return describe(setup, choice, options);

  const container = await carriedOut(setup, engine, choice, options);
  const open = choice.kind === 'attach' && options.agent !== undefined ? { agent: options.agent, provider: options.provider } : null;
  if (detach || !terminal) {
    if (open) await openIn(engine, container, open, where.env);
    options.print(container);
    return 0;
  }
  return attach(setup, container, choice.workspace, open, options);
}

function fitting(setup: Setup, { workspace, where }: LaunchOptions): string[] {
  // says what was probably meant by one that there is not
  if (workspace !== null) setup.scope(workspace);
  return fittingWorkspaces(setup.table, workspace, where.cwd);
}

function choose(setup: Setup, names: string[], all: readonly Launched[], options: LaunchOptions): Promise<Choice | null> {
  const rows = names.map((name) => ({
    name,
    image: setup.table.workspaces?.[name]?.image ?? '',
    container: containerOf(name, all),
  }));
  const asked = askedOf(setup, names, options);
  return asking(
    options.terminal,
    setup.table,
    (pick) => chooseLaunch(rows, (name) => setup.offers(name), asked, pick),
    'name what is meant: launch WORKSPACE --agent AGENT --provider ID',
  );
}

/** The agent of the command line, checked where it is clear for which workspace. */
function askedOf(setup: Setup, names: string[], { agent, provider }: LaunchOptions): Agent | null {
  if (agent === undefined) return null;
  const [only] = names;
  return names.length === 1 && only !== undefined ? setup.asked(only, agent, provider) : { agent, provider };
}

/** Makes it so that the container runs; gives its name. */
async function carriedOut(setup: Setup, engine: Engine, choice: Choice, options: LaunchOptions): Promise<string> {
  const { where, say } = options;
  const { workspace } = choice;
  const starting: Starting = { engine, workspace, env: where.env, say };
  if (choice.kind !== 'run') {
    sameRole(setup, choice.container, options);
    if (choice.kind === 'again') {
      say(`starting ${choice.container.name} again…`);
      await startAgain(choice.container.name, starting);
    }
    return choice.container.name;
  }
  if (options.agent !== undefined) setup.asked(workspace, options.agent, options.provider);
  if (choice.anew) await remove(engine, choice.anew, where.env);
  const { plan, launch: id } = planOf(setup, choice);
  const values = await resolved(setup.values(workspace), starting, new Redactor());
  try {
    await start(plan, values, id, starting);
  } catch (e) {
    if (!(e instanceof NameTaken)) throw e;
    // somebody may have launched the same workspace meanwhile
    const now = containerOf(workspace, await launchedOf(engine, where.env));
    if (!now || !isUp(now)) throw e;
    return now.name;
  }
  return plan.container;
}

function planOf(setup: Setup, choice: Choice & { kind: 'run' }): { plan: RunPlan; launch: string } {
  const { workspace, agent, provider } = choice;
  const id = randomBytes(8).toString('hex');
  const plan = planRun({
    engine: setup.engine,
    workspace,
    role: setup.scope(workspace).role,
    table: setup.table.workspaces?.[workspace] ?? {},
    agent,
    provider: provider ?? null,
    names: setup.values(workspace).map(({ name }) => name),
    launch: id,
    home: homeFolder(),
  });
  return { plan, launch: id };
}

/** Another tab in a container that runs. */
async function openIn(engine: Engine, container: string, { agent, provider }: Agent, env: Where['env']): Promise<void> {
  const args = ['exec', container, 'jackin-mux', 'new', agent, ...(provider === undefined ? [] : ['--provider', provider])];
  const { code, err } = await askEngine(engine, args, env);
  if (code !== 0) throw new OperatorError(`${container}: ${err.trim().replace(/^jackin-mux: /, '') || 'the tab was not opened'}`);
}

/** Whoever asks for a role does not want another one's keys. */
function sameRole(setup: Setup, container: Launched, { where }: LaunchOptions): void {
  if (where.role === undefined) return;
  const { role } = setup.scope(container.workspace);
  if (container.role === role) return;
  const has = container.role === null ? 'without a role' : `with the role ${container.role}`;
  throw new OperatorError(
    `${container.name} was started ${has}; end it first: jackin-mux launch --stop ${shellLine([container.workspace])}`,
  );
}

async function remove(engine: Engine, container: Launched, env: Where['env']): Promise<void> {
  const { code, err } = await askEngine(engine, ['rm', container.name], env);
  if (code !== 0) throw new OperatorError(sentenceFor(err, { engine: engine.name, container: container.name }));
}

const leaderOf = (setup: Setup): string => setup.table.leader ?? DEFAULT_LEADER;

function describe(setup: Setup, choice: Choice, { where, print, say }: LaunchOptions): number {
  // nobody was asked what runs, so it is always this
  if (choice.kind !== 'run') return 0;
  const { plan } = planOf(setup, choice);
  print(shellLine(plan.argv));
  print(shellLine(attachArgv(setup.engine, plan.container, where.env, leaderOf(setup))));
  if (plan.byFile.length > 0)
    say(`FILE would hold ${plan.byFile.join(', ')}; only you could read it, and it would be removed as soon as the container runs`);
  return 0;
}

/** Gives the terminal to a client in the container. Gives its exit code. */
async function attach(setup: Setup, container: string, workspace: string, open: Agent | null, options: LaunchOptions): Promise<number> {
  const { where, terminal, say } = options;
  const { engine } = setup;
  const opened = open && { agent: open.agent, ...(open.provider !== undefined && { provider: open.provider }) };
  const code = await onTerminal(attachArgv(engine, container, where.env, leaderOf(setup), opened), where.env);
  // a client that the engine has killed could not give the terminal back
  if (code >= 128 && terminal) await new OuterTerminal(terminal.stdin, terminal.stdout).mend();
  const now = containerOf(workspace, await launchedOf(engine, where.env));
  if (now && isUp(now)) {
    const word = shellLine([workspace]);
    say(`${now.name} goes on; attach again with: jackin-mux launch ${word}; end it with: jackin-mux launch --stop ${word}`);
  } else if (code === 0) say(`${container} has ended`);
  return code;
}
