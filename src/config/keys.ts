import { parseLeader } from './leader.ts';
import { isTable, type Mistake, own } from './mistake.ts';
import { quoted, quotedUnlessKey } from './names.ts';
import type { ConfigTable } from './types.ts';
import { misfits } from './wiring.ts';

/** A key with what is held: a character as it is typed, or one of `NAMED`. */
export interface KeyName {
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
  super: boolean;
  key: string;
}

/** An entry of the `[keys]` table: a key of command mode, or one that works without the leader. */
export interface BoundKey {
  direct: boolean;
  key: KeyName;
}

/** What a command has to be for the table of keys; the client's table of commands has it. */
export interface Bindable {
  id: string;
  /** What the configuration may call it as well. */
  alias?: string;
  /** Keys that it has anyway, as labels. */
  keys: readonly string[];
  /** What it takes after its name, and whether it needs that. */
  argument?: { what: string; fits: RegExp; needed: boolean };
}

/** Keys without a character, as they are written, and what the terminal's key is called. */
const NAMED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['Tab', 'Enter', 'Space', 'Backspace', 'Insert', 'Delete', 'Home', 'End', 'PageUp', 'PageDown', 'Up', 'Down', 'Left', 'Right'].map(
      (n) => [n, n],
    ),
  ),
  ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`F${i + 1}`, `F${i + 1}`])),
  Esc: 'Escape',
  Escape: 'Escape',
};
const LOWER = new Map(Object.entries(NAMED).map(([written, name]) => [written.toLowerCase(), name]));
const LEADER = 'leader ';

export const KEY_FITS =
  'a key fits: a character or a name such as "Left" for command mode; with C-, A-, S- or D- before it, or F1 to F12, a key that needs no leader; "leader C-x" for command mode';

/** Reads `x`, `Left`, `A-1`, `C-S-t`, `F5`, `leader C-x`. Null for what is no key. */
export function parseKey(text: string): BoundKey | null {
  const led = text.startsWith(LEADER);
  const m = /^((?:[CASDM]-)*)(.+)$/su.exec(led ? text.slice(LEADER.length) : text);
  if (!m) return null;
  const held = new Set(m[1]!.split('-').filter((letter) => letter !== ''));
  if (held.size !== m[1]!.length / 2) return null;
  let [ctrl, alt, shift] = [held.has('C'), held.has('A') || held.has('M'), held.has('S')];
  const points = [...m[2]!];
  let key = LOWER.get(m[2]!.toLowerCase()) ?? (points.length === 1 && /^[\P{C}]$/u.test(m[2]!) ? m[2]! : null);
  if (key === ' ') key = 'Space';
  if (key === null || /^\p{Z}$/u.test(key)) return null;
  if ([...key].length === 1) {
    if (ctrl && key === '@') key = 'Space';
    // a capital is the letter with Shift; with Ctrl both are one key, as terminals have it
    if ([...key].length > 1) shift = held.has('S');
    else if (ctrl || held.has('D')) key = key.toLowerCase();
    else if (shift) {
      key = key.toUpperCase();
      if (key === key.toLowerCase()) return null;
      shift = false;
    }
  }
  const name: KeyName = { ctrl, alt, shift, super: held.has('D'), key };
  return { direct: !led && (ctrl || alt || name.super || shift || /^F\d/.test(key)), key: name };
}

/** `Ctrl+Shift+t`, `Alt+1`: as operators read it. */
export function keyText(key: KeyName): string {
  return `${key.super ? 'Super+' : ''}${key.ctrl ? 'Ctrl+' : ''}${key.alt ? 'Alt+' : ''}${key.shift ? 'Shift+' : ''}${key.key}`;
}

/** A terminal says this key in an extended keyboard protocol only. */
export function needsProtocol({ ctrl, alt, shift, super: command, key }: KeyName): boolean {
  if (command) return true;
  if ([...key].length > 1) return ['Tab', 'Enter', 'Backspace', 'Escape'].includes(key) ? ctrl || shift : key === 'Space' && shift;
  return ctrl && (shift || parseLeader(`C-${alt ? 'A-' : ''}${key}`) === null);
}

