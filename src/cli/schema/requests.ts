import { DIRECTIONS, type Leaf, type Part, SIDES, type Split } from '../../protocol/layout.ts';
import {
  type Activity,
  type ActivitySource,
  type ActivityState,
  type AgentOffer,
  type Capture,
  type Destination,
  type Explanation,
  type Layout,
  type Offers,
  type OpenParams,
  type PaneInfo,
  type Position,
  type Progress,
  type ProviderOffer,
  type RequestName,
  type Requests,
  type RowsAnswer,
  type RowsParams,
  type Scope,
  type SearchAnswer,
  type SearchParams,
  type SendParams,
  type SourceReport,
  type SplitParams,
  type TabInfo,
  WAIT_STATES,
  type WaitResult,
} from '../../protocol/messages.ts';
import { define, flag, integer, is, type JsonSchema, list, number, object, oneOf, optional, orNull, type Schema, text } from './build.ts';

const TAB = 'a place in the strip, an id, or a label that names one; or a pane: its id, or a tab and its number (2.1)';
const tab = text(TAB);
const pane = text('id of a pane, or a tab and its number: 2.1; a tab alone means its focused pane');
const nothing = object<Record<string, never>>({});
const scope = {
  workspace: optional(text('unset: the server’s own, or the one that holds cwd')),
  role: optional(text('unset: that of the workspace, or the server’s own')),
  cwd: optional(text('where the operator stands')),
};

const provider = { slug: text(), label: text(), tabLabel: text('label of the tab that it opens') };

export const progress = object<Progress>({ state: oneOf(['normal', 'error', 'indeterminate', 'paused']), percent: number('0 to 100') });
export const status = object<{ state: string; app: string }>({
  state: text('idle, working, done, blocked, error, or what the program says'),
  app: text('which program'),
});
export const activityState = oneOf<ActivityState>(['working', 'waiting', 'done', 'idle', 'dead']);
export const activitySource = oneOf<ActivitySource>(['status', 'progress', 'title', 'notification', 'bell', 'screen', 'exit']);

const programFields = {
  label: text(),
  agent: orNull(text(), 'slug; null for a command'),
  provider: orNull(text(), 'slug; null where the agent has its own'),
  state: oneOf(['running', 'exited']),
  exitCode: orNull(integer()),
  signal: orNull(text(), 'a name such as SIGTERM'),
  pid: integer(),
  cols: integer(),
  rows: integer(),
  cwd: text(),
  startedAt: text('ISO 8601'),
  reason: text('why it ended, where the exit code does not tell; else empty'),
  title: text('what its program calls itself'),
  progress: orNull(progress),
  status: orNull(status),
  notification: orNull(object<{ title: string; body: string }>({ title: text(), body: text() }), 'the last one'),
  keyChanged: flag('it would be started with another key now'),
  agentState: activityState,
  activity: object<Activity>({
    state: activityState,
    since: text('ISO 8601'),
    reason: text('a clause'),
    source: orNull(activitySource, 'what told it'),
  }),
};

export const paneInfo = define(
  'Pane',
  object<PaneInfo>({ id: text('its own as long as the server runs'), session: text('id'), ...programFields }),
);

const layout: Schema<Layout> = define('Layout', {
  anyOf: [
    object<Leaf>({ kind: is('session'), session: text('id'), pane: text('id') }),
    object<Split>({
      kind: is('split'),
      along: oneOf(['columns', 'rows'], 'columns: its parts are side by side'),
      parts: list(
        object<Part>({ share: number('against those of the other parts'), layout: { $ref: '#/$defs/Layout' } as Schema<Layout> }),
      ),
    }),
  ] as JsonSchema[],
} as Schema<Layout>);

export const tabInfo = define(
  'Tab',
  object<TabInfo>(
    {
      index: integer('place in the strip, from 1'),
      ...programFields,
      id: text('of this tab only, as long as the server runs'),
      label: text('what the operator gave, else that of the oldest pane'),
      active: flag('the tab that a new client would see'),
      attention: flag('it rang or notified while nobody looked'),
      layout,
      panes: list(paneInfo, 'oldest first'),
      focus: text('id of the pane that has the keys'),
      lastFocus: orNull(text('id'), 'of the pane that had them before'),
      zoomed: flag('the focused pane has all the room'),
    },
    'What is said of a program is that of the oldest pane.',
  ),
);

const offers = define(
  'Offers',
  object<Offers>({
    agents: list(
      object<AgentOffer>({
        slug: text(),
        label: text(),
        installed: flag(),
        hint: text('how to install it'),
        providers: list(object<ProviderOffer>(provider)),
        unasked: orNull(integer(), 'index of the provider that is taken without a question'),
      }),
    ),
    defaultAgent: orNull(text()),
  }),
);

