import { isDeepStrictEqual } from 'node:util';
import { parse } from 'smol-toml';
import { OperatorError } from '../base/errors.ts';
import { isTable } from './mistake.ts';
import { dotted } from './names.ts';
import type { Entry, InlineTable, KeyValue, Layout } from './toml-layout.ts';
import { layoutOf, lineEnd, lineStart, samePath, sectionEnd, startsWith } from './toml-layout.ts';
import type { EnvValue, ScopeName } from './types.ts';
import { classify } from './values.ts';

/*
 * Changes one name of one [env] map in the text of a configuration, and nothing else: no comment, no blank, no line end.
 * Measured against that bar, @decimalturn/toml-patch 3.3.0 re-indents a comment behind the value that it adds to, drops
 * the blanks of an inline table that it takes a key out of, and a comment behind a removed key; so the text is cut and
 * joined here, at the places that the parser gives.
 */

/** What a name is to be set to. */
export interface NewValue {
  kind: 'literal' | 'reference';
  text: string;
}

export interface EnvEdit {
  /** Workspace and role both null: the global map. A role alone: that role in every workspace. */
  scope: ScopeName;
  name: string;
  /** null: the name is removed. */
  value: NewValue | null;
}

/** Where a scope's map is: `['workspaces', 'web', 'roles', 'reviewer', 'env']`. */
export function envPath({ workspace, role }: ScopeName): string[] {
  return [...(workspace === null ? [] : ['workspaces', workspace]), ...(role === null ? [] : ['roles', role]), 'env'];
}

/**
 * `text` with that one change. Removing a name that is not there changes nothing; a table that a removed name leaves empty
 * stays, as do comments beside the name.
 *
 * @throws OperatorError where the text is no TOML, or laid out so that the change cannot be made for certain.
 */
export function editEnv(text: string, edit: EnvEdit): string {
  const bom = text.startsWith('\ufeff') ? '\ufeff' : '';
  const source = text.slice(bom.length);
  if (edit.value?.text.isWellFormed() === false) throw new OperatorError('the text has half a character in it, which no file can hold');
  const path = envPath(edit.scope);
  const edited = attempt(() => {
    const layout = layoutOf(source);
    return edit.value === null ? without(layout, path, edit.name) : withValue(layout, path, edit.name, edit.value);
  });
  if (edited === null || !attempt(() => isOnlyChange(source, edited, path, edit))) {
    throw new OperatorError(`[${dotted(path)}] is laid out in a way that cannot be edited safely; change ${edit.name} there by hand`);
  }
  return bom + edited;
}

/** A parser's error quotes lines of the file, which may hold a key: it goes no further than this. */
function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

/** The value as TOML: a literal that would be read as something else is wrapped. */
export function tomlValue({ kind, text }: NewValue): string {
  const plain = kind === 'reference' || !/^(?:\$|op:\/\/)/.test(text);
  return plain ? basicString(text) : `{ value = ${basicString(text)} }`;
}

function basicString(text: string): string {
  return JSON.stringify(text).replaceAll('\x7f', '\\u007f');
}

function withValue(layout: Layout, path: string[], name: string, value: NewValue): string {
  const { text, entries } = layout;
  const target = [...path, name];
  const whole = entries.find((e) => samePath(e.path, target));
  if (whole) return spliced(text, whole.node.value.range, tomlValue(value));
  // `[env.NAME]` with `op = "..."` under it, or `NAME.op = "..."`
  const part = entries.find((e) => startsWith(e.path, target));
  if (part) {
    const key = part.node.key.keys.at(-1)!;
    const said = `${value.kind === 'reference' ? 'op' : 'value'} = ${basicString(value.text)}`;
    return spliced(text, [key.range[0], part.node.value.range[1]], said);
  }
  return inserted(layout, path, name, tomlValue(value));
}

