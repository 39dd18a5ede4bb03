import { sentenceOf } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Redactor } from '../base/redact.ts';
import type { LayoutTab } from '../config/types.ts';
import type { OpenParams, Scope } from '../protocol/messages.ts';
import type { Hub } from './hub.ts';
import type { Launcher } from './launcher.ts';
import type { Pane, Tab } from './tab.ts';
import type { Viewer } from './viewer.ts';

export interface LayoutsOptions {
  hub: Hub;
  launcher: Launcher;
  log: Log;
  redactor: Redactor;
}

/**
 * Opens the tabs that a workspace begins with, once in the life of the server: when it starts in that workspace, or when a
 * terminal is attached in it for the first time. A server that was started to attach a terminal waits for that, so that
 * the programs have its size from their first byte.
 */
export class Layouts {
  /** Workspaces that have begun, with tabs or without. */
  private readonly begun = new Set<string>();
  private started = false;
  /** Why tabs were not opened, while nobody was there to be told. */
  private untold: string[] = [];
  private readonly options: LayoutsOptions;

  constructor(options: LayoutsOptions) {
    this.options = options;
  }

  /** The server is at work in its own workspace, terminal or not. SAY: told as well why a tab was not opened. */
  start(say?: (sentence: string) => void): void {
    if (this.started) return;
    this.started = true;
    this.begin({}, null, say);
  }

  /** A terminal was attached. `follows`: it wants to see what is opened, and no other tab. */
  attached(viewer: Viewer, follows: boolean): void {
    if (viewer.readOnly) return;
    this.started = true;
    for (const sentence of this.untold.splice(0)) viewer.notice(sentence, 'error', true);
    this.begin(viewer.scope, follows ? viewer : null);
  }

  private begin(scope: Scope, follower: Viewer | null, say?: (sentence: string) => void): void {
    const layout = this.options.launcher.layout(scope);
    if (layout === null || this.begun.has(layout.workspace)) return;
    this.begun.add(layout.workspace);
    const { workspace, tabs } = layout;
    if (tabs.length > 0) void this.open(workspace, tabs, { ...scope, workspace }, follower, say);
  }

  /** One after the other, as they stand: their order is that of the strip, and 1Password asks one question at a time. */
  private async open(
    workspace: string,
    tabs: readonly LayoutTab[],
    scope: Scope,
    follower: Viewer | null,
    say: ((sentence: string) => void) | undefined,
  ): Promise<void> {
    const { hub, log, redactor } = this.options;
    const inView = follower?.view ?? null;
    const failures: string[] = [];
    let first: Tab | null = null;
    let before: { tab: Tab; pane: Pane } | null = null;
    for (const tab of tabs) {
      try {
        const asker = follower && hub.viewers.has(follower) ? follower : null;
        before = await this.openOne(tab, requestOf(tab, scope), before, asker);
        if (first === null) this.show(before.tab, follower, inView);
        first ??= before.tab;
      } catch (e) {
        // what was to stand beside it is a tab of its own
        before = null;
        const why = redactor.redact(sentenceOf(e));
        log.warn('a tab of a workspace was not opened', { workspace, tab: nameOf(tab), why });
        failures.push(`${nameOf(tab)}: ${why}`);
      }
    }
    if (failures.length > 0)
      this.tell(`${failures.length} of the ${tabs.length} tabs of workspace "${workspace}" not opened\n${failures.join('\n')}`, say);
  }

  /** BEFORE: what the entry before it opened. */
  private async openOne(entry: LayoutTab, request: OpenParams, before: { tab: Tab; pane: Pane } | null, asker: Viewer | null) {
    const { hub } = this.options;
    const waiting = { onProgress: (text: string) => hub.notice(text, 'info') };
    if (entry.split !== undefined && before && hub.tabs.tabOf(before.pane) === before.tab)
      return { tab: before.tab, pane: await hub.split(before.tab, before.pane, entry.split, request, asker, waiting) };
    const tab = await hub.open(request, asker, waiting);
    return { tab, pane: tab.first };
  }

  /** Whoever waits for it sees the first of the tabs, unless they have gone elsewhere meanwhile; so does who sees none at all. */
  private show(tab: Tab, follower: Viewer | null, inView: string | null): void {
    const { hub } = this.options;
    for (const viewer of hub.viewers) if (viewer.view === null || (viewer === follower && viewer.view === inView)) hub.select(tab, viewer);
  }

  private tell(sentence: string, say: ((sentence: string) => void) | undefined): void {
    say?.(sentence.replaceAll('\n', '; '));
    const operators = this.options.hub.viewers.operators();
    if (operators.length === 0) this.untold.push(sentence);
    for (const viewer of operators) viewer.notice(sentence, 'error', true);
  }
}

function requestOf({ agent, provider, command, label, cwd }: LayoutTab, scope: Scope): OpenParams {
  return {
    ...scope,
    ...(agent !== undefined && { agent }),
    ...(provider !== undefined && { provider }),
    ...(command !== undefined && { command }),
    ...(label !== undefined && { label }),
    ...(cwd !== undefined && { dir: cwd }),
    view: false,
  };
}

/** What an operator would call it: `claude (kimi)`. */
function nameOf({ agent, provider, command, label }: LayoutTab): string {
  return label ?? (agent === undefined ? (command?.[0] ?? '') : provider === undefined ? agent : `${agent} (${provider})`);
}
