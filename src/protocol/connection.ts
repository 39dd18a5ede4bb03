import type { Socket } from 'node:net';
import { encodeMessage, Kind, type Message, MessageReader } from './framing.ts';

export interface ConnectionHandlers {
  onJson(message: unknown): void;
  onBytes(kind: number, payload: Uint8Array): void;
  /** Called once. `problem` is set where the peer sent something that is not our protocol. */
  onClose(problem?: string): void;
}

export interface ConnectionOptions {
  /** Longest message accepted, in bytes. */
  limit?: number;
  /**
   * JSON messages handled in one turn of the event loop; the rest waits for the next ones, unread where it can. Ten thousand
   * requests in one piece must not keep everybody else waiting until the last is answered.
   */
  perTurn?: number;
}

/** One end of the socket: messages instead of bytes. Both sides use it. */
export class Connection {
  private readonly socket: Socket;
  private closed = false;
  private readonly handlers: ConnectionHandlers;
  private readonly perTurn: number;
  /** Messages that wait for their turn; the socket is paused while there are any. */
  private backlog: Message[] = [];

  constructor(socket: Socket, handlers: ConnectionHandlers, { limit, perTurn = Number.POSITIVE_INFINITY }: ConnectionOptions = {}) {
    this.socket = socket;
    this.handlers = handlers;
    this.perTurn = perTurn;
    const reader = new MessageReader(limit);
    socket.on('data', (chunk: Buffer) => {
      if (this.closed) return;
      try {
        const messages = reader.push(chunk);
        // a paused socket may still hand on what it had read
        if (this.backlog.length > 0) this.backlog.push(...messages);
        else this.work(messages);
      } catch (e) {
        this.fail(e);
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

  /** Reads nothing more until `resume`. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    if (this.backlog.length === 0) this.socket.resume();
  }

  /** Sends what is waiting, then closes. */
  end(): void {
    this.socket.end();
  }

  /** Closes at once. */
  destroy(): void {
    this.socket.destroy();
  }

  /** Handles `messages` until the turn's share is used up. Throws where one makes no sense. */
  private work(messages: Message[]): void {
    let json = 0;
    for (let i = 0; i < messages.length; i++) {
      if (this.closed) return;
      if (json >= this.perTurn) return this.later(messages.slice(i));
      const { kind, payload } = messages[i]!;
      if (kind === Kind.json) {
        json += 1;
        this.handlers.onJson(JSON.parse(Buffer.from(payload).toString('utf8')));
      } else this.handlers.onBytes(kind, payload);
    }
  }

  private later(messages: Message[]): void {
    this.backlog = messages;
    this.socket.pause();
    setImmediate(() => {
      const { backlog } = this;
      this.backlog = [];
      try {
        this.work(backlog);
      } catch (e) {
        this.fail(e);
      }
      if (this.backlog.length === 0) this.socket.resume();
    });
  }

  private fail(thrown: unknown): void {
    this.finish(thrown instanceof Error ? thrown.message : String(thrown));
    this.socket.destroy();
  }

  private finish(problem?: string): void {
    if (this.closed) return;
    this.closed = true;
    this.handlers.onClose(problem);
  }
}
