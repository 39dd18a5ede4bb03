import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parse } from 'smol-toml';
import { scopedValues } from '../config/scopes.ts';
import type { ConfigTable } from '../config/types.ts';
import { keysPresent, resolveValues } from '../config/values.ts';
import { builtinTable } from './builtin.ts';
import { buildCatalog, findAgent } from './catalog.ts';
import { isNative, isWired, settleProvider } from './choice.ts';
import { neededValues, planAgent, planCommand, shellPrograms, tabFolder } from './plan.ts';
import type { LaunchPlan } from './types.ts';

type Env = Record<string, string>;
const identity = { cwd: '/w', tabId: 't1', socket: '/s', label: null as string | null, extraArgs: [] as string[], shell: 'bash' };

function open(slug: string, provider: string | null, base: Env, config: ConfigTable = {}, more: Partial<typeof identity> = {}): LaunchPlan {
  const catalog = buildCatalog(builtinTable(), config);
  const values = scopedValues(config, { workspace: null, role: null }, base);
  const agent = findAgent(catalog, slug);
  const settled = settleProvider(agent, catalog, keysPresent(values, base), provider);
  const request = { ...identity, ...more, catalog, values, base, agent, ...settled };
  return planAgent(request, resolveValues(neededValues(request), base));
}

const key = 'made-up-key';

test('Codex is sent to MiniMax by arguments that name the key’s variable', () => {
  const plan = open('codex', 'minimax', { MINIMAX_API_KEY: key }, { agents: { codex: { args: ['--search'] } } }, { extraArgs: ['prompt'] });
  assert.deepEqual(plan.argv, [
    'codex',
    '--no-daemon',
    '-c',
    'model_provider=minimax',
    '-c',
    'model_providers.minimax={name="MiniMax",base_url="https://api.minimax.io/v1",env_key="MINIMAX_API_KEY",wire_api="responses"}',
    '-m',
    'MiniMax-M3',
    '--search',
    'prompt',
  ]);
  assert.deepEqual([plan.label, plan.agent, plan.provider, plan.env.MINIMAX_API_KEY], ['Codex (MiniMax)', 'codex', 'minimax', key]);
});

test('what Codex is told is TOML, whatever a label or a slug looks like, and --no-daemon is never lost', () => {
  const config: ConfigTable = {
    agents: { codex: { command: ['/opt/codex'] } },
    providers: {
      true: { label: 'A "b" \\ é', key_env: 'T_KEY', codex: { base_url: 'https://t.test/v1', model: 'm' } },
      ollama: { key_env: 'T_KEY', codex: { base_url: 'https://t.test/v1', model: 'm' } },
    },
  };
  for (const [slug, id, label] of [
    ['true', 'true', 'A "b" \\ é'],
    ['ollama', 'jackin-ollama', 'Ollama'],
  ] as const) {
    const { argv } = open('codex', slug, { T_KEY: key }, config);
    assert.deepEqual(argv.slice(0, 2), ['/opt/codex', '--no-daemon']);
    const settings = argv.filter((_, i) => argv[i - 1] === '-c');
    const wanted = { name: label, base_url: 'https://t.test/v1', env_key: 'T_KEY', wire_api: 'responses' };
    assert.deepEqual(JSON.parse(JSON.stringify(parse(settings[1]!))), { model_providers: { [id]: wanted } });
    assert.equal(settings[0], id === 'true' ? 'model_provider="true"' : `model_provider=${id}`);
  }
});

test('OpenCode gets a provider block in its own variable, and the model by -m', () => {
  for (const [slug, npm, baseURL, model, name] of [
    ['kimi', '@ai-sdk/anthropic', 'https://api.kimi.com/coding/v1', 'kimi-for-coding', 'KIMI_CODE_API_KEY'],
    ['minimax', '@ai-sdk/anthropic', 'https://api.minimax.io/anthropic/v1', 'MiniMax-M3', 'MINIMAX_API_KEY'],
    ['zai', '@ai-sdk/openai-compatible', 'https://api.z.ai/api/coding/paas/v4', 'glm-5.1', 'ZAI_API_KEY'],
  ] as const) {
    const plan = open('opencode', null, { [name]: key, OPENCODE_CONFIG_CONTENT: 'not even JSON' });
    assert.deepEqual(plan.argv, ['opencode', '-m', `${slug}/${model}`]);
    assert.equal(plan.env[name], key);
    const { provider } = JSON.parse(plan.env.OPENCODE_CONFIG_CONTENT!);
    const { label } = buildCatalog(builtinTable(), {}).providers.find((p) => p.slug === slug)!;
    const block = { npm, name: label, options: { baseURL, apiKey: `{env:${name}}` }, models: { [model]: { name: model } } };
    assert.deepEqual(provider, { [slug]: block });
    assert.equal(plan.label, `OpenCode (${label})`);
  }
});

