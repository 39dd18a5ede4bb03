import assert from 'node:assert/strict';
import { keys, pick, scene, welcome } from './harness.ts';
import { keysOfAll, kimiKey, kimiRoute, kinOf, opened } from './routes.ts';

scene('each alternative provider serves Claude by its own route', { config: keysOfAll }, async (w) => {
  const expected = [
    ['zai', 'Claude (Z.AI)', 'zai-key-123456', 'https://api.z.ai/api/anthropic', 'glm-5.1', 'glm-5-turbo', 'glm-4.5-air'],
    ['minimax', 'Claude (MiniMax)', 'mm-key-123456', 'https://api.minimax.io/anthropic', 'MiniMax-M3', 'MiniMax-M3', 'MiniMax-M3'],
    ['kimi', 'Claude (Kimi)', kimiKey, 'https://api.kimi.com/coding', 'kimi-for-coding', 'kimi-for-coding', 'kimi-for-coding'],
  ] as const;
  for (const [provider, label, key, base, opus, sonnet, haiku] of expected) {
    const { env, tab } = await opened(w, 'claude', '--provider', provider);
    assert.equal(tab.label, label);
    assert.deepEqual(kinOf(env), {
      ...kimiRoute,
      ANTHROPIC_AUTH_TOKEN: key,
      ANTHROPIC_BASE_URL: base,
      ANTHROPIC_DEFAULT_OPUS_MODEL: opus,
      ANTHROPIC_DEFAULT_FABLE_MODEL: opus,
      ANTHROPIC_DEFAULT_SONNET_MODEL: sonnet,
      ANTHROPIC_DEFAULT_HAIKU_MODEL: haiku,
    });
  }
});

