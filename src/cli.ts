import { OperatorError, sentenceOf } from './base/errors.ts';
import { SERVE } from './cli/server-arguments.ts';

/** One clear sentence on stderr, and the exit code that goes with it. */
function fail(thrown: unknown): never {
  process.stderr.write(`jackin-mux: ${sentenceOf(thrown)}\n`);
  if (process.env.JACKIN_MUX_TRACE && thrown instanceof Error && !(thrown instanceof OperatorError))
    process.stderr.write(`${thrown.stack}\n`);
  process.exit(thrown instanceof OperatorError ? thrown.exitCode : 1);
}

/** A reader that is gone is not an error; a full disk behind `> file` is one. */
function unread(e: NodeJS.ErrnoException): void {
  if (e.code === 'EPIPE') return;
  process.exitCode = 1;
  process.stderr.write(`jackin-mux: cannot write the output: ${sentenceOf(e)}\n`);
}

async function main(argv: string[]): Promise<void> {
  // a server in the background is waited for: it does not load what reads an operator's command line
  if (argv.at(-1) === SERVE) return (await import('./cli/commands/serve.ts')).serve(argv);
  // who reads our output may have enough (`ls | head`): what was asked for is done all the same
  for (const stream of [process.stdout, process.stderr]) stream.on('error', unread);
  const { createProgram } = await import('./cli/program.ts');
  await createProgram(argv).parseAsync(process.argv);
}

main(process.argv.slice(2)).catch(fail);
