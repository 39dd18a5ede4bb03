import type { Direction, Layout, Side, Size } from './layout.ts';

export type { Layout, Size } from './layout.ts';

/**
 * Everything that crosses the socket. Messages name tabs and sessions, never "the screen". Keys of providers never cross
 * it in either direction: the server resolves them, clients know names.
 */

import type { ThemeTable } from '../config/colors.ts';
import type { StatusItem } from '../config/types.ts';

/** Raised whenever a message changes its meaning; fields may be added without. */
export const PROTOCOL = 1;

/** First message of a client. Its shape never changes, so that any two versions understand each other's first sentence. */
export interface Hello {
  type: 'hello';
  protocol: number;
  version: string;
}

/** First message of a server: it goes on (`welcome`) or says why not and closes. */
export type HelloAnswer =
  | { type: 'welcome'; protocol: number; version: string; pid: number }
  /** `pid`: so that a client of another version can still end the server when it is told to. */
  | { type: 'refused'; protocol: number; version: string; pid: number; reason: string };

/** Where a request stands: which configuration scope its values come from. Unset: the server's own. */
export interface Scope {
  workspace?: string | undefined;
  role?: string | undefined;
  /** Folder of the operator, to find a workspace by its `workdir` and to start tabs in. */
  cwd?: string | undefined;
}

/** Number of a row (see `Place`) and column from 0. */
export type Position = [row: number, column: number];

/** One program in a tab, with what it has said of itself. Fields are only ever added. */
export interface PaneInfo {
  /** `p3`, its own as long as the server runs. */
  id: string;
  session: string;
  label: string;
  /** Slug, or null for a command. */
  agent: string | null;
  provider: string | null;
  state: 'running' | 'exited';
  exitCode: number | null;
  /** A name such as `SIGTERM`. */
  signal: string | null;
  pid: number;
  cols: number;
  rows: number;
  cwd: string;
  /** ISO 8601. */
  startedAt: string;
  /** Why it ended where its exit code does not tell, or ''. */
  reason: string;
  /** What its program calls itself (OSC 0/2). */
  title: string;
  /** How far its program says it is (OSC 9;4), or null. */
  progress: Progress | null;
  /** What its program says it is doing (OSC 7501): `idle`, `working`, `done`, `blocked`, `error`, and which program; or null. */
  status: { state: string; app: string } | null;
  /** Its last notification (OSC 9, 777, 99), or null. */
  notification: { title: string; body: string } | null;
  /** The key that it would be started with now is another one than it was started with. */
  keyChanged: boolean;
  /** `activity.state`. */
  agentState: ActivityState;
  activity: Activity;
}

/**
 * One tab as every client and `ls --json` sees it. What it has in common with `PaneInfo` is that of its oldest pane, so that a
 * script that opened a tab goes on to mean that program, whatever the operator puts beside it. Fields are only ever added.
 */
export interface TabInfo extends Omit<PaneInfo, 'id' | 'session'> {
  /** Position in the strip, from 1. */
  index: number;
  id: string;
  /** What the operator gave, else the label of its oldest pane. */
  label: string;
  /** The tab that a new client would see. */
  active: boolean;
  /** Something happened in it (bell, notification) while no client looked. */
  attention: boolean;
  /** Of all its panes: that of the one that needs the operator most. */
  agentState: ActivityState;
  activity: Activity;
  layout: Layout;
  /** Oldest first: `2.1` is the first one of the second tab. */
  panes: PaneInfo[];
  /** Id of the pane that has the keys, and of the one that had them before, if it is still there. */
  focus: string;
  lastFocus: string | null;
  /** The focused pane has all the room for now. */
  zoomed: boolean;
}

/** What the program of a tab does, as far as the operator is concerned. */
export type ActivityState = 'working' | 'waiting' | 'done' | 'idle' | 'dead';

/** What told an activity: OSC 7501, OSC 9;4, its title, a notification, the bell, its screen, the end of its program. */
export type ActivitySource = 'status' | 'progress' | 'title' | 'notification' | 'bell' | 'screen' | 'exit';

/** `done`: it worked and stopped while nobody looked, and nobody has looked since. */
export interface Activity {
  state: ActivityState;
  /** ISO 8601: since when. */
  since: string;
  /** Why, a clause for the operator. */
  reason: string;
  /** What told it; null: nothing has told anything yet. */
  source: ActivitySource | null;
}

