import os from 'node:os';
import { OperatorError } from '../../base/errors.ts';
import { locateConfig } from '../../config/locate.ts';
import { runConsole } from '../../console/run.ts';
import { versionOf, withoutKeys } from '../doctor/versions.ts';
import type { Invocation } from '../options.ts';
import { surroundings } from '../surroundings.ts';

/** The Auth screen on this terminal; ends the process when the operator leaves it. */
export async function openConsole(now: Invocation): Promise<void> {
  const { options, scope } = now;
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new OperatorError('standard input and output have to be a terminal for the console; jackin-mux config path names the file');
  }
  const around = await surroundings(now);
  const exitCode = await runConsole({
    located: locateConfig({ flag: options.config, env: process.env, home: os.homedir(), cwd: scope.cwd ?? os.homedir() }),
    scope,
    defaults: { workspace: around.workspace, role: around.role, cwd: around.cwd },
    environment: around.environment,
    version: (file, command, rules) => versionOf(file, command, withoutKeys(process.env, rules)),
    stdin: process.stdin,
    stdout: process.stdout,
    env: process.env,
  });
  process.exit(exitCode);
}
