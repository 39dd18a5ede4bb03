import * as v from 'valibot';
import { linearPattern } from '../base/linear-pattern.ts';
import { AUTO_THEME, BUILTIN_THEMES, COLOR_FITS, COLOR_ROLES, type ColorRole, parseColor } from './colors.ts';
import { KEY_FITS, parseKey } from './keys.ts';
import { parseLeader } from './leader.ts';
import { isTable } from './mistake.ts';
import { isIndispensable, isPrintable, isReserved, SLUG, VARIABLE, VARIABLE_PATTERN } from './names.ts';
import { OP_FORM, OP_SCHEME, parseReference, referenceProblem } from './op-reference.ts';
import { type ConfigTable, SIDES, STATUS_ITEMS } from './types.ts';

/*
 * The shape of a configuration file. Every message below is what fits there; what was found is added where the mistake is
 * reported, since only that place knows whether it may be shown.
 */

const TABLE = 'a table fits';

/** Known keys only: each other one is an issue of its own, of type `never`. */
function table<const E extends v.ObjectEntries>(entries: E) {
  return v.pipe(v.custom<Record<string, unknown>>(isTable, TABLE), v.objectWithRest(entries, v.never()));
}

function record<V extends v.GenericSchema>(name: v.GenericSchema<string, string>, value: V) {
  return v.pipe(v.custom<Record<string, unknown>>(isTable, TABLE), v.record(name, value));
}

function text(fits: string, check: (value: string) => boolean) {
  return v.pipe(v.string(fits), v.check(check, fits));
}

function integer(least: number, most: number, what: string) {
  const fits = `a whole number of ${what} from ${least} to ${most} fits`;
  return v.pipe(v.number(fits), v.integer(fits), v.minValue(least, fits), v.maxValue(most, fits));
}

const yesNo = v.boolean('true or false fits');
const oneOf = <const O extends readonly string[]>(options: O) => v.picklist(options, `${options.map((o) => `"${o}"`).join(' or ')} fits`);
const list = <I extends v.GenericSchema>(item: I, fits: string) => v.array(item, fits);

const hasNul = (value: string) => value.includes('\0');
const slug = text('a slug fits: lower-case letters, digits and dashes, no dash first', (s) => SLUG.test(s));
const name = text('a name without control characters fits', (s) => s !== '' && isPrintable(s));
const label = text('a text that can be seen fits, without control characters', (s) => s.trim() !== '' && isPrintable(s));
const modelId = text('a model id fits: no blanks, no dash first', (s) => /^[^\s-]\S*$/.test(s) && isPrintable(s));
const option = text('an option of its command line fits, such as "--model"', (s) => /^-{1,2}[A-Za-z][\w-]*$/.test(s));
const argument = text('a string without NUL fits', (s) => !hasNul(s));
const pattern = text('the name of a variable fits, or the beginning of one with * at its end', (s) => VARIABLE_PATTERN.test(s));

const keyName = text(
  'the name of a variable for a key fits, such as MY_API_KEY, not JACKIN_* or DOCKER_*',
  (s) => VARIABLE.test(s) && !isReserved(s) && !isIndispensable(s),
);

const ENV_NAME = 'the name of a variable fits: letters, digits and _, no digit first; JACKIN_* and DOCKER_* are reserved';
const envName = text(ENV_NAME, (s) => VARIABLE.test(s) && !isReserved(s));
/** Says which part of a reference is wrong, and nothing of what it holds: it may be a key in the wrong place. */
const misread = ({ input }: { input: unknown }) => `${OP_FORM}: ${referenceProblem(String(input))}`;
const reference = v.pipe(
  v.string(OP_FORM),
  v.check((s) => parseReference(s) !== null, misread),
);
const ENV_VALUE = 'a string fits, or { value = "..." }, or { op = "op://VAULT/ITEM/FIELD" }';
const envText = v.pipe(
  v.string(ENV_VALUE),
  v.check((s) => !hasNul(s), 'a string without NUL fits'),
  v.check(
    (s) => !s.startsWith(OP_SCHEME) || parseReference(s) !== null,
    (issue) => `${misread(issue)}; { value = "..." } takes any text as it is`,
  ),
);
const envTable = v.pipe(
  table({ value: v.exactOptional(argument), op: v.exactOptional(reference) }),
  v.check((t) => 'value' in t !== 'op' in t, 'one of value and op fits'),
);
const envValue = v.lazy((input): v.GenericSchema => (isTable(input) ? envTable : envText));
const envMap = record(envName, envValue);

