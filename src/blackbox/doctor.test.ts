import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { root, scene, until, type World } from './harness.ts';

const made = (what: string) => `made-up-${what}-f00dcafe-0123456789`;
const config = `
[env]
KIMI_CODE_API_KEY = "op://Work/kimi/key"
ZAI_API_KEY = "${made('zai')}"
[workspaces.web]
agents = ["claude", "codex"]
[workspaces.web.env]
ZAI_API_KEY = ""
[agents.claude]
args = ["--dangerously-skip-permissions"]
`;

/** Agents that say a version, one that never ends, and Claude Code's files with all that fights. */
function machine(w: World) {
  w.executable('claude', 'env >"$HOME/claude-env"; echo "2.1.330 (Claude Code)"');
  w.executable('codex', 'sleep 600');
  w.executable('gemini', 'echo nothing of use; exit 3');
  fs.symlinkSync(path.join(root, 'fixtures/programs/op'), path.join(w.bin, 'op'));
  fs.mkdirSync(w.path('.claude'));
  const settings = {
    env: { ANTHROPIC_BASE_URL: made('url'), ANTHROPIC_CUSTOM_HEADERS: made('header') },
    apiKeyHelper: made('helper'),
    model: 'opus',
  };
  fs.writeFileSync(w.path('.claude/settings.json'), JSON.stringify(settings));
  fs.writeFileSync(w.path('.claude.json'), JSON.stringify({ primaryApiKey: made('primary') }));
  fs.writeFileSync(w.path('.claude/.credentials.json'), JSON.stringify({ claudeAiOauth: { accessToken: made('access'), expiresAt: 1 } }));
  fs.mkdirSync(w.path('proj/.claude'), { recursive: true });
  fs.writeFileSync(w.path('proj/.claude/settings.local.json'), JSON.stringify({ env: { ANTHROPIC_API_KEY: made('local') } }));
}
const quiet = (text: string) => assert.ok(!text.includes('f00dcafe'), 'no value of any kind');
const keys = { ANTHROPIC_API_KEY: made('native'), FIXTURE_OP: '/nowhere' };
const agents = ['opencode'];

scene('doctor as a page: agents, providers, references, tabs, settings, in 80 columns', { config, agents, env: keys }, async (w) => {
  machine(w);
  const { code, out, err } = await w.cliWith({ cwd: w.path('proj') }, 'doctor');
  assert.deepEqual([code, err], [0, '']);
  for (const words of [
    /Claude +2\.1\.330 +\/.*\/bin\/claude/,
    /Codex +\? +\/.*\/bin\/codex/,
    /Amp +- +not installed; npm install/,
    /not MiniMax: MINIMAX_API_KEY is not set in this scope/,
    /KIMI_CODE_API_KEY +\[env\] +op:\/\/Work\/kimi\/key/,
    /Claude \(Kimi\)\n +runs +claude --dangerously-skip-permissions\n +unasked +--dangerously-skip-permissions/,
    /settings\.json: env\.ANTHROPIC_BASE_URL\n[\s\S]*?CLAUDE_CODE_PROVIDER_MANAGED_BY_HOST=1/,
    /env\.ANTHROPIC_CUSTOM_HEADERS\n[\s\S]*?! nothing takes that away/,
    /settings\.json: apiKeyHelper/,
    /settings\.local\.json:\s+env\.ANTHROPIC_API_KEY/,
    /\.claude\.json: primaryApiKey/,
    /login expired[\s\S]*log in\s+again/,
  ])
    assert.match(out, words);
  quiet(out);
  const pathless = out.split('\n').filter((line) => line.length > 80 && !line.includes(w.home));
  assert.deepEqual(pathless, []);
  assert.ok(!fs.existsSync(w.path('op/calls')), 'no reference is read');
  quiet(fs.readFileSync(w.path('claude-env'), 'utf8'));
  await until('the agent that never answered is gone', () => w.processes().length === 0);
});

