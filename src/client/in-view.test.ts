import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PaneInfo, ServerState, TabInfo } from '../protocol/messages.ts';
import { InView } from './in-view.ts';

const tabOf = (id: string, focus = `${id}.1`, zoomed = false) => {
  const panes = ['1', '2'].map((n) => ({ id: `${id}.${n}`, session: `s${id}.${n}` }) as PaneInfo);
  return { id, panes, focus, zoomed } as TabInfo;
};
const stateOf = (part: Partial<ServerState>) =>
  ({ tabs: ['a', 'b', 'c'].map((id) => tabOf(id)), view: 'a', previous: null, ...part }) as ServerState;

function stage() {
  const sent: string[] = [];
  let answer = () => {};
  const inView = new InView({
    view: (tab, number) => sent.push(`view ${tab} ${number}`),
    focus: (pane) => {
      sent.push(`focus ${pane}`);
      return new Promise<void>((resolve) => (answer = resolve));
    },
    changed: () => {},
  });
  return { inView, sent, answered: () => answer() };
}

test('before the server has said anything, nothing is in view', () => {
  const { inView } = stage();
  assert.deepEqual([inView.tab, inView.pane, inView.session, inView.previous], [null, null, null, null]);
});

test('a wish counts at once, and until the server has heard of the last one', () => {
  const { inView, sent } = stage();
  inView.learn(stateOf({}));
  inView.turnTo('b');
  inView.turnTo('c');
  assert.deepEqual(sent, ['view b 1', 'view c 2']);
  assert.deepEqual([inView.tab?.id, inView.previous], ['c', 'b']);
  // on its way before the second wish arrived
  inView.learn(stateOf({ view: 'b', viewNumber: 1, previous: 'a' }));
  assert.deepEqual([inView.tab?.id, inView.previous], ['c', 'b']);
  inView.learn(stateOf({ view: 'c', viewNumber: 2, previous: 'b' }));
  assert.deepEqual([inView.tab?.id, inView.previous], ['c', 'b']);
  inView.learn(stateOf({ view: 'a', viewNumber: 2, previous: 'c' }));
  assert.deepEqual([inView.tab?.id, inView.previous], ['a', 'c'], 'what the server says after it is the server’s');
});

test('a tab that was wished for and is closed meanwhile is not in view', () => {
  const { inView } = stage();
  inView.learn(stateOf({}));
  inView.turnTo('b');
  inView.learn(stateOf({ tabs: [tabOf('a')], viewNumber: 0 }));
  assert.equal(inView.tab?.id, 'a');
});

test('turning to the tab in view keeps the one before it', () => {
  const { inView } = stage();
  inView.learn(stateOf({}));
  inView.turnTo('b');
  inView.turnTo('b');
  assert.deepEqual([inView.tab?.id, inView.previous], ['b', 'a']);
});

test('a pane has the keys from the moment it is asked for, unless its tab is zoomed on another', async () => {
  const { inView, sent, answered } = stage();
  inView.learn(stateOf({ tabs: [tabOf('a', 'a.1', true)] }));
  inView.focus('a.1');
  assert.deepEqual(sent, [], 'it has them');
  inView.focus('a.2');
  assert.deepEqual([inView.session, inView.tab?.zoomed], ['sa.2', false]);
  answered();
  await Promise.resolve();
  assert.deepEqual([inView.session, inView.tab?.zoomed], ['sa.1', true], 'the server’s word counts again, whatever its answer was');
});
