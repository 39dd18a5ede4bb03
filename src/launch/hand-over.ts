import { agentsOffered } from '../catalog/catalog.ts';
import { isWired } from '../catalog/choice.ts';
import type { Catalog } from '../catalog/types.ts';
import type { ConfigTable, Environment, ScopedValue, ScopeName } from '../config/types.ts';
import { isPresent } from '../config/values.ts';

/**
 * The values that a container of a workspace is given: what its scopes set, and every key that an agent which the workspace
 * offers can use, so that the picker in the container offers what the picker on the host did. Keys alone are taken from the
 * host's own environment too; nothing else of it is anybody's business in there.
 *
 * @param values The deciding scope of each name (`scopedValues`).
 */
export function handedOver(
  table: ConfigTable,
  catalog: Catalog,
  scope: ScopeName,
  values: ReadonlyMap<string, ScopedValue>,
  environment: Environment,
): ScopedValue[] {
  const usable = usableKeys(table, catalog, scope);
  return [...values.values()].filter((scoped) => {
    if (!isPresent(scoped, environment)) return false;
    return catalog.rules.keys.has(scoped.name) ? usable.has(scoped.name) : scoped.level !== 'environment';
  });
}

/** Keys of providers that an offered agent can be sent to, and the agents' own. */
function usableKeys(table: ConfigTable, catalog: Catalog, scope: ScopeName): Set<string> {
  return new Set(
    agentsOffered(catalog, table, scope).flatMap((agent) => [
      ...agent.credentials,
      ...agent.aliases,
      ...catalog.providers.flatMap((p) => (p.keyEnv !== null && isWired(agent, p) ? [p.keyEnv] : [])),
    ]),
  );
}
