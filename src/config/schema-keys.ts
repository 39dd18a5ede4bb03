import { configSchema } from './schema.ts';

/** One key that a configuration may have. */
export interface SchemaKey {
  /** Dotted; `NAME` stands for names of the operator's. */
  path: string;
  /** What fits, in the words that a mistake is answered with: `true or false`. */
  fits: string;
}

type Part = Record<string, unknown> & { pipe?: unknown[] };
const isPart = (x: unknown): x is Part => typeof x === 'object' && x !== null;

/** PROPERTY of a schema, or of a part of its pipe. */
function facet(schema: unknown, property: string): unknown {
  if (!isPart(schema)) return undefined;
  return schema[property] ?? schema.pipe?.map((part) => facet(part, property)).find((found) => found !== undefined);
}

/** The schema of a key that may be left out. */
const present = (schema: unknown): unknown => facet(schema, 'wrapped') ?? schema;

/** What fits a value that is no table: of the sentences of its checks the last, which narrows most. */
function fitting(schema: unknown): string {
  // a value that may also be a table says so first, and then what its text must not be
  const lazy = facet(schema, 'getter');
  const from = typeof lazy === 'function' ? lazy('') : schema;
  const parts = [from, ...(isPart(from) ? (from.pipe ?? []) : [])];
  const said = parts.map((part) => (isPart(part) ? part.message : undefined)).filter((message) => typeof message === 'string');
  return ((typeof lazy === 'function' ? said[0] : said.at(-1)) ?? '').replace(/ fits\b/, '');
}

function below(schema: unknown, path: string): SchemaKey[] {
  const inner = present(schema);
  const entries = facet(inner, 'entries');
  const join = (name: string) => (path === '' ? name : `${path}.${name}`);
  if (isPart(entries)) return Object.entries(entries).flatMap(([name, entry]) => below(entry, join(name)));
  if (facet(inner, 'key')) return below(facet(inner, 'value'), join('NAME'));
  return [{ path, fits: fitting(inner) }];
}

/** Every key that the schema knows, in its order. */
export const schemaKeys = (): SchemaKey[] => below(configSchema, '');
