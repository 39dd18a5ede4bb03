/**
 * Answers of the operator's terminal to queries, and reports of what we switched on. None of them can be typed, so
 * each is recognised whenever it comes, asked for a moment or a minute ago; only the cursor report looks like a key.
 */
export type Reply =
  /** Primary device attributes, `CSI ? Ps... c`. */
  | { type: 'attributes'; params: number[] }
  /** Secondary device attributes, `CSI > Ps... c`. */
  | { type: 'secondary-attributes'; params: number[] }
  /** Tertiary device attributes, `DCS ! | hex ST`. */
  | { type: 'unit'; id: string }
  /** `CSI Ps n`, `CSI ? Ps... n`. */
  | { type: 'status'; private: boolean; params: number[] }
  /** Cursor position from 0; `CSI r ; c R` where one is awaited, or `CSI ? r ; c R`. */
  | { type: 'cursor'; x: number; y: number }
  /** DECRPM: 0 not recognised, 1 set, 2 reset, 3 always set, 4 never set. */
  | { type: 'mode'; mode: number; private: boolean; value: number }
  /** XTVERSION. */
  | { type: 'version'; text: string }
  /** Kitty keyboard flags in force. */
  | { type: 'keyboard'; flags: number }
  /** XTQMODKEYS: the level of modifyOtherKeys. */
  | { type: 'other-keys'; level: number }
  /** OSC 4: index and colour, as often as the terminal put them into one answer. */
  | { type: 'palette'; colors: [number, string][] }
  /** OSC 10, 11, 12, as the terminal wrote it. */
  | { type: 'color'; which: 'foreground' | 'background' | 'cursor'; color: string }
  /** Text area in pixels (`CSI 4 t`), a cell in pixels (`CSI 6 t`), text area in cells (`CSI 8 t`). */
  | { type: 'size'; what: 'pixels' | 'cell' | 'cells'; width: number; height: number }
  /** In-band resize (mode 2048): cells, and pixels where the terminal knows them (else 0). */
  | { type: 'resize'; cols: number; rows: number; width: number; height: number }
  /** Mode 2031, or the answer to `CSI ? 996 n`. */
  | { type: 'color-scheme'; scheme: 'dark' | 'light' }
  /** XTGETTCAP: names with their values, decoded; empty where the terminal does not know what was asked. */
  | { type: 'termcap'; known: boolean; capabilities: Map<string, string> }
  /** An answer that nobody here asks for. */
  | { type: 'other' };

const OTHER: Reply = { type: 'other' };

/** Numbers of a parameter string, empty ones as 0. Only the first of several subparameters. */
export function numbers(params: string): number[] {
  return params === '' ? [] : params.split(';').map((p) => Number.parseInt(p, 10) || 0);
}

/**
 * The reply in a CSI sequence, or null where it is not one.
 * `prefix`: `?`, `>`, `<`, `=` or ''; `marks`: intermediate characters; `cursorAwaited`: we asked where the cursor is.
 */
export function csiReply(prefix: string, params: string, marks: string, final: string, cursorAwaited: boolean): Reply | null {
  const n = numbers(params);
  if (marks === '$' && final === 'y') return { type: 'mode', mode: n[0] ?? 0, private: prefix === '?', value: n[1] ?? 0 };
  if (prefix === '?') {
    if (marks !== '') return OTHER;
    if (final === 'c') return { type: 'attributes', params: n };
    if (final === 'u') return { type: 'keyboard', flags: n[0] ?? 0 };
    if (final === 'R') return cursor(n);
    if (final === 'n') {
      if (n[0] === 997) return { type: 'color-scheme', scheme: n[1] === 2 ? 'light' : 'dark' };
      return { type: 'status', private: true, params: n };
    }
    return OTHER;
  }
  if (prefix === '>') {
    if (final === 'c') return { type: 'secondary-attributes', params: n };
    if (final === 'm' && n[0] === 4) return { type: 'other-keys', level: n[1] ?? 0 };
    return OTHER;
  }
  if (prefix !== '') return OTHER;
  // nobody types a parameter between Alt+[ and a letter
  if (marks !== '' || params === '') return null;
  if (final === 'n') return { type: 'status', private: false, params: n };
  if (final === 't') return size(n);
  if (final === 'R' && cursorAwaited && n.length >= 2) return cursor(n);
  // DA1 of terminals that leave the mark out, and DECREPTPARM
  if (final === 'c' || final === 'x') return OTHER;
  return null;
}

