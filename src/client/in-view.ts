import type { PaneInfo, ServerState, TabInfo } from '../protocol/messages.ts';
import { focusedPane } from './panes.ts';

export interface InViewHost {
  /** Tells the server which tab this client wants to see; NUMBER counts these wishes. */
  view(tab: string, number: number): void;
  /** Asks the server to give a pane of its tab the keys; settles when it has answered, either way. */
  focus(pane: string): Promise<unknown>;
  changed(): void;
}

/**
 * Which tab this operator looks at, and which pane has the keys: what the server said last or, where it cannot have heard of
 * it yet, what was asked for since. A wish counts at once, so that the key after it goes where the operator sees it going.
 */
export class InView {
  private state: ServerState | null = null;
  /** The tab that was asked for and is not in view yet. */
  private wanted: string | null = null;
  /** The pane that is to have the keys of its tab, until the server has said that it has. */
  private wantedPane: { tab: string; pane: string } | null = null;
  /** How many tabs have been asked for. */
  private wishes = 0;
  /** The tab that was in view before the wanted one. */
  private left: string | null = null;
  private readonly host: InViewHost;

  constructor(host: InViewHost) {
    this.host = host;
  }

  learn(state: ServerState): void {
    this.state = state;
    // a state that was sent before the last wish was heard says nothing about it
    if ((state.viewNumber ?? 0) >= this.wishes || !state.tabs.some((t) => t.id === this.wanted)) this.wanted = null;
  }

  get tab(): TabInfo | null {
    const id = this.wanted ?? this.state?.view ?? null;
    const tab = this.state?.tabs.find((t) => t.id === id) ?? null;
    const wish = this.wantedPane;
    if (!tab || wish?.tab !== tab.id || !tab.panes.some((pane) => pane.id === wish.pane)) return tab;
    return { ...tab, focus: wish.pane, zoomed: tab.zoomed && tab.focus === wish.pane };
  }

  /** The pane that has the keys. */
  get pane(): PaneInfo | null {
    const { tab } = this;
    return tab && focusedPane(tab);
  }

  /** The session that has them. */
  get session(): string | null {
    return this.pane?.session ?? null;
  }

  /** The tab that was in view before this one. */
  get previous(): string | null {
    return (this.wanted === null ? this.state?.previous : this.left) ?? null;
  }

  turnTo(tab: string): void {
    const current = this.tab?.id ?? null;
    if (tab !== current) this.left = current;
    this.wanted = tab;
    this.wishes += 1;
    this.host.view(tab, this.wishes);
    this.host.changed();
  }

  /** Gives a pane of the tab in view the keys: at once here, and for everybody when the server has heard of it. */
  focus(pane: string): void {
    const { tab } = this;
    if (!tab || tab.focus === pane) return;
    const wish = { tab: tab.id, pane };
    this.wantedPane = wish;
    const settled = () => {
      if (this.wantedPane === wish) this.wantedPane = null;
      this.host.changed();
    };
    this.host.focus(pane).then(settled, settled);
    this.host.changed();
  }
}
