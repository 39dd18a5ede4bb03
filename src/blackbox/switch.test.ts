import assert from 'node:assert/strict';
import fs from 'node:fs';
import { choose, holds, isAlive, keys, pick, program, scene, type Terminal, until, type World, welcome } from './harness.ts';

const KIMI = 'made-up-kimi-f00dcafe-0123456789';
const ZAI = 'made-up-zai-f00dcafe-0123456789';
const config = `[env]\nKIMI_CODE_API_KEY = "${KIMI}"\nMINIMAX_API_KEY = "made-up-minimax-f00dcafe"\n`;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A terminal at `Claude (Kimi)`, the second of three tabs. */
async function between(w: World): Promise<Terminal> {
  await w.ok('new', '--label', 'first', '--', ...program('keyhex.mjs'));
  await w.ok('new', 'claude', '--provider', 'kimi');
  await w.ok('new', '--label', 'last', '--background', '--', ...program('keyhex.mjs'));
  const t = w.terminal(['attach']);
  await t.see('I am claude, served by https://api.kimi.com/coding');
  return t;
}

/** From now on `claude` reopens conversations as SCRIPT does, and begins them as before. */
function reopens(w: World, script: string): void {
  const begin = fs.readFileSync(`${w.bin}/claude`, 'utf8').split('\n')[1]!;
  w.executable('claude', `case "$*" in *--resume*) ${script};; esac\n${begin}`);
}

scene('P reopens the conversation with another provider, in the same place, and then ends the old program', { config }, async (w) => {
  const t = await between(w);
  const before = await w.tabs();
  const old = await w.spawn(1);
  t.type(`${keys.leader}P`);
  await t.see('who serves its model from now on?');
  await t.see(/Kimi +serves it now/);
  await choose(t, 'Anthropic');
  await t.see('I am claude, served by Anthropic');
  await t.seeStrip(/1 first.*2 Claude \(Anthropic\).*3 last/);
  const now = await w.spawn(2);
  assert.equal(old.argv[0], '--session-id');
  assert.match(old.argv[1]!, UUID);
  assert.deepEqual(now.argv, ['--resume', old.argv[1]]);
  assert.equal(now.cwd, old.cwd);
  assert.equal(now.env.JACKIN_TAB_ID, old.env.JACKIN_TAB_ID);
  assert.equal(old.env.ANTHROPIC_AUTH_TOKEN, KIMI);
  assert.equal(now.env.ANTHROPIC_AUTH_TOKEN, undefined);
  assert.equal(now.env.ANTHROPIC_BASE_URL, undefined);
  assert.ok(!Object.values(now.env).includes(KIMI), 'the key of the old provider is in the new environment');
  await until('the old program has ended', () => !isAlive(old.pid));
  assert.ok(isAlive(now.pid));
  const tab = (await w.tabs())[1]!;
  assert.deepEqual([tab.id, tab.provider, tab.label, tab.pid], [before[1]!.id, 'anthropic', 'Claude (Anthropic)', now.pid]);
  // what is typed goes to the new one
  t.type(`hello${keys.enter}`);
  await t.see('claude heard: hello');
});

scene('the command line switches too, there and back, and a label that the operator gave stays', { config }, async (w) => {
  const id = await w.ok('new', 'claude', '--provider', 'kimi', '--label', 'mine');
  const first = await w.spawn(1);
  const told = JSON.parse(await w.ok('switch', 'mine', '--provider', 'minimax', '--json')) as {
    id: string;
    label: string;
    provider: string;
  };
  assert.deepEqual([told.id, told.label, told.provider], [id, 'mine', 'minimax']);
  await w.ok('switch', id, '--provider', 'kimi');
  const third = await w.spawn(3);
  assert.deepEqual(third.argv, ['--resume', first.argv[1]]);
  assert.equal(third.env.ANTHROPIC_AUTH_TOKEN, KIMI);
  assert.match((await w.cli('switch', id, '--provider', 'kimi')).err, /"mine" is served by Kimi already/);
  assert.match((await w.cli('switch', id, '--provider', 'zai')).err, /no key for Z\.AI/);
  assert.match((await w.cli('switch', id, '--provider', 'kimmi')).err, /did you mean "kimi"/);
  assert.equal((await w.cli('switch', id)).code, 2);
  assert.equal(w.spawned().length, 3);
});