test('OpenCode with Anthropic is its key and nothing that redirects', () => {
  const plan = open('opencode', null, { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: 'https://elsewhere.test' });
  assert.deepEqual([plan.label, plan.argv, plan.env.ANTHROPIC_API_KEY], ['OpenCode (Anthropic)', ['opencode'], key]);
  assert.deepEqual(
    Object.keys(plan.env).filter((n) => /^(ANTHROPIC_BASE|ANTHROPIC_AUTH|OPENCODE)/.test(n)),
    [],
  );
});

test('an operator’s own provider and agent work as the built-in ones do', () => {
  const config: ConfigTable = {
    env: { LOCAL_KEY: key },
    agents: { nightly: { label: 'Nightly', command: ['claude-nightly', '--x'], wiring: 'claude' } },
    providers: {
      local: {
        label: 'Local',
        key_env: 'LOCAL_KEY',
        claude: { base_url: 'http://127.0.0.1:8080', models: { opus: 'big', sonnet: 'mid', haiku: 'small', fable: 'tale' } },
        opencode: { base_url: 'http://127.0.0.1:8080/v1', model: 'big' },
      },
    },
  };
  const plan = open('nightly', 'local', { ANTHROPIC_API_KEY: 'a', CLAUDE_CODE_USE_BEDROCK: '1' }, config);
  assert.deepEqual([plan.label, plan.argv, plan.agent, plan.provider], ['Nightly (Local)', ['claude-nightly', '--x'], 'nightly', 'local']);
  assert.deepEqual(
    [plan.env.ANTHROPIC_AUTH_TOKEN, plan.env.ANTHROPIC_BASE_URL, plan.env.ANTHROPIC_DEFAULT_FABLE_MODEL],
    [key, 'http://127.0.0.1:8080', 'tale'],
  );
  assert.ok(!('ANTHROPIC_API_KEY' in plan.env) && !('CLAUDE_CODE_USE_BEDROCK' in plan.env) && !('LOCAL_KEY' in plan.env));
  const native = open('nightly', 'anthropic', { ANTHROPIC_API_KEY: 'a' }, config);
  assert.deepEqual([native.label, native.env.ANTHROPIC_API_KEY, native.env.LOCAL_KEY], ['Nightly (Anthropic)', 'a', undefined]);
  const content = open('opencode', 'local', {}, config).env.OPENCODE_CONFIG_CONTENT ?? '';
  assert.equal(JSON.parse(content).provider.local.npm, '@ai-sdk/openai-compatible');
});

test('labels, providers and arguments of plain tabs', () => {
  const native = open('claude', null, {});
  assert.deepEqual([native.label, native.provider, native.argv], ['Claude', 'anthropic', ['claude']]);
  const codex = open('codex', 'openai', {});
  assert.deepEqual([codex.label, codex.provider, codex.argv], ['Codex', 'openai', ['codex', '--no-daemon']]);
  const amp = open('amp', null, {}, { agents: { amp: { args: ['--a'] } } }, { label: 'Mine' });
  assert.deepEqual([amp.label, amp.provider, amp.argv], ['Mine', null, ['amp', '--a']]);
  const shell = open('shell', null, {}, { agents: { shell: { args: ['-l'] } } });
  assert.deepEqual([shell.label, shell.agent, shell.argv, shell.cwd], ['Shell', 'shell', ['bash', '-l'], '/w']);
  assert.deepEqual(open('shell', null, {}, { agents: { shell: { command: ['zsh', '-l'] } } }).argv, ['zsh', '-l']);
});

test('a command is labelled after its program', () => {
  const catalog = buildCatalog(builtinTable(), {});
  for (const [command, label] of [
    [['/usr/bin/make', '-j'], 'make'],
    [['sh', '-c', 'x'], 'sh'],
    [['/x/\x1b[2J'], 'command'],
    [['/'], 'command'],
  ] as const) {
    const plan = planCommand({ ...identity, catalog, values: new Map(), base: {}, command: [...command] }, new Map());
    assert.deepEqual([plan.label, plan.argv, plan.agent, plan.provider], [label, [...command], null, null]);
  }
});

