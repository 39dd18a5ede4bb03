import { OperatorError } from '../../base/errors.ts';
import { homeFolder } from '../../base/home.ts';
import type { OpenParams } from '../../protocol/messages.ts';
import { authScreen } from '../auth-screen.ts';
import { startEarly } from '../early-start.ts';
import type { Invocation } from '../options.ts';

export interface AttachOptions {
  /** Start a server where none runs. */
  start: boolean;
  readOnly?: boolean;
  /** Also from inside a tab. */
  nested: boolean;
  /** The tab to open and show first. */
  open?: OpenParams;
}

/** Attaches this terminal; ends the process with the client's exit code. Throws an OperatorError where it cannot. */
export async function attach(now: Invocation, options: AttachOptions): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new OperatorError('standard input and output have to be a terminal to attach one; jackin-mux ls and new work without');
  }
  if (process.env.JACKIN_TAB_ID && !options.nested) {
    throw new OperatorError(`this is tab ${process.env.JACKIN_TAB_ID} of jackin-mux already; --nested attaches here all the same`);
  }
  const started = options.start ? startEarly(now) : undefined;
  const { runClient } = await import('../../client/client.ts');
  const exitCode = await runClient({
    link: { socket: now.socket, uid: now.uid, version: now.version, serverArgv: options.start ? now.serverArgv : null, started },
    scope: now.scope,
    readOnly: options.readOnly === true,
    inside: process.env.JACKIN_MUX_SOCKET === now.socket ? (process.env.JACKIN_TAB_ID ?? null) : null,
    open: options.open ?? null,
    auth: authScreen(now),
    again: again(now, options),
    stdin: process.stdin,
    stdout: process.stdout,
    env: process.env,
    home: homeFolder(),
  });
  process.exit(exitCode);
}

/**
 * What attaches again as this did, for the shell that it was called from; null where there is none: inside a tab or `up`, or in a
 * container that was entered from outside, where a process has no parent (0).
 */
function again({ options: { socket } }: Invocation, { nested, readOnly }: AttachOptions): string | null {
  if (nested || process.ppid === 0) return null;
  const where =
    socket === undefined ? '' : ` --socket ${/^[\w@%+=:,./-]+$/.test(socket) ? socket : `'${socket.replaceAll("'", "'\\''")}'`}`;
  return `jackin-mux${where}${readOnly ? ' attach --read-only' : ''}`;
}
