import vm from 'node:vm';
import { OperatorError, sentenceOf } from './errors.ts';

/** How long one search may take, in milliseconds: a pattern that goes back and forth without end must not stop everybody else. */
const LONGEST_MS = 100;
const SLOW = 'ERR_SCRIPT_EXECUTION_TIMEOUT';

/**
 * A regular expression as an operator writes one: `^` and `$` are those of lines. Unicode where the pattern is valid so,
 * else as it was before Unicode, which allows more (`\-`, say). Throws an OperatorError (exit 2) that says what is wrong.
 */
export function patternOf(source: string): RegExp {
  try {
    return new RegExp(source, 'mu');
  } catch {
    try {
      return new RegExp(source, 'm');
    } catch (e) {
      const why = sentenceOf(e).replace(/^Invalid regular expression: (?:\/.*\/[a-z]*: )?/s, '');
      throw new OperatorError(`'${source}' is not a regular expression: ${why.replaceAll(/\s+/g, ' ')}`, 2);
    }
  }
}

let sandbox: { context: vm.Context; script: vm.Script } | null = null;

/** The first place in TEXT that fits, or null. Throws an OperatorError where that takes too long to find out. */
export function firstMatch(pattern: RegExp, text: string): string | null {
  sandbox ??= { context: vm.createContext(Object.create(null)), script: new vm.Script('found = pattern.exec(text)') };
  const { context, script } = sandbox;
  Object.assign(context, { pattern, text, found: null });
  try {
    script.runInContext(context, { timeout: LONGEST_MS });
    return (context.found as RegExpExecArray | null)?.[0] ?? null;
  } catch (e) {
    if ((e as { code?: string }).code !== SLOW) throw e;
    throw new OperatorError(`'${pattern.source}' takes too long to look for; simplify what is repeated inside a repetition`);
  } finally {
    Object.assign(context, { pattern: null, text: '', found: null });
  }
}
