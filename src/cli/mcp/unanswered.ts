import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';

/** The requests that came over a transport and have no answer yet. To be made when a server is connected to it. */
export class Unanswered {
  /** By their ids; whether it waits for something to happen. */
  private readonly waits = new Map<unknown, boolean>();
  private readonly onDone = new Set<() => void>();
  private readonly isWait: (message: JSONRPCMessage) => boolean;

  /** ISWAIT: the request is answered when something happens, which may be never. */
  constructor(transport: Transport, isWait: (message: JSONRPCMessage) => boolean) {
    this.isWait = isWait;
    const { onmessage, send } = transport;
    transport.onmessage = (message, extra) => {
      this.came(message);
      onmessage?.(message, extra);
    };
    transport.send = async (message, options) => {
      await send.call(transport, message, options);
      if ('id' in message && !('method' in message)) this.done(message.id);
    };
  }

  /** Resolves when each has been answered or given up; at once where there is none. */
  none(): Promise<void> {
    return this.until(() => this.waits.size === 0);
  }

  /** The same when nothing is left but what waits for something to happen. */
  onlyWaits(): Promise<void> {
    return this.until(() => [...this.waits.values()].every((waits) => waits));
  }

  private until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!holds()) return;
        this.onDone.delete(look);
        resolve();
      };
      this.onDone.add(look);
      look();
    });
  }

  private came(message: JSONRPCMessage): void {
    if (!('method' in message)) return;
    if ('id' in message) this.waits.set(message.id, this.isWait(message));
    // it is not answered then
    else if (message.method === 'notifications/cancelled') this.done(message.params?.requestId);
  }

  private done(id: unknown): void {
    this.waits.delete(id);
    for (const look of [...this.onDone]) look();
  }
}
