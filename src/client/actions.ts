import { axisOf, type Direction, neighbour, nextPane, type Side } from '../protocol/layout.ts';
import type { OpenParams, RequestName, Requests, Size, TabInfo } from '../protocol/messages.ts';
import { type CommandId, firstKey } from './commands.ts';
import type { DialogHost } from './dialogs/index.ts';
import { helpSections } from './help.ts';
import type { CommandRow } from './keys-in-force.ts';
import { type Choice, chooseNewTab, chooseProvider, destinationPick } from './new-tab.ts';
import { paletteRows } from './palette.ts';
import { focusedPane, isRunning, paneLabel, tabText } from './panes.ts';
import { shortLabel } from './short-label.ts';

/** What an action may do to the client. */
export interface ActionContext {
  readonly tabs: readonly TabInfo[];
  /** The tab in view, or the one that was asked for a moment ago. */
  readonly current: TabInfo | null;
  /** Cells that a tab has on this screen. */
  readonly room: Size;
  readonly previous: string | null;
  readonly scope: OpenParams;
  /** The leader as an operator reads it. */
  readonly leader: string;
  /** Every command with the keys that it has here. */
  readonly commands: readonly CommandRow[];
  readonly mouse: boolean;
  readonly readOnly: boolean;
  /** What this client opened last, for another one of it. */
  lastChoice: Choice | null;
  /** Loads the dialogs where that has not happened yet. */
  dialogs(): Promise<DialogHost>;
  request<N extends RequestName>(name: N, params: Requests[N]['params']): Promise<Requests[N]['result']>;
  turnTo(tab: string): void;
  /** What a program wants to put on the clipboard. */
  readonly clipboard: { allow(): void; deny(): void };
  /** Gives a pane of the tab in view the keys. */
  focus(pane: string): void;
  /** Shows the Auth screen over everything. */
  openAuth(): Promise<void>;
  /** Ends this client. */
  detach(): void;
  /** A sentence for the status line. */
  say(text: string, level: 'info' | 'error'): void;
  run(command: CommandId): Promise<void>;
  /** Scroll mode of the tab in view, the line for a pattern, and what was copied last as a paste. */
  scroll(): void;
  search(): void;
  pasteLast(): void;
}

/** `argument`: the key's own text, for commands that several keys share. */
type Action = (context: ActionContext, argument: string) => void | Promise<void>;

/** The neighbour in the strip, around its ends. */
function step(by: 1 | -1): Action {
  return ({ tabs, current, turnTo }) => {
    if (tabs.length === 0) return;
    const at = current ? tabs.findIndex((t) => t.id === current.id) : 0;
    turnTo(tabs[(at + by + tabs.length) % tabs.length]!.id);
  };
}

function shift(by: 1 | -1): Action {
  return async ({ current, tabs, request }) => {
    if (!current) return;
    const index = tabs.findIndex((t) => t.id === current.id) + 1 + by;
    if (index >= 1 && index <= tabs.length) await request('move', { tab: current.id, index });
  };
}

/** The next tab after the one in view, around the end, that waits for the operator; where none does, that is done. */
export function nextCaller(tabs: readonly Pick<TabInfo, 'id' | 'agentState'>[], current: string | null): string | null {
  const at = tabs.findIndex((tab) => tab.id === current);
  const others = [...tabs.slice(at + 1), ...tabs.slice(0, Math.max(at, 0))];
  const next = (state: string) => others.find((tab) => tab.agentState === state);
  return (next('waiting') ?? next('done'))?.id ?? null;
}

/** Opens what was chosen, and remembers it, also where that fails: then it can be tried again. */
async function open(context: ActionContext, choice: Choice): Promise<void> {
  context.lastChoice = choice;
  await context.request('open', { ...context.scope, ...choice, view: true });
}

const newTab: Action = async (context, argument) => {
  const [agent, provider] = argument.split(' ');
  if (agent) return openNamed(context, agent, provider);
  const [offers, host] = await Promise.all([context.request('offers', context.scope), context.dialogs()]);
  const choice = await chooseNewTab(offers, (options) => host.pick(options));
  if (choice) await open(context, choice);
};

