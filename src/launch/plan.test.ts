import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Engine } from './engine.ts';
import { attachArgv, envFile, FILE, type LaunchRequest, planRun, shellLine } from './plan.ts';

const docker: Engine = { argv: ['docker'], name: 'docker', keys: 'name' };
const request: LaunchRequest = {
  engine: docker,
  workspace: 'web',
  role: null,
  table: { image: 'agents:1' },
  agent: 'claude',
  provider: 'kimi',
  names: [],
  launch: 'L',
  home: '/home/me',
};
const LABELS = '--label jackin-mux.workspace=web --label jackin-mux.launch=L';
const line = (more: Partial<LaunchRequest>) => planRun({ ...request, ...more }).argv.join(' ');

test('how a container is started', () => {
  for (const [more, wanted] of [
    [{}, `docker run -d --name jackin-web ${LABELS} agents:1 claude --provider kimi`],
    [{ provider: null }, `docker run -d --name jackin-web ${LABELS} agents:1 claude`],
    [{ agent: null, provider: null }, `docker run -d --name jackin-web ${LABELS} agents:1`],
    [
      { role: 'reviewer' },
      'docker run -d --name jackin-web --label jackin-mux.workspace=web --label jackin-mux.role=reviewer --label jackin-mux.launch=L agents:1 claude --provider kimi',
    ],
    [
      { engine: { argv: ['podman', '--root', '/s'], name: 'podman', keys: 'name' } },
      `podman --root /s run -d --name jackin-web ${LABELS} agents:1 claude --provider kimi`,
    ],
    [
      { table: { image: 'a', network: 'none', run_args: ['--memory', '4g'] } },
      `docker run -d --name jackin-web ${LABELS} --network none --memory 4g a claude --provider kimi`,
    ],
    [
      { names: ['ZAI_API_KEY', 'EDITOR'] },
      `docker run -d --name jackin-web ${LABELS} -e EDITOR -e ZAI_API_KEY agents:1 claude --provider kimi`,
    ],
    [
      { names: ['ZAI_API_KEY', 'PATH', 'https_proxy'] },
      `docker run -d --name jackin-web ${LABELS} -e ZAI_API_KEY --env-file ${FILE} agents:1 claude --provider kimi`,
    ],
    [
      { names: ['ZAI_API_KEY'], engine: { ...docker, keys: 'file' } },
      `docker run -d --name jackin-web ${LABELS} --env-file ${FILE} agents:1 claude --provider kimi`,
    ],
  ] as [Partial<LaunchRequest>, string][])
    assert.equal(line(more), wanted);
});

test('what is mounted, and where the container starts', () => {
  const mounts = (table: LaunchRequest['table']) =>
    /launch=L(.*) agents:1/.exec(line({ table: { ...table, image: 'agents:1' } }))?.[1]?.trim();
  for (const [table, wanted] of [
    [{ workdir: '/srv/web' }, '-v /srv/web:/srv/web -w /srv/web'],
    [{ workdir: '/srv/web', mounts: [] }, ''],
    [{ workdir: '/srv/web', mounts: ['/srv/web:/workspace'] }, '-v /srv/web:/workspace -w /workspace'],
    [{ workdir: '/srv/web/app', mounts: ['/srv/web:/workspace:ro'] }, '-v /srv/web:/workspace:ro -w /workspace/app'],
    [{ workdir: '/srv/web', mounts: ['/srv/webs:/workspace', 'cache:/srv'] }, '-v /srv/webs:/workspace -v cache:/srv'],
    [{ mounts: ['~/.gitconfig:/home/node/.gitconfig:ro'] }, '-v /home/me/.gitconfig:/home/node/.gitconfig:ro'],
  ] as [LaunchRequest['table'], string][])
    assert.equal(mounts(table), wanted);
  assert.deepEqual(planRun({ ...request, table: { image: 'a', mounts: ['~/x:/x', 'v:/v', '/y:/y'] } }).sources, ['/home/me/x', '/y']);
});

test('a workspace without an image is refused with what to write', () => {
  assert.throws(
    () => planRun({ ...request, table: {} }),
    /workspace web names no image to launch; add image = "\.\.\." to \[workspaces\.web\]/,
  );
});

test('a name that no container can have is told from others', () => {
  const name = (workspace: string) => planRun({ ...request, workspace }).container;
  assert.equal(name('web'), 'jackin-web');
  assert.match(name('my web'), /^jackin-my-web-[0-9a-f]{6}$/);
  assert.notEqual(name('my web'), name('my/web'));
  assert.match(name('網站'), /^jackin-[\w-]+$/);
});

test('how a terminal is attached: no key of the engine’s that an agent needs', () => {
  const argv = attachArgv(docker, 'jackin-web', { TERM: 'xterm-256color', COLORTERM: 'truecolor', HOME: '/x' }, 'C-\\');
  assert.equal(argv.join(' '), 'docker exec -it --detach-keys ctrl-^,ctrl-],ctrl-^ -e TERM -e COLORTERM jackin-web jackin-mux attach');
  assert.ok(!attachArgv(docker, 'c', {}, 'C-^').join(' ').includes('ctrl-^'), 'not the leader');
  assert.match(
    attachArgv(docker, 'c', {}, 'C-a', { agent: 'claude', provider: 'kimi' }).join(' '),
    /c jackin-mux new claude --provider kimi --attach$/,
  );
});

test('lines of a file of variables', () => {
  const values = new Map([
    ['A', ' x=y #z "q" '],
    ['B', 'two\nlines'],
  ]);
  assert.equal(envFile(['A', 'C'], values), 'A= x=y #z "q" \nC=\n');
  assert.throws(() => envFile(['A', 'B'], values), /^OperatorError: B: .* engine_keys = "name" can$/);
  assert.ok(!/two/.test(String(assert.throws(() => envFile(['B'], values)))));
});

test('what is printed can be given to a shell', () => {
  assert.equal(shellLine(['docker', 'run', '-e', 'A', "it's", 'a b', '$x', FILE, '']), "docker run -e A 'it'\\''s' 'a b' '$x' FILE ''");
});
