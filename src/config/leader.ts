/** The one key that the multiplexer takes from the agent, as the configuration writes it. */
export interface Leader {
  ctrl: boolean;
  alt: boolean;
  /** The key without its modifiers: a lower-case letter with Ctrl, any printable ASCII character with Alt, ' ' for Space. */
  key: string;
}

export const DEFAULT_LEADER = 'C-\\';

/** Ctrl with these is Tab, Enter and Esc: keys that command mode, dialogs and agents need for themselves. */
const TAKEN_WITH_CTRL = 'im[';
/** ESC before these begins a control sequence, a function key or a string of the terminal (ECMA-48 C1 in 7-bit form). */
const TAKEN_WITH_ALT = '[]O^_PX';

/**
 * Reads `C-x` (Ctrl: a letter, one of `@ \ ] ^ _`, or Space), `A-x` (Alt: a printable ASCII character), or both.
 * Gives null for everything else, and for the combinations that a terminal cannot tell from Tab, Enter, Esc or a reply.
 */
export function parseLeader(text: string): Leader | null {
  const m = /^(C-A-|A-C-|C-|A-)(Space|[!-~])$/.exec(text);
  if (!m?.[1] || !m[2]) return null;
  const ctrl = m[1].includes('C');
  const alt = m[1].includes('A');
  let key = m[2] === 'Space' ? ' ' : m[2];
  if (ctrl) {
    if (key === '@') key = ' ';
    key = key.toLowerCase();
    if (!/^[a-z\\\]^_ ]$/.test(key) || TAKEN_WITH_CTRL.includes(key)) return null;
  } else if (TAKEN_WITH_ALT.includes(key)) return null;
  return { ctrl, alt, key };
}

/** What a terminal without an extended keyboard protocol sends for it: one control byte, or ESC and a byte. */
export function leaderBytes(leader: Leader): string {
  const byte = leader.ctrl ? String.fromCharCode(leader.key.toUpperCase().charCodeAt(0) & 0x1f) : leader.key;
  return leader.alt ? `\x1b${byte}` : byte;
}
