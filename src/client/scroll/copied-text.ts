import { OperatorError } from '../../base/errors.ts';
import { type Row, rowText } from '../../protocol/cells.ts';
import type { RowsAnswer } from '../../protocol/messages.ts';
import { MOST_COPIED_BYTES } from './amount.ts';
import { extent, type Selection, selectedText } from './selection.ts';

/** Rows that are fetched at a time. */
const ROWS_AT_ONCE = 500;

export interface CopySource {
  /** A row that is known, by its number. */
  rowOf(row: number): Row | undefined;
  /** Asks the server for rows. */
  fetch(from: number, count: number): Promise<{ answer: RowsAnswer; rows: Map<number, Row> }>;
  /** Of the numbers in the selection. */
  generation: number;
}

/**
 * The text of a selection, whose rows may have to be fetched first; rows that are no longer kept are left out. Throws an
 * OperatorError where it is too long for a clipboard, or lines were wrapped anew meanwhile.
 */
export async function copiedText(selection: Selection, { rowOf: known, fetch, generation }: CopySource): Promise<string> {
  const rows = new Map<number, Row>();
  const rowOf = (row: number) => rows.get(row) ?? known(row);
  const [[from], [to]] = extent(selection, rowOf);
  let size = 0;
  for (let n = from; n <= to; n++) {
    if (!rowOf(n)) {
      const { answer, rows: more } = await fetch(n, Math.min(ROWS_AT_ONCE, to + 1 - n));
      if (answer.generation !== generation)
        throw new OperatorError('The lines were wrapped anew meanwhile; nothing was copied, select again');
      for (const [number, row] of more) rows.set(number, row);
      // those before are no longer kept
      n = Math.max(n, Math.min(answer.from, to));
    }
    const row = rowOf(n);
    if (row) size += rowText(row).length;
    if (size > MOST_COPIED_BYTES) throw tooLong();
  }
  const text = selectedText(selection, rowOf);
  if (Buffer.byteLength(text) > MOST_COPIED_BYTES) throw tooLong();
  return text;
}

const tooLong = () => new OperatorError('That is more than the 1 MB that a clipboard is given; nothing was copied, select less');
