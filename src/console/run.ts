import type { ReadStream, WriteStream } from 'node:tty';
import { OperatorError } from '../base/errors.ts';
import { Redactor } from '../base/redact.ts';
import { runFullScreen } from '../client/full-screen.ts';
import { openScreen, type ScreenSources } from './open.ts';

export interface ConsoleOptions extends ScreenSources {
  stdin: ReadStream;
  stdout: WriteStream;
}

/**
 * The Auth screen in a terminal of its own, until the operator leaves it. Needs no server. Gives the exit code; nothing is saved where
 * a signal ends it.
 *
 * @throws OperatorError, with the terminal untouched, where the configuration cannot be read or has mistakes.
 */
export async function runConsole(options: ConsoleOptions): Promise<number> {
  const { env, stdin, stdout } = options;
  const redactor = new Redactor();
  const { code, sentence } = await runFullScreen({
    stdin,
    stdout,
    env,
    open: (setup) => openScreen({ ...options, ...setup, redactor }),
    redact: (text) => redactor.redact(text),
  });
  if (sentence !== null) throw new OperatorError(`${sentence}; what was not saved is gone`, code);
  return code;
}
