import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { Activity, ActivityState } from '../protocol/messages.ts';
import { Notifier, sentenceFor } from './notifier.ts';
import { commandEnvironment } from './notify-command.ts';
import type { Pane, Tab } from './tab.ts';

const activity = (state: ActivityState): Activity => ({ state, since: '', reason: 'a reason', source: 'title' });

test('what begins to wait, is done or ends where nobody looks is told once, if it lasts', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const pane = { id: 'p1' } as Pane;
    const tab = { id: 't1', panes: [pane] as readonly Pane[] } as Tab;
    const now = { state: 'idle' as ActivityState, looked: false, open: true, news: true };
    const told: ActivityState[] = [];
    const notifier = new Notifier({
      activityOf: () => activity(now.state),
      tabOf: () => (now.open ? tab : undefined),
      isLooked: () => now.looked,
      isNews: () => now.news,
      tell: (_tab, _pane, { state }) => told.push(state),
    });
    const after = (more: Partial<typeof now>, ms = 1000) => {
      Object.assign(now, more);
      notifier.compare(now.open ? [tab] : []);
      mock.timers.tick(ms);
      return told.splice(0);
    };
    assert.deepEqual(after({}), []);
    assert.deepEqual(after({ state: 'working' }), []);
    assert.deepEqual(after({ state: 'done' }, 100), [], 'it may go on at once');
    assert.deepEqual(after({ state: 'working' }), []);
    assert.deepEqual(after({ state: 'waiting' }), ['waiting']);
    assert.deepEqual(after({}), [], 'once');
    assert.deepEqual(after({ state: 'done' }), ['done']);
    assert.deepEqual(after({ state: 'waiting', looked: true }), [], 'somebody looks');
    assert.deepEqual(after({ state: 'idle' }), []);
    assert.deepEqual(after({ state: 'waiting', looked: false, news: false }), [], 'they have just turned away from it');
    assert.deepEqual(after({ state: 'dead', news: true }), ['dead']);
    assert.deepEqual(after({ state: 'waiting' }, 100), []);
    assert.deepEqual(after({ open: false }), [], 'it was closed');
  } finally {
    mock.timers.reset();
  }
});

test('sentences', () => {
  assert.equal(sentenceFor('Claude', activity('waiting')), 'Claude waits for you: a reason');
  assert.equal(sentenceFor('Claude', activity('done')), 'Claude is done: a reason');
  assert.equal(sentenceFor('Claude', activity('dead')), 'Claude has ended: a reason');
});

test('a command gets what it takes to find programs and a desktop, and no key', () => {
  const told = { tab: 't1', pane: 'p1', index: 1, label: 'a\0b', state: 'done', reason: '', agent: null, text: 'x' };
  const env = commandEnvironment(
    { PATH: '/bin', LC_ALL: 'C', XDG_RUNTIME_DIR: '/run', KIMI_CODE_API_KEY: 'made-up', JACKIN_TAB_ID: 't9', A: '1' },
    '/s',
    told,
  );
  assert.deepEqual(env, {
    PATH: '/bin',
    LC_ALL: 'C',
    XDG_RUNTIME_DIR: '/run',
    JACKIN_MUX_SOCKET: '/s',
    JACKIN_NOTIFY_TAB: 't1',
    JACKIN_NOTIFY_PANE: 'p1',
    JACKIN_NOTIFY_INDEX: '1',
    JACKIN_NOTIFY_LABEL: 'ab',
    JACKIN_NOTIFY_STATE: 'done',
    JACKIN_NOTIFY_REASON: '',
    JACKIN_NOTIFY_AGENT: '',
    JACKIN_NOTIFY_TEXT: 'x',
  });
});
