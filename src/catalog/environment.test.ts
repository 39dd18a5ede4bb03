import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scopedValues } from '../config/scopes.ts';
import type { ConfigTable } from '../config/types.ts';
import { keysPresent, resolveValues } from '../config/values.ts';
import { builtinTable } from './builtin.ts';
import { buildCatalog, findAgent } from './catalog.ts';
import { isWired, settleProvider } from './choice.ts';
import { neededValues, planAgent, planCommand } from './plan.ts';
import type { LaunchPlan } from './types.ts';

type Env = Record<string, string>;
const identity = { cwd: '/srv/web', tabId: 't7', socket: '/run/x.sock', label: null, extraArgs: [], shell: '/bin/bash' };
const nowhere = { workspace: null, role: null };

function open(agentSlug: string, provider: string | null, base: Env, config: ConfigTable = {}): LaunchPlan {
  const catalog = buildCatalog(builtinTable(), config);
  const values = scopedValues(config, nowhere, base);
  const agent = findAgent(catalog, agentSlug);
  const settled = settleProvider(agent, catalog, keysPresent(values, base), provider);
  const request = { ...identity, catalog, values, base, agent, ...settled };
  return planAgent(request, resolveValues(neededValues(request), base));
}
function run(command: string[], base: Env, config: ConfigTable = {}): LaunchPlan {
  const catalog = buildCatalog(builtinTable(), config);
  const request = { ...identity, catalog, values: scopedValues(config, nowhere, base), base, command };
  return planCommand(request, resolveValues(neededValues(request), base));
}

const EVERY_TAB = {
  TERM: 'xterm-256color',
  COLORTERM: 'truecolor',
  LANG: 'C.UTF-8',
  PWD: '/srv/web',
  JACKIN_TAB_ID: 't7',
  JACKIN_MUX_SOCKET: '/run/x.sock',
};
const KEYS: Env = Object.fromEntries(
  [...buildCatalog(builtinTable(), {}).rules.keys].map((name) => [name, `made-up ${name.toLowerCase()}`]),
);
/** Everything that is known to defeat a redirect or to leak into one, and what surrounds a server. */
const POISON: Env = {
  ...KEYS,
  ANTHROPIC_AUTH_TOKEN: 'poison-token',
  ANTHROPIC_BASE_URL: 'https://poison.test',
  ANTHROPIC_CUSTOM_HEADERS: 'x-poison: 1',
  ANTHROPIC_UNIX_SOCKET: '/poison.sock',
  ANTHROPIC_MODEL: 'poison-model',
  ANTHROPIC_SMALL_FAST_MODEL: 'poison-small',
  ANTHROPIC_BETAS: 'poison-beta',
  ANTHROPIC_BEDROCK_BASE_URL: 'https://poison-bedrock.test',
  AWS_BEARER_TOKEN_BEDROCK: 'poison-bedrock',
  CLAUDECODE: '1',
  CLAUDE_CODE_ENTRYPOINT: 'poison-cli',
  CLAUDE_CODE_SSE_PORT: '4711',
  CLAUDE_CODE_SESSION_ID: 'poison-session',
  CLAUDE_CODE_SUBAGENT_MODEL: 'poison-subagent',
  CLAUDE_CODE_EXTRA_BODY: '{"poison":1}',
  CLAUDE_CODE_USE_BEDROCK: '1',
  CLAUDE_CODE_USE_VERTEX: '1',
  CLAUDE_CODE_USE_FOUNDRY: '1',
  CLAUDE_CODE_USE_MANTLE: '1',
  CLAUDE_CODE_USE_ANTHROPIC_AWS: '1',
  OPENAI_BASE_URL: 'https://poison-openai.test',
  OPENAI_ORGANIZATION: 'poison-org',
  OPENCODE_CONFIG_CONTENT: '{"poison":1}',
  OP_SERVICE_ACCOUNT_TOKEN: 'poison-vault',
  OP_CONNECT_TOKEN: 'poison-connect',
  OP_SESSION_my: 'poison-session',
  TMUX: '/tmp/poison',
  TMUX_PANE: '%1',
  STY: 'poison.pts',
  WINDOW: '3',
  ZELLIJ: '0',
  ZELLIJ_SESSION_NAME: 'poison',
  TERM_PROGRAM: 'poison',
  TERM_PROGRAM_VERSION: '9',
  WT_SESSION: 'poison',
  KITTY_WINDOW_ID: '1',
  COLUMNS: '40',
  LINES: '10',
  TERM: 'poison-term',
  COLORTERM: '8bit',
  JACKIN_MUX_LOG: '/poison.log',
};
const HARMLESS: Env = {
  HOME: '/home/me',
  PATH: '/usr/bin',
  EDITOR: 'vi',
  CLAUDE_CODE_MAX_OUTPUT_TOKENS: '4096',
  HTTPS_PROXY: 'http://proxy.test',
};

