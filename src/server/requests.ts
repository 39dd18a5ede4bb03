import { setTimeout as delay } from 'node:timers/promises';
import { OperatorError } from '../base/errors.ts';
import type { Row } from '../protocol/cells.ts';
import { DIRECTIONS, type Direction, SIDES } from '../protocol/layout.ts';
import type { RequestName, Requests } from '../protocol/messages.ts';
import type { Session } from '../session/types.ts';
import { captureOf } from './capture.ts';
import type { Hub } from './hub.ts';
import type { Launcher, Waiting } from './launcher.ts';
import { rowsOf, searchIn } from './scrollback.ts';
import { sendTo } from './send.ts';
import type { Viewer } from './viewer.ts';

export interface RequestContext {
  hub: Hub;
  launcher: Launcher;
  /** The attached client that asks, or null for a script. */
  viewer: Viewer | null;
  /** For what takes its time: how the asker is told of it, and gives it up. */
  waiting: Waiting;
  /** Gives up another request of the same connection. False: there is none that waits. */
  cancel: (request: number) => boolean;
  /** Sends this connection what happens from here on, after event `since` where that is given. */
  subscribe: (since: number | undefined) => void;
  /** Sends cells that belong to the answer, before it. */
  sendRows: (cols: number, rows: Map<number, Row>) => void;
  /** Takes keys out of a text, where this connection is to be told none. */
  masked: ((text: string) => string) | null;
  /** From here on it is told none. */
  mask: () => void;
  /** ATTACHED: a terminal asks, not a script. */
  shutdown: (attached: boolean) => void;
}

type Handlers = {
  [N in RequestName]: (params: Requests[N]['params'], context: RequestContext) => Requests[N]['result'] | Promise<Requests[N]['result']>;
};

/** How often, and how many milliseconds apart, a screen in the middle of an update is looked at. */
const HELD_LOOKS = 20;
const HELD_MS = 10;
/** Longest label, in UTF-16 units: more is a mistake, not a name. */
const LONGEST_LABEL = 200;

const handlers: Handlers = {
  list: (_params, { hub }) => hub.tabs.list.all.map((tab) => hub.info(tab)),
  offers: (params, { launcher }) => launcher.offers(params),
  open: async (params, { hub, viewer, waiting }) => {
    const request = params.label === undefined ? params : { ...params, label: checkedLabel(params.label) };
    return hub.info(await hub.open(request, viewer, waiting));
  },
  split: async ({ tab: ref, side, ...params }, { hub, viewer, waiting }) => {
    if (!SIDES.includes(side)) throw new OperatorError(`a pane goes ${SIDES.join(' or ')}, not "${side}"`);
    const { tab, pane } = hub.tabs.named(ref);
    const request = params.label === undefined ? params : { ...params, label: checkedLabel(params.label) };
    await hub.split(tab, pane ?? tab.focused, side, request, viewer, waiting);
    return hub.info(tab);
  },
  focus: ({ pane: ref, direction }, { hub, viewer }) => {
    const { tab, pane } = hub.tabs.named(ref);
    checkedDirection(direction ?? 'left');
    hub.focus(tab, pane ?? tab.focused, direction, viewer);
    return hub.info(tab);
  },
  resizePane: ({ pane: ref, direction, cells }, { hub, viewer }) => {
    if (!Number.isInteger(cells) || cells < 1) throw new OperatorError(`${cells} is not a number of cells; give a whole number from 1`);
    const { tab, pane } = hub.tabs.named(ref);
    hub.resizePane(tab, pane ?? tab.focused, checkedDirection(direction), cells, viewer);
    return hub.info(tab);
  },
  zoom: ({ pane: ref, zoomed }, { hub, viewer }) => {
    const { tab, pane } = hub.tabs.named(ref);
    hub.zoom(tab, pane ?? tab.focused, zoomed, viewer);
    return hub.info(tab);
  },
  swap: ({ pane: ref, with: other }, { hub, viewer }) => {
    const { tab, pane } = hub.tabs.named(ref);
    const second = other === undefined ? null : hub.tabs.named(other);
    if (second && second.tab !== tab) throw new OperatorError('panes of two tabs cannot change places');
    hub.swap(tab, pane ?? tab.focused, second?.pane ?? null, viewer);
    return hub.info(tab);
  },
  close: ({ tab: ref, force }, { hub }) => {
    const { tab, pane } = hub.tabs.named(ref);
    const ending = pane ? [pane] : tab.panes;
    const name = pane ? tab.nameOf(pane) : tab.label;
    if (ending.some((p) => !p.session.exit) && !force) throw new OperatorError(`"${name}" still runs; close it with --force to end it`);
    const info = hub.info(tab);
    if (pane) hub.tabs.closePane(tab, pane);
    else hub.tabs.close(tab);
    return info;
  },
  rename: ({ tab: ref, label }, { hub }) => {
    const { tab, pane } = hub.tabs.named(ref);
    const clean = checkedLabel(label);
    if (pane) Object.assign(pane, { label: clean, labelled: true });
    else tab.rename(clean);
    hub.changed();
    return hub.info(tab);
  },
  move: ({ tab: ref, index }, { hub }) => {
    if (!Number.isInteger(index) || index < 1) throw new OperatorError(`${index} is not a place in the strip; give a whole number from 1`);
    const { tab } = hub.tabs.named(ref);
    const before = hub.tabs.list.all.indexOf(tab);
    hub.tabs.list.move(tab, index);
    const now = hub.tabs.list.all.indexOf(tab);
    if (now !== before) hub.events.add({ event: 'moved', tab: tab.id, index: now + 1 });
    hub.changed();
    return hub.info(tab);
  },
  select: ({ tab: ref }, { hub, viewer }) => {
    const { tab, pane } = hub.tabs.named(ref);
    if (pane) hub.focus(tab, pane, undefined, viewer);
    hub.select(tab, viewer);
    return hub.info(tab);
  },
  restart: async ({ tab: ref }, { hub, waiting }) => {
    const { tab, pane } = hub.tabs.program(ref);
    await hub.restart(tab, pane, waiting);
    return hub.info(tab);
  },
  destinations: ({ tab: ref }, { hub }) => {
    const { tab, pane } = hub.tabs.program(ref);
    return hub.tabs.destinations(tab, pane);
  },
  switch: async ({ tab: ref, provider }, { hub, waiting }) => {
    if (typeof provider !== 'string') throw new OperatorError('a switch needs the provider to go on with');
    const { tab, pane } = hub.tabs.program(ref);
    await hub.switch(tab, pane, provider, waiting);
    return hub.info(tab);
  },
  reload: async (_params, { hub, launcher }) => {
    const problems = await launcher.reload();
    hub.reconfigured();
    return { problems };
  },
  cancel: ({ request }, { cancel }) => ({ cancelled: cancel(request) }),
  environment: (_params, { launcher }) => launcher.environment(),
  send: async (params, { hub, waiting }) => {
    const { tab, pane } = hub.tabs.program(params.tab);
    hub.tabs.activities.typed(pane.session);
    await sendTo({ label: tab.nameOf(pane), session: pane.session }, params, waiting);
    return hub.info(tab);
  },
  capture: async (params, { hub, masked }) => {
    const { tab, pane } = hub.tabs.program(params.tab);
    // nobody is shown half of an update; one that does not end is over in 150 ms
    for (let i = 0; pane.session.held && i < HELD_LOOKS; i++) await delay(HELD_MS);
    // a key that is wrapped, or has colours in it, is found in a whole and plain line only
    return captureOf(tab.id, pane.id, pane.session, masked ? { ...params, join: true, ansi: false } : params, masked !== null);
  },
  explain: ({ tab: ref }, { hub }) => {
    const { tab, pane: named } = hub.tabs.named(ref);
    const pane = named ?? hub.tabs.mostUrgent(tab);
    return { tab: hub.info(tab), pane: hub.tabs.paneInfo(pane), sources: hub.tabs.activities.sources(pane.session) };
  },
  wait: (params, { hub, waiting, masked }) => {
    const { tab, pane } = hub.tabs.program(params.tab);
    return hub.waits.start(tab, pane, params, waiting.signal, masked);
  },
  rows: (params, context) => rowsOf(shownSession(params.session, context), params, context.sendRows),
  search: (params, context) => searchIn(shownSession(params.session, context), params, context.waiting.signal),
  subscribe: ({ since }, { hub, subscribe }) => {
    if (since !== undefined && !(Number.isInteger(since) && since >= 0)) throw new OperatorError('since is the number of an event, from 0');
    subscribe(since);
    return { newest: hub.events.newest };
  },
  mask: (_params, { mask }) => {
    mask();
    return {};
  },
  shutdown: (_params, { shutdown, viewer }) => {
    // answered first: the connection closes when the end is done
    setImmediate(shutdown, viewer !== null);
    return { pid: process.pid };
  },
};

