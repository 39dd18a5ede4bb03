import { setTimeout as delay } from 'node:timers/promises';
import { sentenceOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Redactor } from '../base/redact.ts';
import type { OpenParams } from '../protocol/messages.ts';
import type { Session, SessionEvents, SessionOptions } from '../session/types.ts';
import { Hub } from './hub.ts';
import type { Launcher } from './launcher.ts';
import { Layouts } from './layouts.ts';
import { Peer } from './peer.ts';
import { listenAt } from './socket.ts';
import { GRACE_MS } from './tabs.ts';

export interface ServerOptions {
  socket: string;
  uid: number;
  version: string;
  launcher: Launcher;
  log: Log;
  redactor: Redactor;
  /** Its own. */
  env: Readonly<Record<string, string | undefined>>;
  createSession: (id: string, options: SessionOptions, events: SessionEvents) => Session;
}

export interface RunningServer {
  /** Resolves when everything has ended. */
  readonly ended: Promise<void>;
  /** Opens a tab on behalf of whoever started the server. */
  open(request: OpenParams, onProgress?: (text: string) => void): Promise<void>;
  /** Opens the tabs that the server's own workspace begins with. SAY: told why one was not opened. */
  layout(say: (sentence: string) => void): void;
  /** Reads the configuration again and tells the clients. */
  reload(): Promise<void>;
  /** Ends sessions in order, then the server. A second call hurries: SIGKILL at once. */
  shutdown(why: string): void;
}

/** How long clients have to give their terminals back before the server's end may take a container with it, in milliseconds. */
const FAREWELL_MS = 1000;

/** Resolves when every client has closed its connection, or has had its time. */
async function farewells(peers: ReadonlySet<Peer>): Promise<void> {
  for (const until = Date.now() + FAREWELL_MS; peers.size > 0 && Date.now() < until; ) await delay(10);
}

/** Starts to listen; rejects with an OperatorError where it cannot. Sessions, clients and configuration hang on what it returns. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { log, launcher, version } = options;
  const listening = await listenAt(options.socket, options.uid);
  const peers = new Set<Peer>();
  let ending = false;
  let ended: () => void = () => {};
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });

  /** `by`: the terminal that asked for it knows why. */
  const shutdown = (why: string, by?: Peer) => {
    const graceMs = ending ? 0 : GRACE_MS;
    log.info('shutting down', { why, graceMs });
    hub.silence();
    void hub.tabs.endAll(graceMs).finally(() => {
      for (const peer of peers) peer.dismiss(peer === by ? 'the server has ended' : `the server has ended (${why})`, true);
      listening.close();
      farewells(peers).then(ended);
    });
    ending = true;
  };

  const hub = new Hub({ ...options, onEmpty: () => shutdown('its last tab was closed') });

  const layouts = new Layouts({ hub, launcher, log, redactor: options.redactor });

  listening.server.on('connection', (socket) => {
    const context = {
      ...{ hub, layouts, launcher, log, version, redactor: options.redactor },
      shutdown: (attached: boolean) => (attached ? shutdown('quit in another terminal', peer) : shutdown('kill-server')),
    };
    const peer: Peer = new Peer(socket, context, (gone) => peers.delete(gone));
    peers.add(peer);
  });
  listening.server.on('error', (e) => log.error('the socket failed', { error: sentenceOf(e) }));
  log.info('server listens', { version, node: process.version, pid: process.pid });

  return {
    ended: end,
    async open(request, onProgress) {
      await hub.open({ ...request, view: true }, null, onProgress ? { onProgress } : {});
    },
    layout: (say) => layouts.start(say),
    async reload() {
      await launcher.reload();
      hub.reconfigured();
    },
    shutdown,
  };
}