scene('Codex takes MiniMax by its arguments, with no key among them', { config: keysOfAll }, async (w) => {
  const { argv, env, tab } = await opened(w, 'codex', '--provider', 'minimax');
  assert.equal(tab.label, 'Codex (MiniMax)');
  const line = argv.join(' ');
  assert.ok(argv.includes('--no-daemon'));
  assert.match(line, /-c model_provider="?minimax"?/);
  assert.match(line, /-c model_providers\.minimax=\{.*base_url\s*=\s*"https:\/\/api\.minimax\.io\/v1"/);
  assert.match(line, /wire_api\s*=\s*"responses"/);
  assert.equal(argv[argv.indexOf('-m') + 1], 'MiniMax-M3');
  const name = /env_key\s*=\s*"([A-Z_]+)"/.exec(line)?.[1] ?? '';
  assert.equal(env[name], 'mm-key-123456');
  assert.ok(!line.includes('mm-key'));
  assert.ok(!Object.entries(env).some(([n, value]) => n !== name && /zai-key|mm-key|sk-ki/.test(value)));

  const native = await opened(w, 'codex', '--provider', 'openai');
  assert.equal(native.tab.label, 'Codex (OpenAI)');
  assert.deepEqual(native.argv, ['--no-daemon']);
});

scene(
  'OpenCode with one key takes that provider unasked, and gets it by configuration in its environment',
  { config: `[env]\nKIMI_CODE_API_KEY = "${kimiKey}"\n`, env: inherited2() },
  async (w) => {
    const t = w.terminal(['--nested']);
    await welcome(t);
    await pick(t, 'OpenCode');
    await t.see('I am opencode, served by https://api.kimi.com/coding/v1');
    await t.seeStrip(/1 OpenCode \(Kimi\)/);
    const { argv, env } = await w.spawn(1);
    assert.equal(argv[argv.indexOf('-m') + 1], 'kimi/kimi-for-coding');
    const { provider } = JSON.parse(env.OPENCODE_CONFIG_CONTENT ?? '') as {
      provider: Record<string, { npm: string; options: { baseURL: string; apiKey: string }; models: object }>;
    };
    assert.deepEqual(Object.keys(provider), ['kimi']);
    assert.equal(provider.kimi?.npm, '@ai-sdk/anthropic');
    assert.equal(provider.kimi?.options.baseURL, 'https://api.kimi.com/coding/v1');
    assert.ok('kimi-for-coding' in (provider.kimi?.models ?? {}));
    const name = /^\{env:([A-Z_]+)\}$/.exec(provider.kimi?.options.apiKey ?? '')?.[1] ?? '';
    assert.equal(env[name], kimiKey);
    assert.ok(!Object.keys(env).some((n) => n.startsWith('ANTHROPIC_')), 'a redirect of Claude leaks to OpenCode');
  },
);

/** A server started by hand inside one of our own redirected tabs. */
function inherited2() {
  return {
    ANTHROPIC_BASE_URL: 'https://elsewhere.example',
    ANTHROPIC_AUTH_TOKEN: 'left-behind',
    JACKIN_TAB_ID: 't9',
    CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST: '1',
  };
}

scene('what one of our redirected tabs left behind does not reach a native one', { env: inherited2() }, async (w) => {
  const { env } = await opened(w, 'claude');
  assert.deepEqual(kinOf(env), {});
  assert.notEqual(env.JACKIN_TAB_ID, 't9');
});

scene(
  'an operator adds an agent and a provider, and overrides parts of built-in ones',
  {
    config: `
[env]
LOCAL_KEY = "local-key-123456"
KIMI_CODE_API_KEY = "${kimiKey}"
PLAIN = "for everyone"
[agents.mine]
label = "Mine"
command = ["claude", "--mine"]
[agents.codex]
args = ["--unattended"]
[providers.local]
label = "Local"
key_env = "LOCAL_KEY"
[providers.local.claude]
base_url = "http://127.0.0.1:8080"
models = { opus = "big", sonnet = "mid", haiku = "small" }
[providers.kimi.claude]
base_url = "https://kimi.example/coding"
models = { opus = "kimi-next" }
`,
  },
  async (w) => {
    const t = w.terminal();
    await welcome(t);
    await pick(t, 'Claude', 'Local');
    await t.see('I am claude, served by http://127.0.0.1:8080');
    await t.seeStrip(/1 Claude \(Local\)/);
    const local = await w.spawn(1);
    assert.equal(local.env.ANTHROPIC_AUTH_TOKEN, 'local-key-123456');
    assert.deepEqual(
      ['OPUS', 'SONNET', 'HAIKU', 'FABLE'].map((tier) => local.env[`ANTHROPIC_DEFAULT_${tier}_MODEL`]),
      ['big', 'mid', 'small', 'big'],
    );
    assert.equal(local.env.PLAIN, 'for everyone');

    const kimi = await opened(w, 'claude', '--provider', 'kimi');
    assert.equal(kimi.env.ANTHROPIC_BASE_URL, 'https://kimi.example/coding');
    assert.deepEqual(
      ['OPUS', 'SONNET', 'HAIKU', 'FABLE'].map((tier) => kimi.env[`ANTHROPIC_DEFAULT_${tier}_MODEL`]),
      ['kimi-next', 'kimi-for-coding', 'kimi-for-coding', 'kimi-next'],
    );
    assert.ok(!('LOCAL_KEY' in kimi.env));

    const mine = await opened(w, 'mine');
    assert.deepEqual([mine.tab.label, mine.tab.agent, mine.tab.provider], ['Mine', 'mine', null]);
    assert.deepEqual(mine.argv, ['--mine']);
    assert.equal(mine.env.JACKIN_AGENT, 'mine');
    const codex = await opened(w, 'codex');
    assert.deepEqual(codex.argv, ['--no-daemon', '--unattended']);
  },
);

scene(
  'a workspace says which agents are offered and in which order, and which one is first selected',
  { config: 'default_agent = "codex"\n[workspaces.web]\nagents = ["amp", "codex", "claude"]\n' },
  async (w) => {
    const t = w.terminal(['--workspace', 'web']);
    await welcome(t);
    t.type('N');
    await t.see('Shell');
    const places = ['Amp', 'Codex', 'Claude', 'Shell'].map((label) => t.find(label).y);
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
    for (const absent of ['OpenCode', 'Gemini', 'Grok']) assert.ok(!t.text().includes(absent), absent);
    t.type(keys.enter);
    await t.see('I am codex, served by OpenAI (native)');
  },
);

scene('the Kimi agent gets its key under both of its names', { config: `[env]\nKIMI_CODE_API_KEY = "${kimiKey}"\n` }, async (w) => {
  const { env, tab } = await opened(w, 'kimi');
  assert.deepEqual([tab.label, tab.provider], ['Kimi', null]);
  assert.deepEqual([env.KIMI_API_KEY, env.KIMI_CODE_API_KEY], [kimiKey, kimiKey]);
});

scene(
  "an agent with no provider choice gets its own credentials and nobody else's",
  { config: `${keysOfAll}AMP_API_KEY = "amp-key-123456"\nGEMINI_API_KEY = "gem-key-123456"\n` },
  async (w) => {
    const amp = await opened(w, 'amp');
    assert.deepEqual(kinOf(amp.env), { AMP_API_KEY: 'amp-key-123456' });
    const gemini = await opened(w, 'gemini');
    assert.deepEqual(kinOf(gemini.env), { GEMINI_API_KEY: 'gem-key-123456' });
  },
);

const printKeys = ['sh', '-c', 'env | grep -o "^[A-Z_]*_API_KEY" | sort | tr "\\n" " "; echo done; exec sleep 60'];

scene(
  "a shell and a command get no alternative provider's key",
  { config: `${keysOfAll}SOMETHING = "else"\n`, env: { ANTHROPIC_API_KEY: 'sk-ant-own', ZAI_API_KEY: 'zai-inherited' } },
  async (w) => {
    const t = w.terminal(['new', '--attach', '--', ...printKeys]);
    await t.see(/^ANTHROPIC_API_KEY done/m);
    t.type(`${keys.leader}N`);
    await t.see('Shell');
    t.type(`Shell${keys.enter}`);
    await t.see(/\$/);
    t.type('for n in KIMI_CODE_API_KEY ZAI_API_KEY SOMETHING JACKIN_AGENT; do printenv $n || echo no-$n; done\r');
    await t.see(/no-KIMI_CODE_API_KEY\s+no-ZAI_API_KEY\s+else\s+no-JACKIN_AGENT/);
    await t.seeStrip(/2 Shell/);
  },
);

scene("pass_keys gives a shell the providers' keys", { config: `${keysOfAll}[agents.shell]\npass_keys = true\n` }, async (w) => {
  const t = w.terminal(['new', 'shell', '--attach']);
  await t.see(/\$/);
  t.type('for n in KIMI_CODE_API_KEY ZAI_API_KEY MINIMAX_API_KEY; do printenv $n | wc -c; done\r');
  await t.see(new RegExp(`^${kimiKey.length + 1}\\s+15\\s+14\\s`, 'm'));
});

scene('a redirect without a key is refused, and says which variable is missing', {}, async (w) => {
  const { code, out, err } = await w.cli('new', 'claude', '--provider', 'kimi', '--background');
  assert.deepEqual([code, out], [1, '']);
  assert.match(err, /KIMI_CODE_API_KEY/);
  assert.deepEqual(w.spawned(), []);
});

scene('a provider that is not wired for an agent is refused', { config: keysOfAll }, async (w) => {
  const { code, err } = await w.cli('new', 'codex', '--provider', 'kimi', '--background');
  assert.equal(code, 1);
  assert.match(err, /kimi/i);
  assert.match(err, /codex/i);
});

scene('an agent with a choice and no --provider: the command line does not guess', { config: keysOfAll }, async (w) => {
  const { code, err } = await w.cli('new', 'claude', '--background');
  // native is what `claude` means without a redirect; asking for a choice is as good, silently picking an alternative is not
  if (code === 0) assert.equal((await w.spawn(1)).env.ANTHROPIC_BASE_URL, undefined);
  else assert.match(err, /--provider/);
});
