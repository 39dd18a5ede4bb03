import path from 'node:path';
import { isPrintable } from '../config/names.ts';
import type { Environment, ScopedValue } from '../config/types.ts';
import { findAgent } from './catalog.ts';
import { isNative, labelFor } from './choice.ts';
import { conversationArguments } from './conversation.ts';
import type { Sources, Tab, TabIdentity } from './environment.ts';
import { environmentOf, neededFor } from './environment.ts';
import type { Agent, Choice, Conversation, LaunchPlan, Provider } from './types.ts';
import { SHELL } from './types.ts';

/** What every new tab is made from. */
export interface TabRequest extends Sources, TabIdentity {
  /** Label that the operator gave, or null for the one that follows from the choice. */
  label: string | null;
}

export interface AgentRequest extends TabRequest {
  agent: Agent;
  /** Settled; null for an agent without a provider. */
  provider: Provider | null;
  choice: Choice;
  /** Arguments after the operator's `args`. */
  extraArgs: string[];
  /** Named where the agent can; unset: its arguments name none. */
  conversation?: Conversation | undefined;
  /** Program of Shell tabs: the first of `shellPrograms` that can be started. */
  shell: string;
}

export interface CommandRequest extends TabRequest {
  /** Program and arguments, not empty. */
  command: string[];
}

/**
 * The values that the tab needs, for `resolveValues`. Planning is in two steps so that resolving may take its time (a key
 * out of a vault) while both sides of it stay pure.
 */
export function neededValues(request: AgentRequest | CommandRequest): ScopedValue[] {
  return neededFor(tabOf(request), request);
}

/** Those of the needed values that are keys or credentials. */
export function keysOf(request: AgentRequest | CommandRequest): ScopedValue[] {
  return neededValues(request).filter(({ name }) => request.catalog.rules.keys.has(name));
}

/**
 * How to start an agent's tab.
 *
 * @param resolved The texts of `neededValues(request)`.
 * @throws OperatorError for a redirect without a key.
 */
export function planAgent(request: AgentRequest, resolved: ReadonlyMap<string, string>): LaunchPlan {
  const { agent, provider, choice } = request;
  const { env, secrets, redirect } = environmentOf(tabOf(request), request, request, resolved);
  const program = agent.command.length > 0 ? agent.command : [request.shell];
  const route = redirect?.args ?? nativeModel(agent, provider);
  const conversation = conversationArguments(agent, request.conversation ?? null, request.extraArgs);
  return {
    label: request.label ?? labelFor(agent, provider, choice),
    agent: agent.slug,
    provider: provider?.slug ?? null,
    argv: [...program, ...route, ...conversation, ...agent.args, ...request.extraArgs],
    conversation: conversation.length > 0 ? (request.conversation?.id ?? null) : null,
    cwd: request.cwd,
    env,
    secrets,
  };
}

/** The model that the operator wants in a native tab: the one for this provider, else the agent's own. */
function nativeModel(agent: Agent, provider: Provider | null): string[] {
  const model = (provider && agent.models.get(provider.slug)) ?? agent.model;
  return model !== null && agent.modelFlag !== null ? [agent.modelFlag, model] : [];
}

/** How to start any command in a tab. Its environment is that of a Shell. */
export function planCommand(request: CommandRequest, resolved: ReadonlyMap<string, string>): LaunchPlan {
  const { env, secrets } = environmentOf(tabOf(request), request, request, resolved);
  return {
    label: request.label ?? commandLabel(request.command),
    agent: null,
    provider: null,
    argv: [...request.command],
    conversation: null,
    cwd: request.cwd,
    env,
    secrets,
  };
}

function tabOf(request: AgentRequest | CommandRequest): Tab {
  if (!('agent' in request)) return { kind: 'shell', agent: null, passKeys: findAgent(request.catalog, SHELL).passKeys };
  const { agent, provider } = request;
  if (agent.slug === SHELL) return { kind: 'shell', agent, passKeys: agent.passKeys };
  return provider === null || isNative(agent, provider) ? { kind: 'native', agent, provider } : { kind: 'redirected', agent, provider };
}

function commandLabel(command: string[]): string {
  const name = path.basename(command[0] ?? '').trim();
  return name !== '' && isPrintable(name) ? name : 'command';
}

/** Programs of a Shell tab, best first. A `$SHELL` that only turns logins away is none. */
export function shellPrograms(base: Environment): string[] {
  const own = base.SHELL;
  const usable = own && path.isAbsolute(own) && !['nologin', 'false', 'true'].includes(path.basename(own));
  return [...(usable ? [own] : []), 'bash', 'sh'];
}

/**
 * The folder of a new tab: the one that was asked for, else where the operator stands, else the workspace's, else the
 * server's. A relative one is relative to where the operator stands.
 */
export function tabFolder(from: {
  dir?: string | undefined;
  cwd?: string | undefined;
  workdir?: string | undefined;
  server: string;
}): string {
  const stands = from.cwd || from.workdir || from.server;
  return path.resolve(from.server, stands, from.dir || '.');
}
