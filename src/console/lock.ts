import fs from 'node:fs';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Disposable } from '../base/disposable.ts';
import { errnoOf, OperatorError } from '../base/errors.ts';

/** A writer holds the lock for some milliseconds; one that holds it longer than this is not waited for. */
const PATIENCE_MS = 1500;
const POLL_MS = 30;
/** A holder on another host (the folder is shared) cannot be asked: after this long it is taken for gone, in milliseconds. */
const FOREIGN_MS = 60_000;

/**
 * The right to write FILE, which one process has at a time: a file `FILE.lock` beside it with the holder's process id.
 * The lock of a process that is gone is taken over.
 *
 * @throws OperatorError where another process keeps it; system errors where the folder cannot be written to.
 */
export async function lockFile(file: string): Promise<Disposable> {
  const lock = `${file}.lock`;
  const mine = `${process.pid} ${os.hostname()}\n`;
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    if (create(lock, mine)) return { dispose: () => release(lock, mine) };
    const holder = contentOf(lock);
    if (holder === null) continue;
    if (isGone(lock, holder)) takeAway(lock, holder);
    else if (Date.now() >= end) {
      const pid = /^\d+/.exec(holder)?.[0];
      throw new OperatorError(
        `another program is saving ${file}${pid ? ` (process ${pid})` : ''}; try again, or remove ${lock} if that is not so`,
      );
    } else await sleep(POLL_MS);
  }
}

/** O_EXCL decides; the content is complete before the name is there where the file system knows hard links. */
function create(lock: string, content: string): boolean {
  const draft = `${lock}.${process.pid}`;
  try {
    fs.writeFileSync(draft, content, { mode: 0o600 });
    try {
      fs.linkSync(draft, lock);
      return true;
    } catch (e) {
      if (errnoOf(e) === 'EEXIST') return false;
      fs.writeFileSync(lock, content, { mode: 0o600, flag: 'wx' });
      return true;
    } finally {
      fs.rmSync(draft, { force: true });
    }
  } catch (e) {
    if (errnoOf(e) === 'EEXIST') return false;
    throw e;
  }
}

function contentOf(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (e) {
    if (errnoOf(e) === 'ENOENT') return null;
    throw e;
  }
}

function isGone(lock: string, holder: string): boolean {
  const [, pid, host] = /^(\d+) (.*)\n$/.exec(holder) ?? [];
  if (pid === undefined || host !== os.hostname()) {
    const written = fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    return written !== undefined && Date.now() - written > FOREIGN_MS;
  }
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (e) {
    return errnoOf(e) === 'ESRCH';
  }
}

/** Two processes may find the same dead lock: whoever moves it away looks whether it is still that one. */
function takeAway(lock: string, holder: string): void {
  const aside = `${lock}.${process.pid}.old`;
  try {
    fs.renameSync(lock, aside);
    if (contentOf(aside) !== holder) fs.linkSync(aside, lock);
  } catch {
    // somebody else was first
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

function release(lock: string, mine: string): void {
  try {
    if (contentOf(lock) === mine) fs.rmSync(lock, { force: true });
  } catch {
    // the folder is gone, and the lock with it
  }
}