const claude = (key: string, url: string, opus: string, sonnet: string, haiku: string) => ({
  ANTHROPIC_AUTH_TOKEN: key,
  ANTHROPIC_BASE_URL: url,
  ANTHROPIC_DEFAULT_OPUS_MODEL: opus,
  ANTHROPIC_DEFAULT_SONNET_MODEL: sonnet,
  ANTHROPIC_DEFAULT_HAIKU_MODEL: haiku,
  ANTHROPIC_DEFAULT_FABLE_MODEL: opus,
  ANTHROPIC_MODEL: 'opus',
  API_TIMEOUT_MS: '3000000',
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST: '1',
});
const kimi = (key: string) => claude(key, 'https://api.kimi.com/coding', 'kimi-for-coding', 'kimi-for-coding', 'kimi-for-coding');
const REDIRECTS: Record<string, Env> = {
  'claude zai': claude(KEYS.ZAI_API_KEY!, 'https://api.z.ai/api/anthropic', 'glm-5.1', 'glm-5-turbo', 'glm-4.5-air'),
  'claude minimax': claude(KEYS.MINIMAX_API_KEY!, 'https://api.minimax.io/anthropic', 'MiniMax-M3', 'MiniMax-M3', 'MiniMax-M3'),
  'claude kimi': kimi(KEYS.KIMI_CODE_API_KEY!),
  'codex minimax': { MINIMAX_API_KEY: KEYS.MINIMAX_API_KEY! },
  'opencode anthropic': { ANTHROPIC_API_KEY: KEYS.ANTHROPIC_API_KEY! },
  'opencode zai': { ZAI_API_KEY: KEYS.ZAI_API_KEY! },
  'opencode minimax': { MINIMAX_API_KEY: KEYS.MINIMAX_API_KEY! },
  'opencode kimi': { KIMI_CODE_API_KEY: KEYS.KIMI_CODE_API_KEY! },
};

test('every redirect there is starts from a clean environment, however poisoned the server’s', () => {
  const catalog = buildCatalog(builtinTable(), {});
  let redirects = 0;
  for (const agent of catalog.agents) {
    for (const provider of catalog.providers.filter((p) => isWired(agent, p) && !p.nativeFor.includes(agent.slug))) {
      const name = `${agent.slug} ${provider.slug}`;
      for (const config of [{}, { env: { ...POISON } }] as ConfigTable[]) {
        if (config.env) for (const n of ['JACKIN_MUX_LOG']) delete config.env[n];
        const { env } = open(agent.slug, provider.slug, { ...POISON, ...HARMLESS }, config);
        const { OPENCODE_CONFIG_CONTENT: content, ...rest } = env;
        const extra = config.env ? { WINDOW: '3', KITTY_WINDOW_ID: '1', COLUMNS: '40', LINES: '10' } : {};
        assert.deepEqual(rest, { ...HARMLESS, ...extra, ...REDIRECTS[name], ...EVERY_TAB, JACKIN_AGENT: agent.slug }, name);
        if (content !== undefined)
          assert.ok(agent.slug === 'opencode' && !content.includes('poison') && !content.includes('made-up'), name);
      }
      redirects++;
    }
  }
  assert.equal(redirects, Object.keys(REDIRECTS).length);
});

