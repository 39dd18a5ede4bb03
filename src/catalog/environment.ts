import { matches } from '../config/names.ts';
import type { Environment, ScopedValue } from '../config/types.ts';
import { classify, isPresent } from '../config/values.ts';
import { withoutKey } from './choice.ts';
import { inheritable, isDropped, OUTER_TERMINAL } from './inherited.ts';
import type { Redirect } from './redirect.ts';
import { redirectOf } from './redirect.ts';
import type { Agent, Catalog, EnvironmentRules, Provider } from './types.ts';
import { SHELL } from './types.ts';

/** Whose environment it is. */
export type Tab =
  /** Sent to a provider that is not the agent's own. */
  | { kind: 'redirected'; agent: Agent; provider: Provider }
  | { kind: 'native'; agent: Agent; provider: Provider | null }
  /** The plain shell, or a command (null). */
  | { kind: 'shell'; agent: Agent | null; passKeys: boolean };

/** Where a tab's variables come from. */
export interface Sources {
  catalog: Catalog;
  /** The deciding scope of each name. */
  values: ReadonlyMap<string, ScopedValue>;
  /** The server's own environment. */
  base: Environment;
}

/** What every tab is told about itself. */
export interface TabIdentity {
  tabId: string;
  socket: string;
  cwd: string;
}

/** An environment before its values are resolved. */
interface Recipe {
  inherited: Map<string, string>;
  /** Values of the operator's scopes that the tab gets or needs. */
  needed: ScopedValue[];
}

/**
 * The values that have to be resolved before the tab can start; no others are, so that a reference that cannot be read only
 * fails the tabs that use it.
 */
export function neededFor(tab: Tab, sources: Sources): ScopedValue[] {
  return recipeOf(tab, sources).needed;
}

/**
 * The environment of a tab, and the values in it that are secret.
 *
 * @param resolved The texts of `neededFor`, by name.
 * @throws OperatorError for a redirect without a key.
 */
export function environmentOf(
  tab: Tab,
  sources: Sources,
  identity: TabIdentity,
  resolved: ReadonlyMap<string, string>,
): { env: Record<string, string>; secrets: string[]; redirect: Redirect | null } {
  const { inherited: env, needed } = recipeOf(tab, sources);
  const keyName = tab.kind === 'redirected' ? tab.provider.keyEnv : null;
  for (const { name } of needed) {
    const text = resolved.get(name) ?? '';
    if (name === keyName) continue; // where it goes is the redirect's to say
    if (text === '') env.delete(name);
    else env.set(name, text);
  }
  if (tab.kind === 'native') shareAliases(tab.agent, sources.values, sources.base, env);

  const redirect = tab.kind === 'redirected' ? redirectFor(tab, resolved) : null;
  for (const [name, value] of Object.entries(redirect?.env ?? {})) env.set(name, value);
  describeTab(env, tab, identity);

  const secrets = secretsOf(env, sources.catalog.rules);
  const key = keyName === null ? undefined : resolved.get(keyName);
  return { env: Object.fromEntries(env), secrets: [...new Set(key ? [...secrets, key] : secrets)], redirect };
}

function recipeOf(tab: Tab, { catalog, values, base }: Sources): Recipe {
  const { rules } = catalog;
  const inherited = inheritable(base, rules);
  for (const name of [...inherited.keys()]) if (!mayHold(tab, name, rules)) inherited.delete(name);

  const needed: ScopedValue[] = [];
  for (const scoped of settingsOf(tab, values)) {
    if (rules.keys.has(scoped.name) || !mayHold(tab, scoped.name, rules)) continue;
    if (isEmpty(scoped)) inherited.delete(scoped.name);
    else needed.push(scoped);
  }
  for (const name of rules.keys) {
    const scoped = values.get(name);
    if (scoped && !isPresent(scoped, base)) inherited.delete(name);
    else if (scoped && isGiven(tab, name, rules)) needed.push(scoped);
  }
  return { inherited, needed };
}