function isEndpoint(s: string): boolean {
  if (!URL.canParse(s)) return false;
  const url = new URL(s);
  return (
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.search === '' &&
    url.hash === '' &&
    !/[\s#?]/.test(s)
  );
}
const ENDPOINT = 'an http:// or https:// address fits, without user, password, ? or #';
const endpoint = text(ENDPOINT, isEndpoint);
/** Claude Code adds `/v1/messages` itself: a base that ends in `/v1` breaks it (measured, see FACTS). */
const claudeEndpoint = v.pipe(
  endpoint,
  v.check((s) => !/\/v1\/*$/.test(s), 'an address without /v1 at its end fits: Claude Code adds that itself'),
);

const provider = table({
  label: v.exactOptional(label),
  key_env: v.exactOptional(keyName),
  native_for: v.exactOptional(list(slug, 'a list of agents fits')),
  claude: v.exactOptional(
    table({
      base_url: v.exactOptional(claudeEndpoint),
      models: v.exactOptional(
        table({
          opus: v.exactOptional(modelId),
          sonnet: v.exactOptional(modelId),
          haiku: v.exactOptional(modelId),
          fable: v.exactOptional(modelId),
        }),
      ),
    }),
  ),
  codex: v.exactOptional(
    table({
      base_url: v.exactOptional(endpoint),
      model: v.exactOptional(modelId),
      wire_api: v.exactOptional(oneOf(['responses', 'chat'])),
    }),
  ),
  opencode: v.exactOptional(
    table({
      base_url: v.exactOptional(endpoint),
      model: v.exactOptional(modelId),
      npm: v.exactOptional(text('the name of an npm package fits', (s) => /^(@[\w.-]+\/)?[\w.-]+$/.test(s))),
    }),
  ),
});

const command = v.pipe(
  list(argument, 'a list of strings fits: the program and its arguments'),
  v.check((c) => (c[0] ?? '') !== '', 'a list that begins with a program fits'),
);

const named = (fits: string, fitsToo: (words: string[]) => boolean) =>
  v.pipe(
    list(argument, fits),
    v.check((words) => fitsToo(words) || words.some((word) => word.includes('{id}')), fits),
  );

const conversation = table({
  start: v.exactOptional(
    named('a list of arguments fits, one of them with {id}; an empty one where none name a conversation', (w) => w.length === 0),
  ),
  resume: v.exactOptional(named('a list of arguments fits, one of them with {id}', () => false)),
  own: v.exactOptional(list(option, 'a list of options fits')),
});

/** What is wrong with a pattern, or ''. */
function patternProblem(source: string): string {
  try {
    linearPattern(source);
    return '';
  } catch (e) {
    return e instanceof SyntaxError ? e.message : String(e);
  }
}
const MATCH = 'a regular expression fits';
const match = v.pipe(
  v.string(MATCH),
  v.check((s) => s !== '', MATCH),
  v.check(
    (s) => patternProblem(s) === '',
    ({ input }) => `${MATCH}; in this one ${patternProblem(String(input))}`,
  ),
);

const states = list(
  table({
    in: oneOf(['title', 'screen', 'notification']),
    match,
    state: oneOf(['working', 'waiting', 'idle']),
    reason: v.exactOptional(label),
    lines: v.exactOptional(integer(1, 60, 'lines')),
  }),
  'a list of tables fits: [[agents.NAME.states]]',
);

const agent = table({
  label: v.exactOptional(label),
  command: v.exactOptional(command),
  args: v.exactOptional(list(argument, 'a list of strings fits')),
  credentials: v.exactOptional(list(keyName, 'a list of names of variables fits')),
  aliases: v.exactOptional(list(keyName, 'a list of names of variables fits')),
  install: v.exactOptional(label),
  model: v.exactOptional(modelId),
  model_flag: v.exactOptional(option),
  providers: v.exactOptional(record(slug, table({ model: v.exactOptional(modelId) }))),
  unattended: v.exactOptional(list(argument, 'a list of arguments fits')),
  conversation: v.exactOptional(conversation),
  states: v.exactOptional(states),
  wiring: v.exactOptional(oneOf(['claude', 'codex', 'opencode'])),
  drop: v.exactOptional(list(pattern, 'a list of names of variables fits')),
  keep: v.exactOptional(list(pattern, 'a list of names of variables fits')),
  session: v.exactOptional(list(pattern, 'a list of names of variables fits')),
  pass_keys: v.exactOptional(yesNo),
  env: v.exactOptional(envMap),
});

const roles = record(name, table({ env: v.exactOptional(envMap) }));

const MOUNT = 'SOURCE:TARGET or SOURCE:TARGET:OPTIONS fits: a folder from / or ~/, or the name of a volume, and a path from /';
const VOLUME = '[A-Za-z0-9][A-Za-z0-9_.-]*';
const mount = text(MOUNT, (s) => new RegExp(`^(~?/[^:]*|${VOLUME}):/[^:]*(:[A-Za-z0-9_,=-]+)?$`).test(s) && isPrintable(s));
/** What `launch` decides itself, and values: those would stand on the engine's command line for everybody to read. */
const OWN_RUN_ARGS = /^(--name|--detach|--interactive|--tty|--entrypoint|--env|--env-file)(=|$)|^-e|^-[dit]+$/;
const RUN_ARGS = 'a list of strings fits, without --name, -d, -it, --entrypoint, -e and --env-file: variables go into [env]';
const runArgs = v.pipe(
  list(argument, RUN_ARGS),
  v.check((words) => !words.some((word) => OWN_RUN_ARGS.test(word)), RUN_ARGS),
);
const isImage = (s: string) => /^[A-Za-z0-9][\w.:/@+-]*$/.test(s);

const layoutTab = table({
  agent: v.exactOptional(slug),
  provider: v.exactOptional(slug),
  command: v.exactOptional(command),
  label: v.exactOptional(label),
  cwd: v.exactOptional(text('a folder fits, absolute or below the workdir', (s) => s !== '' && isPrintable(s))),
  split: v.exactOptional(oneOf(SIDES)),
});

const workspace = table({
  workdir: v.exactOptional(text('an absolute path fits, such as "/srv/web"', (s) => s.startsWith('/') && !hasNul(s))),
  image: v.exactOptional(text('the name of an image fits, such as "registry/team/web:3"', isImage)),
  mounts: v.exactOptional(list(mount, 'a list of mounts fits')),
  run_args: v.exactOptional(runArgs),
  network: v.exactOptional(text('the name of a network fits, such as "none" or "host"', (s) => /^[A-Za-z0-9][\w.:=,-]*$/.test(s))),
  agents: v.exactOptional(list(slug, 'a list of agents fits')),
  open: v.exactOptional(list(layoutTab, 'a list of tabs fits, each with agent, provider, command, label, cwd and split')),
  role: v.exactOptional(name),
  env: v.exactOptional(envMap),
  roles: v.exactOptional(roles),
});

const LEADER = 'a control key or an Alt combination fits, such as "C-\\\\", "C-a" or "A-x", but not Tab, Enter or Esc';

const color = v.custom<string | number>((value) => parseColor(value) !== null, COLOR_FITS);
const theme = table({
  base: v.exactOptional(oneOf(BUILTIN_THEMES)),
  ...(Object.fromEntries(Object.keys(COLOR_ROLES).map((role) => [role, v.exactOptional(color)])) as Record<
    ColorRole,
    ReturnType<typeof v.exactOptional<typeof color>>
  >),
});
const themeName = text('a slug fits, but not "auto": that is dark or light as the terminal is', (s) => SLUG.test(s) && s !== AUTO_THEME);
const ENGINE = '"docker" or "podman" fits, or a list of a program and its first arguments';
const engineName = text(ENGINE, (s) => /^[^\s-]\S*$/.test(s) && isPrintable(s));
const engineCommand = v.pipe(
  list(argument, ENGINE),
  v.check((c) => (c[0] ?? '') !== '', ENGINE),
);
const engine = v.lazy((input): v.GenericSchema => (Array.isArray(input) ? engineCommand : engineName));

const STATUS = `true or false fits, or a list of what it tells: ${STATUS_ITEMS.map((item) => `"${item}"`).join(', ')}`;
const statusItems = list(v.picklist(STATUS_ITEMS, STATUS), STATUS);
const status = v.lazy((input): v.GenericSchema => (Array.isArray(input) ? statusItems : v.boolean(STATUS)));

const boundKey = text(KEY_FITS, (s) => parseKey(s) !== null);
const BOUND_TO = 'a command fits, such as "next" or "tab 1", or false for none';
const boundTo = v.custom<string | false>((value) => value === false || (typeof value === 'string' && isPrintable(value)), BOUND_TO);

/** A whole configuration file. */
export const configSchema = table({
  leader: v.exactOptional(text(LEADER, (s) => parseLeader(s) !== null)),
  scrollback: v.exactOptional(integer(0, 200_000, 'lines')),
  default_agent: v.exactOptional(slug),
  status: v.exactOptional(status),
  clock: v.exactOptional(yesNo),
  strip: v.exactOptional(oneOf(['top', 'bottom'])),
  mouse: v.exactOptional(yesNo),
  max_tabs: v.exactOptional(integer(1, 1000, 'tabs')),
  exit_when_empty: v.exactOptional(yesNo),
  osc52: v.exactOptional(oneOf(['deny', 'ask', 'allow'])),
  theme: v.exactOptional(slug),
  keys: v.exactOptional(record(boundKey, boundTo)),
  themes: v.exactOptional(record(themeName, theme)),
  engine: v.exactOptional(engine),
  engine_keys: v.exactOptional(oneOf(['name', 'file'])),
  notify: v.exactOptional(oneOf(['bell', 'osc', 'off'])),
  notify_command: v.exactOptional(command),
  env: v.exactOptional(envMap),
  roles: v.exactOptional(roles),
  workspaces: v.exactOptional(record(name, workspace)),
  agents: v.exactOptional(record(slug, agent)),
  providers: v.exactOptional(record(slug, provider)),
});

/** One thing that does not fit, in terms of the schema. */
export interface SchemaIssue {
  path: (string | number)[];
  /** An unknown key, a name that is not allowed as a key, or a value that does not fit. */
  kind: 'unknown' | 'name' | 'value';
  /** What was found. It may be a secret: never show it without asking whether the place allows that. */
  found: unknown;
  fits: string;
  /** Of an unknown key: the keys that are known there. */
  known: string[];
}

/** Checks `raw`, as the TOML parser gives it, and reports everything that does not fit. */
export function checkSchema(raw: unknown): { table: ConfigTable | null; issues: SchemaIssue[] } {
  const result = v.safeParse(configSchema, raw);
  // what the schema describes is what the type says; envValue is opaque to it
  if (result.success) return { table: result.output as ConfigTable, issues: [] };
  return { table: null, issues: result.issues.map(issueOf) };
}

function issueOf(issue: v.BaseIssue<unknown>): SchemaIssue {
  const items = issue.path ?? [];
  const path = items.map((item) => item.key as string | number);
  const kind = issue.type === 'never' ? 'unknown' : items.at(-1)?.origin === 'key' ? 'name' : 'value';
  return { path, kind, found: issue.input, fits: issue.message, known: kind === 'unknown' ? keysAt(path.slice(0, -1)) : [] };
}

/** The keys that the schema knows in the table at `path`. */
function keysAt(path: (string | number)[]): string[] {
  let at: unknown = configSchema;
  for (const key of path) at = childOf(at, key);
  const entries = facet(at, 'entries');
  return entries ? Object.keys(entries) : [];
}

function childOf(schema: unknown, key: string | number): unknown {
  const entries = facet(schema, 'entries');
  if (entries) return unwrap((entries as Record<string, unknown>)[key]);
  return unwrap(facet(schema, 'value') ?? facet(schema, 'item'));
}

/** An optional's schema, and the one that a value table has. */
function unwrap(schema: unknown): unknown {
  const inner = facet(schema, 'wrapped') ?? schema;
  return facet(inner, 'type') === 'lazy' ? envTable : inner;
}

/** A property of a schema, or of a schema in its pipe. */
function facet(schema: unknown, property: string): unknown {
  if (typeof schema !== 'object' || schema === null) return undefined;
  const s = schema as Record<string, unknown> & { pipe?: unknown[] };
  if (s[property] !== undefined) return s[property];
  return s.pipe?.map((p) => facet(p, property)).find((p) => p !== undefined);
}
