import { setTimeout as delay } from 'node:timers/promises';
import type { ServerLink } from '../../client/server-link.ts';
import type { ServerEvent } from '../../protocol/messages.ts';

/** Events of one answer: an agent reads every word of it. */
const MOST = 200;

export interface RecentEvents {
  events: ServerEvent[];
  /** What to give as `since` the next time. */
  next: number;
}

/**
 * The events after SINCE that there are, on a connection of its own; where there are none it waits WAIT_MS milliseconds for one. More
 * than an answer may have are left for the next time.
 */
export async function recentEvents(link: ServerLink, since: number | undefined, waitMs: number): Promise<RecentEvents> {
  const heard: ServerEvent[] = [];
  let wake = () => {};
  link.onEvent = (event) => {
    // it stands for the beginning of the stream, nothing happened
    if (event.event === 'subscribed') return;
    heard.push(event);
    wake();
  };
  // its answer comes behind the events that there are
  const { newest } = await link.request('subscribe', since === undefined ? {} : { since });
  if (heard.length === 0 && waitMs > 0) {
    const over = new AbortController();
    const first = new Promise<void>((resolve) => {
      wake = resolve;
    });
    await Promise.race([first, delay(waitMs, undefined, { signal: over.signal }).catch(() => {}), link.closed()]);
    over.abort();
  }
  const events = heard.slice(0, MOST);
  return { events, next: events.at(-1)?.sequence ?? newest };
}