test('Claude (Kimi) with nothing around it has exactly the ten variables and what every tab has', () => {
  const plan = open('claude', 'kimi', { HOME: '/h', KIMI_CODE_API_KEY: 'made-up-key' });
  assert.deepEqual(plan.env, { HOME: '/h', ...EVERY_TAB, JACKIN_AGENT: 'claude', ...kimi('made-up-key') });
  assert.equal(plan.label, 'Claude (Kimi)');
  assert.deepEqual(plan.secrets, ['made-up-key']);
});

test('a redirect is refused without a key, however it is missing', () => {
  for (const [base, config] of [
    [{}, {}],
    [{ KIMI_CODE_API_KEY: '' }, {}],
    [{ KIMI_CODE_API_KEY: '  ' }, {}],
    [{ KIMI_CODE_API_KEY: 'server' }, { env: { KIMI_CODE_API_KEY: '' } }],
    [{ KIMI_CODE_API_KEY: 'server' }, { env: { KIMI_CODE_API_KEY: { value: '' } } }],
    [{ KIMI_CODE_API_KEY: 'server', E: '' }, { env: { KIMI_CODE_API_KEY: '$E' } }],
  ] as [Env, ConfigTable][]) {
    assert.throws(
      () => open('claude', 'kimi', base, config),
      (e: Error) => /KIMI_CODE_API_KEY/.test(e.message) && !e.message.includes('server '),
    );
  }
  assert.throws(
    () => open('claude', 'kimi', {}, { env: { KIMI_CODE_API_KEY: '$GONE' } }),
    /KIMI_CODE_API_KEY in \[env\] stands for a variable/,
  );
  assert.throws(
    () => open('opencode', null, {}, { env: { KIMI_CODE_API_KEY: 'op://a/b/c' } }),
    /KIMI_CODE_API_KEY in \[env\] is a 1Password/,
  );
  // and the plan itself refuses, should a caller have asked nobody
  const catalog = buildCatalog(builtinTable(), {});
  const provider = catalog.providers.find((p) => p.slug === 'kimi')!;
  const request = {
    ...identity,
    catalog,
    values: new Map(),
    base: {},
    agent: findAgent(catalog, 'claude'),
    provider,
    choice: { kind: 'auto' as const, provider },
  };
  assert.throws(() => planAgent(request, new Map()), /no key for Kimi/);
});

test('a native tab keeps the container’s own route and credentials, and loses other providers’ keys', () => {
  const route = {
    ANTHROPIC_BASE_URL: 'https://gateway.test',
    CLAUDE_CODE_USE_BEDROCK: '1',
    AWS_BEARER_TOKEN_BEDROCK: 'b',
    ANTHROPIC_CUSTOM_HEADERS: 'x: y',
    API_TIMEOUT_MS: '5',
  };
  const { env } = open('claude', 'anthropic', { ...KEYS, ...HARMLESS, ...route });
  assert.deepEqual(env, {
    ...HARMLESS,
    ...route,
    ANTHROPIC_API_KEY: KEYS.ANTHROPIC_API_KEY,
    CLAUDE_CODE_OAUTH_TOKEN: KEYS.CLAUDE_CODE_OAUTH_TOKEN,
    ...EVERY_TAB,
    JACKIN_AGENT: 'claude',
  });
});

