import { homeFolder } from '../../base/home.ts';
import { findProgram } from '../../base/programs.ts';
import { builtinTable } from '../../catalog/builtin.ts';
import { buildCatalog } from '../../catalog/catalog.ts';
import { outlook } from '../../catalog/doctor.ts';
import { shellPrograms, tabFolder } from '../../catalog/plan.ts';
import { literalKeys } from '../../config/explain.ts';
import { formatProblem, loadConfig } from '../../config/load.ts';
import { locateConfig } from '../../config/locate.ts';
import { readConfig } from '../../config/read.ts';
import { scopedValues } from '../../config/scopes.ts';
import { type Diagnosis, pageOf } from '../doctor/report.ts';
import { claudeFindings } from '../doctor/settings.ts';
import { versionOf, withoutKeys } from '../doctor/versions.ts';
import type { Invocation } from '../options.ts';
import { scopeOf, scopeWords, surroundings } from '../surroundings.ts';
import { readableByOthers } from './config.ts';
import { printJson, printLine } from './connect.ts';

/** What is installed, who is offered where and why not, and what each tab would get. Exit 1 where the configuration is broken. */
export async function doctor(now: Invocation, { json }: { json?: boolean }): Promise<void> {
  const located = locateConfig({ flag: now.options.config, env: process.env, home: homeFolder(), cwd: process.cwd() });
  const text = readConfig(located);
  const { table, problems } = await loadConfig(located.file, text, builtinTable());
  if (problems.length > 0) {
    if (json) printJson({ problems });
    else for (const problem of problems) printLine(formatProblem(problem));
    process.exitCode = 1;
    return;
  }
  const around = await surroundings(now);
  const { environment } = around;
  const scope = scopeOf(table, now, around);
  const catalog = buildCatalog(builtinTable(), table);
  const workdir = scope.workspace === null ? undefined : table.workspaces?.[scope.workspace]?.workdir;
  const cwd = tabFolder({ dir: now.scope.cwd, workdir, server: around.cwd });
  const find = (program: string) => findProgram(program, environment.PATH, cwd);
  const shell = shellPrograms(environment).find((p) => find(p) !== null) ?? 'sh';
  const values = scopedValues(table, scope, environment);
  const agents = outlook({ catalog, table, scope, values, base: environment, shell, cwd });
  const clean = withoutKeys(process.env, catalog.rules);
  const found = agents.map(async (agent) => {
    const path = find(agent.program ?? shell);
    // a shell's version tells nothing about what it is used for here
    const command = catalog.agents.find((a) => a.slug === agent.slug)?.command ?? [];
    const version = path !== null && agent.program !== null ? await versionOf(path, command, clean) : null;
    return { ...agent, path, version };
  });
  const exposed = text === null ? null : readableByOthers(located.file, literalKeys(table, catalog.rules.keys));
  const diagnosis: Diagnosis = {
    version: now.version,
    server: around.server,
    configuration: { file: located.file, exists: text !== null },
    scope,
    op: { path: find('op') },
    agents: await Promise.all(found),
    settings: agents.some((a) => catalog.agents.find((b) => b.slug === a.slug)?.wiring === 'claude')
      ? claudeFindings(homeFolder(), process.env.CLAUDE_CONFIG_DIR, cwd, catalog.rules)
      : [],
    warnings: [...(exposed === null ? [] : [exposed]), ...insideTab(around.server)],
  };
  if (json) printJson(diagnosis);
  else for (const line of pageOf(diagnosis, scopeWords(scope))) printLine(line);
}

/** In a tab without its server, the environment is that tab's. */
function insideTab(server: number | null): string[] {
  if (server !== null || !process.env.JACKIN_TAB_ID) return [];
  return ['this is a tab whose server cannot be asked: keys that only the server has are not seen here'];
}
