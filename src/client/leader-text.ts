import type { Leader } from '../config/leader.ts';

/** `Ctrl+\` as operators read it. */
export function leaderText({ ctrl, alt, key }: Leader): string {
  return `${ctrl ? 'Ctrl+' : ''}${alt ? 'Alt+' : ''}${key === ' ' ? 'Space' : key}`;
}
