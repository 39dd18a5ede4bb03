import { matches } from '../config/names.ts';
import type { Environment } from '../config/types.ts';
import { REDIRECT_NAMES } from './redirect.ts';
import type { EnvironmentRules } from './types.ts';

/** A surrounding multiplexer or terminal: a program that believed these would talk to the wrong one. */
export const OUTER_TERMINAL: readonly string[] = ['TMUX*', 'STY', 'ZELLIJ*', 'TERM_PROGRAM*', 'WT_SESSION'];

/**
 * More of the same kind: what terminals and their multiplexers set about themselves, and sizes that are not the tab's. These
 * only go where they are inherited; what an operator's [env] says about them is meant.
 */
const OUTER_TERMINAL_TOO: readonly string[] = [
  'WINDOW',
  'WINDOWID',
  'TERMCAP',
  'LINES',
  'COLUMNS',
  'WT_PROFILE_ID',
  'TERM_SESSION_ID',
  'TERMINAL_EMULATOR',
  'LC_TERMINAL*',
  'ITERM_*',
  'KITTY_*',
  'WEZTERM_*',
  'ALACRITTY_*',
  'GHOSTTY_*',
  'KONSOLE_*',
  'VTE_VERSION',
  'COLORFGBG',
];

/** What the program itself sets in a tab, or keeps to itself. JACKIN_CONFIG and the like are the container's own. */
const OUR_OWN: readonly string[] = ['JACKIN_AGENT', 'JACKIN_TAB_ID', 'JACKIN_MUX_SOCKET', 'JACKIN_MUX_LOG'];

/**
 * The server's environment as every tab may inherit it: without the terminal around the server, without what an agent
 * session around it left behind, and, where the server itself was started in a tab, without that tab's redirect.
 */
export function inheritable(base: Environment, rules: EnvironmentRules): Map<string, string> {
  const gone = [...OUTER_TERMINAL, ...OUTER_TERMINAL_TOO, ...OUR_OWN, ...rules.session];
  if (base.JACKIN_TAB_ID) gone.push(...REDIRECT_NAMES);
  const out = new Map<string, string>();
  for (const [name, value] of Object.entries(base)) if (value !== undefined && !matches(name, gone)) out.set(name, value);
  return out;
}

/** Whether a tab that is sent to another provider loses `name`. A full name in `drop` is final, a pattern is not. */
export function isDropped(name: string, rules: EnvironmentRules): boolean {
  if (rules.keys.has(name) || rules.drop.includes(name)) return true;
  return matches(name, rules.drop) && !matches(name, rules.keep);
}
