import type { TerminalFacts } from '../protocol/messages.ts';

/** The first 16 colours where the operator's terminal did not tell its own: xterm's. */
const BASE16 = [
  '000000',
  'cd0000',
  '00cd00',
  'cdcd00',
  '0000ee',
  'cd00cd',
  '00cdcd',
  'e5e5e5',
  '7f7f7f',
  'ff0000',
  '00ff00',
  'ffff00',
  '5c5cff',
  'ff00ff',
  '00ffff',
  'ffffff',
];
const CUBE = [0, 0x5f, 0x87, 0xaf, 0xd7, 0xff];
const DARK = { foreground: 'd4d4d4', background: '000000' };
const LIGHT = { foreground: '1e1e1e', background: 'ffffff' };

/** `rgb:RRRR/GGGG/BBBB` of a colour of 8 bits a channel. */
function spec(r: number, g: number, b: number): string {
  const channel = (v: number) => v.toString(16).padStart(2, '0').repeat(2);
  return `rgb:${channel(r)}/${channel(g)}/${channel(b)}`;
}

function specOfHex(hex: string): string {
  return spec(Number.parseInt(hex.slice(0, 2), 16), Number.parseInt(hex.slice(2, 4), 16), Number.parseInt(hex.slice(4, 6), 16));
}

/** Entry `index` (0–255) of xterm's default palette. */
export function defaultPalette(index: number): string {
  if (index < 16) return specOfHex(BASE16[index]!);
  if (index >= 232) return spec(8 + 10 * (index - 232), 8 + 10 * (index - 232), 8 + 10 * (index - 232));
  const n = index - 16;
  return spec(CUBE[Math.floor(n / 36)]!, CUBE[Math.floor(n / 6) % 6]!, CUBE[n % 6]!);
}

/**
 * A colour as programs write it, `#rgb` to `#rrrrggggbbbb` or `rgb:r/g/b` with 1 to 4 digits each, in the form in which
 * terminals answer: `rgb:RRRR/GGGG/BBBB`. Null where it is neither. Names of X11 colours are not known.
 */
export function parseColor(text: string): string | null {
  const hash = /^#([0-9a-f]+)$/i.exec(text);
  if (hash && hash[1]!.length % 3 === 0 && hash[1]!.length <= 12) {
    const n = hash[1]!.length / 3;
    const channels = [0, 1, 2].map((i) => hash[1]!.slice(i * n, i * n + n).toLowerCase());
    return `rgb:${channels.map((c) => (n === 1 ? c.repeat(4) : n === 2 ? c.repeat(2) : c.padEnd(4, '0'))).join('/')}`;
  }
  const rgb = /^rgb:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})$/i.exec(text);
  if (!rgb) return null;
  const scale = (c: string) =>
    Math.round((Number.parseInt(c, 16) / (16 ** c.length - 1)) * 0xffff)
      .toString(16)
      .padStart(4, '0');
  return `rgb:${scale(rgb[1]!)}/${scale(rgb[2]!)}/${scale(rgb[3]!)}`;
}

/** Whether `rgb:RRRR/GGGG/BBBB` is nearer to black than to white. */
function isDark(color: string): boolean {
  const [r = 0, g = 0, b = 0] = color
    .slice(4)
    .split('/')
    .map((c) => Number.parseInt(c, 16) / 0xffff);
  return 0.299 * r + 0.587 * g + 0.114 * b < 0.5;
}

/** Light or dark, as told, else by the background, else dark. */
export function colorScheme(facts: TerminalFacts): 'dark' | 'light' {
  if (facts.colorScheme) return facts.colorScheme;
  const background = facts.background ? parseColor(facts.background) : null;
  return background && !isDark(background) ? 'light' : 'dark';
}

/** Which of the three special colours OSC 10 to 19 stand for. Selections are reversed text. */
const SPECIAL = ['foreground', 'background', 'cursor'] as const;
type Special = (typeof SPECIAL)[number];
export const OSC_COLORS: Record<number, Special> = {
  10: 'foreground',
  11: 'background',
  12: 'cursor',
  13: 'foreground',
  14: 'background',
  15: 'foreground',
  16: 'background',
  17: 'foreground',
  18: 'cursor',
  19: 'background',
};

/**
 * The colours of one session, as far as programs ask: what they set themselves, else what the operator's terminal told,
 * else defaults. Setting them changes no cell.
 */
export class Colors {
  private readonly facts: () => TerminalFacts;
  private palette = new Map<number, string>();
  private special: Partial<Record<Special, string>> = {};

  constructor(facts: () => TerminalFacts) {
    this.facts = facts;
  }

  entry(index: number): string {
    const told = this.facts().palette?.[index];
    return this.palette.get(index) ?? (told ? parseColor(told) : null) ?? defaultPalette(index);
  }

  specialColor(name: Special): string {
    const facts = this.facts();
    const told = facts[name];
    const own = this.special[name] ?? (told ? parseColor(told) : null);
    if (own) return own;
    if (name === 'cursor') return this.specialColor('foreground');
    return specOfHex((colorScheme(facts) === 'light' ? LIGHT : DARK)[name]);
  }

  /** OSC 4: `payload` is `index;spec` pairs. Returns the answers to those that are `?`. */
  indexed(payload: string): string[] {
    const answers: string[] = [];
    const parts = payload.split(';');
    for (let i = 0; i + 1 < parts.length; i += 2) {
      const index = /^\d{1,3}$/.test(parts[i]!) ? Number(parts[i]) : -1;
      if (index < 0 || index > 255) continue;
      if (parts[i + 1] === '?') answers.push(`4;${index};${this.entry(index)}`);
      else {
        const color = parseColor(parts[i + 1]!);
        if (color) this.palette.set(index, color);
      }
    }
    return answers;
  }

  /** OSC 10 to 19, `number`; further values in `payload` belong to the numbers after it. */
  specials(number: number, payload: string): string[] {
    const answers: string[] = [];
    payload.split(';').forEach((value, i) => {
      const name = OSC_COLORS[number + i];
      if (!name) return;
      if (value === '?') answers.push(`${number + i};${this.specialColor(name)}`);
      else if (number + i <= 12) {
        const color = parseColor(value);
        if (color) this.special[name] = color;
      }
    });
    return answers;
  }

  /** OSC 104: the named entries, or all where none is named. */
  resetIndexed(payload: string): void {
    if (payload === '') this.palette.clear();
    for (const part of payload.split(';')) if (/^\d+$/.test(part)) this.palette.delete(Number(part));
  }

  /** OSC 110 to 112. */
  resetSpecial(number: number): void {
    const name = SPECIAL[number - 110];
    if (name) delete this.special[name];
  }

  reset(): void {
    this.palette.clear();
    this.special = {};
  }
}
