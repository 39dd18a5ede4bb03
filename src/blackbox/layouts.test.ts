import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { isAlive, keys, program, root, scene, until, type World, welcome } from './harness.ts';
import { kimiKey } from './routes.ts';

const built = process.env.JACKIN_TEST_PROGRAM ?? path.join(root, 'dist/cli.js');

/** A workspace in a folder of the world, with three tabs; more lines of the configuration in front of it. */
function web(w: World, front = `[env]\nKIMI_CODE_API_KEY = "${kimiKey}"\n`): string {
  const folder = w.path('web');
  fs.mkdirSync(path.join(folder, 'api'), { recursive: true });
  w.configure(`${front}[workspaces.web]
workdir = "${folder}"
[[workspaces.web.open]]
agent = "claude"
provider = "kimi"
[[workspaces.web.open]]
agent = "codex"
label = "Second"
[[workspaces.web.open]]
command = ${JSON.stringify(program('keyhex.mjs'))}
label = "Keys"
cwd = "api"
`);
  return folder;
}

const labels = async (w: World) => (await w.tabs()).map((tab) => tab.label);
const all = (w: World, wanted: readonly string[]) =>
  until(`the tabs are ${wanted.join(', ')}`, async () => JSON.stringify(await labels(w)) === JSON.stringify(wanted), {
    detail: () => w.evidence(),
  });
const THREE = ['Claude (Kimi)', 'Second', 'Keys'];

for (const size of [
  { cols: 80, rows: 24 },
  { cols: 200, rows: 60 },
]) {
  scene(`a workspace begins with its tabs, once (${size.cols}×${size.rows})`, size, async (w) => {
    const folder = web(w);
    const t = w.terminal([], { cwd: folder });
    await t.seeStrip('3 Keys');
    await t.see('I am claude');
    await all(w, THREE);
    const [first, second, third] = await w.tabs();
    assert.deepEqual([first?.active, first?.provider, first?.cwd], [true, 'kimi', folder]);
    assert.deepEqual([second?.agent, third?.agent, third?.cwd], ['codex', null, path.join(folder, 'api')]);
    for (const tab of await w.tabs()) assert.deepEqual([tab.cols, tab.rows], [size.cols, size.rows - 2], tab.label);
    assert.equal((await w.spawn(2)).cwd, folder);
    assert.equal(w.spawned().find((s) => s.name === 'claude')?.env.ANTHROPIC_AUTH_TOKEN, kimiKey);
    // what was closed stays closed, for whoever comes as well
    await w.ok('close', 'Second', '--force');
    t.type(`${keys.leader}d`);
    await t.ended();
    const again = w.terminal([], { cwd: folder });
    await again.seeStrip('2 Keys');
    await all(w, ['Claude (Kimi)', 'Keys']);
    // another server begins anew
    await w.ok('kill-server');
    const anew = w.terminal(['--workspace', 'web']);
    await anew.seeStrip('3 Keys');
    await all(w, THREE);
  });
}

scene('entries that say so are panes beside the one before them', { cols: 120, rows: 30 }, async (w) => {
  const entry = (label: string, more = '') =>
    `[[workspaces.web.open]]\ncommand = ${JSON.stringify(program('keyhex.mjs'))}\nlabel = "${label}"\n${more}`;
  const gone = `[[workspaces.web.open]]\ncommand = ["/nowhere/program"]\nsplit = "below"\n`;
  w.configure(
    `[workspaces.web]\nworkdir = "${w.home}"\n${entry('one')}${entry('two', 'split = "right"\n')}${entry('three', 'split = "below"\n')}${gone}${entry('four', 'split = "right"\n')}`,
  );
  const t = w.terminal([]);
  await t.seeStrip('2 four');
  await all(w, ['one', 'four']);
  const [first, second] = await w.tabs();
  assert.deepEqual(
    first?.panes.map(({ label, cols, rows }) => [label, cols, rows]),
    [
      ['one', 60, 27],
      ['two', 59, 13],
      ['three', 59, 13],
    ],
  );
  assert.deepEqual([first?.active, first?.focus, second?.panes.length], [true, first?.panes[0]?.id, 1]);
  await t.see('1 of the 5 tabs of workspace "web" not opened');
  await t.see('/nowhere/program');
});

