import type { Socket } from 'node:net';
import { encodeMessage, Kind, MessageReader } from './framing.ts';

export interface ConnectionHandlers {
  onJson(message: unknown): void;
  onBytes(kind: number, payload: Uint8Array): void;
  /** Called once. `problem` is set where the peer sent something that is not our protocol. */
  onClose(problem?: string): void;
}

/** One end of the socket: messages instead of bytes. Both sides use it. */
export class Connection {
  private readonly socket: Socket;
  private closed = false;
  private readonly handlers: ConnectionHandlers;

  /** `limit`: longest message accepted, in bytes. */
  constructor(socket: Socket, handlers: ConnectionHandlers, limit?: number) {
    this.socket = socket;
    this.handlers = handlers;
    const reader = new MessageReader(limit);
    socket.on('data', (chunk: Buffer) => {
      if (this.closed) return;
      try {
        for (const message of reader.push(chunk)) {
          if (this.closed) return;
          if (message.kind === Kind.json) handlers.onJson(JSON.parse(Buffer.from(message.payload).toString('utf8')));
          else handlers.onBytes(message.kind, message.payload);
        }
      } catch (e) {
        this.finish(e instanceof Error ? e.message : String(e));
        socket.destroy();
      }
    });
    socket.on('error', () => socket.destroy());
    // the other side has said all; a client has its terminal to give back before it says the same
    socket.on('end', () => this.finish());
    socket.on('close', () => this.finish());
  }

  /** Bytes that wait for a peer that does not read. */
  get waitingBytes(): number {
    return this.socket.writableLength;
  }

  /** Calls back once the peer has read what waits. */
  onceDrained(callback: () => void): void {
    this.socket.once('drain', callback);
  }

  sendJson(message: object): void {
    this.send(Kind.json, Buffer.from(JSON.stringify(message)));
  }

  send(kind: Kind, ...parts: Uint8Array[]): void {
    if (!this.closed) this.socket.write(encodeMessage(kind, ...parts));
  }

  /** Sends what is waiting, then closes. */
  end(): void {
    this.socket.end();
  }

  /** Closes at once. */
  destroy(): void {
    this.socket.destroy();
  }

  private finish(problem?: string): void {
    if (this.closed) return;
    this.closed = true;
    this.handlers.onClose(problem);
  }
}
