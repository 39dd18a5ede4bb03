import type { Row } from '../protocol/cells.ts';
import type { TerminalModel } from './terminal.ts';
import type { Damage, DamageCursor } from './types.ts';

/** The cursor and the modes in one comparable value: a change of these alone is a change too. */
function stateOf(model: TerminalModel): string {
  const { x, y, visible, shape } = model.cursor;
  return `${x} ${y} ${visible} ${shape} ${Object.values(model.modesValue()).join(' ')}`;
}

/**
 * What the viewers of one screen have not seen yet. Rows carry the generation of their last change (`RowMarks`), a viewer
 * the generation it has seen, so that a viewer costs nothing until it looks.
 */
export class DamageLog {
  private readonly model: TerminalModel;
  private readonly cursors = new Set<ViewCursor>();
  private readonly onChange: () => void;
  private announced = false;
  private state: string;

  /** `onChange` is called when there is something for some viewer to see, then not again until one has looked. */
  constructor(model: TerminalModel, onChange: () => void) {
    this.model = model;
    this.onChange = onChange;
    this.state = stateOf(model);
  }

  get watched(): boolean {
    return this.cursors.size > 0;
  }

  view(): DamageCursor {
    const cursor = new ViewCursor(this.model, {
      taken: () => {
        this.announced = false;
      },
      closed: (c) => {
        this.cursors.delete(c);
      },
    });
    this.cursors.add(cursor);
    return cursor;
  }

  /** To be called after bytes were parsed or the size changed. */
  update(): void {
    if (!this.watched) return;
    this.compareState();
    if (!this.announced && this.pending()) this.announce();
  }

  /** Tells of changes although they were told before: a reason not to draw them has gone. */
  announceAgain(): void {
    if (!this.watched) return;
    this.compareState();
    if (this.pending()) this.announce();
  }

  private compareState(): void {
    const state = stateOf(this.model);
    if (state === this.state) return;
    this.state = state;
    this.model.marks.last = this.model.marks.generation;
  }

  private pending(): boolean {
    for (const cursor of this.cursors) if (cursor.dirty) return true;
    return false;
  }

  private announce(): void {
    this.announced = true;
    this.onChange();
  }
}

interface Owner {
  taken(): void;
  closed(cursor: ViewCursor): void;
}

class ViewCursor implements DamageCursor {
  private readonly model: TerminalModel;
  private readonly owner: Owner;
  private seen = 0;
  private cols = 0;
  /** Per row: whether it was shown as going on in the next one. That follows from the next row, which may change alone. */
  private wrapped: boolean[] = [];

  constructor(model: TerminalModel, owner: Owner) {
    this.model = model;
    this.owner = owner;
  }

  get dirty(): boolean {
    return this.model.marks.last > this.seen;
  }

  take(): Damage {
    const { model, seen } = this;
    const { marks, size } = model;
    const everything = seen === 0 || this.cols !== size.cols || this.wrapped.length !== size.rows;
    const rows = new Map<number, Row>();
    if (everything) this.wrapped = new Array<boolean>(size.rows).fill(false);
    for (let y = 0; y < size.rows; y++) {
      if (!everything && !marks.changed(y, seen)) continue;
      if (y > 0 && !rows.has(y - 1) && this.wrapped[y - 1] !== model.continues(y)) this.add(rows, y - 1);
      this.add(rows, y);
    }
    this.cols = size.cols;
    this.seen = marks.generation++;
    this.owner.taken();
    return { rows, size, cursor: model.cursor, modes: model.modesValue(), place: model.place };
  }

  reset(): void {
    this.seen = 0;
  }

  dispose(): void {
    this.owner.closed(this);
  }

  private add(rows: Map<number, Row>, y: number): void {
    const row = this.model.row(y);
    rows.set(y, row);
    this.wrapped[y] = row.wrapped;
  }
}
