import { dotted } from './names.ts';
import { type Explanation, explainName, scopedValues } from './scopes.ts';
import type { ConfigTable, Environment, EnvMap, ScopeName } from './types.ts';
import { classify, variable } from './values.ts';

/** How one scope sets a name, and whether it decides. */
export interface ScopeRow extends Explanation {
  /** Why it decides, or why not. */
  why: string;
}

/** What becomes of one name in a scope. No value is in it, nor anything of one. */
export interface NameExplanation {
  name: string;
  /** What is used in the end. */
  outcome: 'literal' | 'reference' | 'variable' | 'unset-variable' | 'environment' | 'absent';
  /** Every scope that sets it, most specific first. */
  scopes: ScopeRow[];
  /** Tables of single agents that set it over all that, in the tabs of that agent. */
  agents: string[];
  /** Where it is set, but not for this scope. */
  elsewhere: string[];
}

/**
 * Explains one name, or with null every name that an `[env]` table sets for this scope and, of the environment, those of
 * `known`: keys and credentials.
 */
export function explain(
  table: ConfigTable,
  scope: ScopeName,
  environment: Environment,
  known: ReadonlySet<string>,
  only: string | null,
): NameExplanation[] {
  const maps = namedMaps(table);
  if (only !== null) return [explainOne(table, scope, environment, maps, only)];
  const names = [...scopedValues(table, scope, environment).values()].filter((v) => v.level !== 'environment' || known.has(v.name));
  const agents = maps.filter((m) => m.agent).flatMap((m) => Object.keys(m.env));
  return [...new Set([...names.map((v) => v.name), ...agents])].sort().map((name) => explainOne(table, scope, environment, maps, name));
}

function explainOne(table: ConfigTable, scope: ScopeName, environment: Environment, maps: NamedMap[], name: string): NameExplanation {
  const rows = explainName(table, scope, name, environment);
  const here = new Set(rows.map((r) => r.where));
  const setting = maps.filter((m) => Object.hasOwn(m.env, name));
  const first = rows[0];
  const scoped = scopedValues(table, scope, environment).get(name);
  const outcome = !first || !scoped ? 'absent' : outcomeOf(first, classify(scoped.value).text, environment);
  return {
    name,
    outcome,
    scopes: rows.map((row, i) => ({ ...row, why: i > 0 ? `${first?.where} is more specific` : whyFirst(row, rows.length) })),
    agents: setting.filter((m) => m.agent).map((m) => m.where),
    elsewhere: setting.filter((m) => !m.agent && !here.has(m.where)).map((m) => m.where),
  };
}

function outcomeOf(first: Explanation, text: string, environment: Environment): NameExplanation['outcome'] {
  if (first.level === 'environment') return 'environment';
  if (first.form === 'empty') return 'absent';
  if (first.form !== 'variable') return first.form;
  const value = variable(environment, text);
  if (value === undefined) return 'unset-variable';
  return value.trim() === '' ? 'absent' : 'variable';
}

function whyFirst(row: Explanation, count: number): string {
  if (row.form === 'empty') return 'absent here and below';
  return count > 1 ? 'the most specific one that sets it' : 'the only one that sets it';
}

interface NamedMap {
  where: string;
  env: EnvMap;
  agent: boolean;
}

/** Every `[env]` table there is, by its name in the file. */
export function namedMaps(table: ConfigTable): NamedMap[] {
  const map = (path: string[], env: EnvMap | undefined, agent = false) =>
    env ? [{ where: `[${dotted([...path, 'env'])}]`, env, agent }] : [];
  const each = <T>(of: Record<string, T> | undefined) => Object.entries(of ?? {});
  return [
    ...map([], table.env),
    ...each(table.roles).flatMap(([role, t]) => map(['roles', role], t.env)),
    ...each(table.workspaces).flatMap(([name, w]) => [
      ...map(['workspaces', name], w.env),
      ...each(w.roles).flatMap(([role, t]) => map(['workspaces', name, 'roles', role], t.env)),
    ]),
    ...each(table.agents).flatMap(([slug, a]) => map(['agents', slug], a.env, true)),
  ];
}

/** Names under which secrets are kept, besides those that the catalogue knows. */
const SECRET_NAME = /KEY|TOKEN|SECRET|PASSW|CREDENTIAL/i;

/** Places where a key stands in the file itself: `KIMI_CODE_API_KEY in [env]`. */
export function literalKeys(table: ConfigTable, keys: ReadonlySet<string>): string[] {
  return namedMaps(table).flatMap(({ where, env }) =>
    Object.entries(env).flatMap(([name, value]) => {
      const { kind, text } = classify(value);
      return kind === 'literal' && text !== '' && (keys.has(name) || SECRET_NAME.test(name)) ? [`${name} in ${where}`] : [];
    }),
  );
}
