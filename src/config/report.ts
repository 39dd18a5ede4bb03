import { BUILTIN_THEMES } from './colors.ts';
import type { Mistake } from './mistake.ts';
import { isTable } from './mistake.ts';
import type { KeyPath } from './names.ts';
import { dotted, isPrintable, mayBeKey, quoted } from './names.ts';
import { Positions } from './positions.ts';
import type { SchemaIssue } from './schema.ts';
import { nearest } from './suggest.ts';
import { type Problem, STATUS_ITEMS } from './types.ts';

/*
 * Puts mistakes into words and places. A file without mistakes never loads this module: it brings a second TOML parser.
 */

/** Every mistake of one file, in the order of the file, each once. */
export function problemsOf(file: string, text: string, issues: SchemaIssue[], mistakes: Mistake[]): Problem[] {
  const positions = new Positions(text);
  return firstOfEach([...mistakes.filter((m) => m.at === 'value'), ...issues.map(mistakeOf), ...mistakes])
    .map((m) => ({ file, ...positions.find(m.path, m.at), path: dotted(m.path), message: sentence(m) }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Several checks may refuse one value: the first says most. What a key lacks is said beside what its name lacks. */
function firstOfEach(mistakes: Mistake[]): Mistake[] {
  const seen = new Set<string>();
  return mistakes.filter((m) => {
    const id = JSON.stringify(m.at === 'key' ? [m.path, m.wrong] : m.path);
    return !seen.has(id) && seen.add(id);
  });
}

function sentence(m: Mistake): string {
  const meant = m.near && nearest(m.near.word, m.near.candidates);
  return `${m.wrong}; ${meant ? `did you mean "${meant}"?` : m.fits}`;
}

function mistakeOf(issue: SchemaIssue): Mistake {
  const { path, fits } = issue;
  const last = String(path.at(-1) ?? '');
  if (issue.kind === 'unknown') {
    const hint = /^[A-Z][A-Z0-9_]+$/.test(last) ? 'variables go into an [env] table' : `these fit: ${issue.known.join(', ')}`;
    return { path, at: 'key', wrong: 'unknown key', fits: hint, near: { word: last, candidates: issue.known } };
  }
  if (issue.kind === 'name') return { path, at: 'key', wrong: 'this name does not fit here', fits };
  return { path, at: 'value', wrong: `found ${found(issue.found, isShown(path))}`, fits, ...near(path, issue.found) };
}

/** Keys whose value may be shown: what stands there is a setting, in no sensible file a secret. `*` is any one part. */
const SHOWN = [
  ['leader'],
  ['scrollback'],
  ['default_agent'],
  ['status'],
  ['status', '*'],
  ['clock'],
  ['strip'],
  ['mouse'],
  ['max_tabs'],
  ['exit_when_empty'],
  ['osc52'],
  ['theme'],
  ['keys', '*'],
  ['themes', '*', '*'],
  ['engine_keys'],
  ['notify'],
  ['agents', '*', 'states', '*', 'in'],
  ['agents', '*', 'states', '*', 'state'],
  ['agents', '*', 'states', '*', 'lines'],
  ['agents', '*', 'wiring'],
  ['agents', '*', 'pass_keys'],
  ['providers', '*', 'codex', 'wire_api'],
  ['providers', '*', 'native_for', '*'],
  ['workspaces', '*', 'workdir'],
  ['workspaces', '*', 'agents', '*'],
  ['workspaces', '*', 'open', '*', 'agent'],
  ['workspaces', '*', 'open', '*', 'provider'],
];

function isShown(path: KeyPath): boolean {
  return SHOWN.some((shape) => shape.length === path.length && shape.every((part, i) => part === '*' || part === path[i]));
}

const LONGEST_SHOWN = 40;

function found(value: unknown, shown: boolean): string {
  if (typeof value === 'string') {
    return shown && value.length <= LONGEST_SHOWN && isPrintable(value) && !mayBeKey(value) ? `the string ${quoted(value)}` : 'a string';
  }
  if (typeof value === 'boolean') return shown ? `${value}` : 'true or false';
  if (typeof value === 'number' || typeof value === 'bigint') return shown ? `${value}` : 'a number';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Date) return 'a date or time';
  return isTable(value) ? 'a table' : 'something else';
}

/** Choices of the settings that have a few words to choose from. */
const CHOICES: [string[], string[]][] = [
  [['osc52'], ['deny', 'ask', 'allow']],
  [['status', '*'], [...STATUS_ITEMS]],
  [['strip'], ['top', 'bottom']],
  [['themes', '*', 'base'], [...BUILTIN_THEMES]],
  [['engine_keys'], ['name', 'file']],
  [['notify'], ['bell', 'osc', 'off']],
  [
    ['agents', '*', 'wiring'],
    ['claude', 'codex', 'opencode'],
  ],
];

function near(path: KeyPath, value: unknown): Pick<Mistake, 'near'> {
  if (typeof value !== 'string') return {};
  const choice = CHOICES.find(([shape]) => shape.length === path.length && shape.every((p, i) => p === '*' || p === path[i]));
  return choice ? { near: { word: value, candidates: choice[1] } } : {};
}
