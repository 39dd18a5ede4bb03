import { parse, TomlError } from 'smol-toml';
import { type Bindable, checkKeys } from './keys.ts';
import { isTable } from './mistake.ts';
import type { KeyPath } from './names.ts';
import { checkReferences } from './references.ts';
import type { SchemaIssue } from './schema.ts';
import { checkSchema } from './schema.ts';
import type { ConfigTable, Problem } from './types.ts';

/** A configuration as it was read: in force only where `problems` is empty; `table` is empty otherwise. */
export interface Loaded {
  table: ConfigTable;
  problems: Problem[];
}

/**
 * Reads a configuration and finds every mistake in it at once. A text that is no TOML has one: the parser cannot go on.
 *
 * @param file What problems call the file.
 * @param text The file's text, or null where there is no file, which is an empty configuration.
 * @param builtin The built-in catalogue, to know which agents and providers the file adds to.
 * @param commands What keys can be bound to; null: that is not looked at.
 */
export async function loadConfig(
  file: string,
  text: string | null,
  builtin: ConfigTable,
  commands: readonly Bindable[] | null = null,
): Promise<Loaded> {
  if (text === null) return { table: {}, problems: [] };
  const source = text.replace(/^\ufeff/, '');
  let raw: unknown;
  try {
    raw = parse(source);
  } catch (e) {
    return { table: {}, problems: [syntaxProblem(file, e)] };
  }
  const { table, issues } = checkSchema(raw);
  issues.push(...ignoredNames(raw));
  const mistakes = [...checkReferences(raw, builtin), ...(commands ? checkKeys(raw, commands, builtin) : [])];
  if (table && issues.length === 0 && mistakes.length === 0) return { table, problems: [] };
  const { problemsOf } = await import('./report.ts');
  return { table: {}, problems: problemsOf(file, source, issues, mistakes) };
}

/** A problem as `config check` prints it, on one line. */
export function formatProblem(p: Problem): string {
  return `${p.file}:${p.line}:${p.column}: ${p.path === '' ? '' : `${p.path}: `}${p.message}`;
}

/**
 * The parser's reason without the lines of the file that it quotes, since they may hold a key. Reasons of its own are
 * plain words; one that has more in it comes from elsewhere and may quote a value.
 */
function syntaxProblem(file: string, thrown: unknown): Problem {
  if (!(thrown instanceof TomlError)) return { file, line: 1, column: 1, path: '', message: 'this is not TOML; TOML 1.0 fits' };
  const reason = /^Invalid TOML document: ([a-z,:. -]{1,90})$/i.exec(thrown.message.split('\n', 1)[0] ?? '')?.[1];
  return {
    file,
    line: thrown.line,
    column: thrown.column,
    path: '',
    message: `this is not TOML: ${reason ?? 'a value cannot be read'}; see toml.io for what fits`,
  };
}

/** The schema library passes over these names in silence; an operator must hear of it. */
const IGNORED = ['constructor', 'prototype', '__proto__'];

function ignoredNames(raw: unknown, path: KeyPath = []): SchemaIssue[] {
  if (Array.isArray(raw)) return raw.flatMap((item, i) => ignoredNames(item, [...path, i]));
  if (!isTable(raw)) return [];
  return Object.entries(raw).flatMap(([key, value]): SchemaIssue[] =>
    IGNORED.includes(key)
      ? [{ path: [...path, key], kind: 'name', found: undefined, fits: 'any other name fits', known: [] }]
      : ignoredNames(value, [...path, key]),
  );
}
