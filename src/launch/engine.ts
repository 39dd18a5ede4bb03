import path from 'node:path';
import { OperatorError } from '../base/errors.ts';
import type { ConfigTable } from '../config/types.ts';

/** The container engine, as a program and its first arguments: `["podman", "--root", "/srv/store"]`. */
export interface Engine {
  argv: string[];
  /** What sentences call it: `podman`. */
  name: string;
  /** How it is given values. */
  keys: 'name' | 'file';
}

/** Programs that run another one as somebody else, with a clean environment. */
const CLEANING = ['sudo', 'doas', 'pkexec', 'run0'];

/**
 * The engine that the configuration names; else Docker, or Podman where Docker is not installed.
 *
 * @param isInstalled Whether a program can be started.
 * @throws OperatorError where it is not installed.
 */
export function engineOf(table: Pick<ConfigTable, 'engine' | 'engine_keys'>, isInstalled: (program: string) => boolean): Engine {
  const named = table.engine;
  if (named === undefined) {
    const found = ['docker', 'podman'].find(isInstalled);
    if (found === undefined)
      throw new OperatorError('no container engine is installed: neither docker nor podman is on the PATH; engine = [...] names another');
    return { argv: [found], name: found, keys: table.engine_keys ?? 'name' };
  }
  const argv = typeof named === 'string' ? [named] : [...named];
  const [program = ''] = argv;
  if (!isInstalled(program))
    throw new OperatorError(`the container engine ${program} is not installed; install it, or name another one with engine = "..."`);
  const cleans = CLEANING.includes(path.basename(program));
  return { argv, name: nameOf(argv, cleans), keys: table.engine_keys ?? (cleans ? 'file' : 'name') };
}

function nameOf(argv: readonly string[], cleans: boolean): string {
  const program = cleans ? (argv.slice(1).find((word) => !word.startsWith('-')) ?? argv[0]) : argv[0];
  return path.basename(program ?? '');
}
