import { OperatorError, sentenceOf } from './base/errors.ts';
import { SERVE } from './cli/server-arguments.ts';

/** One clear sentence on stderr, and the exit code that goes with it. */
function fail(thrown: unknown): never {
  process.stderr.write(`jackin-mux: ${sentenceOf(thrown)}\n`);
  if (process.env.JACKIN_MUX_TRACE && thrown instanceof Error && !(thrown instanceof OperatorError))
    process.stderr.write(`${thrown.stack}\n`);
  process.exit(thrown instanceof OperatorError ? thrown.exitCode : 1);
}

/** A reader that is gone, or a terminal that was closed, is not an error; a full disk behind `> file` is one, and said where that can be. */
function unread(e: NodeJS.ErrnoException): void {
  if (e.code === 'EPIPE' || e.code === 'EIO') return;
  process.stderr.write(`jackin-mux: cannot write the output: ${sentenceOf(e)}\n`);
  process.exitCode = 1;
}

/** Whoever would have to be told is who cannot be: to write once more would be the same error, without an end. */
function unheard(): void {}

async function main(argv: string[]): Promise<void> {
  // a server in the background is waited for: it does not load what reads an operator's command line
  if (argv.at(-1) === SERVE) return (await import('./cli/commands/serve.ts')).serve(argv);
  // who reads our output may have enough (`ls | head`): what was asked for is done all the same
  process.stdout.on('error', unread);
  process.stderr.on('error', unheard);
  const { createProgram } = await import('./cli/program.ts');
  await createProgram(argv).parseAsync(process.argv);
}

main(process.argv.slice(2)).catch(fail);
