import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkReferences } from '../config/references.ts';
import { checkSchema } from '../config/schema.ts';
import type { ConfigTable } from '../config/types.ts';
import { builtinTable } from './builtin.ts';
import { agentsOffered, buildCatalog, findAgent } from './catalog.ts';

const build = (operator: ConfigTable = {}) => buildCatalog(builtinTable(), operator);
const nowhere = { workspace: null, role: null };

test('the built-in catalogue has the shape of an operator’s configuration', () => {
  assert.deepEqual(checkSchema(builtinTable()).issues, []);
  assert.deepEqual(checkReferences(builtinTable(), builtinTable()), []);
});

test('agents are the built-in ones in their order, then the operator’s, Shell last', () => {
  const operator: ConfigTable = {
    agents: { mine: { command: ['mine'] }, amp: { args: ['-x'] }, 'a-b': { label: 'A B', command: ['ab'] } },
  };
  assert.deepEqual(
    build(operator).agents.map((a) => a.label),
    ['Claude', 'Codex', 'OpenCode', 'Amp', 'Kimi', 'Gemini', 'Grok', 'Mine', 'A B', 'Shell'],
  );
  assert.deepEqual(
    build({ providers: { local: { key_env: 'L' } } }).providers.map((p) => p.label),
    ['Anthropic', 'OpenAI', 'Z.AI', 'MiniMax', 'Kimi', 'Local'],
  );
});

test('the built-in commands and credentials', () => {
  const rows = build().agents.map((a) => [a.slug, a.command.join(' '), a.credentials.join(' '), a.args.length]);
  assert.deepEqual(rows, [
    ['claude', 'claude', 'ANTHROPIC_API_KEY CLAUDE_CODE_OAUTH_TOKEN', 0],
    ['codex', 'codex --no-daemon', 'OPENAI_API_KEY CODEX_API_KEY', 0],
    ['opencode', 'opencode', 'OPENCODE_API_KEY', 0],
    ['amp', 'amp', 'AMP_API_KEY', 0],
    ['kimi', 'kimi', 'KIMI_API_KEY KIMI_CODE_API_KEY', 0],
    ['gemini', 'gemini', 'GEMINI_API_KEY GOOGLE_API_KEY', 0],
    ['grok', 'grok', 'XAI_API_KEY', 0],
    ['shell', '', '', 0],
  ]);
  for (const agent of build().agents) assert.ok(agent.slug === 'shell' || agent.install !== '', agent.slug);
});

test('an operator’s table goes over a built-in one part by part', () => {
  const catalog = build({
    agents: { claude: { args: ['--model', 'x'] } },
    providers: {
      kimi: { claude: { models: { opus: 'k3' } } },
      zai: { opencode: { base_url: 'https://other.test/v4' }, codex: { base_url: 'https://r.test/v1', model: 'm' } },
    },
  });
  const claude = findAgent(catalog, 'claude');
  assert.deepEqual([claude.label, claude.command, claude.args], ['Claude', ['claude'], ['--model', 'x']]);
  const kimi = catalog.providers.find((p) => p.slug === 'kimi');
  assert.deepEqual(kimi?.claude, {
    base_url: 'https://api.kimi.com/coding',
    models: { opus: 'k3', sonnet: 'kimi-for-coding', haiku: 'kimi-for-coding' },
  });
  const zai = catalog.providers.find((p) => p.slug === 'zai');
  assert.equal(zai?.opencode?.base_url, 'https://other.test/v4');
  assert.equal(zai?.opencode?.model, 'glm-5.1');
  assert.deepEqual(zai?.codex, { base_url: 'https://r.test/v1', model: 'm' });
  assert.deepEqual(builtinTable().providers?.kimi?.claude?.models?.opus, 'kimi-for-coding', 'the built-in table itself is untouched');
});

test('an agent with another one’s wiring has its credentials, unless it names its own', () => {
  const catalog = build({
    agents: {
      nightly: { command: ['claude-nightly'], wiring: 'claude' },
      bare: { command: ['b'], wiring: 'claude', credentials: ['B_KEY'] },
    },
  });
  assert.deepEqual(findAgent(catalog, 'nightly').credentials, ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN']);
  assert.deepEqual(findAgent(catalog, 'bare').credentials, ['B_KEY']);
});

test('key names are those of the built-in catalogue and of the operator, replaced ones and their sources included', () => {
  const { rules } = build({
    env: { LOCAL_KEY: '$LOCAL_SOURCE', PLAIN: '$NOT_A_KEY', MINE_KEY: '$HOME' },
    workspaces: { w: { roles: { r: { env: { ANTHROPIC_API_KEY: '$CORP_KEY' } } } } },
    agents: { mine: { command: ['mine'], credentials: ['MINE_KEY'] } },
    providers: { zai: { key_env: 'MY_ZAI' }, local: { key_env: 'LOCAL_KEY' } },
  });
  for (const name of [
    'ZAI_API_KEY',
    'MY_ZAI',
    'LOCAL_KEY',
    'LOCAL_SOURCE',
    'MINE_KEY',
    'CORP_KEY',
    'OPENAI_API_KEY',
    'AMP_API_KEY',
    'KIMI_API_KEY',
  ]) {
    assert.ok(rules.keys.has(name), name);
  }
  assert.ok(!rules.keys.has('NOT_A_KEY') && !rules.keys.has('HOME'));
  assert.deepEqual(
    [...rules.alternativeKeys].sort(),
    ['KIMI_CODE_API_KEY', 'LOCAL_KEY', 'LOCAL_SOURCE', 'MINIMAX_API_KEY', 'MY_ZAI', 'ZAI_API_KEY'],
    'keys of providers that are native for nobody',
  );
});

test('what a built-in agent drops cannot be taken out, only added to', () => {
  const { rules } = build({ agents: { claude: { drop: [], keep: ['CLAUDE_CODE_MINE'] } } });
  assert.ok(
    rules.drop.includes('ANTHROPIC_*') && rules.keep.includes('CLAUDE_CODE_MINE') && rules.keep.includes('CLAUDE_CODE_MAX_OUTPUT_TOKENS'),
  );
});

test('an unknown agent is named, with what was meant', () => {
  assert.throws(() => findAgent(build(), 'cluade'), /unknown agent "cluade"; did you mean "claude"\?/);
  assert.throws(() => findAgent(build(), 'nosuchagent'), /unknown agent "nosuchagent"; there is claude, codex, .*, shell/);
});

test('a workspace says which agents are offered and in which order; Shell comes last unless it is listed', () => {
  const table: ConfigTable = {
    workspaces: {
      web: { agents: ['codex', 'claude', 'codex'] },
      first: { agents: ['shell', 'amp'] },
      none: { agents: [] },
      all: {},
    },
  };
  const offered = (workspace: string | null) => agentsOffered(build(table), table, { workspace, role: null }).map((a) => a.slug);
  assert.deepEqual(offered('web'), ['codex', 'claude', 'shell']);
  assert.deepEqual(offered('first'), ['shell', 'amp']);
  assert.deepEqual(offered('none'), ['shell']);
  assert.equal(offered('all').length, 8);
  assert.equal(offered(null).length, 8);
  assert.equal(agentsOffered(build(), {}, nowhere).at(-1)?.slug, 'shell');
});
