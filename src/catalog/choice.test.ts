import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigTable } from '../config/types.ts';
import { builtinTable } from './builtin.ts';
import { buildCatalog, findAgent } from './catalog.ts';
import { chooseProvider, labelFor, settleProvider } from './choice.ts';
import { offersFor } from './offers.ts';

const operator: ConfigTable = {
  default_agent: 'codex',
  agents: { nightly: { command: ['claude-nightly'], wiring: 'claude' }, mine: { command: ['mine'] } },
  providers: {
    local: {
      label: 'Local',
      key_env: 'LOCAL_KEY',
      claude: { base_url: 'http://127.0.0.1:8080', models: { opus: 'b', sonnet: 'm', haiku: 's' } },
    },
  },
};
const catalog = buildCatalog(builtinTable(), operator);
const having =
  (...names: string[]) =>
  (name: string) =>
    names.includes(name);
const ALL = having('ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'ZAI_API_KEY', 'MINIMAX_API_KEY', 'KIMI_CODE_API_KEY', 'LOCAL_KEY');

function answer(slug: string, hasKey: (name: string) => boolean): string {
  const agent = findAgent(catalog, slug);
  const choice = chooseProvider(agent, catalog, hasKey);
  const providers = choice.kind === 'pick' ? choice.providers : [choice.provider];
  return `${choice.kind}: ${providers.map((p) => `${p?.slug ?? 'none'} = ${labelFor(agent, p, choice)}`).join(', ')}`;
}

for (const [agent, keys, expected] of [
  ['claude', having(), 'native: anthropic = Claude'],
  ['claude', having('ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'KIMI_API_KEY'), 'native: anthropic = Claude'],
  ['claude', having('KIMI_CODE_API_KEY'), 'pick: anthropic = Claude (Anthropic), kimi = Claude (Kimi)'],
  [
    'claude',
    ALL,
    'pick: anthropic = Claude (Anthropic), zai = Claude (Z.AI), minimax = Claude (MiniMax), kimi = Claude (Kimi), local = Claude (Local)',
  ],
  ['nightly', having('KIMI_CODE_API_KEY'), 'pick: anthropic = Nightly (Anthropic), kimi = Nightly (Kimi)'],
  ['codex', having(), 'native: openai = Codex'],
  ['codex', having('KIMI_CODE_API_KEY', 'ZAI_API_KEY', 'LOCAL_KEY'), 'native: openai = Codex'],
  ['codex', ALL, 'pick: openai = Codex (OpenAI), minimax = Codex (MiniMax)'],
  ['opencode', having(), 'native: none = OpenCode'],
  ['opencode', having('OPENAI_API_KEY'), 'native: none = OpenCode'],
  ['opencode', having('ANTHROPIC_API_KEY'), 'auto: anthropic = OpenCode (Anthropic)'],
  ['opencode', having('KIMI_CODE_API_KEY'), 'auto: kimi = OpenCode (Kimi)'],
  ['opencode', ALL, 'pick: anthropic = OpenCode (Anthropic), zai = OpenCode (Z.AI), minimax = OpenCode (MiniMax), kimi = OpenCode (Kimi)'],
  ...['amp', 'gemini', 'grok', 'kimi', 'mine', 'shell'].map((a) => [a, ALL, `native: none = ${findAgent(catalog, a).label}`] as const),
] as const) {
  test(`who serves ${agent}: ${expected}`, () => assert.equal(answer(agent, keys), expected));
}

test('a provider without a key variable is never offered as a redirect', () => {
  const keyless = buildCatalog(builtinTable(), {
    providers: { free: { claude: { base_url: 'http://f.test', models: { opus: 'o', sonnet: 's', haiku: 'h' } } } },
  });
  assert.equal(chooseProvider(findAgent(keyless, 'claude'), keyless, () => true).kind, 'pick');
  const served = chooseProvider(findAgent(keyless, 'claude'), keyless, () => true);
  assert.ok(served.kind === 'pick' && !served.providers.some((p) => p.slug === 'free'));
});

test('a provider that was asked for is taken, or refused with the reason', () => {
  const settle = (agent: string, hasKey: (name: string) => boolean, asked: string | null) =>
    settleProvider(findAgent(catalog, agent), catalog, hasKey, asked);
  assert.equal(settle('claude', ALL, 'kimi').provider?.slug, 'kimi');
  assert.equal(settle('claude', having(), 'anthropic').provider?.slug, 'anthropic');
  assert.equal(settle('codex', having(), null).provider?.slug, 'openai');
  assert.equal(settle('opencode', having('KIMI_CODE_API_KEY'), null).provider?.slug, 'kimi');
  assert.equal(settle('amp', ALL, null).provider, null);
  const native = settle('claude', having(), 'anthropic');
  assert.equal(labelFor(findAgent(catalog, 'claude'), native.provider, native.choice), 'Claude');
  for (const [agent, keys, asked, message] of [
    ['claude', ALL, 'kimmi', /unknown provider "kimmi"; did you mean "kimi"\?/],
    ['claude', ALL, 'nothing-like-it', /unknown provider "nothing-like-it"; there is anthropic, openai, zai, minimax, kimi, local/],
    ['codex', ALL, 'kimi', /Codex cannot use provider "kimi"; Codex can use openai, minimax/],
    ['amp', ALL, 'kimi', /Amp cannot use provider "kimi"; Amp has no choice of provider/],
    ['shell', ALL, 'kimi', /Shell cannot use provider "kimi"/],
    ['claude', having(), 'kimi', /no key for Kimi: KIMI_CODE_API_KEY is not set in this scope; put it into an \[env\] table/],
    [
      'claude',
      ALL,
      null,
      /Claude can be served by anthropic, zai, minimax, kimi, local; choose with --provider, such as --provider anthropic/,
    ],
  ] as const) {
    assert.throws(() => settle(agent, keys, asked), message, `${agent} ${asked}`);
  }
});

test('the pickers’ data: order, labels, what is installed, what is taken unasked', () => {
  const offers = offersFor(
    catalog,
    operator,
    { workspace: null, role: null },
    having('KIMI_CODE_API_KEY'),
    (program) => program === 'claude',
  );
  assert.equal(offers.defaultAgent, 'codex');
  const rows = Object.fromEntries(offers.agents.map((a) => [a.slug, a]));
  assert.deepEqual(rows.claude, {
    slug: 'claude',
    label: 'Claude',
    installed: true,
    hint: '',
    providers: [
      { slug: 'anthropic', label: 'Anthropic', tabLabel: 'Claude (Anthropic)' },
      { slug: 'kimi', label: 'Kimi', tabLabel: 'Claude (Kimi)' },
    ],
    unasked: null,
  });
  assert.deepEqual(rows.opencode?.providers, [{ slug: 'kimi', label: 'Kimi', tabLabel: 'OpenCode (Kimi)' }]);
  assert.equal(rows.opencode?.unasked, 0);
  assert.deepEqual(rows.codex?.providers, [{ slug: 'openai', label: 'OpenAI', tabLabel: 'Codex' }]);
  assert.equal(rows.codex?.installed, false);
  assert.match(rows.codex?.hint ?? '', /@openai\/codex/);
  assert.equal(rows.mine?.hint, 'mine is not installed');
  assert.deepEqual([rows.shell?.installed, rows.shell?.providers, rows.shell?.unasked], [true, [], null]);
  const elsewhere = { workspaces: { w: { agents: ['claude'] } }, default_agent: 'codex' };
  assert.equal(offersFor(catalog, elsewhere, { workspace: 'w', role: null }, ALL, () => true).defaultAgent, null, 'not offered there');
});
