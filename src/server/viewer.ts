import type { Connection } from '../protocol/connection.ts';
import { Kind } from '../protocol/framing.ts';
import type { ActivityState, Scope, ServerState, Size } from '../protocol/messages.ts';
import type { Session } from '../session/types.ts';
import { FramePump } from './frame-pump.ts';

/** While a client has this much unread, changes of the strip wait for it, in bytes; only the newest is then sent. */
const STATE_WAITS_BEYOND = 64 * 1024;

/** One attached terminal: which tab it views, how large it is, when its operator last did something. */
export class Viewer {
  /** Tab ids: the one in view, and those viewed before it, oldest first. */
  view: string | null = null;
  /** Of the client's last `view` message: a client that asks faster than it is told knows by it which state is the newest. */
  viewNumber = 0;
  private history: string[] = [];
  /** The whole terminal, in cells. */
  terminal: Size;
  focused = true;
  /** Order of the last act among all clients; the highest acted last. */
  lastActed = 0;
  readonly scope: Scope;
  readonly readOnly: boolean;
  /** The tab that this client runs in, or null. */
  readonly inside: string | null;
  private readonly connection: Connection;
  /** One for each session that is shown, each with a frame of its own under way; the idle ones show none. */
  private readonly pumps: FramePump[] = [];
  private sequence = 0;
  private readonly onDefect: (session: Session, thrown: unknown) => void;
  private waitingState: ServerState | null = null;

  constructor(
    connection: Connection,
    terminal: Size,
    scope: Scope,
    readOnly: boolean,
    inside: string | null,
    onDefect: (session: Session, thrown: unknown) => void,
  ) {
    this.connection = connection;
    this.terminal = terminal;
    this.scope = scope;
    this.readOnly = readOnly;
    this.inside = inside;
    this.onDefect = onDefect;
  }

  /** The tab viewed before the one in view, of those that are still open. */
  previous(isOpen: (id: string) => boolean): string | null {
    return this.history.findLast((id) => id !== this.view && isOpen(id)) ?? null;
  }

  /** Turns to another tab, or to the welcome screen. SESSIONS: those of its panes that are shown. */
  turnTo(tab: string | null, sessions: readonly Session[]): void {
    if (tab !== this.view) {
      if (this.view) this.history = [...this.history.filter((id) => id !== this.view), this.view];
      this.view = tab;
    }
    const gone = this.pumps.filter((pump) => !pump.shown || !sessions.includes(pump.shown));
    for (const session of sessions) {
      if (this.pumps.some((pump) => pump.shown === session)) continue;
      // one whose frame is still on its way waits for that first: a client that stalls is owed no more for turning about
      (gone.shift() ?? this.addPump()).show(session);
    }
    for (const pump of gone) pump.show(null);
  }

  damaged(session: Session): void {
    for (const pump of this.pumps) pump.damaged(session);
  }

  confirmed(sequence: number): void {
    for (const pump of this.pumps) pump.confirmed(sequence);
  }

  redraw(): void {
    for (const pump of this.pumps) pump.redraw();
  }

  private addPump(): FramePump {
    const pump = new FramePump(
      () => ++this.sequence,
      (parts) => this.connection.send(Kind.frame, ...parts),
      this.onDefect,
    );
    this.pumps.push(pump);
    return pump;
  }

  /** The newest state of the strip; waits while the client reads nothing. */
  tell(state: ServerState): void {
    if (this.connection.waitingBytes > STATE_WAITS_BEYOND) {
      if (!this.waitingState) this.connection.onceDrained(() => this.flush());
      this.waitingState = state;
    } else {
      this.connection.sendJson(state);
    }
  }

  /** `long`: it may have several lines, and is read in a window where the status line has no room for it. */
  notice(text: string, level: 'info' | 'error', long = false): void {
    if (this.connection.waitingBytes > STATE_WAITS_BEYOND) return;
    this.connection.sendJson({ type: 'notice', text, level, ...(long && { long }) });
  }

  /** The tab in view rang; nothing waits for a client that reads nothing. */
  ring(tab: string): void {
    if (this.connection.waitingBytes <= STATE_WAITS_BEYOND) this.connection.sendJson({ type: 'bell', tab });
  }

  /** A tab that nobody looks at needs the operator. */
  call(tab: string, label: string, state: ActivityState, text: string): void {
    if (this.connection.waitingBytes <= STATE_WAITS_BEYOND) this.connection.sendJson({ type: 'notify', tab, label, state, text });
  }

  /** TEXT of the program that LABEL names is for the operator's clipboard. Nothing waits for a client that reads nothing: the moment would be gone. */
  copy(tab: string, label: string, text: string, ask: boolean): void {
    if (this.connection.waitingBytes <= STATE_WAITS_BEYOND) this.connection.sendJson({ type: 'clipboard', tab, label, text, ask });
  }

  dismiss(reason: string, expected: boolean): void {
    this.connection.sendJson({ type: 'bye', reason, expected });
    this.connection.end();
  }

  dispose(): void {
    for (const pump of this.pumps) pump.dispose();
  }

  private flush(): void {
    const state = this.waitingState;
    this.waitingState = null;
    if (state) this.tell(state);
  }
}
