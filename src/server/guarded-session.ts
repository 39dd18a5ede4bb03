import type { Row } from '../protocol/cells.ts';
import { type Cursor, DEFAULT_MODES, type Place, type SessionModes } from '../protocol/frame.ts';
import type { Position, Size } from '../protocol/messages.ts';
import { signalSession } from '../session/process-group.ts';
import type { DamageCursor, Session, SessionExit } from '../session/types.ts';

const NO_PLACE: Place = { generation: 0, first: 0, top: 0 };
const NO_CURSOR: Cursor = { x: 0, y: 0, visible: false, shape: 0 };

/**
 * A session whose defects stay its own: whatever one of its methods throws goes to `onDefect`, once, and the caller gets
 * something harmless instead. Without it a throw would cut off the client that happened to ask, or end in the process's
 * last handler, and come again with the next frame.
 */
export function guardSession(session: Session, onDefect: (guarded: Session, thrown: unknown) => void): Session {
  return new GuardedSession(session, onDefect);
}

class GuardedSession implements Session {
  readonly id: string;
  readonly pid: number;
  private readonly inner: Session;
  private readonly onDefect: (guarded: Session, thrown: unknown) => void;
  private defective = false;
  private lastSize: Size;

  constructor(inner: Session, onDefect: (guarded: Session, thrown: unknown) => void) {
    this.inner = inner;
    this.onDefect = onDefect;
    this.id = inner.id;
    this.pid = inner.pid;
    this.lastSize = inner.size;
  }

  get size(): Size {
    this.lastSize = this.attempt(() => this.inner.size, this.lastSize);
    return this.lastSize;
  }

  get bytesReceived(): number {
    return this.inner.bytesReceived;
  }

  get exit(): SessionExit | null {
    return this.inner.exit;
  }

  get held(): boolean {
    return this.attempt(() => this.inner.held, false);
  }

  get title(): string {
    return this.attempt(() => this.inner.title, '');
  }

  get modes(): SessionModes {
    return this.attempt(() => this.inner.modes, DEFAULT_MODES);
  }

  get unread(): number {
    return this.attempt(() => this.inner.unread, 0);
  }

  get history(): { kept: number; dropped: number } {
    return this.attempt(() => this.inner.history, { kept: 0, dropped: 0 });
  }

  write(bytes: Uint8Array): boolean {
    return this.attempt(() => this.inner.write(bytes), true);
  }

  resize(size: Size): void {
    this.attempt(() => this.inner.resize(size), undefined);
  }

  setFocus(focused: boolean): void {
    this.attempt(() => this.inner.setFocus(focused), undefined);
  }

  factsChanged(): void {
    this.attempt(() => this.inner.factsChanged(), undefined);
  }

  view(): DamageCursor {
    const cursor = this.attempt<DamageCursor | null>(() => this.inner.view(), null);
    const isDirty = () => this.attempt(() => cursor?.dirty === true, false);
    return {
      get dirty() {
        return isDirty();
      },
      take: () =>
        this.attempt(() => cursor!.take(), {
          rows: new Map(),
          size: this.lastSize,
          cursor: NO_CURSOR,
          modes: DEFAULT_MODES,
          place: NO_PLACE,
        }),
      reset: () => this.attempt(() => cursor?.reset(), undefined),
      dispose: () => this.attempt(() => cursor?.dispose(), undefined),
    };
  }

  rows(from: number, count: number): Row[] {
    return this.attempt(() => this.inner.rows(from, count), []);
  }

  get place(): Place {
    return this.attempt(() => this.inner.place, NO_PLACE);
  }

  settle(): Place {
    return this.attempt(() => this.inner.settle(), NO_PLACE);
  }

  relocate(generation: number, positions: readonly Position[]): Position[] | null {
    return this.attempt(() => this.inner.relocate(generation, positions), null);
  }

  prompt(row: number, backwards: boolean): number | null {
    return this.attempt(() => this.inner.prompt(row, backwards), null);
  }

  drained(): Promise<void> {
    return this.attempt(() => this.inner.drained(), Promise.resolve());
  }

  /** Ends it in any case: a session that cannot even do that is killed. */
  async end(graceMs: number): Promise<void> {
    try {
      await this.inner.end(graceMs);
    } catch (e) {
      this.report(e);
      signalSession(this.pid, 'SIGKILL');
    }
  }

  dispose(): void {
    try {
      this.inner.dispose();
    } catch (e) {
      this.report(e);
      if (!this.inner.exit) signalSession(this.pid, 'SIGKILL');
    }
  }

  private attempt<T>(act: () => T, otherwise: T): T {
    if (this.defective) return otherwise;
    try {
      return act();
    } catch (e) {
      this.report(e);
      return otherwise;
    }
  }

  private report(thrown: unknown): void {
    if (this.defective) return;
    this.defective = true;
    this.onDefect(this, thrown);
  }
}
