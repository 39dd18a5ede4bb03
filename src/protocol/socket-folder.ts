import fs from 'node:fs';
import path from 'node:path';
import { errnoOf, OperatorError } from '../base/errors.ts';
import { MAX_SOCKET_PATH } from './endpoint.ts';

/**
 * Makes the socket's folder where it is missing, and refuses one that others could use (see `checkSocketFolder`).
 * Throws an OperatorError.
 */
export function prepareSocketFolder(file: string, uid: number): void {
  if (Buffer.byteLength(file) > MAX_SOCKET_PATH) {
    throw new OperatorError(
      `the socket path ${file} is longer than the ${MAX_SOCKET_PATH} bytes that a socket may have; set JACKIN_MUX_SOCKET to a shorter one`,
    );
  }
  const dir = path.dirname(file);
  try {
    fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
  } catch (e) {
    throw new OperatorError(
      `cannot make the socket's folder ${dir}: ${errnoOf(e) ?? 'error'}; set JACKIN_MUX_SOCKET to a place that can be written`,
    );
  }
  checkSocketFolder(file, uid);
}

/**
 * Throws an OperatorError unless the socket's folder is a real folder of this user with mode 0700: whoever can write there
 * could put a socket of their own in the place of ours. A folder that is not there passes.
 */
export function checkSocketFolder(file: string, uid: number): void {
  const dir = path.dirname(file);
  const mend = 'set JACKIN_MUX_SOCKET to a file in a folder of your own';
  let stat: fs.Stats | undefined;
  try {
    stat = fs.lstatSync(dir, { throwIfNoEntry: false });
  } catch (e) {
    throw new OperatorError(`the socket's folder ${dir} cannot be reached: ${errnoOf(e) ?? 'error'}; ${mend}`);
  }
  if (!stat) return;
  if (!stat.isDirectory()) throw new OperatorError(`the socket's folder ${dir} is not a folder (a link does not count); ${mend}`);
  if (stat.uid !== uid) throw new OperatorError(`the socket's folder ${dir} belongs to user ${stat.uid}, not to you (${uid}); ${mend}`);
  if ((stat.mode & 0o077) !== 0) {
    throw new OperatorError(
      `the socket's folder ${dir} is open to others (mode ${(stat.mode & 0o7777).toString(8)}); ${stat.mode & 0o1000 ? mend : `chmod 700 it, or ${mend}`}`,
    );
  }
}
