import type { ServerEvent } from '../protocol/messages.ts';
import type { EventLog } from './event-log.ts';

/** Where events go: a connection, as far as this is concerned. */
export interface EventSink {
  readonly waitingBytes: number;
  onceDrained(callback: () => void): void;
  sendJson(message: object): void;
}

/** While a reader has this much unread, events wait where they are kept, in bytes. */
const WAITS_BEYOND = 64 * 1024;

/**
 * One reader of the events. Nothing is queued for it: it has a place in the log, and where it is too slow it is told how
 * many went by.
 */
export class Subscription {
  private next: number;
  private waiting = false;
  private readonly log: EventLog;
  private readonly sink: EventSink;
  private readonly stop: () => void;

  /** `since`: the last event that the reader knows; undefined: what happens from now on. */
  constructor(log: EventLog, sink: EventSink, since: number | undefined) {
    this.log = log;
    this.sink = sink;
    const reset = since !== undefined && since > log.newest;
    this.next = (since === undefined ? log.newest : reset ? 0 : since) + 1;
    this.send({ sequence: this.next - 1, time: new Date().toISOString(), event: 'subscribed', reset });
    this.stop = log.watch(() => this.pump());
    this.pump();
  }

  close(): void {
    this.stop();
  }

  private pump(): void {
    if (this.waiting) return;
    while (this.next <= this.log.newest) {
      if (this.sink.waitingBytes > WAITS_BEYOND) {
        this.waiting = true;
        this.sink.onceDrained(() => {
          this.waiting = false;
          this.pump();
        });
        return;
      }
      const { oldest } = this.log;
      if (this.next < oldest) {
        this.send({ sequence: oldest - 1, time: new Date().toISOString(), event: 'missed', count: oldest - this.next });
        this.next = oldest;
      }
      this.send(this.log.at(this.next)!);
      this.next += 1;
    }
  }

  private send(event: ServerEvent): void {
    this.sink.sendJson({ type: 'event', event });
  }
}
