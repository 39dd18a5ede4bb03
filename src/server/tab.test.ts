import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leavesOf } from '../protocol/layout.ts';
import type { Session } from '../session/types.ts';
import { resolveRef } from './pane-ref.ts';
import { type Pane, paneInfo, Tab, tabInfo } from './tab.ts';
import { TabList } from './tab-list.ts';

const paneOf = (id: string, label = id): Pane =>
  ({
    id,
    label,
    labelled: false,
    session: { id: `s-${id}`, exit: null, size: { cols: 8, rows: 4 }, pid: 1 } as Session,
    startedAt: new Date(0),
    keyChanged: { is: false, asOf: 0 },
  }) as Pane;

function tabOf(id: string, ...panes: string[]): Tab {
  const [first, ...rest] = panes.map((pane) => paneOf(pane));
  const tab = new Tab(id, first!);
  for (const pane of rest) tab.add(pane, tab.panes.at(-1)!, 'right');
  return tab;
}

const order = (tab: Tab) =>
  leavesOf(tab.layout)
    .map((leaf) => leaf.pane)
    .join(' ');

test('a new pane stands beside the one that was split, which keeps the keys', () => {
  const tab = tabOf('t1', 'p1', 'p2');
  tab.add(paneOf('p3'), tab.first, 'right');
  assert.equal(order(tab), 'p1 p3 p2');
  assert.deepEqual(
    tab.panes.map((p) => p.id),
    ['p1', 'p2', 'p3'],
    'oldest first',
  );
  assert.equal(tab.focused.id, 'p1');
});

test('the keys of a pane that goes are given to the one that had them before, else to its neighbour', () => {
  const tab = tabOf('t1', 'p1', 'p2', 'p3');
  const [p1, p2, p3] = tab.panes as [Pane, Pane, Pane];
  tab.focus(p3);
  tab.focus(p2);
  tab.remove(p2);
  assert.equal(tab.focused, p3);
  assert.equal(tab.lastFocused, null);
  tab.remove(p3);
  assert.equal(tab.focused, p1);
  const other = tabOf('t2', 'p1', 'p2', 'p3');
  other.remove(other.first);
  assert.equal(other.focused.id, 'p2');
  assert.equal(other.label, 'p2', 'the oldest that is left names the tab');
});

test('a pane that goes and had no keys leaves them where they are, and a zoomed one zoomed', () => {
  const tab = tabOf('t1', 'p1', 'p2', 'p3');
  tab.focus(tab.panes[1]!);
  tab.zoomed = true;
  tab.remove(tab.first);
  assert.deepEqual([tab.focused.id, tab.lastFocused, tab.zoomed], ['p2', null, true]);
  tab.remove(tab.panes[1]!);
  assert.equal(tab.zoomed, false, 'a single pane is not zoomed');
});

test('a label given to a tab of several stays with what is left of it', () => {
  const tab = tabOf('t1', 'p1');
  tab.rename('mine');
  assert.equal(tab.first.label, 'mine');
  tab.add(paneOf('p2'), tab.first, 'below');
  tab.rename('both');
  assert.deepEqual([tab.label, tab.first.label, tab.nameOf(tab.first)], ['both', 'mine', 'mine']);
  tab.remove(tab.first);
  assert.deepEqual([tab.label, tab.first.label, tab.nameOf(tab.first)], ['both', 'both', 'both']);
});

test('what is told of a tab is that of its oldest pane, whatever has the keys', () => {
  const tab = tabOf('t1', 'p1', 'p2');
  tab.focus(tab.panes[1]!);
  const activity = { state: 'idle', since: '', reason: '', source: null } as const;
  const urgent = { ...activity, state: 'waiting' } as const;
  const info = tabInfo(
    tab,
    tab.panes.map((pane) => paneInfo(pane, activity)),
    1,
    true,
    urgent,
  );
  assert.deepEqual([info.agentState, info.panes[0]!.agentState], ['waiting', 'idle'], 'but what calls for the operator');
  assert.deepEqual([info.id, info.label, info.cols, info.focus, info.panes.map((p) => p.session)], ['t1', 'p1', 8, 'p2', ['s-p1', 's-p2']]);
  assert.ok(!('session' in info));
});

test('a pane is named by its id or by a tab and its number; a label may look the same', () => {
  const list = new TabList<Tab>();
  list.add(tabOf('t1', 'p1', 'p2'));
  list.add(tabOf('t2', 'p3'));
  const named = (ref: string) => {
    const { tab, pane } = resolveRef(list, ref);
    return `${tab.id} ${pane?.id}`;
  };
  assert.equal(named('p2'), 't1 p2');
  assert.equal(named('1.2'), 't1 p2');
  assert.equal(named('t1.1'), 't1 p1');
  assert.equal(named('2'), 't2 undefined');
  list.all[1]!.rename('v1.2');
  assert.equal(named('v1.2'), 't2 undefined');
  assert.equal(named('v1.2.1'), 't2 p3');
  assert.throws(() => named('1.3'), /"p1" has no pane 3; it has 1 p1 "p1", 2 p2 "p2"/);
  assert.throws(() => named('9.1'), /no tab "9"/);
  assert.throws(() => named('p9'), /^OperatorError: no pane "p9"; open: /);
});
