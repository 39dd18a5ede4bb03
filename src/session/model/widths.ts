/**
 * Widths by grapheme cluster, faster than asking the addon for every code point.
 *
 * A "join state" is what the parser keeps between two code points: bit 0 joined to the previous one, bits 1–2 width of the
 * cluster, from bit 3 the grapheme break class of the last code point. The addon answers every question that is not
 * plain; `widths.test.ts` compares with it for every code point.
 */
export type CharProperties = (code: number, preceding: number) => number;

/** Join state after a narrow character that joins with nothing: any printable ASCII. */
export const NARROW = 2;

/** Grapheme break classes (UAX #29) that decide here, in the addon's numbering. */
const OTHER = 0;
const PREPEND = 1;
const ZWJ = 10;
const PICTOGRAPH = 11;
const CLASS_MASK = 15;

/** The code points of planes 0 and 1; the others are rare. */
const CACHED = 0x20000;
const KNOWN = 0x80;
/** By code point: join state where nothing precedes, with `KNOWN`; 0 where it has not been asked for. One for all sessions. */
const alone = new Uint8Array(CACHED);

/** Whether `code`, a printable ASCII character, begins a cell of its own after `preceding`. */
export function asciiStandsAlone(preceding: number): boolean {
  return ((preceding >> 3) & CLASS_MASK) !== PREPEND;
}

/** Join state after `code`; `preceding` is the one before it, 0 where none is. */
export function joinState(code: number, preceding: number, ask: CharProperties): number {
  if (code >= CACHED) return ask(code, preceding);
  let own = alone[code]!;
  if (own === 0) {
    const answer = ask(code, 0);
    own = KNOWN | (((answer >> 3) & CLASS_MASK) << 3) | (answer & 7);
    alone[code] = own;
  }
  own &= ~KNOWN;
  const kind = own >> 3;
  const before = (preceding >> 3) & CLASS_MASK;
  if (preceding === 0 || (kind === OTHER && before !== PREPEND) || (kind === PICTOGRAPH && before !== PREPEND && before !== ZWJ))
    return own;
  return ask(code, preceding);
}
