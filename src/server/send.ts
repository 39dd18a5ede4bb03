import { setTimeout as delay } from 'node:timers/promises';
import { OperatorError } from '../base/errors.ts';
import type { SendParams } from '../protocol/messages.ts';
import { pasted } from '../protocol/paste.ts';
import type { Session } from '../session/types.ts';
import type { Waiting } from './launcher.ts';

/** How long a program may take to read what Enter is to follow, in milliseconds. */
const DRAIN_MS = 10_000;
/**
 * The program's terminal has the text; this long the program has to read it and draw. Agents take text and Enter that come in one read
 * for a paste and do not act on it.
 */
const REACTION_MS = 250;
/** From its first reaction to Enter. */
const SETTLE_MS = 30;

/** The Enter key as a program wants it: only one that asked for all keys as escape codes (kitty flag 8) gets another than CR. */
export function enterKey(session: Pick<Session, 'modes'>): string {
  return session.modes.kittyFlags & 8 ? '\x1b[13u' : '\r';
}

function bytesOf({ text, base64, paste }: SendParams, session: Session): Uint8Array {
  const said = [text, base64].filter((x) => x !== undefined);
  if (said.length !== 1 || typeof said[0] !== 'string') throw new OperatorError('send takes either text or base64');
  const bytes = text === undefined ? Buffer.from(base64!, 'base64') : Buffer.from(text, 'utf8');
  // Latin-1 keeps every byte, and of what is looked for only the eight-bit bracket is no ASCII: in UTF-8 it has a byte before it
  if (!paste) return bytes;
  return text === undefined
    ? Buffer.from(pasted(bytes.toString('latin1'), session.modes.bracketedPaste), 'latin1')
    : Buffer.from(pasted(text, session.modes.bracketedPaste), 'utf8');
}

/** Sends bytes to a pane's program. LABEL: what the operator knows it by. Throws an OperatorError where it cannot take them. What is sent is nobody's business: it is not logged. */
export async function sendTo(
  { label, session }: { label: string; session: Session },
  params: SendParams,
  { signal }: Waiting,
): Promise<void> {
  if (session.exit) throw new OperatorError(`"${label}" has ended; nothing reads what is sent to it`);
  const bytes = bytesOf(params, session);
  const view = session.view();
  try {
    view.take();
    const take = (piece: Uint8Array) => {
      if (!session.write(piece)) throw new OperatorError(`"${label}" does not read what is sent to it; nothing more fits`);
    };
    take(bytes);
    if (!params.enter) return;
    const pause = (ms: number) => delay(ms, undefined, signal ? { signal } : {}).catch(() => {});
    if (bytes.byteLength > 0) {
      await Promise.race([session.drained(), pause(DRAIN_MS)]);
      if (signal?.aborted) throw new OperatorError('given up');
      if (session.unread > 0)
        throw new OperatorError(`"${label}" has not read what was sent to it within ${DRAIN_MS / 1000} s; Enter was not sent`);
      for (const until = performance.now() + REACTION_MS; !view.dirty && performance.now() < until && !signal?.aborted; ) await pause(10);
      await pause(SETTLE_MS);
      if (signal?.aborted) throw new OperatorError('given up');
    }
    if (session.exit) throw new OperatorError(`"${label}" ended before Enter was sent`);
    take(Buffer.from(enterKey(session)));
  } finally {
    view.dispose();
  }
}