scene('each tab has a conversation of its own, and so has one that is run again', { config }, async (w) => {
  await w.ok('new', 'claude', '--provider', 'kimi');
  const t = w.terminal(['new', 'claude', '--provider', 'kimi', '--attach']);
  await t.see('I am claude');
  t.type('\x04');
  await t.see('exited with code 0');
  t.type(`${keys.leader}R`);
  await w.spawn(3);
  const ids = w.spawned().map(({ argv }) => argv[1]!);
  assert.ok(ids.every((id) => UUID.test(id)));
  assert.equal(new Set(ids).size, 3);
});

scene('who cannot reopen a conversation says so, and nothing happens', { config }, async (w) => {
  const t = w.terminal(['new', 'codex', '--provider', 'openai', '--attach']);
  await t.see('I am codex');
  t.type(`${keys.leader}P`);
  await t.see('Codex cannot switch: its conversations have no id');
  assert.match((await w.cli('switch', '1', '--provider', 'minimax')).err, /Codex cannot switch/);
  await w.ok('new', '--label', 'cmd', '--background', '--', 'sleep', '100');
  assert.match((await w.cli('switch', 'cmd', '--provider', 'kimi')).err, /"cmd" cannot switch: it is a command, not an agent/);
  assert.equal(w.spawned().length, 1);
  assert.equal((await w.tabs())[0]!.state, 'running');
});

scene(
  'an operator who chooses the conversation in args gets no other one',
  { config: `${config}[agents.claude]\nargs = ["--continue"]\n` },
  async (w) => {
    const t = w.terminal(['new', 'claude', '--provider', 'kimi', '--attach']);
    await t.see('I am claude');
    assert.deepEqual((await w.spawn(1)).argv, ['--continue']);
    t.type(`${keys.leader}P`);
    await t.see('Claude cannot switch: its arguments choose the conversation (--continue)');
  },
);

scene('a new program that ends at once leaves the old one in its place, and what it said is told', { config }, async (w) => {
  const t = await between(w);
  const old = await w.spawn(1);
  reopens(w, 'echo "No conversation found with session ID: $2"; sleep 0.4; exit 1');
  t.type(`${keys.leader}P`);
  await choose(t, 'Anthropic');
  await t.see((text) => {
    const said = text.replaceAll(/[│\s]+/g, ' ');
    return said.includes('could not take over: it exited with code 1 and said: No conversation found') && said.includes('goes on');
  });
  t.type(keys.esc);
  await t.see((text) => !text.includes('could not take over'));
  const tab = (await w.tabs())[1]!;
  assert.deepEqual([tab.state, tab.pid, tab.provider, tab.label], ['running', old.pid, 'kimi', 'Claude (Kimi)']);
  t.type(`still${keys.enter}`);
  await t.see('claude heard: still');
});

scene('while the new program is not known to run, Esc gives up: the old one stays and the new one goes', { config }, async (w) => {
  const t = await between(w);
  const old = await w.spawn(1);
  reopens(w, `echo $$ >'${w.home}/trial'; exec sleep 100`);
  t.type(`${keys.leader}P`);
  await choose(t, 'Anthropic');
  await t.see('Reopening the conversation with Anthropic… Esc cancels');
  const trial = await until('the new program was started', () =>
    Number(fs.existsSync(`${w.home}/trial`) && fs.readFileSync(`${w.home}/trial`, 'utf8')),
  );
  await holds('the old program stays meanwhile', () => isAlive(old.pid));
  t.type(keys.esc);
  await t.see('Cancelled');
  await until('the new program has ended', () => !isAlive(trial));
  assert.equal((await w.tabs())[1]!.pid, old.pid);
});

scene('a tab that is closed meanwhile takes the new program with it', { config }, async (w) => {
  const id = await w.ok('new', 'claude', '--provider', 'kimi');
  reopens(w, `echo $$ >'${w.home}/trial'; exec sleep 100`);
  const switching = w.cli('switch', id, '--provider', 'anthropic');
  const trial = await until('the new program was started', () =>
    Number(fs.existsSync(`${w.home}/trial`) && fs.readFileSync(`${w.home}/trial`, 'utf8')),
  );
  await w.ok('close', id, '--force');
  const { code, err } = await switching;
  assert.equal(code, 1);
  assert.match(err, /"Claude \(Kimi\)" was closed or run again meanwhile/);
  await until('the new program has ended', () => !isAlive(trial));
  assert.deepEqual(await w.tabs(), []);
});

