import { STATUS_ITEMS } from '../../config/types.ts';
import type { Launched } from '../../launch/containers.ts';
import {
  type Attach,
  type ClientMessage,
  type ClientSettings,
  type Hello,
  type OpenParams,
  type Place,
  PROTOCOL,
  type RequestName,
  type ServerMessage,
  type ServerState,
  type TerminalFacts,
} from '../../protocol/messages.ts';
import {
  any,
  defined,
  flag,
  integer,
  is,
  type JsonSchema,
  list,
  number,
  object,
  oneOf,
  optional,
  orNull,
  type Schema,
  table,
  text,
} from './build.ts';
import { EVENTS, exampleOf, serverEvent } from './events.ts';
import { activityState, capture, explanation, REQUESTS, tabInfo, waitResult } from './requests.ts';

type Of<M extends { type: string }, T extends M['type']> = Extract<M, { type: T }>;

const size = object<{ cols: number; rows: number }>({ cols: integer(), rows: integer() });
const facts = object<TerminalFacts>({
  foreground: optional(text('rgb:RRRR/GGGG/BBBB, as all colours here')),
  background: optional(text()),
  cursor: optional(text()),
  palette: optional(table(text()) as Schema<Record<number, string>>),
  cell: optional(object<{ width: number; height: number }>({ width: number('pixels'), height: number('pixels') })),
  colorScheme: optional(oneOf(['dark', 'light'])),
  version: optional(text()),
});

const settings = object<ClientSettings>({
  leader: text(),
  status: flag(),
  mouse: flag(),
  keys: optional(table(any('a command, or false')) as Schema<NonNullable<ClientSettings['keys']>>),
  strip: optional(oneOf(['top', 'bottom'])),
  statusItems: optional(list(oneOf([...STATUS_ITEMS]))),
  clock: optional(flag()),
  notify: optional(oneOf(['bell', 'osc', 'off'])),
  theme: optional(text('auto, dark, light, contrast, or one of themes')),
  themes: optional(table(any('colours by role, as in the configuration')) as Schema<NonNullable<ClientSettings['themes']>>),
});

/** What a client sends. `request` is in `requests`, by name. */
const CLIENT: { [T in Exclude<ClientMessage['type'], 'request'>]: Schema<Of<ClientMessage, T>> } = {
  hello: object<Hello>({ type: is('hello'), protocol: integer(), version: text() }, 'the first message'),
  attach: object<Attach>(
    {
      type: is('attach'),
      terminal: size,
      readOnly: optional(flag()),
      inside: optional(text('the tab that this client runs in')),
      open: optional(REQUESTS.open.params as Schema<OpenParams>),
      workspace: optional(text()),
      role: optional(text()),
      cwd: optional(text()),
    },
    'becomes a terminal: state and frames follow',
  ),
  resize: object<Of<ClientMessage, 'resize'>>({ type: is('resize'), terminal: size }),
  view: object<Of<ClientMessage, 'view'>>({
    type: is('view'),
    tab: orNull(text()),
    number: optional(integer('the state that follows it has the same number')),
  }),
  shown: object<Of<ClientMessage, 'shown'>>({ type: is('shown'), sequence: integer() }),
  redraw: object<Of<ClientMessage, 'redraw'>>({ type: is('redraw') }),
  focus: object<Of<ClientMessage, 'focus'>>({ type: is('focus'), focused: flag() }),
  terminal: object<Of<ClientMessage, 'terminal'>>({ type: is('terminal'), facts }),
};

type Answer = Of<ServerMessage, 'response'>;

