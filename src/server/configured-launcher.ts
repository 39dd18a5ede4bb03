import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import type { Disposable } from '../base/disposable.ts';
import { OperatorError, sentenceOf } from '../base/errors.ts';
import { homeFolder } from '../base/home.ts';
import type { Log } from '../base/log.ts';
import type { Redactor } from '../base/redact.ts';
import { builtinTable } from '../catalog/builtin.ts';
import { buildCatalog, findAgent } from '../catalog/catalog.ts';
import { chooseProvider, labelFor, settleProvider } from '../catalog/choice.ts';
import { whyNotReopened } from '../catalog/conversation.ts';
import { offersFor } from '../catalog/offers.ts';
import type { AgentRequest, CommandRequest } from '../catalog/plan.ts';
import { keysOf, neededValues, planAgent, planCommand, shellPrograms, tabFolder } from '../catalog/plan.ts';
import { type Catalog, type Conversation, type LaunchPlan, SHELL } from '../catalog/types.ts';
import type { Bindable } from '../config/keys.ts';
import { DEFAULT_LEADER } from '../config/leader.ts';
import { formatProblem, loadConfig } from '../config/load.ts';
import { type Located, locateConfig } from '../config/locate.ts';
import { readReferences } from '../config/op-read.ts';
import { readConfig } from '../config/read.ts';
import { resolveScope, scopedValues } from '../config/scopes.ts';
import type { ConfigTable, Environment, EnvMap, ScopeName, StateTable } from '../config/types.ts';
import { classify, keysPresent, referencesOf, resolveValues } from '../config/values.ts';
import { fileStamp, watchFile } from '../config/watch.ts';
import type { Destination, Offers, OpenParams, Scope, ServerEnvironment } from '../protocol/messages.ts';
import { configWarning } from './config-warning.ts';
import { KeyPrints } from './key-print.ts';
import type { Launcher, Layout, PlannedTab, ServerSettings, Waiting } from './launcher.ts';
import { findProgram } from './programs.ts';

export interface LauncherOptions {
  /** `--config`. */
  configFlag: string | undefined;
  env: Environment;
  /** The server's own scope, where a request names none. */
  workspace: string | undefined;
  role: string | undefined;
  /** What keys can be bound to: the client's table, which the server itself has no use for. */
  commands: readonly Bindable[];
  /** Socket that tabs are told. */
  socket: string;
  log: Log;
  redactor: Redactor;
}

const NO_STATES: readonly StateTable[] = [];
const SCROLLBACK = 5000;
const MAX_TABS = 64;
/** Names whose values are secrets, besides those that the catalogue knows. */
const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL/i;

/** Reads the configuration. Rejects with an OperatorError that names every mistake where it cannot be used. */
export async function createLauncher(options: LauncherOptions): Promise<ConfiguredLauncher> {
  const launcher = new ConfiguredLauncher(options);
  const problems = await launcher.reload();
  if (problems.length > 0) throw new OperatorError(`the configuration has mistakes; nothing was started\n${problems.join('\n')}`);
  launcher.checkScope();
  return launcher;
}

/** The configuration in force, and what follows from it: offers, launch plans, settings. Keeps the last good one. */
export class ConfiguredLauncher implements Launcher, Disposable {
  warning: string | null = null;
  generation = 0;
  private table: ConfigTable = {};
  private catalog: Catalog = buildCatalog(builtinTable(), {});
  private readonly located: Located;
  /** What the file looked like when it was read: a stamp that changes with it. */
  private stamp = '';
  /** It is read once at a time, in the order in which that was asked for: what was read last is in force. */
  private reading: Promise<unknown> = Promise.resolve();
  private watcher: Disposable | null = null;
  private readonly prints = new KeyPrints();
  private readonly options: LauncherOptions;

  constructor(options: LauncherOptions) {
    this.options = options;
    this.located = locateConfig({ flag: options.configFlag, env: options.env, home: homeFolder(), cwd: process.cwd() });
  }

  get settings(): ServerSettings {
    const {
      scrollback,
      max_tabs,
      exit_when_empty,
      osc52,
      leader,
      status,
      mouse,
      theme,
      themes,
      strip,
      clock,
      keys,
      notify,
      notify_command,
    } = this.table;
    return {
      scrollback: scrollback ?? SCROLLBACK,
      maxTabs: max_tabs ?? MAX_TABS,
      exitWhenEmpty: exit_when_empty ?? false,
      osc52: osc52 ?? 'deny',
      notifyCommand: notify_command ?? [],
      client: {
        leader: leader ?? DEFAULT_LEADER,
        status: status !== false,
        mouse: mouse ?? true,
        ...(Array.isArray(status) && { statusItems: status }),
        ...(keys !== undefined && { keys }),
        ...(strip !== undefined && { strip }),
        ...(clock !== undefined && { clock }),
        ...(theme !== undefined && { theme }),
        ...(notify !== undefined && { notify }),
        ...(themes !== undefined && { themes }),
      },
    };
  }

