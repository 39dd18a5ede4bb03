import { OperatorError } from '../base/errors.ts';
import type { Pane, Tab } from './tab.ts';
import type { TabList } from './tab-list.ts';

/** What an operator named. */
export interface Named {
  tab: Tab;
  /** The pane, where one was named, else null: the tab as a whole. */
  pane: Pane | null;
}

/**
 * The tab or pane that REF names: a pane's id (`p3`), a tab as `TabList.resolve` knows it, or a tab and the number of one of its
 * panes (`2.1`, `t7.2`). Throws an OperatorError that says which there are.
 */
export function resolveRef(list: TabList<Tab>, ref: string): Named {
  for (const tab of list.all) {
    const pane = tab.panes.find((p) => p.id === ref);
    if (pane) return { tab, pane };
  }
  if (/^p[0-9]+$/.test(ref) && !list.all.some((tab) => tab.label === ref)) {
    const there = list.all.flatMap((tab) => tab.panes.map((pane) => `${pane.id} "${tab.nameOf(pane)}"`));
    throw new OperatorError(`no pane "${ref}"; ${there.length === 0 ? 'no tab is open' : `open: ${there.join(', ')}`}`);
  }
  const numbered = /^(.+)\.([0-9]+)$/.exec(ref);
  // a label may look like that as well
  if (!numbered || list.all.some((tab) => tab.label === ref)) return { tab: list.resolve(ref), pane: null };
  const tab = list.resolve(numbered[1]!);
  const pane = tab.panes[Number(numbered[2]) - 1];
  if (pane) return { tab, pane };
  const there = tab.panes.map((p, i) => `${i + 1} ${p.id} "${p.label}"`).join(', ');
  throw new OperatorError(`"${tab.label}" has no pane ${numbered[2]}; it has ${there}`);
}
