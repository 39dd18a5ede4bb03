import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { TabInfo } from '../protocol/messages.ts';
import { agentsImage, type Container, image, inContainer } from './engine.ts';
import { choose, keys, pick, until, type World, welcome } from './harness.ts';

/*
 * The image in a real container. `npm run test:container` builds it with the engine that there is and runs these.
 */

const kimi = 'sk-ki-made-up-for-a-container';
const withKey = { KIMI_CODE_API_KEY: kimi };

const tabs = async (c: Container) => JSON.parse(await c.exec('jackin-mux', 'ls', '--json')) as TabInfo[];
/** A folder of the world that any user of a container may write to. */
function shared(w: World, name = 'shared'): string {
  fs.mkdirSync(w.path(name));
  fs.chmodSync(w.path(name), 0o777);
  // the folders of a world are closed to others
  fs.chmodSync(w.home, 0o755);
  return w.path(name);
}

inContainer('what it is made of: tini, a user who is not root, the program and nothing of its making', false, async (c) => {
  const [config, base] = await Promise.all([
    c.must(['image', 'inspect', image, '--format', '{{json .Config}}']).then((text) => JSON.parse(text)),
    c.must(['image', 'inspect', image, '--format', '{{.Size}}']),
  ]);
  assert.deepEqual([config.User, config.WorkingDir, config.Entrypoint[0]], ['node', '/workspace', '/usr/bin/tini']);
  for (const label of ['title', 'description', 'version', 'licenses', 'base.name'])
    assert.ok(config.Labels[`org.opencontainers.image.${label}`], label);
  assert.deepEqual(
    config.Env.filter((e: string) => /KEY|TOKEN|SECRET|PASSWORD/i.test(e)),
    [],
  );
  await c.start();
  assert.match(await c.sh('tr "\\0" " " </proc/1/cmdline'), /^\/usr\/bin\/tini -s -- jackin-mux up/);
  assert.equal(await c.sh('id -u; id -un'), '1000\nnode');
  const ours = Number((await c.sh('du -sk /opt/jackin-mux')).split('\t')[0]);
  assert.ok(ours > 0 && ours < 4096, `the program takes ${ours} KB`);
  console.log(`figure: image ${(Number(base) / 1e6).toFixed(0)} MB, of which the program ${ours} KB`);
  for (const gone of ['python3', 'make', 'g++', 'gcc']) await assert.rejects(c.sh(`command -v ${gone}`), gone);
  assert.match(await c.sh('head -1 /usr/local/share/man/man1/jackin-mux.1'), /^\.TH JACKIN/);
  assert.equal(await c.sh('find /opt/jackin-mux -name "*.ts" ! -path "*/types/*" -o -name "*.test.*"'), '');
  assert.equal(await c.sh('find / -xdev -perm -2 -type f 2>/dev/null | grep -v ^/proc | head'), '', 'no file that anybody may write');
});

inContainer('locale and terminfo serve what runs in a tab', false, async (c) => {
  await c.start();
  assert.equal(await c.sh('locale charmap; tput -T xterm-256color colors'), 'UTF-8\n256');
  const t = c.enter();
  await welcome(t);
  await c.exec(
    'jackin-mux',
    'new',
    '--label',
    'text',
    '--',
    'sh',
    '-c',
    'echo "$TERM $LANG $COLORTERM"; echo "äß 漢字 👩‍🚀 end"; exec cat',
  );
  await t.see('xterm-256color C.UTF-8 truecolor');
  await t.see('äß 漢字 👩‍🚀 end');
  t.type('grüße 🚀\r');
  await t.see(/grüße 🚀\ngrüße 🚀/);
});

