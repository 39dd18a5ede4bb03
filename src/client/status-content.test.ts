import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PaneInfo, TabInfo } from '../protocol/messages.ts';
import { DEFAULT_KEYMAP } from './keys-in-force.ts';
import type { Status } from './screen/status.ts';
import { type StatusView, showsStatus, statusContent } from './status-content.ts';

const pane = { id: 'p1', label: 'Claude', state: 'running', exitCode: null, signal: null } as PaneInfo;
const tab = { id: 't1', label: 'Claude', panes: [pane], focus: 'p1' } as TabInfo;
const ended = { ...tab, panes: [{ ...pane, state: 'exited', exitCode: 0 }] } as TabInfo;
const calm: StatusView = {
  tabs: [],
  current: tab,
  settings: { leader: 'C-\\', status: true, mouse: true },
  leader: 'Ctrl+\\',
  keymap: DEFAULT_KEYMAP,
  commanding: false,
  message: null,
  warning: null,
  question: null,
  dialogKeys: [{ key: 'Enter', hint: 'choose' }],
  overlay: null,
  scroll: null,
  searchLine: null,
  readOnly: false,
  teaching: false,
  place: { workspace: null, role: null, branch: null },
  clock: null,
};
const off = { ...calm.settings, status: false };
const message = { text: 'said', level: 'info' } as const;
const question = { label: 'Claude', amount: '6 characters' };
const overlay = {} as StatusView['overlay'];

/** What is said, in short. */
function said(status: Status): string {
  switch (status.kind) {
    case 'hints':
      return [...status.hints, ...(status.last ?? [])].map(({ key, hint }) => `${key} ${hint}`).join(', ');
    case 'idle':
      return [status.left, status.warning].filter((part) => part !== '').join(' ');
    case 'input':
      return status.prompt;
    default:
      return status.text;
  }
}

test('a line that is switched off comes for what has to be seen', () => {
  for (const [view, shown] of [
    [{}, false],
    [{ message }, true],
    [{ warning: 'config.toml:1:1' }, true],
    [{ question }, true],
    [{ commanding: true }, true],
    [{ current: ended }, true],
    [{ current: null }, false],
  ] as const) {
    assert.equal(showsStatus({ ...calm, settings: off, ...view }), shown, JSON.stringify(view));
    assert.equal(showsStatus({ ...calm, ...view }), true);
  }
});

test('the most urgent is said first', () => {
  for (const [view, text] of [
    [{ message, overlay, commanding: true, question, warning: 'broken' }, /^said$/],
    [{ overlay, commanding: true, question, warning: 'broken' }, /^Enter choose$/],
    [{ question, warning: 'broken' }, /^Claude wants to copy 6 characters to the clipboard$/],
    [{ warning: 'broken', place: { workspace: 'web', role: 'reviewer', branch: null } }, /^web · reviewer broken$/],
    [{ readOnly: true }, /^read-only$/],
  ] as const) {
    assert.match(said(statusContent({ ...calm, ...view })), text);
  }
});

test('a question is answered behind the leader, and in command mode its keys stand first', () => {
  const asked = statusContent({ ...calm, question });
  assert.deepEqual(asked.kind === 'question' && asked.hints, [
    { key: 'Ctrl+\\ y', hint: 'allows' },
    { key: 'Ctrl+\\ Esc', hint: 'denies' },
  ]);
  const hints = said(statusContent({ ...calm, question, commanding: true }));
  assert.match(hints, /^y let Claude copy 6 characters, Esc deny, N new/);
  assert.ok(!hints.includes('Esc back'));
});

test('who only looks on is told only of keys that look', () => {
  const all = said(statusContent({ ...calm, commanding: true }));
  const looking = said(statusContent({ ...calm, commanding: true, readOnly: true }));
  assert.match(all, /N new.*x close.*q quit/);
  assert.doesNotMatch(looking, /new|close|rename|quit/);
  assert.match(looking, /n p switch.*d detach.*\? help.*Esc back/);
});

test('who is taught the leader reads of it in a tab', () => {
  const note = (part: Partial<StatusView>) => {
    const status = statusContent({ ...calm, ...part });
    return status.kind === 'idle' ? status.note : status.kind;
  };
  assert.equal(note({}), '');
  assert.match(note({ teaching: true }) ?? '', /but for the leader: /);
  assert.equal(note({ teaching: true, current: null }), '');
});
