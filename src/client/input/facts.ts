import type { TerminalFacts } from '../../protocol/messages.ts';
import { type Abilities, NO_ABILITIES } from './modes.ts';
import { normalColor, type Reply } from './replies.ts';

/** Its colours: foreground, background, cursor, the first sixteen. */
export const COLOR_QUERIES = [
  '\x1b]10;?\x1b\\\x1b]11;?\x1b\\\x1b]12;?\x1b\\',
  `\x1b]4;${Array.from({ length: 16 }, (_, i) => `${i};?`).join(';')}\x1b\\`,
].join('');

/**
 * What the client asks its own terminal, once and in one piece. Primary device attributes come last: every terminal
 * answers them, and answers come in order, so that they say "there is nothing more to wait for".
 */
export const QUERIES = [
  '\x1b[>q', // XTVERSION
  '\x1b[>c', // secondary device attributes: what a terminal is that has no name for itself
  '\x1b[?u', // kitty keyboard
  '\x1b[?4m\x1b[m', // XTQMODKEYS; a terminal that overlooks the question mark has begun to underline
  '\x1b[?2026$p\x1b[?1016$p', // DECRQM
  COLOR_QUERIES,
  '\x1b[16t\x1b[14t', // pixels of a cell, of the text area
  '\x1b[?996n', // colour scheme
  '\x1b[c',
].join('');

/** What is known of the operator's terminal. */
export interface Knowledge {
  facts: TerminalFacts;
  abilities: Abilities;
  /** Secondary device attributes; empty where it has not told. */
  secondary: readonly number[];
  /** The last answer has come: nothing that was asked is still due. */
  complete: boolean;
}

export const NOTHING_KNOWN: Knowledge = { facts: {}, abilities: NO_ABILITIES, secondary: [], complete: false };

/** `known` with what `reply` adds; `known` itself where it adds nothing. `size`: the terminal in cells, for its pixels. */
export function learn(known: Knowledge, reply: Reply, size: { cols: number; rows: number }): Knowledge {
  const facts = (more: Partial<TerminalFacts>): Knowledge => ({ ...known, facts: { ...known.facts, ...more } });
  const can = (more: Partial<Abilities>): Knowledge => ({ ...known, abilities: { ...known.abilities, ...more } });
  switch (reply.type) {
    case 'attributes':
      return { ...known, complete: true };
    case 'secondary-attributes':
      return { ...known, secondary: reply.params };
    case 'version':
      return facts({ version: reply.text });
    case 'keyboard':
      return can({ kittyKeyboard: true });
    case 'other-keys':
      return can({ modifyOtherKeys: true });
    case 'mode': {
      const supported = reply.value === 1 || reply.value === 2 || reply.value === 3;
      if (reply.mode === 2026) return can({ synchronizedOutput: supported });
      return reply.mode === 1016 ? can({ pixelMouse: supported }) : known;
    }
    case 'color': {
      const color = normalColor(reply.color);
      return color ? facts({ [reply.which]: color }) : known;
    }
    case 'palette': {
      const palette = { ...known.facts.palette };
      for (const [index, color] of reply.colors) {
        const normal = normalColor(color);
        if (normal) palette[index] = normal;
      }
      return facts({ palette });
    }
    case 'size':
      if (reply.width <= 0 || reply.height <= 0) return known;
      if (reply.what === 'cell') return facts({ cell: { width: reply.width, height: reply.height } });
      if (reply.what !== 'pixels' || known.facts.cell) return known;
      return facts({ cell: { width: Math.floor(reply.width / size.cols), height: Math.floor(reply.height / size.rows) } });
    case 'resize':
      if (reply.width <= 0 || reply.height <= 0 || reply.cols <= 0 || reply.rows <= 0) return known;
      return facts({ cell: { width: Math.floor(reply.width / reply.cols), height: Math.floor(reply.height / reply.rows) } });
    case 'color-scheme':
      return facts({ colorScheme: reply.scheme });
    default:
      return known;
  }
}
