/**
 * The one table of commands. Key handling, the status line's hints, the help screen, the palette, `--help` and the
 * documentation are made from it: whoever adds a command adds a row.
 *
 * Light on purpose: the command line prints this table without loading the screen.
 */
export interface Command {
  id: string;
  /**
   * Its keys in command mode as `keyLabel` writes them: what they type, or a name with its modifiers (`Shift+Tab`).
   * Empty for what only the palette offers.
   */
  keys: readonly string[];
  /** Keys on the welcome screen besides `keys`. */
  welcomeKeys?: readonly string[];
  /** The keys as help shows them, where the list itself would be long. */
  keysText?: string;
  /** Keys of the configuration that need no leader. */
  direct?: readonly string[];
  /** For the palette: starts with a verb. */
  title: string;
  /** One or two words for the status line; '' where there is no room for it. */
  hint: string;
  /** The same for the welcome screen, where that has room for more. */
  welcomeHint?: string;
  /** A sentence for the help screen. */
  help: string;
  /** Under which heading help lists it. */
  section: Section;
  /** What the configuration may call it as well. */
  alias?: string;
  /** What a key of the configuration may give it: `"A-1" = "tab 1"`. */
  argument?: { what: string; fits: RegExp; needed: boolean };
  /** It is told which of its keys it was: they do not mean quite the same. */
  told?: true;
  /** Works with no tab open; the others need one. */
  welcome: boolean;
  /** Command mode goes on after it. */
  stays?: true;
  /** Moves in command mode only: the palette does not list it. */
  unlisted?: true;
  /** Not for a client that only looks on: it is refused at once, and nowhere offered to it. */
  writes?: true;
}

/** The headings of the help screen, in its order. */
export const SECTIONS = ['Opening and leaving', 'Going to a tab', 'The tab', 'Reading and copying', 'Panes', 'More'] as const;
export type Section = (typeof SECTIONS)[number];

