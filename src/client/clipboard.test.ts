import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ASKED_MS, Clipboard } from './clipboard.ts';

const offer = (tab: string, text: string) => ({ tab, label: `label of ${tab}`, text });

/** A clipboard at a clock of its own, whose operator views `inView`, and what became of everything. */
function operator(t: TestContext) {
  let now = 1000;
  t.mock.timers.enable({ apis: ['setTimeout'] });
  t.mock.method(performance, 'now', () => now);
  const log: string[] = [];
  const seen = { inView: 't1' };
  const clipboard = new Clipboard({
    isInView: (tab) => tab === seen.inView,
    copy: (text) => log.push(`copied ${text}`),
    say: (text) => log.push(`said: ${text}`),
    changed: (asked) => log.push(asked ? 'asked' : 'over'),
  });
  const pass = (ms: number) => {
    now += ms;
    t.mock.timers.tick(ms);
  };
  /** As the keys do: the leader, then `y`. */
  const allow = () => {
    clipboard.look();
    clipboard.allow();
  };
  return { clipboard, log, seen, pass, allow };
}

test('a text that needs no question is copied at once', (t) => {
  const { clipboard, log } = operator(t);
  clipboard.offer(offer('t1', 'abc'), false);
  assert.deepEqual(log, ['copied abc']);
  assert.equal(clipboard.question, null);
});

test('a question names the tab and the length, and nothing is copied before it is allowed', (t) => {
  const { clipboard, log, allow } = operator(t);
  clipboard.offer(offer('t1', 'abc'), true);
  assert.deepEqual(clipboard.question, { label: 'label of t1', amount: '3 characters' });
  allow();
  assert.deepEqual(log, ['asked', 'copied abc', 'over']);
  assert.equal(clipboard.question, null);
  allow();
  assert.equal(log.at(-1), 'said: nothing in this tab asks for the clipboard');
});

test('the newest text replaces the one before it, and an answer to the old one is none to the new one', (t) => {
  const { clipboard, log, allow } = operator(t);
  clipboard.offer(offer('t1', 'abc'), true);
  clipboard.look();
  clipboard.offer(offer('t1', 'x'), true);
  assert.deepEqual(clipboard.question, { label: 'label of t1', amount: '1 character' });
  clipboard.allow();
  assert.equal(log.at(-1), 'said: the program has asked anew meanwhile; nothing was copied, answer again');
  allow();
  assert.deepEqual(log.slice(-2), ['copied x', 'over']);
});

test('No is remembered for the tab for a while', (t) => {
  const { clipboard, log, pass } = operator(t);
  clipboard.offer(offer('t1', 'abc'), true);
  clipboard.deny();
  pass(5000);
  clipboard.offer(offer('t1', 'again'), true);
  assert.deepEqual(log, ['asked', 'over']);
  pass(20_000);
  clipboard.offer(offer('t1', 'later'), true);
  assert.deepEqual(log, ['asked', 'over', 'asked']);
});

test('what nobody answers is denied, and a newer question has its own time', (t) => {
  const { clipboard, log, pass, allow } = operator(t);
  clipboard.offer(offer('t1', 'abc'), true);
  pass(ASKED_MS - 1);
  clipboard.offer(offer('t1', 'newer'), true);
  pass(ASKED_MS - 1);
  assert.equal(clipboard.question?.amount, '5 characters');
  pass(1);
  assert.equal(clipboard.question, null);
  allow();
  assert.deepEqual(log, ['asked', 'asked', 'over', 'said: nothing in this tab asks for the clipboard']);
});

test('a question of a tab that is out of view is not asked, and cannot be answered', (t) => {
  const { clipboard, log, seen, allow } = operator(t);
  clipboard.offer(offer('t1', 'abc'), true);
  seen.inView = 't2';
  assert.equal(clipboard.question, null);
  clipboard.deny();
  allow();
  seen.inView = 't1';
  clipboard.allow();
  assert.deepEqual(log.slice(1), [
    'said: nothing in this tab asks for the clipboard',
    'said: the program has asked anew meanwhile; nothing was copied, answer again',
  ]);
  allow();
  assert.deepEqual(log.slice(-2), ['copied abc', 'over']);
});
