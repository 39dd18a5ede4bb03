import { isPrintable } from './names.ts';

/** A 1Password secret reference, taken apart. Names or ids, as they were written. */
export interface OpReference {
  vault: string;
  item: string;
  /** Null for a field that stands in no section. */
  section: string | null;
  field: string;
  /** What follows the `?`: which side of the field is meant (`attribute=otp`, `ssh-format=openssh`). */
  query: Record<string, string>;
}

export const OP_SCHEME = 'op://';
export const OP_FORM = 'a 1Password reference has the form op://VAULT/ITEM/FIELD';

/**
 * Characters of a part besides letters and digits (1Password's documentation, "Secret reference syntax"). It names the
 * letters a to z only; others are let through here, since `op` is the one to judge them.
 */
const PART = /^[\p{L}\p{M}\p{N}\-_. ]+$/u;
/** Parameters that `op` knows; `attr` is short for `attribute`. */
const PARAMETERS = ['attribute', 'attr', 'ssh-format'];
const PARAMETER = /^([a-z-]+)=([A-Za-z0-9_-]+)$/;

/** The parts of a reference, or null where TEXT is none; `referenceProblem` then says why. */
export function parseReference(text: string): OpReference | null {
  const parsed = parse(text);
  return 'problem' in parsed ? null : parsed;
}

/** What keeps TEXT from being a reference, as the end of a sentence about it, or null. Says nothing of what TEXT holds. */
export function referenceProblem(text: string): string | null {
  const parsed = parse(text);
  return 'problem' in parsed ? parsed.problem : null;
}

function parse(text: string): OpReference | { problem: string } {
  if (!text.startsWith(OP_SCHEME)) return { problem: 'it does not begin with op://' };
  if (!isPrintable(text)) return { problem: 'it has a control character' };
  const mark = text.indexOf('?');
  const path = mark < 0 ? text.slice(OP_SCHEME.length) : text.slice(OP_SCHEME.length, mark);
  const parts = path.split('/');
  const [vault = '', item = '', third = '', fourth] = parts;
  if (vault.trim() === '') return { problem: 'its vault is missing' };
  if (item.trim() === '') return { problem: 'its item is missing' };
  if (third.trim() === '') return { problem: 'its field is missing' };
  if (parts.length > 4) return { problem: 'it has more parts than vault, item, section and field' };
  if (fourth !== undefined && fourth.trim() === '') return { problem: 'its field is missing' };
  const wrong = ['vault', 'item', ...(fourth === undefined ? [] : ['section']), 'field'].find((_, i) => !PART.test(parts[i] ?? ''));
  if (wrong !== undefined) {
    return { problem: `its ${wrong} has a character other than letters, digits, blanks, - _ and .; give the id of the ${wrong} there` };
  }
  const query: Record<string, string> = {};
  for (const parameter of mark < 0 ? [] : text.slice(mark + 1).split('&')) {
    const [, name = '', value = ''] = PARAMETER.exec(parameter) ?? [];
    if (!PARAMETERS.includes(name)) return { problem: 'what follows its ? is not attribute=NAME or ssh-format=NAME' };
    query[name] = value;
  }
  const [section, field] = fourth === undefined ? [null, third] : [third, fourth];
  return { vault, item, section, field, query };
}
