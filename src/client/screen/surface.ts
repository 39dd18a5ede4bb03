import { emptyRow, type Row } from '../../protocol/cells.ts';

/** A whole terminal screen of cells: what is shown, or what should be. */
export interface Surface {
  cols: number;
  rows: Row[];
  cursor: { x: number; y: number; visible: boolean; shape: number };
}

/** A blank screen of that size. */
export function createSurface(cols: number, rows: number): Surface {
  return { cols, rows: Array.from({ length: rows }, () => emptyRow(cols)), cursor: { x: 0, y: 0, visible: false, shape: 0 } };
}