  place(request: Scope): ScopeName {
    try {
      return this.scope(request);
    } catch (e) {
      // it is no longer configured: what was asked for is what it is called
      if (e instanceof OperatorError) return { workspace: request.workspace ?? null, role: request.role ?? null };
      throw e;
    }
  }

  layout(request: Scope): Layout | null {
    const { workspace } = this.place(request);
    return workspace === null ? null : { workspace, tabs: this.table.workspaces?.[workspace]?.open ?? [] };
  }

  /** Throws where the server's own workspace or role does not exist. */
  checkScope(): void {
    this.scope({});
  }

  async offers(request: Scope): Promise<Offers> {
    await this.refresh();
    const scope = this.scope(request);
    const values = scopedValues(this.table, scope, this.options.env);
    const search = this.options.env.PATH;
    return offersFor(
      this.catalog,
      this.table,
      scope,
      keysPresent(values, this.options.env),
      (program) => findProgram(program, search, process.cwd()) !== null,
    );
  }

  async destinations(request: OpenParams, provider: string | null): Promise<Destination[]> {
    await this.refresh();
    const { env } = this.options;
    const agent = findAgent(this.catalog, request.agent ?? this.table.default_agent ?? SHELL);
    const why = whyNotReopened(agent);
    if (why !== null) throw new OperatorError(why);
    const choice = chooseProvider(agent, this.catalog, keysPresent(scopedValues(this.table, this.scope(request), env), env));
    const providers = choice.kind === 'pick' ? choice.providers : choice.provider ? [choice.provider] : [];
    return providers.map((p) => ({ slug: p.slug, label: p.label, tabLabel: labelFor(agent, p, choice), current: p.slug === provider }));
  }

  async plan(request: OpenParams, tabId: string, waiting: Waiting = {}, conversation?: Conversation): Promise<PlannedTab> {
    await this.refresh();
    const { env } = this.options;
    const scope = this.scope(request);
    const values = scopedValues(this.table, scope, env);
    const workdir = scope.workspace === null ? undefined : this.table.workspaces?.[scope.workspace]?.workdir;
    const cwd = tabFolder({ dir: request.dir, workdir, server: process.cwd() });
    const isFolder = fs.statSync(cwd, { throwIfNoEntry: false })?.isDirectory() === true;
    if (!isFolder) throw new OperatorError(`there is no folder ${cwd}; give one that exists with --cwd`);
    const common = { catalog: this.catalog, values, base: env, tabId, socket: this.options.socket, cwd, label: request.label ?? null };
    if (request.command) {
      const wanted = { ...common, command: request.command };
      const keyPrint = this.prints.of(keysOf(wanted), env);
      return { ...this.checked(planCommand(wanted, await this.resolved(wanted, waiting))), keyPrint };
    }
    const agent = findAgent(this.catalog, request.agent ?? this.table.default_agent ?? SHELL);
    const settled = settleProvider(agent, this.catalog, keysPresent(values, env), request.provider ?? null);
    const shell = shellPrograms(env).find((p) => findProgram(p, env.PATH, cwd) !== null) ?? 'sh';
    const named = conversation ?? { id: randomUUID(), resumes: false };
    const wanted = { ...common, agent, ...settled, extraArgs: [], shell, conversation: named };
    const keyPrint = this.prints.of(keysOf(wanted), env);
    return { ...this.checked(planAgent(wanted, await this.resolved(wanted, waiting)), agent.install), keyPrint };
  }

  keyPrint(request: OpenParams, provider: string | null): string {
    const { env } = this.options;
    try {
      const values = scopedValues(this.table, this.scope(request), env);
      const common = { catalog: this.catalog, values, base: env, tabId: '', socket: '', cwd: '', label: null };
      if (request.command) return this.prints.of(keysOf({ ...common, command: request.command }), env);
      const agent = findAgent(this.catalog, request.agent ?? this.table.default_agent ?? SHELL);
      const served = this.catalog.providers.find((p) => p.slug === provider) ?? null;
      const choice = { kind: 'native' as const, provider: served };
      return this.prints.of(keysOf({ ...common, agent, provider: served, choice, extraArgs: [], shell: '' }), env);
    } catch (e) {
      // its scope or its agent is no longer configured: it would not be started at all
      if (e instanceof OperatorError) return 'none';
      throw e;
    }
  }

  stateTables(agent: string | null): readonly StateTable[] {
    return this.catalog.agents.find((a) => a.slug === agent)?.states ?? NO_STATES;
  }

  environment(): ServerEnvironment {
    const { env, workspace, role } = this.options;
    const names = Object.keys(env).filter((name) => (env[name] ?? '').trim() !== '');
    return {
      names,
      path: env.PATH ?? null,
      cwd: process.cwd(),
      config: this.located.file,
      workspace: workspace ?? null,
      role: role ?? null,
    };
  }

  reload(): Promise<string[]> {
    const next = this.reading.then(() => this.read());
    this.reading = next.catch(() => {});
    return next;
  }

