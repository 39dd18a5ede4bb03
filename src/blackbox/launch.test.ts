import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { misfits } from '../cli/schema/build.ts';
import { OUTPUTS } from '../cli/schema/schema.ts';
import { choose, keys, program, scene, type Terminal, until, type World } from './harness.ts';

/*
 * launch with an engine that is played (fixtures/programs/engine.mjs): it records what it was given, and its "containers" are the
 * real program with nothing but a container's environment.
 */

const kimi = 'sk-ki-made-up-0123456789';
const zai = 'zai-made-up-9876543210';
const many = 'two\nlines-made-up-5555';
const config = `
[env]
KIMI_CODE_API_KEY = "${kimi}"
ZAI_API_KEY = "$HOST_ZAI"
EDITOR = "vi"
HTTPS_PROXY = "http://user:made-up-proxy@127.0.0.1:1"
[workspaces.web]
image = "agents:1"
[workspaces.api]
image = "agents:2"
agents = ["codex"]
`;
const env = { HOST_ZAI: zai, AMP_API_KEY: 'made-up-amp-key-11', UNRELATED_TOKEN: 'made-up-unrelated-token' };
const secrets = [kimi, zai, 'made-up-proxy', 'made-up-amp-key-11'];

interface Call {
  argv: string[];
  env: Record<string, string>;
  files: { file: string; mode: number; text: string }[];
}

const calls = (w: World): Call[] =>
  fs
    .readFileSync(w.path('engine/calls'), 'utf8')
    .split('\n')
    // behind the last line end there is nothing, or a line that is being written
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Call);
const callsOf = (w: World, command: string) => calls(w).filter((call) => call.argv[0] === command);
/** Not called at all counts as no calls. */
const calledAtAll = (w: World) => fs.existsSync(w.path('engine/calls'));

/** Puts the played engine on the PATH, under NAMES. */
function withEngine(w: World, ...names: string[]): void {
  fs.mkdirSync(w.path('engine'));
  fs.writeFileSync(w.path('engine/images'), 'agents:1\nagents:2\n');
  const [node, file] = program('engine.mjs');
  for (const name of names.length > 0 ? names : ['docker'])
    w.executable(name, `FIXTURE_ENGINE='${w.path('engine')}' exec '${node}' '${file}' "$@"`);
}

/** Waits until the container has ended: its server says goodbye to a terminal before it goes. */
const ended = (w: World, container: string) =>
  until(`${container} has ended`, async () => new RegExp(`${container} +exited`).test(await w.ok('launch', '--list')));

/** No key on any command line, in any file that is left, or among `texts`. */
function assertSecretsKept(w: World, ...texts: string[]): void {
  for (const secret of secrets) {
    for (const call of calls(w)) assert.ok(!call.argv.join('\n').includes(secret), `in an argument of ${call.argv[0]}`);
    for (const text of texts) assert.ok(!text.includes(secret), `in what it says: ${text}`);
    // the folder of the engine is what the engine was given, and keeps
    const left = w.filesWith(secret).filter((file) => !file.startsWith('engine/'));
    assert.deepEqual(left, [], 'in files that are left');
  }
}

/** The picker of the workspaces, then that of the agents. */
async function toAgents(t: Terminal, workspace: string): Promise<void> {
  await t.see((text) => text.includes('Launch a workspace') && text.includes('api'), { what: 'the workspaces are offered' });
  await choose(t, workspace);
  await t.see((text) => text.includes(`Launch ${workspace}`) && text.includes('Shell'), { what: 'the agents are offered' });
}

scene('workspace, agent and provider are chosen, the container runs, and this terminal is in it', { config, env }, async (w) => {
  withEngine(w);
  const t = w.terminal(['launch']);
  await toAgents(t, 'web');
  assert.equal(callsOf(w, 'run').length, 0, 'nothing runs before everything is chosen');
  await choose(t, 'Claude');
  await t.see((text) => text.includes('who serves') && text.includes('Kimi'));
  await choose(t, 'Kimi');
  await t.seeStrip('Claude (Kimi)');
  await t.see('I am claude');
  const [run] = callsOf(w, 'run');
  assert.deepEqual(run?.argv.slice(-4), ['agents:1', 'claude', '--provider', 'kimi']);
  assert.ok(run.argv.includes('-d') && run.argv.join(' ').includes('--name jackin-web '));
  const [exec] = callsOf(w, 'exec');
  assert.match(exec!.argv.join(' '), /^exec -it --detach-keys \S+ .*jackin-web jackin-mux attach$/);
  assert.ok(!/ctrl-p/i.test(exec!.argv.join(' ')));
  // what Claude got in there is what the key was for
  const claude = await w.spawn(1);
  assert.equal(claude.env.ANTHROPIC_AUTH_TOKEN, kimi);
  assert.equal(claude.env.EDITOR, 'vi');
  assert.equal(claude.env.UNRELATED_TOKEN, undefined, 'nothing else of the host');
  t.type(`${keys.leader}d`);
  assert.equal((await t.ended()).code, 0);
  assert.match(t.text(), /jackin-web goes on; attach again with: jackin-mux launch web/);
  assert.deepEqual(t.leftovers(), []);
  assertSecretsKept(w, t.raw);
});

