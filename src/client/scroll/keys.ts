/**
 * The one table of scroll mode: its keys, the status line's hints, the help screen and the documentation are made from it.
 * Light on purpose, as the table of commands is.
 */
export interface ScrollKey {
  id: string;
  /** As `keyLabel` writes them. */
  keys: readonly string[];
  /** Those of them that scroll a view that was only glanced back into (wheel, Shift+PageUp): there everything else is typing. */
  look?: readonly string[];
  /** One or two words for the status line; '' where there is no room for it. */
  hint: string;
  /** A sentence for help and documentation. */
  help: string;
}

const TABLE = [
  { id: 'up', keys: ['k', 'Up', 'Ctrl+p'], look: ['Shift+Up'], hint: '', help: 'Up a row.' },
  { id: 'down', keys: ['j', 'Down', 'Ctrl+n'], look: ['Shift+Down'], hint: '', help: 'Down a row.' },
  { id: 'left', keys: ['h', 'Left', 'Backspace'], hint: '', help: 'Left.' },
  { id: 'right', keys: ['l', 'Right'], hint: '', help: 'Right.' },
  { id: 'half-up', keys: ['Ctrl+u'], hint: '', help: 'Up half a page.' },
  { id: 'half-down', keys: ['Ctrl+d'], hint: '', help: 'Down half a page.' },
  {
    id: 'page-up',
    keys: ['PageUp', 'Ctrl+b', 'Shift+PageUp'],
    look: ['PageUp', 'Shift+PageUp'],
    hint: 'scroll',
    help: 'Up a page; `Shift+PageUp` in a tab begins with it.',
  },
  {
    id: 'page-down',
    keys: ['PageDown', 'Ctrl+f', 'Shift+PageDown'],
    look: ['PageDown', 'Shift+PageDown'],
    hint: '',
    help: 'Down a page.',
  },
  { id: 'line-up', keys: ['Ctrl+y', 'Shift+Up'], hint: '', help: 'Scroll up a row; the cursor stays in its place.' },
  { id: 'line-down', keys: ['Ctrl+e', 'Shift+Down'], hint: '', help: 'Scroll down a row.' },
  { id: 'top', keys: ['g', 'Home', 'Shift+Home'], look: ['Home', 'Shift+Home'], hint: '', help: 'To the oldest row.' },
  { id: 'bottom', keys: ['G', 'End', 'Shift+End'], look: ['End', 'Shift+End'], hint: '', help: 'To the newest row.' },
  { id: 'view-top', keys: ['H'], hint: '', help: 'To the first row in view.' },
  { id: 'view-middle', keys: ['M'], hint: '', help: 'To the row in the middle.' },
  { id: 'view-bottom', keys: ['L'], hint: '', help: 'To the last row in view.' },
  { id: 'line-start', keys: ['0'], hint: '', help: 'To the first column.' },
  { id: 'line-text', keys: ['^'], hint: '', help: 'To the first character of the row.' },
  { id: 'line-end', keys: ['$'], hint: '', help: 'To the last character of the row.' },
  { id: 'word', keys: ['w', 'Ctrl+Right', 'Alt+f'], hint: '', help: 'To the next word; `W` goes by blanks alone.' },
  { id: 'word-back', keys: ['b', 'Ctrl+Left', 'Alt+b'], hint: '', help: 'To the word before; `B` likewise.' },
  { id: 'word-end', keys: ['e'], hint: '', help: 'To the end of the word; `E` likewise.' },
  { id: 'big-word', keys: ['W'], hint: '', help: 'To the next word between blanks.' },
  { id: 'big-back', keys: ['B'], hint: '', help: 'To the word between blanks before.' },
  { id: 'big-end', keys: ['E'], hint: '', help: 'To the end of the word between blanks.' },
  {
    id: 'prompt-up',
    keys: ['{', 'Alt+Up'],
    look: ['Alt+Up'],
    hint: '',
    help: 'To the prompt before, where the program marks them (OSC 133).',
  },
  { id: 'prompt-down', keys: ['}', 'Alt+Down'], look: ['Alt+Down'], hint: '', help: 'To the next prompt.' },
  { id: 'search', keys: ['/'], hint: 'search', help: 'Search downwards: a regular expression; capitals count only where there are some.' },
  { id: 'search-up', keys: ['?', 'Ctrl+r'], hint: '', help: 'Search upwards.' },
  { id: 'next', keys: ['n'], hint: 'next', help: 'To the next match in the direction of the search.' },
  { id: 'previous', keys: ['N'], hint: '', help: 'To the match before.' },
  { id: 'search-word', keys: ['*'], hint: '', help: 'Search downwards for the word under the cursor.' },
  { id: 'search-word-up', keys: ['#'], hint: '', help: 'Search upwards for it.' },
  { id: 'select', keys: ['v', 'Space'], hint: 'select', help: 'Begin to select, or end it.' },
  { id: 'select-lines', keys: ['V'], hint: 'lines', help: 'Select lines.' },
  { id: 'select-block', keys: ['Ctrl+v'], hint: 'block', help: 'Select a block.' },
  { id: 'other-end', keys: ['o'], hint: '', help: 'To the other end of what is selected.' },
  {
    id: 'copy',
    keys: ['y', 'Enter', 'Ctrl+c'],
    hint: 'copy',
    help: 'Copy what is selected, and return to the tab.',
  },
  { id: 'clear', keys: ['Escape'], look: ['Escape'], hint: '', help: 'Give up what is selected; where nothing is, return to the tab.' },
  { id: 'leave', keys: ['q', 'i'], look: ['q'], hint: 'back', help: 'Return to the tab.' },
] as const satisfies readonly ScrollKey[];

export type ScrollCommand = (typeof TABLE)[number]['id'];
export const SCROLL_KEYS: readonly (ScrollKey & { id: ScrollCommand })[] = TABLE;

/** Who has the keys of a view: it was entered to be worked in, or only glanced into; or its search line has them. */
export type ScrollFocus = 'keys' | 'look' | 'line';

function table(look: boolean): Map<string, ScrollCommand> {
  const out = new Map<string, ScrollCommand>();
  for (const row of SCROLL_KEYS) for (const key of (look ? row.look : row.keys) ?? []) if (!out.has(key)) out.set(key, row.id);
  return out;
}

const TABLES = { keys: table(false), look: table(true) };

/** What a key does there, by its label; undefined where it does nothing. */
export function scrollCommand(label: string, focus: Exclude<ScrollFocus, 'line'>): ScrollCommand | undefined {
  return TABLES[focus].get(label);
}

const SHOWN: Record<string, string> = { Right: '→', Left: '←', Up: '↑', Down: '↓', Escape: 'Esc' };
const shown = (key: string) => key.replace(/[^+]+$/, (name) => SHOWN[name] ?? name);

/** A row's keys for help and documentation. */
export function scrollKeysText(row: ScrollKey): string {
  return row.keys.map(shown).join(', ');
}

/** The status line's hints; the way back is not what is cut off where there is no room. */
export function scrollHints(focus: ScrollFocus): { hints: { key: string; hint: string }[]; last: { key: string; hint: string }[] } {
  if (focus === 'look')
    return { hints: [{ key: 'PageUp PageDown', hint: 'scroll' }], last: [{ key: 'Esc', hint: 'or any typing: back to the tab' }] };
  const all = SCROLL_KEYS.filter((row) => row.hint !== '');
  const hint = (row: ScrollKey) => ({ key: shown(row.keys[0]!), hint: row.hint });
  return { hints: all.filter(({ id }) => id !== 'leave').map(hint), last: all.filter(({ id }) => id === 'leave').map(hint) };
}
