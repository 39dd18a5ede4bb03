import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { OperatorError } from '../../base/errors.ts';
import { openLink } from '../../client/open-link.ts';
import { NoServer, OtherVersion } from '../../client/server-link.ts';
import type { Invocation } from '../options.ts';

/** A server of another version is ended by a signal and watched for this long, in milliseconds. */
const OTHER_VERSION_MS = 8000;

/** Ends every session, then the server; resolves when it is gone. No server is no error. */
export async function killServer(now: Invocation): Promise<void> {
  try {
    const link = await openLink({ socket: now.socket, uid: now.uid, version: now.version, serverArgv: null });
    await link.request('shutdown', {});
    await link.closed();
    link.close();
    await gone(link.serverPid, 2000);
  } catch (e) {
    if (e instanceof NoServer) return;
    if (!(e instanceof OtherVersion)) throw e;
    process.kill(e.pid, 'SIGTERM');
    if (!(await gone(e.pid, OTHER_VERSION_MS)))
      throw new OperatorError(`the server (process ${e.pid}) of another version does not end; kill -9 ${e.pid}`);
  }
}

async function gone(pid: number, withinMs: number): Promise<boolean> {
  for (const until = Date.now() + withinMs; Date.now() < until; await delay(20)) if (!isRunning(pid)) return true;
  return false;
}

/** A process that has ended and that nobody has waited for yet does not run any more, though it can be signalled. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^\d+ \(.*\) [ZX] /s.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}