scene('values go by name, and in a file that is gone where the name means something to the engine', { config, env }, async (w) => {
  withEngine(w);
  assert.equal(await w.ok('launch', 'web', '--agent', 'shell', '--detach'), 'jackin-web');
  const [run] = callsOf(w, 'run');
  const named = run!.argv.filter((_, i) => run!.argv[i - 1] === '-e');
  assert.deepEqual(named, ['AMP_API_KEY', 'EDITOR', 'KIMI_CODE_API_KEY', 'ZAI_API_KEY']);
  for (const [name, value] of [
    ['KIMI_CODE_API_KEY', kimi],
    ['ZAI_API_KEY', zai],
    ['EDITOR', 'vi'],
  ] as const)
    assert.equal(run!.env[name], value, name);
  assert.equal(run!.env.HTTPS_PROXY, undefined, 'the engine itself does not go by it');
  const [file] = run!.files;
  assert.deepEqual([file?.mode, file?.text], [0o600, 'HTTPS_PROXY=http://user:made-up-proxy@127.0.0.1:1\n']);
  assert.ok(!fs.existsSync(file!.file) && !fs.existsSync(path.dirname(file!.file)), 'the file is removed, its folder too');
  for (const call of calls(w)) if (call.argv[0] !== 'run') assert.equal(call.env.KIMI_CODE_API_KEY, undefined, `not for ${call.argv[0]}`);
  assertSecretsKept(w);
});

scene(
  'engine_keys = "file": all of them in the file, which is gone also where the engine fails',
  { config: `engine_keys = "file"\n${config}`, env },
  async (w) => {
    withEngine(w);
    await w.ok('launch', 'web', '--agent', 'shell', '--detach');
    const [run] = callsOf(w, 'run');
    assert.ok(!run!.argv.includes('-e') && run!.env.KIMI_CODE_API_KEY === undefined);
    assert.deepEqual(
      run!.files[0]!.text.split('\n')
        .filter(Boolean)
        .map((line) => line.split('=')[0]),
      ['AMP_API_KEY', 'EDITOR', 'HTTPS_PROXY', 'KIMI_CODE_API_KEY', 'ZAI_API_KEY'],
    );
    w.configure(`engine_keys = "file"\n${config}network = "no-such-network"\n`);
    const { code, err } = await w.cli('launch', 'api', '--agent', 'codex', '--detach');
    assert.equal(code, 1);
    assert.match(err, /docker does not know the network \(network no-such-network not found\); change network in \[workspaces\.api\]\n$/);
    for (const { files } of callsOf(w, 'run')) for (const { file } of files) assert.ok(!fs.existsSync(file));
    assert.deepEqual(callsOf(w, 'rm').at(-1)?.argv, ['rm', '-f', 'id-jackin-api'], 'what the engine had made is removed');
    w.configure(`engine_keys = "file"\n[env]\nNOTES = """${many}"""\n[workspaces.web]\nimage = "agents:1"\n`);
    await w.ok('launch', '--stop', 'web');
    const lines = await w.cli('launch', 'web', '--agent', 'shell', '--detach');
    assert.match(lines.err, /NOTES: a file of variables cannot hold a value of several lines/);
    assert.ok(!lines.err.includes('made-up'));
    assertSecretsKept(w, err);
  },
);

