import { OperatorError, sentenceOf } from '../base/errors.ts';
import type { Answer } from './op-read.ts';
import { OP_SCHEME } from './op-reference.ts';
import type { Environment, EnvValue, ScopedValue } from './types.ts';

/** How a value is written: its text, a variable of the server's environment, or a 1Password reference. */
export interface Classified {
  kind: 'literal' | 'variable' | 'reference';
  /** The literal itself, the variable's name, or the reference. */
  text: string;
}

export function classify(value: EnvValue): Classified {
  if (typeof value !== 'string') return 'op' in value ? { kind: 'reference', text: value.op } : { kind: 'literal', text: value.value };
  const named = /^\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))$/.exec(value);
  if (named) return { kind: 'variable', text: named[1] ?? named[2] ?? '' };
  return { kind: value.startsWith(OP_SCHEME) ? 'reference' : 'literal', text: value };
}

/** A variable of `environment`, never something that its object inherits (`constructor`). */
export function variable(environment: Environment, name: string): string | undefined {
  return Object.hasOwn(environment, name) ? environment[name] : undefined;
}

/**
 * Whether there is something to use under a name. A `$NAME` that is unset and a reference count: using them is what tells
 * the operator what is wrong. An empty text counts as nothing wherever it comes from.
 */
export function isPresent(scoped: ScopedValue | undefined, environment: Environment): boolean {
  if (!scoped) return false;
  const { kind, text } = classify(scoped.value);
  const value = kind === 'variable' ? variable(environment, text) : text;
  return value === undefined || value.trim() !== '';
}

/** `isPresent` for names, as the choice of a provider asks it. */
export function keysPresent(values: ReadonlyMap<string, ScopedValue>, environment: Environment): (name: string) => boolean {
  return (name) => isPresent(values.get(name), environment);
}

/** A failure of one value. It names scope and key, never anything of the value: a key may well begin with `$`. */
class Unresolved extends OperatorError {}

/** The reference that a value is, or null. A reference is no secret: what it stands for is. */
export function referenceOf(scoped: ScopedValue): string | null {
  const { kind, text } = classify(scoped.value);
  return kind === 'reference' ? text : null;
}

/** Every reference among `needed`, each once: what has to be read before `resolveValues`. */
export function referencesOf(needed: readonly ScopedValue[]): string[] {
  return [...new Set(needed.map(referenceOf).filter((r) => r !== null))];
}

/**
 * The text of one value.
 *
 * @param answers What was read of references, by reference.
 * @throws OperatorError where the variable is unset, or the reference was not or could not be read.
 */
export function resolveValue(scoped: ScopedValue, environment: Environment, answers: ReadonlyMap<string, Answer> = new Map()): string {
  const { kind, text } = classify(scoped.value);
  if (kind === 'literal') return text;
  const at = `${scoped.name} in ${scoped.where}`;
  if (kind === 'reference') {
    const answer = answers.get(text);
    if (!answer) throw new Unresolved(`${at} is a 1Password reference that was not read`);
    if ('why' in answer) throw new Unresolved(`${at} is ${text}: ${answer.why}`);
    return answer.value;
  }
  const value = variable(environment, text);
  if (value === undefined) {
    throw new Unresolved(
      `${at} stands for a variable that is not set in the server's environment; set it there, or write { value = "..." } for a text that begins with $`,
    );
  }
  return value;
}

/**
 * The texts of several values by name, all that a tab needs at once; all failures are named together.
 *
 * @param answers What was read of their references (`readReferences` of `referencesOf(needed)`).
 * @throws OperatorError
 */
export function resolveValues(
  needed: readonly ScopedValue[],
  environment: Environment,
  answers: ReadonlyMap<string, Answer> = new Map(),
): Map<string, string> {
  const resolved = new Map<string, string>();
  const failures: string[] = [];
  for (const scoped of needed) {
    try {
      resolved.set(scoped.name, resolveValue(scoped, environment, answers));
    } catch (e) {
      if (!(e instanceof Unresolved)) throw e;
      failures.push(sentenceOf(e));
    }
  }
  if (failures.length > 0) throw new OperatorError(failures.join('; '));
  return resolved;
}
