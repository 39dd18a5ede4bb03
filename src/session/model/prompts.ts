import type { Position } from '../../protocol/messages.ts';

/** Most prompts that are remembered of a session; the oldest go first. */
const MOST_PROMPTS = 5000;

/** The rows in which a program said that a prompt begins (OSC 133 ; A), or that what a command writes begins (C). */
export class Prompts {
  private rows: number[] = [];
  private outputs: number[] = [];

  /** `payload`: of the OSC, `A`, `C;...`, ... */
  mark(payload: string, row: number): void {
    const kind = payload.charAt(0);
    if (kind === 'A') add(this.rows, row);
    else if (kind === 'C') add(this.outputs, row);
  }

  /** The nearest marked row before (`backwards`) or behind ROW, not older than FIRST; null where there is none. */
  near(row: number, backwards: boolean, first: number): number | null {
    // a program that never says where its prompts are may still say where output begins
    const rows = this.rows.length > 0 ? this.rows : this.outputs;
    const found = backwards ? rows.findLast((r) => r < row) : rows.find((r) => r > row);
    return found !== undefined && found >= first ? found : null;
  }

  move(where: (position: Position) => Position): void {
    for (const rows of [this.rows, this.outputs]) for (const [i, row] of rows.entries()) rows[i] = where([row, 0])[0];
  }
}

function add(rows: number[], row: number): void {
  // what was marked further down is no longer there: the screen was cleared, or it is drawn again
  while (rows.length > 0 && rows[rows.length - 1]! >= row) rows.pop();
  rows.push(row);
  if (rows.length > MOST_PROMPTS) rows.shift();
}
