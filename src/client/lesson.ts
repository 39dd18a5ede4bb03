import { type CommandId, firstKey } from './commands.ts';
import type { CommandRow } from './keys-in-force.ts';

/**
 * What an operator has to know before the first tab, in the keys that are in force: told once, on the first start.
 *
 * @param leader As operators read it.
 */
export function lessonLines(leader: string, commands: readonly CommandRow[]): string[] {
  const key = (id: CommandId) => firstKey(commands, id);
  return [
    `In a tab every key goes to its program, but for one: ${leader}, the leader.`,
    `After it keys are commands: ${key('new')} opens a tab, ${key('next')} is the next one, ${key('detach')} leaves.`,
    `The last line shows them, ${key('help')} all of them. The leader twice reaches the program.`,
  ];
}

/** The same where a tab has the room, for the status line. */
export function lessonNote(leader: string): string {
  return `Every key goes to the program, but for the leader: ${leader}`;
}
