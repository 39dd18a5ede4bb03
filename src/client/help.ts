import { type Command, keysText, SECTIONS } from './commands.ts';
import type { ShowOptions } from './dialogs/types.ts';
import { SCROLL_KEYS, scrollKeysText } from './scroll/keys.ts';

/** What pickers and dialogs take besides what stands on them. */
const DIALOG_KEYS = [
  { key: '↑ ↓, Tab', text: 'Move along rows and answers; PgUp, PgDn, Home and End move further.' },
  { key: 'Enter, Esc', text: 'Choose; go one step back.' },
  { key: 'a letter', text: 'Narrow a list to what answers: words, their beginnings, or letters in order.' },
  { key: '1..9', text: 'In a list with numbers: choose that row, as long as nothing is typed.' },
  { key: 'Ctrl+U', text: 'Take back what was typed; Ctrl+W its last word.' },
];

const MOUSE = [
  {
    key: 'click',
    text: 'View a tab; on its ✕ close it; on + open one. On a pane: give it the keys. Choose a row or an answer; beside a dialog: Esc.',
  },
  { key: 'drag', text: 'Move a tab, or the border between panes.' },
  { key: 'double click', text: 'Rename a tab.' },
  { key: 'middle click', text: 'Close a tab.' },
  { key: 'wheel', text: 'Over the strip: go to the next or previous tab. In a list, in a tab: scroll.' },
  { key: 'drag in a tab', text: 'Select and copy; a word with a double click, a line with three, a block with Alt.' },
  { key: 'Ctrl+click', text: 'In a tab: copy a link or the name of a file, or paste it into the tab.' },
];

/** What it is called elsewhere: whoever knows the palette or the configuration looks for that. */
function called({ id, alias, title }: Command): string {
  return `${title} ${id} ${alias ?? ''}`;
}

/** Everything there is to know about keys and mouse, for the help screen: the table of commands by its headings, then the rest. */
export function helpSections(commands: readonly Command[], leader: string, mouse: boolean): ShowOptions['sections'] {
  const first = {
    heading: 'In a tab every key goes to its program, but for the leader',
    rows: [
      { key: leader, text: 'The leader: the keys below are commands then. With no tab open they are that at once.' },
      { key: `${leader} ${leader}`, text: 'Send the leader itself to the program.' },
    ],
  };
  const table = SECTIONS.map((section) => ({
    heading: section,
    rows: commands
      .filter((row) => row.section === section && (row.keys.length > 0 || !row.unlisted))
      .map((row) => ({ key: keysText(row), text: row.help, also: called(row) })),
  }));
  const direct = commands.flatMap((row) => (row.direct?.length ? [{ key: row.direct.join(', '), text: row.help, also: called(row) }] : []));
  return [
    first,
    ...(direct.length > 0 ? [{ heading: 'Without the leader', rows: direct }] : []),
    ...table.filter(({ rows }) => rows.length > 0),
    {
      heading: 'In scroll mode',
      rows: SCROLL_KEYS.map((row) => ({ key: scrollKeysText(row), text: row.help.replaceAll('`', '') })),
    },
    { heading: 'In pickers and dialogs', rows: DIALOG_KEYS },
    ...(mouse ? [{ heading: 'The mouse', rows: MOUSE }] : []),
  ];
}
