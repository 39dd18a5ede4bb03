import { openLink } from '../client/open-link.ts';
import { socketPath } from '../protocol/endpoint.ts';
import { Mux } from './mux.ts';

export interface ConnectOptions {
  /** Where the server listens; unset: `$JACKIN_MUX_SOCKET`, else where it listens by default. */
  socket?: string;
}

/**
 * Connects to the running server of this user. Rejects where none runs, where it speaks another protocol, or where the socket's folder is not the
 * user's own; the error's message is a sentence.
 */
export async function connect({ socket }: ConnectOptions = {}): Promise<Mux> {
  const uid = process.getuid?.() ?? 0;
  return new Mux(await openLink({ socket: socketPath(socket, process.env, uid), uid, version: __VERSION__, serverArgv: null }));
}

export type {
  AgentOffer,
  Capture,
  CaptureParams,
  EventBody,
  EventKind,
  Offers,
  OpenParams,
  PaneInfo,
  Progress,
  ProviderOffer,
  RequestName,
  Requests,
  Scope,
  SendParams,
  ServerEvent,
  SplitParams,
  TabInfo,
  WaitParams,
  WaitResult,
  WaitState,
} from '../protocol/messages.ts';
export { Mux } from './mux.ts';
