import type { TerminalFacts } from '../protocol/messages.ts';

const COLOR = /^rgb:[0-9a-f]{1,4}\/[0-9a-f]{1,4}\/[0-9a-f]{1,4}$/i;
const LARGEST_CELL = 1000;
const LONGEST_VERSION = 200;

/**
 * What a client told of its terminal, without anything that has not the form it should: all of it comes from a terminal's
 * answers, and ends in answers that are typed to programs.
 */
export function checkedFacts(told: unknown): TerminalFacts {
  const out: TerminalFacts = {};
  if (typeof told !== 'object' || told === null) return out;
  const facts = told as Record<keyof TerminalFacts, unknown>;
  for (const name of ['foreground', 'background', 'cursor'] as const) if (isColor(facts[name])) out[name] = facts[name];
  if (typeof facts.palette === 'object' && facts.palette !== null) {
    const entries = Object.entries(facts.palette).filter(([index, color]) => /^\d+$/.test(index) && Number(index) < 256 && isColor(color));
    out.palette = Object.fromEntries(entries) as Record<number, string>;
  }
  if (typeof facts.cell === 'object' && facts.cell !== null) {
    const { width, height } = facts.cell as { width: unknown; height: unknown };
    if (isLength(width) && isLength(height)) out.cell = { width, height };
  }
  if (facts.colorScheme === 'dark' || facts.colorScheme === 'light') out.colorScheme = facts.colorScheme;
  if (typeof facts.version === 'string') out.version = facts.version.replaceAll(/\p{Cc}/gu, '').slice(0, LONGEST_VERSION);
  return out;
}

const isColor = (value: unknown): value is string => typeof value === 'string' && COLOR.test(value);
const isLength = (value: unknown): value is number => typeof value === 'number' && value > 0 && value <= LARGEST_CELL;