/** A key of the configuration names the agent, and with it the provider or nobody: then that is asked where there is a choice. */
async function openNamed(context: ActionContext, agent: string, provider: string | undefined): Promise<void> {
  if (provider) return open(context, { agent, provider });
  const [offers, host] = await Promise.all([context.request('offers', context.scope), context.dialogs()]);
  const offer = offers.agents.find((a) => a.slug === agent);
  // the server says what is wrong with one that is not offered
  const choice = offer ? await chooseProvider(offer, (options) => host.pick(options)) : { agent };
  if (choice) await open(context, choice);
}

const again: Action = (context) => {
  if (context.lastChoice) return open(context, context.lastChoice);
  const key = (id: CommandId) => firstKey(context.commands, id);
  context.say(`nothing was opened from here yet: ${key('new')} opens a tab, and ${key('again')} another one like it`, 'info');
};

/** The pickers of a new tab, and then a pane beside or below the one that has the keys. */
function splitPane(side: Side): Action {
  return async (context) => {
    const { current, scope, request, dialogs } = context;
    if (!current) return;
    const [offers, host] = await Promise.all([request('offers', scope), dialogs()]);
    const choice = await chooseNewTab(offers, (options) => host.pick(options), { title: 'New pane' });
    if (!choice) return;
    context.lastChoice = choice;
    await request('split', { ...scope, ...choice, tab: current.focus, side, view: true });
  };
}

function focusTowards(direction: Direction): Action {
  return ({ current, room, focus }) => {
    const pane = current && neighbour(current.layout, room, current.focus, direction, current.lastFocus);
    if (pane) focus(pane);
  };
}

function resizeTowards(direction: Direction): Action {
  // a cell is about twice as high as it is wide
  const cells = axisOf(direction) === 'columns' ? 2 : 1;
  return async ({ current, request, say, commands }) => {
    if (!current) return;
    if (current.panes.length === 1) return say(alone(commands), 'info');
    await request('resizePane', { pane: current.focus, direction, cells });
  };
}

/** What is said where there are no panes to deal with. */
const alone = (commands: readonly CommandRow[]) =>
  `this tab has one pane; ${firstKey(commands, 'split-right')} and ${firstKey(commands, 'split-below')} split it`;

const closePane: Action = async (context) => {
  const { current, request, dialogs } = context;
  if (!current) return;
  if (current.panes.length === 1) return closeTab(context, current);
  const pane = focusedPane(current);
  if (pane.state === 'running') {
    const host = await dialogs();
    if (!(await host.ask({ question: `Close ${shortLabel(pane.label)}? Its process still runs.`, defaultAnswer: false }))) return;
  }
  await request('close', { tab: pane.id, force: true });
};

/** Closes a tab, with a question where its program still runs. */
export async function closeTab({ request, dialogs }: ActionContext, tab: TabInfo): Promise<void> {
  const running = tab.panes.filter((pane) => pane.state === 'running').length;
  if (running > 0) {
    const host = await dialogs();
    const still = running === 1 ? 'Its process still runs.' : `${running} processes still run in it.`;
    if (!(await host.ask({ question: `Close ${tabText({ ...tab, label: shortLabel(tab.label) })}? ${still}`, defaultAnswer: false })))
      return;
  }
  await request('close', { tab: tab.id, force: true });
}

/** Asks for another label. */
export async function renameTab({ request, dialogs }: ActionContext, tab: TabInfo): Promise<void> {
  const host = await dialogs();
  const label = await host.prompt({
    title: `Rename ${shortLabel(tab.label)}`,
    value: tab.label,
    validate: (text) => (text.trim() === '' ? 'A label needs at least one character' : null),
  });
  if (label !== null) await request('rename', { tab: tab.id, label });
}

const closeWhole: Action = async (context) => {
  if (context.current) await closeTab(context, context.current);
};

const rename: Action = async (context) => {
  if (context.current) await renameTab(context, context.current);
};

const quit: Action = async ({ tabs, request, dialogs, detach }) => {
  const running = tabs.filter(isRunning).length;
  if (running > 0) {
    const host = await dialogs();
    const answer = await host.choose({
      question: `${running === 1 ? 'A tab still runs' : `${running} tabs still run`}: detach and let ${running === 1 ? 'it' : 'them'} go on, or end ${running === 1 ? 'it' : 'them'}?`,
      options: [
        { key: 'd', label: 'Detach', value: 'detach' },
        { key: 'e', label: 'End all', value: 'end' },
      ],
      default: 'd',
    });
    if (answer === null) return;
    if (answer === 'detach') return detach();
  }
  await request('shutdown', {});
};

