import { type ChildProcess, spawn } from 'node:child_process';
import { errnoOf } from '../base/errors.ts';
import { failureOf } from './op-failure.ts';
import { referenceProblem } from './op-reference.ts';
import type { Environment } from './types.ts';

/** What a reference stands for, or why that cannot be had, as the end of a sentence about the reference. */
export type Answer = { value: string } | { why: string };

export interface ReadOptions {
  /** Environment of `op`: where it is (PATH), and how it signs in (OP_*). */
  env: Environment;
  signal?: AbortSignal | undefined;
  /** From the first to the last of them, in milliseconds. */
  limitMs?: number;
  /** Told of each value the moment it is there. */
  onSecret?: (value: string) => void;
}

/** What PRODUCT allows for all references of a tab together, in milliseconds. */
export const LIMIT_MS = 120_000;
/** A value that is longer is no key, and no variable either: Linux takes 128 KiB for a whole `NAME=value`. In bytes. */
const LONGEST_VALUE = 64 * 1024;
/** More of what `op` says than is needed to tell what is wrong, in bytes. */
const LONGEST_STDERR = 8 * 1024;
/** Runs of `op` at once: each is a process that signs in by itself. */
const AT_ONCE = 8;
/** SIGTERM, then this long, then SIGKILL, in milliseconds. */
const GRACE_MS = 500;
/** What `op` wrote is read to its end at most this long after it has ended, in milliseconds. */
const DRAIN_MS = 250;
/** They change what is printed, for people who look at it. */
const NOT_FOR_OP = ['OP_FORMAT', 'OP_DEBUG'];

/**
 * Reads references with `op read`, several at once, each only once. Never rejects: what fails is in the answers, by reference.
 */
export async function readReferences(references: Iterable<string>, options: ReadOptions): Promise<Map<string, Answer>> {
  const { env, signal, limitMs = LIMIT_MS, onSecret = () => {} } = options;
  const answers = new Map<string, Answer>();
  const waiting = [...new Set(references)];
  if (waiting.length === 0) return answers;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(`1Password did not answer within ${Math.round(limitMs / 1000)} seconds`), limitMs);
  const cancel = () => stop.abort('cancelled');
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) cancel();
  const work = async () => {
    for (let reference = waiting.shift(); reference !== undefined; reference = waiting.shift()) {
      const answer = await readOne(reference, env, stop.signal);
      if ('value' in answer) onSecret(answer.value);
      answers.set(reference, answer);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, waiting.length) }, work));
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
  return answers;
}

/** Whether a reference can be read now: null, or why not. Its value is thrown away. */
export async function tryReference(reference: string, options: ReadOptions): Promise<string | null> {
  const problem = referenceProblem(reference);
  if (problem !== null) return problem;
  const answer = (await readReferences([reference], options)).get(reference);
  return answer && 'why' in answer ? answer.why : null;
}

/**
 * One `op read`. The reference is an argument of its own and begins with `op://`, so that nothing in it is taken for an
 * option or seen by a shell. `op` leads a process group: what it started ends with it.
 */
function readOne(reference: string, env: Environment, stop: AbortSignal): Promise<Answer> {
  return new Promise((resolve) => {
    if (stop.aborted) return resolve({ why: String(stop.reason) });
    let child: ChildProcess;
    try {
      child = spawn('op', ['read', '--no-newline', reference], {
        env: Object.fromEntries(Object.entries(env).filter(([name]) => !NOT_FOR_OP.includes(name))),
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
        shell: false,
      });
    } catch (e) {
      return resolve({ why: startFailure(e) });
    }
    const stdout = new Bounded(LONGEST_VALUE);
    const stderr = new Bounded(LONGEST_STDERR);
    let settled = false;
    const settle = (answer: Answer) => {
      if (settled) return;
      settled = true;
      stop.removeEventListener('abort', onStop);
      resolve(answer);
    };
    const onStop = () => {
      end(child);
      settle({ why: String(stop.reason) });
    };
    stop.addEventListener('abort', onStop, { once: true });
    child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.on('error', (e) => settle({ why: startFailure(e) }));
    const onEnd = (code: number | null, signal: string | null) => {
      // its own words quote the reference, whose names say nothing about what went wrong
      settle(code === 0 ? secretIn(stdout) : { why: failureOf(code, signal, stderr.text.replaceAll(reference, '')) });
    };
    child.on('close', onEnd);
    // op may leave a daemon behind that holds on to what it inherited
    child.on('exit', (code, signal) => setTimeout(onEnd, DRAIN_MS, code, signal).unref());
  });
}

function secretIn(stdout: Bounded): Answer {
  if (stdout.overflowed) return { why: `its value has more than ${LONGEST_VALUE / 1024} KiB, which is no key` };
  // there should be none at the end, but a wrapper around op may add one
  const value = stdout.text.replace(/\r?\n$/, '');
  if (value.trim() === '') return { why: 'its value is empty' };
  if (value.includes('\0')) return { why: 'its value has a NUL in it, which no variable can hold' };
  return { value };
}

function startFailure(thrown: unknown): string {
  if (errnoOf(thrown) === 'ENOENT') return "op, the 1Password command line, is not installed or not on the server's PATH";
  return `op cannot be started (${errnoOf(thrown) ?? 'unknown error'})`;
}

function end(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  signalGroup(pid, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), GRACE_MS);
  child.on('close', () => clearTimeout(timer));
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // it has ended
  }
}

/** The first bytes of a stream; what is beyond is read and forgotten, so that the writer does not block. */
class Bounded {
  overflowed = false;
  private readonly limit: number;
  private readonly chunks: Buffer[] = [];
  private length = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  push(chunk: Buffer): void {
    const room = this.limit - this.length;
    if (chunk.length > room) this.overflowed = true;
    if (room > 0) this.chunks.push(chunk.subarray(0, room));
    this.length += Math.min(chunk.length, room);
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}