const TABLE = [
  {
    id: 'new',
    keys: ['N', 'c'],
    welcomeKeys: ['n'],
    argument: { what: 'an agent, or an agent and a provider,', fits: /^[a-z0-9][a-z0-9-]*( [a-z0-9][a-z0-9-]*)?$/, needed: false },
    title: 'Open an agent tab',
    hint: 'new',
    help: 'Choose an agent, then the provider that serves it, and open a tab.',
    section: 'Opening and leaving',
    welcome: true,
    writes: true,
  },
  {
    id: 'again',
    keys: ['.'],
    title: 'Open the last choice again',
    hint: '',
    help: 'Open another tab with the agent and provider that were chosen last.',
    section: 'Opening and leaving',
    welcome: true,
    writes: true,
  },
  {
    id: 'next',
    keys: ['n', 'Right', 'Tab'],
    title: 'Go to the next tab',
    hint: 'switch',
    help: 'Go to the next tab; after the last comes the first.',
    section: 'Going to a tab',
    welcome: false,
    stays: true,
  },
  {
    id: 'previous',
    keys: ['p', 'Left', 'Shift+Tab'],
    title: 'Go to the previous tab',
    hint: '',
    help: 'Go to the previous tab; before the first comes the last.',
    section: 'Going to a tab',
    welcome: false,
    stays: true,
  },
  {
    id: 'goto',
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    keysText: '1..9',
    alias: 'tab',
    argument: { what: 'the number of a tab', fits: /^[1-9][0-9]*$/, needed: true },
    title: 'Go to a tab by its number',
    hint: 'tab',
    help: 'Go to the tab with that number.',
    section: 'Going to a tab',
    welcome: false,
    unlisted: true,
  },
  {
    id: 'last',
    keys: ['`'],
    title: 'Go to the last viewed tab',
    hint: '',
    help: 'Go back to the tab that was viewed before this one.',
    section: 'Going to a tab',
    welcome: false,
  },
  {
    id: 'waiting',
    keys: ['w'],
    title: 'Go to the next tab that waits for you',
    hint: '',
    help: 'Go to the next tab that waits for you; where none does, to the next that is done.',
    section: 'Going to a tab',
    welcome: false,
  },
  {
    id: 'close',
    keys: ['x'],
    title: 'Close the tab',
    hint: 'close',
    help: 'Close the tab, or of several panes the one with the keys; asks first while its program runs.',
    section: 'The tab',
    welcome: false,
    writes: true,
  },
  {
    id: 'close-tab',
    keys: ['X'],
    title: 'Close the tab with all of its panes',
    hint: '',
    help: 'Close the tab with all of its panes; asks first while anything runs in it.',
    section: 'The tab',
    welcome: false,
    writes: true,
  },
  {
    id: 'split-right',
    keys: ['|', 'v'],
    title: 'Split: another pane on the right',
    hint: 'split',
    help: 'Choose an agent and a provider for another pane, on the right of this one.',
    section: 'Panes',
    welcome: false,
    writes: true,
  },
  {
    id: 'split-below',
    keys: ['-', 's'],
    title: 'Split: another pane below',
    hint: '',
    help: 'Choose an agent and a provider for another pane, below this one.',
    section: 'Panes',
    welcome: false,
    writes: true,
  },
  {
    id: 'focus-left',
    keys: ['h'],
    title: 'Go to the pane on the left',
    hint: '',
    help: 'Give the keys to the pane on the left.',
    section: 'Panes',
    welcome: false,
    writes: true,
  },
  {
    id: 'focus-down',
    keys: ['j'],
    title: 'Go to the pane below',
    hint: '',
    help: 'Give the keys to the pane below.',
    section: 'Panes',
    welcome: false,
    writes: true,
  },
  {
    id: 'focus-up',
    keys: ['k'],
    title: 'Go to the pane above',
    hint: '',
    help: 'Give the keys to the pane above.',
    section: 'Panes',
    welcome: false,
    writes: true,
  },
  {
    id: 'focus-right',
    keys: ['l'],
    title: 'Go to the pane on the right',
    hint: '',
    help: 'Give the keys to the pane on the right.',
    section: 'Panes',
    welcome: false,
    writes: true,
  },
  {
    id: 'next-pane',
    keys: ['o'],
    title: 'Go to the next pane',
    hint: '',
    help: 'Give the keys to the next pane; after the last comes the first.',
    section: 'Panes',
    welcome: false,
    writes: true,
  },
  {
    id: 'zoom',
    keys: ['z'],
    title: 'Zoom the pane, or show all again',
    hint: '',
    help: 'Give the pane all the room of the tab, or show all panes again.',
    section: 'Panes',
    welcome: false,
    writes: true,
  },
  {
    id: 'swap',
    keys: ['Space'],
    title: 'Swap the pane with the next one',
    hint: '',
    help: 'Let the pane and the next one change places.',
    section: 'Panes',
    welcome: false,
    writes: true,
  },
  {
    id: 'resize-left',
    keys: ['Ctrl+Left', 'Shift+Left'],
    title: 'Move the border of the pane to the left',
    hint: '',
    help: 'Move the border of the pane to the left: its right or lower one, else the other.',
    section: 'Panes',
    welcome: false,
    stays: true,
    writes: true,
  },
  {
    id: 'resize-down',
    keys: ['Ctrl+Down', 'Shift+Down'],
    title: 'Move the border of the pane down',
    hint: '',
    help: 'Move the border of the pane down: its right or lower one, else the other.',
    section: 'Panes',
    welcome: false,
    stays: true,
    writes: true,
  },
  {
    id: 'resize-up',
    keys: ['Ctrl+Up', 'Shift+Up'],
    title: 'Move the border of the pane up',
    hint: '',
    help: 'Move the border of the pane up: its right or lower one, else the other.',
    section: 'Panes',
    welcome: false,
    stays: true,
    writes: true,
  },
  {
    id: 'resize-right',
    keys: ['Ctrl+Right', 'Shift+Right'],
    title: 'Move the border of the pane to the right',
    hint: '',
    help: 'Move the border of the pane to the right: its right or lower one, else the other.',
    section: 'Panes',
    welcome: false,
    stays: true,
    writes: true,
  },
  {
    id: 'rename',
    keys: ['r'],
    title: 'Rename the tab',
    hint: '',
    help: 'Give the tab another label.',
    section: 'The tab',
    welcome: false,
    writes: true,
  },
  {
    id: 'move-left',
    keys: ['<'],
    title: 'Move the tab to the left',
    hint: '',
    help: 'Move the tab one place to the left.',
    section: 'The tab',
    welcome: false,
    stays: true,
    writes: true,
  },
  {
    id: 'move-right',
    keys: ['>'],
    title: 'Move the tab to the right',
    hint: '',
    help: 'Move the tab one place to the right.',
    section: 'The tab',
    welcome: false,
    stays: true,
    writes: true,
  },
  {
    id: 'restart',
    keys: ['R'],
    title: 'Run an ended tab again',
    hint: '',
    help: 'Run the program of an ended tab again, with a fresh environment.',
    section: 'The tab',
    welcome: false,
    writes: true,
  },
  {
    id: 'switch',
    keys: ['P'],
    title: 'Switch the conversation to another provider',
    hint: '',
    help: 'Reopen the conversation of the tab with another provider, in its place.',
    section: 'The tab',
    welcome: false,
    writes: true,
  },
  {
    id: 'allow-copy',
    keys: ['y'],
    title: 'Let the program write the clipboard',
    hint: '',
    help: 'Let the program that asks for it write the clipboard (osc52 = "ask"); Esc denies it.',
    section: 'Reading and copying',
    welcome: false,
    writes: true,
  },
  {
    id: 'auth',
    keys: ['A'],
    title: 'Set keys and providers (Auth)',
    hint: '',
    welcomeHint: 'keys',
    help: 'Open the Auth screen: keys of providers and agents.',
    section: 'More',
    welcome: true,
    writes: true,
  },
  {
    id: 'scroll',
    keys: ['['],
    title: 'Scroll back, search and copy',
    hint: 'scroll',
    help: 'Scroll mode: look at older lines, search, select and copy with keys.',
    section: 'Reading and copying',
    welcome: false,
  },
  {
    id: 'search',
    keys: ['/'],
    title: 'Search in the tab',
    hint: '',
    help: 'Search upwards in what the tab has shown: text, or a regular expression.',
    section: 'Reading and copying',
    welcome: false,
  },
  {
    id: 'paste',
    keys: ['"'],
    title: 'Paste what was copied last',
    hint: '',
    help: 'Paste what was copied here last into the tab.',
    section: 'Reading and copying',
    welcome: false,
    writes: true,
  },
  {
    id: 'palette',
    keys: [':'],
    title: 'Find commands, tabs and agents',
    hint: 'find',
    help: 'Find every command, tab and agent by typing.',
    section: 'More',
    welcome: true,
    unlisted: true,
  },
  {
    id: 'detach',
    keys: ['d'],
    title: 'Detach this terminal',
    hint: 'detach',
    help: 'Leave this terminal; every tab keeps running.',
    section: 'Opening and leaving',
    welcome: true,
  },
  {
    id: 'help',
    keys: ['?'],
    title: 'Show the keys',
    hint: 'help',
    help: 'Show every key and what it does, filtered as you type.',
    section: 'More',
    welcome: true,
  },
  {
    id: 'quit',
    keys: ['q'],
    title: 'Quit',
    hint: 'quit',
    help: 'Quit; with tabs running, asks whether to detach or to end them.',
    section: 'Opening and leaving',
    welcome: true,
    writes: true,
  },
  {
    id: 'leave',
    keys: ['Enter', 'Escape'],
    title: 'Return to the tab',
    hint: 'back',
    help: 'Leave command mode and return to the tab.',
    told: true,
    section: 'More',
    welcome: false,
    unlisted: true,
  },
] as const satisfies readonly Command[];

