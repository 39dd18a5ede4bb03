import { isTable, own } from './mistake.ts';
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