test('each native agent gets its own credentials and no others', () => {
  for (const [agent, provider, own] of [
    ['claude', 'anthropic', ['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN']],
    ['codex', 'openai', ['OPENAI_API_KEY', 'CODEX_API_KEY']],
    ['amp', null, ['AMP_API_KEY']],
    ['kimi', null, ['KIMI_API_KEY', 'KIMI_CODE_API_KEY']],
    ['gemini', null, ['GEMINI_API_KEY', 'GOOGLE_API_KEY']],
    ['grok', null, ['XAI_API_KEY']],
  ] as const) {
    for (const config of [{}, { env: KEYS }]) {
      const { env } = open(agent, provider, config.env ? {} : KEYS, config);
      assert.deepEqual(
        Object.keys(env)
          .filter((n) => n in KEYS)
          .sort(),
        [...own].sort(),
        agent,
      );
    }
  }
  assert.equal(open('opencode', null, { OPENCODE_API_KEY: 'o', AMP_API_KEY: 'a' }).env.OPENCODE_API_KEY, 'o');
  assert.equal(open('opencode', null, { OPENCODE_API_KEY: 'o', AMP_API_KEY: 'a' }).env.AMP_API_KEY, undefined);
});

test('credentials of a scope go over the container’s, and an empty one takes them away', () => {
  const base = { ANTHROPIC_API_KEY: 'container', CLAUDE_CODE_OAUTH_TOKEN: 'token' };
  assert.equal(open('claude', null, base, { env: { ANTHROPIC_API_KEY: 'scope' } }).env.ANTHROPIC_API_KEY, 'scope');
  const without = open('claude', null, base, { env: { ANTHROPIC_API_KEY: '' } }).env;
  assert.deepEqual([without.ANTHROPIC_API_KEY, without.CLAUDE_CODE_OAUTH_TOKEN], [undefined, 'token']);
});

test('the Kimi agent: one key serves under both names, two stay two, an absent one stays absent', () => {
  const keys = (base: Env, config: ConfigTable = {}) => {
    const { KIMI_API_KEY: a, KIMI_CODE_API_KEY: b } = open('kimi', null, base, config).env;
    return [a, b];
  };
  assert.deepEqual(keys({ KIMI_API_KEY: 'a' }), ['a', 'a']);
  assert.deepEqual(keys({}, { env: { KIMI_CODE_API_KEY: 'b' } }), ['b', 'b']);
  assert.deepEqual(keys({ KIMI_API_KEY: 'a' }, { env: { KIMI_CODE_API_KEY: 'b' } }), ['a', 'b']);
  assert.deepEqual(keys({ KIMI_API_KEY: 'a' }, { env: { KIMI_CODE_API_KEY: '' } }), ['a', undefined]);
  assert.deepEqual(keys({ KIMI_API_KEY: '', KIMI_CODE_API_KEY: 'b' }), ['b', 'b']);
  assert.deepEqual(keys({}), [undefined, undefined]);
});

test('what an agent session around the server left behind reaches no tab', () => {
  const session = {
    CLAUDECODE: '1',
    CLAUDE_CODE_ENTRYPOINT: 'cli',
    CLAUDE_CODE_SSE_PORT: '1',
    CLAUDE_CODE_SESSION_ID: 's',
    CODEX_SANDBOX: 'seatbelt',
    GEMINI_CLI: '1',
    OPENCODE: '1',
  };
  const route = { CLAUDE_CODE_USE_BEDROCK: '1', CLAUDE_CODE_OAUTH_TOKEN: 't', CLAUDE_CODE_EFFORT_LEVEL: 'high', CODEX_HOME: '/c' };
  for (const env of [
    open('claude', null, { ...session, ...route }).env,
    open('shell', null, { ...session, ...route }).env,
    run(['x'], { ...session, ...route }).env,
  ]) {
    for (const name of Object.keys(session)) assert.ok(!(name in env), name);
    for (const [name, value] of Object.entries(route)) assert.equal(env[name], value, name);
  }
});

