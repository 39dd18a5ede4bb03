import { OperatorError } from '../../base/errors.ts';
import { homeFolder } from '../../base/home.ts';
import { type Located, locateConfig } from '../../config/locate.ts';
import type { ScreenSources } from '../../console/open.ts';
import { runConsole } from '../../console/run.ts';
import { versionOf, withoutKeys } from '../doctor/versions.ts';
import type { Invocation } from '../options.ts';
import { surroundings } from '../surroundings.ts';

/** The Auth screen on this terminal; ends the process when the operator leaves it. */
export async function openConsole(now: Invocation): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new OperatorError('standard input and output have to be a terminal for the console; jackin-mux config path names the file');
  }
  const exitCode = await runConsole({ ...(await consoleOptions(now)), stdin: process.stdin, stdout: process.stdout });
  process.exit(exitCode);
}

/**
 * What the Auth screen is about: where a server runs, the file that this one reads and the keys that it has, else what one
 * that is started here would have.
 */
export async function consoleOptions(now: Invocation): Promise<ScreenSources> {
  const { options, scope } = now;
  const around = await surroundings(now);
  const own = locateConfig({ flag: options.config, env: process.env, home: homeFolder(), cwd: scope.cwd ?? homeFolder() });
  // a file that was named is meant, whatever the server reads
  const located: Located = own.namedBy === 'default' && around.config ? { file: around.config, namedBy: 'default' } : own;
  return {
    located,
    scope,
    defaults: { workspace: around.workspace, role: around.role, cwd: around.cwd },
    environment: around.environment,
    version: (file, command, rules) => versionOf(file, command, withoutKeys(process.env, rules)),
    env: process.env,
  };
}
