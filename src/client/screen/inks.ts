import { Color, FgFlag, type Row, WORDS } from '../../protocol/cells.ts';

/**
 * What dialogs draw with, on the terminal's own background. They are laid out by blessed, whose cells have room for a
 * number of the palette and no more: an ink is such a number, and becomes a colour of the theme when the dialog is laid
 * over the screen. So a dialog that is open follows the theme.
 */
const INKS = ['frame', 'faint', 'key', 'attention', 'alert', 'onHover', 'hover'] as const;
export type Ink = (typeof INKS)[number];

/** Behind the sixteen colours, whose numbers blessed takes for something else. */
const FIRST = 16;

/** The number that stands for an ink. */
export function inkNumber(ink: Ink): number {
  return FIRST + INKS.indexOf(ink);
}

/** Gives columns `from` to `to` (exclusive) of ROW the colours that their inks stand for. */
export function applyInks(row: Row, from: number, to: number, inks: Readonly<Record<Ink, number>>): void {
  for (let x = Math.max(0, from); x < Math.min(to, row.words.length / WORDS); x++) {
    for (const i of [x * WORDS + 1, x * WORDS + 2]) {
      const word = row.words[i]!;
      if ((word & Color.form) !== Color.p256) continue;
      const ink = INKS[(word & Color.value) - FIRST];
      if (!ink) continue;
      row.words[i] = ((word & ~Color.mask) | inks[ink]) >>> 0;
      // without colours what the mouse is on is underlined
      if (ink === 'hover' && inks.hover === Color.default) row.words[x * WORDS + 1]! |= FgFlag.underline;
    }
  }
}