test('a server that was started in a redirected tab hands nothing of that redirect on', () => {
  const base: Env = { HOME: '/h', ...open('claude', 'kimi', { KIMI_CODE_API_KEY: 'made-up-key' }).env };
  const oc = { HOME: '/h', ...open('opencode', 'kimi', { KIMI_CODE_API_KEY: 'made-up-key' }).env };
  for (const outer of [base, oc]) {
    for (const plan of [
      open('claude', null, { ...outer, KIMI_CODE_API_KEY: '' }),
      open('amp', null, outer),
      open('shell', null, outer),
      run(['x'], outer),
    ]) {
      const { JACKIN_AGENT: agent, ...env } = plan.env;
      assert.equal(agent, plan.agent === 'shell' ? undefined : (plan.agent ?? undefined));
      assert.deepEqual(env, { HOME: '/h', ...EVERY_TAB });
    }
  }
  // without the mark of a tab these are the container's own
  const { JACKIN_TAB_ID: _, ...own } = base;
  assert.equal(open('claude', null, own).env.ANTHROPIC_BASE_URL, 'https://api.kimi.com/coding');
});

test('a Shell and a command have the container’s own environment without the alternative providers’ keys', () => {
  const own = Object.fromEntries(
    Object.entries(KEYS).filter(([n]) => !['ZAI_API_KEY', 'MINIMAX_API_KEY', 'KIMI_CODE_API_KEY'].includes(n)),
  );
  const base = { ...KEYS, ...HARMLESS, ANTHROPIC_BASE_URL: 'https://gateway.test', LANG: 'de_DE.UTF-8' };
  for (const plan of [open('shell', null, base), run(['make', 'x'], base)]) {
    assert.deepEqual(plan.env, { ...HARMLESS, ...own, ANTHROPIC_BASE_URL: 'https://gateway.test', ...EVERY_TAB, LANG: 'de_DE.UTF-8' });
  }
  const fromScope = open('shell', null, { HOME: '/h' }, { env: { ...KEYS, PLAIN: 'x' } });
  assert.deepEqual(fromScope.env, { HOME: '/h', PLAIN: 'x', ...EVERY_TAB }, 'a key of a scope is for the tab that needs it');
});

test('pass_keys gives a Shell and a command the alternative providers’ keys, of scope and environment, and no more', () => {
  const config: ConfigTable = {
    agents: { shell: { pass_keys: true } },
    env: { KIMI_CODE_API_KEY: 'scope', OPENAI_API_KEY: 'scope', ZAI_API_KEY: '' },
  };
  for (const plan of [
    open('shell', null, { MINIMAX_API_KEY: 'm', ZAI_API_KEY: 'z' }, config),
    run(['x'], { MINIMAX_API_KEY: 'm', ZAI_API_KEY: 'z' }, config),
  ]) {
    assert.deepEqual(plan.env, { KIMI_CODE_API_KEY: 'scope', MINIMAX_API_KEY: 'm', ...EVERY_TAB });
    assert.ok(plan.secrets.includes('scope') && plan.secrets.includes('m'));
  }
});

test('what [env] sets goes to every tab, the agent’s own over it, an empty one takes away', () => {
  const config: ConfigTable = {
    env: { PLAIN: 'scope', GONE: '', LEFT: '$HOME', EDITOR: 'emacs' },
    agents: { claude: { env: { EDITOR: 'ed', ONLY: 'claude' } } },
  };
  const base = { HOME: '/h', PLAIN: 'server', GONE: 'server', EDITOR: 'vi', KIMI_CODE_API_KEY: 'k' };
  for (const [plan, editor, only] of [
    [open('claude', 'anthropic', base, config), 'ed', 'claude'],
    [open('claude', 'kimi', base, config), 'ed', 'claude'],
    [open('amp', null, base, config), 'emacs', undefined],
    [open('shell', null, base, config), 'emacs', undefined],
    [run(['x'], base, config), 'emacs', undefined],
  ] as const) {
    const { PLAIN, GONE, LEFT, EDITOR, ONLY } = plan.env;
    assert.deepEqual([PLAIN, GONE, LEFT, EDITOR, ONLY], ['scope', undefined, '/h', editor, only]);
  }
  assert.throws(() => open('amp', null, {}, { env: { A: '$NOWHERE', B: 'op://a/b/c' } }), /A in \[env\] .*; B in \[env\]/);
});