  private async read(): Promise<string[]> {
    const { log } = this.options;
    const { file } = this.located;
    let problems: string[];
    try {
      this.stamp = fileStamp(file);
      const text = readConfig(this.located);
      const loaded = await loadConfig(file, text, builtinTable(), this.options.commands);
      problems = loaded.problems.map(formatProblem);
      if (problems.length === 0) this.adopt(loaded.table, text !== null);
    } catch (e) {
      if (!(e instanceof OperatorError)) throw e;
      problems = [sentenceOf(e)];
    }
    this.warning = problems.length === 0 ? null : configWarning(file, problems);
    if (problems.length > 0) log.warn('configuration not taken over; the last good one stays in force', { problems });
    return problems;
  }

  /** Calls back when the file has changed. What cannot be watched is looked at when a tab is opened. */
  watch(onChange: () => void): void {
    let told = this.stamp;
    this.watcher = watchFile(this.located.file, () => {
      const stamp = fileStamp(this.located.file);
      if (stamp === told) return;
      told = stamp;
      onChange();
    });
  }

  dispose(): void {
    this.watcher?.dispose();
    this.watcher = null;
  }

  private scope(request: Scope) {
    const { workspace, role } = this.options;
    return resolveScope(this.table, request, { workspace, role, cwd: process.cwd() });
  }

  /** A change that the watcher has not told yet. */
  private async refresh(): Promise<void> {
    await (fileStamp(this.located.file) === this.stamp ? this.reading : this.reload());
  }

  /** The values that a tab needs, its references read now. They are known to the redactor before anything sees them. */
  private async resolved(wanted: AgentRequest | CommandRequest, { signal, onProgress }: Waiting): Promise<Map<string, string>> {
    const { env, log, redactor } = this.options;
    const needed = neededValues(wanted);
    const references = referencesOf(needed);
    if (references.length === 0) return resolveValues(needed, env);
    const names = needed.filter((scoped) => classify(scoped.value).kind === 'reference').map((scoped) => scoped.name);
    onProgress?.(`Resolving ${namedTogether(names.map((name) => this.keyLabel(name)))}…`);
    const began = performance.now();
    const answers = await readReferences(references, { env, signal, onSecret: (value) => redactor.add(value) });
    const failed = [...answers.values()].filter((answer) => 'why' in answer).length;
    log.info('references read', { names, failed, ms: Math.round(performance.now() - began) });
    return resolveValues(needed, env, answers);
  }

  /** `Kimi key` for the name of a provider's key. */
  private keyLabel(name: string): string {
    const provider = this.catalog.providers.find((p) => p.keyEnv === name);
    return provider ? `${provider.label} key` : name;
  }

  private adopt(table: ConfigTable, present: boolean): void {
    this.table = table;
    this.catalog = buildCatalog(builtinTable(), table);
    this.generation += 1;
    this.learnSecrets();
    this.options.log.info('configuration read', {
      file: this.located.file,
      present,
      workspaces: Object.keys(table.workspaces ?? {}),
      agents: this.catalog.agents.map((a) => a.slug),
      providers: this.catalog.providers.map((p) => p.slug),
    });
  }

  /** Every key that the process could come to hold is known to the redactor before anything is done with it. */
  private learnSecrets(): void {
    const { env, redactor } = this.options;
    const { keys } = this.catalog.rules;
    const isSecret = (name: string) => keys.has(name) || SECRET_NAME.test(name);
    for (const [name, value] of Object.entries(env)) if (value && isSecret(name)) redactor.add(value);
    for (const map of envMaps(this.table)) {
      for (const [name, value] of Object.entries(map)) {
        const { kind, text } = classify(value);
        if (kind === 'literal' && isSecret(name)) redactor.add(text);
        const taken = kind === 'variable' ? env[text] : undefined;
        if (taken && isSecret(name)) redactor.add(taken);
      }
    }
  }

  /** A program that is not there is said before anything is started. */
  private checked(plan: LaunchPlan, install = ''): LaunchPlan {
    const [program = ''] = plan.argv;
    if (findProgram(program, plan.env.PATH, plan.cwd) !== null) return plan;
    const where = program.includes('/') ? 'there is no such program that can be run' : 'it is nowhere on the PATH of the tab';
    throw new OperatorError(`cannot start ${program}: ${where}${install ? `; install it with: ${install}` : ''}`);
  }
}

/** Longest list that a status line has room for. */
const MOST_NAMED = 3;

function namedTogether(labels: string[]): string {
  if (labels.length > MOST_NAMED) return `${labels[0]} and ${labels.length - 1} more`;
  return labels.length < 2 ? labels.join('') : `${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}`;
}

/** Every `[env]` map of a configuration. */
function envMaps(table: ConfigTable): EnvMap[] {
  const roles = (of: ConfigTable['roles']) => Object.values(of ?? {}).map((r) => r.env);
  const workspaces = Object.values(table.workspaces ?? {});
  return [
    table.env,
    ...roles(table.roles),
    ...workspaces.flatMap((w) => [w.env, ...roles(w.roles)]),
    ...Object.values(table.agents ?? {}).map((a) => a.env),
  ].filter((m) => m !== undefined);
}