/** Reads the value of an entry: a command and what it takes. */
export function parseCommand<C extends Bindable>(text: string, commands: readonly C[]): { command: C; argument: string } | null {
  const [word = '', ...rest] = text.trim().split(/\s+/);
  const command = commands.find((c) => c.id === word || c.alias === word);
  return command ? { command, argument: rest.join(' ') } : null;
}

/** Keys that programs cannot do without, and why. */
const NEEDED: Readonly<Record<string, string>> = {
  'Ctrl+c': 'programs are interrupted with it',
  'Ctrl+d': 'programs are ended with it',
  'Ctrl+z': 'programs are stopped with it',
  'Shift+Tab': 'agents change their mode with it',
  'Shift+Enter': 'agents begin a new line with it',
  'Alt+Enter': 'agents begin a new line with it',
  'Ctrl+i': 'a terminal cannot tell it from Tab',
  'Ctrl+m': 'a terminal cannot tell it from Enter',
  'Ctrl+[': 'a terminal cannot tell it from Esc',
};

/** The mistakes of the `[keys]` table: keys, commands, agents and providers that there are not, keys that are taken. */
export function checkKeys(raw: unknown, commands: readonly Bindable[], builtin: ConfigTable): Mistake[] {
  const table = own(raw, 'keys');
  if (!isTable(table)) return [];
  const written = own(raw, 'leader');
  const leader = parseKey(typeof written === 'string' && parseLeader(written) ? written : 'C-\\');
  const mistakes: Mistake[] = [];
  const taken = new Map<string, string>();
  for (const [name, value] of Object.entries(table)) {
    const bound = parseKey(name);
    if (!bound) continue;
    const { direct, key } = bound;
    const label = keyText(key);
    const wrongKey = (wrong: string, fits: string) => mistakes.push({ path: ['keys', name], at: 'key', wrong, fits });
    const place = `${direct} ${label}`;
    const before = taken.get(place);
    taken.set(place, name);
    const unbinds = value === false || value === '';
    if (before !== undefined) wrongKey(`this is the same key as ${quoted(before)}`, 'one of the two fits');
    else if (leader && label === keyText(leader.key)) wrongKey('this key is the leader', 'another key fits, or another leader');
    else if (!direct && label === 'Escape') wrongKey('Esc always leaves command mode', 'another key fits');
    else if (direct && !unbinds && label in NEEDED) wrongKey(`${NEEDED[label]}`, `"leader ${name}" fits: after the leader it is free`);
    else if (
      direct &&
      key.alt &&
      !key.ctrl &&
      !key.shift &&
      parseLeader(`A-${key.key}`) === null &&
      [...key.key].length === 1 &&
      key.key <= '~'
    )
      wrongKey('a terminal cannot tell it from the beginning of another sequence', 'another key fits');
    if (typeof value !== 'string' || unbinds) continue;
    const found = parseCommand(value, commands);
    const wrongCommand = (wrong: string, fits: string, word?: string) =>
      mistakes.push({
        path: ['keys', name],
        at: 'value',
        wrong,
        fits,
        ...(word !== undefined && { near: { word, candidates: commands.map((c) => c.alias ?? c.id) } }),
      });
    if (!found) {
      const [word = ''] = value.trim().split(/\s+/);
      wrongCommand(
        `no command is called ${quotedUnlessKey(word)}`,
        `these are there: ${commands.map((c) => c.alias ?? c.id).join(', ')}`,
        word,
      );
      continue;
    }
    const { command, argument } = found;
    const called = command.alias ?? command.id;
    if (argument !== '' && !command.argument) wrongCommand(`"${called}" takes nothing more`, `"${called}" alone fits`);
    else if (command.argument && argument !== '' && !command.argument.fits.test(argument))
      wrongCommand(`${quotedUnlessKey(argument)} is not what "${called}" takes`, `${command.argument.what} fits`);
    else if (command.argument?.needed && argument === '' && !(command.keys as readonly string[]).includes(label))
      wrongCommand(`"${called}" needs more`, `${command.argument.what} behind it fits`);
    else if (command.id === 'new') {
      const [agent = '', provider = ''] = argument.split(' ');
      for (const { of, wrong, ...mistake } of misfits(agent, provider, raw, builtin))
        mistakes.push({
          path: ['keys', name],
          at: 'value',
          wrong: `${quotedUnlessKey(of === 'agent' ? agent : provider)}: ${wrong}`,
          ...mistake,
        });
    }
  }
  return mistakes;
}
