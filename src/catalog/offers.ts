import type { ConfigTable, ScopeName } from '../config/types.ts';
import { agentsOffered } from './catalog.ts';
import type { HasKey } from './choice.ts';
import { chooseProvider, labelFor } from './choice.ts';
import type { Agent, Catalog, Provider } from './types.ts';

/** A row of the agent picker; the protocol's `AgentOffer` has the same shape. */
export interface AgentRow {
  slug: string;
  label: string;
  installed: boolean;
  hint: string;
  /** Whom the choice is between; empty for an agent that has no choice of provider. */
  providers: { slug: string; label: string; tabLabel: string }[];
  /** Index in `providers` of the one that is taken unasked, or null. */
  unasked: number | null;
}

/**
 * What the pickers show for one scope.
 *
 * @param isInstalled Whether a program (`claude`, `/opt/x/y`) can be started.
 */
export function offersFor(
  catalog: Catalog,
  table: ConfigTable,
  scope: ScopeName,
  hasKey: HasKey,
  isInstalled: (program: string) => boolean,
): { agents: AgentRow[]; defaultAgent: string | null } {
  const agents = agentsOffered(catalog, table, scope).map((agent) => rowOf(agent, catalog, hasKey, isInstalled));
  const wanted = table.default_agent;
  return { agents, defaultAgent: wanted !== undefined && agents.some((a) => a.slug === wanted) ? wanted : null };
}

function rowOf(agent: Agent, catalog: Catalog, hasKey: HasKey, isInstalled: (program: string) => boolean): AgentRow {
  const choice = chooseProvider(agent, catalog, hasKey);
  const providers: Provider[] = choice.kind === 'pick' ? choice.providers : choice.provider ? [choice.provider] : [];
  const program = agent.command[0];
  const installed = program === undefined || isInstalled(program);
  return {
    slug: agent.slug,
    label: agent.label,
    installed,
    hint: installed ? '' : agent.install || `${program} is not installed`,
    providers: providers.map((p) => ({ slug: p.slug, label: p.label, tabLabel: labelFor(agent, p, choice) })),
    unasked: providers.length === 1 ? 0 : null,
  };
}
