import fs from 'node:fs';
import { startServer } from '../client/start-server.ts';
import { checkSocketFolder } from '../protocol/socket-folder.ts';
import type { Invocation } from './options.ts';

/**
 * Starts the server where there is plainly none, while this process still loads what it needs itself: on two cores that
 * is a third of the time to the first screen. Undefined where a socket is there: then connecting tells.
 */
export function startEarly({ socket, uid, serverArgv }: Invocation): Promise<void> | undefined {
  checkSocketFolder(socket, uid);
  if (fs.existsSync(socket)) return undefined;
  const started = startServer(serverArgv);
  // whoever connects awaits it and says what went wrong
  started.catch(() => {});
  return started;
}
