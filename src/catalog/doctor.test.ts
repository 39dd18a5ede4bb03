import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scopedValues } from '../config/scopes.ts';
import type { ConfigTable } from '../config/types.ts';
import { builtinTable } from './builtin.ts';
import { buildCatalog } from './catalog.ts';
import { findingsIn } from './claude-settings.ts';
import { outlook } from './doctor.ts';

const SECRET = 'sk-made-up-0123456789';
const catalogOf = (config: ConfigTable) => buildCatalog(builtinTable(), config);

function look(config: ConfigTable, base: Record<string, string>, workspace: string | null = null) {
  const scope = { workspace, role: null };
  const values = scopedValues(config, scope, base);
  return outlook({ catalog: catalogOf(config), table: config, scope, values, base, shell: 'bash', cwd: '/w' });
}

test('providers, and the reason where one is not offered', () => {
  const config: ConfigTable = {
    env: { KIMI_CODE_API_KEY: 'op://Work/kimi/key', MINIMAX_API_KEY: SECRET },
    workspaces: { off: { env: { MINIMAX_API_KEY: '' } } },
  };
  const claude = look(config, {}, 'off').find((a) => a.slug === 'claude')!;
  assert.deepEqual(
    claude.offered.map((p) => [p.slug, p.native]),
    [
      ['anthropic', true],
      ['kimi', false],
    ],
  );
  assert.deepEqual(
    claude.refused.map((p) => [p.slug, p.why]),
    [
      ['openai', 'Claude cannot use it'],
      ['zai', 'ZAI_API_KEY is not set in this scope'],
      ['minimax', 'MINIMAX_API_KEY is empty in [workspaces.off.env]'],
    ],
  );
  assert.deepEqual(look(config, {}).find((a) => a.slug === 'amp')?.refused, [], 'an agent without a choice is refused nobody');
});

test('what each tab gets, loses and asks for, by name; no value of any kind', () => {
  const config: ConfigTable = {
    env: { KIMI_CODE_API_KEY: 'op://Work/kimi/key', ZAI_API_KEY: SECRET, PLAIN: SECRET, BAD: '$NOWHERE' },
    agents: { claude: { args: ['--dangerously-skip-permissions', '--model=x'] } },
  };
  const base = { HOME: '/h', ANTHROPIC_API_KEY: SECRET, CLAUDE_CODE_USE_BEDROCK: '1', OP_SERVICE_ACCOUNT_TOKEN: SECRET, TMUX: 'x' };
  const all = look(config, base);
  const tab = (label: string) => all.flatMap((a) => a.tabs).find((t) => t.label === label)!;
  const kimi = tab('Claude (Kimi)');
  assert.ok(kimi.redirected);
  assert.deepEqual(kimi.argv, ['claude', '--dangerously-skip-permissions', '--model=x']);
  assert.deepEqual(kimi.unattended, ['--dangerously-skip-permissions']);
  assert.deepEqual(kimi.loses, ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_USE_BEDROCK', 'OP_SERVICE_ACCOUNT_TOKEN', 'TMUX']);
  for (const name of ['ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_BASE_URL', 'PLAIN', 'JACKIN_AGENT', 'TERM'])
    assert.ok(kimi.gets.includes(name), name);
  assert.deepEqual(kimi.references, [{ name: 'KIMI_CODE_API_KEY', where: '[env]', reference: 'op://Work/kimi/key' }]);
  assert.deepEqual(kimi.keys, [{ name: 'KIMI_CODE_API_KEY', where: '[env]', kind: 'reference' }]);
  assert.match(
    kimi.problems.join('\n'),
    /BAD in \[env\] stands for a variable that is not set[\s\S]*args of \[agents\.claude\] name a model/,
  );
  const native = tab('Claude (Anthropic)');
  assert.deepEqual(native.loses, ['TMUX']);
  assert.deepEqual(native.keys, [{ name: 'ANTHROPIC_API_KEY', where: "the server's environment", kind: 'environment' }]);
  assert.ok(!native.gets.includes('ANTHROPIC_API_KEY') && !native.problems.join().includes('args'));
  assert.deepEqual(tab('Shell').argv, ['bash']);
  assert.ok(!JSON.stringify(all).includes(SECRET) && !JSON.stringify(all).includes('\\u0000'));
});

const rules = catalogOf({}).rules;
const found = (kind: Parameters<typeof findingsIn>[0], value: unknown) =>
  findingsIn(kind, 'f', typeof value === 'string' ? value : JSON.stringify(value), rules, 1000);

test('settings that fight a redirect: what takes them away, and what nothing does', () => {
  const HOST = 'CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST=1';
  for (const [kind, value, expected] of [
    ['user', { env: { ANTHROPIC_BASE_URL: SECRET, EDITOR: 'vi', CLAUDE_CODE_MAX_OUTPUT_TOKENS: '1' } }, [['env.ANTHROPIC_BASE_URL', HOST]]],
    [
      'project',
      { env: { ANTHROPIC_API_KEY: SECRET, CLAUDE_CODE_USE_VERTEX: '1' } },
      [
        ['env.ANTHROPIC_API_KEY', HOST],
        ['env.CLAUDE_CODE_USE_VERTEX', HOST],
      ],
    ],
    [
      'local',
      { env: { ANTHROPIC_CUSTOM_HEADERS: SECRET, ANTHROPIC_UNIX_SOCKET: '/x' } },
      [
        ['env.ANTHROPIC_CUSTOM_HEADERS', null],
        ['env.ANTHROPIC_UNIX_SOCKET', null],
      ],
    ],
    ['user', { env: { KIMI_CODE_API_KEY: SECRET } }, [['env.KIMI_CODE_API_KEY', null]]],
    [
      'user',
      { apiKeyHelper: SECRET, model: 'opus' },
      [
        ['apiKeyHelper', HOST],
        ['model', 'ANTHROPIC_MODEL'],
      ],
    ],
    ['state', { primaryApiKey: SECRET, model: 'x' }, [['primaryApiKey', HOST]]],
    ['state', {}, []],
    ['credentials', { claudeAiOauth: { accessToken: SECRET, expiresAt: 999 } }, [['claudeAiOauth.expiresAt', HOST]]],
    ['credentials', { claudeAiOauth: { accessToken: SECRET, expiresAt: 1001 } }, []],
    ['user', `{"a": ${SECRET}`, [['', null]]],
    ['user', { env: [SECRET] }, []],
    ['user', [SECRET], []],
  ] as const) {
    const findings = found(kind, value);
    assert.deepEqual(
      findings.map((f) => [f.key, f.neutralisedBy]),
      expected,
      JSON.stringify(value),
    );
    assert.ok(!JSON.stringify(findings).includes(SECRET));
  }
  assert.match(found('credentials', { claudeAiOauth: { expiresAt: 1, refreshToken: SECRET } })[0]!.effect, /renews it/);
  assert.match(found('credentials', { claudeAiOauth: { expiresAt: 1 } })[0]!.effect, /log in again/);
});
