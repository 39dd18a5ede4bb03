import { isTable, type Mistake, own } from './mistake.ts';
import type { ConfigTable } from './types.ts';
import { misfits } from './wiring.ts';

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
  const wrong = (key: string, at: Mistake['at'], what: string, fits: string) =>
    mistakes.push({ path: [...path, key], at, wrong: what, fits });
  if (agent === undefined && own(tab, 'command') === undefined)
    mistakes.push({ path, at: 'key', wrong: 'a tab needs its agent, or a command', fits: 'add agent = "shell", say' });
  if (agent !== undefined && own(tab, 'command') !== undefined)
    wrong('command', 'key', 'a tab is an agent or a command, not both', 'take one of the two out');
  if (agent === undefined && provider !== undefined)
    wrong('provider', 'key', 'only an agent has a provider', 'take it out, or name the agent');
  const named = (value: unknown) => (typeof value === 'string' ? value : '');
  for (const { of, ...mistake } of misfits(named(agent), named(provider), raw, builtin))
    mistakes.push({ path: [...path, of], at: 'value', ...mistake });
  if (path.at(-1) === 0 && own(tab, 'split') !== undefined)
    wrong('split', 'key', 'there is nothing before the first tab that it could stand beside', 'take it out');
  return mistakes;
}