scene('A opens the Auth screen over the tabs; a key that is saved there is offered by the next picker', { config }, async (w) => {
  const t = await between(w);
  t.type(`${keys.leader}A`);
  await t.see(/1 Auth[\s\S]*Mode/);
  await t.see(/^[> ].*Z\.AI +ZAI_API_KEY/m);
  await t.see(/^>/m);
  const row = t.lines().findIndex((line) => /^[> ].*Z\.AI +ZAI_API_KEY/.test(line));
  const from = t.lines().findIndex((line) => line.startsWith('>'));
  t.type((row > from ? keys.down : keys.up).repeat(Math.abs(row - from)));
  await t.see((text) => text.split('\n')[row]!.startsWith('>'));
  t.type(keys.enter);
  await t.see('─ Z.AI: ');
  t.type(' ');
  await t.see(/API Key/);
  t.type(`${keys.tab}\x1b[200~${ZAI}\x1b[201~`);
  t.type(keys.enter);
  await t.see(/─ Save .*\?/);
  t.type(keys.enter);
  await t.see('Saved.');
  t.type('q');
  await t.see('I am claude, served by https://api.kimi.com/coding');
  assert.ok(fs.readFileSync(w.configFile, 'utf8').includes(ZAI));
  assert.ok(!t.raw.includes(ZAI), 'the key was drawn');
  assert.deepEqual(w.filesWith(ZAI), []);
  await pick(t, 'Claude', 'Z.AI', { inTab: true });
  await t.see('I am claude, served by https://api.z.ai/api/anthropic');
});

scene('A works on the welcome screen, which names it, and leaves the terminal as it was', { config }, async (w) => {
  const t = w.terminal();
  await welcome(t);
  await t.see('A keys');
  t.type('A');
  await t.see(/1 Auth[\s\S]*Mode/);
  t.resize(90, 26);
  // heading and keys are at both ends of what is there now
  await t.watch(() => t.lines()[0]!.includes('console') && t.lines()[25]!.includes('Enter edit'), 'it follows the size');
  t.type('q');
  await welcome(t);
  t.type('d');
  assert.equal((await t.ended()).code, 0);
  assert.deepEqual(t.leftovers(), []);
});

scene('the Auth screen outlives the server, so that nothing typed is lost', { config }, async (w) => {
  const t = await between(w);
  t.type(`${keys.leader}A`);
  await t.see(/1 Auth[\s\S]*Mode/);
  const pid = await w.serverPid();
  process.kill(pid, 'SIGKILL');
  await until('the server has ended', () => !isAlive(pid));
  t.type(keys.down);
  await t.see(/> +OpenAI/);
  t.type('q');
  assert.equal((await t.ended()).code, 1);
  assert.match(t.text(), /jackin-mux: the server is gone/);
  assert.deepEqual(t.leftovers(), []);
});

scene('who only looks on cannot open the Auth screen or switch', { config }, async (w) => {
  await w.ok('new', 'claude', '--provider', 'kimi');
  const t = w.terminal(['attach', '--read-only']);
  await t.see('I am claude');
  t.type(`${keys.leader}A`);
  await t.see('this client is attached read-only');
  t.type(keys.leader);
  await t.see((text) => !text.includes('this client is attached read-only'));
  t.type('P');
  await t.see('this client is attached read-only');
  assert.ok(!t.raw.includes('who serves'), 'no picker was shown');
  assert.equal(w.spawned().length, 1);
});

scene('a configuration with mistakes is told of instead of the Auth screen', { config }, async (w) => {
  const t = await between(w);
  w.configure(`${config}[agents.claude]\nargz = []\n`);
  t.type(`${keys.leader}A`);
  await t.see(/mistakes/);
});

scene('a tab whose key has changed since is marked, and says so', { config }, async (w) => {
  const t = await between(w);
  await t.seeStrip(/2 Claude \(Kimi\) [ ✕·]+3 last/);
  w.configure(config.replace(KIMI, 'made-up-kimi-another-0123456789'));
  await t.seeStrip(/2 Claude \(Kimi\) ~ [ ✕·]+3 last/);
  await t.see('its key has changed since it was started; a new tab takes the new one');
  t.type(`${keys.leader}p${keys.enter}`);
  await t.see((text) => !text.includes('its key has changed'));
  w.configure(config);
  await t.seeStrip(/2 Claude \(Kimi\) [ ✕·]+3 last/);
});
