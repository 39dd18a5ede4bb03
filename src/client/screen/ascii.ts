import { Content, type Row, WORDS } from '../../protocol/cells.ts';

const SIGNS = {
  '…': '~',
  '‹': '<',
  '›': '>',
  '✕': 'x',
  '×': 'x',
  '·': '.',
  '‘': "'",
  '’': "'",
  '—': '-',
  '→': '>',
  '←': '<',
  '↑': '^',
  '↓': 'v',
};
const BOX = { from: 0x2500, to: 0x257f, horizontal: '─━═╌╍┄┅┈┉╴╶╸╺╼╾', vertical: '│┃║╎╏┆┇┊┋╵╷╹╻╽╿' };

/** What stands for our own signs where a locale has none of them; each takes one cell, as they do. */
const PLAIN: ReadonlyMap<number, number> = new Map(
  Object.entries(SIGNS).map(([sign, plain]) => [sign.codePointAt(0)!, plain.charCodeAt(0)]),
);

function plainFor(code: number): number | undefined {
  if (code < 0x80) return undefined;
  if (code < BOX.from || code > BOX.to) return PLAIN.get(code);
  const line = String.fromCharCode(code);
  return (BOX.horizontal.includes(line) ? '-' : BOX.vertical.includes(line) ? '|' : '+').charCodeAt(0);
}

/**
 * Puts ASCII in the place of our own signs and lines, in ROW itself, from column FROM up to TO. Letters of labels stay as
 * they are: nothing could stand for them.
 */
export function inAscii(row: Row, from = 0, to = Number.POSITIVE_INFINITY): Row {
  const { words } = row;
  const end = Math.min(words.length, to * WORDS);
  for (let i = from * WORDS; i < end; i += WORDS) {
    const word = words[i]!;
    const plain = word & Content.combined ? undefined : plainFor(word & Content.codepoint);
    if (plain !== undefined) words[i] = (word & ~Content.codepoint) | plain;
  }
  return row;
}
