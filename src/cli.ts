#!/usr/bin/env node
import { OperatorError, sentenceOf } from './base/errors.ts';
import { createProgram } from './cli/program.ts';

/** One clear sentence on stderr, and the exit code that goes with it. */
function fail(thrown: unknown): never {
  process.stderr.write(`jackin-mux: ${sentenceOf(thrown)}\n`);
  if (process.env.JACKIN_MUX_TRACE && thrown instanceof Error && !(thrown instanceof OperatorError))
    process.stderr.write(`${thrown.stack}\n`);
  process.exit(thrown instanceof OperatorError ? thrown.exitCode : 1);
}

try {
  await createProgram(process.argv.slice(2)).parseAsync(process.argv);
} catch (e) {
  fail(e);
}
