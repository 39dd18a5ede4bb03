/** What the operator's terminal is trusted with, where terminals differ. */
export interface Capabilities {
  colors: 'truecolor' | '256' | '16' | 'none';
  /** Mode 2026: an update is shown as a whole. */
  sync: boolean;
  /** Erased cells take the background in force (terminfo `bce`). Without it only the default background is erased. */
  bce: boolean;
  /** REP (`CSI n b`): Apple's Terminal and old Konsoles print nothing. */
  rep: boolean;
  /** Underline styles and colours by colon parameters; others may take `4:3` for `4` and `3`. */
  underlines: boolean;
  /** OSC 8. */
  links: boolean;
  /** It measures grapheme clusters as we do, so that what follows one needs no new cursor position. */
  clusters: boolean;
}

/** A current terminal about which nothing is known but that it calls itself an xterm. */
export const USUAL: Capabilities = {
  colors: 'truecolor',
  sync: false,
  bce: true,
  rep: false,
  underlines: true,
  links: true,
  clusters: false,
};

const APPLE_SECONDARY = '1,95,0';

/** Terminals, by the beginning of what they answer to XTVERSION, that were seen to do REP. */
const REPEATING = ['XTerm(', 'kitty(', 'foot(', 'WezTerm', 'ghostty', 'iTerm2', 'VTE(', 'Konsole', 'mintty', 'alacritty'];

/**
 * What the environment tells about a terminal: TERM, COLORTERM, TERM_PROGRAM. `version`: its answer to XTVERSION;
 * `secondary`: to secondary device attributes, which is all that names Apple's Terminal inside a container.
 * A TERM of xterm's family is taken to have 24-bit colour unless it is one of the few that have not: in a container
 * COLORTERM rarely arrives, and the terminals without it round the colours by themselves.
 */
export function capabilitiesOf(
  env: { TERM?: string | undefined; COLORTERM?: string | undefined; TERM_PROGRAM?: string | undefined },
  version = '',
  secondary: readonly number[] = [],
): Capabilities {
  const term = env.TERM ?? '';
  const apple = env.TERM_PROGRAM === 'Apple_Terminal' || secondary.join() === APPLE_SECONDARY;
  const plain = term === 'dumb' || /^vt\d/.test(term);
  const linux = term === 'linux';
  const multiplexer = /^(screen|tmux)/.test(term);
  const direct = env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit' || /-direct/.test(term);
  let colors: Capabilities['colors'] = 'truecolor';
  if (plain) colors = 'none';
  else if (direct) colors = 'truecolor';
  else if (apple || multiplexer || /^rxvt/.test(term)) colors = '256';
  else if (linux || /(-16color|^xterm-color|^ansi)/.test(term)) colors = '16';
  return {
    ...USUAL,
    colors,
    bce: !/^screen/.test(term),
    rep: REPEATING.some((name) => version.startsWith(name)),
    underlines: !(plain || linux || apple || /^rxvt/.test(term)),
    links: !(plain || linux),
  };
}
