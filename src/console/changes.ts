import { type EnvEdit, envPath } from '../config/edit.ts';
import { dotted } from '../config/names.ts';
import type { ConfigTable, EnvMap, EnvValue, ScopeName } from '../config/types.ts';
import { classify } from '../config/values.ts';

/*
 * What the operator has decided and not saved: a list with at most one change for each name of each scope.
 */

/** The value that a scope itself gives a name. */
export function valueAt(table: ConfigTable, scope: ScopeName, name: string): EnvValue | undefined {
  const env = mapAt(table, scope);
  return env && Object.hasOwn(env, name) ? env[name] : undefined;
}

function mapAt(table: ConfigTable, scope: ScopeName): EnvMap | undefined {
  let at: unknown = table;
  for (const part of envPath(scope))
    at = typeof at === 'object' && at !== null && Object.hasOwn(at, part) ? Reflect.get(at, part) : undefined;
  return at as EnvMap | undefined;
}

/** `changes` with `change` in it. One that would leave the file as it is takes an earlier one of the same name away. */
export function withChange(changes: readonly EnvEdit[], change: EnvEdit, table: ConfigTable): EnvEdit[] {
  const others = changes.filter((c) => !(c.name === change.name && isSameScope(c.scope, change.scope)));
  const { value } = change;
  const had = valueAt(table, change.scope, change.name);
  if (value === null) return had === undefined ? others : [...others, change];
  const was = had === undefined ? null : classify(had);
  return was && was.kind === value.kind && was.text === value.text ? others : [...others, change];
}

export function isSameScope(a: ScopeName, b: ScopeName): boolean {
  return a.workspace === b.workspace && a.role === b.role;
}

/** The configuration as it will be when `changes` are saved. */
export function tableWith(table: ConfigTable, changes: readonly EnvEdit[]): ConfigTable {
  const out = structuredClone(table) as Record<string, unknown>;
  for (const { scope, name, value } of changes) {
    let at = out;
    for (const part of envPath(scope)) {
      if (!Object.hasOwn(at, part)) at[part] = {};
      at = at[part] as Record<string, unknown>;
    }
    if (value === null) delete at[name];
    else at[name] = value.kind === 'reference' ? { op: value.text } : { value: value.text };
  }
  return out as ConfigTable;
}

/** One change in words: name, scope and kind, nothing of the value. */
export function describeChange({ scope, name, value }: EnvEdit, table: ConfigTable): string {
  const where = `[${dotted(envPath(scope))}]`;
  if (value === null) return `remove ${name} from ${where}`;
  const what = value.kind === 'reference' ? 'a 1Password reference' : 'an API key';
  const had = valueAt(table, scope, name);
  return had === undefined ? `set ${name} in ${where} to ${what}` : `replace ${name} in ${where} by ${what}`;
}
