/** The forms that names of the configuration have, and how a key path is written for the operator. */

/** A portable name of an environment variable (POSIX 8.1, lower case included since programs use it). */
export const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** What an agent or provider is called on a command line: it can never be taken for a flag. */
export const SLUG = /^[a-z0-9][a-z0-9-]*$/;
/** A variable's name, or the beginning of one followed by `*`. */
export const VARIABLE_PATTERN = /^[A-Za-z_][A-Za-z0-9_]*\*?$/;

/** Variables that the program and its container engine keep for themselves. */
export function isReserved(variable: string): boolean {
  return variable.startsWith('JACKIN_') || variable.startsWith('DOCKER_');
}

/** Names that every program needs: taken for a key's, they would be missing in every tab. */
const INDISPENSABLE = new Set(['HOME', 'PATH', 'SHELL', 'USER', 'TERM', 'LANG', 'PWD']);

export function isIndispensable(variable: string): boolean {
  return INDISPENSABLE.has(variable);
}

/** Whether `variable` is named by one of `patterns`: exactly, or by its beginning where a pattern ends with `*`. */
export function matches(variable: string, patterns: Iterable<string>): boolean {
  for (const pattern of patterns) {
    if (pattern.endsWith('*') ? variable.startsWith(pattern.slice(0, -1)) : variable === pattern) return true;
  }
  return false;
}

/** Characters that would move the cursor, or turn the text around, where a label is drawn. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

export function isPrintable(text: string): boolean {
  return !UNPRINTABLE.test(text);
}

export type KeyPath = readonly (string | number)[];

/** `workspaces."my web".agents[2]`: bare where TOML allows it, quoted where not. */
export function dotted(path: KeyPath): string {
  let out = '';
  for (const part of path) {
    if (typeof part === 'number') out += `[${part + 1}]`;
    else out += (out === '' ? '' : '.') + (/^[A-Za-z0-9_-]+$/.test(part) ? part : quoted(part));
  }
  return out;
}

/** Whether TEXT could be a key that was put in the wrong place: long, without blanks and with a digit, or begun as keys are. */
export function mayBeKey(text: string): boolean {
  return /^(sk|pk|rk|xai|gh[a-z]|glpat|AIza|eyJ)[-_A-Za-z0-9]/.test(text) || (text.length >= 16 && !/[\s/]/.test(text) && /\d/.test(text));
}

/** The same as `quoted`, for what stands where no key should and may be one all the same: that is not repeated. */
export function quotedUnlessKey(text: string): string {
  return mayBeKey(text) ? 'a string that may be a key' : quoted(text);
}

/** `text` in double quotes, with nothing in it that a terminal would act on. */
export function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
