import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLIPBOARD_BYTES, type ClipboardRequest, decideClipboard } from './clipboard.ts';
import { progressOf } from './progress.ts';

test('what becomes of a write to the clipboard', () => {
  const deny = '"Claude" wanted to copy 4 characters; osc52 = "ask" or "allow" in the configuration lets it';
  const hidden = '"Claude" wanted to copy 4 characters while it was out of view; nothing was copied';
  for (const [request, verdict] of [
    [{ policy: 'deny' }, { kind: 'drop', notice: deny }],
    [
      { policy: 'deny', inView: false },
      { kind: 'drop', notice: deny },
    ],
    [
      { policy: 'deny', told: true },
      { kind: 'drop', notice: null },
    ],
    [{ policy: 'ask' }, { kind: 'copy', ask: true }],
    [
      { policy: 'ask', inView: false },
      { kind: 'drop', notice: hidden },
    ],
    [{ policy: 'allow' }, { kind: 'copy', ask: false }],
    [
      { policy: 'allow', inView: false },
      { kind: 'copy', ask: false },
    ],
  ] as [Partial<ClipboardRequest>, ReturnType<typeof decideClipboard>][]) {
    const whole: ClipboardRequest = { policy: 'deny', label: 'Claude', text: 'te😀t', inView: true, told: false, ...request };
    assert.deepEqual(decideClipboard(whole), verdict, JSON.stringify(request));
  }
});

test('more than a clipboard is given is dropped under every policy, by its bytes', () => {
  for (const policy of ['deny', 'ask', 'allow'] as const) {
    const of = (text: string) => decideClipboard({ policy, label: 'x', text, inView: true, told: true });
    assert.equal(of('é'.repeat(CLIPBOARD_BYTES / 2 + 1)).kind, 'drop');
    if (policy !== 'deny') assert.equal(of('é'.repeat(CLIPBOARD_BYTES / 2)).kind, 'copy');
  }
});

test('progress keeps its percent where a state has none', () => {
  const half = { state: 'normal', percent: 50 } as const;
  assert.deepEqual(progressOf(1, 50, null), half);
  assert.deepEqual(progressOf(1, 0, half), { state: 'normal', percent: 0 });
  assert.deepEqual(progressOf(2, 0, half), { state: 'error', percent: 50 });
  assert.deepEqual(progressOf(3, 0, null), { state: 'indeterminate', percent: 0 });
  assert.equal(progressOf(0, 0, half), null);
  assert.equal(progressOf(9, 0, half), null);
});