function cursor(n: number[]): Reply {
  return { type: 'cursor', x: Math.max(0, (n[1] ?? 1) - 1), y: Math.max(0, (n[0] ?? 1) - 1) };
}

function size(n: number[]): Reply {
  const [what, height = 0, width = 0] = n;
  if (what === 48) return { type: 'resize', rows: height, cols: width, height: n[3] ?? 0, width: n[4] ?? 0 };
  if (what === 4) return { type: 'size', what: 'pixels', width, height };
  if (what === 6) return { type: 'size', what: 'cell', width, height };
  if (what === 8) return { type: 'size', what: 'cells', width, height };
  return OTHER;
}

/** The reply in a string sequence. `introducer`: `]` (OSC), `P` (DCS) or `_` (APC); `payload` without terminator. */
export function stringReply(introducer: string, payload: string): Reply {
  if (introducer === ']') return oscReply(payload);
  if (introducer !== 'P') return OTHER;
  if (payload.startsWith('>|')) return { type: 'version', text: payload.slice(2) };
  if (payload.startsWith('!|')) return { type: 'unit', id: payload.slice(2) };
  const termcap = /^([01])\+r(.*)$/s.exec(payload);
  if (termcap) return { type: 'termcap', known: termcap[1] === '1', capabilities: capabilities(termcap[2]!) };
  return OTHER;
}

function oscReply(payload: string): Reply {
  const [number, ...rest] = payload.split(';');
  if (number === '4') {
    const colors: [number, string][] = [];
    for (let i = 0; i + 1 < rest.length; i += 2) {
      const index = Number.parseInt(rest[i]!, 10);
      if (index >= 0 && index <= 255 && rest[i + 1] !== '?') colors.push([index, rest[i + 1]!]);
    }
    return { type: 'palette', colors };
  }
  const which = number === '10' ? 'foreground' : number === '11' ? 'background' : number === '12' ? 'cursor' : null;
  if (which === null || rest[0] === undefined || rest[0] === '?') return OTHER;
  return { type: 'color', which, color: rest[0] };
}

function capabilities(list: string): Map<string, string> {
  const out = new Map<string, string>();
  for (const entry of list.split(';')) {
    const [name, value = ''] = entry.split('=');
    if (name) out.set(fromHex(name), fromHex(value));
  }
  return out;
}

function fromHex(hex: string): string {
  return Buffer.from(hex, 'hex').toString('latin1');
}

/** `rgb:RRRR/GGGG/BBBB` for a colour as terminals write them (`rgb:`, `rgba:`, `#`, one to four digits), or null. */
export function normalColor(color: string): string | null {
  const parts = /^rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})(?:\/[0-9a-f]{1,4})?$/i.exec(color);
  if (parts) return `rgb:${wide(parts[1]!)}/${wide(parts[2]!)}/${wide(parts[3]!)}`;
  const hash = /^#(?:([0-9a-f]{3})|([0-9a-f]{6})|([0-9a-f]{12}))$/i.exec(color);
  if (!hash) return null;
  const digits = color.slice(1);
  const n = digits.length / 3;
  return `rgb:${wide(digits.slice(0, n))}/${wide(digits.slice(n, 2 * n))}/${wide(digits.slice(2 * n))}`;
}

/** XParseColor scales: `f` is `ffff`, `80` is `8080`. */
function wide(hex: string): string {
  const max = 16 ** hex.length - 1;
  return Math.round((Number.parseInt(hex, 16) / max) * 0xffff)
    .toString(16)
    .padStart(4, '0');
}
