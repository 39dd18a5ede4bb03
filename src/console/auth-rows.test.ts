import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtinTable } from '../catalog/builtin.ts';
import { buildCatalog } from '../catalog/catalog.ts';
import type { EnvEdit } from '../config/edit.ts';
import type { ConfigTable, Environment, ScopeName } from '../config/types.ts';
import { authRows, authSubjects, MASK } from './auth-rows.ts';
import { describeChange, tableWith, withChange } from './changes.ts';
import { agentRows, commandLine, environmentRows } from './other-rows.ts';

const GLOBAL: ScopeName = { workspace: null, role: null };
const WEB: ScopeName = { workspace: 'web', role: null };
const REV: ScopeName = { workspace: 'web', role: 'rev' };
const none = () => false;

test('every key of the catalogue has one row, providers first', () => {
  const rows = authSubjects(buildCatalog(builtinTable(), {}), none);
  assert.deepEqual(
    rows.slice(0, 5).map((r) => [r.label, r.name]),
    [
      ['Anthropic', 'ANTHROPIC_API_KEY'],
      ['OpenAI', 'OPENAI_API_KEY'],
      ['Z.AI', 'ZAI_API_KEY'],
      ['MiniMax', 'MINIMAX_API_KEY'],
      ['Kimi', 'KIMI_CODE_API_KEY'],
    ],
  );
  assert.equal(new Set(rows.map((r) => r.name)).size, rows.length);
  for (const name of ['CLAUDE_CODE_OAUTH_TOKEN', 'CODEX_API_KEY', 'AMP_API_KEY', 'XAI_API_KEY', 'OPENCODE_API_KEY'])
    assert.ok(
      rows.some((r) => r.name === name),
      name,
    );
});

test('the row of Kimi is for the provider and the agent, once; the other name of it shows only where it is set', () => {
  const catalog = buildCatalog(builtinTable(), {});
  const kimi = authSubjects(catalog, none).filter((r) => r.label === 'Kimi');
  assert.deepEqual(kimi, [{ name: 'KIMI_CODE_API_KEY', label: 'Kimi', users: ['Claude', 'OpenCode', 'Kimi'] }]);
  const both = authSubjects(catalog, (name) => name === 'KIMI_API_KEY').filter((r) => r.label === 'Kimi');
  assert.deepEqual(
    both.map((r) => r.name),
    ['KIMI_CODE_API_KEY', 'KIMI_API_KEY'],
  );
});

test("an operator's provider and agent have rows as well", () => {
  const operator: ConfigTable = {
    providers: { local: { label: 'Local', key_env: 'LOCAL_KEY', claude: { base_url: 'http://127.0.0.1', models: {} } } },
    agents: { mine: { label: 'Mine', command: ['mine'], credentials: ['MINE_TOKEN'] } },
  };
  const rows = authSubjects(buildCatalog(builtinTable(), operator), none);
  assert.deepEqual(
    rows.filter((r) => r.label === 'Local' || r.label === 'Mine'),
    [
      { name: 'LOCAL_KEY', label: 'Local', users: ['Claude'] },
      { name: 'MINE_TOKEN', label: 'Mine', users: ['Mine'] },
    ],
  );
});

const SECRET = 'made-up-secret';
const table: ConfigTable = {
  env: { KIMI_CODE_API_KEY: SECRET, ZAI_API_KEY: 'op://Work/zai/key', MINIMAX_API_KEY: '$FROM_ELSEWHERE' },
  workspaces: {
    web: {
      env: { KIMI_CODE_API_KEY: `${SECRET}-${'long'.repeat(20)}`, ZAI_API_KEY: '' },
      roles: { rev: { env: { ZAI_API_KEY: { op: 'op://a/b/c' } } } },
    },
  },
};
const environment: Environment = { XAI_API_KEY: SECRET, KIMI_CODE_API_KEY: SECRET };

/** Scope, variable, and the row's mode, origin and value. */
const shown: [scope: ScopeName, name: string, mode: string, from: string, value: string][] = [
  [GLOBAL, 'KIMI_CODE_API_KEY', 'API Key', 'global', MASK],
  [WEB, 'KIMI_CODE_API_KEY', 'API Key', 'workspace', MASK],
  [REV, 'KIMI_CODE_API_KEY', 'API Key', 'workspace, inherited', MASK],
  [GLOBAL, 'ZAI_API_KEY', '1Password', 'global', 'op://Work/zai/key'],
  [WEB, 'ZAI_API_KEY', 'Ignore', 'workspace', 'switched off'],
  [REV, 'ZAI_API_KEY', '1Password', 'role in workspace', 'op://a/b/c'],
  [WEB, 'MINIMAX_API_KEY', 'Variable', 'global, inherited', '$...'],
  [WEB, 'XAI_API_KEY', 'API Key', 'environment', MASK],
  [GLOBAL, 'AMP_API_KEY', 'Ignore', 'none', ''],
];

for (const [scope, name, mode, from, value] of shown) {
  test(`row of ${name} for ${JSON.stringify(scope)}`, () => {
    const rows = authRows(buildCatalog(builtinTable(), table), table, [], scope, environment);
    const row = rows.find((r) => r.name === name);
    assert.deepEqual([row?.mode, row?.from, row?.shown], [mode, from, value]);
    assert.ok(!JSON.stringify(rows).includes(SECRET));
    assert.ok(!JSON.stringify(rows).includes('FROM_ELSEWHERE'), 'what looks like a variable may be a key');
  });
}

