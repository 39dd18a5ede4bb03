import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatProblem, loadConfig } from './load.ts';
import type { ConfigTable } from './types.ts';

const builtin: ConfigTable = {
  agents: { claude: { wiring: 'claude' }, codex: { wiring: 'codex' }, amp: {}, shell: {} },
  providers: { anthropic: { native_for: ['claude'] }, kimi: { claude: { base_url: 'https://x' } }, openai: { native_for: ['codex'] } },
};
const check = async (...lines: string[]) => {
  const { table, problems } = await loadConfig('c.toml', `[[workspaces.web.open]]\n${lines.join('\n')}\n`, builtin);
  return { table, problems: problems.map(formatProblem) };
};

test('the tabs of a workspace are read in their order', async () => {
  const { table, problems } = await check(
    'agent = "claude"',
    'provider = "kimi"',
    'label = "Work"',
    'cwd = "api"',
    '[[workspaces.web.open]]',
    'command = ["tail", "-f", "log"]',
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(table.workspaces?.web?.open, [
    { agent: 'claude', provider: 'kimi', label: 'Work', cwd: 'api' },
    { command: ['tail', '-f', 'log'] },
  ]);
  assert.deepEqual((await check('agent = "codex"', 'provider = "openai"')).problems, []);
});

for (const [name, lines, expected] of [
  [
    'an agent that there is not',
    ['agent = "cluade"'],
    'c.toml:2:9: workspaces.web.open[1].agent: no agent has this name; did you mean "claude"?',
  ],
  [
    'a provider that there is not',
    ['agent = "claude"', 'provider = "kimmi"'],
    'c.toml:3:12: workspaces.web.open[1].provider: no provider has this name; did you mean "kimi"?',
  ],
  [
    'a provider that the agent cannot use',
    ['agent = "codex"', 'provider = "kimi"'],
    'c.toml:3:12: workspaces.web.open[1].provider: this agent cannot use that provider; it can use openai',
  ],
  [
    'a provider for an agent without a choice',
    ['agent = "amp"', 'provider = "kimi"'],
    'c.toml:3:12: workspaces.web.open[1].provider: this agent cannot use that provider; take it out: it has no choice of provider',
  ],
  [
    'nothing to open',
    ['label = "x"'],
    'c.toml:1:18: workspaces.web.open[1]: a tab needs its agent, or a command; add agent = "shell", say',
  ],
  [
    'two things to open',
    ['agent = "claude"', 'command = ["x"]'],
    'c.toml:3:1: workspaces.web.open[1].command: a tab is an agent or a command, not both; take one of the two out',
  ],
  [
    'a provider of a command',
    ['command = ["x"]', 'provider = "kimi"'],
    'c.toml:3:1: workspaces.web.open[1].provider: only an agent has a provider; take it out, or name the agent',
  ],
  [
    'a pane of nothing',
    ['agent = "claude"', 'split = "right"'],
    'c.toml:3:1: workspaces.web.open[1].split: there is nothing before the first tab that it could stand beside; take it out',
  ],
  [
    'a pane on no side',
    ['agent = "claude"', '[[workspaces.web.open]]', 'agent = "codex"', 'split = "left"'],
    'c.toml:5:9: workspaces.web.open[2].split: found a string; "right" or "below" fits',
  ],
  ['an unknown key', ['agent = "claude"', 'lable = "x"'], 'c.toml:3:1: workspaces.web.open[1].lable: unknown key; did you mean "label"?'],
  [
    'a wrong type',
    ['agent = 3'],
    'c.toml:2:9: workspaces.web.open[1].agent: found 3; a slug fits: lower-case letters, digits and dashes, no dash first',
  ],
] as const) {
  test(`config check of layouts: ${name}`, async () => {
    const { problems } = await check(...lines);
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.equal(problems[0], expected);
  });
}
