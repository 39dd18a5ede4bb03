import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textWidth } from '../base/graphemes.ts';
import { builtinTable } from '../catalog/builtin.ts';
import { buildCatalog } from '../catalog/catalog.ts';
import type { ConfigTable, ScopeName } from '../config/types.ts';
import { ConsoleModel } from './model.ts';
import type { Facts } from './parts.ts';

const SECRET = 'made-up-secret';
const table: ConfigTable = {
  env: { KIMI_CODE_API_KEY: SECRET, ZAI_API_KEY: 'op://Work/zai/key' },
  workspaces: { web: { workdir: '/srv/web', role: 'rev' }, 日本語の仕事場: {} },
  agents: { claude: { args: ['--dangerously-skip-permissions', '--api-key', SECRET] } },
};
const facts = (of: ConfigTable = table): Facts => ({
  file: '/home/me/.config/jackin/config.toml',
  table: of,
  catalog: buildCatalog(builtinTable(), of),
  environment: { XAI_API_KEY: SECRET },
  find: (program) => (program === 'codex' ? null : `/usr/bin/${program}`),
});
const GLOBAL: ScopeName = { workspace: null, role: null };
const text = (model: ConsoleModel, cols: number, rows: number) =>
  model.view({ cols, rows }).lines.map((l) => l.spans.map((s) => s.text).join(''));

test('every tab fills any size of screen, its way out in view, and shows no key', () => {
  for (const tab of ['1', '2', '3']) {
    for (const [cols, rows] of [
      [200, 60],
      [80, 24],
      [60, 15],
      [40, 10],
      [20, 5],
      [1, 1],
    ] as const) {
      const model = new ConsoleModel(facts(), { workspace: '日本語の仕事場', role: null });
      model.key(null, tab);
      const view = model.view({ cols, rows });
      assert.deepEqual([view.frame.width, view.frame.height, view.frame.bordered], [cols, rows, false]);
      assert.ok(view.lines.length <= rows);
      const lines = text(model, cols, rows);
      assert.ok(!lines.join('\n').includes(SECRET));
      if (rows >= 5) assert.match(lines.at(-1)!, /q quit/);
      if (cols >= 40) for (const line of lines.slice(0, -2)) assert.ok(textWidth(line) <= Math.max(cols, 50), `${cols}: ${line}`);
    }
  }
});

test('a selected row is in view however low the screen', () => {
  for (const rows of [24, 10, 6, 5]) {
    const model = new ConsoleModel(facts(), GLOBAL);
    model.view({ cols: 80, rows });
    for (const key of ['last', 'first', 'page-down', 'page-up', 'down', 'up'] as const) {
      model.key(key, '');
      const shown = text(model, 80, rows).filter((line) => line.startsWith('>'));
      assert.equal(shown.length, 1, `${key} at ${rows}`);
    }
  }
});

/** Keys by action and text, and the effect that they have on the Auth tab. */
const effects: [action: Parameters<ConsoleModel['key']>[0], typed: string, effect: string | null][] = [
  ['accept', '', 'edit'],
  [null, ' ', 'edit'],
  [null, 'w', 'workspace'],
  [null, 'r', 'role'],
  [null, 's', 'save'],
  [null, 'u', 'undo'],
  [null, '?', 'help'],
  [null, 'q', 'leave'],
  ['cancel', '', 'leave'],
  [null, 'z', null],
  [null, '9', null],
];
for (const [action, typed, effect] of effects) {
  test(`${action ?? `"${typed}"`} asks for ${effect ?? 'nothing'}`, () => {
    assert.equal(new ConsoleModel(facts(), GLOBAL).key(action, typed)?.kind ?? null, effect);
  });
}

test('tabs turn by Tab, arrows and digits; only the Auth tab has forms', () => {
  const model = new ConsoleModel(facts(), GLOBAL);
  const tabs = (['next', 'next', 'next', 'left', 'right'] as const).map((action) => {
    model.key(action, '');
    return model.tab;
  });
  assert.deepEqual(tabs, ['agents', 'environment', 'auth', 'environment', 'auth']);
  model.key(null, '2');
  assert.equal(model.tab, 'agents');
  assert.equal(model.key('accept', ''), null);
});

test('a click opens a row or turns to a tab, the wheel scrolls', () => {
  const model = new ConsoleModel(facts(), GLOBAL);
  model.view({ cols: 80, rows: 10 });
  model.press('row 4');
  assert.equal(model.selected, 4);
  const effect = model.click('row 4');
  assert.equal(effect?.kind === 'edit' && effect.row.name, 'KIMI_CODE_API_KEY');
  model.click('tab environment');
  assert.equal(model.tab, 'environment');
  model.click('tab auth');
  assert.equal(model.click('leave')?.kind, 'leave');
  model.wheel(3);
  assert.ok(!text(model, 80, 10).join('\n').includes('ANTHROPIC_API_KEY'));
});

test('changes are counted and marked, outlive a file that was read again, and can be taken back', () => {
  const model = new ConsoleModel(facts(), GLOBAL);
  model.change({ scope: GLOBAL, name: 'KIMI_CODE_API_KEY', value: { kind: 'literal', text: 'another' } });
  model.change({ scope: GLOBAL, name: 'ZAI_API_KEY', value: null });
  assert.match(text(model, 80, 24)[0]!, /2 not saved/);
  assert.match(text(model, 80, 24).join('\n'), /\* Kimi/);
  const { ZAI_API_KEY: _, ...env } = table.env ?? {};
  model.learn(facts({ ...table, env }));
  assert.deepEqual(
    model.changes.map((c) => c.name),
    ['KIMI_CODE_API_KEY'],
    'somebody else has done the other one',
  );
  model.forgetChanges();
  assert.doesNotMatch(text(model, 80, 24)[0]!, /not saved/);
});

test('a workspace that is gone from the file is no longer shown', () => {
  const model = new ConsoleModel(facts(), { workspace: 'web', role: 'rev' });
  assert.match(text(model, 80, 24)[1]!, /Workspace: web {2}Role: rev/);
  model.learn(facts({ env: {} }));
  assert.equal(model.scope.workspace, null);
});