test('the programs of a Shell tab', () => {
  assert.deepEqual(shellPrograms({ SHELL: '/usr/bin/fish' }), ['/usr/bin/fish', 'bash', 'sh']);
  for (const SHELL of ['', 'relative', '/usr/sbin/nologin', '/bin/false'])
    assert.deepEqual(shellPrograms({ SHELL }), ['bash', 'sh'], SHELL);
  assert.deepEqual(shellPrograms({}), ['bash', 'sh']);
});

test('the folder of a tab', () => {
  for (const [from, folder] of [
    [{ dir: '/a', cwd: '/b', workdir: '/c', server: '/d' }, '/a'],
    [{ dir: 'sub', cwd: '/b', workdir: '/c', server: '/d' }, '/b/sub'],
    [{ cwd: '/b', workdir: '/c', server: '/d' }, '/b'],
    [{ workdir: '/c', server: '/d' }, '/c'],
    [{ server: '/d' }, '/d'],
    [{ dir: '..', server: '/d/e' }, '/d'],
  ] as const) {
    assert.equal(tabFolder(from), folder);
  }
});

const catalog = buildCatalog(builtinTable(), {});
const keyNames = [...catalog.rules.keys];

/** A key may be set in the server's environment, in a scope, in a scope by way of another variable, or not at all. */
const anyKey = fc.constantFrom('none', 'environment', 'scope', 'source', 'both', 'emptied');

test('property: no plan holds another one’s credential anywhere, nor any key on its command line', () => {
  const tabs = catalog.agents.flatMap((agent) => [
    ...catalog.providers.filter((p) => isWired(agent, p)).map((p) => ({ agent, provider: p })),
    { agent, provider: null },
  ]);
  fc.assert(
    fc.property(
      fc.constantFrom(...tabs),
      fc.array(anyKey, { minLength: keyNames.length, maxLength: keyNames.length }),
      ({ agent, provider }, ways) => {
        const base: Env = { HOME: '/h' };
        const env: Env = {};
        keyNames.forEach((name, i) => {
          const way = ways[i];
          if (way === 'environment' || way === 'both' || way === 'emptied') base[name] = `SECRET-env-${name}-`;
          if (way === 'scope' || way === 'both') env[name] = `SECRET-scope-${name}-`;
          if (way === 'emptied') env[name] = '';
          if (way === 'source') {
            base[`SOURCE_${i}`] = `SECRET-source-${name}-`;
            env[name] = `$SOURCE_${i}`;
          }
        });
        let plan: LaunchPlan;
        try {
          plan = open(agent.slug, provider?.slug ?? null, base, { env });
        } catch (e) {
          // refused: the key is missing, or a choice has to be made
          assert.match((e as Error).message, /no key for|choose with --provider/);
          assert.ok(!(e as Error).message.includes('SECRET'));
          return;
        }
        assert.ok(!plan.argv.some((a) => a.includes('SECRET')));
        assert.ok(!plan.label.includes('SECRET'));
        const served = catalog.providers.find((p) => p.slug === plan.provider);
        const redirected = served && !isNative(agent, served);
        const own = redirected ? [served.keyEnv] : [...agent.credentials, ...agent.aliases, served?.keyEnv];
        for (const [name, value] of Object.entries(plan.env)) {
          const holds = /^SECRET-(\w+)-(\w+)-$/.exec(value);
          if (!holds) assert.ok(!value.includes('SECRET'), name);
          else {
            const [, way, of] = holds;
            if (agent.slug === 'shell') assert.ok(!catalog.rules.alternativeKeys.has(of!) && way !== 'scope', `Shell: ${name}`);
            else assert.ok(own.includes(of!), `${plan.label}: ${name} holds ${of}`);
            assert.ok(plan.secrets.includes(value) || agent.slug === 'shell', `${name} is a secret`);
          }
        }
        const keyHolders = Object.values(plan.env).filter((v) => v.startsWith('SECRET'));
        if (redirected) assert.equal(keyHolders.length, 1, 'a redirect holds one key, under one name');
      },
    ),
    { numRuns: 400 },
  );
});
