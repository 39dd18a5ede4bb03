import { spawn } from 'node:child_process';
import { patience } from '../../base/patience.ts';
import { inheritable } from '../../catalog/inherited.ts';
import type { EnvironmentRules } from '../../catalog/types.ts';
import { isPrintable } from '../../config/names.ts';
import type { Environment } from '../../config/types.ts';

/** A program that does not say its version within this is not waited for, in milliseconds. */
const WITHIN_MS = 2000;
const LONGEST_OUTPUT = 4096;
const LONGEST_VERSION = 40;
const SECRET_NAME = /KEY|TOKEN|SECRET|PASSW|CREDENTIAL|COOKIE|AUTH|HEADERS/i;

/** An environment in which a program can say its version, and that holds no key. */
export function withoutKeys(environment: Environment, rules: EnvironmentRules): Record<string, string> {
  const entries = [...inheritable(environment, rules)].filter(([name]) => !rules.keys.has(name) && !SECRET_NAME.test(name));
  return Object.fromEntries(entries);
}

/**
 * What `COMMAND --version` says, or null. Options of the command are left out: they are for its work.
 *
 * @param file The program, absolute.
 * @param command As configured; words before its first option (`npx claude`) stay.
 */
export function versionOf(file: string, command: readonly string[], env: Record<string, string>): Promise<string | null> {
  const option = command.findIndex((word, i) => i > 0 && word.startsWith('-'));
  const words = command.slice(1, option < 0 ? undefined : option);
  return new Promise((resolve) => {
    let text = '';
    const child = spawn(file, [...words, '--version'], { env, stdio: ['ignore', 'pipe', 'ignore'], detached: true, shell: false });
    const done = () => {
      limit.dispose();
      resolve(versionIn(text));
    };
    const limit = patience(WITHIN_MS, () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // it has ended
      }
      child.stdout.destroy();
      done();
    });
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      if (text.length < LONGEST_OUTPUT) text += piece;
    });
    child.on('error', done);
    child.on('close', done);
  });
}

/** `2.1.330` out of `2.1.330 (Claude Code)` or `codex-cli 0.169.0`. */
export function versionIn(text: string): string | null {
  const version = /\bv?(\d+\.\d+[\w.+-]*)/.exec(text)?.[1];
  return version && isPrintable(version) ? version.slice(0, LONGEST_VERSION) : null;
}
