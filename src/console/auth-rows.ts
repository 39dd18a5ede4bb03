import { isWired } from '../catalog/choice.ts';
import type { Agent, Catalog, Provider } from '../catalog/types.ts';
import type { EnvEdit } from '../config/edit.ts';
import { explainName } from '../config/scopes.ts';
import type { ConfigTable, Environment, ScopeName } from '../config/types.ts';
import { classify } from '../config/values.ts';
import { tableWith, valueAt } from './changes.ts';
import { levelWords } from './scope-words.ts';

/** What is shown of a literal key, whatever its length. */
export const MASK = '*'.repeat(12);

/** A key that can be given: what it is called, and whom it is for. */
export interface AuthSubject {
  /** Its variable. */
  name: string;
  label: string;
  /** Labels of the agents that use it. */
  users: string[];
}

/** A row of the Auth tab, as it is with the unsaved changes. */
export interface AuthRow extends AuthSubject {
  mode: 'Ignore' | 'API Key' | '1Password' | 'Variable';
  /** The scope that decides, in words. */
  from: string;
  /** What may be shown of the value: a mask, a reference, or nothing. */
  shown: string;
  /** Every scope that sets it, the deciding one first. */
  where: string[];
  /** There are unsaved changes of it, in this or another scope. */
  changed: boolean;
}

/**
 * The keys of a catalogue, each once: those of the providers in their order, then what agents have besides. Of variables
 * that serve as each other only the first has a row, and any other one that is set.
 */
export function authSubjects(catalog: Catalog, isSet: (name: string) => boolean): AuthSubject[] {
  const subjects = new Map<string, { label: string; users: Set<string> }>();
  for (const provider of catalog.providers) {
    if (provider.keyEnv === null) continue;
    const users = catalog.agents.filter((a) => usesKeyOf(a, provider)).map((a) => a.label);
    const known = subjects.get(provider.keyEnv);
    if (known) {
      known.label += `, ${provider.label}`;
      for (const user of users) known.users.add(user);
    } else subjects.set(provider.keyEnv, { label: provider.label, users: new Set(users) });
  }
  for (const agent of catalog.agents) {
    for (const name of new Set([...agent.credentials, ...agent.aliases])) {
      const known = subjects.get(name);
      const served = agent.aliases.includes(name) && agent.aliases.some((alias) => subjects.has(alias));
      if (known) known.users.add(agent.label);
      else if (!served || isSet(name)) subjects.set(name, { label: agent.label, users: new Set([agent.label]) });
    }
  }
  return [...subjects].map(([name, { label, users }]) => ({ name, label, users: [...users] }));
}

function usesKeyOf(agent: Agent, provider: Provider): boolean {
  return isWired(agent, provider) || (provider.keyEnv !== null && agent.credentials.includes(provider.keyEnv));
}

/** The rows of the Auth tab for `scope`. */
export function authRows(
  catalog: Catalog,
  table: ConfigTable,
  changes: readonly EnvEdit[],
  scope: ScopeName,
  environment: Environment,
): AuthRow[] {
  const now = tableWith(table, changes);
  const explained = (name: string) => explainName(now, scope, name, environment);
  const isSet = (name: string) => explained(name).length > 0 || changes.some((c) => c.name === name);
  return authSubjects(catalog, isSet).map((subject): AuthRow => {
    const set = explained(subject.name);
    const changed = changes.some((c) => c.name === subject.name);
    const where = set.map((s) => s.where);
    const [decides] = set;
    if (!decides) return { ...subject, mode: 'Ignore', from: 'none', shown: '', where, changed };
    const shown = decides.form === 'reference' ? referenceAt(now, scope, subject.name) : SHOWN[decides.form];
    return { ...subject, mode: MODES[decides.form], from: levelWords(decides.level, scope), shown, where, changed };
  });
}

const MODES = { empty: 'Ignore', literal: 'API Key', variable: 'Variable', reference: '1Password' } as const;
// a key may well begin with a dollar sign, so that what looks like a variable is not shown either
const SHOWN = { empty: 'switched off', literal: MASK, variable: '$...' } as const;

/** The scopes whose map can set a name for `scope`, most specific first. */
export function scopesOf({ workspace, role }: ScopeName): ScopeName[] {
  const scopes: ScopeName[] = [{ workspace: null, role: null }];
  if (role !== null) scopes.unshift({ workspace: null, role });
  if (workspace !== null) scopes.unshift({ workspace, role: null });
  if (workspace !== null && role !== null) scopes.unshift({ workspace, role });
  return scopes;
}

/** A reference is no secret: what it stands for is. */
function referenceAt(table: ConfigTable, scope: ScopeName, name: string): string {
  for (const each of scopesOf(scope)) {
    const value = valueAt(table, each, name);
    if (value !== undefined) return classify(value).text;
  }
  return '';
}