export const capture = define(
  'Capture',
  object<Capture>({
    tab: text('id'),
    pane: text('id'),
    cols: integer(),
    rows: integer(),
    cursor: object<Capture['cursor']>({ x: integer('column from 0'), y: integer('row of the screen from 0'), visible: flag() }),
    alternateScreen: flag('a full-screen program; the rows above are those of the normal screen'),
    scrollback: integer('how many of the lines begin above the screen'),
    lines: list(text()),
    kept: integer('rows above the screen'),
    dropped: integer('rows that are no longer kept'),
  }),
);

export const waitResult = define(
  'WaitResult',
  object<WaitResult>({
    outcome: oneOf(['met', 'timeout', 'ended', 'closed']),
    tab: tabInfo,
    pane: paneInfo,
    match: orNull(text(), 'what the pattern fitted'),
  }),
);

const position = list(integer(), 'number of a row, and column from 0') as unknown as Schema<Position>;
const place = {
  generation: integer('of the numbers; where lines are wrapped anew, rows get others'),
  first: integer('the oldest row that is kept'),
  top: integer('the top of the screen'),
};
export const explanation = define(
  'Explanation',
  object<Explanation>({
    tab: tabInfo,
    pane: paneInfo,
    sources: list(
      object<SourceReport>({ source: activitySource, says: text('a clause'), decides: flag('it is the most trusted that says anything') }),
    ),
  }),
);

interface Entry<N extends RequestName> {
  about: string;
  params: Schema<Requests[N]['params']>;
  result: Schema<Requests[N]['result']>;
  /** Parameters as somebody would send them. */
  example: Requests[N]['params'];
}

const openFields = {
  ...scope,
  agent: optional(text('slug; unset with command')),
  provider: optional(text('slug')),
  label: optional(text()),
  command: optional(list(text())),
  dir: optional(text('where it starts')),
  view: optional(flag('let the operator who acted last view it')),
};