scene('--dry-run says what it would run, keys by name, and runs nothing', { config, env }, async (w) => {
  withEngine(w);
  const { code, out, err } = await w.cli('launch', 'web', '--agent', 'claude', '--provider', 'kimi', '--dry-run');
  assert.equal(code, 0);
  const [run, exec] = out.trimEnd().split('\n');
  assert.match(run!, /^docker run -d --name jackin-web .*-e KIMI_CODE_API_KEY .*--env-file FILE agents:1 claude --provider kimi$/);
  assert.match(exec!, /^docker exec -it --detach-keys 'ctrl-\^,ctrl-\],ctrl-\^' .*jackin-web jackin-mux attach$/);
  assert.match(err, /FILE would hold HTTPS_PROXY; only you could read it/);
  assert.ok(!calledAtAll(w), 'the engine was not even asked');
  for (const secret of secrets) assert.ok(!`${out}${err}`.includes(secret));
  // the pickers come here too
  const t = w.terminal(['launch', '--dry-run'], { cols: 200 });
  await toAgents(t, 'api');
  await choose(t, 'Codex');
  assert.equal((await t.ended()).code, 0);
  assert.match(t.text(), /docker run .* agents:2 codex --provider openai/);
  assert.ok(!calledAtAll(w));
});

scene('Esc goes back: provider, agent, workspace; there it gives up', { config, env }, async (w) => {
  withEngine(w);
  const t = w.terminal(['launch']);
  await toAgents(t, 'web');
  await choose(t, 'Claude');
  await t.see('who serves');
  t.type(keys.esc);
  await t.see((text) => text.includes('Launch web') && /> (1 )?Claude/.test(text), { what: 'back at the agents' });
  t.type(keys.esc);
  await t.see((text) => text.includes('Launch a workspace') && /> (1 )?web/.test(text), { what: 'back at the workspaces' });
  t.type(keys.esc);
  assert.equal((await t.ended()).code, 1);
  assert.match(t.text(), /nothing was started/);
  assert.deepEqual(t.leftovers(), []);
  assert.equal(callsOf(w, 'run').length, 0);
});

scene('a running container is attached to; --agent opens another tab in it', { config, env }, async (w) => {
  withEngine(w);
  await w.ok('launch', 'web', '--agent', 'codex', '--provider', 'openai', '--detach');
  const t = w.terminal(['launch', 'web']);
  await t.see('I am codex');
  t.type(`${keys.leader}d`);
  await t.ended();
  const second = w.terminal(['launch', 'web', '--agent', 'claude', '--provider', 'kimi']);
  await second.seeStrip((strip) => strip.includes('Codex') && strip.includes('Claude (Kimi)'));
  await w.spawn(2);
  assert.equal(callsOf(w, 'run').length, 1);
  second.type(`${keys.leader}d`);
  await second.ended();
  await w.ok('launch', 'web', '--agent', 'amp', '--detach');
  assert.equal((await w.spawn(3)).name, 'amp');
});

scene('the keys of every provider that fits are in the container, for whoever is chosen there', { config, env }, async (w) => {
  withEngine(w);
  await w.ok('launch', 'web', '--agent', 'shell', '--detach');
  const t = w.terminal(['launch', 'web']);
  await t.seeStrip('Shell');
  t.type(`${keys.leader}N`);
  await t.see((text) => text.includes('New tab') && text.includes('Shell'));
  await choose(t, 'Claude');
  await t.see((text) => text.includes('who serves') && text.includes('Z.AI') && text.includes('Kimi'), { what: 'both keys are in there' });
});

scene('what was launched is listed and stopped', { config, env }, async (w) => {
  withEngine(w);
  assert.equal(await w.ok('launch', '--list'), '');
  assert.equal(await w.ok('launch', '--list', '--json'), '[]');
  await w.ok('launch', 'web', '--agent', 'shell', '--detach');
  await w.ok('launch', 'api', '--agent', 'codex', '--detach', '--provider', 'openai');
  const listed = JSON.parse(await w.ok('launch', '--list', '--json')) as object[];
  assert.deepEqual(misfits(listed, OUTPUTS['launch --list']!), []);
  assert.deepEqual(
    listed.map((c) =>
      Object.entries(c)
        .slice(0, 5)
        .map(([, value]) => value),
    ),
    [
      ['api', null, 'jackin-api', 'running', 'agents:2'],
      ['web', null, 'jackin-web', 'running', 'agents:1'],
    ],
  );
  assert.match(await w.ok('launch', '--list'), /^WORKSPACE +ROLE +CONTAINER +STATE +IMAGE\napi +- +jackin-api +running +agents:2\nweb /);
  const several = await w.cli('launch', '--stop');
  assert.equal(several.code, 1);
  assert.match(several.err, /no terminal to ask on .*name the one that is meant: launch --stop WORKSPACE/);
  await w.ok('launch', '--stop', 'web');
  assert.deepEqual(callsOf(w, 'stop').at(-1)?.argv, ['stop', '-t', '10', 'jackin-web']);
  assert.deepEqual(callsOf(w, 'rm').at(-1)?.argv, ['rm', 'jackin-web']);
  await w.ok('launch', '--stop');
  assert.equal(await w.ok('launch', '--list', '--json'), '[]');
  const none = await w.cli('launch', '--stop', 'web');
  assert.deepEqual([none.code, none.err], [0, 'jackin-mux: no container of workspace web is there\n']);
  assert.match((await w.cli('launch', '--stop', 'wep')).err, /unknown workspace "wep"; did you mean "web"\?/);
});

