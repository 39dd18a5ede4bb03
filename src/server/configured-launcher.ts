import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Disposable } from '../base/disposable.ts';
import { OperatorError, sentenceOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Redactor } from '../base/redact.ts';
import { builtinTable } from '../catalog/builtin.ts';
import { buildCatalog, findAgent } from '../catalog/catalog.ts';
import { settleProvider } from '../catalog/choice.ts';
import { offersFor } from '../catalog/offers.ts';
import { neededValues, planAgent, planCommand, shellPrograms, tabFolder } from '../catalog/plan.ts';
import { type Catalog, type LaunchPlan, SHELL } from '../catalog/types.ts';
import { DEFAULT_LEADER } from '../config/leader.ts';
import { formatProblem, loadConfig } from '../config/load.ts';
import { type Located, locateConfig } from '../config/locate.ts';
import { readConfig } from '../config/read.ts';
import { resolveScope, scopedValues } from '../config/scopes.ts';
import type { ConfigTable, Environment, EnvMap } from '../config/types.ts';
import { classify, keysPresent, resolveValues } from '../config/values.ts';
import type { Offers, OpenParams, Scope } from '../protocol/messages.ts';
import type { Launcher, ServerSettings } from './launcher.ts';
import { findProgram } from './programs.ts';

export interface LauncherOptions {
  /** `--config`. */
  configFlag: string | undefined;
  env: Environment;
  /** The server's own scope, where a request names none. */
  workspace: string | undefined;
  role: string | undefined;
  /** Socket that tabs are told. */
  socket: string;
  log: Log;
  redactor: Redactor;
}

const SCROLLBACK = 5000;
const MAX_TABS = 64;
/** Names whose values are secrets, besides those that the catalogue knows. */
const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL/i;
/** An editor saves in several steps; the file is read once it has been quiet for this long, in milliseconds. */
const SETTLE_MS = 80;

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
  private table: ConfigTable = {};
  private catalog: Catalog = buildCatalog(builtinTable(), {});
  private readonly located: Located;
  /** What the file looked like when it was read: a stamp that changes with it. */
  private stamp = '';
  private watcher: fs.FSWatcher | null = null;
  private readonly options: LauncherOptions;

  constructor(options: LauncherOptions) {
    this.options = options;
    this.located = locateConfig({ flag: options.configFlag, env: options.env, home: os.homedir(), cwd: process.cwd() });
  }

  get settings(): ServerSettings {
    const { scrollback, max_tabs, exit_when_empty, leader, status, mouse } = this.table;
    return {
      scrollback: scrollback ?? SCROLLBACK,
      maxTabs: max_tabs ?? MAX_TABS,
      exitWhenEmpty: exit_when_empty ?? false,
      client: { leader: leader ?? DEFAULT_LEADER, status: status ?? true, mouse: mouse ?? true },
    };
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

  async plan(request: OpenParams, tabId: string): Promise<LaunchPlan> {
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
      return this.checked(planCommand(wanted, resolveValues(neededValues(wanted), env)));
    }
    const agent = findAgent(this.catalog, request.agent ?? this.table.default_agent ?? SHELL);
    const settled = settleProvider(agent, this.catalog, keysPresent(values, env), request.provider ?? null);
    const shell = shellPrograms(env).find((p) => findProgram(p, env.PATH, cwd) !== null) ?? 'sh';
    const wanted = { ...common, agent, ...settled, extraArgs: [], shell };
    return this.checked(planAgent(wanted, resolveValues(neededValues(wanted), env)), agent.install);
  }

  async reload(): Promise<string[]> {
    const { log } = this.options;
    let problems: string[];
    try {
      this.stamp = this.fileStamp();
      const text = readConfig(this.located);
      const loaded = await loadConfig(this.located.file, text, builtinTable());
      problems = loaded.problems.map(formatProblem);
      if (problems.length === 0) this.adopt(loaded.table, text !== null);
    } catch (e) {
      if (!(e instanceof OperatorError)) throw e;
      problems = [sentenceOf(e)];
    }
    this.warning =
      problems.length === 0
        ? null
        : `configuration not taken over: ${problems[0]}${problems.length > 1 ? ` (and ${problems.length - 1} more)` : ''}`;
    if (problems.length > 0) log.warn('configuration not taken over; the last good one stays in force', { problems });
    return problems;
  }

  /** Calls back when the file has changed. A folder that cannot be watched is looked at when a tab is opened. */
  watch(onChange: () => void): void {
    let timer: NodeJS.Timeout | null = null;
    const name = path.basename(this.located.file);
    try {
      this.watcher = fs.watch(path.dirname(this.located.file), { persistent: false }, (_event, file) => {
        if (file !== null && file !== name) return;
        if (timer) clearTimeout(timer);
        timer = setTimeout(() => {
          if (this.fileStamp() !== this.stamp) onChange();
        }, SETTLE_MS);
      });
      this.watcher.on('error', () => this.dispose());
    } catch {
      this.watcher = null;
    }
  }

  dispose(): void {
    this.watcher?.close();
    this.watcher = null;
  }

  private scope(request: Scope) {
    const { workspace, role } = this.options;
    return resolveScope(this.table, request, { workspace, role, cwd: process.cwd() });
  }

  /** A change that the watcher has not told yet. */
  private async refresh(): Promise<void> {
    if (this.fileStamp() !== this.stamp) await this.reload();
  }

  private fileStamp(): string {
    const stat = fs.statSync(this.located.file, { throwIfNoEntry: false });
    return stat ? `${stat.ino}:${stat.mtimeMs}:${stat.size}` : 'none';
  }

  private adopt(table: ConfigTable, present: boolean): void {
    this.table = table;
    this.catalog = buildCatalog(builtinTable(), table);
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
