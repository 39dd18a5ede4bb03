import { OperatorError } from '../base/errors.ts';
import { homeFolder } from '../base/home.ts';
import { findProgram } from '../base/programs.ts';
import { builtinTable } from '../catalog/builtin.ts';
import { agentsOffered, buildCatalog, findAgent } from '../catalog/catalog.ts';
import { settleProvider } from '../catalog/choice.ts';
import { offersFor } from '../catalog/offers.ts';
import type { Catalog } from '../catalog/types.ts';
import { formatProblem, loadConfig } from '../config/load.ts';
import { locateConfig } from '../config/locate.ts';
import { readConfig } from '../config/read.ts';
import { resolveScope, scopedValues } from '../config/scopes.ts';
import type { ConfigTable, Environment, ScopedValue, ScopeName } from '../config/types.ts';
import { keysPresent } from '../config/values.ts';
import type { Offers } from '../protocol/messages.ts';
import type { Agent } from './choose.ts';
import { type Engine, engineOf } from './engine.ts';
import { handedOver } from './hand-over.ts';

/** Who asks, and where. */
export interface Where {
  /** `--config`. */
  config: string | undefined;
  role: string | undefined;
  cwd: string | undefined;
  env: Record<string, string | undefined>;
}

/** The configuration as a launch reads it: the host's, with the host's environment as the last scope. */
export class Setup {
  readonly table: ConfigTable;
  readonly env: Environment;
  private readonly catalog: Catalog;
  private readonly where: Where;

  constructor(table: ConfigTable, where: Where) {
    this.table = table;
    this.env = where.env;
    this.where = where;
    this.catalog = buildCatalog(builtinTable(), table);
  }

  /** @throws OperatorError where it is not installed. */
  get engine(): Engine {
    return engineOf(this.table, (program) => findProgram(program, this.env.PATH, this.where.cwd ?? '/') !== null);
  }

  /** @throws OperatorError for a workspace or role that there is not. */
  scope(workspace: string): ScopeName {
    return resolveScope(this.table, { workspace, role: this.where.role }, {});
  }

  /** What the pickers offer. What is installed is the image's business, so that everything counts as installed. */
  offers(workspace: string): Offers {
    const scope = this.scope(workspace);
    const hasKey = keysPresent(scopedValues(this.table, scope, this.env), this.env);
    return offersFor(this.catalog, this.table, scope, hasKey, () => true);
  }

  /** The agent of the command line, with its provider where that is settled. @throws OperatorError for one that cannot be. */
  asked(workspace: string, agentSlug: string, provider: string | undefined): Agent {
    const scope = this.scope(workspace);
    const agent = findAgent(this.catalog, agentSlug);
    const offered = agentsOffered(this.catalog, this.table, scope);
    if (!offered.includes(agent)) {
      const slugs = offered.map((a) => a.slug).join(', ');
      throw new OperatorError(`workspace ${workspace} does not offer ${agentSlug}; it offers ${slugs}`);
    }
    if (provider === undefined) return { agent: agentSlug };
    const hasKey = keysPresent(scopedValues(this.table, scope, this.env), this.env);
    settleProvider(agent, this.catalog, hasKey, provider);
    return { agent: agentSlug, provider };
  }

  /** What a container of the workspace is given. */
  values(workspace: string): ScopedValue[] {
    const scope = this.scope(workspace);
    return handedOver(this.table, this.catalog, scope, scopedValues(this.table, scope, this.env), this.env);
  }
}

/** Reads the configuration. @throws OperatorError that names every mistake in it. */
export async function readSetup(where: Where): Promise<Setup> {
  const located = locateConfig({ flag: where.config, env: where.env, home: homeFolder(), cwd: where.cwd ?? homeFolder() });
  const { table, problems } = await loadConfig(located.file, readConfig(located), builtinTable());
  if (problems.length > 0)
    throw new OperatorError(`the configuration has mistakes; nothing was started\n${problems.map(formatProblem).join('\n')}`);
  return new Setup(table, where);
}
