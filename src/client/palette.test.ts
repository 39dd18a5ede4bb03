import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Offers, TabInfo } from '../protocol/messages.ts';
import { COMMANDS } from './commands.ts';
import { filterRows } from './dialogs/filter.ts';
import { paletteRows } from './palette.ts';

const provider = (slug: string, tabLabel: string) => ({ slug, label: slug, tabLabel });
const offers: Offers = {
  defaultAgent: null,
  agents: [
    {
      slug: 'claude',
      label: 'Claude',
      installed: true,
      hint: '',
      providers: [provider('anthropic', 'Claude (Anthropic)'), provider('kimi', 'Claude (Kimi)')],
      unasked: null,
    },
    { slug: 'codex', label: 'Codex', installed: true, hint: '', providers: [provider('openai', 'Codex')], unasked: 0 },
    { slug: 'amp', label: 'Amp', installed: false, hint: 'npm i -g amp', providers: [], unasked: null },
    { slug: 'shell', label: 'Shell', installed: true, hint: '', providers: [], unasked: null },
  ],
};
const tab = (index: number, label: string, state = 'running') => ({ index, id: `t${index}`, label, state }) as TabInfo;
const tabs = [tab(1, 'Claude (Kimi)'), tab(2, 'Codex', 'exited'), tab(10, 'Shell')];

test('every command, every tab, and everything that can be opened, each with what it does', () => {
  const rows = paletteRows(COMMANDS, tabs, tabs[0]!, offers);
  const labels = rows.map(({ pick }) => pick.label);
  for (const row of COMMANDS) assert.equal(labels.includes(row.title), !('unlisted' in row && row.unlisted), row.title);
  assert.deepEqual(
    rows.slice(-7).map(({ pick, deed }) => [pick.label, pick.detail ?? '', pick.key ?? '', deed]),
    [
      ['Go to Claude (Kimi)', 'in view', '1', { kind: 'tab', id: 't1' }],
      ['Go to Codex', 'ended', '2', { kind: 'tab', id: 't2' }],
      ['Go to Shell', '', '', { kind: 'tab', id: 't10' }],
      ['Open Claude (Anthropic)', '', '', { kind: 'open', choice: { agent: 'claude', provider: 'anthropic' } }],
      ['Open Claude (Kimi)', '', '', { kind: 'open', choice: { agent: 'claude', provider: 'kimi' } }],
      ['Open Codex', '', '', { kind: 'open', choice: { agent: 'codex', provider: 'openai' } }],
      ['Open Shell', '', '', { kind: 'open', choice: { agent: 'shell' } }],
    ],
  );
  assert.equal(new Set(rows.map(({ pick }) => pick.id)).size, rows.length);
});

test('with no tab open only what needs none; without offers the rest', () => {
  const welcome = paletteRows(COMMANDS, [], null, offers).map(({ pick }) => pick.label);
  assert.ok(welcome.includes('Open an agent tab') && welcome.includes('Open Claude (Kimi)') && !welcome.includes('Close the tab'));
  assert.ok(!paletteRows(COMMANDS, tabs, tabs[0]!, null).some(({ deed }) => deed.kind === 'open'));
});

for (const [typed, first] of [
  ['close', 'Close the tab'],
  ['opck', 'Open Claude (Kimi)'],
  ['open kimi', 'Open Claude (Kimi)'],
  ['ntab', 'Go to the next tab'],
  ['mtl', 'Move the tab to the left'],
  ['det', 'Detach this terminal'],
  ['go shell', 'Go to Shell'],
] as const) {
  test(`"${typed}" finds "${first}" first`, () => {
    const rows = paletteRows(COMMANDS, tabs, tabs[0]!, offers).map(({ pick }) => pick.label);
    assert.equal(
      filterRows(
        rows,
        typed,
        (row) => row,
        () => '',
      )[0]?.row,
      first,
    );
  });
}
