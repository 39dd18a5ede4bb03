import { setTimeout as delay } from 'node:timers/promises';
import type { Invocation } from '../options.ts';
import { printLine, withMux } from './connect.ts';

/** Prints what happens as JSON, a line each, until the server ends or nobody reads any more. */
export async function events(now: Invocation, since: number | undefined): Promise<void> {
  process.stdout.on('error', () => process.exit(0));
  await withMux(now, async (mux) => {
    for await (const event of mux.events(since)) {
      if (event.event === 'missed') process.stderr.write(`jackin-mux: ${event.count} events are no longer kept\n`);
      if (event.event === 'subscribed' && event.reset)
        process.stderr.write(`jackin-mux: no event ${since} yet: this is another server, whose events count from 1\n`);
      printLine(JSON.stringify(event));
      // a reader that stops makes this wait, so that the server keeps its events, not we
      while (process.stdout.writableNeedDrain) await delay(20);
    }
  });
}
