import type { Disposable } from '../base/disposable.ts';
import { rowText } from '../protocol/cells.ts';
import type { DamageCursor, Session, SessionExit } from '../session/types.ts';

/** How long a program has the terminal in its modes before it is taken to stay, in milliseconds. */
const MODES_MS = 300;
/** How long one that only shows something, in milliseconds. */
const SHOWN_MS = 1000;
/** How long one that shows nothing, in milliseconds. */
const SILENT_MS = 15_000;
const POLL_MS = 20;
/** What a failed program said last, as far as a sentence has room for it, in UTF-16 units. */
const LONGEST_QUOTE = 200;

/**
 * Waits until SESSION is known to run: it has had the terminal in a program's modes for a moment, or has shown something a
 * second ago, or lives though it has shown nothing in fifteen. An error message alone is no life: agents print it, and end a
 * moment later.
 *
 * Gives null, or why it is not known, as a clause: it ended, or nobody waits for it any more.
 */
export async function comesToRun(session: Session, isGivenUp: () => boolean): Promise<string | null> {
  const screen = new Screen(session);
  const began = performance.now();
  let since: { shown: number | null; modes: number | null } = { shown: null, modes: null };
  try {
    for (;;) {
      if (isGivenUp()) return 'it was given up';
      const now = performance.now();
      const text = screen.text();
      if (session.exit) return failureOf(session.exit, text);
      since = { shown: text === '' ? null : (since.shown ?? now), modes: hasModes(session) ? (since.modes ?? now) : null };
      if (since.modes !== null && now - since.modes >= MODES_MS) return null;
      if (since.shown !== null ? now - since.shown >= SHOWN_MS : now - began >= SILENT_MS) return null;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  } finally {
    screen.dispose();
  }
}

/** It waits for an operator; what only prints a message leaves the terminal as it is. */
function hasModes({ modes }: Session): boolean {
  return modes.alternateScreen || modes.bracketedPaste || modes.kittyFlags > 0 || modes.mouse !== 'none' || modes.applicationCursor;
}

function failureOf({ code, signal, reason }: SessionExit, text: string): string {
  const how = signal ? `it was ended by ${signal}` : `it exited with code ${code ?? 'unknown'}`;
  const said = reason ?? text;
  return said === '' ? how : `${how} and said: ${said}`;
}

/** What a session shows, followed as it changes. */
class Screen implements Disposable {
  private readonly cursor: DamageCursor;
  private lines: string[] = [];

  constructor(session: Session) {
    this.cursor = session.view();
  }

  /** Its last lines in one, '' where it shows nothing. */
  text(): string {
    if (this.cursor.dirty) {
      for (const [y, row] of this.cursor.take().rows) this.lines[y] = rowText(row).trim();
    }
    return this.lines
      .filter((line) => line !== '')
      .slice(-2)
      .join(' ')
      .slice(0, LONGEST_QUOTE);
  }

  dispose(): void {
    this.cursor.dispose();
  }
}
