import type { SessionModes } from '../../protocol/frame.ts';
import type { KeyModes } from './encode.ts';

/** What the operator's terminal can do, as far as it told. */
export interface Abilities {
  /** It answered `CSI ? u`. */
  kittyKeyboard: boolean;
  /** It answered XTQMODKEYS. A terminal that did not may know modifyOtherKeys nevertheless. */
  modifyOtherKeys: boolean;
  /** DECRQM 1016: mouse reports in pixels. */
  pixelMouse: boolean;
  /** DECRQM 2026. */
  synchronizedOutput: boolean;
}

export const NO_ABILITIES: Abilities = {
  kittyKeyboard: false,
  modifyOtherKeys: false,
  pixelMouse: false,
  synchronizedOutput: false,
};

/** The input modes of the operator's terminal. */
export interface OuterModes {
  applicationCursor: boolean;
  applicationKeypad: boolean;
  bracketedPaste: boolean;
  focusEvents: boolean;
  mouse: SessionModes['mouse'];
  mouseEncoding: SessionModes['mouseEncoding'];
  /** null: its keyboard stack is not touched. */
  kittyFlags: number | null;
  modifyOtherKeys: number;
  /** `? 1007`; null: left as it is. */
  alternateScroll: boolean | null;
  /** `? 2031`: the terminal says when it turns dark or light. */
  colorSchemeReports: boolean;
}

/** A terminal before we came and after we left. */
export const UNTOUCHED: OuterModes = {
  applicationCursor: false,
  applicationKeypad: false,
  bracketedPaste: false,
  focusEvents: false,
  mouse: 'none',
  mouseEncoding: 'default',
  kittyFlags: null,
  modifyOtherKeys: 0,
  alternateScroll: null,
  colorSchemeReports: false,
};

const MOUSE_RANK = { none: 0, x10: 1, normal: 2, button: 3, any: 4 } as const;

/**
 * The modes that the operator's terminal needs while a tab has the keys (`tab` is its modes), or while we have them
 * (null: command mode, dialogs, the welcome screen).
 *
 * Keyboard modes are the tab's own, so that its bytes need no change. Where the terminal lacks the one that the tab asked
 * for, the other one is asked for, and the router rewrites keys. Paste brackets and focus reports are always on: the
 * leader must not be found in a paste, and focus belongs to tabs. `chromeMouse`: strip, pickers and selection take the mouse,
 * and show what it is on. That asks for motion without a button (1003), since nothing else tells that it has come to the
 * strip; what moves over a tab whose program did not ask for it ends in the router.
 * `ownKeys`: keys without the leader are bound that only a keyboard protocol can say.
 */
export function outerModes(
  tab: SessionModes | null,
  chromeMouse: boolean,
  terminal: Abilities = NO_ABILITIES,
  ownKeys = false,
): OuterModes {
  const wanted = tab?.mouse ?? 'none';
  const ours = chromeMouse ? 'any' : 'none';
  const mouse = MOUSE_RANK[wanted] > MOUSE_RANK[ours] ? (wanted === 'x10' ? 'normal' : wanted) : ours;
  return {
    applicationCursor: tab?.applicationCursor ?? false,
    applicationKeypad: tab?.applicationKeypad ?? false,
    bracketedPaste: true,
    focusEvents: true,
    mouse,
    mouseEncoding: mouse === 'none' ? 'default' : tab?.mouseEncoding === 'sgr-pixels' && terminal.pixelMouse ? 'sgr-pixels' : 'sgr',
    ...keyboard(tab, terminal, ownKeys),
    // where the mouse is reported, the router makes arrows of the wheel; where not, in our alternate screen the terminal
    // would make them for every tab, and only some want that
    alternateScroll: mouse === 'none' ? tab?.alternateScreen === true && tab.alternateScroll : null,
    colorSchemeReports: true,
  };
}

/** MODES with the mouse of whichever of ALL asks for the most of it: a program is told of what happens over its pane, whoever has the keys. */
export function withMouseOf(modes: SessionModes, all: readonly (SessionModes | null)[]): SessionModes {
  const most = all.reduce<SessionModes>((m, other) => (other && MOUSE_RANK[other.mouse] > MOUSE_RANK[m.mouse] ? other : m), modes);
  const pixels = all.some((other) => other?.mouse !== 'none' && other?.mouseEncoding === 'sgr-pixels');
  return { ...modes, mouse: most.mouse, mouseEncoding: pixels ? 'sgr-pixels' : most.mouseEncoding };
}