/** Percent from 0 to 100; an indeterminate progress has the last one told. */
export interface Progress {
  state: 'normal' | 'error' | 'indeterminate' | 'paused';
  percent: number;
}

/** A row of the agent picker. */
export interface AgentOffer {
  slug: string;
  label: string;
  installed: boolean;
  /** How to install it, where it is not. */
  hint: string;
  /** What choosing it leads to: at once, or to the provider picker. */
  providers: ProviderOffer[];
  /** Index in `providers` to choose unasked, or null where the operator picks. */
  unasked: number | null;
}

export interface ProviderOffer {
  slug: string;
  label: string;
  /** The label of the tab that this choice opens. */
  tabLabel: string;
}

/** A provider that can serve a tab's agent. */
export interface Destination extends ProviderOffer {
  /** It serves the tab now. */
  current: boolean;
}

/** The picker's data for one scope. */
export interface Offers {
  agents: AgentOffer[];
  /** Slug of the agent to select first. */
  defaultAgent: string | null;
}

export interface OpenParams extends Scope {
  /** Agent slug; unset with `command`. */
  agent?: string;
  provider?: string;
  label?: string;
  /** Arguments of any program; unset with `agent`. */
  command?: string[];
  /** Folder that was asked for (`--cwd`); `Scope.cwd` is where the operator stands. */
  dir?: string;
  /** Let the asking client view it; a control connection makes it the view of new clients. */
  view?: boolean;
}

/** A pane that is opened in a tab that is there. */
export interface SplitParams extends OpenParams {
  /** The pane that gives half of its room; of a tab its focused one. */
  tab: string;
  /** Where the new one goes. */
  side: Side;
}

/** What of the server's own surroundings the answers of `config explain` and `doctor` depend on. */
export interface ServerEnvironment {
  /** Variables that are not empty. */
  names: string[];
  /** PATH. */
  path: string | null;
  cwd: string;
  /** Its configuration file. */
  config?: string;
  /** Its own scope, for requests that name none. */
  workspace: string | null;
  role: string | null;
}

/** Every request by its name: what it takes and what it answers. */
export interface Requests {
  list: { params: Record<string, never>; result: TabInfo[] };
  offers: { params: Scope; result: Offers };
  open: { params: OpenParams; result: TabInfo };
  /**
   * `force` closes a running tab; without it that is an error. TAB everywhere: strip index, id, or a label that names one; or one of
   * its panes: `p3`, or a tab and the pane's number in it, `2.1`. Where a request is about a program, a tab is its oldest pane.
   */
  close: { params: { tab: string; force?: boolean }; result: TabInfo };
  rename: { params: { tab: string; label: string }; result: TabInfo };
  /** Opens another pane in a tab; `view` gives it the keys. */
  split: { params: SplitParams; result: TabInfo };
  /** Gives a pane the keys of its tab, or with `direction` the one that lies there. Without one there nothing happens. */
  focus: { params: { pane: string; direction?: Direction }; result: TabInfo };
  /** Moves a border of the pane by cells: the right or lower one, or where there is none, the left or upper one. */
  resizePane: { params: { pane: string; direction: Direction; cells: number }; result: TabInfo };
  /** A pane has all the room of its tab, or no longer; unset: the other way round. */
  zoom: { params: { pane: string; zoomed?: boolean }; result: TabInfo };
  /** Two panes of a tab change places; unset: with the next one. */
  swap: { params: { pane: string; with?: string }; result: TabInfo };
  /** Index from 1. */
  move: { params: { tab: string; index: number }; result: TabInfo };
  select: { params: { tab: string }; result: TabInfo };
  /** Run a dead tab again, with a fresh environment. */
  restart: { params: { tab: string } & Scope; result: TabInfo };
  /** Who can go on with a tab's conversation. An error says why nobody can. */
  destinations: { params: { tab: string }; result: Destination[] };
  /** Reopen a tab's conversation with another provider, in its place; its scope stays the tab's own. */
  switch: { params: { tab: string; provider: string } & Scope; result: TabInfo };
  /** Read the configuration again. `problems`: what is wrong with it, in the form of `config check`. */
  reload: { params: Record<string, never>; result: { problems: string[] } };
  /** Give up an own request that waits for something outside (`progress`): it is then answered with an error. */
  cancel: { params: { request: number }; result: { cancelled: boolean } };
  environment: { params: Record<string, never>; result: ServerEnvironment };
  /** Bytes for a tab's program. Answered when they are taken, with `enter` when the program's terminal has all of them. */
  send: { params: SendParams; result: TabInfo };
  capture: { params: CaptureParams; result: Capture };
  /** Rows of a session, wherever they are. Their cells come before the answer, as a message of kind `rows` (`protocol/frame.ts`). */
  rows: { params: RowsParams; result: RowsAnswer };
  /** The next place in a session that fits a pattern, or the next prompt. */
  search: { params: SearchParams; result: SearchAnswer };
  /** Why the tab has its state: what each source says, the most trusted first. */
  explain: { params: { tab: string }; result: Explanation };
  /** Answered when the condition is met, or cannot be met any more, or the time is over. */
  wait: { params: WaitParams; result: WaitResult };
  /** From now on this connection is sent `event` messages, the first of them `subscribed`. A second one replaces the first. */
  subscribe: { params: { since?: number }; result: { newest: number } };
  /**
   * From now on every key that the server knows is taken out of what this connection is told, before anything is searched in it, too.
   * Cells, which cannot be told without, are refused to it. For agents that look at the tabs of others.
   */
  mask: { params: Record<string, never>; result: Record<string, never> };
  /** End every session, then the server. Answered before the end; the connection closes when it is done. */
  shutdown: { params: Record<string, never>; result: { pid: number } };
}
export type RequestName = keyof Requests;