const removal: EnvEdit = { scope: WEB, name: 'KIMI_CODE_API_KEY', value: null };

test('unsaved changes show as they will be, and are marked', () => {
  const setting: EnvEdit = { scope: GLOBAL, name: 'AMP_API_KEY', value: { kind: 'literal', text: SECRET } };
  const rows = authRows(buildCatalog(builtinTable(), table), table, [removal, setting], WEB, {});
  const of = (name: string) => rows.find((r) => r.name === name);
  assert.deepEqual([of('KIMI_CODE_API_KEY')?.from, of('KIMI_CODE_API_KEY')?.changed], ['global, inherited', true]);
  assert.deepEqual([of('AMP_API_KEY')?.mode, of('AMP_API_KEY')?.changed, of('XAI_API_KEY')?.changed], ['API Key', true, false]);
});

test('one change for each name and scope; one that changes nothing is none', () => {
  const set = (text: string): EnvEdit => ({ scope: GLOBAL, name: 'KIMI_CODE_API_KEY', value: { kind: 'literal', text } });
  assert.equal(withChange([], set(SECRET), table).length, 0);
  assert.deepEqual(withChange([set('a'), removal], set('b'), table), [removal, set('b')]);
  assert.deepEqual(withChange([set('a')], set(SECRET), table), [], 'back to what it was');
  assert.deepEqual(withChange([], { ...removal, name: 'NOT_THERE' }, table), []);
  assert.equal(tableWith(table, [removal]).workspaces?.web?.env?.KIMI_CODE_API_KEY, undefined);
  assert.ok(table.workspaces?.web?.env?.KIMI_CODE_API_KEY, 'the table itself stays as it is');
});

test('a change is told by name and scope, without its value', () => {
  const said = [removal, { ...removal, scope: REV, value: { kind: 'literal' as const, text: SECRET } }].map((c) =>
    describeChange(c, table),
  );
  assert.deepEqual(said, [
    'remove KIMI_CODE_API_KEY from [workspaces.web.env]',
    'set KIMI_CODE_API_KEY in [workspaces.web.roles.rev.env] to an API key',
  ]);
});

test('agents: where they are, what runs, what lets them act unasked', () => {
  const operator: ConfigTable = {
    agents: { claude: { args: ['--dangerously-skip-permissions'] } },
    workspaces: { web: { agents: ['codex', 'claude'] } },
  };
  const find = (program: string) => (program === 'codex' ? null : `/bin/${program}`);
  const rows = agentRows(
    buildCatalog(builtinTable(), operator),
    operator,
    WEB,
    { SHELL: '/usr/bin/zsh' },
    find,
    new Map([['/bin/claude', '2.1.330']]),
  );
  assert.deepEqual(
    rows.map((r) => [r.label, r.version, r.place, r.command, r.unattended]),
    [
      ['Codex', '', null, 'codex --no-daemon', []],
      ['Claude', '2.1.330', '/bin/claude', 'claude --dangerously-skip-permissions', ['--dangerously-skip-permissions']],
      ['Shell', '', '/bin//usr/bin/zsh', '/usr/bin/zsh', []],
    ],
  );
  assert.match(rows[0]!.install, /npm install/);
});

test('a command is shown without what stands behind options for secrets', () => {
  const line = commandLine(['mine', '--api-key', SECRET, `--token=${SECRET}`, '-p', 'two words', '--verbose']);
  assert.equal(line, "mine --api-key ... --token=... -p 'two words' --verbose");
});

test('the environment: names, kinds and scopes of what is set, and nothing of its values', () => {
  const rows = environmentRows(buildCatalog(builtinTable(), table), { ...table, env: { ...table.env, EDITOR: 'vi' } }, WEB, {
    ...environment,
    HOME: '/root',
  });
  assert.deepEqual(
    rows.map((r) => [r.name, r.kind, r.from, r.goesTo]),
    [
      ['EDITOR', 'value', 'global, inherited', 'every tab'],
      ['KIMI_CODE_API_KEY', 'value', 'workspace', 'tabs that use it'],
      ['MINIMAX_API_KEY', "server's variable", 'global, inherited', 'tabs that use it'],
      ['XAI_API_KEY', "server's own", 'environment', 'tabs that use it'],
      ['ZAI_API_KEY', 'switched off', 'workspace', 'no tab'],
    ],
  );
  assert.deepEqual(
    rows.map((r) => r.told),
    [
      'EDITOR is set in global as a value; every tab gets it. Change it under [env] in the file',
      'KIMI_CODE_API_KEY is set in workspace as a value; the tabs that use it get it. Change it in the Auth tab',
      "MINIMAX_API_KEY is set in global as a variable of the server's environment; the tabs that use it get it. Change it in the Auth tab",
      "XAI_API_KEY comes from the server's own environment; the tabs that use it get it. Change it in the Auth tab",
      'ZAI_API_KEY is switched off in workspace; no tab gets it. Change it in the Auth tab',
    ],
  );
});
