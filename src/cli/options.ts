import { socketPath } from '../protocol/endpoint.ts';
import type { Scope } from '../protocol/messages.ts';
import type { GlobalOptions } from './global-options.ts';
import { programFile, serverArguments } from './server-arguments.ts';

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
    serverArgv: [process.execPath, programFile(), ...serverArguments(options, socket, process.env)],
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
