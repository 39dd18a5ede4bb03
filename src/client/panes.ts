import type { PaneInfo, TabInfo } from '../protocol/messages.ts';

/** The pane of a tab that has its keys. */
export function focusedPane(tab: Pick<TabInfo, 'panes' | 'focus'>): PaneInfo {
  return tab.panes.find((pane) => pane.id === tab.focus) ?? tab.panes[0]!;
}

/** Something in the tab still runs. */
export function isRunning(tab: TabInfo): boolean {
  return tab.panes.some((pane) => pane.state === 'running');
}

/** What the operator knows a pane by: a tab of one pane by its label. */
export function paneLabel(tab: TabInfo, pane: PaneInfo): string {
  return tab.panes.length === 1 ? tab.label : pane.label;
}

/** `Claude (Kimi) +1`: a tab's label, and how many panes there are besides the one that it is named after. */
export function tabText(tab: Pick<TabInfo, 'label' | 'panes'>): string {
  return tab.panes.length === 1 ? tab.label : `${tab.label} +${tab.panes.length - 1}`;
}

/** The tab as the strip shows it: as a whole. */
export function wholeTab(tab: TabInfo): TabInfo {
  if (tab.panes.length === 1) return tab;
  return {
    ...tab,
    label: tabText(tab),
    state: isRunning(tab) ? 'running' : 'exited',
    keyChanged: tab.panes.some((pane) => pane.keyChanged),
  };
}
