import type { PaneInfo, TabInfo } from '../protocol/messages.ts';

/** The pane of a tab that has its keys. */
export function focusedPane(tab: Pick<TabInfo, 'panes' | 'focus'>): PaneInfo {
  return tab.panes.find((pane) => pane.id === tab.focus) ?? tab.panes[0]!;
}
