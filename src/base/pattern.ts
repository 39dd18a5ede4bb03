import vm from 'node:vm';
import { OperatorError, sentenceOf } from './errors.ts';

/**
 * How much of a processor one search may take, in milliseconds: a pattern that goes back and forth without end must not stop everybody
 * else. A script is only limited by the clock, which goes on while a busy machine lets other programs run: what was stopped
 * before it had its share is begun again, with twice the time.
 */
const LONGEST_MS = 100;
const PATIENCE_MS = 3200;
const SLOW = 'ERR_SCRIPT_EXECUTION_TIMEOUT';

/** Runs SCRIPT; false: it would have taken too long. `reset`: makes everything as it was, before another try. */
function runLimited(script: vm.Script, context: vm.Context, reset: () => void): boolean {
  for (let timeout = LONGEST_MS; ; timeout *= 2) {
    const before = process.cpuUsage();
    try {
      reset();
      script.runInContext(context, { timeout });
      return true;
    } catch (e) {
      if ((e as { code?: string }).code !== SLOW) throw e;
      const { user, system } = process.cpuUsage(before);
      if ((user + system) / 1000 >= LONGEST_MS * 0.9 || timeout >= PATIENCE_MS) return false;
    }
  }
}

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

/**
 * What an operator types to search for: a regular expression, or, where it is none (`foo(`), that text. Without capitals it
 * fits both cases (smart case); those of `\\S` and the like do not count.
 */
export function searchPattern(source: string, ignoreCase = !/\p{Lu}/u.test(source.replaceAll(/\\./gu, ''))): RegExp {
  const flags = ignoreCase ? 'gmi' : 'gm';
  for (const [text, u] of [
    [source, 'u'],
    [source, ''],
  ] as const) {
    try {
      return new RegExp(text, flags + u);
    } catch {
      // the next form allows more
    }
  }
  return new RegExp(source.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), flags);
}

let sandbox: { context: vm.Context; script: vm.Script } | null = null;

/** A match: which text, where in it (UTF-16 units), how long. */
export type Match = [text: number, at: number, length: number];

let searching: { context: vm.Context; script: vm.Script } | null = null;

/**
 * Every match of PATTERN (with flag `g`) in each of TEXTS, at most MOST, empty ones left out. Throws an OperatorError where
 * that takes too long to find out.
 */
export function allMatches(pattern: RegExp, texts: readonly string[], most: number): Match[] {
  searching ??= {
    context: vm.createContext(Object.create(null)),
    script: new vm.Script(`for (let i = 0; i < texts.length && found.length < most; i++) {
      pattern.lastIndex = 0;
      for (let m; found.length < most && (m = pattern.exec(texts[i])) !== null; )
        if (m[0].length > 0) found.push([i, m.index, m[0].length]);
        else pattern.lastIndex++;
    }`),
  };
  const { context, script } = searching;
  let found: Match[] = [];
  const reset = () => {
    found = [];
    Object.assign(context, { pattern, texts, found, most });
  };
  try {
    if (!runLimited(script, context, reset)) throw tooSlow(pattern);
    return found;
  } finally {
    Object.assign(context, { pattern: null, texts: null, found: null });
  }
}

function tooSlow(pattern: RegExp): OperatorError {
  return new OperatorError(`'${pattern.source}' takes too long to look for; simplify what is repeated inside a repetition`);
}

/** The first place in TEXT that fits, or null. Throws an OperatorError where that takes too long to find out. */
export function firstMatch(pattern: RegExp, text: string): string | null {
  sandbox ??= { context: vm.createContext(Object.create(null)), script: new vm.Script('found = pattern.exec(text)') };
  const { context, script } = sandbox;
  try {
    if (!runLimited(script, context, () => Object.assign(context, { pattern, text, found: null }))) throw tooSlow(pattern);
    return (context.found as RegExpExecArray | null)?.[0] ?? null;
  } finally {
    Object.assign(context, { pattern: null, text: '', found: null });
  }
}
