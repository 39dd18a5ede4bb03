import { COMMANDS, keysText } from '../client/commands.ts';

/** The table of commands as `--help` prints it. */
export function keyHelp(): string {
  const rows = COMMANDS.map((c) => [keysText(c), c.help] as const);
  const width = Math.max(...rows.map(([keys]) => [...keys].length));
  return [
    '  Ctrl+\\ (the leader) puts the strip in command mode; with no tab open, keys are commands at once.',
    ...rows.map(([keys, help]) => `  ${keys}${' '.repeat(width - [...keys].length)}  ${help}`),
  ].join('\n');
}