inContainer('run -it shows the screen; N, Claude, Kimi; q ends the container with 0 and gives the terminal back', false, async (c) => {
  const t = c.onTerminal(['-e', `KIMI_CODE_API_KEY=${kimi}`]);
  await t.see(/Press N to open an agent tab/, { ms: 60_000 });
  await pick(t, 'Claude', 'Kimi');
  await t.seeStrip(/1 Claude \(Kimi\)/);
  await t.see('I am claude, served by https://api.kimi.com/coding');
  t.type('hello');
  await t.see('> hello');
  t.resize(80, 24);
  await t.see((text) => text.includes('> hello') && t.lines().length === 24);
  t.type(`${keys.leader}q`);
  await t.see(/end/i);
  t.type(`${keys.right}${keys.enter}`);
  assert.equal((await t.ended(60_000)).code, 0);
  assert.deepEqual(t.leftovers(), []);
  assert.equal(await c.exited(), 0);
});

inContainer('run -it: detaching leaves the container to its tabs, and exec attaches again', false, async (c) => {
  const t = c.onTerminal([], ['claude']);
  await t.see('I am claude', { ms: 60_000 });
  t.type(`${keys.leader}d`);
  await t.see(/detached: 1 tab goes on[\s\S]*the server goes on here/);
  const again = c.enter();
  await again.see('I am claude');
  again.type('still here');
  await again.see('> still here');
  t.type(keys.ctrlC);
  assert.equal((await t.ended(60_000)).code, 0);
  await again.ended();
  assert.deepEqual(again.leftovers(), []);
});

inContainer('mcp in it tells an agent of the others, and no key', false, async (c) => {
  await c.start(['-e', 'KIMI_CODE_API_KEY'], ['claude', '--provider', 'kimi'], withKey);
  const rpc = (id: number, method: string, params: object) => `'${JSON.stringify({ jsonrpc: '2.0', id, method, params })}'`;
  const greeting = rpc(1, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'scene', version: '0' } });
  const call = rpc(2, 'tools/call', { name: 'wait_for_tab', arguments: { tab: '1', text: 'I am claude' } });
  await c.exec('jackin-mux', 'wait', '1', '--text', 'I am claude');
  const answers = (await c.sh(`printf '%s\\n' ${greeting} ${call} | jackin-mux mcp`)).split('\n');
  assert.equal(JSON.parse(answers[0]!).result.serverInfo.name, 'jackin-mux');
  const { outcome, tab } = JSON.parse(JSON.parse(answers[1]!).result.content[0].text);
  assert.deepEqual([outcome, tab.label], ['met', 'Claude (Kimi)']);
  assert.ok(!answers.join().includes(kimi));
});

inContainer('run -d with agent and provider opens that tab; exec attaches, twice; an operator who goes is not missed', false, async (c) => {
  await c.start(['-e', 'KIMI_CODE_API_KEY'], ['claude', '--provider', 'kimi'], withKey);
  const [tab] = await tabs(c);
  assert.deepEqual([tab?.label, tab?.state, tab?.cwd], ['Claude (Kimi)', 'running', '/workspace']);
  const [one, two] = [c.enter(), c.enter()];
  await one.see('I am claude, served by https://api.kimi.com/coding');
  await two.see('I am claude, served by https://api.kimi.com/coding');
  one.type('from one');
  await two.see('> from one');
  one.kill('SIGKILL');
  await one.ended();
  two.type(' and two');
  await two.see('> from one and two');
  assert.ok(!(await c.logs()).includes(kimi), 'the key is not in the log of the container');
  assert.ok(!(await c.sh('cat /proc/[0-9]*/cmdline 2>/dev/null | tr "\\0" " "')).includes(kimi), 'nor on a command line');
});

inContainer('an agent that is not known, and a broken configuration, end it with 1 and a sentence', false, async (c, w) => {
  const unknown = await c.once([], ['clode']);
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /jackin-mux: [^\n]*clode/);
  fs.writeFileSync(`${shared(w)}/config.toml`, 'scrollback = "many"\n', { mode: 0o644 });
  const broken = await c.once(['-v', `${w.path('shared')}:/home/node/.config/jackin:ro`], []);
  assert.equal(broken.code, 1);
  assert.match(broken.err, /config\.toml:1:14: scrollback: /);
  const help = await c.once([], ['--help']);
  assert.equal(help.code, 0);
  assert.match(help.out, /container’s main process/);
});

