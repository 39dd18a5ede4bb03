import fs from 'node:fs';
import { OperatorError } from '../../base/errors.ts';
import { homeFolder } from '../../base/home.ts';
import { builtinTable } from '../../catalog/builtin.ts';
import { buildCatalog } from '../../catalog/catalog.ts';
import { COMMANDS } from '../../client/commands.ts';
import { explain, literalKeys } from '../../config/explain.ts';
import { formatProblem, loadConfig } from '../../config/load.ts';
import { type Located, locateConfig } from '../../config/locate.ts';
import { readConfig } from '../../config/read.ts';
import { explanationLines } from '../explain-text.ts';
import type { Invocation } from '../options.ts';
import { printJson, printLine, withServer } from './connect.ts';

function located({ options }: Invocation): Located {
  return locateConfig({ flag: options.config, env: process.env, home: homeFolder(), cwd: process.cwd() });
}

/** Which file is read; standard error says where it is not there. */
export function configPath(now: Invocation): void {
  const { file } = located(now);
  printLine(file);
  if (!fs.existsSync(file)) process.stderr.write('jackin-mux: that file does not exist, which is fine: everything has a default\n');
}

/** Every mistake, a line each; exit 1 where there is any. What is no mistake but unwise goes to standard error. */
export async function configCheck(now: Invocation): Promise<void> {
  const place = located(now);
  const { table, problems } = await loadConfig(place.file, readConfig(place), builtinTable(), COMMANDS);
  for (const problem of problems) printLine(formatProblem(problem));
  if (problems.length > 0) process.exitCode = 1;
  const exposed = readableByOthers(place.file, literalKeys(table, buildCatalog(builtinTable(), table).rules.keys));
  if (exposed !== null) process.stderr.write(`jackin-mux: ${exposed}\n`);
}

/** A sentence where a file that holds KEYS (as places in it) can be read by others, else null. */
export function readableByOthers(file: string, keys: string[]): string | null {
  const mode = keys.length === 0 ? 0 : (fs.statSync(file, { throwIfNoEntry: false })?.mode ?? 0);
  if ((mode & 0o044) === 0) return null;
  const more = keys.length > 1 ? ` and ${keys.length - 1} more` : '';
  return `${file} can be read by others (mode 0${(mode & 0o777).toString(8)}) and holds ${keys[0]}${more}; chmod 600 ${file}`;
}

/** For each name, every scope that sets it, which decides and why; never a value. NAME: only that one. */
export async function configExplain(now: Invocation, name: string | undefined, { json }: { json?: boolean }): Promise<void> {
  const place = located(now);
  const { table, problems } = await loadConfig(place.file, readConfig(place), builtinTable(), COMMANDS);
  if (problems.length > 0) throw new OperatorError(`the configuration has mistakes\n${problems.map(formatProblem).join('\n')}`);
  const { surroundings, scopeOf, scopeWords } = await import('../surroundings.ts');
  const around = await surroundings(now);
  const scope = scopeOf(table, now, around);
  const { keys } = buildCatalog(builtinTable(), table).rules;
  const names = explain(table, scope, around.environment, keys, name ?? null);
  if (json) return printJson({ scope, server: around.server, names });
  printLine(`scope: ${scopeWords(scope)}`);
  for (const line of names.flatMap(explanationLines)) printLine(line);
}

export async function configReload(now: Invocation): Promise<void> {
  const { problems } = await withServer(now, false, (link) => link.request('reload', {}));
  if (problems.length > 0) throw new OperatorError(`the last good configuration stays in force\n${problems.join('\n')}`);
}
