import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import tty from 'node:tty';
import { loadNativeModule } from 'node-pty/lib/utils.js';
import { errnoOf, OperatorError } from '../base/errors.ts';
import type { Size } from '../protocol/messages.ts';
import { BATCH_BYTES, Floods } from './floods.ts';

/**
 * The native half of node-pty 1.2.0-beta.15. Its JavaScript half is passed by, because every defect that FACTS names is in
 * there: it destroys the terminal 200 ms after the child's exit whatever is still unread, reports the exit only then,
 * writes in a busy loop, and clears IUTF8 (erasing by characters in cooked mode) when it is asked for bytes.
 */
interface Native {
  fork(
    file: string,
    args: string[],
    env: string[],
    cwd: string,
    cols: number,
    rows: number,
    uid: number,
    gid: number,
    utf8: boolean,
    helper: string,
    onExit: (code: number, signal: number) => void,
  ): { fd: number; pid: number; pty: string };
  resize(fd: number, cols: number, rows: number, xPixels: number, yPixels: number): void;
}

export interface PtyOptions {
  argv: string[];
  cwd: string;
  env: Record<string, string>;
  size: Size;
}

export interface PtyEvents {
  /** Bytes of the program, valid until the call returns. */
  onData(bytes: Uint8Array): void;
  /** The program ended, and every byte that it wrote before was delivered. `signal` is a name such as `SIGTERM`. */
  onExit(exit: { code: number | null; signal: string | null }): void;
}

export interface Pty {
  readonly pid: number;
  /** Writes what fits now; throws an error with code `EAGAIN` where nothing does. */
  write(bytes: Uint8Array, offset: number): number;
  /** In cells, and in pixels where known. */
  resize(size: Size, pixels?: { width: number; height: number }): void;
  /** Closes the terminal. The kernel hangs up on what still runs in it. No event comes after this. */
  close(): void;
}

/**
 * A read that is this long is all that the kernel gives in one (4095 bytes), so there is more. Taking the rest at once, up
 * to `BATCH_BYTES`, saves a turn of the event loop for each: a tenth of the time of a flood (measured). Each piece is parsed
 * before the next is read: meanwhile the kernel's own thread has the next one ready, for which a read would have to wait (a
 * third of the server's time in a flood; 10 to 20 % more throughput, measured).
 */
const FULL_READ_BYTES = 4000;
const floods = new Floods();

/** One for all terminals: filled and handed on in one go. */
const batch = Buffer.allocUnsafe(BATCH_BYTES);

/** What a pseudo terminal can hold of unread output, several times over: bounds the reading after the exit. */
const MOST_UNREAD_BYTES = 1024 * 1024;

let native: Native | null = null;
let helper = '';

function loadNative(): Native {
  if (native) return native;
  const loaded = loadNativeModule('pty');
  native = loaded.module as Native;
  // macOS only: the program that execs ours
  helper = path.resolve(path.dirname(createRequire(import.meta.url).resolve('node-pty/lib/utils.js')), loaded.dir, 'spawn-helper');
  return native;
}

/** Of two names for one signal the first in the list is the usual one: SIGABRT, not SIGIOT. */
const signalNames = new Map(
  Object.entries(os.constants.signals)
    .reverse()
    .map(([name, number]) => [number, name]),
);

/** Name of a signal by its number: `SIGTERM`. */
export function signalName(number: number): string {
  return signalNames.get(number) ?? `SIG${number}`;
}

/** Why `file` cannot be run, in words, or null. */
function obstacle(file: string): string | null {
  try {
    if (fs.statSync(file).isDirectory()) return 'it is a folder';
    fs.accessSync(file, fs.constants.X_OK);
    return null;
  } catch (e) {
    const errno = errnoOf(e);
    if (errno === 'EACCES') return 'it is not executable';
    return errno === 'ENOENT' ? 'there is no such file' : (e as Error).message;
  }
}

/**
 * Makes sure that `name` can be run with this PATH, as execvp would find it.
 * Throws an OperatorError where there is no such program, or it cannot be run.
 */
export function checkProgram(name: string, searchPath: string | undefined, cwd: string): void {
  if (name === '') throw new OperatorError('cannot run a command with an empty name');
  if (name.includes('/')) {
    const why = obstacle(path.resolve(cwd, name));
    if (why) throw new OperatorError(`cannot run ${name}: ${why}`);
    return;
  }
  let found: string | null = null;
  for (const folder of (searchPath ?? '/usr/local/bin:/usr/bin:/bin').split(':')) {
    const file = path.resolve(cwd, folder, name);
    const why = obstacle(file);
    if (why === null) return;
    if (why === 'it is not executable') found = file;
  }
  throw new OperatorError(
    found
      ? `cannot run ${name}: ${found} is not executable`
      : `cannot run ${name}: no such program on PATH; install it or name its full path`,
  );
}

