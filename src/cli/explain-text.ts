import type { NameExplanation } from '../config/explain.ts';

const OUTCOME: Record<NameExplanation['outcome'], string> = {
  literal: 'text in the configuration',
  reference: '1Password reference, read when a tab opens',
  variable: "taken from a variable of the server's environment",
  'unset-variable': 'taken from a variable that is not set: tabs that need it are not opened',
  environment: "from the server's environment",
  absent: 'absent',
};
const FORM = { literal: 'text', reference: '1Password reference', variable: '$VARIABLE', empty: 'empty string' } as const;

/** One name as `config explain` prints it. */
export function explanationLines(e: NameExplanation): string[] {
  const width = Math.max(0, ...e.scopes.map((s) => s.where.length));
  const nowhere = e.scopes.length === 0 && e.agents.length === 0 ? ': set nowhere in this scope' : '';
  return [
    '',
    `${e.name}: ${OUTCOME[e.outcome]}${e.outcome === 'absent' ? nowhere : ''}`,
    ...e.scopes.map(
      (s) => `  ${s.decides ? '*' : ' '} ${s.where.padEnd(width)}  ${s.level === 'environment' ? 'set' : FORM[s.form]}; ${s.why}`,
    ),
    ...e.agents.map((where) => `    ${where}  sets it over that, in tabs of this agent`),
    ...e.elsewhere.map((where) => `    ${where}  not in this scope`),
  ];
}