scene('an ended container is not thrown away unasked: again as it was, or a new one', { config, env }, async (w) => {
  withEngine(w);
  await w.ok('launch', 'web', '--agent', 'codex', '--provider', 'openai', '--detach');
  const t = w.terminal(['launch', 'web']);
  await t.see('I am codex');
  t.type(`${keys.leader}q`);
  await t.see(/end/i);
  t.type('e');
  await t.ended();
  await ended(w, 'jackin-web');
  const { code, err } = await w.cli('launch', 'web', '--agent', 'amp', '--detach');
  assert.equal(code, 1);
  assert.match(err, /its container has ended/);
  const again = w.terminal(['launch', 'web']);
  await again.see('Start it again');
  again.type(keys.enter);
  await again.see('I am codex');
  assert.deepEqual(callsOf(w, 'start').at(-1)?.argv, ['start', 'jackin-web']);
  again.type(`${keys.leader}q`);
  await again.see(/end/i);
  again.type('e');
  await again.ended();
  await ended(w, 'jackin-web');
  const anew = w.terminal(['launch', 'web']);
  await anew.see('Start a new one');
  anew.type(`${keys.down}${keys.enter}`);
  await anew.see((text) => text.includes('Launch web') && text.includes('Shell'));
  await choose(anew, 'Amp');
  await anew.see('I am amp');
  assert.equal(callsOf(w, 'run').length, 2);
});

