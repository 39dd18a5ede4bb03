import assert from 'node:assert/strict';
import net from 'node:net';
import { decodeFrame } from '../protocol/frame.ts';
import { encodeMessage, Kind, MessageReader } from '../protocol/framing.ts';
import { PROTOCOL, type RequestName, type Requests, type Response, type ServerMessage } from '../protocol/messages.ts';
import { PATIENCE_MS } from './waiting.ts';

/** Speaks to a server's socket without the program's own client: for what a client would never say, and for cheap questions. */
export class Wire {
  /** Every JSON message of the server, in order. */
  readonly heard: ServerMessage[] = [];
  /** Frames that came, undecoded. */
  frames = 0;
  closed = false;
  private confirms = false;
  private readonly socket: net.Socket;
  private readonly reader = new MessageReader();
  private readonly watchers = new Set<() => void>();
  private requests = 0;
  private last = 0;

  private constructor(socket: net.Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      for (const { kind, payload } of this.reader.push(chunk)) {
        if (kind === Kind.json) this.heard.push(JSON.parse(Buffer.from(payload).toString('utf8')) as ServerMessage);
        else {
          this.frames++;
          this.last = decodeFrame(payload).sequence;
          if (this.confirms) this.send({ type: 'shown', sequence: this.last });
        }
      }
      this.changed();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.closed = true;
      this.changed();
    });
  }

  /** Connects and says nothing yet. Rejects where nobody listens. */
  static connect(path: string): Promise<Wire> {
    return new Promise((resolve, reject) => {
      const socket = net.connect(path, () => {
        socket.off('error', reject);
        resolve(new Wire(socket));
      });
      socket.once('error', reject);
    });
  }

  /** Connects and shakes hands as a client of this version does. */
  static async open(path: string): Promise<Wire> {
    const wire = await Wire.connect(path);
    wire.send({ type: 'hello', protocol: PROTOCOL, version: '0.0.0-test' });
    await wire.hear((m) => m.type === 'welcome', 'the server says welcome');
    return wire;
  }

  send(message: unknown): void {
    this.socket.write(encodeMessage(Kind.json, Buffer.from(JSON.stringify(message))));
  }

  sendBytes(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** Waits for a message that fits, among those heard already too. */
  hear(fits: (message: ServerMessage) => boolean, what: string): Promise<ServerMessage> {
    return this.watch(() => this.heard.find(fits), what);
  }

  untilClosed(): Promise<boolean> {
    return this.watch(() => this.closed, 'the server closes the connection');
  }

  /** Asks for something and gives the answer; fails with the server's sentence where it refuses. */
  async request<N extends RequestName>(name: N, params: Requests[N]['params']): Promise<Requests[N]['result']> {
    const id = ++this.requests;
    this.send({ type: 'request', id, name, params });
    const answer = (await this.hear((m) => m.type === 'response' && m.id === id, `an answer to ${name}`)) as Response;
    if (!answer.ok) assert.fail(`${name}: ${answer.error}`);
    return answer.result as Requests[N]['result'];
  }

  /** Answers each frame from now on, and the last one that came, as a client does that has it on its terminal. */
  set confirming(on: boolean) {
    this.confirms = on;
    if (on && this.last > 0) this.send({ type: 'shown', sequence: this.last });
  }

  /** Reads nothing from now on. */
  set deaf(deaf: boolean) {
    if (deaf) this.socket.pause();
    else this.socket.resume();
  }

  close(): void {
    this.socket.destroy();
  }

  private watch<T>(probe: () => T | undefined, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const value = probe();
        if (value) {
          done();
          resolve(value);
        } else if (this.closed) {
          done();
          reject(new assert.AssertionError({ message: `${what}: the connection closed; heard ${JSON.stringify(this.heard)}` }));
        }
      };
      const timer = setTimeout(() => {
        done();
        reject(new assert.AssertionError({ message: `${what}: not within ${PATIENCE_MS} ms; heard ${JSON.stringify(this.heard)}` }));
      }, PATIENCE_MS);
      const done = () => {
        clearTimeout(timer);
        this.watchers.delete(look);
      };
      this.watchers.add(look);
      look();
    });
  }

  private changed(): void {
    for (const look of [...this.watchers]) look();
  }
}