scene('a server that runs is asked for the workspace', {}, async (w) => {
  const folder = web(w);
  const elsewhere = w.terminal(['new', '--label', 'Mine', '--attach', '--', ...program('keyhex.mjs')]);
  await elsewhere.see('ready');
  const looker = w.terminal(['attach', '--read-only'], { cwd: folder });
  await looker.see('ready');
  await w.ok('--workspace', 'web', 'new', '--label', 'Script', '--background', '--', ...program('keyhex.mjs'));
  await all(w, ['Mine', 'Script']);
  const t = w.terminal(['attach'], { cwd: folder });
  await t.see('I am claude');
  await all(w, ['Mine', 'Script', ...THREE]);
  await elsewhere.seeStrip('5 Keys');
  assert.match(elsewhere.text(), /ready/);
});

scene('a server that a script starts in the workspace begins with its tabs', {}, async (w) => {
  const folder = web(w);
  const { code, out } = await w.cliWith({ cwd: folder }, 'new', '--label', 'Mine', '--', ...program('keyhex.mjs'));
  assert.equal(code, 0);
  await until('all four are there', async () => (await w.tabs()).length === 4);
  assert.deepEqual((await labels(w)).sort(), ['Mine', ...THREE].sort());
  const tab = (await w.tabs()).find((each) => each.id === out.trim());
  assert.deepEqual([tab?.label, tab?.active], ['Mine', true]);
});

scene('up begins with its agent and then the tabs of its workspace, without a terminal too', {}, async (w) => {
  web(w, '');
  const up = spawn(process.execPath, [built, '--workspace', 'web', 'up', 'amp'], {
    env: w.env,
    cwd: w.home,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  up.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await until('it has said what it could not open', () => /KIMI_CODE_API_KEY is not set/.test(said), { detail: () => said });
  assert.match(said, /1 of the 3 tabs of workspace "web" not opened; claude \(kimi\): no key for Kimi: KIMI_CODE_API_KEY is not set/);
  await all(w, ['Amp', 'Second', 'Keys']);
  // whoever comes first is told as well, whole
  const t = w.terminal(['attach'], { cols: 80, rows: 24 });
  await t.see((text) => text.includes('claude (kimi): no key for Kimi') && text.includes('environment'));
  t.type(keys.esc);
  await t.see((text) => !text.includes('no key for Kimi'));
  t.type(`${keys.leader}d`);
  await t.ended();
  await w.ok('kill-server');
  await until('it is gone', () => !isAlive(up.pid!));
});

scene('a tab that cannot be opened is no reason for the others not to be', {}, async (w) => {
  const folder = web(w, '');
  const t = w.terminal([], { cwd: folder });
  await t.see((text) => text.includes('claude (kimi): no key for Kimi') && text.includes('1 of the 3 tabs'));
  t.type(keys.esc);
  await t.seeStrip('1 Second');
  await all(w, ['Second', 'Keys']);
  assert.ok((await w.tabs())[0]?.active);
  assert.match(fs.readFileSync(w.log, 'utf8'), /a tab of a workspace was not opened/);
});

scene(
  'config check names what a workspace cannot begin with',
  { config: '[[workspaces.web.open]]\nagent = "cluade"\n[[workspaces.web.open]]\nagent = "codex"\nprovider = "kimmi"\n' },
  async (w) => {
    const { code, out } = await w.cli('config', 'check');
    assert.equal(code, 1);
    assert.match(out, /config\.toml:2:9: workspaces\.web\.open\[1\]\.agent: no agent has this name; did you mean "claude"\?\n/);
    assert.match(out, /config\.toml:5:12: workspaces\.web\.open\[2\]\.provider: no provider has this name; did you mean "kimi"\?\n/);
  },
);

scene('a workspace without tabs of its own begins with the welcome screen', { config: '[workspaces.web]\n' }, async (w) => {
  await welcome(w.terminal(['--workspace', 'web']));
});
