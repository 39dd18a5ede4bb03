import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { socketPath } from '../protocol/endpoint.ts';
import type { Scope } from '../protocol/messages.ts';

/** Options before the command. */
export interface GlobalOptions {
  config?: string;
  workspace?: string;
  role?: string;
  socket?: string;
  debug?: boolean;
  log?: string;
}

/** What every command starts from: options, their variables, and what follows from them. */
export interface Invocation {
  options: GlobalOptions;
  socket: string;
  uid: number;
  version: string;
  /** Scope of this command's requests. */
  scope: Scope;
  /** Program and arguments that start a server with this command's options. */
  serverArgv: string[];
}

export const VERSION = __VERSION__;

/** The file that is run: the bundle's entry. */
export function programFile(): string {
  return process.argv[1] ?? fileURLToPath(import.meta.url);
}

/** Options that a server started by this command gets, and the files they name made absolute. */
export function serverOptions(options: GlobalOptions, env: Record<string, string | undefined>): string[] {
  const out: string[] = [];
  const add = (flag: string, value: string | undefined) => {
    if (value !== undefined) out.push(`${flag}=${value}`);
  };
  add('--config', options.config && path.resolve(options.config));
  add('--workspace', options.workspace);
  add('--role', options.role);
  const log = options.log ?? env.JACKIN_MUX_LOG;
  add('--log', log && path.resolve(log));
  if (options.debug) out.push('--debug');
  return out;
}

export function invocation(options: GlobalOptions): Invocation {
  const uid = process.getuid?.() ?? 0;
  const socket = socketPath(options.socket, process.env, uid);
  return {
    options,
    socket,
    uid,
    version: VERSION,
    scope: {
      workspace: options.workspace ?? (process.env.JACKIN_WORKSPACE || undefined),
      role: options.role ?? (process.env.JACKIN_ROLE || undefined),
      cwd: currentFolder(),
    },
    serverArgv: [process.execPath, programFile(), ...serverOptions(options, process.env), `--socket=${socket}`, 'serve'],
  };
}

/** The current folder, or undefined where it was removed. */
export function currentFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}
