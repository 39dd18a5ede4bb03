import type { KeyPath } from './names.ts';

/** A mistake before it is located in the file and put into words. */
export interface Mistake {
  path: KeyPath;
  /** Whether the key itself or its value is where to look. */
  at: 'key' | 'value';
  /** What is wrong. Never a value that may be a secret. */
  wrong: string;
  fits: string;
  /** A word that may be misspelt, and what it can be. */
  near?: { word: string; candidates: readonly string[] };
}

export function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** The own property `key` of a table; a TOML key may be called `constructor`. */
export function own(table: unknown, key: string): unknown {
  return isTable(table) && Object.hasOwn(table, key) ? table[key] : undefined;
}