scene('what stands in the way is said in one sentence', { config, env }, async (w) => {
  const failing = async (args: string[], wanted: RegExp, exit = 1) => {
    const { code, out, err } = await w.cli('launch', ...args);
    assert.equal(code, exit, err);
    assert.equal(out, '');
    assert.match(err.trimEnd().split('\n').at(-1)!, wanted);
  };
  const shell = ['--agent', 'shell', '--detach'];
  const broken = (text: string) => w.configure(`${text}\n[workspaces.web]\nimage = "agents:1"\n`);
  broken('engine = "no-such-engine"');
  await failing(['web', ...shell], /^jackin-mux: the container engine no-such-engine is not installed; install it, or name another one/);
  withEngine(w, 'podman', 'docker');
  w.configure(config);
  fs.writeFileSync(w.path('engine/mode'), 'down');
  await failing(
    ['web', ...shell],
    /^jackin-mux: docker is installed, but its engine does not answer \(Cannot connect to the Docker daemon/,
  );
  await failing(['--list'], /its engine does not answer/);
  await failing(['--stop'], /its engine does not answer/);
  fs.writeFileSync(w.path('engine/mode'), 'forbidden');
  await failing(['web', ...shell], /^jackin-mux: this user may not talk to docker/);
  fs.rmSync(w.path('engine/mode'));
  w.configure('[workspaces.web]\nimage = "no-such-image"\n');
  await failing(
    ['web', ...shell],
    /^jackin-mux: there is no image no-such-image, and docker could not pull it \(pull access denied.*build or pull it first, or change image in \[workspaces\.web\]$/,
  );
  w.configure('[workspaces.web]\nimage = "agents:1"\nmounts = ["/no/such/folder:/x"]\n');
  await failing(
    ['web', ...shell],
    /^jackin-mux: there is no \/no\/such\/folder to mount; make it, or change mounts in \[workspaces\.web\]$/,
  );
  w.configure('[workspaces.web]\nimage = "agents:1"\n');
  fs.writeFileSync(w.path('engine/containers/jackin-web.json'), JSON.stringify({ name: 'jackin-web', id: 'x', pid: 1, labels: {} }));
  await failing(
    ['web', ...shell],
    /^jackin-mux: the name jackin-web belongs to another container; see it with: docker ps -a, and rename or remove it$/,
  );
  fs.rmSync(w.path('engine/containers/jackin-web.json'));
  await failing(['web', '--agent', 'cluade', '--detach'], /^jackin-mux: unknown agent "cluade"; did you mean "claude"\?$/);
  await failing(['web', '--agent', 'claude', '--provider', 'zai', '--detach'], /^jackin-mux: no key for Z\.AI/);
  await failing(['web', '--agent', 'codex', '--provider', 'kimi', '--detach'], /^jackin-mux: Codex cannot use provider "kimi"/);
  w.configure(`${config}`);
  await failing(['api', '--agent', 'claude', '--detach'], /^jackin-mux: workspace api does not offer claude; it offers codex, shell$/);
  await failing(['wep', ...shell], /^jackin-mux: unknown workspace "wep"; did you mean "web"\?$/);
  await failing(['web'], /^jackin-mux: standard input and output have to be a terminal to attach one; --detach/);
  w.configure('[workspaces.web]\nworkdir = "/tmp"\n');
  await failing(['web', ...shell], /^jackin-mux: workspace web names no image to launch; add image/);
  w.configure('');
  await failing(shell, /^jackin-mux: the configuration has no workspace to launch/);
  for (const [args, wanted] of [
    [['--list', '--stop'], /--list and --stop exclude each other/],
    [['--provider', 'kimi'], /--provider goes with --agent/],
    [['--json'], /--json goes with --list/],
    [['--list', '--agent', 'amp'], /--agent has nothing to do with --list/],
    [['a', 'b'], /one word too many for launch/],
  ] as const)
    await failing([...args], wanted, 2);
});

scene('a container that ends at once is said, with what it said, and removed', { config, env }, async (w) => {
  withEngine(w);
  w.configure(`${config}[agents.mine]\ncommand = ["mine"]\n`);
  const mine = await w.cli('launch', 'web', '--agent', 'mine', '--detach');
  assert.equal(mine.code, 1);
  // the container has a configuration of its own, or none
  assert.match(mine.err, /the container of workspace web ended at once \(exit 1\): .*unknown agent "mine"/);
  assert.deepEqual(callsOf(w, 'rm').at(-1)?.argv, ['rm', '-f', 'jackin-web']);
  assert.equal(await w.ok('launch', '--list'), '');
});

scene('an engine that shows no log is attached to all the same', { config, env }, async (w) => {
  withEngine(w);
  fs.writeFileSync(w.path('engine/mode'), 'no-logs');
  assert.equal(await w.ok('launch', 'web', '--agent', 'shell', '--detach'), 'jackin-web');
  const t = w.terminal(['launch', 'web']);
  await t.seeStrip('Shell');
});

scene('whoever asks for another role is not shown its container', { config: `[roles.a]\n[roles.b]\n${config}`, env }, async (w) => {
  withEngine(w);
  await w.ok('--role', 'a', 'launch', 'web', '--agent', 'shell', '--detach');
  const { code, err } = await w.cli('--role', 'b', 'launch', 'web', '--agent', 'amp', '--detach');
  assert.equal(code, 1);
  assert.match(err, /jackin-web was started with the role a; end it first: jackin-mux launch --stop web/);
});

scene('in a tab it does not attach, unless it is told to', { config, env }, async (w) => {
  withEngine(w);
  const t = w.terminal(['launch', 'web'], { env: { JACKIN_TAB_ID: 't1' } });
  assert.equal((await t.ended()).code, 1);
  assert.match(t.text(), /this is tab t1 of jackin-mux already; --nested attaches here all the same/);
});

scene(
  'a reference is read on the host, and only its value goes on',
  { config: '[env]\nKIMI_CODE_API_KEY = "op://Work/kimi/key"\n[workspaces.web]\nimage = "agents:1"\n' },
  async (w) => {
    withEngine(w);
    fs.mkdirSync(w.path('op/vaults/Work/kimi'), { recursive: true });
    fs.writeFileSync(w.path('op/vaults/Work/kimi/key'), kimi);
    w.executable('op', `FIXTURE_OP='${w.path('op')}' exec '${program('op')[0]}' "$@"`);
    const { err } = await w.cli('launch', 'web', '--agent', 'claude', '--provider', 'kimi', '--detach');
    assert.match(err, /reading keys from 1Password/);
    assert.equal(callsOf(w, 'run')[0]?.env.KIMI_CODE_API_KEY, kimi);
    assert.equal((await w.spawn(1)).env.ANTHROPIC_AUTH_TOKEN, kimi);
    w.configure('[env]\nKIMI_CODE_API_KEY = "op://Work/none/key"\n[workspaces.web]\nimage = "agents:1"\n');
    await w.ok('launch', '--stop');
    const failed = await w.cli('launch', 'web', '--agent', 'shell', '--detach');
    assert.match(failed.err, /KIMI_CODE_API_KEY in \[env\] is op:\/\/Work\/none\/key: /);
    assert.equal(callsOf(w, 'run').length, 1);
  },
);
