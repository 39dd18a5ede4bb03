import { OperatorError } from '../base/errors.ts';
import { openLink } from '../client/open-link.ts';
import { NoServer } from '../client/server-link.ts';
import { resolveScope } from '../config/scopes.ts';
import type { ConfigTable, Environment, ScopeName } from '../config/types.ts';
import type { ServerEnvironment } from '../protocol/messages.ts';
import type { Invocation } from './options.ts';

/** What the answers about keys depend on besides the configuration: a running server's own, else this command's. */
export interface Surroundings {
  /** Process of the server that was asked, or null where none runs: then it is what a server started here would have. */
  server: number | null;
  /** Of a server, only names are known: what stands for a value is no value. */
  environment: Environment;
  cwd: string;
  /** The configuration file of that server. */
  config: string | undefined;
  workspace: string | undefined;
  role: string | undefined;
}

/** What stands for a value that only the server knows. */
const SET = '\0set';
/** Of these the values are needed, to find programs; they are the same for both or do no harm. */
const KNOWN_HERE = ['HOME', 'SHELL'];

export async function surroundings(now: Invocation): Promise<Surroundings> {
  const cwd = now.scope.cwd ?? '/';
  const asked = await askServer(now);
  if (!asked) return { server: null, environment: process.env, cwd, config: undefined, workspace: undefined, role: undefined };
  const { names, path, config, workspace, role } = asked.environment;
  const value = (name: string) => (name === 'PATH' ? (path ?? SET) : KNOWN_HERE.includes(name) ? (process.env[name] ?? SET) : SET);
  const environment = Object.fromEntries(names.map((name) => [name, value(name)]));
  return { server: asked.pid, environment, cwd: asked.environment.cwd, config, workspace: workspace ?? undefined, role: role ?? undefined };
}

/** Null where no server runs, or one that cannot be asked. */
async function askServer(now: Invocation): Promise<{ pid: number; environment: ServerEnvironment } | null> {
  try {
    const link = await openLink({ socket: now.socket, uid: now.uid, version: now.version, serverArgv: null });
    try {
      return { pid: link.serverPid, environment: await link.request('environment', {}) };
    } finally {
      link.close();
    }
  } catch (e) {
    if (e instanceof NoServer || e instanceof OperatorError) return null;
    throw e;
  }
}

/** The scope that a request of this command would have. */
export function scopeOf(table: ConfigTable, now: Invocation, around: Surroundings): ScopeName {
  return resolveScope(table, now.scope, { workspace: around.workspace, role: around.role, cwd: around.cwd });
}

/** `workspace web, role reviewer`. */
export function scopeWords({ workspace, role }: ScopeName): string {
  const parts = [...(workspace === null ? [] : [`workspace ${workspace}`]), ...(role === null ? [] : [`role ${role}`])];
  return parts.length > 0 ? parts.join(', ') : 'global';
}
