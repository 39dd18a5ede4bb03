import { homeFolder } from '../base/home.ts';
import { COMMANDS, type Command, keysText } from '../client/commands.ts';
import { DEFAULT_LEADER, parseLeader } from '../config/leader.ts';

/** The table of commands as `--help` prints it, with the keys that ROWS have. LEADER: as operators read it. */
export function keyHelp(rows: readonly Command[] = COMMANDS, leader = 'Ctrl+\\'): string {
  const lines = rows.filter((c) => c.keys.length > 0 || !c.unlisted).map((c) => [keysText(c), c.help] as const);
  const direct = rows.flatMap((c) => (c.direct?.length ? [[c.direct.join(', '), c.help] as const] : []));
  const width = Math.max(...[...lines, ...direct].map(([keys]) => [...keys].length));
  const line = ([keys, help]: readonly [string, string]) => `  ${keys}${' '.repeat(width - [...keys].length)}  ${help}`;
  return [
    `  ${leader} (the leader) puts the strip in command mode; with no tab open, keys are commands at once.`,
    ...lines.map(line),
    ...(direct.length > 0 ? ['  Without the leader:', ...direct.map(line)] : []),
  ].join('\n');
}

/** The same with the keys of the configuration, as far as that can be read. FLAG: `--config`. */
export async function keyHelpInForce(flag: string | undefined): Promise<string> {
  try {
    const [{ locateConfig }, { readConfig }, { loadConfig }, { builtinTable }, { Keymap }, { leaderText }] = await Promise.all([
      import('../config/locate.ts'),
      import('../config/read.ts'),
      import('../config/load.ts'),
      import('../catalog/builtin.ts'),
      import('../client/keys-in-force.ts'),
      import('../client/leader-text.ts'),
    ]);
    const place = locateConfig({ flag, env: process.env, home: homeFolder(), cwd: process.cwd() });
    const { table, problems } = await loadConfig(place.file, readConfig(place), builtinTable(), COMMANDS);
    if (problems.length > 0) return keyHelp();
    const leader = parseLeader(table.leader ?? DEFAULT_LEADER);
    return keyHelp(new Keymap(table.keys ?? {}).rows, leader ? leaderText(leader) : undefined);
  } catch {
    // help is there for whoever has a broken configuration, too
    return keyHelp();
  }
}
