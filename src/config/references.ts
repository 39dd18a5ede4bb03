import { AUTO_THEME, BUILTIN_THEMES } from './colors.ts';
import { checkLayouts } from './layouts.ts';
import type { Mistake } from './mistake.ts';
import { isTable, own } from './mistake.ts';
import type { KeyPath } from './names.ts';
import { matches, quotedUnlessKey } from './names.ts';
import type { ConfigTable } from './types.ts';
import { agentsOf, couldUse, providersOf } from './wiring.ts';

/**
 * Mistakes that a schema cannot see: names that point nowhere, and agents and providers that lack a part. Works on the
 * tables as they were read, so that these are found even where other keys do not fit.
 *
 * @param builtin The built-in catalogue, which the file adds to.
 */
export function checkReferences(raw: unknown, builtin: ConfigTable): Mistake[] {
  const agents = agentsOf(raw, builtin);
  return [
    ...unknownAgents(raw, agents),
    ...entriesOf(own(raw, 'agents')).flatMap(([slug, agent]) => incompleteAgent(slug, agent, builtin)),
    ...entriesOf(own(raw, 'providers')).flatMap(([slug, provider]) => incompleteProvider(slug, provider, builtin)),
    ...misplacedKeys(raw, builtin),
    ...entriesOf(own(raw, 'agents')).flatMap(([slug, agent]) => misplacedModels(slug, agent, raw, builtin)),
    ...entriesOf(own(raw, 'agents')).flatMap(([slug, agent]) => halfConversation(slug, agent, builtin)),
    ...checkLayouts(raw, builtin),
    ...unknownTheme(raw),
  ];
}

/** A model that no command line could be told, and one for a provider that there is not or that the agent cannot use. */
function misplacedModels(slug: string, agent: unknown, raw: unknown, builtin: ConfigTable): Mistake[] {
  const part = (key: string) => own(agent, key) ?? own(own(builtin.agents, slug), key);
  const wiring = part('wiring');
  const kin = typeof wiring === 'string' ? own(builtin.agents, wiring) : undefined;
  const mistakes: Mistake[] = [];
  if (own(agent, 'model') !== undefined && part('model_flag') === undefined && own(kin, 'model_flag') === undefined) {
    mistakes.push({
      path: ['agents', slug, 'model'],
      at: 'key',
      wrong: 'nothing is known that tells this agent its model',
      fits: 'add model_flag = "..." with the option of its command line, or give the model in args',
    });
  }
  const providers = providersOf(raw, builtin);
  for (const provider of keysOf(own(agent, 'providers'))) {
    const path = ['agents', slug, 'providers', provider];
    if (!providers.includes(provider)) {
      const near = { word: provider, candidates: providers };
      mistakes.push({ path, at: 'key', wrong: 'no provider has this name', fits: `these do: ${providers.join(', ')}`, near });
      continue;
    }
    if (!couldUse(slug, provider, raw, builtin)) {
      mistakes.push({
        path,
        at: 'key',
        wrong: 'this agent cannot use that provider',
        fits: 'take it out, or wire the provider for the agent',
      });
    }
  }
  return mistakes;
}

/** Only an id that was given at the start can be reopened. */
function halfConversation(slug: string, agent: unknown, builtin: ConfigTable): Mistake[] {
  const table = own(agent, 'conversation');
  if (!isTable(table)) return [];
  const builtIn = own(own(builtin.agents, slug), 'conversation');
  const words = (key: string) => own(table, key) ?? own(builtIn, key);
  const start = words('start');
  if (Array.isArray(start) && start.length === 0) return [];
  const lacking = ['start', 'resume'].filter((key) => words(key) === undefined);
  const path = ['agents', slug, 'conversation'];
  const say = lacking.map((key) => `${key} = ["--option", "{id}"]`).join(' and ');
  return lacking.length === 0 ? [] : [missing(path, `${lacking.join(' and ')} ${lacking.length > 1 ? 'are' : 'is'} missing`, `add ${say}`)];
}

function unknownAgents(raw: unknown, agents: string[]): Mistake[] {
  const named: [KeyPath, unknown][] = [[['default_agent'], own(raw, 'default_agent')]];
  for (const [workspace, table] of entriesOf(own(raw, 'workspaces'))) {
    named.push(...itemsOf(['workspaces', workspace, 'agents'], own(table, 'agents')));
  }
  for (const [provider, table] of entriesOf(own(raw, 'providers'))) {
    named.push(...itemsOf(['providers', provider, 'native_for'], own(table, 'native_for')));
  }
  return named.flatMap(([path, slug]) =>
    typeof slug !== 'string' || slug === '' || agents.includes(slug)
      ? []
      : [
          {
            path,
            at: 'value' as const,
            wrong: 'no agent has this name',
            fits: `these do: ${agents.join(', ')}`,
            near: { word: slug, candidates: agents },
          },
        ],
  );
}