inContainer('stop ends the sessions in order, a deaf one too, before the engine loses patience', false, async (c, w) => {
  const folder = shared(w);
  await c.start(['-v', `${folder}:/shared`]);
  const polite = 'trap "echo hung up >/shared/polite; exit" HUP; echo ready; while :; do sleep 1; done';
  await c.exec('jackin-mux', 'new', '--background', '--', 'sh', '-c', polite);
  await c.exec('jackin-mux', 'new', '--background', '--', '/fixtures/programs/deaf.sh');
  await c.exec('jackin-mux', 'wait', '1', '--text', 'ready');
  await c.exec('jackin-mux', 'wait', '2', '--text', 'deaf');
  const t = c.enter();
  await t.see('ready');
  await c.must(['stop', '-t', '10', c.name]);
  assert.equal(await c.exited(), 0, '137 would be the engine’s SIGKILL');
  assert.equal(fs.readFileSync(`${folder}/polite`, 'utf8'), 'hung up\n');
  await t.ended(60_000);
  assert.deepEqual(t.leftovers(), []);
});

for (const signal of ['TERM', 'INT', 'HUP', 'QUIT']) {
  inContainer(`SIG${signal} ends it in order with 0`, false, async (c) => {
    await c.start([], ['claude']);
    await c.must(['kill', '-s', signal, c.name]);
    assert.equal(await c.exited(), 0);
  });
}

inContainer('killed outright and started again, it serves again', false, async (c) => {
  await c.start([], ['claude']);
  await c.must(['kill', '-s', 'KILL', c.name]);
  assert.equal(await c.exited(), 137);
  await c.must(['start', c.name]);
  await c.answers();
  await until('its first tab is there again', async () => (await tabs(c))[0]?.label === 'Claude');
});

inContainer('orphans are adopted by tini and reaped', false, async (c) => {
  await c.start();
  // a parent that ends at once leaves one child that ends a moment later, and one that stays
  const orphans = 'sh -c "sleep 0.1 & sleep 0.2 & setsid sleep 301 &" & sleep 0.5; echo left; exec cat';
  await c.exec('jackin-mux', 'new', '--background', '--', 'sh', '-c', orphans);
  await c.exec('jackin-mux', 'wait', '1', '--text', 'left');
  const zombies = 'cat /proc/[0-9]*/stat 2>/dev/null | grep -c ") Z " || true';
  await until('nobody waits to be reaped', async () => (await c.sh(zombies)) === '0');
  const parent =
    'for p in /proc/[0-9]*; do [ "$(tr "\\0" " " <$p/cmdline 2>/dev/null)" = "sleep 301 " ] && cut -d" " -f4 $p/stat; done; true';
  assert.equal(await c.sh(parent), '1', 'what stayed is a child of tini');
});

inContainer('a terminal that has no size yet, as exec gives one, and its size a moment later', false, async (c) => {
  await c.start([], ['claude']);
  const t = c.enter(['sh', '-c', 'stty rows 0 cols 0; exec jackin-mux'], { cols: 90, rows: 28 });
  await t.watch(() => t.raw.includes('\x1b[?1049h'), 'the client has the terminal');
  t.resize(100, 30);
  await t.see('I am claude');
  await t.seeStrip(/1 Claude/);
  t.type('at last');
  await t.see('> at last');
  await until('the tab has the size of the terminal', async () => {
    const [tab] = await tabs(c);
    return tab?.cols === 100 && tab.rows === 28;
  });
});

inContainer('Ctrl+P reaches the program at once with the detach keys that the documentation names', false, async (c) => {
  await c.start();
  await c.exec('jackin-mux', 'new', '--', 'node', '/fixtures/programs/keyhex.mjs');
  const t = c.enter(['jackin-mux'], { options: ['--detach-keys', 'ctrl-@,ctrl-@'] });
  await t.see('ready');
  await t.seeStrip(/1 /);
  t.type('\x10');
  await t.see(/\b10\b/);
});

