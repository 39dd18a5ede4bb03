import { setTimeout as delay } from 'node:timers/promises';
import type { Attach } from '../protocol/messages.ts';
import { type LinkEvents, NoServer, ServerLink } from './server-link.ts';
import { startServer } from './start-server.ts';

export interface LinkOptions {
  socket: string;
  uid: number;
  version: string;
  /** Program and arguments that start a server where none runs; null: none is started. */
  serverArgv: string[] | null;
  /** A server that is being started already. */
  started?: Promise<void> | undefined;
}

/** A server that was slower to listen than another one was to give up its lock is waited for, in milliseconds. */
const LOST_RACE_MS = 5000;

/** Connects to the server, and starts it first where none runs and one is wanted. Throws an OperatorError. */
export async function openLink(options: LinkOptions, attach?: { message: Attach; events: LinkEvents }): Promise<ServerLink> {
  const connect = () => ServerLink.connect(options.socket, options.uid, options.version, attach);
  if (options.started) await options.started;
  else {
    try {
      return await connect();
    } catch (e) {
      if (!(e instanceof NoServer) || !options.serverArgv) throw e;
    }
    await startServer(options.serverArgv);
  }
  // of several starts at once one wins; the others may come here before it listens
  for (const until = Date.now() + LOST_RACE_MS; ; ) {
    try {
      return await connect();
    } catch (e) {
      if (!(e instanceof NoServer) || Date.now() > until) throw e;
    }
    await delay(10);
  }
}
