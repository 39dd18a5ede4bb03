import { isTable, type Mistake, own } from './mistake.ts';
import type { ConfigTable } from './types.ts';
import { agentsOf, couldUse, providersOf } from './wiring.ts';

/** Mistakes in the tabs that workspaces begin with: agents and providers that there are not, and tabs of nothing. */
export function checkLayouts(raw: unknown, builtin: ConfigTable): Mistake[] {
  const workspaces = own(raw, 'workspaces');
  if (!isTable(workspaces)) return [];
  return Object.entries(workspaces).flatMap(([name, workspace]) => {
    const tabs = own(workspace, 'open');
    return Array.isArray(tabs) ? tabs.flatMap((tab, i) => checkTab(tab, ['workspaces', name, 'open', i], raw, builtin)) : [];
  });
}

function checkTab(tab: unknown, path: (string | number)[], raw: unknown, builtin: ConfigTable): Mistake[] {
  if (!isTable(tab)) return [];
  const agent = own(tab, 'agent');
  const provider = own(tab, 'provider');
  const mistakes: Mistake[] = [];
  const wrong = (key: string, at: Mistake['at'], what: string, fits: string, near?: Mistake['near']) =>
    mistakes.push({ path: [...path, key], at, wrong: what, fits, ...(near && { near }) });
  if (agent === undefined && own(tab, 'command') === undefined)
    mistakes.push({ path, at: 'key', wrong: 'a tab needs its agent, or a command', fits: 'add agent = "shell", say' });
  if (agent !== undefined && own(tab, 'command') !== undefined)
    wrong('command', 'key', 'a tab is an agent or a command, not both', 'take one of the two out');
  if (agent === undefined && provider !== undefined)
    wrong('provider', 'key', 'only an agent has a provider', 'take it out, or name the agent');
  const agents = agentsOf(raw, builtin);
  const known = typeof agent === 'string' && agents.includes(agent);
  if (typeof agent === 'string' && agent !== '' && !known)
    wrong('agent', 'value', 'no agent has this name', `these do: ${agents.join(', ')}`, { word: agent, candidates: agents });
  if (typeof provider !== 'string' || provider === '') return mistakes;
  const providers = providersOf(raw, builtin);
  if (!providers.includes(provider))
    wrong('provider', 'value', 'no provider has this name', `these do: ${providers.join(', ')}`, { word: provider, candidates: providers });
  else if (known && !couldUse(agent, provider, raw, builtin)) {
    const usable = providers.filter((p) => couldUse(agent, p, raw, builtin));
    wrong(
      'provider',
      'value',
      'this agent cannot use that provider',
      usable.length > 0 ? `it can use ${usable.join(', ')}` : 'take it out: it has no choice of provider',
    );
  }
  return mistakes;
}
