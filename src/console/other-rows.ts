import { agentsOffered } from '../catalog/catalog.ts';
import { shellPrograms } from '../catalog/plan.ts';
import { type Catalog, SHELL } from '../catalog/types.ts';
import { scopedValues } from '../config/scopes.ts';
import type { ConfigTable, Environment, ScopeName } from '../config/types.ts';
import { classify } from '../config/values.ts';
import { levelWords } from './scope-words.ts';

/** A row of the Agents tab. */
export interface AgentRow {
  label: string;
  /** Where its program is, or null. */
  place: string | null;
  /** What its program says; '' while that is not known. */
  version: string;
  /** What is started, as configured; empty for Shell. */
  words: readonly string[];
  /** How to install it where it is not. */
  install: string;
  command: string;
  /** The arguments that let it act without asking, as far as they are given. */
  unattended: string[];
}

/**
 * The agents that a scope offers.
 *
 * @param find Where a program is, or null.
 * @param versions What programs said, by the place that they are at.
 */
export function agentRows(
  catalog: Catalog,
  table: ConfigTable,
  scope: ScopeName,
  environment: Environment,
  find: (program: string) => string | null,
  versions: ReadonlyMap<string, string>,
): AgentRow[] {
  return agentsOffered(catalog, table, scope).map((agent) => {
    const programs = agent.slug === SHELL && agent.command.length === 0 ? shellPrograms(environment) : agent.command.slice(0, 1);
    const found = programs.find((program) => find(program) !== null);
    const words = [...(agent.command.length > 0 ? agent.command : [found ?? 'sh']), ...agent.args];
    const place = found === undefined ? null : find(found);
    return {
      label: agent.label,
      place,
      version: (place !== null && versions.get(place)) || '',
      words: agent.command,
      install: agent.install || `${programs[0] ?? 'its program'} is not on the PATH`,
      command: commandLine(words),
      unattended: words.filter((word) => agent.unattended.includes(word)),
    };
  });
}

/** Options whose value may be a secret. */
const SECRET_OPTION = /^-.*(?:key|token|secret|passw|credential|auth|header|bearer)/i;

/** A command as it may be shown: what stands behind an option for a secret is left out. */
export function commandLine(words: readonly string[]): string {
  return words
    .map((word, i) => {
      const at = word.indexOf('=');
      const before = words[i - 1] ?? '';
      if (SECRET_OPTION.test(word) && at > 0) return `${word.slice(0, at)}=...`;
      if (i > 0 && SECRET_OPTION.test(before) && !before.includes('=') && !word.startsWith('-')) return '...';
      return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`;
    })
    .join(' ');
}

/** A row of the Environment tab. */
export interface EnvironmentRow {
  name: string;
  kind: string;
  from: string;
  goesTo: string;
  /** All of it in a sentence, and where it is changed. */
  told: string;
}

/** What is said of a variable: how it is set, who gets it, where that is changed. */
function told({ name, kind, from, goesTo }: Omit<EnvironmentRow, 'told'>, isKey: boolean): string {
  const as: Record<string, string> = {
    [KINDS.literal]: 'a value',
    [KINDS.variable]: "a variable of the server's environment",
    [KINDS.reference]: 'a 1Password reference',
  };
  const scope = from.replace(', inherited', '');
  const set =
    kind === INHERITED
      ? "comes from the server's own environment"
      : kind === SWITCHED_OFF
        ? `is switched off in ${scope}`
        : `is set in ${scope} as ${as[kind]}`;
  const who = goesTo === 'tabs that use it' ? 'the tabs that use it get it' : `${goesTo} gets it`;
  return `${name} ${set}; ${who}. Change it ${isKey ? 'in the Auth tab' : 'under [env] in the file'}`;
}

const SWITCHED_OFF = 'switched off';
const INHERITED = "server's own";

const KINDS = { literal: 'value', variable: "server's variable", reference: '1Password' } as const;

/** What the operator's scopes set, and the catalogue's keys that the environment has, by name. No values. */
export function environmentRows(catalog: Catalog, table: ConfigTable, scope: ScopeName, environment: Environment): EnvironmentRow[] {
  const { keys } = catalog.rules;
  return [...scopedValues(table, scope, environment).values()]
    .filter(({ name, level }) => level !== 'environment' || keys.has(name))
    .map(({ name, level, value }): EnvironmentRow => {
      const { kind, text } = classify(value);
      const off = kind === 'literal' && text === '';
      const isKey = keys.has(name);
      const inherited = level === 'environment';
      const shown = off ? SWITCHED_OFF : inherited ? INHERITED : KINDS[kind];
      const from = levelWords(level, scope);
      const goesTo = off ? 'no tab' : isKey ? 'tabs that use it' : 'every tab';
      const row = { name, kind: shown, from, goesTo };
      return { ...row, told: told(row, isKey) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
