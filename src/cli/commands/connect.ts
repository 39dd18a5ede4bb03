import { Mux } from '../../api/mux.ts';
import { openLink } from '../../client/open-link.ts';
import type { ServerLink } from '../../client/server-link.ts';
import { startEarly } from '../early-start.ts';
import type { Invocation } from '../options.ts';

/** Runs WORK with a connection for requests, and closes it. `start`: a server is started where none runs. */
export async function withServer<T>(now: Invocation, start: boolean, work: (link: ServerLink) => Promise<T>): Promise<T> {
  const started = start ? startEarly(now) : undefined;
  const link = await openLink({
    socket: now.socket,
    uid: now.uid,
    version: now.version,
    serverArgv: start ? now.serverArgv : null,
    started,
  });
  try {
    return await work(link);
  } finally {
    link.close();
  }
}

/** Runs WORK with the running server, and disconnects. */
export function withMux<T>(now: Invocation, work: (mux: Mux) => Promise<T>): Promise<T> {
  return withServer(now, false, (link) => work(new Mux(link)));
}

/** Results are all that goes to standard output. */
export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  printLine(JSON.stringify(value, null, 2));
}
