import type { Mux } from '../../api/mux.ts';
import { OperatorError } from '../../base/errors.ts';
import { patternOf } from '../../base/pattern.ts';
import type { ServerLink } from '../../client/server-link.ts';
import { SIDES, type Side } from '../../protocol/layout.ts';
import { type PaneInfo, type Scope, type TabInfo, WAIT_STATES, type WaitState } from '../../protocol/messages.ts';
import { flag, integer, list, number, object, oneOf, optional, type Schema, text } from '../schema/build.ts';
import { recentEvents } from './recent-events.ts';

/** What a tool works with: a connection of its own, which is closed when the answer is there or nobody wants it any more. */
export interface ToolContext {
  link: ServerLink;
  mux: Mux;
  /** Where the agent that asks stands. */
  scope: Scope;
  /** The tab that it runs in itself, or null. */
  self: string | null;
}

export interface Tool<P = never> {
  about: string;
  /** It changes something: offered only where writing is allowed. */
  writes: boolean;
  /** It ends or replaces something that cannot be had back. */
  destroys?: boolean;
  /** It is answered when something happens, which may be never. */
  waits?: boolean;
  params: Schema<P>;
  /** Text for the agent; anything else is written as JSON. Throws an OperatorError with a sentence. */
  run(params: P, context: ToolContext): Promise<unknown>;
}

const tab = text(
  'which tab: its id (t7), its place in the strip from 1, or a label that only it has; of a tab with several panes also one of them (p3, or 2.1)',
);
/** Longest wait that an agent's own limit for a tool (a minute, mostly) leaves room for, in seconds. */
const WAIT_SECONDS = 50;
const MOST_SECONDS = 3600;
/** Lines above the screen that one answer may have. */
const MOST_LINES = 5000;

/** What an agent should know of a program. */
function program(p: PaneInfo | TabInfo) {
  const { id, label, agent, provider, state, exitCode, signal, cwd, title, status, progress, notification, agentState, activity } = p;
  const { since, reason } = activity;
  return { id, label, agent, provider, state, exitCode, signal, agentState, reason, since, cwd, title, status, progress, notification };
}

/** What an agent should know of a tab; its panes where it has more than one. */
function brief(t: TabInfo) {
  const { index, active, attention, panes } = t;
  return { index, ...program(t), active, attention, ...(panes.length > 1 && { panes: panes.map(program) }) };
}

const tool = <P>(definition: Tool<P>): Tool => definition as unknown as Tool;

function within(value: number, most: number, what: string): number {
  if (!(value >= 0 && value <= most)) throw new OperatorError(`${what} has to be from 0 to ${most}, and it is ${value}`);
  return value;
}

interface WaitArguments {
  tab: string;
  exit?: boolean;
  text?: string;
  state?: WaitState;
  timeout?: number;
}

interface OpenArguments {
  agent?: string;
  provider?: string;
  command?: string[];
  label?: string;
  cwd?: string;
  view?: boolean;
  split?: Side;
  beside?: string;
}

