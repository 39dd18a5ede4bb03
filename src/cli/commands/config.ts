import fs from 'node:fs';
import os from 'node:os';
import { OperatorError } from '../../base/errors.ts';
import { builtinTable } from '../../catalog/builtin.ts';
import { formatProblem, loadConfig } from '../../config/load.ts';
import { type Located, locateConfig } from '../../config/locate.ts';
import { readConfig } from '../../config/read.ts';
import type { Invocation } from '../options.ts';
import { printLine, withServer } from './connect.ts';

function located({ options }: Invocation): Located {
  return locateConfig({ flag: options.config, env: process.env, home: os.homedir(), cwd: process.cwd() });
}

/** Which file is read; standard error says where it is not there. */
export function configPath(now: Invocation): void {
  const { file } = located(now);
  printLine(file);
  if (!fs.existsSync(file)) process.stderr.write('jackin-mux: that file does not exist, which is fine: everything has a default\n');
}

/** Every mistake, a line each; exit 1 where there is any. */
export async function configCheck(now: Invocation): Promise<void> {
  const place = located(now);
  const { problems } = await loadConfig(place.file, readConfig(place), builtinTable());
  for (const problem of problems) printLine(formatProblem(problem));
  if (problems.length > 0) process.exitCode = 1;
}

export async function configReload(now: Invocation): Promise<void> {
  const { problems } = await withServer(now, false, (link) => link.request('reload', {}));
  if (problems.length > 0) throw new OperatorError(`the last good configuration stays in force\n${problems.join('\n')}`);
}