export type CommandId = (typeof TABLE)[number]['id'];
export const COMMANDS: readonly (Command & { id: CommandId })[] = TABLE;

/** The row of a command. */
export function command(id: CommandId): Command & { id: CommandId } {
  return COMMANDS.find((row) => row.id === id)!;
}

/** Keys as an operator reads them: `→`, `Esc`, everything else as it is. */
const SHOWN: Record<string, string> = { Right: '→', Left: '←', Up: '↑', Down: '↓', Escape: 'Esc' };

/** A row's keys for help and documentation: `n, →, Tab`. */
export function keysText(row: Command): string {
  return row.keysText ?? row.keys.map((k) => SHOWN[k] ?? k).join(', ');
}

/** Those of ROWS that a client may use; one that only looks on has fewer. */
export function commandsFor<C extends Command>(rows: readonly C[], readOnly: boolean): readonly C[] {
  return readOnly ? rows.filter((row) => !row.writes) : rows;
}

/** The first key of a command, for sentences that name it: `N`; where it has none, what the palette calls it: `: Rename the tab`. */
export function firstKey(rows: readonly (Command & { id: CommandId })[], id: CommandId): string {
  const row = rows.find((r) => r.id === id);
  const key = [...(row?.keys ?? []), ...(row?.direct ?? [])][0];
  return key === undefined ? `: ${command(id).title}` : (SHOWN[key] ?? key);
}

/** The status line's hints where a tab is open, or on the welcome screen: first key and hint, in the table's order. */
export function hints(
  welcome: boolean,
  rows: readonly (Command & { id: CommandId })[] = COMMANDS,
): { key: string; hint: string; id: CommandId }[] {
  const hint = (row: Command) => (welcome && row.welcomeHint) || row.hint;
  const first = (id: CommandId) => rows.find((row) => row.id === id)?.keys[0] ?? '';
  const keyOf = (row: Command) => {
    if (row.id === 'leave') return 'Esc';
    const key = row.id === 'next' ? [first('next'), first('previous')].filter((k) => k !== '').join(' ') : row.keys[0]!;
    return row.keysText ?? SHOWN[key] ?? key;
  };
  const isShown = (row: Command) => hint(row) !== '' && row.keys.length > 0 && (!welcome || row.welcome);
  return rows.filter(isShown).map((row) => ({
    key: keyOf(row),
    hint: hint(row),
    id: row.id,
  }));
}
