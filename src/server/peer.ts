import type { Socket } from 'node:net';
import { OperatorError, sentenceOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Redactor } from '../base/redact.ts';
import type { Row } from '../protocol/cells.ts';
import { Connection } from '../protocol/connection.ts';
import { encodeRows } from '../protocol/frame.ts';
import { Kind } from '../protocol/framing.ts';
import { type Attach, type ClientMessage, decodeInput, PROTOCOL, type Request, type TabInfo } from '../protocol/messages.ts';
import { checkedFacts } from './facts.ts';
import { clampSize } from './hub.ts';
import type { Waiting } from './launcher.ts';
import type { Layouts } from './layouts.ts';
import { answer, type RequestContext } from './requests.ts';
import { Subscription } from './subscription.ts';
import { Viewer } from './viewer.ts';

export interface PeerContext extends Omit<RequestContext, 'viewer' | 'waiting' | 'cancel' | 'subscribe' | 'sendRows' | 'masked' | 'mask'> {
  log: Log;
  redactor: Redactor;
  version: string;
  layouts: Layouts;
}

/** Longest message that a client may send, in bytes: a paste crosses in pieces, requests are small. */
const LONGEST_FROM_CLIENT = 4 * 1024 * 1024;
/** A client that asks and never reads its answers is cut off beyond this, in bytes. */
const MOST_UNREAD = 32 * 1024 * 1024;
/** A peer that connects and says nothing is cut off after this, in milliseconds. */
const HELLO_WITHIN_MS = 5000;

/** What a program leaves unread and what the operator is told of, in bytes: more than a paste that is merely under way. */
const UNREAD_TOLD = 1024 * 1024;

const inWords = (bytes: number): string => (bytes < 10_000 ? `${bytes} bytes` : `${(bytes / 1e6).toFixed(bytes < 1e6 ? 2 : 1)} MB`);

const ESC = 0x1b;

/** A pointer that moves over a program answers none of its questions: SGR and default reports begin so. */
const isMouseReport = (bytes: Uint8Array): boolean =>
  bytes[0] === ESC && bytes[1] === 0x5b && (bytes[2] === 0x3c || (bytes[2] === 0x4d && bytes.byteLength >= 6));

/** One connection: handshake, then requests, and where it attaches a terminal, that client's messages. */
export class Peer {
  private greeted = false;
  private viewer: Viewer | null = null;
  private subscription: Subscription | null = null;
  /** Where it is to be told no keys: what takes them out of a text. */
  private masked: ((text: string) => string) | null = null;
  /** Requests that are not answered yet, by their ids. */
  private readonly running = new Map<number, AbortController>();
  private readonly connection: Connection;
  private readonly context: PeerContext;
  private readonly onGone: (peer: Peer) => void;

  constructor(socket: Socket, context: PeerContext, onGone: (peer: Peer) => void) {
    this.context = context;
    this.onGone = onGone;
    const cutOff = () => {
      if (!this.greeted) socket.destroy();
    };
    // of a server that was kept waiting: a greeting that has come is read before
    const silence = setTimeout(() => setImmediate(cutOff), HELLO_WITHIN_MS);
    silence.unref();
    this.connection = new Connection(
      socket,
      {
        onJson: (message) => this.onJson(message as ClientMessage),
        onBytes: (kind, payload) => this.onBytes(kind, payload),
        onClose: (problem) => {
          clearTimeout(silence);
          if (problem) context.log.warn('client cut off', { problem });
          if (this.viewer) context.hub.detach(this.viewer);
          this.viewer = null;
          this.subscription?.close();
          for (const stop of this.running.values()) stop.abort();
          this.onGone(this);
        },
      },
      { limit: LONGEST_FROM_CLIENT, perTurn: 1 },
    );
  }

  /** Ends the client with a sentence. */
  dismiss(reason: string, expected: boolean): void {
    if (this.viewer) this.viewer.dismiss(reason, expected);
    else this.connection.end();
  }

  destroy(): void {
    this.connection.destroy();
  }

  private onJson(message: ClientMessage): void {
    if (!this.greeted) return this.greet(message);
    const { hub, log } = this.context;
    const { viewer } = this;
    switch (message?.type) {
      case 'request':
        // a server that was started to open a tab, without a terminal
        if (!viewer && message.name === 'open') this.context.layouts.start();
        void this.respond(message);
        return;
      case 'attach':
        this.attach(message).catch((e) => {
          log.warn('client cut off', { problem: sentenceOf(e) });
          this.connection.destroy();
        });
        return;
      case 'resize':
        if (viewer) hub.resized(viewer, message.terminal);
        return;
      case 'view':
        if (viewer) viewer.viewNumber = message.number ?? 0;
        if (viewer) hub.select(message.tab === null ? null : (hub.tabs.list.byId(message.tab) ?? null), viewer);
        return;
      case 'shown':
        viewer?.confirmed(message.sequence);
        return;
      case 'redraw':
        viewer?.redraw();
        return;
      case 'focus':
        if (viewer) hub.focused(viewer, message.focused);
        return;
      case 'terminal':
        if (viewer) hub.learned(checkedFacts(message.facts));
        return;
      default:
        throw new RangeError('a message of a kind that this protocol does not have');
    }
  }

