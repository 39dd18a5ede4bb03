import net from 'node:net';
import { errnoOf, OperatorError } from '../base/errors.ts';
import type { Row } from '../protocol/cells.ts';
import { Connection } from '../protocol/connection.ts';
import { decodeFrame, decodeRows, type Frame } from '../protocol/frame.ts';
import { Kind } from '../protocol/framing.ts';
import {
  type Attach,
  type ClientMessage,
  encodeInput,
  type Hello,
  PROTOCOL,
  type RequestName,
  type Requests,
  type RowsAnswer,
  type RowsParams,
  type ServerEvent,
  type ServerMessage,
  type ServerState,
  type TabInfo,
} from '../protocol/messages.ts';
import { checkSocketFolder } from '../protocol/socket-folder.ts';

/** What an attached client is told. A control connection leaves it out. */
export interface LinkEvents {
  onState(state: ServerState): void;
  onFrame(frame: Frame): void;
  onNotice(text: string, level: 'info' | 'error', long: boolean): void;
  /** TEXT of a tab's program is for the clipboard; `ask`: if the operator says so. LABEL: of the pane that asks. */
  onClipboard(tab: string, label: string, text: string, ask: boolean): void;
  /** The tab in view rang. */
  onBell(): void;
  /** Of a tab that nobody looks at. */
  onNotify(label: string, text: string): void;
  /** What a request of this client waits for; 0 is the `open` of its `attach`. */
  onProgress(request: number, text: string): void;
  /** Called once, however the connection ends. `reason` is a sentence; `expected`: the operator asked for it. */
  onEnd(reason: string, expected: boolean): void;
}

/** No server listens at the socket. */
export class NoServer extends OperatorError {
  constructor(file: string) {
    super(`no server runs at ${file}; jackin-mux without a command starts one`);
    this.name = 'NoServer';
  }
}

/** The running server speaks another version of the protocol. */
export class OtherVersion extends OperatorError {
  readonly pid: number;
  constructor(reason: string, pid: number) {
    super(reason);
    this.name = 'OtherVersion';
    this.pid = pid;
  }
}

/** The connection ended before the answer came. */
export class ServerGone extends OperatorError {
  constructor(reason: string) {
    super(reason);
    this.name = 'ServerGone';
  }
}

/** Frames in a row that may be damaged. */
const MOST_DAMAGED = 3;

/** What the server sent broke this end: its words would be those of a defect, which tell an operator nothing. */
const SENSELESS = 'the server sent something that this client cannot read, so it let go; the tabs go on: attach again, or kill-server';

type Waiting = { resolve: (result: never) => void; reject: (e: Error) => void };

/** The client's end of the socket. */
export class ServerLink {
  serverPid = 0;
  /** Told what a request of a control connection waits for. */
  onProgress: ((text: string) => void) | null = null;
  /** Told what happens, once it has subscribed. */
  onEvent: ((event: ServerEvent) => void) | null = null;
  /** The tab that `attach` was to open, where it was to open one. */
  opened: Promise<TabInfo> | null = null;
  private connection!: Connection;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  /** Rows that came, by the request whose answer is to follow. */
  private readonly blocks = new Map<number, Map<number, Row>>();
  private ended = false;
  private damaged = 0;
  private farewell: { reason: string; expected: boolean } | null = null;
  private events: LinkEvents | null = null;

  private constructor() {}

  /**
   * Connects and shakes hands. Throws NoServer where none listens, OtherVersion where the handshake says so, and an
   * OperatorError for everything else that keeps it from connecting.
   */
  static async connect(file: string, uid: number, version: string, attach?: { message: Attach; events: LinkEvents }): Promise<ServerLink> {
    checkSocketFolder(file, uid);
    const socket = await connectSocket(file);
    const link = new ServerLink();
    await new Promise<void>((resolve, reject) => {
      const handshake: Waiting = {
        resolve: () => resolve(),
        reject: (e) => {
          link.connection.destroy();
          reject(e);
        },
      };
      link.events = attach?.events ?? null;
      link.waiting.set(-1, handshake);
      link.connection = new Connection(socket, {
        onJson: (message) => link.onMessage(message as ServerMessage),
        onBytes: (kind, payload) => {
          if (kind === Kind.frame) link.onFrame(payload);
          else if (kind === Kind.rows) link.onRows(payload);
        },
        onClose: (problem) => link.onClose(problem),
      });
      if (attach?.message.open) {
        link.opened = link.answerTo<TabInfo>(0);
        link.opened.catch(() => {});
      }
      const hello: Hello = { type: 'hello', protocol: PROTOCOL, version };
      link.connection.sendJson(hello);
      // sent with the greeting, so that the first screen needs one round trip
      if (attach) link.connection.sendJson(attach.message);
    });
    return link;
  }

