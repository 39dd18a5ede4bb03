import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';

/** The requests that came over a transport and have no answer yet. To be made when a server is connected to it. */
export class Unanswered {
  private readonly ids = new Set<unknown>();
  private onNone = () => {};

  constructor(transport: Transport) {
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
    if (this.ids.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.onNone = resolve;
    });
  }

  private came(message: JSONRPCMessage): void {
    if (!('method' in message)) return;
    if ('id' in message) this.ids.add(message.id);
    // it is not answered then
    else if (message.method === 'notifications/cancelled') this.done(message.params?.requestId);
  }

  private done(id: unknown): void {
    this.ids.delete(id);
    if (this.ids.size === 0) this.onNone();
  }
}
