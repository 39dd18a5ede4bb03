import { type Bound, DEFAULT_KEYMAP } from '../keys-in-force.ts';
import type { Key } from './key.ts';

/** The command of a key in command mode, or on the welcome screen, where the configuration says nothing else; null where it has none. */
export function commandOf(key: Key, welcome: boolean): Bound | null {
  return DEFAULT_KEYMAP.commandOf(key, welcome);
}