inContainer('a volume for the home keeps what agents leave there', false, async (c) => {
  const volume = ['-v', `${c.name}-home:/home/node`];
  try {
    await c.start(volume);
    await c.sh('mkdir -p ~/.claude && echo kept >~/.claude/conversation');
    await c.must(['rm', '-f', c.name]);
    await c.start(volume);
    assert.equal(await c.sh('cat ~/.claude/conversation'), 'kept');
  } finally {
    await c.engine(['rm', '-f', c.name]);
    await c.engine(['volume', 'rm', `${c.name}-home`]);
  }
});

inContainer('the health check follows the server', false, async (c) => {
  await c.start();
  const test = JSON.parse(await c.must(['image', 'inspect', image, '--format', '{{json .Config.Healthcheck}}'])) as {
    Test: string[];
  } | null;
  assert.ok(test, 'the image has a health check (an engine that builds OCI images drops it: build with --format docker)');
  const [kind, ...argv] = test.Test;
  const command = kind === 'CMD-SHELL' ? ['sh', '-c', ...argv] : argv;
  assert.equal((await c.engine(['exec', c.name, ...command])).code, 0);
  const without = await c.engine(['exec', '-e', 'JACKIN_MUX_SOCKET=/tmp/nobody/mux.sock', c.name, ...command]);
  assert.notEqual(without.code, 0);
});

inContainer('any user may run it, on a file system that is read-only but for /tmp', false, async (c) => {
  await c.start(
    ['--user', '4242:4242', '--read-only', '--tmpfs', '/tmp', '-e', 'KIMI_CODE_API_KEY'],
    ['claude', '--provider', 'kimi'],
    withKey,
  );
  assert.equal(await c.sh('id -u'), '4242');
  const t = c.enter();
  await t.see('I am claude, served by https://api.kimi.com/coding');
  await t.seeStrip(/Claude \(Kimi\)/);
});

inContainer('a configuration that is mounted is in force', false, async (c, w) => {
  const folder = shared(w);
  fs.writeFileSync(`${folder}/config.toml`, '# mine\n[env]\nZAI_API_KEY = "zai-made-up"\n', { mode: 0o666 });
  fs.chmodSync(`${folder}/config.toml`, 0o666);
  await c.start(['-v', `${folder}:/home/node/.config/jackin`]);
  assert.match(await c.exec('jackin-mux', 'config', 'path'), /^\/home\/node\/\.config\/jackin\/config\.toml/);
  const t = c.enter();
  await welcome(t);
  t.type('N');
  await t.see((text) => text.includes('New tab') && text.includes('Shell'));
  await choose(t, 'Claude');
  await t.see((text) => text.includes('who serves') && text.includes('Z.AI'));
});

const unbuilt = 'no image with agents: npm run test:container -- --agents builds one';
inContainer(
  'an image derived for agents: they are there, found, and their first screens come',
  agentsImage ? false : unbuilt,
  async (c) => {
    await c.start(['-e', 'PATH=/usr/local/bin:/usr/bin:/bin'], [], {}, agentsImage);
    assert.equal(await c.sh('id -un'), 'node');
    for (const [program, version] of [
      ['claude', /Claude Code/],
      ['codex', /codex/],
      ['opencode', /^\d+\.\d+/],
      ['git', /^git version/],
      ['rg', /^ripgrep/],
    ] as const)
      assert.match(await c.exec(program, '--version'), version);
    const { agents } = JSON.parse(await c.exec('jackin-mux', 'doctor', '--json')) as { agents: { slug: string; installed: boolean }[] };
    const t = c.enter();
    await welcome(t);
    for (const [agent, first] of [
      ['claude', /Claude Code/],
      ['codex', /codex/i],
      ['opencode', /opencode|Ask anything/i],
    ] as const) {
      assert.ok(
        agents.find(({ slug }) => slug === agent),
        `doctor knows ${agent}`,
      );
      const id = await c.exec('jackin-mux', 'new', agent);
      await t.seeStrip(new RegExp(agent, 'i'));
      await t.see((text) => first.test(text.split('\n').slice(1).join('\n')), { ms: 60_000, what: `the first screen of ${agent}` });
      await c.exec('jackin-mux', 'close', id, '--force');
      await welcome(t);
    }
  },
);
