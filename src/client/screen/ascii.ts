import { Content, type Row, WORDS } from '../../protocol/cells.ts';

/** What stands for the signs of strip and status line where a locale has none of them; each takes one cell, as they do. */
const PLAIN: ReadonlyMap<number, number> = new Map(
  Object.entries({ '…': '~', '‹': '<', '›': '>', '✕': 'x', '·': '.', '’': "'", '→': '>', '←': '<', '↑': '^', '↓': 'v' }).map(
    ([sign, plain]) => [sign.codePointAt(0)!, plain.charCodeAt(0)],
  ),
);

/** Puts ASCII in the place of our own signs, in ROW itself. Letters of labels stay as they are: nothing could stand for them. */
export function inAscii(row: Row): Row {
  const { words } = row;
  for (let i = 0; i < words.length; i += WORDS) {
    const word = words[i]!;
    const plain = word & Content.combined ? undefined : PLAIN.get(word & Content.codepoint);
    if (plain !== undefined) words[i] = (word & ~Content.codepoint) | plain;
  }
  return row;
}
