import type { Key } from '../input/key.ts';
import type { Rect } from '../input/mouse.ts';
import type { MouseEvent } from '../input/token.ts';
import type { SessionScreen } from '../screen/frame-store.ts';
import type { Surface } from '../screen/surface.ts';
import type { Theme } from '../screen/theme.ts';
import type { ScrollCommand, ScrollFocus } from './keys.ts';
import { draggedOn, EDGE_MS, NOTHING_HELD, type PointedPane, type PointerDeed, pointed } from './pointer.ts';
import { type Patterns, type ScrollHost, SessionScroll } from './session-scroll.ts';
import { targetAt } from './words.ts';

/** Where a session is shown. */
export interface Pane {
  session: string;
  rect: Rect;
  /** First column and row of the live session that are shown, where it is larger than the pane. */
  origin: { x: number; y: number };
}

export interface ScrollsHost extends Omit<ScrollHost, 'copy'> {
  /** Puts TEXT on the operator's clipboard. */
  clipboard(text: string): void;
  screen(): { cols: number; rows: number };
  /** Ctrl+click on a link or on the name of a file. */
  offer(target: { kind: 'link' | 'file'; text: string }): void;
}

/** Rows that a drag beyond the edge scrolls at a time, at most. */
const FASTEST_EDGE_ROWS = 5;

/** The scroll views and selections of every session that this client shows, the mouse in them, and what was copied last. */
export class Scrolls {
  /** What was copied last, or null. */
  lastCopy: string | null = null;
  private readonly bySession = new Map<string, SessionScroll>();
  private readonly patterns: Patterns = [];
  private pointer = NOTHING_HELD;
  private edge: { timer: NodeJS.Timeout; rows: number; x: number; y: number; pane: Pane } | null = null;
  private readonly host: ScrollsHost;

  constructor(host: ScrollsHost) {
    this.host = host;
  }

  /** Who has the keys of a session's view; null where its live screen is shown. */
  focus(session: string | null): ScrollFocus | null {
    return (session !== null && this.bySession.get(session)?.focus) || null;
  }

  /** Keys for that session wait for an answer of the server. */
  busy(session: string | null): boolean {
    return session !== null && this.bySession.get(session)?.busy === true;
  }

  /** The line in which a pattern is typed for that session, or null. */
  line(session: string | null): SessionScroll['line'] {
    return (session !== null && this.bySession.get(session)?.line) || null;
  }

  run(session: string, command: ScrollCommand): void {
    this.of(session).run(command);
  }

  enter(session: string): void {
    this.of(session).enter('keys');
  }

  /** Opens the line for a pattern; from the live screen the search goes upwards. */
  search(session: string): void {
    const scroll = this.of(session);
    scroll.openLine(scroll.state === null);
  }

  lineKey(session: string, key: Key): void {
    this.bySession.get(session)?.lineKey(key);
  }

  linePaste(session: string, text: string): void {
    this.bySession.get(session)?.linePaste(text);
  }

  /** The operator typed something for the session's program. */
  typed(session: string): void {
    this.bySession.get(session)?.typed();
  }

  frame(session: string): void {
    this.bySession.get(session)?.frame();
  }

  /** Forgets sessions that are gone. */
  keep(alive: Iterable<string>): void {
    if (this.bySession.size === 0) return;
    const known = new Set(alive);
    for (const [session, scroll] of this.bySession) {
      if (known.has(session)) continue;
      this.bySession.delete(session);
      scroll.leave();
    }
  }

  /** What is shown of a session in a pane of ROWS rows: `live` itself where nothing of it is different. */
  surface(session: string, live: SessionScreen, rows: number, theme: Theme): Surface {
    return this.bySession.get(session)?.surface(live, rows, theme) ?? live;
  }

  /** An event of the mouse that is not for the session's program, in cells of the whole screen. */
  mouse(event: MouseEvent, pane: Pane): void {
    const { state, deeds, edge } = pointed(this.pointer, event, this.pointedPane(pane), performance.now());
    this.pointer = state;
    for (const deed of deeds) this.perform(deed, pane);
    this.atEdge(edge, event, pane);
  }

  /** The mouse is elsewhere: what it held is let go. */
  letGo(): void {
    this.pointer = NOTHING_HELD;
    this.stopEdge();
  }

  /** The session in which the mouse began to drag, or null. */
  get dragging(): string | null {
    return this.pointer.drag?.session ?? null;
  }

  private of(session: string): SessionScroll {
    let scroll = this.bySession.get(session);
    if (!scroll) {
      const copy = (text: string) => {
        this.lastCopy = text;
        this.host.clipboard(text);
      };
      scroll = new SessionScroll(session, { ...this.host, copy }, this.patterns);
      this.bySession.set(session, scroll);
    }
    return scroll;
  }

  private pointedPane({ session, rect, origin }: Pane): PointedPane {
    const scroll = this.of(session);
    return {
      session,
      rect,
      screen: this.host.screen(),
      top: scroll.topRow(origin.y),
      left: origin.x,
      cols: this.host.live(session)?.cols ?? rect.cols,
      rowOf: (row) => scroll.rowOf(row),
    };
  }

  private perform(deed: PointerDeed, { session }: Pane): void {
    const scroll = this.of(session);
    switch (deed.kind) {
      case 'select':
        if (deed.selection !== null || scroll.selection !== null) scroll.select(deed.selection);
        return;
      case 'copy':
        void scroll.copy(false);
        return;
      case 'wheel':
        // a full-screen program has nothing above it
        if (scroll.state || !this.host.live(session)?.modes.alternateScreen) scroll.wheel(deed.rows);
        return;
      case 'target': {
        const target = targetAt(deed.at, (row) => scroll.rowOf(row));
        if (target) this.host.offer(target);
      }
    }
  }

  /** As long as a drag is beyond the edge, the view scrolls under it; a timer runs only then. */
  private atEdge(rows: number, event: MouseEvent, pane: Pane): void {
    if (rows === 0) return this.stopEdge();
    const { x, y } = event;
    if (this.edge) Object.assign(this.edge, { rows, x, y, pane });
    else this.edge = { timer: setInterval(() => this.scrollEdge(), EDGE_MS), rows, x, y, pane };
  }

  private stopEdge(): void {
    if (this.edge) clearInterval(this.edge.timer);
    this.edge = null;
  }

  private scrollEdge(): void {
    const { edge } = this;
    if (!edge) return;
    const { rows, x, y, pane } = edge;
    const scroll = this.of(pane.session);
    this.perform({ kind: 'wheel', rows: Math.sign(rows) * Math.min(FASTEST_EDGE_ROWS, Math.abs(rows)) }, pane);
    const selection = draggedOn(this.pointer, x, y, this.pointedPane(pane));
    if (selection) scroll.select(selection);
    else this.stopEdge();
  }
}
