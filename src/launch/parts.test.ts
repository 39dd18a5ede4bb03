import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtinTable } from '../catalog/builtin.ts';
import { buildCatalog } from '../catalog/catalog.ts';
import { scopedValues } from '../config/scopes.ts';
import type { ConfigTable } from '../config/types.ts';
import { containerOf, parseInspected } from './containers.ts';
import { engineOf } from './engine.ts';
import { failureOf, reasonOf, sentenceFor } from './engine-failure.ts';
import { handedOver } from './hand-over.ts';
import { fittingWorkspaces } from './workspaces.ts';

test('which engine it is, and how it is given keys', () => {
  const all = () => true;
  const only = (name: string) => (program: string) => program === name;
  assert.deepEqual(engineOf({}, all), { argv: ['docker'], name: 'docker', keys: 'name' });
  assert.deepEqual(engineOf({}, only('podman')), { argv: ['podman'], name: 'podman', keys: 'name' });
  assert.deepEqual(engineOf({ engine: ['/opt/podman', '--root', '/s'] }, all), {
    argv: ['/opt/podman', '--root', '/s'],
    name: 'podman',
    keys: 'name',
  });
  assert.deepEqual(engineOf({ engine: ['sudo', '-n', 'docker'] }, all), { argv: ['sudo', '-n', 'docker'], name: 'docker', keys: 'file' });
  assert.equal(engineOf({ engine: ['sudo', 'docker'], engine_keys: 'name' }, all).keys, 'name');
  assert.equal(engineOf({ engine: 'podman', engine_keys: 'file' }, all).keys, 'file');
  assert.throws(() => engineOf({}, () => false), /no container engine is installed: neither docker nor podman/);
  assert.throws(() => engineOf({ engine: 'nerdctl' }, () => false), /the container engine nerdctl is not installed/);
});

test('what an engine says becomes one sentence', () => {
  for (const [said, kind] of [
    ['Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?', 'silent'],
    ['Error: unable to connect to Podman socket: Get "http://d/": dial unix /run/podman.sock: connect: connection refused', 'silent'],
    ['permission denied while trying to connect to the Docker daemon socket: connect: permission denied', 'forbidden'],
    ['docker: Error response from daemon: Conflict. The container name "/x" is already in use by container "1".', 'name'],
    ['Error: creating container storage: the container name "x" is already in use by 1. You have to remove that', 'name'],
    ['Error: statfs /nowhere: no such file or directory', 'mount'],
    ['docker: Error response from daemon: invalid mount config for type "bind": bind source path does not exist: /x.', 'mount'],
    ['Error: unable to find network with name or ID x: network not found', 'network'],
    ['Unable to find image "x:latest" locally\ndocker: Error response from daemon: pull access denied for x', 'image'],
    ['Error: x: image not known', 'image'],
    ['Error: something else', 'other'],
  ] as const) {
    assert.equal(failureOf(said), kind, said);
    const sentence = sentenceFor(said, { engine: 'docker', workspace: 'web', container: 'c', image: 'i' });
    assert.ok(!sentence.includes('\n') && sentence.length > 20, sentence);
  }
  assert.equal(reasonOf("docker: Error response from daemon: no way.\nSee 'docker run --help'.\n"), 'no way');
  assert.equal(reasonOf('Error: this \x1b[31m and that'), 'this  [31m and that');
  assert.equal(reasonOf(''), '');
});

test('which workspaces can be meant', () => {
  const table: ConfigTable = {
    workspaces: {
      web: { image: 'a', workdir: '/srv/web' },
      all: { image: 'b', workdir: '/srv' },
      bare: { workdir: '/srv/web' },
      other: { image: 'c' },
    },
  };
  assert.deepEqual(fittingWorkspaces(table, null, '/srv/web/src'), ['web', 'all']);
  assert.deepEqual(fittingWorkspaces(table, null, '/srv/webs'), ['all']);
  assert.deepEqual(fittingWorkspaces(table, null, '/home'), ['web', 'all', 'other']);
  assert.deepEqual(fittingWorkspaces(table, 'other', '/srv/web'), ['other']);
  assert.throws(() => fittingWorkspaces(table, 'bare', '/'), /workspace bare names no image/);
  assert.throws(() => fittingWorkspaces({}, null, '/'), /no workspace to launch; write \[workspaces\.NAME\]/);
  assert.throws(() => fittingWorkspaces({ workspaces: { x: {} } }, null, '/'), /workspace x names no image/);
});

test('what a container is given: the scopes, and keys that its agents can use', () => {
  const table: ConfigTable = {
    env: { KIMI_CODE_API_KEY: 'k-global', EDITOR: 'vim', GONE: '', ZAI_API_KEY: '$WORK_ZAI' },
    workspaces: { web: { agents: ['codex'], env: { MINIMAX_API_KEY: { op: 'op://a/b/c' } } }, off: { env: { KIMI_CODE_API_KEY: '' } } },
  };
  const catalog = buildCatalog(builtinTable(), table);
  const given = (workspace: string | null, env: Record<string, string>) => {
    const scope = { workspace, role: null };
    return handedOver(table, catalog, scope, scopedValues(table, scope, env), env)
      .map(({ name, level }) => `${name} ${level}`)
      .sort();
  };
  const host = { PATH: '/bin', HOME: '/h', ANTHROPIC_API_KEY: 'a', OPENAI_API_KEY: 'o', WORK_ZAI: 'z', AMP_API_KEY: '', EDITOR: 'nano' };
  assert.deepEqual(given(null, host), [
    'ANTHROPIC_API_KEY environment',
    'EDITOR global',
    'KIMI_CODE_API_KEY global',
    'OPENAI_API_KEY environment',
    'ZAI_API_KEY global',
  ]);
  assert.deepEqual(given('web', host), ['EDITOR global', 'MINIMAX_API_KEY workspace', 'OPENAI_API_KEY environment']);
  assert.ok(!given('off', host).some((name) => name.startsWith('KIMI_CODE_API_KEY')), 'absent there and below');
});

test('what an engine tells of its containers', () => {
  const labels = { 'jackin-mux.workspace': 'web', 'jackin-mux.role': 'r' };
  const text = [
    JSON.stringify(['/jackin-web', 'exited', 'i', labels, 'then']),
    JSON.stringify(['jackin-web-2', 'running', 'i', { 'jackin-mux.workspace': 'web' }, 'now']),
    JSON.stringify(['other', 'running', 'i', {}, 'now']),
    JSON.stringify(['none', 'running', 'i', null, 'now']),
    'Error: no such container',
  ].join('\n');
  const all = parseInspected(text);
  assert.deepEqual(all[0], { workspace: 'web', role: 'r', name: 'jackin-web', state: 'exited', image: 'i', createdAt: 'then' });
  assert.deepEqual(
    all.map((c) => c.name),
    ['jackin-web', 'jackin-web-2'],
  );
  assert.equal(containerOf('web', all)?.name, 'jackin-web-2', 'the one that is up');
  assert.equal(containerOf('api', all), null);
});