function checkFolder(cwd: string): void {
  try {
    if (!fs.statSync(cwd).isDirectory()) throw new OperatorError(`cannot start in ${cwd}: it is not a folder`);
    fs.accessSync(cwd, fs.constants.X_OK);
  } catch (e) {
    if (e instanceof OperatorError) throw e;
    const errno = errnoOf(e);
    const why = errno === 'ENOENT' ? 'there is no such folder' : errno === 'EACCES' ? 'permission denied' : (e as Error).message;
    throw new OperatorError(`cannot start in ${cwd}: ${why}`);
  }
}

/**
 * Starts a program in a new pseudo terminal, as the leader of its own session.
 * Throws an OperatorError where the folder or the program is not there or may not be used.
 */
export function openPty(options: PtyOptions, events: PtyEvents): Pty {
  const { argv, cwd, env, size } = options;
  checkFolder(cwd);
  const name = argv[0] ?? '';
  checkProgram(name, env.PATH, cwd);
  const pairs = Object.entries({ ...env, PWD: cwd }).map(([key, value]) => `${key}=${value}`);

  let closed = false;
  /** The stream has closed the terminal by itself, after an error. */
  let lost = false;
  let stream: tty.ReadStream | null = null;
  let held = -1;
  let exitBeforeReady: [number, number] | null = null;

  const close = () => {
    if (closed) return;
    closed = true;
    floods.gone(source);
    stream?.destroy();
    if (held >= 0) fs.closeSync(held);
    held = -1;
  };

  /** Reads into `batch` from `size` until that has `enough` bytes, or until nothing is left; returns its size then. */
  const readOn = (fd: number, size: number, enough = BATCH_BYTES): number => {
    try {
      while (size < enough) {
        const n = fs.readSync(fd, batch, size, BATCH_BYTES - size, null);
        if (n === 0) break;
        size += n;
      }
    } catch {
      // EAGAIN: nothing is left
    }
    return size;
  };

  /** Reads what the program left behind: the stream would stop at the hang-up with the rest unread. */
  const drain = (fd: number) => {
    for (let total = 0; total < MOST_UNREAD_BYTES && !closed && !lost; ) {
      const n = readOn(fd, 0);
      if (n === 0) return;
      total += n;
      events.onData(batch.subarray(0, n));
    }
  };

  const finish = (fd: number, code: number, signal: number) => {
    if (closed) return;
    drain(fd);
    if (closed) return;
    close();
    events.onExit(signal > 0 ? { code: null, signal: signalName(signal) } : { code, signal: null });
  };

  let opened = -1;
  const source = { pause: () => void stream?.pause(), resume: () => void (closed || lost || stream?.resume()) };
  /** Hands on the BYTES of a full read, and reads on as long as reads are full and the share lasts. */
  const onward = (bytes: number): void => {
    let left = floods.filled(source);
    for (let n = bytes; n > 0 && !closed && !lost; n = left > 0 ? readOn(opened, 0, 1) : 0) {
      left -= n;
      events.onData(batch.subarray(0, n));
    }
  };
  const received = (bytes: number): boolean => {
    if (closed) return false;
    floods.output(source);
    if (bytes >= FULL_READ_BYTES) onward(bytes);
    else events.onData(batch.subarray(0, bytes));
    return true;
  };
  const { fd, pid, pty } = loadNative().fork(
    name,
    argv.slice(1),
    pairs,
    cwd,
    size.cols,
    size.rows,
    -1,
    -1,
    true,
    helper,
    (code, signal) => {
      if (opened < 0) exitBeforeReady = [code, signal];
      else finish(opened, code, signal);
    },
  );
  try {
    // without a hold on its own end the terminal hangs up at the exit, and unread output is lost (FACTS: 37 of 100)
    held = fs.openSync(pty, fs.constants.O_RDWR | fs.constants.O_NOCTTY);
    // what is read lands in `batch` at once: no memory of its own and no stream's bookkeeping for each 4 KB
    const onread = { buffer: batch, callback: (bytes: number) => received(bytes) };
    stream = new tty.ReadStream(fd, { onread } as unknown as ConstructorParameters<typeof tty.ReadStream>[1]);
  } catch (e) {
    if (held >= 0) fs.closeSync(held);
    fs.closeSync(fd);
    process.kill(pid, 'SIGKILL');
    throw new OperatorError(`cannot open the terminal of ${name}: ${(e as Error).message}`);
  }
  // a terminal that hung up reads as EIO; the exit itself comes from the kernel
  stream.on('error', () => {});
  // its file descriptor may be another session's from now on
  stream.on('close', () => {
    lost = true;
  });
  opened = fd;
  stream.resume();
  if (exitBeforeReady) setImmediate(finish, fd, ...(exitBeforeReady as [number, number]));

  return {
    pid,
    write: (bytes, offset) => {
      if (closed || lost) return bytes.byteLength - offset;
      floods.input(source, bytes.byteLength - offset);
      return fs.writeSync(fd, bytes, offset);
    },
    resize: (to, pixels) => {
      if (!closed && !lost) loadNative().resize(fd, to.cols, to.rows, pixels?.width ?? 0, pixels?.height ?? 0);
    },
    close,
  };
}
