/**
 * An error meant for the operator: one sentence that says what happened, to what, and what to do next.
 * Everything else that is thrown is a defect of the program.
 */
export class OperatorError extends Error {
  /** Exit code of a command that fails with this: 1 at run time, 2 for a wrong command line. */
  readonly exitCode: number;

  constructor(sentence: string, exitCode = 1) {
    super(sentence);
    this.name = 'OperatorError';
    this.exitCode = exitCode;
  }
}

/** The one sentence to show for anything that was thrown; never a stack trace. */
export function sentenceOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Where something was thrown, the innermost three places, for a log; never a part of its message. */
export function traceOf(thrown: unknown): string[] {
  if (!(thrown instanceof Error)) return [];
  const lines = (thrown.stack ?? '').split('\n').map((line) => line.trim());
  return lines.filter((line) => /^at .*:\d+\)?$/.test(line)).slice(0, 3);
}

/** The errno name (`ENOENT`, `EAGAIN`...) of a system error, or undefined. */
export function errnoOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
}
