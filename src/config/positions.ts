import type { AST } from 'toml-eslint-parser';
import { parseTOML } from 'toml-eslint-parser';
import type { KeyPath } from './names.ts';

/** Line and column from 1, in UTF-16 units as editors count. */
export interface Position {
  line: number;
  column: number;
}

/**
 * Finds keys and values of a TOML text by their path. Only for files with mistakes: it parses the text a second time, with
 * a parser that keeps places.
 */
export class Positions {
  private readonly keys = new Map<string, Position>();
  private readonly values = new Map<string, Position>();

  constructor(text: string) {
    let program: AST.TOMLProgram;
    try {
      program = parseTOML(text, { tomlVersion: '1.1' });
    } catch {
      return; // the two parsers disagree: a place is not worth losing the mistake
    }
    for (const node of program.body[0].body) {
      if (node.type === 'TOMLKeyValue') this.keyValue(node, []);
      else this.table(node);
    }
  }

  /** Where `path` is written; where it is not, its nearest part that is; else the beginning of the file. */
  find(path: KeyPath, at: 'key' | 'value'): Position {
    const exact = at === 'value' ? this.values.get(idOf(path)) : undefined;
    if (exact) return exact;
    for (let n = path.length; n > 0; n--) {
      const id = idOf(path.slice(0, n));
      const found = this.keys.get(id) ?? this.values.get(id);
      if (found) return found;
    }
    return { line: 1, column: 1 };
  }

  private table(node: AST.TOMLTable): void {
    const parts = node.key.keys[Symbol.iterator]();
    let part: AST.TOMLBare | AST.TOMLQuoted | undefined;
    node.resolvedKey.forEach((key, i) => {
      if (typeof key === 'string') part = parts.next().value;
      if (part) this.remember(this.keys, node.resolvedKey.slice(0, i + 1), part);
    });
    for (const pair of node.body) this.keyValue(pair, node.resolvedKey);
  }

  private keyValue(node: AST.TOMLKeyValue, base: KeyPath): void {
    const path = [...base];
    for (const part of node.key.keys) {
      path.push(part.type === 'TOMLBare' ? part.name : part.value);
      this.remember(this.keys, path, part);
    }
    this.value(node.value, path);
  }

  private value(node: AST.TOMLContentNode, path: KeyPath): void {
    this.remember(this.values, path, node);
    if (node.type === 'TOMLInlineTable') for (const pair of node.body) this.keyValue(pair, path);
    if (node.type === 'TOMLArray') for (const [i, element] of node.elements.entries()) this.value(element, [...path, i]);
  }

  /** The first place wins: a table may be opened again further down for a part of it. */
  private remember(places: Map<string, Position>, path: KeyPath, node: { loc: AST.SourceLocation }): void {
    const id = idOf(path);
    if (!places.has(id)) places.set(id, { line: node.loc.start.line, column: node.loc.start.column + 1 });
  }
}

function idOf(path: KeyPath): string {
  return JSON.stringify(path);
}
