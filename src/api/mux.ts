import { ServerGone, type ServerLink } from '../client/server-link.ts';
import type {
  Capture,
  CaptureParams,
  Offers,
  OpenParams,
  RequestName,
  Requests,
  Scope,
  SendParams,
  ServerEvent,
  SplitParams,
  TabInfo,
  WaitParams,
  WaitResult,
} from '../protocol/messages.ts';

/** Events that wait for whoever iterates; beyond that the server keeps them. */
const MOST_WAITING = 256;

/** A running server, as programs and scripts use it. TAB everywhere: a place in the strip (`2`), an id (`t7`), or a label that names one; or a pane, `2.1` or `p3`. */
export class Mux {
  private readonly link: ServerLink;
  private streaming = false;

  constructor(link: ServerLink) {
    this.link = link;
  }

  /** Any request of the protocol. Rejects with an error whose message is a sentence for the operator. */
  request<N extends RequestName>(name: N, params: Requests[N]['params']): Promise<Requests[N]['result']> {
    return this.link.request(name, params);
  }

  list(): Promise<TabInfo[]> {
    return this.request('list', {});
  }

  /** Who can be opened, and served by whom. */
  offers(scope: Scope = {}): Promise<Offers> {
    return this.request('offers', scope);
  }

  /** Opens a tab. Nobody's view changes, unless `view` says so. */
  open(params: OpenParams): Promise<TabInfo> {
    return this.request('open', { view: false, ...params });
  }

  /** Opens another pane in a tab; beside or below its focused one, or the one that `tab` names. */
  split(tab: string, side: SplitParams['side'], params: OpenParams): Promise<TabInfo> {
    return this.request('split', { view: false, ...params, tab, side });
  }

  close(tab: string, { force = false } = {}): Promise<TabInfo> {
    return this.request('close', { tab, force });
  }

  select(tab: string): Promise<TabInfo> {
    return this.request('select', { tab });
  }

  rename(tab: string, label: string): Promise<TabInfo> {
    return this.request('rename', { tab, label });
  }

  /** INDEX counts from 1. */
  move(tab: string, index: number): Promise<TabInfo> {
    return this.request('move', { tab, index });
  }

  /** Sends bytes to a tab's program. */
  send(tab: string, data: string | Uint8Array, options: Pick<SendParams, 'paste' | 'enter'> = {}): Promise<TabInfo> {
    const what = typeof data === 'string' ? { text: data } : { base64: Buffer.from(data).toString('base64') };
    return this.request('send', { tab, ...what, ...options });
  }

  /** What a tab shows. */
  capture(tab: string, options: Omit<CaptureParams, 'tab'> = {}): Promise<Capture> {
    return this.request('capture', { tab, ...options });
  }

  /** Resolves when the condition is met, the time is over, or it cannot be met any more: `outcome` says which. */
  wait(tab: string, condition: Omit<WaitParams, 'tab'>): Promise<WaitResult> {
    return this.request('wait', { tab, ...condition });
  }

  /**
   * What happens from now on, or after event `since`; the first one is `subscribed`. Ends when the server ends. One stream for each
   * connection; whoever stops to iterate closes the connection.
   */
  async *events(since?: number): AsyncGenerator<ServerEvent, void, void> {
    if (this.streaming) throw new Error('a connection has one stream of events');
    this.streaming = true;
    let queue: ServerEvent[] = [];
    let wake = () => {};
    let over = false;
    let paused = false;
    this.link.onEvent = (event) => {
      queue.push(event);
      if (queue.length < MOST_WAITING || paused) return wake();
      paused = true;
      this.link.pause();
      wake();
    };
    void this.link.closed().then(() => {
      over = true;
      wake();
    });
    // not awaited: its answer comes behind the events that there are, for which there may be no room yet
    let failure: unknown = null;
    this.request('subscribe', since === undefined ? {} : { since }).catch((e) => {
      failure = e;
      wake();
    });
    try {
      for (;;) {
        const ready = queue;
        queue = [];
        yield* ready;
        if (queue.length > 0) continue;
        if (paused) {
          paused = false;
          this.link.resume();
        }
        if (ready.length > 0) continue;
        if (over || failure instanceof ServerGone) return;
        if (failure !== null) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      this.link.onEvent = null;
      this.disconnect();
    }
  }

  /** Closes the connection; the server and its tabs go on. */
  disconnect(): void {
    this.link.close();
  }
}