export interface Request<N extends RequestName = RequestName> {
  type: 'request';
  id: number;
  name: N;
  params: Requests[N]['params'];
}

export type Response =
  | { type: 'response'; id: number; ok: true; result: unknown }
  | { type: 'response'; id: number; ok: false; error: string };

/** Becomes a terminal: from now on the server sends `state` and frames of the viewed tab. */
export interface Attach extends Scope {
  type: 'attach';
  /** The whole terminal; what a tab has of it, both ends know (`paneOf`). */
  terminal: Size;
  readOnly?: boolean;
  /** The tab of this very server that the client runs in: it never decides that tab's size, which would then be its own. */
  inside?: string;
  /** Open this as the client's first tab; the answer is `response` 0. */
  open?: OpenParams;
}

export type ClientMessage =
  | Hello
  | Attach
  | Request
  | { type: 'resize'; terminal: Size }
  /** View another tab, or none. */
  | { type: 'view'; tab: string | null; number?: number }
  /** Frame `sequence` is on the terminal: the next one may come. */
  | { type: 'shown'; sequence: number }
  /** Send the whole screen again. */
  | { type: 'redraw' }
  /** The operator's terminal gained or lost focus. */
  | { type: 'focus'; focused: boolean }
  /** What the operator's terminal told about itself when it was asked at attach. */
  | { type: 'terminal'; facts: TerminalFacts };

/** What a terminal is, as far as programs ask. Colours are `rgb:RRRR/GGGG/BBBB`. */
export interface TerminalFacts {
  foreground?: string;
  background?: string;
  cursor?: string;
  /** Palette entries 0–255 that were told. */
  palette?: Record<number, string>;
  /** Pixels of one cell. */
  cell?: { width: number; height: number };
  colorScheme?: 'dark' | 'light';
  /** XTVERSION answer of the outer terminal. */
  version?: string;
}

/** What a client shows besides cells. Sent at attach and whenever it changes. */
export interface ServerState {
  type: 'state';
  tabs: TabInfo[];
  /** Tab that this client views, or null for the welcome screen. */
  view: string | null;
  /** Tab that this client viewed before that one. */
  previous: string | null;
  /** Number of the last `view` message that this state follows; 0 before the first. */
  viewNumber?: number;
  /** Where this client's operator stands. */
  place?: Place;
  /** Settings that a client needs, from the configuration in force. */
  settings: ClientSettings;
  /** Standing message about the configuration (it is broken, the last good one is in force), or null. */
  warning: string | null;
}

/** What the status line tells of the operator's place. */
export interface Place {
  workspace: string | null;
  role: string | null;
  /** Of the folder of the program in view: its branch, or a short commit. */
  branch: string | null;
}

export interface ClientSettings {
  /** As in the configuration: `C-\`, `A-x`. */
  leader: string;
  status: boolean;
  mouse: boolean;
  /** The `[keys]` table. */
  keys?: Record<string, string | false>;
  /** Where the strip is; unset: at the top. */
  strip?: 'top' | 'bottom';
  /** What the status line tells, in this order; unset: all of it. */
  statusItems?: StatusItem[];
  /** It shows the time. */
  clock?: boolean;
  /** `auto`, `dark`, `light`, `contrast`, or one of `themes`. */
  theme?: string;
  /** Colours by role, as the configuration has them. */
  themes?: Record<string, ThemeTable>;
  /** How to tell of tabs that nobody looks at; unset: as the terminal is known to understand. */
  notify?: 'bell' | 'osc' | 'off';
}

