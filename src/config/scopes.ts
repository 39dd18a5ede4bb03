import path from 'node:path';
import { OperatorError } from '../base/errors.ts';
import { dotted } from './names.ts';
import { nearest } from './suggest.ts';
import type { ConfigTable, Environment, EnvMap, EnvValue, ScopedValue, ScopeLevel, ScopeName, WorkspaceTable } from './types.ts';
import { classify, variable } from './values.ts';

/** What a request says about its scope. Empty strings count as unset, as in variables. */
export interface ScopeRequest {
  workspace?: string | undefined;
  role?: string | undefined;
  /** Folder of the operator, absolute. */
  cwd?: string | undefined;
}

/**
 * The scope of a request: its own workspace and role, else those that the server was started with; else the workspace with
 * the longest workdir that holds the folder, and that workspace's role. Where two have the same workdir, the first in the
 * file is taken.
 *
 * @throws OperatorError for a workspace or role that was asked for and that the configuration does not know.
 */
export function resolveScope(table: ConfigTable, request: ScopeRequest, defaults: ScopeRequest): ScopeName {
  const workspaces = table.workspaces ?? {};
  const asked = request.workspace || defaults.workspace || null;
  if (asked !== null && !Object.hasOwn(workspaces, asked)) throw unknown('workspace', asked, Object.keys(workspaces));
  const workspace = asked ?? workspaceOf(workspaces, request.cwd || defaults.cwd || null);

  const role = request.role || defaults.role || null;
  if (role !== null) {
    const known = rolesOf(table);
    if (!known.includes(role)) throw unknown('role', role, known);
  }
  return { workspace, role: role ?? (workspace === null ? null : (workspaces[workspace]?.role ?? null)) };
}

function workspaceOf(workspaces: Record<string, WorkspaceTable>, cwd: string | null): string | null {
  if (cwd === null) return null;
  let best: string | null = null;
  let longest = -1;
  for (const [name, { workdir }] of Object.entries(workspaces)) {
    if (workdir === undefined) continue;
    const folder = withSlash(workdir);
    if (withSlash(cwd).startsWith(folder) && folder.length > longest) {
      best = name;
      longest = folder.length;
    }
  }
  return best;
}

/** Normalised and with one `/` at its end, so that `/srv/web` does not hold `/srv/website`. */
function withSlash(folder: string): string {
  return path.posix.normalize(`${folder}/`);
}

/** Every role that is configured anywhere. */
export function rolesOf(table: ConfigTable): string[] {
  const workspaces = Object.values(table.workspaces ?? {});
  return [
    ...new Set([
      ...Object.keys(table.roles ?? {}),
      ...workspaces.flatMap((w) => [...Object.keys(w.roles ?? {}), ...(w.role === undefined ? [] : [w.role])]),
    ]),
  ];
}

function unknown(what: 'workspace' | 'role', name: string, known: string[]): OperatorError {
  const near = nearest(name, known);
  const hint =
    near !== null ? `did you mean "${near}"?` : known.length > 0 ? `there is ${known.join(', ')}` : `the configuration has no ${what}s`;
  return new OperatorError(`unknown ${what} "${name}"; ${hint}`);
}

/** An `[env]` map and what it is called. */
interface Layer {
  level: ScopeLevel;
  where: string;
  env: EnvMap;
}

/** The operator's maps that hold for `scope`, most specific first. */
function layersOf(table: ConfigTable, scope: ScopeName): Layer[] {
  const { workspace, role } = scope;
  const w = workspace === null ? undefined : ownValue(table.workspaces, workspace);
  const layers: (Layer | null)[] = [
    workspace !== null && role !== null
      ? layer('workspace-role', ['workspaces', workspace, 'roles', role], ownValue(w?.roles, role)?.env)
      : null,
    workspace !== null ? layer('workspace', ['workspaces', workspace], w?.env) : null,
    role !== null ? layer('role', ['roles', role], ownValue(table.roles, role)?.env) : null,
    layer('global', [], table.env),
  ];
  return layers.filter((l) => l !== null);
}

function layer(level: ScopeLevel, at: string[], env: EnvMap | undefined): Layer | null {
  return env ? { level, where: `[${dotted([...at, 'env'])}]`, env } : null;
}

function ownValue<T>(table: Record<string, T> | undefined, key: string): T | undefined {
  return table && Object.hasOwn(table, key) ? table[key] : undefined;
}

export const ENVIRONMENT = "the server's environment";

/**
 * Which level decides each name, and how its value is written there. A name whose deciding value is the empty string is in
 * the map, with that value: it is absent, and absent below, so it must not come from the environment either. Names of the
 * environment are in it where they are not empty; their values are literal.
 */
export function scopedValues(table: ConfigTable, scope: ScopeName, environment: Environment): Map<string, ScopedValue> {
  const values = new Map<string, ScopedValue>();
  for (const { level, where, env } of layersOf(table, scope)) {
    for (const [name, value] of Object.entries(env)) if (!values.has(name)) values.set(name, { name, level, where, value });
  }
  for (const [name, value] of Object.entries(environment)) {
    if (value && !values.has(name)) values.set(name, { name, level: 'environment', where: ENVIRONMENT, value: { value } });
  }
  return values;
}

/** One scope that sets a name. How it does is told, never what it sets. */
export interface Explanation {
  level: ScopeLevel;
  where: string;
  form: 'literal' | 'variable' | 'reference' | 'empty';
  /** This one decides. An `empty` one that decides makes the name absent. */
  decides: boolean;
}

/** Every scope that sets `name` for `scope`, most specific first; empty where none does. */
export function explainName(table: ConfigTable, scope: ScopeName, name: string, environment: Environment): Explanation[] {
  const set = layersOf(table, scope).filter(({ env }) => Object.hasOwn(env, name));
  const rows = set.map(({ level, where, env }) => ({ level, where, form: formOf(env[name] ?? '') }));
  if (variable(environment, name)) rows.push({ level: 'environment', where: ENVIRONMENT, form: 'literal' });
  return rows.map((row, i) => ({ ...row, decides: i === 0 }));
}

function formOf(value: EnvValue): Explanation['form'] {
  const { kind, text } = classify(value);
  return kind === 'literal' && text === '' ? 'empty' : kind;
}
