import type { SessionModes } from '../../protocol/frame.ts';
import { Mod } from './key.ts';
import { Button, type MouseEvent } from './token.ts';

/** A part of the screen, in cells from 0. */
export interface Rect {
  x: number;
  y: number;
  cols: number;
  rows: number;
}

export interface CellSize {
  /** Pixels. */
  width: number;
  height: number;
}

/** Where in a pane an event is: cells from 0, and pixels from 0 where the terminal reported them. */
export interface PanePosition {
  x: number;
  y: number;
  pixels?: { x: number; y: number };
}

/** The cell of the whole screen that an event is in. `cell`: set where the terminal reports pixels. */
export function cellOf(event: MouseEvent, cell: CellSize | null): { x: number; y: number } {
  if (!cell) return { x: event.x, y: event.y };
  return { x: Math.floor(event.x / cell.width), y: Math.floor(event.y / cell.height) };
}

export function contains(rect: Rect, x: number, y: number): boolean {
  return x >= rect.x && y >= rect.y && x < rect.x + rect.cols && y < rect.y + rect.rows;
}

/** The event in the pane's own coordinates; outside of it, the nearest place inside (a drag that leaves the pane). */
export function inPane(event: MouseEvent, pane: Rect, cell: CellSize | null): PanePosition {
  const at = cellOf(event, cell);
  const clamp = (v: number, size: number) => Math.min(Math.max(0, v), Math.max(0, size - 1));
  const place: PanePosition = { x: clamp(at.x - pane.x, pane.cols), y: clamp(at.y - pane.y, pane.rows) };
  if (cell) {
    place.pixels = {
      x: clamp(event.x - pane.x * cell.width, pane.cols * cell.width),
      y: clamp(event.y - pane.y * cell.height, pane.rows * cell.height),
    };
  }
  return place;
}

/** The same place in a session that is larger than its pane and shown from column and row `origin` on. */
export function fromOrigin(at: PanePosition, origin: { x: number; y: number }, cell: CellSize | null): PanePosition {
  if (origin.x === 0 && origin.y === 0) return at;
  const moved: PanePosition = { x: at.x + origin.x, y: at.y + origin.y };
  if (at.pixels && cell) moved.pixels = { x: at.pixels.x + origin.x * cell.width, y: at.pixels.y + origin.y * cell.height };
  return moved;
}

type MouseModes = Pick<SessionModes, 'mouse' | 'mouseEncoding'>;

/** Whether a program with this mouse mode hears of such an event (xterm, "Mouse Tracking"). */
export function wantsMouse(mode: SessionModes['mouse'], event: MouseEvent): boolean {
  if (mode === 'none') return false;
  if (mode === 'x10') return event.action === 'press' && event.button <= Button.right;
  if (event.action !== 'motion') return true;
  return mode === 'any' || (mode === 'button' && event.button !== Button.none);
}

/**
 * The bytes of an event for a program with these modes, or null where it did not ask for it or its encoding has no room
 * (a column beyond 223 in the default encoding, 2015 in UTF-8). `cell`: pixels of a cell, to make pixels out of a cell
 * for SGR-pixels where the terminal did not report them: then the middle of the cell.
 */
export function encodeMouse(event: MouseEvent, at: PanePosition, modes: MouseModes, cell: CellSize | null): Uint8Array | null {
  if (!wantsMouse(modes.mouse, event)) return null;
  const sgr = modes.mouseEncoding === 'sgr' || modes.mouseEncoding === 'sgr-pixels';
  const b = event.button;
  let code = b <= 3 ? b : b <= 7 ? 60 + b : 120 + b;
  // only SGR says which button was released
  if (event.action === 'release' && !sgr) code = 3;
  if (event.action === 'motion') code += 32;
  if (modes.mouse !== 'x10') code += (event.mods & Mod.shift ? 4 : 0) + (event.mods & Mod.alt ? 8 : 0) + (event.mods & Mod.ctrl ? 16 : 0);

  if (sgr) {
    let { x, y } = at;
    if (modes.mouseEncoding === 'sgr-pixels') {
      if (at.pixels) ({ x, y } = at.pixels);
      else if (cell) {
        x = Math.floor((x + 0.5) * cell.width);
        y = Math.floor((y + 0.5) * cell.height);
      }
    }
    return Buffer.from(`\x1b[<${code};${x + 1};${y + 1}${event.action === 'release' ? 'm' : 'M'}`);
  }
  const values = [code + 32, at.x + 33, at.y + 33];
  if (modes.mouseEncoding === 'utf8') {
    if (values.some((v) => v > 0x7ff)) return null;
    return Buffer.from(`\x1b[M${String.fromCharCode(...values)}`);
  }
  if (values.some((v) => v > 255)) return null;
  return Uint8Array.of(0x1b, 0x5b, 0x4d, ...values);
}