/** What a server sends. */
const SERVER: { [T in ServerMessage['type']]: Schema<Of<ServerMessage, T>> } = {
  welcome: object<Of<ServerMessage, 'welcome'>>({ type: is('welcome'), protocol: integer(), version: text(), pid: integer() }),
  refused: object<Of<ServerMessage, 'refused'>>({
    type: is('refused'),
    protocol: integer(),
    version: text(),
    pid: integer(),
    reason: text(),
  }),
  response: {
    anyOf: [
      object<Extract<Answer, { ok: true }>>({ type: is('response'), id: integer(), ok: is(true), result: any('as its request says') }),
      object<Extract<Answer, { ok: false }>>({ type: is('response'), id: integer(), ok: is(false), error: text('a sentence') }),
    ] as JsonSchema[],
  },
  state: object<ServerState>({
    type: is('state'),
    tabs: list(tabInfo),
    view: orNull(text()),
    previous: orNull(text()),
    viewNumber: optional(integer('of the last view message')),
    place: optional(
      object<Place>({ workspace: orNull(text()), role: orNull(text()), branch: orNull(text(), 'of the folder of the program in view') }),
    ),
    settings,
    warning: orNull(text()),
  }),
  progress: object<Of<ServerMessage, 'progress'>>({ type: is('progress'), request: integer(), text: text() }),
  notice: object<Of<ServerMessage, 'notice'>>({
    type: is('notice'),
    text: text(),
    level: oneOf(['info', 'error']),
    long: optional(flag('several lines, for a window')),
  }),
  clipboard: object<Of<ServerMessage, 'clipboard'>>({ type: is('clipboard'), tab: text(), label: text(), text: text(), ask: flag() }),
  bell: object<Of<ServerMessage, 'bell'>>({ type: is('bell'), tab: text() }),
  notify: object<Of<ServerMessage, 'notify'>>({
    type: is('notify'),
    tab: text(),
    label: text(),
    state: activityState,
    text: text('a sentence'),
  }),
  event: object<Of<ServerMessage, 'event'>>({ type: is('event'), event: serverEvent }),
  bye: object<Of<ServerMessage, 'bye'>>({ type: is('bye'), reason: text(), expected: flag() }),
};

const launched = object<Launched>({
  workspace: text(),
  role: orNull(text()),
  name: text('of the container'),
  state: text('running, exited, ..., as the engine says'),
  image: text(),
  createdAt: text('as the engine says'),
});

/** What commands print with `--json`. */
export const OUTPUTS: Record<string, JsonSchema> = {
  ls: list(tabInfo) as JsonSchema,
  ...Object.fromEntries(['new', 'select', 'close', 'rename', 'move', 'switch', 'send'].map((name) => [name, tabInfo as JsonSchema])),
  capture: capture as JsonSchema,
  wait: waitResult as JsonSchema,
  explain: explanation as JsonSchema,
  events: serverEvent as JsonSchema,
  'launch --list': list(launched) as JsonSchema,
};

/** Everything as one value: what `schema` prints. */
export function wholeSchema(version: string): object {
  const requests = Object.fromEntries(
    Object.entries(REQUESTS).map(([name, { about, params, result, example }]) => [name, { about, params, result, examples: [example] }]),
  );
  const events = Object.fromEntries(
    Object.keys(EVENTS).map((kind) => [
      kind,
      { about: EVENTS[kind as keyof typeof EVENTS].about, examples: [exampleOf(kind as keyof typeof EVENTS)] },
    ]),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `jackin-mux ${version}`,
    description:
      'Fields are only ever added. A message on the socket is a little-endian 32-bit length, a byte for its kind (1: JSON), and as many bytes less one. A request is { type: "request", id, name, params }; its response has the same id.',
    protocol: PROTOCOL,
    outputs: OUTPUTS,
    requests,
    events,
    messages: { client: CLIENT, server: SERVER },
    $defs: defined(),
  };
}

const inline = (value: unknown): string => `\`${JSON.stringify(value)}\``;

/** Requests and events as the tables of SCRIPTING.md. */
export function markdown(): string {
  const names = Object.keys(REQUESTS) as RequestName[];
  const cell = (s: string) => s.replaceAll('|', '\\|');
  return [
    '| request | what it does | parameters, as an example |',
    '| --- | --- | --- |',
    ...names.map((name) => `| \`${name}\` | ${REQUESTS[name].about} | ${cell(inline(REQUESTS[name].example))} |`),
    '',
    '| event | what happened | an example |',
    '| --- | --- | --- |',
    ...(Object.keys(EVENTS) as (keyof typeof EVENTS)[]).map((k) => `| \`${k}\` | ${EVENTS[k].about} | ${cell(inline(exampleOf(k)))} |`),
  ].join('\n');
}