/** Everything that an agent can be offered, by name. */
export const TOOLS: Record<string, Tool> = {
  list_tabs: tool<object>({
    about:
      'List the tabs: label, agent, provider, whether the program runs or how it ended, and what the agent does (agentState: working, waiting for an answer, done, idle, dead) with the reason and since when.',
    writes: false,
    params: object<object>({}),
    run: async (_, { mux, self }) => (await mux.list()).map((t) => ({ ...brief(t), ...(t.id === self && { self: true }) })),
  }),
  list_agents: tool<object>({
    about: 'List the agents that a tab can be opened with, and who may serve each.',
    writes: false,
    params: object<object>({}),
    run: async (_, { mux, scope }) => mux.offers(scope),
  }),
  capture_tab: tool<{ tab: string; lines?: number }>({
    about: 'Read what a tab shows now, as plain text, with lines of its history above the screen where asked for.',
    writes: false,
    params: object<{ tab: string; lines?: number }>({ tab, lines: optional(integer('lines of history above the screen, 0 if not given')) }),
    run: async ({ tab: which, lines = 0 }, { mux }) => {
      const captured = await mux.capture(which, { lines: within(lines, MOST_LINES, 'lines'), join: true });
      return captured.lines.join('\n').trimEnd() || '(the screen is empty)';
    },
  }),
  wait_for_tab: tool<WaitArguments>({
    about: `Wait until a tab's program ends, its screen shows a text, or it is in a state: give exactly one of exit, text and state. The outcome is met, timeout (ask again), ended or closed. Without a timeout it waits ${WAIT_SECONDS} seconds.`,
    writes: false,
    waits: true,
    params: object<WaitArguments>({
      tab,
      exit: optional(flag('until its program ends')),
      text: optional(text('until a line of it fits this regular expression')),
      state: optional(oneOf(WAIT_STATES, 'until it is so')),
      timeout: optional(number('seconds')),
    }),
    run: async ({ tab: which, exit, text: wanted, state, timeout = WAIT_SECONDS }, { mux }) => {
      if ([exit || undefined, wanted, state].filter((c) => c !== undefined).length !== 1)
        throw new OperatorError('say for what to wait: one of exit, text and state');
      if (wanted !== undefined) patternOf(wanted);
      const condition = exit ? { exit } : wanted !== undefined ? { text: wanted } : { state: state! };
      const result = await mux.wait(which, { ...condition, timeoutMs: within(timeout, MOST_SECONDS, 'timeout') * 1000 });
      return { outcome: result.outcome, match: result.match, tab: brief(result.tab) };
    },
  }),
  read_events: tool<{ since?: number; wait?: number }>({
    about:
      'What happened to tabs (opened, exited, state, title, bell, notification...) after event number since. The answer says from which number to go on. With wait, and nothing new, it waits that many seconds for the next one.',
    writes: false,
    waits: true,
    params: object<{ since?: number; wait?: number }>({
      since: optional(integer('the last event that is known; 0: everything that is kept. Not given: only from now on')),
      wait: optional(number('seconds')),
    }),
    run: ({ since, wait = 0 }, { link }) => recentEvents(link, since, within(wait, MOST_SECONDS, 'wait') * 1000),
  }),
  open_tab: tool<OpenArguments>({
    about:
      'Open a tab with an agent, or with any command; with split and beside a pane of a tab that there is. The operator goes on seeing what they see, unless view is true.',
    writes: true,
    params: object<OpenArguments>({
      agent: optional(text('its slug, as list_agents gives it; not with command')),
      provider: optional(text('slug of who serves its model, where there is a choice')),
      command: optional(list(text(), 'a program and its arguments, instead of an agent')),
      label: optional(text()),
      cwd: optional(text('the folder that it starts in')),
      view: optional(flag('show it to the operator')),
      split: optional(oneOf(SIDES, 'not a tab but a pane, on that side of what beside names')),
      beside: optional(tab),
    }),
    run: async ({ cwd, command, split, beside, ...how }, { mux, scope }) => {
      if ((how.agent === undefined) === (command === undefined)) throw new OperatorError('give an agent or a command, one of them');
      if (command?.length === 0) throw new OperatorError('the command is empty; give a program and its arguments');
      if ((split === undefined) !== (beside === undefined)) throw new OperatorError('a pane needs both, split and beside; a tab neither');
      const request = { ...scope, ...how, ...(command && { command }), ...((cwd ?? scope.cwd) && { dir: cwd ?? scope.cwd! }) };
      return brief(await (split && beside !== undefined ? mux.split(beside, split, request) : mux.open(request)));
    },
  }),
  send_to_tab: tool<{ tab: string; text: string; paste?: boolean; enter?: boolean }>({
    about: 'Type text into a tab. For a prompt to another agent give paste and enter: the text in one piece, and then the Enter key.',
    writes: true,
    params: object<{ tab: string; text: string; paste?: boolean; enter?: boolean }>({
      tab,
      text: text(),
      paste: optional(flag('as a terminal pastes, in one piece')),
      enter: optional(flag('press Enter once the text is taken')),
    }),
    run: async ({ tab: which, text: typed, paste = false, enter = false }, { mux }) =>
      brief(await mux.send(which, typed, { paste, enter })),
  }),
  close_tab: tool<{ tab: string; force?: boolean }>({
    about: 'Close a tab. One whose program still runs is closed only with force, which ends the program.',
    writes: true,
    destroys: true,
    params: object<{ tab: string; force?: boolean }>({ tab, force: optional(flag('end its program, too')) }),
    run: async ({ tab: which, force = false }, { mux }) => brief(await mux.close(which, { force })),
  }),
  rename_tab: tool<{ tab: string; label: string }>({
    about: 'Give a tab another label.',
    writes: true,
    params: object<{ tab: string; label: string }>({ tab, label: text() }),
    run: async ({ tab: which, label }, { mux }) => brief(await mux.rename(which, label)),
  }),
  move_tab: tool<{ tab: string; index: number }>({
    about: 'Move a tab to another place in the strip.',
    writes: true,
    params: object<{ tab: string; index: number }>({ tab, index: integer('from 1') }),
    run: async ({ tab: which, index }, { mux }) => brief(await mux.move(which, index)),
  }),
  select_tab: tool<{ tab: string }>({
    about: 'Show a tab to the operator, in place of the one that they see now.',
    writes: true,
    params: object<{ tab: string }>({ tab }),
    run: async ({ tab: which }, { mux }) => brief(await mux.select(which)),
  }),
  restart_tab: tool<{ tab: string }>({
    about: 'Run the program of an ended tab again.',
    writes: true,
    params: object<{ tab: string }>({ tab }),
    run: async ({ tab: which }, { mux, scope }) => brief(await mux.request('restart', { ...scope, tab: which })),
  }),
  switch_provider: tool<{ tab: string; provider: string }>({
    about: 'Go on with the conversation of a tab with another provider, in its place.',
    writes: true,
    destroys: true,
    params: object<{ tab: string; provider: string }>({ tab, provider: text('slug of who serves the model from now on') }),
    run: async ({ tab: which, provider }, { mux, scope }) => brief(await mux.request('switch', { ...scope, tab: which, provider })),
  }),
};

/** The tools that an agent is offered. */
export const offered = (write: boolean): [name: string, tool: Tool][] => Object.entries(TOOLS).filter(([, t]) => write || !t.writes);
