import type { AST } from 'toml-eslint-parser';
import { parseTOML } from 'toml-eslint-parser';

export type KeyValue = AST.TOMLKeyValue;
export type InlineTable = AST.TOMLInlineTable;
export type Table = AST.TOMLTable;

/** `key = value`, wherever it stands: under a header, at the top, or inside an inline table. */
export interface Entry {
  /** From the root of the file. */
  path: string[];
  node: KeyValue;
  /** The inline table that it stands in, or null where it has lines of its own. */
  inline: InlineTable | null;
}

/** Where everything of a TOML text is, in UTF-16 units from its beginning. */
export interface Layout {
  text: string;
  entries: Entry[];
  /** Tables with a header, in the order of the file. */
  tables: Table[];
  /** Ends of what stands before the first header. */
  rootEnd: number;
  /** The line end that the text is written with. */
  eol: '\n' | '\r\n';
}

/** Finds the parts of `text`, which has no byte order mark. Throws the parser's own error where it is no TOML. */
export function layoutOf(text: string): Layout {
  const body = parseTOML(text, { tomlVersion: '1.1' }).body[0].body;
  const entries: Entry[] = [];
  const tables: Table[] = [];
  let rootEnd = 0;
  for (const node of body) {
    if (node.type === 'TOMLKeyValue') {
      collect(node, [], null, entries);
      rootEnd = node.range[1];
    } else {
      tables.push(node);
      for (const pair of node.body) collect(pair, node.resolvedKey.map(String), null, entries);
    }
  }
  return { text, entries, tables, rootEnd, eol: /\r?\n/.exec(text)?.[0] === '\r\n' ? '\r\n' : '\n' };
}

function collect(node: KeyValue, base: string[], inline: InlineTable | null, out: Entry[]): void {
  const path = [...base, ...node.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value))];
  out.push({ path, node, inline });
  if (node.value.type === 'TOMLInlineTable') for (const pair of node.value.body) collect(pair, path, node.value, out);
}

/** Where the line of `at` begins. */
export function lineStart(text: string, at: number): number {
  // a negative start would be taken for 0
  return at <= 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}

/** Where the next line begins, or the text ends. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}

/**
 * Where something new can be put at the end of the table with that index (-1: what stands before the first header): behind
 * its last line that says anything, and before the comment that belongs to the next header.
 */
export function sectionEnd(layout: Layout, index: number): number {
  const { text, tables, rootEnd } = layout;
  const table = tables[index];
  const last = table ? Math.max(table.range[1], table.key.range[1]) : rootEnd;
  const least = last === 0 ? 0 : lineEnd(text, last);
  const next = tables[index + 1];
  let at = next ? lineStart(text, next.range[0]) : text.length;
  const above = (): string => text.slice(Math.max(least, lineStart(text, at - 1)), at);
  if (next) while (at > least && /^[ \t]*#/.test(above())) at = Math.max(least, lineStart(text, at - 1));
  while (at > least && above().trim() === '') at = Math.max(least, lineStart(text, at - 1));
  return at;
}

export function startsWith(path: readonly string[], prefix: readonly string[]): boolean {
  return prefix.length <= path.length && prefix.every((part, i) => part === path[i]);
}

export function samePath(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && startsWith(a, b);
}