/** A name that no part of the file sets yet, put where its map is or should be. */
function inserted(layout: Layout, path: string[], name: string, value: string): string {
  const { text, entries, tables } = layout;
  const inlineMap = entries.find((e) => samePath(e.path, path))?.node.value;
  if (inlineMap?.type === 'TOMLInlineTable') return intoInline(text, inlineMap, `${name} = ${value}`);

  const table = tables.find((t) => samePath(t.resolvedKey.map(String), path));
  if (table) {
    const last = table.body.at(-1);
    return intoLines(layout, last?.range ?? [table.range[0], table.key.range[1]], `${name} = ${value}`);
  }
  // a map that dotted keys make can only get more of them
  const sibling = entries.findLast((e) => startsWith(e.path, path) && depthOf(e) < path.length);
  if (sibling) {
    const keys = sibling.node.key.keys;
    const env = keys[path.length - depthOf(sibling) - 1]!;
    const line = `${text.slice(keys[0]!.range[0], env.range[1])}.${name} = ${value}`;
    return sibling.inline ? intoInline(text, sibling.inline, line, sibling.node) : intoLines(layout, sibling.node.range, line);
  }
  // an inline table can only be added to inside
  const around = entries.filter((e) => e.node.value.type === 'TOMLInlineTable' && startsWith(path, e.path));
  const closest = around.sort((a, b) => a.path.length - b.path.length).at(-1);
  if (closest) {
    const rest = dotted([...path.slice(closest.path.length), name]);
    return intoInline(text, closest.node.value as InlineTable, `${rest} = ${value}`);
  }
  return withSection(layout, path, `${name} = ${value}`);
}

/** How many parts of its path an entry has from what is around it. */
function depthOf(entry: Entry): number {
  return entry.path.length - entry.node.key.keys.length;
}

/** A pair in an inline table, behind the given one or else at its end. */
function intoInline(text: string, table: InlineTable, pair: string, behind?: KeyValue): string {
  const last = behind ?? table.body.at(-1);
  if (last) return spliced(text, [last.range[1], last.range[1]], `, ${pair}`);
  const at = table.range[0] + 1;
  return spliced(text, [at, at], ` ${pair}${/\s/.test(text[at] ?? '') ? '' : ' '}`);
}

/** A line behind the one where `range` ends, indented as the one where it begins. */
function intoLines({ text, eol }: Layout, range: readonly [number, number], line: string): string {
  const indent = /^[ \t]*/.exec(text.slice(lineStart(text, range[0]), range[0]))?.[0] ?? '';
  const at = lineEnd(text, range[1]);
  const open = at === text.length && !text.endsWith('\n');
  return spliced(text, [at, at], open ? `${eol}${indent}${line}` : `${indent}${line}${eol}`);
}

function withSection(layout: Layout, path: string[], line: string): string {
  const { text, eol } = layout;
  const at = placeFor(layout, path);
  const open = at === text.length && text !== '' && !text.endsWith('\n');
  const before = `${open ? eol : ''}${at === 0 ? '' : eol}`;
  const rest = text.slice(at);
  const after = rest === '' ? (open ? '' : eol) : /^\r?\n/.test(rest) ? eol : eol + eol;
  return spliced(text, [at, at], `${before}[${dotted(path)}]${eol}${line}${after}`);
}

/**
 * Where a new table is looked for: behind its parent, else behind what belongs to the same workspace or role, else at the
 * end. The global map stands before all other tables, unless the comment that opens the file would then be torn off.
 */
function placeFor(layout: Layout, path: string[]): number {
  const keys = layout.tables.map((t) => t.resolvedKey.map(String));
  const parent = keys.findIndex((key) => samePath(key, path.slice(0, -1)));
  if (parent >= 0) return sectionEnd(layout, parent);
  for (let shared = path.length; shared > 0; shared--) {
    const kin = keys.findLastIndex((key) => startsWith(key, path.slice(0, shared)));
    if (kin >= 0) return sectionEnd(layout, kin);
  }
  const end = sectionEnd(layout, layout.tables.length - 1);
  if (path.length > 1) return end;
  const top = sectionEnd(layout, -1);
  return top === 0 && layout.text.trimStart().startsWith('#') ? end : top;
}

function without(layout: Layout, path: string[], name: string): string {
  const { text, entries, tables } = layout;
  const target = [...path, name];
  const entry = entries.find((e) => startsWith(e.path, target));
  if (!entry) return text;
  const header = tables.find((t) => samePath(t.resolvedKey.map(String), target));
  const alone = isAlone(layout, path.slice(0, -1), entry);
  if (alone && !header && depthOf(entry) < path.length) {
    // the workspace is there only by this key: it stays, with an empty map
    const env = entry.node.key.keys[path.length - depthOf(entry) - 1]!;
    return spliced(text, [env.range[1], entry.node.range[1]], ' = {}');
  }
  if (entry.inline) return outOfInline(text, entry.inline, entry.node);
  const out = withoutLines(text, entry.node.range);
  if (!header) return out;
  // the header stands before what was cut out, which has not moved it
  const [env, last] = header.key.keys.slice(-2);
  if (alone) return spliced(out, [env!.range[1], last!.range[1]], '');
  return withoutLines(out, [header.range[0], text.indexOf(']', header.key.range[1]) + 1]);
}

