import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { root, scene, type World } from './harness.ts';

const run = promisify(execFile);
/** The built package: that of the program under test. */
const packaged = process.env.JACKIN_TEST_PROGRAM ? path.dirname(path.dirname(process.env.JACKIN_TEST_PROGRAM)) : root;

/** A project with the packed tarball in its node_modules, as an installation makes it. Nothing is fetched for it. */
async function installed(w: World): Promise<string> {
  const project = w.path('project');
  const target = path.join(project, 'node_modules/jackin-mux');
  fs.mkdirSync(target, { recursive: true });
  const env = { ...w.env, npm_config_offline: 'true', npm_config_update_notifier: 'false' };
  await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', w.home], { cwd: packaged, env });
  const tarball = fs.readdirSync(w.home).find((name) => name.endsWith('.tgz')) ?? assert.fail('no tarball');
  await run('tar', ['xzf', w.path(tarball), '-C', target, '--strip-components=1']);
  for (const name of ['node-pty', '@types', 'undici-types']) {
    const from = path.join(root, 'node_modules', name);
    if (fs.existsSync(from)) fs.symlinkSync(from, path.join(project, 'node_modules', name));
  }
  return project;
}

const USER = `import { connect, type ServerEvent, type TabInfo } from 'jackin-mux';

const mux = await connect();
const tab: TabInfo = await mux.open({ agent: 'claude', label: 'mine' });
const met = await mux.wait(tab.id, { text: 'I am (\\\\w+)', timeoutMs: 10_000 });
await mux.send('mine', 'hello', { paste: true, enter: true });
const heard = await mux.wait('mine', { text: 'heard: .*', timeoutMs: 10_000 });
const { lines } = await mux.capture('mine');
const events: ServerEvent['event'][] = [];
const watcher = await connect();
for await (const event of watcher.events(0)) {
  events.push(event.event);
  if (event.event === 'opened') break;
}
await mux.close('mine', { force: true });
const refused = await mux.capture('mine').catch((e: Error) => e.message);
mux.disconnect();
// @ts-expect-error: a condition is text, a state or an end
const wrong: Parameters<typeof mux.wait>[1] = { text: 1 };
console.log(JSON.stringify([met.outcome, heard.match, lines.length > 3, events, refused, wrong.timeoutMs ?? null]));
`;

scene('the packed tarball serves a program that imports the client, typed', {}, async (w) => {
  const project = await installed(w);
  fs.writeFileSync(path.join(project, 'user.mts'), USER);
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const flags = ['--module', 'nodenext', '--target', 'es2023', '--strict', '--exactOptionalPropertyTypes', '--types', 'node'];
  await run(process.execPath, [tsc, ...flags, '--outDir', project, path.join(project, 'user.mts')], { cwd: project }).catch((e) =>
    assert.fail(e.stdout),
  );
  const cli = path.join(project, 'node_modules/jackin-mux/dist/cli.js');
  assert.match((await run(process.execPath, [cli, '--version'], { env: w.env })).stdout, /^\d+\.\d+\.\d+\n$/);
  const user = () => run(process.execPath, [path.join(project, 'user.mjs')], { cwd: project, env: w.env });
  await assert.rejects(user(), /no server runs/);
  await w.ok('new', '--background', '--', 'cat');
  const [outcome, match, full, events, refused, none] = JSON.parse((await user()).stdout) as unknown[];
  assert.deepEqual([outcome, match, full, events, none], ['met', 'heard: hello', true, ['subscribed', 'opened'], null]);
  assert.match(String(refused), /no tab "mine"/);
});

scene('the tarball holds what it needs and nothing else', {}, async (w) => {
  const { stdout } = await run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: packaged, env: w.env });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  const names = files.map((file) => file.path);
  for (const wanted of [
    'dist/cli.js',
    'dist/main.js',
    'dist/api.js',
    'dist/mcp.js',
    'dist/types/api/index.d.ts',
    'dist/man/jackin-mux.1',
    'package.json',
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'src/docs/start.md',
    'src/SCRIPTING.md',
  ])
    assert.ok(names.includes(wanted), wanted);
  for (const name of names)
    assert.match(
      name,
      /^(dist\/|package\.json$|README\.md$|LICENSE$|CHANGELOG\.md$|src\/([A-Z]+|docs\/[a-z]+|docs\/README)\.md$|src\/catalog\/builtin\.toml$|fixtures\/(pictures|scripts|image)\/)/,
    );
  // who reads the documentation of an installation goes where it leads, too
  for (const name of names.filter((file) => file.endsWith('.md'))) {
    const text = fs.readFileSync(path.join(packaged, name), 'utf8').replaceAll(/^```.*?^```$|(`+)[^`\n].*?\1/gms, '');
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)\s#]+)/g)) {
      const at = path.join(path.dirname(name), target!);
      assert.ok(names.includes(at), `${name} leads to ${at}, which the package does not have`);
    }
  }
});

/** ELF's numbers of processors. */
const MACHINES = { 'linux-x64': 0x3e, 'linux-arm64': 0xb7 };

scene('no compiler is needed: the one native module is there for both processors, and what it is loaded from', {}, async (w) => {
  const pty = path.join(await installed(w), 'node_modules/node-pty');
  for (const [platform, machine] of Object.entries(MACHINES)) {
    const module = fs.readFileSync(path.join(pty, 'prebuilds', platform, 'pty.node'));
    assert.deepEqual([module.toString('latin1', 1, 4), module.readUInt16LE(18)], ['ELF', machine], platform);
  }
  // the script that npm runs on installing: content with what is there, it compiles nothing
  const { stdout } = await run(process.execPath, ['scripts/prebuild.js'], { cwd: fs.realpathSync(pty), env: { PATH: '/nowhere' } });
  assert.doesNotMatch(stdout, /gyp/);
  const { engines, os: systems } = JSON.parse(fs.readFileSync(path.join(packaged, 'package.json'), 'utf8'));
  assert.deepEqual([engines.node, systems.includes('linux')], ['>=20', true]);
});

scene('npx starts it', {}, async (w) => {
  const project = await installed(w);
  const { bin, man } = JSON.parse(fs.readFileSync(path.join(project, 'node_modules/jackin-mux/package.json'), 'utf8'));
  // as npm links it
  fs.mkdirSync(path.join(project, 'node_modules/.bin'));
  fs.symlinkSync(path.join('../jackin-mux', bin['jackin-mux']), path.join(project, 'node_modules/.bin/jackin-mux'));
  fs.writeFileSync(path.join(project, 'package.json'), '{ "private": true }');
  const env = { ...w.env, npm_config_offline: 'true', npm_config_update_notifier: 'false' };
  const npx = (...args: string[]) => run('npx', ['jackin-mux', ...args], { cwd: project, env });
  assert.match((await npx('--version')).stdout, /^\d+\.\d+\.\d+\n$/);
  assert.match((await npx('new', 'claude', '--background')).stdout, /^t1\n$/);
  assert.equal((await w.ls())[0]?.label, 'Claude');
  // npm links the pages of a list only, and says nothing of others
  assert.ok(Array.isArray(man));
  assert.match(fs.readFileSync(path.join(project, 'node_modules/jackin-mux', man[0]), 'utf8'), /^\.TH JACKIN\\-MUX 1 /);
});
