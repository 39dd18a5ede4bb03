import { type KeyName, keyText, needsProtocol, parseCommand, parseKey } from '../config/keys.ts';
import { COMMANDS, type Command, type CommandId, command } from './commands.ts';
import { type Key, keyLabel } from './input/key.ts';
import { isKey } from './input/leader.ts';

/** A row of the table of commands with the keys that it has here. */
export type CommandRow = Command & {
  id: CommandId;
  /** What the command is given, where a key is bound to it with something. */
  given?: string;
};

/** What a key asks for. */
export interface Bound {
  id: CommandId;
  /** What the command is given: for `goto` the key's own text, which digit. */
  argument: string;
}

export type KeysTable = Readonly<Record<string, string | false>>;

/** Keys as the configuration has made them: which command each of them is, and the table of commands as help shows it then. */
export class Keymap {
  readonly rows: readonly CommandRow[];
  /** Some key without the leader is one that only a keyboard protocol can say. */
  readonly needsProtocol: boolean;
  private readonly direct: { key: KeyName; bound: Bound }[] = [];
  private readonly modified: { key: KeyName; bound: Bound }[] = [];
  private readonly labels = new Map<string, Bound>();
  private readonly welcomeLabels = new Map<string, Bound>();

  constructor(keys: KeysTable = {}) {
    const entries = Object.entries(keys).flatMap(([name, value]) => {
      const bound = parseKey(name);
      const found = value === false || value === '' ? null : parseCommand(value, COMMANDS);
      return bound && (found || value === false || value === '') ? [{ ...bound, label: keyText(bound.key), found }] : [];
    });
    const replaced = new Set(entries.filter((entry) => !entry.direct).map((entry) => entry.label));
    const rows: CommandRow[] = [];
    for (const row of COMMANDS) {
      const kept = row.keys.filter((key) => !replaced.has(key));
      const mine = entries.filter((entry) => entry.found?.command.id === row.id);
      const bare = mine.filter((entry) => entry.found?.argument === '' || row.keys.includes(entry.found!.argument));
      const shown = keysOf(bare.filter((entry) => entry.found?.argument === ''));
      const { keysText: _text, ...unchanged } = row as CommandRow;
      rows.push(
        kept.length === row.keys.length && shown.keys.length + shown.direct.length === 0
          ? row
          : {
              ...unchanged,
              ...(shown.keys.length === 0 && kept.length === row.keys.length && row.keysText !== undefined && { keysText: row.keysText }),
              keys: [...kept, ...shown.keys],
              direct: shown.direct,
              ...(row.welcomeKeys && { welcomeKeys: row.welcomeKeys.filter((key) => !replaced.has(key)) }),
            },
      );
      for (const entry of mine.filter((e) => e.found?.argument !== '')) {
        const given = entry.found!.argument;
        rows.push({
          ...unchanged,
          ...keysOf([entry]),
          welcomeKeys: [],
          hint: '',
          welcomeHint: '',
          title: `${row.title}: ${given}`,
          help: `${row.title}: ${given}.`,
          unlisted: true,
          given,
        });
      }
    }
    this.rows = rows;
    for (const row of COMMANDS) {
      for (const label of row.keys)
        this.learn(label, { id: row.id, argument: (row as Command).argument?.needed || (row as Command).told ? label : '' }, row.welcome);
      for (const label of row.welcomeKeys ?? []) this.welcomeLabels.set(label, { id: row.id, argument: '' });
    }
    for (const { direct, key, label, found } of entries) {
      if (!direct) this.forget(label);
      if (!found) continue;
      const bound = { id: found.command.id, argument: found.argument };
      if (direct) this.direct.push({ key, bound });
      else if (key.ctrl || key.alt || key.super) this.modified.push({ key, bound });
      else this.learn(label, bound, (found.command as Command).welcome);
    }
    this.needsProtocol = this.direct.some(({ key }) => needsProtocol(key));
  }

  /** The command of a key in command mode, or on the welcome screen; null where it has none. */
  commandOf(key: Key, welcome: boolean): Bound | null {
    const found = (welcome ? this.welcomeLabels : this.labels).get(keyLabel(key));
    if (found) return found;
    const bound = this.modified.find((entry) => isKey(key, entry.key))?.bound ?? null;
    return bound && welcome && !worksOnWelcome(bound) ? null : bound;
  }

  /** The command of a key that works without the leader, or null. */
  directOf(key: Key, welcome = false): Bound | null {
    const bound = this.direct.find((entry) => isKey(key, entry.key))?.bound ?? null;
    return bound && welcome && !worksOnWelcome(bound) ? null : bound;
  }

  private learn(label: string, bound: Bound, welcome: boolean): void {
    this.labels.set(label, bound);
    if (welcome) this.welcomeLabels.set(label, bound);
  }

  private forget(label: string): void {
    this.labels.delete(label);
    this.welcomeLabels.delete(label);
  }
}

/** The keys of the table of commands as it is. */
export const DEFAULT_KEYMAP = new Keymap();

/** Keys for the table of commands: those of command mode, and those that need no leader. */
function keysOf(entries: readonly { direct: boolean; label: string }[]): { keys: string[]; direct: string[] } {
  const labels = (direct: boolean) => entries.filter((entry) => entry.direct === direct).map((entry) => entry.label);
  return { keys: labels(false), direct: labels(true) };
}

const worksOnWelcome = ({ id }: Bound): boolean => command(id).welcome;