/** Whether the workspace or role at `owner` is in the file by nothing but `entry`. */
function isAlone({ entries, tables }: Layout, owner: string[], entry: Entry): boolean {
  if (owner.length === 0) return false;
  const headers = tables.filter((t) => startsWith(t.resolvedKey.map(String), owner));
  const others = entries.filter((e) => e !== entry && startsWith(e.path, owner));
  return others.length === 0 && headers.every((t) => t.resolvedKey.length > owner.length + 1 && t.body.includes(entry.node));
}

/** Whole lines go, unless a comment stands behind: that stays. */
function withoutLines(text: string, range: readonly [number, number]): string {
  const rest = text.slice(range[1], lineEnd(text, range[1]));
  const comment = rest.indexOf('#');
  if (comment >= 0) return spliced(text, [range[0], range[1] + comment], '');
  return spliced(text, [lineStart(text, range[0]), lineEnd(text, range[1])], '');
}

function outOfInline(text: string, table: InlineTable, node: KeyValue): string {
  const i = table.body.indexOf(node);
  const next = table.body[i + 1];
  const comma = commaIn(text, node.range[1], next?.range[0] ?? table.range[1]);
  if (comma !== null) {
    const blanks = /^[ \t]*/.exec(text.slice(comma + 1))?.[0].length ?? 0;
    const out = spliced(text, [comma, comma + 1 + blanks], '');
    return spliced(out, [node.range[0], comma], '');
  }
  const previous = table.body[i - 1];
  if (!previous) return spliced(text, node.range, '');
  const before = commaIn(text, previous.range[1], node.range[0])!;
  // blanks go with the comma, a comment does not
  const around = text.slice(previous.range[1], before) + text.slice(before + 1, node.range[0]);
  return spliced(text, [previous.range[1], node.range[1]], around.includes('#') ? around : '');
}

/** The comma between two places that have nothing but blanks, line ends and comments between them. */
function commaIn(text: string, from: number, to: number): number | null {
  for (let i = from; i < to; i++) {
    if (text[i] === '#') i = lineEnd(text, i) - 1;
    else if (text[i] === ',') return i;
  }
  return null;
}

function spliced(text: string, [from, to]: readonly [number, number], by: string): string {
  return text.slice(0, from) + by + text.slice(to);
}

/** Whether the parser that reads configurations finds in `after` what it finds in `before`, and the change. */
function isOnlyChange(before: string, after: string, path: string[], { name, value }: EnvEdit): boolean {
  const [was, is] = [parse(before), parse(after)];
  const owner = path.slice(0, -1);
  if (own(was, owner) !== undefined && own(is, owner) === undefined) return false;
  const around = (table: unknown) => plainOf(changed(table, path, () => 'the map'));
  const others = (table: unknown) => {
    const { [name]: _, ...rest } = tableAt(table, path);
    return plainOf(rest);
  };
  if (!isDeepStrictEqual(around(was), around(is)) || !isDeepStrictEqual(others(was), others(is))) return false;
  const given = tableAt(is, path)[name] as EnvValue | undefined;
  if (value === null || given === undefined) return value === null && given === undefined;
  const { kind, text } = classify(given);
  return kind === value.kind && text === value.text;
}

function tableAt(table: unknown, path: readonly string[]): Record<string, unknown> {
  const at = own(table, path);
  return isTable(at) ? at : {};
}

/** Tables of a parser, whatever their prototype, as plain objects. */
function plainOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainOf);
  return isTable(value) ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plainOf(v)])) : value;
}

function own(table: unknown, path: readonly string[]): unknown {
  let at = table;
  for (const part of path) at = isTable(at) && Object.hasOwn(at, part) ? at[part] : undefined;
  return at;
}

function changed(table: unknown, path: readonly string[], change: (at: unknown) => unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return change(table);
  const base = isTable(table) ? table : {};
  return { ...base, [part]: changed(own(base, [part]), rest, change) };
}
