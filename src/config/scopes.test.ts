import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainName, resolveScope, scopedValues } from './scopes.ts';
import type { ConfigTable } from './types.ts';
import { isPresent, resolveValue, resolveValues } from './values.ts';

const table: ConfigTable = {
  env: { KEY: 'global', ONLY: 'g' },
  roles: { rev: { env: { KEY: 'role' } } },
  workspaces: {
    web: {
      workdir: '/srv/web/',
      role: 'house',
      env: { KEY: 'workspace' },
      roles: { rev: { env: { KEY: 'both' } }, 'side role': { env: { KEY: 'side' } } },
    },
    deep: { workdir: '/srv/web/deep' },
    twin: { workdir: '/srv/web' },
    other: { env: { KEY: 'other' } },
    off: { env: { KEY: '' } },
  },
};
const resolve = (request: object, defaults: object = {}) => resolveScope(table, request, defaults);

test('the deciding scope is the most specific one', () => {
  const environment = { KEY: 'server', PATH: '/bin', EMPTY: '' };
  for (const [workspace, role, value, level, where] of [
    [null, null, 'global', 'global', '[env]'],
    [null, 'rev', 'role', 'role', '[roles.rev.env]'],
    ['web', null, 'workspace', 'workspace', '[workspaces.web.env]'],
    ['web', 'rev', 'both', 'workspace-role', '[workspaces.web.roles.rev.env]'],
    ['web', 'side role', 'side', 'workspace-role', '[workspaces.web.roles."side role".env]'],
    ['other', 'rev', 'other', 'workspace', '[workspaces.other.env]'],
    ['off', 'rev', '', 'workspace', '[workspaces.off.env]'],
  ] as const) {
    const scoped = scopedValues(table, { workspace, role }, environment).get('KEY');
    assert.deepEqual(scoped, { name: 'KEY', level, where, value }, `${workspace} ${role}`);
    assert.equal(isPresent(scoped, environment), value !== '');
  }
  const global = scopedValues(table, { workspace: null, role: null }, environment);
  assert.deepEqual(global.get('PATH')?.value, { value: '/bin' });
  assert.equal(global.get('PATH')?.level, 'environment');
  assert.equal(global.has('EMPTY'), false);
  assert.equal(global.has('NOWHERE'), false);
});

test('a workspace is found by name, else by the longest workdir that holds the folder', () => {
  for (const [request, defaults, workspace] of [
    [{ workspace: 'other', cwd: '/srv/web' }, {}, 'other'],
    [{ cwd: '/srv/web' }, {}, 'web'],
    [{ cwd: '/srv/web/src' }, {}, 'web'],
    [{ cwd: '/srv/web/deep' }, {}, 'deep'],
    [{ cwd: '/srv/web/deep/x' }, {}, 'deep'],
    [{ cwd: '/srv/web/deeper' }, {}, 'web'],
    [{ cwd: '/srv/website' }, {}, null],
    [{ cwd: '/' }, {}, null],
    [{ cwd: '/srv/web' }, { workspace: 'off' }, 'off'],
    [{ workspace: 'web' }, { workspace: 'off' }, 'web'],
    [{ workspace: '' }, { workspace: 'off' }, 'off'],
    [{}, { cwd: '/srv/web/deep' }, 'deep'],
    [{}, {}, null],
  ] as const) {
    assert.equal(resolve(request, defaults).workspace, workspace, JSON.stringify([request, defaults]));
  }
});

test('a role comes from the request, else from the server, else from the workspace', () => {
  assert.equal(resolve({ workspace: 'web', role: 'rev' }, { role: 'house' }).role, 'rev');
  assert.equal(resolve({ workspace: 'web' }, { role: 'rev' }).role, 'rev');
  assert.equal(resolve({ workspace: 'web' }).role, 'house');
  assert.equal(resolve({ workspace: 'other' }).role, null);
  assert.equal(resolve({ workspace: 'other', role: 'side role' }).role, 'side role', 'known from another workspace');
});

