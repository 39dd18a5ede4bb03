import type { Key } from './types.ts';

/** What a key means in any dialog. */
export type Action =
  | 'accept'
  | 'cancel'
  | 'up'
  | 'down'
  | 'next'
  | 'previous'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'
  | 'left'
  | 'right'
  | 'word-left'
  | 'word-right'
  | 'erase'
  | 'erase-forward'
  | 'erase-word'
  | 'erase-word-forward'
  | 'erase-before'
  | 'erase-after'
  | 'line-start'
  | 'line-end';

/** By the name that blessed gives a key, after `C-`, `M-` or `S-`. */
const ACTIONS: Readonly<Record<string, Action>> = {
  enter: 'accept',
  return: 'accept',
  linefeed: 'accept',
  'C-m': 'accept',
  'C-j': 'accept',
  escape: 'cancel',
  'C-c': 'cancel',
  'C-[': 'cancel',
  up: 'up',
  'C-p': 'up',
  down: 'down',
  'C-n': 'down',
  tab: 'next',
  'C-i': 'next',
  'S-tab': 'previous',
  backtab: 'previous',
  pageup: 'page-up',
  pagedown: 'page-down',
  home: 'first',
  end: 'last',
  left: 'left',
  'C-b': 'left',
  right: 'right',
  'C-f': 'right',
  'C-left': 'word-left',
  'M-left': 'word-left',
  'M-b': 'word-left',
  'C-right': 'word-right',
  'M-right': 'word-right',
  'M-f': 'word-right',
  backspace: 'erase',
  'S-backspace': 'erase',
  'C-h': 'erase',
  delete: 'erase-forward',
  'C-d': 'erase-forward',
  'C-w': 'erase-word',
  'M-backspace': 'erase-word',
  'C-backspace': 'erase-word',
  'M-d': 'erase-word-forward',
  'C-u': 'erase-before',
  'C-k': 'erase-after',
  'C-a': 'line-start',
  'C-e': 'line-end',
};

/** The action of a key, or null where it has none. */
export function actionOf(key: Key): Action | null {
  if (key.name === undefined) return null;
  const prefix = `${key.ctrl ? 'C-' : ''}${key.meta ? 'M-' : ''}`;
  return ACTIONS[`${prefix}${key.shift && prefix === '' ? 'S-' : ''}${key.name}`] ?? ACTIONS[`${prefix}${key.name}`] ?? null;
}

/** The text that a key types, or '' where it types none. */
export function typed(ch: string | undefined, key: Key): string {
  if (key.ctrl || key.meta || actionOf(key) !== null) return '';
  const text = ch ?? (key.name === 'space' ? ' ' : '');
  return /[\x00-\x1f\x7f-\x9f]/.test(text) ? '' : text;
}