/** Whether `name` may stand in the tab at all, wherever it comes from. */
function mayHold(tab: Tab, name: string, rules: EnvironmentRules): boolean {
  if (tab.kind === 'redirected') return !isDropped(name, rules);
  if (tab.kind === 'native') return !rules.keys.has(name) || isOwnKey(tab, name);
  return !rules.alternativeKeys.has(name) || passesKeys(tab, rules, name);
}

/** Whether the tab gets the key `name` from the operator's scopes. */
function isGiven(tab: Tab, name: string, rules: EnvironmentRules): boolean {
  if (tab.kind === 'redirected') return name === tab.provider.keyEnv;
  if (tab.kind === 'native') return isOwnKey(tab, name);
  return passesKeys(tab, rules, name);
}

function isOwnKey(tab: Tab & { kind: 'native' }, name: string): boolean {
  return tab.agent.credentials.includes(name) || tab.agent.aliases.includes(name) || name === tab.provider?.keyEnv;
}

function passesKeys(tab: Tab & { kind: 'shell' }, rules: EnvironmentRules, name: string): boolean {
  return tab.passKeys && rules.alternativeKeys.has(name);
}

/** What the operator's [env] tables set, and over it the agent's own. */
function settingsOf(tab: Tab, values: ReadonlyMap<string, ScopedValue>): Iterable<ScopedValue> {
  const settings = new Map([...values].filter(([, { level }]) => level !== 'environment'));
  for (const [name, value] of Object.entries(tab.agent?.env ?? {})) {
    settings.set(name, { name, level: 'agent', where: `[agents.${tab.agent?.slug}.env]`, value });
  }
  return settings.values();
}

function isEmpty(scoped: ScopedValue): boolean {
  const { kind, text } = classify(scoped.value);
  return kind === 'literal' && text === '';
}

/** Of the agent's aliases one serves as the others; one that a scope makes absent stays so. */
function shareAliases(agent: Agent, values: ReadonlyMap<string, ScopedValue>, base: Environment, env: Map<string, string>): void {
  const value = agent.aliases.map((name) => env.get(name)).find((v) => v !== undefined && v !== '');
  if (value === undefined) return;
  for (const name of agent.aliases) {
    const scoped = values.get(name);
    if (!env.get(name) && !(scoped && !isPresent(scoped, base))) env.set(name, value);
  }
}

function redirectFor(tab: Tab & { kind: 'redirected' }, resolved: ReadonlyMap<string, string>): Redirect {
  const { agent, provider } = tab;
  const key = provider.keyEnv === null ? undefined : resolved.get(provider.keyEnv);
  if (provider.keyEnv === null || key === undefined || key.trim() === '') throw withoutKey(provider);
  return redirectOf(agent, provider, key, provider.keyEnv);
}

function describeTab(env: Map<string, string>, tab: Tab, { tabId, socket, cwd }: TabIdentity): void {
  for (const name of [...env.keys()]) if (matches(name, OUTER_TERMINAL)) env.delete(name);
  env.set('TERM', 'xterm-256color');
  env.set('COLORTERM', 'truecolor');
  if (!env.get('LANG') && !env.get('LC_ALL') && !env.get('LC_CTYPE')) env.set('LANG', 'C.UTF-8');
  env.set('PWD', cwd);
  env.delete('OLDPWD');
  if (tab.agent && tab.agent.slug !== SHELL) env.set('JACKIN_AGENT', tab.agent.slug);
  env.set('JACKIN_TAB_ID', tabId);
  env.set('JACKIN_MUX_SOCKET', socket);
}

/** Names under which programs keep what nobody else should read. */
const SECRET_NAME = /KEY|TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|COOKIE|AUTH|HEADERS/i;
/** `user:password@` in an address. */
const SECRET_ADDRESS = /:\/\/[^/@\s]*:[^/@\s]+@/;

/** For the redactor: better a word too many than a key too few. */
function secretsOf(env: ReadonlyMap<string, string>, rules: EnvironmentRules): string[] {
  return [...env]
    .filter(([name, value]) => value !== '' && (rules.keys.has(name) || SECRET_NAME.test(name) || SECRET_ADDRESS.test(value)))
    .map(([, value]) => value);
}
