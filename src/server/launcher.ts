import type { LaunchPlan } from '../catalog/types.ts';
import type { ClientSettings, Offers, OpenParams, Scope } from '../protocol/messages.ts';

/** What of the configuration the server itself acts on. */
export interface ServerSettings {
  /** Lines kept above each screen. */
  scrollback: number;
  maxTabs: number;
  exitWhenEmpty: boolean;
  client: ClientSettings;
}

/** Configuration and catalogue as the server asks them. */
export interface Launcher {
  readonly settings: ServerSettings;
  /** What is wrong with the configuration file now, where the one in force is an older one; else null. */
  readonly warning: string | null;
  offers(scope: Scope): Promise<Offers>;
  /** What to start for a request. Throws an OperatorError that says why it cannot. */
  plan(request: OpenParams, tabId: string): Promise<LaunchPlan>;
  /** Reads the file again; a broken one changes nothing. Gives its problems, one sentence each. */
  reload(): Promise<string[]>;
}
