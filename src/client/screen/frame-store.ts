import { emptyRow } from '../../protocol/cells.ts';
import type { Frame, Place, SessionModes } from '../../protocol/frame.ts';
import type { Surface } from './surface.ts';

/** What a session shows, as far as frames have told. */
export interface SessionScreen extends Surface {
  modes: SessionModes;
  /** Numbers of its rows. */
  place: Place;
}

const NO_PLACE: Place = { generation: 0, first: 0, top: 0 };

/** Keeps the screens of the sessions that this client has seen. */
export class FrameStore {
  private readonly screens = new Map<string, SessionScreen>();

  /** Takes `frame` in. Rows are replaced, never written to, so screens handed out before stay as they were. */
  apply(frame: Frame): void {
    const before = this.screens.get(frame.session);
    const rows =
      before && before.cols === frame.cols && before.rows.length === frame.rows
        ? before.rows.slice()
        : Array.from({ length: frame.rows }, () => emptyRow(frame.cols));
    for (const [y, row] of frame.changed) if (y < rows.length) rows[y] = row;
    this.screens.set(frame.session, { cols: frame.cols, rows, cursor: frame.cursor, modes: frame.modes, place: frame.place ?? NO_PLACE });
  }

  get(session: string): SessionScreen | undefined {
    return this.screens.get(session);
  }

  /** Forgets sessions that are not among `alive`. */
  keep(alive: Iterable<string>): void {
    const known = new Set(alive);
    for (const session of this.screens.keys()) if (!known.has(session)) this.screens.delete(session);
  }
}
