import path from 'node:path';
import { parseArgs } from 'node:util';
import type { GlobalOptions } from './global-options.ts';

/** The last argument of a server in the background. Not a command: only this program starts it. */
export const SERVE = 'serve';

/** The file that is run: the program's entry. */
export function programFile(): string {
  return process.argv[1]!;
}

/** Arguments of the server that a command with these options starts; the files that they name are made absolute. */
export function serverArguments(options: GlobalOptions, socket: string, env: Record<string, string | undefined>): string[] {
  const out: string[] = [];
  const add = (flag: string, value: string | undefined) => {
    if (value !== undefined) out.push(`--${flag}=${value}`);
  };
  add('config', options.config && path.resolve(options.config));
  add('workspace', options.workspace);
  add('role', options.role);
  const log = options.log ?? env.JACKIN_MUX_LOG;
  add('log', log && path.resolve(log));
  if (options.debug) out.push('--debug');
  add('socket', socket);
  return [...out, SERVE];
}

/** What `serverArguments` was made from. A server starts on somebody's time: this is the fast way to its options. */
export function parseServerArguments(argv: string[]): GlobalOptions & { socket: string } {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: argv.slice(0, -1),
    options: { config: text, workspace: text, role: text, log: text, socket: text, debug: { type: 'boolean' } },
  });
  return { ...values, socket: values.socket ?? '' } as GlobalOptions & { socket: string };
}
