import { COMMANDS, type Command, type CommandId, keysText } from '../../client/commands.ts';
import { SCROLL_KEYS, scrollKeysText } from '../../client/scroll/keys.ts';
import { NOTES } from '../../config/notes.ts';
import { type SchemaKey, schemaKeys } from '../../config/schema-keys.ts';
import { createProgram } from '../program.ts';
import { shownCommands, usageOf } from './manual.ts';

/** A text in a cell of a table. */
const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text.replaceAll('|', '\\|')}\``);
const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Keys as `keysText` writes them, each in a cell's code. */
const codes = (keys: string): string => keys.split(', ').map(code).join(' ');

/** The keys of command mode: of all commands, or of those that are named. */
function keysTable(ids?: readonly CommandId[]): string {
  const rows = COMMANDS.filter((command) => !ids || ids.includes(command.id)).map((command) => {
    const keys = keysText(command);
    return [codes(keys === '' ? `: ${command.title}` : keys), cell(command.help)];
  });
  return table(['key', 'does'], rows);
}

/** What an operator needs in the first hour: what the README shows of the keys. */
const FIRST_KEYS: readonly CommandId[] = [
  'new',
  'again',
  'next',
  'previous',
  'goto',
  'waiting',
  'close',
  'split-right',
  'split-below',
  'next-pane',
  'zoom',
  'restart',
  'switch',
  'auth',
  'scroll',
  'search',
  'paste',
  'palette',
  'detach',
  'help',
  'quit',
];

/** The keys of scroll mode. */
const scrollTable = (): string =>
  table(
    ['key', 'does'],
    SCROLL_KEYS.map((row) => [codes(scrollKeysText(row)), cell(row.help)]),
  );

/** What a key of the configuration may ask for. */
function boundTable(): string {
  const rows = COMMANDS.map((command: Command) => {
    const { argument } = command;
    const what = argument?.what.replace(/,$/, '') ?? '';
    const takes = argument && !argument.needed ? `${what}, or nothing` : what;
    return [code(command.alias ?? command.id), cell(command.title), cell(takes)];
  });
  return table(['command', 'is', 'takes'], rows);
}

/** Keys of the configuration under their first name; those that stand alone are the settings. */
export function keyGroups(): Map<string, SchemaKey[]> {
  const groups = new Map<string, SchemaKey[]>();
  for (const key of schemaKeys()) {
    const first = key.path.includes('.') ? key.path.split('.')[0]! : 'settings';
    groups.set(first, [...(groups.get(first) ?? []), key]);
  }
  return groups;
}

function keyTable(keys: readonly SchemaKey[]): string {
  const rows = keys.map(({ path, fits }) => {
    const { about = '', default: fallback = '' } = NOTES[path] ?? {};
    const unset = fallback === '' ? '' : /^["[\d]|^(true|false)$/.test(fallback) ? code(fallback) : fallback;
    return [code(path), cell(about), cell(fits), cell(unset)];
  });
  return table(['key', 'is', 'what fits', 'without it'], rows);
}

/** Every command with its options. */
function commandsTable(): string {
  const program = createProgram([]);
  const rows = shownCommands(program).map((command) => [
    cell(code(`jackin-mux ${usageOf(command)}`)),
    cell(command.description()),
    command.options
      .filter((o) => !o.hidden && o.long !== '--json')
      .map((o) => `${code(o.flags)} ${cell(o.description)}`)
      .join('; '),
  ]);
  return table(['command', 'does', 'options'], rows);
}

/**
 * The tables that the documentation does not write itself, by the name that stands in the comment before each of them:
 * `<!-- NAME: ... -->`. They end with the first empty line.
 */
export function madeTables(): Map<string, string> {
  const groups = [...keyGroups()].map(([name, keys]): [string, string] => [`configuration ${name}`, keyTable(keys)]);
  return new Map([
    ['keys', keysTable()],
    ['keys first', keysTable(FIRST_KEYS)],
    ['keys commands', boundTable()],
    ['scroll keys', scrollTable()],
    ['commands', commandsTable()],
    ...groups,
  ]);
}

/**
 * TEXT with its made tables as they should be; names that are not known are left alone. `configuration others` stands for
 * every group of keys that has no place of its own in TEXT.
 */
export function withTables(text: string): string {
  const tables = madeTables();
  const placed = (name: string) => text.includes(`<!-- configuration ${name}: `);
  const others = [...keyGroups()].filter(([name]) => !placed(name)).flatMap(([, keys]) => keys);
  tables.set('configuration others', others.length === 0 ? 'There are none.' : keyTable(others));
  return text.replaceAll(/(<!-- ([a-z]+(?: [a-z_0-9]+)?): [^\n]*-->\n)((?:[^\n]+\n)*)/g, (all, comment: string, name: string) =>
    tables.has(name) ? `${comment}${tables.get(name)}\n` : all,
  );
}
