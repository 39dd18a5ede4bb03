import { parse } from 'smol-toml';
import type { ConfigTable } from '../config/types.ts';
import text from './builtin.toml';

let table: ConfigTable | undefined;

/** The built-in agents and providers, in the shape of an operator's configuration. Its test holds it to the same schema. */
export function builtinTable(): ConfigTable {
  table ??= parse(text) as ConfigTable;
  return table;
}