function unknownTheme(raw: unknown): Mistake[] {
  const name = own(raw, 'theme');
  const themes = [...new Set([AUTO_THEME, ...BUILTIN_THEMES, ...keysOf(own(raw, 'themes'))])];
  if (typeof name !== 'string' || name === '' || themes.includes(name)) return [];
  const near = { word: name, candidates: themes };
  return [
    {
      path: ['theme'],
      at: 'value',
      wrong: `no theme is called ${quotedUnlessKey(name)}`,
      fits: `these are there: ${themes.join(', ')}`,
      near,
    },
  ];
}

function incompleteAgent(slug: string, agent: unknown, builtin: ConfigTable): Mistake[] {
  if (!isTable(agent) || own(builtin.agents, slug) !== undefined || own(agent, 'command') !== undefined) return [];
  return [missing(['agents', slug], 'a new agent needs its command', `add command = ["${slug}"]`, slug, Object.keys(builtin.agents ?? {}))];
}

/** What a redirect cannot do without, by the wiring that describes it. */
const NEEDED = { claude: ['base_url', 'models'], codex: ['base_url', 'model'], opencode: ['base_url', 'model'] } as const;
const TIERS = ['opus', 'sonnet', 'haiku'];

function incompleteProvider(slug: string, provider: unknown, builtin: ConfigTable): Mistake[] {
  if (!isTable(provider)) return [];
  const base = own(builtin.providers, slug);
  const path = ['providers', slug];
  const wirings = (['claude', 'codex', 'opencode'] as const).filter((w) => isTable(own(provider, w)));
  const mistakes: Mistake[] = [];
  if (!base && wirings.length === 0 && own(provider, 'native_for') === undefined) {
    const say = 'add a claude, codex or opencode table with its base_url';
    mistakes.push(missing(path, 'a new provider needs an agent that can use it', say, slug, Object.keys(builtin.providers ?? {})));
  }
  // a redirect without a key would send the agent's own login to the endpoint
  if (!base && wirings.length > 0 && own(provider, 'key_env') === undefined) {
    mistakes.push(missing(path, 'a new provider needs key_env', 'name the variable that holds its key: key_env = "..."'));
  }
  for (const wiring of wirings) {
    // a wiring that is built in only has parts replaced; one with nothing in it at all (a key is enough) stays as it is
    const had = own(base, wiring);
    const table = own(provider, wiring);
    if (isTable(had) && Object.keys(had).length === 0 && own(table, 'base_url') === undefined) continue;
    const lacking = NEEDED[wiring].filter((key) => own(table, key) === undefined && own(had, key) === undefined);
    if (lacking.length > 0) {
      mistakes.push(
        missing(
          [...path, wiring],
          `${lacking.join(' and ')} ${lacking.length > 1 ? 'are' : 'is'} missing`,
          `add ${lacking.map(example).join(' and ')}`,
        ),
      );
    }
    const models = own(table, 'models');
    if (wiring === 'claude' && isTable(models)) {
      const tiers = TIERS.filter((tier) => own(models, tier) === undefined && own(own(had, 'models'), tier) === undefined);
      if (tiers.length > 0)
        mistakes.push(
          missing([...path, wiring, 'models'], `no model for ${tiers.join(', ')}`, 'name one for each of opus, sonnet and haiku'),
        );
    }
  }
  return mistakes;
}

function example(key: string): string {
  return key === 'models' ? 'models = { opus = "...", sonnet = "...", haiku = "..." }' : `${key} = "..."`;
}

/** A key in an agent's own `env` would be one that only seems to be in no scope. */
function misplacedKeys(raw: unknown, builtin: ConfigTable): Mistake[] {
  const keys = new Set<unknown>();
  for (const table of [builtin, raw]) {
    for (const [, provider] of entriesOf(own(table, 'providers'))) keys.add(own(provider, 'key_env'));
    for (const [, agent] of entriesOf(own(table, 'agents'))) for (const [, name] of itemsOf([], own(agent, 'credentials'))) keys.add(name);
  }
  const names = [...keys].filter((k) => typeof k === 'string');
  return entriesOf(own(raw, 'agents')).flatMap(([slug, agent]) =>
    keysOf(own(agent, 'env'))
      .filter((name) => matches(name, names))
      .map(
        (name): Mistake => ({
          path: ['agents', slug, 'env', name],
          at: 'key',
          wrong: 'a key in the env of an agent',
          fits: 'keys go into [env], or into the [env] of a role or workspace',
        }),
      ),
  );
}

function missing(path: KeyPath, wrong: string, fits: string, word?: string, candidates?: string[]): Mistake {
  return { path, at: 'key', wrong, fits, ...(word && candidates ? { near: { word, candidates } } : {}) };
}

function entriesOf(table: unknown): [string, unknown][] {
  return isTable(table) ? Object.entries(table) : [];
}
function keysOf(table: unknown): string[] {
  return isTable(table) ? Object.keys(table) : [];
}
function itemsOf(path: KeyPath, array: unknown): [KeyPath, unknown][] {
  return Array.isArray(array) ? array.map((item, i) => [[...path, i], item]) : [];
}
