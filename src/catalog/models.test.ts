import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scopedValues } from '../config/scopes.ts';
import type { ConfigTable } from '../config/types.ts';
import { keysPresent, resolveValues } from '../config/values.ts';
import { builtinTable } from './builtin.ts';
import { buildCatalog, findAgent } from './catalog.ts';
import { isNative, isWired, settleProvider } from './choice.ts';
import { neededValues, planAgent } from './plan.ts';
import type { LaunchPlan } from './types.ts';

const KEYS = Object.fromEntries([...buildCatalog(builtinTable(), {}).rules.keys].map((name) => [name, `made-up ${name}`]));

function open(slug: string, provider: string | null, config: ConfigTable): LaunchPlan {
  const catalog = buildCatalog(builtinTable(), config);
  const values = scopedValues(config, { workspace: null, role: null }, KEYS);
  const agent = findAgent(catalog, slug);
  const settled = settleProvider(agent, catalog, keysPresent(values, KEYS), provider);
  const identity = { cwd: '/w', tabId: 't1', socket: '/s', label: null, extraArgs: [], shell: 'bash' };
  const request = { ...identity, catalog, values, base: KEYS, agent, ...settled };
  return planAgent(request, resolveValues(neededValues(request), KEYS));
}

test('a model for a pair takes the place of all models of that pair, and of no other', () => {
  const config: ConfigTable = {
    agents: {
      claude: { providers: { kimi: { model: 'k2' }, anthropic: { model: 'opus-9' } } },
      codex: { providers: { minimax: { model: 'M4' } } },
      opencode: { providers: { zai: { model: 'glm-6' }, anthropic: { model: 'sonnet-9' } } },
    },
  };
  const kimi = open('claude', 'kimi', config).env;
  const tiers = (env: Record<string, string>) => ['OPUS', 'SONNET', 'HAIKU', 'FABLE'].map((t) => env[`ANTHROPIC_DEFAULT_${t}_MODEL`]);
  assert.deepEqual(tiers(kimi), ['k2', 'k2', 'k2', 'k2']);
  assert.equal(kimi.ANTHROPIC_MODEL, 'opus');
  assert.equal(kimi.ANTHROPIC_BASE_URL, 'https://api.kimi.com/coding');
  assert.deepEqual(tiers(open('claude', 'zai', config).env), ['glm-5.1', 'glm-5-turbo', 'glm-4.5-air', 'glm-5.1']);
  assert.deepEqual(open('claude', 'anthropic', config).argv, ['claude', '--model', 'opus-9']);
  assert.deepEqual(open('codex', 'minimax', config).argv.slice(-2), ['-m', 'M4']);
  const zai = open('opencode', 'zai', config);
  assert.deepEqual(zai.argv, ['opencode', '-m', 'zai/glm-6']);
  assert.deepEqual(Object.keys(JSON.parse(zai.env.OPENCODE_CONFIG_CONTENT!).provider.zai.models), ['glm-6']);
  assert.deepEqual(open('opencode', 'anthropic', config).argv, ['opencode', '-m', 'anthropic/sonnet-9']);
  assert.deepEqual(open('opencode', 'kimi', config).argv, ['opencode', '-m', 'kimi/kimi-for-coding']);
});

test('an agent’s own model goes to its native tabs and never to another provider', () => {
  const catalog = buildCatalog(builtinTable(), {});
  let native = 0;
  let redirected = 0;
  for (const { slug, modelFlag } of catalog.agents.filter((a) => a.modelFlag !== null)) {
    const config: ConfigTable = { agents: { [slug]: { model: 'MINE', args: ['--last'] } } };
    const agent = findAgent(catalog, slug);
    const wired = catalog.providers.filter((p) => isWired(agent, p));
    for (const provider of wired.length > 0 ? wired : [null]) {
      const plan = open(slug, provider?.slug ?? null, config);
      const told = JSON.stringify([plan.argv, plan.env]).includes('MINE');
      if (provider && !isNative(agent, provider)) {
        assert.ok(!told, plan.label);
        redirected++;
      } else {
        assert.deepEqual(plan.argv.slice(-3), [modelFlag, 'MINE', '--last'], plan.label);
        native++;
      }
    }
  }
  assert.ok(native >= 5 && redirected >= 8, `${native} native, ${redirected} redirected`);
});

test('an agent with another one’s wiring is told its model the same way', () => {
  const config: ConfigTable = {
    agents: { nightly: { command: ['n'], wiring: 'claude', model: 'm', providers: { kimi: { model: 'k' } } } },
  };
  assert.deepEqual(open('nightly', 'anthropic', config).argv, ['n', '--model', 'm']);
  assert.equal(open('nightly', 'kimi', config).env.ANTHROPIC_DEFAULT_HAIKU_MODEL, 'k');
});
