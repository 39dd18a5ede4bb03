/** A JSON schema (2020-12), as much of it as is used here. */
export interface JsonSchema {
  type?: string | string[];
  description?: string;
  const?: unknown;
  enum?: readonly unknown[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema;
  anyOf?: JsonSchema[];
  $ref?: string;
}

/** The schema of T. The phantom makes the compiler refuse the schema of another type, or of one that has grown a field. */
export type Schema<T> = JsonSchema & { readonly phantom?: (value: T) => T };
/** A field that may be left out. */
export interface Optional<T> {
  readonly optional: Schema<T>;
}

type IsOptional<T, K extends keyof T> = object extends Pick<T, K> ? true : false;
/** A schema for each field of T, none missing, none too many. */
export type Fields<T> = {
  [K in keyof T]-?: IsOptional<T, K> extends true ? Optional<Exclude<T[K], undefined>> : Schema<T[K]>;
};

export const text = (description?: string): Schema<string> => ({ type: 'string', ...(description && { description }) });
export const integer = (description?: string): Schema<number> => ({ type: 'integer', ...(description && { description }) });
export const number = (description?: string): Schema<number> => ({ type: 'number', ...(description && { description }) });
export const flag = (description?: string): Schema<boolean> => ({ type: 'boolean', ...(description && { description }) });
export const is = <const T extends string | boolean>(value: T): Schema<T> => ({ const: value });
export const oneOf = <const T extends string>(values: readonly T[], description?: string): Schema<T> => ({
  // some models take no parameter without a type
  type: 'string',
  enum: values,
  ...(description && { description }),
});
export const list = <T>(items: Schema<T>, description?: string): Schema<T[]> => ({
  type: 'array',
  items: items as JsonSchema,
  ...(description && { description }),
});
export const orNull = <T>(schema: Schema<T>, description?: string): Schema<T | null> => ({
  anyOf: [schema as JsonSchema, { type: 'null' }],
  ...(description && { description }),
});
export const table = <T>(values: Schema<T>): Schema<Record<string, T>> => ({
  type: 'object',
  additionalProperties: values as JsonSchema,
});
export const any = (description: string): Schema<unknown> => ({ description });
export const optional = <T>(schema: Schema<T>): Optional<T> => ({ optional: schema });

/** An object of type T. Fields may be added in later versions, so that others are allowed. */
export function object<T>(fields: Fields<T>, description?: string): Schema<T> {
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const [name, field] of Object.entries(fields as Record<string, JsonSchema | Optional<unknown>>)) {
    if ('optional' in field) properties[name] = field.optional as JsonSchema;
    else {
      properties[name] = field;
      required.push(name);
    }
  }
  return { type: 'object', properties, required, ...(description && { description }) };
}

const definitions = new Map<string, JsonSchema>();

/** Gives SCHEMA a name, by which others refer to it. */
export function define<T>(name: string, schema: Schema<T>): Schema<T> {
  definitions.set(name, schema as JsonSchema);
  return { $ref: `#/$defs/${name}` };
}

export const defined = (): Record<string, JsonSchema> => Object.fromEntries(definitions);

/** Where VALUE is not what SCHEMA says: a place and what fits there, for each. */
export function misfits(value: unknown, schema: JsonSchema, at = ''): string[] {
  if (schema.$ref) return misfits(value, definitions.get(schema.$ref.replace('#/$defs/', ''))!, at);
  if (schema.anyOf) {
    const each = schema.anyOf.map((s) => misfits(value, s, at));
    return each.some((m) => m.length === 0) ? [] : each.reduce((least, m) => (m.length < least.length ? m : least));
  }
  if ('const' in schema) return value === schema.const ? [] : [`${at}: not ${JSON.stringify(schema.const)}`];
  if (schema.enum) return schema.enum.includes(value) ? [] : [`${at}: none of ${schema.enum.join(', ')}`];
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;
  if (schema.type && schema.type !== kind && !(schema.type === 'number' && kind === 'integer'))
    return [`${at}: ${kind}, not ${schema.type}`];
  if (kind === 'array' && schema.items) return (value as unknown[]).flatMap((v, i) => misfits(v, schema.items!, `${at}[${i}]`));
  if (kind !== 'object' || !schema.type) return [];
  const object = value as Record<string, unknown>;
  const missing = (schema.required ?? []).filter((name) => !(name in object)).map((name) => `${at}.${name}: missing`);
  const inside = Object.entries(object).flatMap(([name, v]) => {
    const field = schema.properties?.[name] ?? schema.additionalProperties;
    return field && v !== undefined ? misfits(v, field, `${at}.${name}`) : [];
  });
  return [...missing, ...inside];
}
