import { spawn } from 'node:child_process';
import { OperatorError, sentenceOf } from '../base/errors.ts';
import type { Engine } from './engine.ts';

type Environment = Record<string, string | undefined>;

export interface Answer {
  code: number;
  out: string;
  err: string;
}

/** More than any engine has to say, in characters. */
const LONGEST = 1 << 20;

/**
 * Runs the engine to its end and gives what it said. Standard input is this process's, for a `sudo` that asks for a password.
 *
 * @param set Variables on top of this process's own.
 */
export function ask(argv: readonly string[], env: Environment, set: ReadonlyMap<string, string> = new Map()): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0]!, argv.slice(1), { env: { ...env, ...Object.fromEntries(set) }, stdio: ['inherit', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out = (out + text).slice(-LONGEST);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err = (err + text).slice(-LONGEST);
    });
    child.on('error', (e) => reject(new OperatorError(`cannot run ${argv[0]}: ${sentenceOf(e)}`)));
    child.on('close', (code, signal) => resolve({ code: code ?? 1, out, err: code === null ? `${err}\nended by ${signal}` : err }));
  });
}

export const askEngine = (engine: Engine, args: readonly string[], env: Environment): Promise<Answer> =>
  ask([...engine.argv, ...args], env);

/** Signals that are for the program that has the terminal, and those that are handed on to it. */
const ITS_OWN = ['SIGINT', 'SIGQUIT', 'SIGTSTP'] as const;
const HANDED_ON = ['SIGTERM', 'SIGHUP'] as const;

/** Gives the terminal to a program until it ends. Gives its exit code, 128 and the signal's number where a signal ended it. */
export function onTerminal(argv: readonly string[], env: Environment): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0]!, argv.slice(1), { env, stdio: 'inherit' });
    const ignore = () => {};
    const handOn = (signal: NodeJS.Signals) => void child.kill(signal);
    for (const signal of ITS_OWN) process.on(signal, ignore);
    for (const signal of HANDED_ON) process.on(signal, handOn);
    const done = () => {
      for (const signal of ITS_OWN) process.off(signal, ignore);
      for (const signal of HANDED_ON) process.off(signal, handOn);
    };
    child.on('error', (e) => {
      done();
      reject(new OperatorError(`cannot run ${argv[0]}: ${sentenceOf(e)}`));
    });
    child.on('exit', (code, signal) => {
      done();
      resolve(code ?? (signal === 'SIGHUP' ? 129 : signal === 'SIGTERM' ? 143 : 137));
    });
  });
}

/** What a line of a container's log has to say that a terminal can be attached; `up` says it once its first tab is open. */
const READY = /jackin-mux: the server runs at /;

/**
 * Follows the log of a container until its server listens, or it ends, or the engine has no log to show, or MS milliseconds are
 * over. True: it listens. `log` is the last of what it said.
 */
export function untilReady(
  engine: Engine,
  container: string,
  env: Environment,
  { ms, since }: { ms: number; since?: string },
): Promise<{ ready: boolean; log: string }> {
  return new Promise((resolve) => {
    const args = [...engine.argv.slice(1), 'logs', '-f', ...(since === undefined ? [] : ['--since', since]), container];
    const child = spawn(engine.argv[0]!, args, { env, stdio: ['inherit', 'pipe', 'pipe'] });
    let log = '';
    let done = false;
    const finish = (ready: boolean) => {
      if (done) return;
      done = true;
      clearTimeout(timer);
      child.kill();
      resolve({ ready, log });
    };
    const timer = setTimeout(() => finish(false), ms);
    const hear = (text: string) => {
      log = (log + text).slice(-LONGEST);
      if (READY.test(log)) finish(true);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.on('error', () => finish(false));
    child.on('close', () => finish(false));
  });
}
