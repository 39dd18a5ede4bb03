import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Offers } from '../protocol/messages.ts';
import { chooseNewTab } from './new-tab.ts';

const provider = (slug: string) => ({ slug, label: slug.toUpperCase(), tabLabel: slug });
const offers: Offers = {
  defaultAgent: 'codex',
  agents: [
    { slug: 'claude', label: 'Claude', installed: true, hint: '', providers: [provider('anthropic'), provider('kimi')], unasked: null },
    { slug: 'codex', label: 'Codex', installed: true, hint: '', providers: [provider('openai')], unasked: 0 },
    { slug: 'amp', label: 'Amp', installed: false, hint: 'npm i -g amp', providers: [], unasked: null },
    { slug: 'shell', label: 'Shell', installed: true, hint: '', providers: [], unasked: null },
  ],
};

/** Plays ANSWERS to the pickers, and notes what each showed. */
async function play(...answers: (string | null)[]) {
  const shown: string[] = [];
  const result = await chooseNewTab(offers, async ({ rows, selected }) => {
    shown.push(`${rows.map((r) => (r.dimmed ? `(${r.id})` : r.id)).join(' ')}|${selected ?? ''}`);
    return answers.shift() ?? null;
  });
  return { result, shown };
}
const AGENTS = 'claude codex (amp) shell';

test('an agent with a choice asks for the provider, one without opens at once', async () => {
  assert.deepEqual(await play('claude', 'kimi'), {
    result: { agent: 'claude', provider: 'kimi' },
    shown: [`${AGENTS}|codex`, 'anthropic kimi|'],
  });
  assert.deepEqual((await play('codex')).result, { agent: 'codex', provider: 'openai' });
  assert.deepEqual((await play('shell')).result, { agent: 'shell' });
});

test('Esc goes one step back at a time', async () => {
  const { result, shown } = await play('claude', null, null);
  assert.equal(result, null);
  assert.deepEqual(shown, [`${AGENTS}|codex`, 'anthropic kimi|', `${AGENTS}|claude`]);
});