test('an unknown workspace or role is named, with what there is', () => {
  assert.throws(() => resolve({ workspace: 'wed' }), /unknown workspace "wed"; did you mean "web"\?/);
  assert.throws(() => resolve({ workspace: 'nothing-like-it' }), /there is web, deep, twin, other, off/);
  assert.throws(() => resolve({ workspace: 'constructor' }), /unknown workspace "constructor"/);
  assert.throws(() => resolve({ role: 'reviewer' }), /unknown role "reviewer"; there is rev, side role, house/);
  assert.throws(() => resolveScope({}, { role: 'rev' }, {}), /unknown role "rev"; the configuration has no roles/);
  assert.throws(() => resolve({}, { workspace: 'gone' }), /unknown workspace "gone"/);
});

test('explaining a name lists every scope that sets it, and no value', () => {
  const t: ConfigTable = {
    env: { K: '$OUTER' },
    workspaces: { w: { env: { K: '' }, roles: { r: { env: { K: { op: 'op://a/b/c' } } } } } },
  };
  const rows = explainName(t, { workspace: 'w', role: 'r' }, 'K', { K: 'made-up-secret' });
  assert.deepEqual(
    rows.map((r) => [r.level, r.where, r.form, r.decides]),
    [
      ['workspace-role', '[workspaces.w.roles.r.env]', 'reference', true],
      ['workspace', '[workspaces.w.env]', 'empty', false],
      ['global', '[env]', 'variable', false],
      ['environment', "the server's environment", 'literal', false],
    ],
  );
  assert.ok(!JSON.stringify(rows).includes('made-up-secret'));
  assert.deepEqual(explainName(t, { workspace: null, role: null }, 'constructor', {}), []);
});

const scoped = (value: string | { value: string } | { op: string }) => ({ name: 'KEY', level: 'global' as const, where: '[env]', value });
const outer = { SET: 'from-outside', EMPTY: '' };

test('values: literal, variable of the server, and what only looks like one', () => {
  for (const [value, text] of [
    ['plain', 'plain'],
    ['$SET', 'from-outside'],
    ['$' + '{SET}', 'from-outside'],
    ['$EMPTY', ''],
    [{ value: '$SET' }, '$SET'],
    [{ value: 'op://a/b/c' }, 'op://a/b/c'],
    ['x$SET', 'x$SET'],
    ['$SET ', '$SET '],
    ['$' + '{SET', '$' + '{SET'],
    ['$1', '$1'],
    ['$', '$'],
    ['', ''],
  ] as const) {
    assert.equal(resolveValue(scoped(value), outer), text, JSON.stringify(value));
  }
});

test('a value that cannot be had names scope and key, and nothing of the value', () => {
  assert.throws(
    () => resolveValue(scoped('$ecretpassword'), outer),
    (e: Error) => /KEY in \[env\] .* not set/.test(e.message) && !e.message.includes('ecretpassword'),
  );
  for (const value of ['op://Vault/item/field', { op: 'op://Vault/item/field' }]) {
    assert.throws(
      () => resolveValue(scoped(value), outer),
      (e: Error) => /KEY in \[env\] is a 1Password reference that was not read/.test(e.message),
    );
  }
  assert.throws(() => resolveValue(scoped('$constructor'), outer), /not set/);
  const two = [scoped('$A_GONE'), { ...scoped('op://a/b/c'), name: 'SECOND' }, { ...scoped('fine'), name: 'THIRD' }];
  assert.throws(() => resolveValues(two, outer), /KEY in .*; SECOND in /);
  assert.deepEqual(resolveValues(two.slice(2), outer), new Map([['THIRD', 'fine']]));
});

test('present is what is not empty, and what only its use can tell', () => {
  for (const [value, present] of [
    ['k', true],
    ['', false],
    ['  ', false],
    [{ value: '' }, false],
    ['$SET', true],
    ['$EMPTY', false],
    ['$GONE', true],
    ['op://a/b/c', true],
  ] as const) {
    assert.equal(isPresent(scoped(value), outer), present, JSON.stringify(value));
  }
  assert.equal(isPresent(undefined, outer), false);
});
