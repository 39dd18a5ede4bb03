import type { Conversation, LaunchPlan } from '../catalog/types.ts';
import type { LayoutTab, ScopeName, StateTable } from '../config/types.ts';
import type { ClientSettings, Destination, Offers, OpenParams, Scope, ServerEnvironment } from '../protocol/messages.ts';
import type { ClipboardPolicy } from './clipboard.ts';

/** What of the configuration the server itself acts on. */
export interface ServerSettings {
  /** Lines kept above each screen. */
  scrollback: number;
  maxTabs: number;
  exitWhenEmpty: boolean;
  osc52: ClipboardPolicy;
  /** Run for a tab that nobody looks at; empty: nothing. */
  notifyCommand: string[];
  client: ClientSettings;
}

/** Whoever waits for a plan: told what it waits for, and free to give it up. */
export interface Waiting {
  signal?: AbortSignal;
  onProgress?(text: string): void;
}

/** A plan, and what its keys can be told by later without being kept. */
export interface PlannedTab extends LaunchPlan {
  keyPrint: string;
}

/** The tabs that a workspace begins with. */
export interface Layout {
  workspace: string;
  tabs: readonly LayoutTab[];
}

/** Configuration and catalogue as the server asks them. */
export interface Launcher {
  readonly settings: ServerSettings;
  /** What is wrong with the configuration file now, where the one in force is an older one; else null. */
  readonly warning: string | null;
  offers(scope: Scope): Promise<Offers>;
  /** The workspace and role that a request of that scope would have. */
  place(scope: Scope): ScopeName;
  /** What the workspace of a request of that scope begins with; null: it is in none. */
  layout(scope: Scope): Layout | null;
  /** Grows whenever another configuration comes into force. */
  readonly generation: number;
  /** What to start for a request; reads the references that it needs. Throws an OperatorError that says why it cannot. */
  plan(request: OpenParams, tabId: string, waiting?: Waiting, conversation?: Conversation): Promise<PlannedTab>;
  /** Who can go on with the conversation of an agent's tab, of those that have their keys. Throws where nobody can. */
  destinations(request: OpenParams, provider: string | null): Promise<Destination[]>;
  /** `keyPrint` of a plan that was made now, for the provider that the tab has; no reference is read for it. */
  keyPrint(request: OpenParams, provider: string | null): string;
  /** What the server itself was started with; no value but the PATH. */
  environment(): ServerEnvironment;
  /** How to tell what an agent's program does; of a command (null) nothing is known. The same list until the configuration changes. */
  stateTables(agent: string | null): readonly StateTable[];
  /** Reads the file again; a broken one changes nothing. Gives its problems, one sentence each. */
  reload(): Promise<string[]>;
}