test('only what a tab needs is resolved', () => {
  const config: ConfigTable = {
    env: { ZAI_API_KEY: 'op://a/b/c', AMP_API_KEY: '$NOWHERE', KIMI_CODE_API_KEY: 'k', ANTHROPIC_MODEL: '$NOWHERE' },
  };
  assert.equal(open('claude', 'kimi', {}, config).env.ANTHROPIC_AUTH_TOKEN, 'k');
  assert.throws(() => open('amp', null, {}, config), /AMP_API_KEY in \[env\]/);
});

test('an operator may keep more, but never a credential or a route', () => {
  const config: ConfigTable = {
    agents: { claude: { keep: ['CLAUDE_CODE_SUBAGENT_MODEL', 'ANTHROPIC_*', 'CLAUDE_CODE_*', 'AWS_BEARER_TOKEN_BEDROCK'] } },
  };
  const { env } = open('claude', 'kimi', POISON, config);
  assert.equal(env.CLAUDE_CODE_SUBAGENT_MODEL, 'poison-subagent');
  for (const name of [
    'ANTHROPIC_API_KEY',
    'ANTHROPIC_CUSTOM_HEADERS',
    'ANTHROPIC_UNIX_SOCKET',
    'CLAUDE_CODE_OAUTH_TOKEN',
    'CLAUDE_CODE_USE_BEDROCK',
    'AWS_BEARER_TOKEN_BEDROCK',
    'CLAUDECODE',
  ]) {
    assert.ok(!(name in env), name);
  }
  for (const [name, value] of Object.entries(REDIRECTS['claude kimi']!)) assert.equal(env[name], value, name);
});

test('a key that a scope takes from a variable of the server does not stay in it under that name', () => {
  const config: ConfigTable = { env: { KIMI_CODE_API_KEY: '$' + '{MY_KIMI}' } };
  const base = { MY_KIMI: 'made-up-key' };
  for (const plan of [
    open('claude', 'anthropic', base, config),
    open('shell', null, base, config),
    run(['x'], base, config),
    open('amp', null, base, config),
  ]) {
    assert.ok(!Object.values(plan.env).includes('made-up-key'), plan.label);
  }
  const holders = Object.entries(open('claude', 'kimi', base, config).env).filter(([, v]) => v === 'made-up-key');
  assert.deepEqual(holders, [['ANTHROPIC_AUTH_TOKEN', 'made-up-key']]);
});

test('LANG is set only where no variable gives a language', () => {
  for (const [base, lang] of [
    [{}, 'C.UTF-8'],
    [{ LANG: '' }, 'C.UTF-8'],
    [{ LANG: 'de_DE.UTF-8' }, 'de_DE.UTF-8'],
    [{ LC_ALL: 'C' }, undefined],
    [{ LC_CTYPE: 'C.UTF-8' }, undefined],
  ] as [Env, string | undefined][]) {
    assert.equal(open('amp', null, base).env.LANG, lang, JSON.stringify(base));
  }
  assert.equal(open('amp', null, {}, { env: { LANG: 'fr_FR.UTF-8' } }).env.LANG, 'fr_FR.UTF-8');
});

test('the container’s own JACKIN_CONFIG stays, an outer tab’s identity does not', () => {
  const { env } = run(['x'], {
    JACKIN_CONFIG: '/c',
    JACKIN_AGENT: 'claude',
    JACKIN_TAB_ID: 't1',
    JACKIN_MUX_SOCKET: '/old',
    JACKIN_MUX_LOG: '/l',
  });
  assert.deepEqual(env, { JACKIN_CONFIG: '/c', ...EVERY_TAB });
});
