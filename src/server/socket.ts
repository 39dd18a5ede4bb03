import { createHash } from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { errnoOf, OperatorError } from '../base/errors.ts';
import { prepareSocketFolder } from '../protocol/socket-folder.ts';

/** A listening socket that nobody else can have taken. */
export interface Listening {
  server: net.Server;
  /** Removes the socket file and gives the lock back. */
  close(): void;
}

/** What a start finds where another server already has this socket. */
export class AlreadyRunning extends OperatorError {
  constructor(file: string) {
    super(`a server already runs at ${file}; attach with jackin-mux attach, or end it with jackin-mux kill-server`);
    this.name = 'AlreadyRunning';
  }
}

/**
 * The lock that makes one server of many starts: an abstract socket, which the kernel frees with its process, so that it
 * is never stale. Its name comes from the folder's identity, not its path: two containers that share a network namespace
 * but not the folder do not meet.
 */
export function lockName(file: string): string {
  const dir = fs.statSync(path.dirname(file));
  return `\0jackin-mux-${createHash('sha256')
    .update(`${dir.dev}:${dir.ino}:${path.basename(file)}`)
    .digest('hex')
    .slice(0, 32)}`;
}

/** Resolves when the lock is ours; rejects with AlreadyRunning where another process holds it. */
function takeLock(file: string): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    const lock = net.createServer((s) => s.destroy());
    lock.once('error', (e) => reject(errnoOf(e) === 'EADDRINUSE' ? new AlreadyRunning(file) : e));
    lock.listen({ path: lockName(file) }, () => resolve(lock));
    lock.unref();
  });
}

/** Does somebody answer at the socket? */
function answers(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.connect(file);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    // anything but a refusal is somebody: one that is stopped with its queue full, say
    probe.once('error', (e) => resolve(errnoOf(e) !== 'ECONNREFUSED' && errnoOf(e) !== 'ENOENT'));
  });
}

/**
 * Listens at FILE, mode 0600. A socket file that nobody serves is replaced; a live one, or anything that is not a socket,
 * is left alone. Throws an OperatorError that says why it cannot.
 */
export async function listenAt(file: string, uid: number): Promise<Listening> {
  prepareSocketFolder(file, uid);
  const lock = await takeLock(file);
  try {
    const stat = fs.lstatSync(file, { throwIfNoEntry: false });
    if (stat && !stat.isSocket()) {
      throw new OperatorError(`${file} is there and is not a socket; move it away, or set JACKIN_MUX_SOCKET to another file`);
    }
    if (stat) {
      if (await answers(file)) throw new AlreadyRunning(file);
      fs.unlinkSync(file);
    }
    const server = net.createServer();
    const mask = process.umask(0o177);
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(file, resolve);
      });
    } finally {
      process.umask(mask);
    }
    const ours = fs.lstatSync(file);
    return {
      server,
      close() {
        const there = fs.lstatSync(file, { throwIfNoEntry: false });
        // closing removes whatever has the name: not where somebody has moved ours away and put another there
        if (!there || (there.ino === ours.ino && there.dev === ours.dev)) server.close();
        else server.unref();
        lock.close();
      },
    };
  } catch (e) {
    lock.close();
    if (e instanceof OperatorError) throw e;
    throw new OperatorError(`cannot listen at ${file}: ${errnoOf(e) ?? String(e)}; set JACKIN_MUX_SOCKET to a place that can be written`);
  }
}