const restart: Action = async ({ current, request, scope, say, commands }) => {
  if (!current) return;
  const pane = focusedPane(current);
  if (pane.state === 'running')
    return say(
      `${shortLabel(paneLabel(current, pane))} still runs; ${firstKey(commands, 'restart')} runs a tab again that has ended`,
      'error',
    );
  await request('restart', { ...scope, tab: pane.id });
};

const switchProvider: Action = async ({ current, request, scope, dialogs, say, commands }) => {
  if (!current) return;
  const pane = focusedPane(current);
  const label = shortLabel(paneLabel(current, pane));
  const destinations = await request('destinations', { tab: pane.id });
  if (destinations.every((d) => d.current)) {
    return say(`no other provider has a key for ${label}; ${firstKey(commands, 'auth')} opens the keys`, 'error');
  }
  const host = await dialogs();
  const provider = await host.pick(destinationPick(label, destinations));
  if (provider !== null) await request('switch', { ...scope, tab: pane.id, provider });
};

const palette: Action = async (context) => {
  const { tabs, current, scope, readOnly } = context;
  // commands and tabs are to be had even where the agents are not
  const offered = readOnly ? null : context.request('offers', scope).catch(() => null);
  const [host, offers] = await Promise.all([context.dialogs(), offered]);
  const rows = paletteRows(context.commands, tabs, current, offers);
  const id = await host.pick({ title: 'Commands, tabs, agents', rows: rows.map((row) => row.pick), empty: 'Nothing matches' });
  const deed = rows.find((row) => row.pick.id === id)?.deed;
  if (deed?.kind === 'command') await context.run(deed.id);
  else if (deed?.kind === 'tab') context.turnTo(deed.id);
  else if (deed?.kind === 'open') await open(context, deed.choice);
};

const help: Action = async ({ dialogs, leader, mouse, commands }) => {
  const host = await dialogs();
  await host.show({ title: 'Keys', sections: helpSections(commands, leader, mouse) });
};

/** What each command of the table does. */
export const ACTIONS: Readonly<Record<CommandId, Action>> = {
  new: newTab,
  again,
  next: step(1),
  previous: step(-1),
  last: ({ previous, turnTo }) => {
    if (previous) turnTo(previous);
  },
  waiting: ({ tabs, current, turnTo, say }) => {
    const tab = nextCaller(tabs, current?.id ?? null);
    if (tab) turnTo(tab);
    else say(current?.agentState === 'waiting' ? 'no other tab waits for you' : 'no tab waits for you', 'info');
  },
  close: closePane,
  'close-tab': closeWhole,
  'split-right': splitPane('right'),
  'split-below': splitPane('below'),
  'focus-left': focusTowards('left'),
  'focus-down': focusTowards('down'),
  'focus-up': focusTowards('up'),
  'focus-right': focusTowards('right'),
  'next-pane': ({ current, focus }) => {
    if (current) focus(nextPane(current.layout, current.focus, 1));
  },
  zoom: async ({ current, request, say, commands }) => {
    if (!current) return;
    if (current.panes.length === 1) return say(alone(commands), 'info');
    await request('zoom', { pane: current.focus, zoomed: !current.zoomed });
  },
  swap: async ({ current, request, say, commands }) => {
    if (!current) return;
    if (current.panes.length === 1) return say(alone(commands), 'info');
    await request('swap', { pane: current.focus });
  },
  'resize-left': resizeTowards('left'),
  'resize-down': resizeTowards('down'),
  'resize-up': resizeTowards('up'),
  'resize-right': resizeTowards('right'),
  rename,
  'move-left': shift(-1),
  'move-right': shift(1),
  restart,
  switch: switchProvider,
  auth: ({ openAuth }) => openAuth(),
  scroll: ({ scroll }) => scroll(),
  search: ({ search }) => search(),
  paste: ({ pasteLast }) => pasteLast(),
  palette,
  help,
  detach: ({ detach }) => detach(),
  quit,
  goto: ({ tabs, turnTo, say }, argument) => {
    const tab = tabs[Number(argument) - 1];
    if (tab) turnTo(tab.id);
    else say(`there is no tab ${argument}`, 'info');
  },
  'allow-copy': ({ clipboard }) => clipboard.allow(),
  // Esc is No to whatever is asked
  leave: ({ clipboard }, argument) => {
    if (argument === 'Escape') clipboard.deny();
  },
};
