import { sentenceOf, traceOf } from '../base/errors.ts';
import { FileLog, type Log, type LogLevel } from '../base/log.ts';
import { Redactor } from '../base/redact.ts';
import type { Bindable } from '../config/keys.ts';
import { prepareSocketFolder } from '../protocol/socket-folder.ts';
import { createSession } from '../session/session.ts';
import { createLauncher } from './configured-launcher.ts';
import { type RunningServer, startServer } from './server.ts';

export interface RunOptions {
  socket: string;
  /** `--config`, where given. */
  config: string | undefined;
  workspace: string | undefined;
  role: string | undefined;
  /** Where to log; unset: `mux.log` beside the socket. */
  logFile: string | undefined;
  debug: boolean;
  version: string;
  /** What keys can be bound to. */
  commands: readonly Bindable[];
  /** A sentence for whoever started it, before it listens: a log that cannot be written. */
  warn: (sentence: string) => void;
}

/** How often signals may be sent before the process gives up on order: the third one ends it at once. */
const PATIENCE = 3;

/**
 * The server process: configuration, log, socket and signals. Resolves when it listens; rejects with an OperatorError,
 * having left nothing behind, where it cannot.
 */
export async function runServer(options: RunOptions): Promise<RunningServer> {
  const uid = process.getuid?.() ?? 0;
  const redactor = new Redactor();
  prepareSocketFolder(options.socket, uid);
  const level: LogLevel = options.debug ? 'debug' : 'info';
  const log: Log = new FileLog(options.logFile ?? `${options.socket.replace(/\.sock$/, '')}.log`, level, redactor, options.warn);
  const launcher = await createLauncher({
    configFlag: options.config,
    env: process.env,
    workspace: options.workspace,
    role: options.role,
    commands: options.commands,
    socket: options.socket,
    log,
    redactor,
  });
  const server = await startServer({
    socket: options.socket,
    uid,
    version: options.version,
    launcher,
    log,
    redactor,
    env: process.env,
    createSession,
  });
  listenToSignals(server, log);
  guard(log);
  launcher.watch(() => void server.reload());
  void server.ended.then(() => launcher.dispose());
  return server;
}

function listenToSignals(server: RunningServer, log: Log): void {
  let count = 0;
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const) {
    process.on(signal, () => {
      count += 1;
      if (count >= PATIENCE) process.exit(1);
      log.info('signal', { signal });
      server.shutdown(signal);
    });
  }
  // what is written to a peer that has gone is not an event; the other two would open node's debugger on a port, or end it
  for (const signal of ['SIGPIPE', 'SIGUSR1', 'SIGUSR2'] as const) process.on(signal, () => {});
}

/** A defect in one place must not end the agents: it is logged, and the rest goes on. */
function guard(log: Log): void {
  const note = (what: string) => (thrown: unknown) => log.error(what, { error: sentenceOf(thrown), where: traceOf(thrown) });
  process.on('uncaughtException', note('uncaught error'));
  process.on('unhandledRejection', note('unhandled rejection'));
}