export type ServerMessage =
  | HelloAnswer
  | ServerState
  | Response
  /** What an own request waits for, as long as it is under way; 0 is the `open` of an `attach`. */
  | { type: 'progress'; request: number; text: string }
  /** A sentence for the status line; `long`: for a window where it does not fit there, and of several lines. */
  | { type: 'notice'; text: string; level: 'info' | 'error'; long?: boolean }
  /** TEXT from the tab is for the operator's clipboard; `ask`: if they say so. LABEL: of the pane that asks. */
  | { type: 'clipboard'; tab: string; label: string; text: string; ask: boolean }
  /** The tab in view rang. */
  | { type: 'bell'; tab: string }
  /** A tab that nobody looks at began to wait, is done or has ended; `text` is a sentence about it. */
  | { type: 'notify'; tab: string; label: string; state: ActivityState; text: string }
  /** For a connection that has subscribed. */
  | { type: 'event'; event: ServerEvent }
  /** The server ends this client. `reason` is a sentence; `expected`: the operator asked for it. */
  | { type: 'bye'; reason: string; expected: boolean };

/** Payload of a message of kind `input`: u8 length of the session's id, id, bytes for its program. */
export function encodeInput(session: string, bytes: Uint8Array): Uint8Array[] {
  const id = Buffer.from(session);
  return [Uint8Array.of(id.byteLength), id, bytes];
}

export function decodeInput(payload: Uint8Array): { session: string; bytes: Uint8Array } {
  const n = payload[0];
  if (n === undefined || payload.byteLength < 1 + n) throw new RangeError('an input message that ends before its session');
  return { session: Buffer.from(payload.subarray(1, 1 + n)).toString('utf8'), bytes: payload.subarray(1 + n) };
}

export interface SendParams {
  tab: string;
  /** Either this, or `base64` for bytes that are no text. */
  text?: string;
  base64?: string;
  /** As a terminal pastes: line ends as CR, in brackets where the program asked for them, without an end of brackets inside. */
  paste?: boolean;
  /** Then the Enter key, once the program's terminal has taken the rest and the program has had a moment to read it. */
  enter?: boolean;
}

export interface CaptureParams {
  tab: string;
  /** Rows above the screen that are wanted as well. */
  lines?: number;
  /** With the sequences that give the same colours and styles again. */
  ansi?: boolean;
  /** A line that the terminal wrapped is one line. */
  join?: boolean;
}

export interface RowsParams {
  /** Id of a session, as in `PaneInfo`. */
  session: string;
  /** Number of the first row that is wanted, in `generation`. */
  from: number;
  count: number;
  /** Of the numbers; unset: the one in force. */
  generation?: number;
  /** Positions in `generation`, to be told as they are now. */
  positions?: Position[];
}

export interface RowsAnswer {
  /** In force; rows of another one have other numbers. */
  generation: number;
  /** The oldest row that is kept, the top of the screen. */
  first: number;
  top: number;
  /** The screen's size. Rows are as wide. */
  cols: number;
  rows: number;
  /** The rows that came: the first of those that were wanted, as it is numbered now, and how many. */
  from: number;
  count: number;
  /** Where the positions are now; null where the generation is too old to tell. */
  positions: Position[] | null;
}

export interface SearchParams {
  session: string;
  /** Source of a regular expression, or plain text where it is none (`searchPattern`). Unset: prompts (OSC 133) are looked for. */
  pattern?: string;
  /** Whether lower case stands for both, as it does by default in a pattern without capitals. */
  ignoreCase?: boolean;
  /** The search begins behind this position, or before it with `backwards`, and goes on at the other end. */
  from: Position;
  backwards?: boolean;
  /** Of `from`; unset: the one in force. */
  generation?: number;
}

export interface SearchAnswer {
  generation: number;
  first: number;
  top: number;
  /** Where the match begins, and its last cell; null where there is none. */
  hit: { start: Position; end: Position } | null;
  /** It was found beyond the end, from where the search went on. */
  around: boolean;
  /** How many matches there are, and which of them this is from 1. */
  total: number;
  index: number;
  /** All rows were looked at; else there was no time for more, and the numbers are those of a part. */
  complete: boolean;
}

