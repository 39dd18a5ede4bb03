import { OperatorError } from '../base/errors.ts';
import { isIndispensable } from '../config/names.ts';
import { nearest } from '../config/suggest.ts';
import type { AgentTable, ConfigTable, ConversationTable, EnvMap, ProviderTable, ScopeName, StateTable } from '../config/types.ts';
import { classify } from '../config/values.ts';
import type { Agent, Catalog, ConversationArguments, EnvironmentRules, Provider } from './types.ts';
import { SHELL } from './types.ts';

/**
 * The catalogue in force: the built-in agents and providers, with the operator's tables added or laid over them. A table
 * goes over a table key by key, down to a single model id; a list replaces a list, except that `drop`, `keep` and `session`
 * add up, since taking a built-in name out of `drop` would open a leak.
 */
export function buildCatalog(builtin: ConfigTable, operator: ConfigTable): Catalog {
  const agentTables = mergeTables(builtin.agents ?? {}, operator.agents ?? {});
  const providers = Object.entries(mergeTables(builtin.providers ?? {}, operator.providers ?? {})).map(providerOf);
  const agents = Object.entries(agentTables).map(([slug, table]) => agentOf(slug, table, agentTables));
  const shellLast = [...agents.filter((a) => a.slug !== SHELL), ...agents.filter((a) => a.slug === SHELL)];
  return { agents: shellLast, providers, rules: rulesOf([builtin, operator], providers) };
}

/** `over` laid over `base`, table by table. Keys keep the place where they come first. */
function mergeTables<T extends object>(base: Record<string, T>, over: Record<string, T>): Record<string, T> {
  return merge(base, over) as Record<string, T>;
}

function merge(base: object, over: object): object {
  const out = new Map<string, unknown>(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    const had = out.get(key);
    out.set(key, isPlain(had) && isPlain(value) ? merge(had, value) : value);
  }
  return Object.fromEntries(out);
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function agentOf(slug: string, table: AgentTable, all: Record<string, AgentTable>): Agent {
  // an agent with the wiring of another one is that program under another name: it has the same credentials
  const kin = table.wiring && Object.hasOwn(all, table.wiring) ? all[table.wiring] : undefined;
  return {
    slug,
    label: table.label ?? capitalised(slug),
    command: table.command ?? [],
    args: table.args ?? [],
    credentials: table.credentials ?? kin?.credentials ?? [],
    aliases: table.aliases ?? kin?.aliases ?? [],
    install: table.install ?? '',
    wiring: table.wiring ?? null,
    model: table.model ?? null,
    modelFlag: table.model_flag ?? kin?.model_flag ?? null,
    models: new Map(
      Object.entries(table.providers ?? {}).flatMap(([provider, { model }]) => (model === undefined ? [] : [[provider, model]])),
    ),
    unattended: table.unattended ?? kin?.unattended ?? [],
    conversation: conversationOf({ ...kin?.conversation, ...table.conversation }),
    states: table.states ?? kin?.states ?? (slug === SHELL ? [] : USUAL_STATES),
    passKeys: table.pass_keys ?? false,
    env: table.env ?? {},
  };
}

/** What is tried of an agent that nothing is known about: many put a spinner of Braille dots before their title while they work. */
const USUAL_STATES: StateTable[] = [{ in: 'title', match: '^[\\u2801-\\u28ff] ', state: 'working' }];

function conversationOf({ start = [], resume = [], own = [] }: ConversationTable): ConversationArguments | null {
  return start.length > 0 && resume.length > 0 ? { start, resume, own } : null;
}

function providerOf([slug, table]: [string, ProviderTable]): Provider {
  return {
    slug,
    label: table.label ?? capitalised(slug),
    keyEnv: table.key_env ?? null,
    nativeFor: table.native_for ?? [],
    claude: table.claude ?? null,
    codex: table.codex ?? null,
    opencode: table.opencode ?? null,
  };
}

function capitalised(slug: string): string {
  return slug.charAt(0).toUpperCase() + slug.slice(1);
}

/** A name that an operator replaced (`key_env` of a built-in provider) stays a key: it still holds one in many containers. */
function rulesOf(tables: ConfigTable[], merged: Provider[]): EnvironmentRules {
  const agents = tables.flatMap((t) => Object.values(t.agents ?? {}));
  const providers = tables.flatMap((t) => Object.entries(t.providers ?? {}));
  const natives = new Set(merged.filter((p) => p.nativeFor.length > 0).map((p) => p.slug));
  const keysOf = (which: (slug: string) => boolean) =>
    providers.flatMap(([slug, p]) => (p.key_env !== undefined && which(slug) ? [p.key_env] : []));
  const nativeKeys = new Set(keysOf((slug) => natives.has(slug)));
  const alternative = new Set(keysOf((slug) => !natives.has(slug)).filter((name) => !nativeKeys.has(name)));
  const keys = new Set([...keysOf(() => true), ...agents.flatMap((a) => [...(a.credentials ?? []), ...(a.aliases ?? [])])]);
  const maps = tables.flatMap(envMapsOf);
  return {
    keys: new Set([...keys, ...sourcesOf(maps, keys)]),
    alternativeKeys: new Set([...alternative, ...sourcesOf(maps, alternative).filter((name) => !keys.has(name))]),
    drop: agents.flatMap((a) => a.drop ?? []),
    keep: agents.flatMap((a) => a.keep ?? []),
    session: agents.flatMap((a) => a.session ?? []),
  };
}

/** Every scope's `[env]`. */
function envMapsOf(table: ConfigTable): EnvMap[] {
  const workspaces = Object.values(table.workspaces ?? {});
  const roles = [table.roles, ...workspaces.map((w) => w.roles)].flatMap((r) => Object.values(r ?? {}));
  return [table, ...workspaces, ...roles].flatMap(({ env }) => (env ? [env] : []));
}

/** The server's variables that `maps` take the values of `keys` from: each holds a key under another name. */
function sourcesOf(maps: EnvMap[], keys: ReadonlySet<string>): string[] {
  return maps.flatMap((env) =>
    Object.entries(env).flatMap(([name, value]) => {
      const { kind, text } = classify(value);
      return kind === 'variable' && keys.has(name) && !isIndispensable(text) ? [text] : [];
    }),
  );
}

/** @throws OperatorError that says what was probably meant. */
export function findAgent(catalog: Catalog, slug: string): Agent {
  const agent = catalog.agents.find((a) => a.slug === slug);
  if (agent) return agent;
  const slugs = catalog.agents.map((a) => a.slug);
  throw new OperatorError(`unknown agent "${slug}"; ${suggestion(slug, slugs)}`);
}

/** `did you mean "x"?`, or all that there is. */
export function suggestion(word: string, slugs: string[]): string {
  const near = nearest(word, slugs);
  return near === null ? `there is ${slugs.join(', ')}` : `did you mean "${near}"?`;
}

/** The agents that a scope offers, in its order: those that the workspace lists, else all; Shell last unless it is listed. */
export function agentsOffered(catalog: Catalog, table: ConfigTable, scope: ScopeName): Agent[] {
  const workspaces = table.workspaces ?? {};
  const listed = scope.workspace !== null && Object.hasOwn(workspaces, scope.workspace) ? workspaces[scope.workspace]?.agents : undefined;
  if (!listed) return catalog.agents;
  return [...new Set([...listed, SHELL])].flatMap((slug) => catalog.agents.filter((a) => a.slug === slug));
}
