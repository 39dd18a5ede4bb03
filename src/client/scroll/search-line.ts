import { type EditedLine, edited, editedLine, inserted, lineText } from '../dialogs/editor.ts';
import type { Action } from '../dialogs/keys.ts';
import { type Key, keyLabel } from '../input/key.ts';
import type { Status } from '../screen/status.ts';

/** The line in which a pattern is typed. A value. */
export interface SearchLine {
  backwards: boolean;
  line: EditedLine;
  /** Which pattern of before is shown, 0 being the newest; -1 for what is typed. */
  recalled: number;
  typed: string;
}

const LONGEST = 500;
const EDITING: Readonly<Record<string, Action>> = {
  Left: 'left',
  'Ctrl+b': 'left',
  Right: 'right',
  'Ctrl+f': 'right',
  Home: 'line-start',
  'Ctrl+a': 'line-start',
  End: 'line-end',
  'Ctrl+e': 'line-end',
  'Ctrl+Left': 'word-left',
  'Alt+b': 'word-left',
  'Ctrl+Right': 'word-right',
  'Alt+f': 'word-right',
  Backspace: 'erase',
  'Ctrl+h': 'erase',
  Delete: 'erase-forward',
  'Ctrl+d': 'erase-forward',
  'Ctrl+w': 'erase-word',
  'Alt+Backspace': 'erase-word',
  'Ctrl+u': 'erase-before',
  'Ctrl+k': 'erase-after',
};

export function searchLine(backwards: boolean): SearchLine {
  return { backwards, line: editedLine(''), recalled: -1, typed: '' };
}

export const textOf = (search: SearchLine): string => lineText(search.line);

export function withText(search: SearchLine, text: string): SearchLine {
  return { ...search, line: inserted(search.line, text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '), LONGEST), recalled: -1 };
}

/** The line after a key; `accept` or `cancel` where that ends it. `before`: patterns searched for, the newest first. */
export function afterKey(search: SearchLine, key: Key, before: readonly string[]): SearchLine | 'accept' | 'cancel' {
  const label = keyLabel(key);
  if (label === 'Enter' || label === 'Ctrl+j' || label === 'Ctrl+m') return 'accept';
  if (label === 'Escape' || label === 'Ctrl+c' || label === 'Ctrl+[') return 'cancel';
  // as in vi: there is nothing left to erase but the line itself
  if (label === 'Backspace' && search.line.clusters.length === 0) return 'cancel';
  if (label === 'Up' || label === 'Ctrl+p' || label === 'Down' || label === 'Ctrl+n') {
    const recalled = Math.max(-1, Math.min(before.length - 1, search.recalled + (label === 'Up' || label === 'Ctrl+p' ? 1 : -1)));
    const typed = search.recalled === -1 ? textOf(search) : search.typed;
    return { ...search, recalled, typed, line: editedLine(recalled === -1 ? typed : before[recalled]!) };
  }
  const action = EDITING[label];
  if (action) return { ...search, line: edited(search.line, action) ?? search.line, recalled: -1 };
  return key.text === '' ? search : withText(search, key.text);
}

/** The line as the status line shows it. */
export function searchStatus({ backwards, line }: SearchLine): Extract<Status, { kind: 'input' }> {
  return { kind: 'input', prompt: backwards ? '?' : '/', line, hint: backwards ? 'upwards · Enter  Esc' : 'downwards · Enter  Esc' };
}