function keyboard(tab: SessionModes | null, terminal: Abilities, ownKeys: boolean): Pick<OuterModes, 'kittyFlags' | 'modifyOtherKeys'> {
  // the least that tells such a key apart; the router writes the others as the tab expects them
  if (ownKeys && tab && tab.kittyFlags === 0 && tab.modifyOtherKeys === 0)
    return terminal.kittyKeyboard ? { kittyFlags: 1, modifyOtherKeys: 0 } : { kittyFlags: null, modifyOtherKeys: 1 };
  if (!terminal.kittyKeyboard) {
    // level 2 tells apart everything that kitty's first flag does, but Esc
    return { kittyFlags: null, modifyOtherKeys: tab && tab.kittyFlags > 0 ? 2 : (tab?.modifyOtherKeys ?? 0) };
  }
  // disambiguation makes Esc in our own dialogs a key without a wait
  if (tab === null) return { kittyFlags: 1, modifyOtherKeys: 0 };
  if (tab.kittyFlags > 0 || tab.modifyOtherKeys === 0) return { kittyFlags: tab.kittyFlags, modifyOtherKeys: 0 };
  return terminal.modifyOtherKeys ? { kittyFlags: 0, modifyOtherKeys: tab.modifyOtherKeys } : { kittyFlags: 1, modifyOtherKeys: 0 };
}

/** Keys come from a terminal in these modes as a program in `tab` expects them. */
export function sameKeyboard(outer: OuterModes, tab: KeyModes): boolean {
  if ((outer.kittyFlags ?? 0) !== tab.kittyFlags) return false;
  if (tab.kittyFlags === 0 && outer.modifyOtherKeys !== tab.modifyOtherKeys) return false;
  return outer.applicationCursor === tab.applicationCursor && outer.applicationKeypad === tab.applicationKeypad;
}

const MOUSE_NUMBER = { x10: 9, normal: 1000, button: 1002, any: 1003 } as const;
const ENCODING_NUMBER = { utf8: 1005, sgr: 1006, 'sgr-pixels': 1016 } as const;

/**
 * The shortest sequence that takes the operator's terminal from one set of modes to another; '' where nothing differs.
 * The kitty keyboard keeps a stack for each screen, so go from and to `UNTOUCHED` on the same screen as everything between.
 */
export function modeSwitch(from: OuterModes, to: OuterModes): string {
  const reset: number[] = [];
  const set: number[] = [];
  const toggle = (number: number, was: boolean, is: boolean) => {
    if (was !== is) (is ? set : reset).push(number);
  };
  toggle(1, from.applicationCursor, to.applicationCursor);
  toggle(2004, from.bracketedPaste, to.bracketedPaste);
  toggle(1004, from.focusEvents, to.focusEvents);
  toggle(2031, from.colorSchemeReports, to.colorSchemeReports);
  if (from.mouse !== to.mouse) {
    // some terminals keep a flag for each of these, others one value: the old one has to go before the new one comes
    if (from.mouse !== 'none') reset.push(MOUSE_NUMBER[from.mouse]);
    if (to.mouse !== 'none') set.push(MOUSE_NUMBER[to.mouse]);
  }
  if (from.mouseEncoding !== to.mouseEncoding) {
    if (from.mouseEncoding !== 'default') reset.push(ENCODING_NUMBER[from.mouseEncoding]);
    if (to.mouseEncoding !== 'default') set.push(ENCODING_NUMBER[to.mouseEncoding]);
  }
  let out = '';
  if (from.alternateScroll !== to.alternateScroll) {
    // its default differs between terminals: saved before the first change, restored at the end
    if (from.alternateScroll === null) out += '\x1b[?1007s';
    if (to.alternateScroll === null) out += '\x1b[?1007r';
    else toggle(1007, !to.alternateScroll, to.alternateScroll);
  }
  if (reset.length > 0) out += `\x1b[?${reset.join(';')}l`;
  if (set.length > 0) out += `\x1b[?${set.join(';')}h`;
  if (from.applicationKeypad !== to.applicationKeypad) out += to.applicationKeypad ? '\x1b=' : '\x1b>';
  if (from.kittyFlags !== to.kittyFlags) {
    if (to.kittyFlags === null) out += '\x1b[<u';
    else out += from.kittyFlags === null ? `\x1b[>${to.kittyFlags}u` : `\x1b[=${to.kittyFlags}u`;
  }
  // without a value: back to what the operator configured
  if (from.modifyOtherKeys !== to.modifyOtherKeys) out += to.modifyOtherKeys === 0 ? '\x1b[>4m' : `\x1b[>4;${to.modifyOtherKeys}m`;
  return out;
}