/** Every request: what it takes and what it answers. The compiler holds it to the types of the protocol. */
export const REQUESTS: { [N in RequestName]: Entry<N> } = {
  list: { about: 'the tabs', params: nothing, result: list(tabInfo), example: {} },
  offers: {
    about: 'which agents there are, and who may serve them',
    params: object<Scope>(scope),
    result: offers,
    example: { workspace: 'web' },
  },
  open: {
    about: 'open a tab',
    params: object<OpenParams>(openFields),
    result: tabInfo,
    example: { agent: 'claude', provider: 'kimi', view: false },
  },
  split: {
    about: 'open another pane in a tab',
    params: object<SplitParams>({ ...openFields, tab: pane, side: oneOf(SIDES, 'where it goes') }),
    result: tabInfo,
    example: { tab: 't1', side: 'right', agent: 'claude', provider: 'anthropic', view: true },
  },
  focus: {
    about: 'give a pane the keys, or the one that lies in a direction from it',
    params: object<Requests['focus']['params']>({ pane, direction: optional(oneOf(DIRECTIONS)) }),
    result: tabInfo,
    example: { pane: 'p1', direction: 'right' },
  },
  resizePane: {
    about: 'move a border of a pane: its right or lower one, else its left or upper one',
    params: object<Requests['resizePane']['params']>({ pane, direction: oneOf(DIRECTIONS), cells: integer('from 1') }),
    result: tabInfo,
    example: { pane: 'p1', direction: 'right', cells: 4 },
  },
  zoom: {
    about: 'give a pane all the room of its tab, or give it back',
    params: object<Requests['zoom']['params']>({ pane, zoomed: optional(flag('unset: the other way round')) }),
    result: tabInfo,
    example: { pane: 't1.2', zoomed: true },
  },
  swap: {
    about: 'let two panes of a tab change places',
    params: object<Requests['swap']['params']>({ pane, with: optional(text('a pane; unset: the next one')) }),
    result: tabInfo,
    example: { pane: 'p1', with: 'p2' },
  },
  close: {
    about: 'close a tab with its panes, or one pane; what runs only with force',
    params: object<Requests['close']['params']>({ tab, force: optional(flag()) }),
    result: tabInfo,
    example: { tab: 't1', force: true },
  },
  rename: {
    about: 'give a tab another label',
    params: object<Requests['rename']['params']>({ tab, label: text() }),
    result: tabInfo,
    example: { tab: '2', label: 'docs' },
  },
  move: {
    about: 'move a tab in the strip',
    params: object<Requests['move']['params']>({ tab, index: integer('from 1') }),
    result: tabInfo,
    example: { tab: 'docs', index: 1 },
  },
  select: {
    about: 'turn the client that acted last, or the next one, to a tab',
    params: object<Requests['select']['params']>({ tab }),
    result: tabInfo,
    example: { tab: 't1' },
  },
  restart: {
    about: 'run an ended tab again, with a fresh environment',
    params: object<Requests['restart']['params']>({ ...scope, tab }),
    result: tabInfo,
    example: { tab: 't1' },
  },
  destinations: {
    about: 'to whom a tab’s conversation could be taken',
    params: object<Requests['destinations']['params']>({ tab }),
    result: list(object<Destination>({ ...provider, current: flag('it serves the tab now') })),
    example: { tab: 't1' },
  },
  switch: {
    about: 'reopen a tab’s conversation with another provider',
    params: object<Requests['switch']['params']>({ ...scope, tab, provider: text('slug') }),
    result: tabInfo,
    example: { tab: 't1', provider: 'anthropic' },
  },
  send: {
    about: 'bytes for a tab’s program',
    params: object<SendParams>({
      tab,
      text: optional(text()),
      base64: optional(text('bytes, instead of text')),
      paste: optional(flag('as a terminal pastes')),
      enter: optional(flag('then the Enter key, once the rest was taken')),
    }),
    result: tabInfo,
    example: { tab: 't1', text: 'hello', paste: true, enter: true },
  },
  capture: {
    about: 'what a tab shows',
    params: object<Requests['capture']['params']>({
      tab,
      lines: optional(integer('rows above the screen as well')),
      ansi: optional(flag('with colours and styles')),
      join: optional(flag('wrapped lines as one')),
    }),
    result: capture,
    example: { tab: 't1', lines: 100 },
  },
  rows: {
    about: 'rows of a session by their numbers; the cells come before the answer, in a message of kind 4',
    params: object<RowsParams>({
      session: text('id, from a tab’s layout'),
      from: integer(),
      count: integer(),
      generation: optional(integer('of these numbers; unset: the one in force')),
      positions: optional(list(position, 'to be told where they are now')),
    }),
    result: object<RowsAnswer>({
      ...place,
      cols: integer(),
      rows: integer('of the screen'),
      from: integer('the first row that came'),
      count: integer('how many came'),
      positions: orNull(list(position), 'null where the generation is too old'),
    }),
    example: { session: 's1', from: 120, count: 40 },
  },
  search: {
    about: 'the next place in a session that fits a pattern, or its next prompt (OSC 133)',
    params: object<SearchParams>({
      session: text(),
      pattern: optional(text('a regular expression, or text that is none; unset: prompts')),
      ignoreCase: optional(flag('unset: where the pattern has no capitals')),
      from: position,
      backwards: optional(flag()),
      generation: optional(integer('of from')),
    }),
    result: object<SearchAnswer>({
      ...place,
      hit: orNull(object<NonNullable<SearchAnswer['hit']>>({ start: position, end: position })),
      around: flag('found beyond the end, where the search went on'),
      total: integer('matches in all'),
      index: integer('which of them this is, from 1'),
      complete: flag('all rows were looked at'),
    }),
    example: { session: 's1', pattern: 'error|warning', from: [120, 0], backwards: true },
  },
  wait: {
    about: 'answered when the one condition given is met, or cannot be met any more, or the time is over',
    params: object<Requests['wait']['params']>({
      tab,
      exit: optional(flag('its program ends')),
      text: optional(text('a regular expression that fits what is on the screen, or appears there')),
      state: optional(oneOf(WAIT_STATES)),
      timeoutMs: optional(number()),
    }),
    result: waitResult,
    example: { tab: 't1', text: 'ready', timeoutMs: 5000 },
  },
  explain: {
    about: 'why a tab is in its state: what each source says of it, the most trusted first',
    params: object<Requests['explain']['params']>({ tab }),
    result: explanation,
    example: { tab: 't1' },
  },
  subscribe: {
    about: 'from now on this connection is sent events',
    params: object<Requests['subscribe']['params']>({ since: optional(integer('the last event that is known')) }),
    result: object<Requests['subscribe']['result']>({ newest: integer() }),
    example: { since: 17 },
  },
  reload: {
    about: 'read the configuration again',
    params: nothing,
    result: object<Requests['reload']['result']>({ problems: list(text()) }),
    example: {},
  },
  cancel: {
    about: 'give up an own request that waits',
    params: object<Requests['cancel']['params']>({ request: integer('its id') }),
    result: object<Requests['cancel']['result']>({ cancelled: flag() }),
    example: { request: 3 },
  },
  environment: {
    about: 'what the server was started with, by name',
    params: nothing,
    result: object<Requests['environment']['result']>({
      names: list(text()),
      path: orNull(text()),
      cwd: text(),
      config: optional(text('its configuration file')),
      workspace: orNull(text()),
      role: orNull(text()),
    }),
    example: {},
  },
  mask: {
    about: 'from now on keys are taken out of what this connection is told, and it is shown no cells',
    params: nothing,
    result: nothing,
    example: {},
  },
  shutdown: {
    about: 'end every session, then the server',
    params: nothing,
    result: object<Requests['shutdown']['result']>({ pid: integer() }),
    example: {},
  },
};