  private onBytes(kind: number, payload: Uint8Array): void {
    if (kind !== Kind.input) throw new RangeError(`a message of kind ${kind}, which a client does not send`);
    const { viewer } = this;
    if (!viewer || viewer.readOnly) return;
    const { session, bytes } = decodeInput(payload);
    const found = this.context.hub.tabs.bySession(session);
    if (!found) return;
    const { tab, pane } = found;
    this.context.hub.acted(viewer);
    if (!isMouseReport(bytes)) this.context.hub.tabs.activities.typed(pane.session);
    const before = pane.session.unread;
    if (!pane.session.write(bytes))
      viewer.notice(
        `"${tab.nameOf(pane)}" does not read what is typed; ${inWords(bytes.byteLength)} were not sent to it, ${inWords(before)} wait`,
        'error',
      );
    else if (before < UNREAD_TOLD && pane.session.unread >= UNREAD_TOLD)
      viewer.notice(`"${tab.nameOf(pane)}" has not read ${inWords(pane.session.unread)} of what was typed; they wait for it`, 'info');
  }

  private greet(message: ClientMessage): void {
    const { version, log } = this.context;
    if (message?.type !== 'hello') throw new RangeError('the first message is not a greeting');
    this.greeted = true;
    if (message.protocol === PROTOCOL) {
      this.connection.sendJson({ type: 'welcome', protocol: PROTOCOL, version, pid: process.pid });
      return;
    }
    log.warn('client of another version refused', { protocol: Number(message.protocol) || 0 });
    const asked = typeof message.version === 'string' ? message.version.replaceAll(/\p{Cc}/gu, '').slice(0, 40) : 'of no version';
    const reason = `the running server is jackin-mux ${version} (protocol ${PROTOCOL}), this command is ${asked} (protocol ${Number(message.protocol)}); use the version that started it, or end it with kill-server and start again`;
    this.connection.sendJson({ type: 'refused', protocol: PROTOCOL, version, pid: process.pid, reason });
    this.connection.end();
  }

  private async attach(message: Attach): Promise<void> {
    if (this.viewer) throw new RangeError('attached twice');
    if (this.masked) throw new RangeError('a connection that is told no keys cannot show a screen');
    const { hub, layouts } = this.context;
    const { workspace, role, cwd } = message;
    const viewer = new Viewer(
      this.connection,
      clampSize(message.terminal),
      { workspace, role, cwd },
      message.readOnly === true,
      message.inside ?? null,
      (session, thrown) => hub.tabs.broken(session, thrown),
    );
    this.viewer = viewer;
    if (message.open) {
      // the tab is opened first, in the size of this terminal, so that the first thing it shows is that tab
      await this.respond({ type: 'request', id: 0, name: 'open', params: { ...message.open, view: false } }, (opened) => {
        // the client may have gone while a key was resolved
        if (this.viewer !== viewer) return;
        hub.attach(viewer, hub.tabs.list.byId((opened as TabInfo).id));
        layouts.attached(viewer, false);
      });
      return;
    }
    hub.attach(viewer);
    layouts.attached(viewer, true);
  }

  /** What a request or a subscription leads to. */
  private tell(message: object): void {
    this.connection.sendJson(this.masked ? this.context.redactor.redactAll(message) : message);
  }

  private async respond(request: Request, before?: (result: unknown) => void): Promise<void> {
    const { log } = this.context;
    const { id, name } = request;
    const stop = new AbortController();
    this.running.set(id, stop);
    const waiting: Waiting = {
      signal: stop.signal,
      onProgress: (text) => this.tell({ type: 'progress', request: id, text }),
    };
    const cancel = (other: number) => {
      const found = other === id ? undefined : this.running.get(other);
      found?.abort();
      return found !== undefined;
    };
    const subscribe = (since: number | undefined) => {
      this.subscription?.close();
      const { connection } = this;
      this.subscription = new Subscription(
        this.context.hub.events,
        {
          get waitingBytes() {
            return connection.waitingBytes;
          },
          onceDrained: (callback) => connection.onceDrained(callback),
          sendJson: (message) => this.tell(message),
        },
        since,
      );
    };
    const mask = () => {
      // what a terminal shows of a tab are its cells
      if (this.viewer) throw new OperatorError('an attached terminal shows what is there');
      const { redactor } = this.context;
      this.masked = (text) => redactor.redact(text);
    };
    const sendRows = (cols: number, rows: Map<number, Row>) => this.connection.send(Kind.rows, ...encodeRows({ request: id, cols, rows }));
    try {
      const { viewer, masked } = this;
      const own = { viewer, masked, mask, waiting, cancel, subscribe, sendRows };
      const result = await answer(name, request.params, { ...this.context, ...own });
      before?.(result);
      this.context.hub.flush();
      this.tell({ type: 'response', id, ok: true, result });
    } catch (e) {
      if (!(e instanceof OperatorError)) log.error('a request failed', { request: name, error: sentenceOf(e) });
      else log.debug('a request was refused', { request: name, why: sentenceOf(e) });
      this.tell({ type: 'response', id, ok: false, error: sentenceOf(e) });
    } finally {
      if (this.running.get(id) === stop) this.running.delete(id);
    }
    if (this.connection.waitingBytes > MOST_UNREAD) this.connection.destroy();
  }
}