/** What a pane shows. Lines are without trailing blanks; those of the screen that are empty at its end are left out. */
export interface Capture {
  tab: string;
  pane: string;
  cols: number;
  rows: number;
  cursor: { x: number; y: number; visible: boolean };
  alternateScreen: boolean;
  /** How many of `lines` begin above the screen. */
  scrollback: number;
  lines: string[];
  /** Rows above the screen: how many are kept, and how many went because there were too many. */
  kept: number;
  dropped: number;
}

/** What one source says of a tab's program. */
export interface SourceReport {
  source: ActivitySource;
  /** A clause: `"✳ Claude Code": it is at rest`. */
  says: string;
  /** It decides. */
  decides: boolean;
}

export interface Explanation {
  tab: TabInfo;
  /** The pane that was named; of a tab that which needs the operator most. */
  pane: PaneInfo;
  sources: SourceReport[];
}

/**
 * A tab's state that can be waited for: that of its process, what its program does (`TabInfo.activity`), or what it says
 * itself (`TabInfo.status`). `done` is met by work that has ended, whether or not somebody looked; `blocked` is `waiting`.
 */
export type WaitState = (typeof WAIT_STATES)[number];
export const WAIT_STATES = ['running', 'exited', 'idle', 'working', 'done', 'blocked', 'error', 'waiting', 'dead'] as const;

/** One condition of the three. */
export interface WaitParams {
  tab: string;
  /** Its program ends. */
  exit?: boolean;
  /** Source of a regular expression (flags `mu`) that fits what is on the screen, or appears on it, lines joined where they were wrapped. */
  text?: string;
  state?: WaitState;
  /** Milliseconds; unset: as long as it takes. */
  timeoutMs?: number;
}

/** `met`, or why it was given up: the time is over, or the tab ended or was closed and cannot meet it any more. */
export interface WaitResult {
  outcome: 'met' | 'timeout' | 'ended' | 'closed';
  tab: TabInfo;
  /** The one that was waited for. */
  pane: PaneInfo;
  /** What `text` fitted. */
  match: string | null;
}

/** What happened, as `events` and `subscribe` tell it. Kinds and fields are only ever added. */
export type EventBody =
  | { event: 'opened'; tab: string; pane: string; index: number; label: string; agent: string | null; provider: string | null; pid: number }
  /** Its program ended; the tab is still there. */
  | { event: 'exited'; tab: string; pane: string; exitCode: number | null; signal: string | null; reason: string }
  /** It was run again: another process in the same tab. */
  | { event: 'restarted'; tab: string; pane: string; provider: string | null; pid: number }
  | { event: 'closed'; tab: string; label: string }
  /** Another pane in a tab that was there. */
  | { event: 'split'; tab: string; pane: string; label: string; agent: string | null; provider: string | null; pid: number }
  /** A pane of a tab that goes on. */
  | { event: 'unsplit'; tab: string; pane: string; label: string }
  | { event: 'renamed'; tab: string; label: string }
  /** To another place in the strip, counted from 1. */
  | { event: 'moved'; tab: string; index: number }
  /** What its program says it does (OSC 7501), or null. */
  | { event: 'state'; tab: string; pane: string; status: TabInfo['status'] }
  /** What its program does has changed (`PaneInfo.activity`). */
  | { event: 'activity'; tab: string; pane: string; state: ActivityState; reason: string; source: ActivitySource | null }
  | { event: 'title'; tab: string; pane: string; title: string }
  | { event: 'progress'; tab: string; pane: string; progress: Progress | null }
  | { event: 'bell'; tab: string; pane: string }
  | { event: 'notification'; tab: string; pane: string; title: string; body: string }
  /** A terminal was attached. `client` counts them. */
  | { event: 'attached'; client: number; cols: number; rows: number; readOnly: boolean }
  | { event: 'gone'; client: number }
  /** First of a stream: what follows has higher numbers. `reset`: the number asked for is none of this server, which counts from 1. */
  | { event: 'subscribed'; reset: boolean }
  /** `count` events before the next one are no longer to be had. */
  | { event: 'missed'; count: number };

export type EventKind = EventBody['event'];

/** One event. `sequence` counts a server's events from 1; `subscribed` and `missed` have that of the event before them. */
export type ServerEvent = EventBody & {
  sequence: number;
  /** ISO 8601. */
  time: string;
};
