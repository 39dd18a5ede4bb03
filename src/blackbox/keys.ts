/** What a terminal sends for the keys that scenes press; the leader is the default one, Ctrl+\. */
export const keys = {
  leader: '\x1c',
  enter: '\r',
  esc: '\x1b',
  tab: '\t',
  backTab: '\x1b[Z',
  backspace: '\x7f',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  ctrlC: '\x03',
  ctrlD: '\x04',
} as const;

/** A left click at column and row (from 0) in the SGR encoding: press and release. */
export const click = (x: number, y: number): string => `\x1b[<0;${x + 1};${y + 1}M\x1b[<0;${x + 1};${y + 1}m`;

/** Codes of the SGR encoding: what is pressed, or moved with. */
const MOUSE = { left: 0, middle: 1, right: 2, 'wheel-up': 64, 'wheel-down': 65, move: 35, drag: 32 } as const;

/** One report of the mouse at column and row (from 0) in the SGR encoding; `up`: the button comes up. */
export const mouse = (what: keyof typeof MOUSE, x: number, y: number, up = false): string =>
  `\x1b[<${MOUSE[what]};${x + 1};${y + 1}${up ? 'm' : 'M'}`;
