import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
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
/** What counts at most of the time between two looks: where this process could not run, nobody has seen the program live. */
const MOST_COUNTED_MS = 100;
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
  let last = performance.now();
  let lived = 0;
  /** For how long it has shown something, and has had the terminal in its modes. */
  let shown: number | null = null;
  let modes: number | null = null;
  try {
    for (;;) {
      if (isGivenUp()) return 'it was given up';
      const now = performance.now();
      const passed = Math.min(now - last, MOST_COUNTED_MS);
      last = now;
      lived += passed;
      const text = screen.text();
      if (session.exit) return failureOf(session.exit, text);
      shown = text === '' ? null : shown === null ? 0 : shown + passed;
      modes = !hasModes(session) ? null : modes === null ? 0 : modes + passed;
      if (modes !== null && modes >= MODES_MS) return null;
      if (shown !== null ? shown >= SHOWN_MS : lived >= SILENT_MS) return null;
      await delay(POLL_MS);
      // its end may be to be heard already
      await turn();
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