scene('doctor --json, for a workspace, as the running server sees it', { config, agents, env: keys }, async (w) => {
  machine(w);
  await w.ok('new', 'shell', '--background');
  // the keys are the server's; this command has none
  const { code, out } = await w.cliWith({ env: { ANTHROPIC_API_KEY: undefined } }, '--workspace', 'web', 'doctor', '--json');
  assert.equal(code, 0);
  quiet(out);
  const d = JSON.parse(out);
  assert.equal(d.server, await w.serverPid());
  assert.deepEqual(d.scope, { workspace: 'web', role: null });
  assert.deepEqual(
    d.agents.map((a: { slug: string; version: string | null }) => [a.slug, a.version]),
    [
      ['claude', '2.1.330'],
      ['codex', null],
      ['shell', null],
    ],
  );
  const [claude] = d.agents;
  assert.deepEqual(
    claude.tabs.map((t: { label: string }) => t.label),
    ['Claude (Anthropic)', 'Claude (Kimi)'],
  );
  assert.deepEqual(claude.refused.find((p: { slug: string }) => p.slug === 'zai').why, 'ZAI_API_KEY is empty in [workspaces.web.env]');
  assert.ok(claude.tabs[1].loses.includes('ANTHROPIC_API_KEY'), 'the server has it');
  assert.equal(claude.tabs[0].keys[0].kind, 'environment');
});

scene('doctor and config explain with a broken configuration exit 1 and name it', { config: '[env\n' }, async (w) => {
  const page = await w.cli('doctor');
  assert.deepEqual([page.code, page.err], [1, '']);
  assert.match(page.out, /config\.toml:1:\d+: /);
  const json = await w.cli('doctor', '--json');
  assert.equal(json.code, 1);
  assert.equal(JSON.parse(json.out).problems.length, 1);
  assert.equal((await w.cli('config', 'explain')).code, 1);
});

scene('config explain: every scope, which decides and why, never a value', { config, agents, env: keys }, async (w) => {
  const all = await w.ok('config', 'explain');
  assert.match(all, /ANTHROPIC_API_KEY: from the server's environment/);
  assert.match(all, /KIMI_CODE_API_KEY: 1Password reference/);
  assert.match(all, /ZAI_API_KEY: text in the configuration/);
  const one = await w.ok('--workspace', 'web', 'config', 'explain', 'ZAI_API_KEY');
  assert.match(one, /ZAI_API_KEY: absent\n {2}\* \[workspaces\.web\.env\] +empty string; absent here and below\n {4}\[env\] +text; /);
  assert.ok(!one.includes('KIMI'));
  const json = await w.ok('--workspace', 'web', 'config', 'explain', 'ZAI_API_KEY', '--json');
  assert.equal(JSON.parse(json).names[0].outcome, 'absent');
  for (const text of [all, one, json]) {
    quiet(text);
    assert.ok(!text.includes('op://'));
  }
  assert.match(await w.ok('config', 'explain', 'NOWHERE'), /NOWHERE: absent: set nowhere/);
  const unknown = await w.cli('--workspace', 'wbe', 'config', 'explain');
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /unknown workspace "wbe"; there is web/);
});

scene('config check warns of keys that others can read, and that is no mistake', { config, agents }, async (w) => {
  assert.deepEqual(await w.cli('config', 'check'), { code: 0, out: '', err: '' });
  fs.chmodSync(w.configFile, 0o644);
  const { code, out, err } = await w.cli('config', 'check');
  assert.deepEqual([code, out], [0, '']);
  assert.match(err, /can be read by others \(mode 0644\) and holds ZAI_API_KEY in \[env\]; chmod 600/);
  quiet(err);
  w.configure('[env]\nZAI_API_KEY = "op://Work/zai"\n');
  const wrong = await w.cli('config', 'check');
  assert.equal(wrong.code, 1);
  assert.match(
    wrong.out,
    /config\.toml:2:15: env\.ZAI_API_KEY: found a string; a 1Password reference has the form .*: its field is missing/,
  );
});
