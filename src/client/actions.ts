import type { OpenParams, RequestName, Requests, TabInfo } from '../protocol/messages.ts';
import { COMMANDS, type CommandId, keysText } from './commands.ts';
import type { DialogHost } from './dialogs/index.ts';
import { chooseNewTab, destinationPick } from './new-tab.ts';

/** What an action may do to the client. */
export interface ActionContext {
  readonly tabs: readonly TabInfo[];
  /** The tab in view, or the one that was asked for a moment ago. */
  readonly current: TabInfo | null;
  readonly previous: string | null;
  readonly scope: OpenParams;
  /** The leader as an operator reads it. */
  readonly leader: string;
  /** Loads the dialogs where that has not happened yet. */
  dialogs(): Promise<DialogHost>;
  request<N extends RequestName>(name: N, params: Requests[N]['params']): Promise<Requests[N]['result']>;
  turnTo(tab: string): void;
  /** Shows the Auth screen over everything. */
  openAuth(): Promise<void>;
  /** Ends this client. */
  detach(): void;
  /** A sentence for the status line. */
  say(text: string, level: 'info' | 'error'): void;
  run(command: CommandId): Promise<void>;
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

const newTab: Action = async ({ scope, request, dialogs }) => {
  const [offers, host] = await Promise.all([request('offers', scope), dialogs()]);
  const choice = await chooseNewTab(offers, (options) => host.pick(options));
  if (choice) await request('open', { ...scope, ...choice, view: true });
};

/** Closes a tab, with a question where its program still runs. */
export async function closeTab({ request, dialogs }: ActionContext, tab: TabInfo): Promise<void> {
  if (tab.state === 'running') {
    const host = await dialogs();
    if (!(await host.ask({ question: `Close ${tab.label}? Its process still runs.`, defaultAnswer: false }))) return;
  }
  await request('close', { tab: tab.id, force: true });
}

/** Asks for another label. */
export async function renameTab({ request, dialogs }: ActionContext, tab: TabInfo): Promise<void> {
  const host = await dialogs();
  const label = await host.prompt({
    title: `Rename ${tab.label}`,
    value: tab.label,
    validate: (text) => (text.trim() === '' ? 'A label needs at least one character' : null),
  });
  if (label !== null) await request('rename', { tab: tab.id, label });
}

const close: Action = async (context) => {
  if (context.current) await closeTab(context, context.current);
};

const rename: Action = async (context) => {
  if (context.current) await renameTab(context, context.current);
};

const quit: Action = async ({ tabs, request, dialogs, detach }) => {
  const running = tabs.filter((t) => t.state === 'running').length;
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

const restart: Action = async ({ current, request, scope, say }) => {
  if (!current) return;
  if (current.state === 'running') return say(`${current.label} still runs; R runs a tab again that has ended`, 'error');
  await request('restart', { ...scope, tab: current.id });
};

const switchProvider: Action = async ({ current, request, scope, dialogs, say }) => {
  if (!current) return;
  const destinations = await request('destinations', { tab: current.id });
  if (destinations.every((d) => d.current)) {
    return say(`no other provider has a key that ${current.label} could go on with; A opens the keys`, 'error');
  }
  const host = await dialogs();
  const provider = await host.pick(destinationPick(current.label, destinations));
  if (provider !== null) await request('switch', { ...scope, tab: current.id, provider });
};

const palette: Action = async ({ dialogs, current, run }) => {
  const host = await dialogs();
  const rows = COMMANDS.filter((c) => !('unlisted' in c && c.unlisted) && (current !== null || c.welcome));
  const command = await host.pick({
    title: 'Commands',
    rows: rows.map((c) => ({ id: c.id, label: c.title, detail: keysText(c) })),
    empty: 'No command matches',
  });
  if (command !== null) await run(command as CommandId);
};

const help: Action = async ({ dialogs, leader }) => {
  const host = await dialogs();
  const rows = (of: readonly (typeof COMMANDS)[number][]) => of.map((c) => ({ key: keysText(c), text: c.help }));
  await host.show({
    title: 'Keys',
    sections: [
      { heading: `In a tab every key goes to its program; ${leader} first, then:`, rows: rows(COMMANDS) },
      { heading: 'The leader twice', rows: [{ key: `${leader} ${leader}`, text: 'Send the leader itself to the program.' }] },
    ],
  });
};

/** What each command of the table does. */
export const ACTIONS: Readonly<Record<CommandId, Action>> = {
  new: newTab,
  next: step(1),
  previous: step(-1),
  last: ({ previous, turnTo }) => {
    if (previous) turnTo(previous);
  },
  close,
  rename,
  'move-left': shift(-1),
  'move-right': shift(1),
  restart,
  switch: switchProvider,
  auth: ({ openAuth }) => openAuth(),
  palette,
  help,
  detach: ({ detach }) => detach(),
  quit,
  goto: ({ tabs, turnTo, say }, argument) => {
    const tab = tabs[Number(argument) - 1];
    if (tab) turnTo(tab.id);
    else say(`there is no tab ${argument}`, 'info');
  },
  leave: () => {},
};
