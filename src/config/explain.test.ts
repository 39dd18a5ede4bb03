import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explain, literalKeys } from './explain.ts';
import type { ConfigTable } from './types.ts';

const SECRET = 'sk-made-up-0123456789';
const table: ConfigTable = {
  env: { KIMI: SECRET, OFF: SECRET, VAR: '$SET', GONE: '$ecret', EMPTY_VAR: '$BLANK', PLAIN: 'x' },
  roles: { rev: { env: { KIMI: 'op://Work/kimi/key' } } },
  workspaces: {
    web: { env: { KIMI: { value: SECRET }, OFF: '' }, roles: { rev: { env: { KIMI: { op: 'op://a/b/c' } } } } },
    other: { env: { OTHER: SECRET, KIMI: SECRET } },
  },
  agents: { claude: { env: { EDITOR: 'vi', A_TOKEN: SECRET } } },
};
const environment = { KIMI: SECRET, SET: SECRET, BLANK: ' ', ENV_KEY: SECRET, PATH: '/bin' };
const explained = (workspace: string | null, role: string | null, only: string | null = null) =>
  explain(table, { workspace, role }, environment, new Set(['KIMI', 'ENV_KEY']), only);

test('every scope that sets a name, which decides and why', () => {
  const [kimi] = explained('web', 'rev', 'KIMI');
  assert.deepEqual(
    kimi?.scopes.map((s) => [s.where, s.form, s.decides, s.why]),
    [
      ['[workspaces.web.roles.rev.env]', 'reference', true, 'the most specific one that sets it'],
      ['[workspaces.web.env]', 'literal', false, '[workspaces.web.roles.rev.env] is more specific'],
      ['[roles.rev.env]', 'reference', false, '[workspaces.web.roles.rev.env] is more specific'],
      ['[env]', 'literal', false, '[workspaces.web.roles.rev.env] is more specific'],
      ["the server's environment", 'literal', false, '[workspaces.web.roles.rev.env] is more specific'],
    ],
  );
  assert.deepEqual(kimi?.elsewhere, ['[workspaces.other.env]']);
});

test('what becomes of each name, and nothing of its value', () => {
  const all = explained('web', null);
  assert.deepEqual(Object.fromEntries(all.map((e) => [e.name, e.outcome])), {
    A_TOKEN: 'absent',
    EDITOR: 'absent',
    EMPTY_VAR: 'absent',
    ENV_KEY: 'environment',
    GONE: 'unset-variable',
    KIMI: 'literal',
    OFF: 'absent',
    PLAIN: 'literal',
    VAR: 'variable',
  });
  assert.deepEqual(all.find((e) => e.name === 'EDITOR')?.agents, ['[agents.claude.env]']);
  assert.equal(all.find((e) => e.name === 'OFF')?.scopes[0]?.why, 'absent here and below');
  const [none] = explained(null, null, 'NOWHERE');
  assert.deepEqual(none, { name: 'NOWHERE', outcome: 'absent', scopes: [], agents: [], elsewhere: [] });
  const [other] = explained(null, null, 'OTHER');
  assert.deepEqual([other?.outcome, other?.elsewhere], ['absent', ['[workspaces.other.env]']]);
  for (const value of [SECRET, 'ecret"', 'op://']) assert.ok(!JSON.stringify([all, explained('web', 'rev')]).includes(value), value);
});

test('keys that stand in the file itself', () => {
  assert.deepEqual(literalKeys(table, new Set(['KIMI', 'OFF'])), [
    'KIMI in [env]',
    'OFF in [env]',
    'KIMI in [workspaces.web.env]',
    'KIMI in [workspaces.other.env]',
    'A_TOKEN in [agents.claude.env]',
  ]);
});