/** The session that a connection asks to see, cell by cell. */
function shownSession(id: unknown, { hub, masked }: RequestContext): Session {
  if (masked) throw new OperatorError('this connection is told no keys, and cells cannot be told without them; capture gives text');
  const session = typeof id === 'string' ? hub.tabs.bySession(id)?.pane.session : undefined;
  if (!session) throw new OperatorError('there is no such session (any more)');
  return session;
}

/** What a read-only client may ask. */
const READING: ReadonlySet<RequestName> = new Set([
  'list',
  'offers',
  'cancel',
  'environment',
  'capture',
  'rows',
  'search',
  'wait',
  'explain',
  'subscribe',
  'destinations',
  'mask',
]);

/** Answers one request. Throws an OperatorError for what the asker can mend. */
export async function answer(name: string, params: unknown, context: RequestContext): Promise<unknown> {
  if (!Object.hasOwn(handlers, name)) throw new OperatorError(`the server knows no request "${name}"`);
  if (context.viewer?.readOnly && !READING.has(name as RequestName)) throw new OperatorError('this client is attached read-only');
  if (typeof params !== 'object' || params === null) throw new OperatorError(`the request "${name}" came without parameters`);
  const handle = handlers[name as RequestName] as (params: unknown, context: RequestContext) => unknown;
  return handle(params, context);
}

/** A label as it may stand in a strip: no control characters, something to see. Throws an OperatorError. */
export function checkedLabel(label: unknown): string {
  if (typeof label !== 'string') throw new OperatorError('a label has to be text');
  const clean = label.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  if (clean === '') throw new OperatorError('a label needs at least one character that can be seen');
  if (clean.length > LONGEST_LABEL)
    throw new OperatorError(`a label has at most ${LONGEST_LABEL} characters, this one has ${clean.length}`);
  return clean;
}

function checkedDirection(direction: unknown): Direction {
  if (DIRECTIONS.includes(direction as Direction)) return direction as Direction;
  throw new OperatorError(`no direction "${direction}"; there are ${DIRECTIONS.join(', ')}`);
}
