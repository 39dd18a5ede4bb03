import os from 'node:os';
import { OperatorError } from '../../base/errors.ts';
import { locateConfig } from '../../config/locate.ts';
import { runConsole } from '../../console/run.ts';
import type { Invocation } from '../options.ts';

/** The Auth screen on this terminal; ends the process when the operator leaves it. */
export async function openConsole({ options, scope }: Invocation): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new OperatorError('standard input and output have to be a terminal for the console; jackin-mux config path names the file');
  }
  const exitCode = await runConsole({
    located: locateConfig({ flag: options.config, env: process.env, home: os.homedir(), cwd: scope.cwd ?? os.homedir() }),
    scope,
    stdin: process.stdin,
    stdout: process.stdout,
    env: process.env,
  });
  process.exit(exitCode);
}
