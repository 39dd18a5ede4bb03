import type { TerminalFacts } from '../protocol/messages.ts';
import { type Abilities, NO_ABILITIES } from './input/modes.ts';
import { normalColor, type Reply } from './input/replies.ts';

const PALETTE = Array.from({ length: 16 }, (_, i) => `${i};?`).join(';');

/**
 * All that we ask the operator's terminal, in one go. Every terminal answers the last one, primary device attributes, and
 * answers in order: when it is there, what has not been answered will not be.
 */
export const QUESTIONS = [
  '\x1b[>q', // name and version
  '\x1b[?u', // kitty keyboard
  '\x1b[?4m', // modifyOtherKeys
  '\x1b[?2026$p', // synchronized output
  '\x1b[?1016$p', // mouse in pixels
  '\x1b]10;?\x1b\\',
  '\x1b]11;?\x1b\\',
  '\x1b]12;?\x1b\\',
  `\x1b]4;${PALETTE}\x1b\\`,
  '\x1b[16t', // pixels of a cell
  '\x1b[?996n', // dark or light
  '\x1b[c',
].join('');

/** What the operator's terminal has told so far. */
export interface Known {
  facts: TerminalFacts;
  abilities: Abilities;
  /** The last question was answered. */
  complete: boolean;
}

export const NOTHING_KNOWN: Known = { facts: {}, abilities: NO_ABILITIES, complete: false };

/** DECRPM: set, reset, permanently set count as known. */
const RECOGNISED = [1, 2, 3];

/** What is known after one more reply; the same object where it says nothing new. */
export function learn(known: Known, reply: Reply): Known {
  const fact = (facts: Partial<TerminalFacts>): Known => ({ ...known, facts: { ...known.facts, ...facts } });
  const ability = (abilities: Partial<Abilities>): Known => ({ ...known, abilities: { ...known.abilities, ...abilities } });
  switch (reply.type) {
    case 'version':
      return fact({ version: reply.text });
    case 'keyboard':
      return ability({ kittyKeyboard: true });
    case 'other-keys':
      return ability({ modifyOtherKeys: true });
    case 'mode': {
      const recognised = RECOGNISED.includes(reply.value);
      if (reply.private && reply.mode === 2026) return ability({ synchronizedOutput: recognised });
      if (reply.private && reply.mode === 1016) return ability({ pixelMouse: recognised });
      return known;
    }
    case 'color': {
      const color = normalColor(reply.color);
      return color ? fact({ [reply.which]: color }) : known;
    }
    case 'palette': {
      const palette = { ...known.facts.palette };
      for (const [index, text] of reply.colors) {
        const color = normalColor(text);
        if (color) palette[index] = color;
      }
      return fact({ palette });
    }
    case 'size':
      return reply.what === 'cell' && reply.width > 0 && reply.height > 0
        ? fact({ cell: { width: reply.width, height: reply.height } })
        : known;
    case 'color-scheme':
      return fact({ colorScheme: reply.scheme });
    case 'attributes':
      return { ...known, complete: true };
    default:
      return known;
  }
}
