import type { ClientSettings } from '../protocol/messages.ts';

export type NotifyKind = 'bell' | 'osc9' | 'osc777' | 'off';

/** What tells a terminal apart: its answer to XTVERSION, and its environment. */
export interface NotifiedTerminal {
  version: string;
  env: { TERM?: string | undefined; TERM_PROGRAM?: string | undefined };
}

/** Terminals whose documentation has desktop notifications, by the beginning of what they answer to XTVERSION. */
const BY_VERSION: [string, NotifyKind][] = [
  ['iTerm2', 'osc9'],
  ['kitty(', 'osc9'],
  ['WezTerm', 'osc9'],
  ['ghostty', 'osc9'],
  ['foot(', 'osc777'],
  ['contour', 'osc777'],
];
const BY_PROGRAM: Record<string, NotifyKind> = { 'iTerm.app': 'osc9', WezTerm: 'osc9', ghostty: 'osc9', WarpTerminal: 'osc9' };
const BY_TERM: [RegExp, NotifyKind][] = [
  [/^xterm-(kitty|ghostty)/, 'osc9'],
  [/^rxvt-unicode/, 'osc777'],
  [/^foot/, 'osc777'],
];

/** The form that a terminal is known to show, or null. */
export function knownForm({ version, env }: NotifiedTerminal): NotifyKind | null {
  const answered = BY_VERSION.find(([name]) => version.startsWith(name))?.[1];
  // one that has named itself is that one, whatever the environment of a shell far away says
  if (version !== '') return answered ?? null;
  return BY_PROGRAM[env.TERM_PROGRAM ?? ''] ?? BY_TERM.find(([term]) => term.test(env.TERM ?? ''))?.[1] ?? null;
}

/**
 * How to notify. Unset: as a notification where the terminal is known to show one, for it says which tab; else the bell,
 * which every terminal knows and lets its operator decide about.
 */
export function notifyKind(setting: ClientSettings['notify'], terminal: NotifiedTerminal): NotifyKind {
  if (setting === 'off' || setting === 'bell') return setting;
  const known = knownForm(terminal);
  return known ?? (setting === 'osc' ? 'osc9' : 'bell');
}

const LONGEST = 200;

/** What may stand in a notification: no control characters, of which a program could make a sequence of its own. */
function clean(text: string): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, '')}…` : plain;
}

/** The bytes for the operator's terminal. */
export function notification(kind: NotifyKind, label: string, text: string): string {
  switch (kind) {
    case 'off':
      return '';
    case 'bell':
      return '\x07';
    case 'osc9': {
      const body = clean(text);
      // a number first would be another command of ConEmu's
      return `\x1b]9;${/^\d+(;|$)/.test(body) ? `Tab ${body}` : body}\x1b\\`;
    }
    case 'osc777':
      return `\x1b]777;notify;${clean(label).replaceAll(';', ',')};${clean(text)}\x1b\\`;
  }
}
