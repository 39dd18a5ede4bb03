import type { ScopeLevel, ScopeName } from '../config/types.ts';

const WORDS: Record<ScopeLevel, string> = {
  agent: 'agent',
  'workspace-role': 'role in workspace',
  workspace: 'workspace',
  role: 'role',
  global: 'global',
  environment: 'environment',
};

/** The level that is the shown scope's own: what comes from any other is inherited. */
export function ownLevel({ workspace, role }: ScopeName): ScopeLevel {
  if (workspace !== null) return role === null ? 'workspace' : 'workspace-role';
  return role === null ? 'global' : 'role';
}

/** Where a value comes from, as a column says it: `global`, `global, inherited`. */
export function levelWords(level: ScopeLevel, shown: ScopeName): string {
  return level === ownLevel(shown) || level === 'environment' ? WORDS[level] : `${WORDS[level]}, inherited`;
}