  /** Asks the server; rejects with an OperatorError that carries its sentence. */
  request<N extends RequestName>(name: N, params: Requests[N]['params']): Promise<Requests[N]['result']> {
    const id = this.nextId++;
    const answer = this.answerTo<Requests[N]['result']>(id);
    this.send({ type: 'request', id, name, params });
    return answer;
  }

  /** Rows of a session by their numbers, with what the answer says of them. Rejects as `request` does. */
  async rows(params: RowsParams): Promise<{ answer: RowsAnswer; rows: Map<number, Row> }> {
    const id = this.nextId;
    try {
      const answer = await this.request('rows', params);
      return { answer, rows: this.blocks.get(id) ?? new Map() };
    } finally {
      this.blocks.delete(id);
    }
  }

  /** The answer to request ID; 0 is the one that an `attach` with `open` makes. */
  private answerTo<T>(id: number): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.ended) reject(new ServerGone('the server is gone'));
      else this.waiting.set(id, { resolve, reject });
    });
  }

  send(message: ClientMessage): void {
    this.connection.sendJson(message);
  }

  input(session: string, bytes: Uint8Array): void {
    this.connection.send(Kind.input, ...encodeInput(session, bytes));
  }

  /** Reads nothing more until `resume`: the server then keeps what there is to say. */
  pause(): void {
    this.connection.pause();
  }

  resume(): void {
    this.connection.resume();
  }

  /** Resolves when the server has closed the connection. */
  closed(): Promise<void> {
    return new Promise((resolve) => {
      if (this.ended) resolve();
      else this.waiting.set(-2, { resolve: () => resolve(), reject: () => resolve() });
    });
  }

  close(): void {
    this.farewell ??= { reason: 'detached', expected: true };
    this.connection.end();
  }

  /** A frame that cannot be read costs a repetition, not the client; one after the other means that something is wrong for good. */
  private onFrame(payload: Uint8Array): void {
    let frame: Frame;
    try {
      frame = decodeFrame(payload);
    } catch (e) {
      this.damaged += 1;
      if (this.damaged > MOST_DAMAGED) throw e;
      this.send({ type: 'redraw' });
      return;
    }
    this.damaged = 0;
    this.events?.onFrame(frame);
  }

  private onRows(payload: Uint8Array): void {
    const { request, rows } = decodeRows(payload);
    if (this.waiting.has(request)) this.blocks.set(request, rows);
  }

  private onMessage(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        this.serverPid = message.pid;
        this.settle(-1, undefined);
        return;
      case 'refused':
        this.fail(-1, new OtherVersion(message.reason, message.pid));
        return;
      case 'response':
        if (message.ok) this.settle(message.id, message.result);
        else this.fail(message.id, new OperatorError(message.error));
        return;
      case 'state':
        this.events?.onState(message);
        return;
      case 'progress':
        this.events?.onProgress(message.request, message.text);
        this.onProgress?.(message.text);
        return;
      case 'notice':
        this.events?.onNotice(message.text, message.level, message.long === true);
        return;
      case 'clipboard':
        this.events?.onClipboard(message.tab, message.label, message.text, message.ask);
        return;
      case 'bell':
        this.events?.onBell();
        return;
      case 'notify':
        this.events?.onNotify(message.label, message.text);
        return;
      case 'event':
        this.onEvent?.(message.event);
        return;
      case 'bye':
        this.farewell = { reason: message.reason, expected: message.expected };
        return;
    }
  }

  private onClose(problem: string | undefined): void {
    this.ended = true;
    const { reason, expected } = this.farewell ?? { reason: problem === undefined ? 'the server is gone' : SENSELESS, expected: false };
    for (const id of [...this.waiting.keys()]) this.fail(id, new ServerGone(reason));
    this.events?.onEnd(reason, expected);
  }

  private settle(id: number, result: unknown): void {
    this.waiting.get(id)?.resolve(result as never);
    this.waiting.delete(id);
  }

  private fail(id: number, error: Error): void {
    this.waiting.get(id)?.reject(error);
    this.waiting.delete(id);
  }
}

function connectSocket(file: string): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ path: file, allowHalfOpen: true });
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (e) => {
      const errno = errnoOf(e);
      if (errno === 'ENOENT' || errno === 'ECONNREFUSED') reject(new NoServer(file));
      else reject(new OperatorError(`cannot connect to ${file}: ${errno ?? e.message}`));
    });
  });
}
