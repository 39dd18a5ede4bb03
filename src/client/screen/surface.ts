import { emptyRow, type Row } from '../../protocol/cells.ts';

/**
 * A whole terminal screen of cells: what is shown, or what should be. A row that has been handed on is never changed
 * again, only replaced: the same object means the same cells, which is what makes small changes cheap to find.
 */
export interface Surface {
  cols: number;
  rows: Row[];
  cursor: { x: number; y: number; visible: boolean; shape: number };
}

/** A rectangle of cells that lies over a surface, in its coordinates. */
export interface Overlay {
  x: number;
  y: number;
  width: number;
  height: number;
  rows: Row[];
  /** Where the terminal's cursor belongs, or null to hide it. */
  cursor: { x: number; y: number } | null;
  /** Its colours are inks. */
  inked?: true;
}

/** A blank screen of that size. */
export function createSurface(cols: number, rows: number): Surface {
  return { cols, rows: Array.from({ length: rows }, () => emptyRow(cols)), cursor: { x: 0, y: 0, visible: false, shape: 0 } };
}
