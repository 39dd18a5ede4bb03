import type { ConfigTable, Environment, ScopedValue, ScopeName } from '../config/types.ts';
import { classify, keysPresent, referenceOf, variable } from '../config/values.ts';
import { agentsOffered } from './catalog.ts';
import { chooseProvider, isNative, isWired } from './choice.ts';
import { type AgentRequest, keysOf, neededValues, planAgent } from './plan.ts';
import type { Agent, Catalog, Provider } from './types.ts';

/** What `doctor` says about tabs before any is opened: made by the functions that open them, with no value resolved. */

export interface Surroundings {
  catalog: Catalog;
  table: ConfigTable;
  scope: ScopeName;
  values: ReadonlyMap<string, ScopedValue>;
  /** The server's environment; only its names are told. */
  base: Environment;
  /** Program of Shell tabs. */
  shell: string;
  cwd: string;
}

/** One tab that could be opened. */
export interface TabOutlook {
  label: string;
  agent: string;
  provider: string | null;
  /** Its model is served by another one than the agent's own provider. */
  redirected: boolean;
  /** The command line, as it would be run. It never holds a key. */
  argv: string[];
  /** Arguments in it that let the agent act without asking. */
  unattended: string[];
  /** Names of variables that it has and the server has not, or has otherwise. */
  gets: string[];
  /** Names that the server has and it has not. */
  loses: string[];
  /** Where its keys come from. */
  keys: { name: string; where: string; kind: 'literal' | 'variable' | 'reference' | 'environment' }[];
  references: { name: string; where: string; reference: string }[];
  /** What would keep it from opening, or disturb it. */
  problems: string[];
}

export interface AgentOutlook {
  slug: string;
  label: string;
  /** What is started, or null for Shell. */
  program: string | null;
  install: string;
  offered: { slug: string; label: string; native: boolean }[];
  /** Providers that it is not offered, each with the reason. */
  refused: { slug: string; label: string; why: string }[];
  tabs: TabOutlook[];
}

/** Every agent that the scope offers, with every tab that it could have there. */
export function outlook(around: Surroundings): AgentOutlook[] {
  return agentsOffered(around.catalog, around.table, around.scope).map((agent) => outlookOf(agent, around));
}

function outlookOf(agent: Agent, around: Surroundings): AgentOutlook {
  const { catalog, values, base } = around;
  const choice = chooseProvider(agent, catalog, keysPresent(values, base));
  const served = choice.kind === 'pick' ? choice.providers : choice.provider ? [choice.provider] : [];
  const hasChoice = catalog.providers.some((p) => isWired(agent, p));
  const refused = hasChoice ? catalog.providers.filter((p) => !served.includes(p)) : [];
  return {
    slug: agent.slug,
    label: agent.label,
    program: agent.command[0] ?? null,
    install: agent.install,
    offered: served.map((p) => ({ slug: p.slug, label: p.label, native: isNative(agent, p) })),
    refused: refused.map((p) => ({ slug: p.slug, label: p.label, why: whyRefused(agent, p, around) })),
    tabs: (served.length > 0 ? served : [null]).map((provider) => {
      const request = { ...around, agent, provider, choice, tabId: 't0', socket: '/', label: null, extraArgs: [] };
      return tabOutlook(request, around.base);
    }),
  };
}

function whyRefused(agent: Agent, provider: Provider, { values }: Surroundings): string {
  if (!isWired(agent, provider)) return `${agent.label} cannot use it`;
  const { keyEnv } = provider;
  if (keyEnv === null) return 'it names no variable for its key (key_env)';
  const scoped = values.get(keyEnv);
  return scoped ? `${keyEnv} is empty in ${scoped.where}` : `${keyEnv} is not set in this scope`;
}

/** Stands for every value that has to be resolved: nothing that a server's environment could hold. */
const SOMETHING = '\0';

function tabOutlook(request: AgentRequest, base: Environment): TabOutlook {
  const { agent, provider } = request;
  const needed = neededValues(request);
  const resolved = new Map(needed.map((s) => [s.name, s.level === 'environment' ? (base[s.name] ?? '') : SOMETHING]));
  const { label, argv, env } = planAgent(request, resolved);
  const redirected = provider !== null && !isNative(agent, provider);
  return {
    label,
    agent: agent.slug,
    provider: provider?.slug ?? null,
    redirected,
    argv,
    unattended: argv.filter((a) => agent.unattended.includes(a)),
    gets: Object.keys(env)
      .filter((name) => env[name] !== base[name])
      .sort(),
    loses: Object.keys(base)
      .filter((name) => base[name] !== undefined && !Object.hasOwn(env, name))
      .sort(),
    keys: keysOf(request).map(({ name, where, level, value }) => ({
      name,
      where,
      kind: level === 'environment' ? 'environment' : classify(value).kind,
    })),
    references: needed.flatMap((s) => {
      const reference = referenceOf(s);
      return reference === null ? [] : [{ name: s.name, where: s.where, reference }];
    }),
    problems: [...unsetVariables(needed, base), ...(redirected ? ownModel(agent) : [])],
  };
}

function unsetVariables(needed: ScopedValue[], base: Environment): string[] {
  return needed.flatMap(({ name, where, value }) => {
    const { kind, text } = classify(value);
    const unset = kind === 'variable' && variable(base, text) === undefined;
    return unset ? [`${name} in ${where} stands for a variable that is not set: this tab would not open`] : [];
  });
}

/** A model in `args` goes to every provider, which most of them do not know. */
function ownModel(agent: Agent): string[] {
  const flags = ['--model', ...(agent.modelFlag === null ? [] : [agent.modelFlag])];
  const given = agent.args.find((a) => flags.some((flag) => a === flag || a.startsWith(`${flag}=`)));
  if (given === undefined) return [];
  return [`args of [agents.${agent.slug}] name a model, which this provider gets too; model = "..." there is for native tabs alone`];
}
