import { isTable, type Mistake, own } from './mistake.ts';
import type { ConfigTable } from './types.ts';

const keysOf = (table: unknown): string[] => (isTable(table) ? Object.keys(table) : []);

/** Every agent that there is, of RAW (as it was read) and built in. */
export function agentsOf(raw: unknown, builtin: ConfigTable): string[] {
  return [...new Set([...Object.keys(builtin.agents ?? {}), ...keysOf(own(raw, 'agents'))])];
}

/** Every provider that there is, of RAW (as it was read) and built in. */
export function providersOf(raw: unknown, builtin: ConfigTable): string[] {
  return [...new Set([...keysOf(builtin.providers), ...keysOf(own(raw, 'providers'))])];
}

/** Whether that agent could use that provider at all, key or no key. */
export function couldUse(slug: string, provider: string, raw: unknown, builtin: ConfigTable): boolean {
  const wiring = own(own(own(raw, 'agents'), slug), 'wiring') ?? own(own(builtin.agents, slug), 'wiring');
  const facet = (key: string) => own(own(own(raw, 'providers'), provider), key) ?? own(own(builtin.providers, provider), key);
  const natives = facet('native_for');
  const native = Array.isArray(natives) && (natives.includes(slug) || natives.includes(wiring));
  return native || (typeof wiring === 'string' && facet(wiring) !== undefined);
}

/** What is wrong with opening AGENT with PROVIDER, and which of the two it is; an empty PROVIDER: none is named. */
export function misfits(
  agent: string,
  provider: string,
  raw: unknown,
  builtin: ConfigTable,
): (Omit<Mistake, 'path' | 'at'> & { of: 'agent' | 'provider' })[] {
  const agents = agentsOf(raw, builtin);
  const providers = providersOf(raw, builtin);
  const known = agents.includes(agent);
  const none = (of: 'agent' | 'provider', word: string, candidates: readonly string[]) => {
    return { of, wrong: `no ${of} has this name`, fits: `these do: ${candidates.join(', ')}`, near: { word, candidates } };
  };
  const out: ReturnType<typeof misfits> = [];
  if (agent !== '' && !known) out.push(none('agent', agent, agents));
  if (provider === '') return out;
  if (!providers.includes(provider)) return [...out, none('provider', provider, providers)];
  if (!known || couldUse(agent, provider, raw, builtin)) return out;
  const usable = providers.filter((p) => couldUse(agent, p, raw, builtin));
  const fits = usable.length > 0 ? `it can use ${usable.join(', ')}` : 'take it out: it has no choice of provider';
  return [...out, { of: 'provider', wrong: 'this agent cannot use that provider', fits }];
}
