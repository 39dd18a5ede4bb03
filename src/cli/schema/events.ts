import type { EventBody, EventKind, ServerEvent } from '../../protocol/messages.ts';
import { define, type Fields, flag, integer, is, type JsonSchema, object, orNull, type Schema, text } from './build.ts';
import { activitySource, activityState, progress, status } from './requests.ts';

type Body<K extends EventKind> = Omit<Extract<EventBody, { event: K }>, 'event'>;

interface Entry<K extends EventKind> {
  about: string;
  fields: Fields<Body<K>>;
  example: Body<K>;
}

const tab = text('id');
const pane = text('id');
const label = text();

/** Every event: what it is about and its fields besides `event`, `sequence` and `time`. */
export const EVENTS: { [K in EventKind]: Entry<K> } = {
  subscribed: {
    about: 'first of a stream; its number is the one to go on from',
    fields: { reset: flag('the number asked for is none of this server, which counts from 1') },
    example: { reset: false },
  },
  missed: { about: 'so many events before the next one are no longer kept', fields: { count: integer() }, example: { count: 12 } },
  opened: {
    about: 'a tab was opened',
    fields: { tab, pane, index: integer('from 1'), label, agent: orNull(text()), provider: orNull(text()), pid: integer() },
    example: { tab: 't1', pane: 'p1', index: 1, label: 'Claude (Kimi)', agent: 'claude', provider: 'kimi', pid: 4711 },
  },
  exited: {
    about: 'a pane’s program ended; the pane is still there',
    fields: { tab, pane, exitCode: orNull(integer()), signal: orNull(text()), reason: text() },
    example: { tab: 't1', pane: 'p1', exitCode: 0, signal: null, reason: '' },
  },
  restarted: {
    about: 'another process runs in it',
    fields: { tab, pane, provider: orNull(text()), pid: integer() },
    example: { tab: 't1', pane: 'p1', provider: 'kimi', pid: 4712 },
  },
  closed: { about: 'it is gone', fields: { tab, label }, example: { tab: 't1', label: 'Claude (Kimi)' } },
  split: {
    about: 'another pane was opened in a tab',
    fields: { tab, pane, label, agent: orNull(text()), provider: orNull(text()), pid: integer() },
    example: { tab: 't1', pane: 'p2', label: 'Claude (Anthropic)', agent: 'claude', provider: 'anthropic', pid: 4713 },
  },
  unsplit: {
    about: 'a pane of a tab that goes on is gone',
    fields: { tab, pane, label },
    example: { tab: 't1', pane: 'p2', label: 'Claude (Anthropic)' },
  },
  renamed: { about: 'it has another label', fields: { tab, label }, example: { tab: 't1', label: 'docs' } },
  moved: { about: 'it has another place', fields: { tab, index: integer('from 1') }, example: { tab: 't1', index: 2 } },
  state: {
    about: 'what its program says it does (OSC 7501)',
    fields: { tab, pane, status: orNull(status) },
    example: { tab: 't1', pane: 'p1', status: { state: 'working', app: 'claude' } },
  },
  activity: {
    about: 'what its program does has changed, and why that is known',
    fields: { tab, pane, state: activityState, reason: text('a clause'), source: orNull(activitySource) },
    example: { tab: 't1', pane: 'p1', state: 'waiting', reason: 'it asks for permission', source: 'screen' },
  },
  title: {
    about: 'what its program calls itself; a sign that turns before the words makes no event',
    fields: { tab, pane, title: text() },
    example: { tab: 't1', pane: 'p1', title: 'fixing tests' },
  },
  progress: {
    about: 'how far its program says it is (OSC 9;4)',
    fields: { tab, pane, progress: orNull(progress) },
    example: { tab: 't1', pane: 'p1', progress: { state: 'normal', percent: 40 } },
  },
  bell: { about: 'it rang', fields: { tab, pane }, example: { tab: 't1', pane: 'p1' } },
  notification: {
    about: 'it notified (OSC 9, 777, 99)',
    fields: { tab, pane, title: text(), body: text() },
    example: { tab: 't1', pane: 'p1', title: 'Done', body: 'all tests pass' },
  },
  attached: {
    about: 'a terminal was attached; client numbers them',
    fields: { client: integer(), cols: integer(), rows: integer(), readOnly: flag() },
    example: { client: 1, cols: 120, rows: 40, readOnly: false },
  },
  gone: { about: 'that terminal went', fields: { client: integer() }, example: { client: 1 } },
};

export const exampleOf = (kind: EventKind): ServerEvent =>
  ({ sequence: 17, time: '2026-01-31T12:00:00.000Z', event: kind, ...EVENTS[kind].example }) as ServerEvent;

const eventOf = (kind: EventKind): JsonSchema => {
  const { about, fields } = EVENTS[kind];
  const common = { sequence: integer('from 1'), time: text('ISO 8601'), event: is(kind) };
  return object<object>({ ...common, ...fields } as Fields<object>, about) as JsonSchema;
};

export const serverEvent: Schema<ServerEvent> = define('Event', {
  anyOf: (Object.keys(EVENTS) as EventKind[]).map(eventOf),
} as Schema<ServerEvent>);
