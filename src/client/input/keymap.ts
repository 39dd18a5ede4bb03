import { COMMANDS, type CommandId } from '../commands.ts';
import { type Key, keyLabel } from './key.ts';

/** What a key asks for. */
export interface Bound {
  id: CommandId;
  /** The key's own text, for `goto`: which digit. */
  argument: string;
}

function table(welcome: boolean): Map<string, CommandId> {
  const out = new Map<string, CommandId>();
  for (const row of COMMANDS) {
    if (welcome && !row.welcome) continue;
    for (const key of welcome ? [...row.keys, ...(row.welcomeKeys ?? [])] : row.keys) out.set(key, row.id);
  }
  return out;
}

const IN_COMMAND_MODE = table(false);
const ON_WELCOME = table(true);

/** The command of a key in command mode, or on the welcome screen; null where it has none. */
export function commandOf(key: Key, welcome: boolean): Bound | null {
  const label = keyLabel(key);
  const id = (welcome ? ON_WELCOME : IN_COMMAND_MODE).get(label);
  return id === undefined ? null : { id, argument: label };
}
