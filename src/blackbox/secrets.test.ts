import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { keys, pick, scene, until, welcome } from './harness.ts';

const made = (what: string) => `made-up-${what}-f00dcafe-0123456789`;
const planted = {
  global: made('global'),
  role: made('role'),
  workspace: made('workspace'),
  both: made('both'),
  agent: made('agent'),
  refused: made('refused'),
  environment: made('environment'),
  native: made('native'),
  oauth: made('oauth'),
  broken: made('broken'),
};
const config = `
[env]
KIMI_CODE_API_KEY = "${planted.global}"
[roles.rev.env]
KIMI_CODE_API_KEY = "${planted.role}"
[workspaces.web.env]
ZAI_API_KEY = "${planted.workspace}"
[workspaces.web.roles.rev.env]
KIMI_CODE_API_KEY = { value = "${planted.both}" }
[agents.codex.env]
MY_TOKEN = "${planted.agent}"
`;

scene(
  'made-up keys planted everywhere are found nowhere: no log, no command line, no terminal, no file, no answer',
  { config, env: { MINIMAX_API_KEY: planted.environment, ANTHROPIC_API_KEY: planted.native, CLAUDE_CODE_OAUTH_TOKEN: planted.oauth } },
  async (w) => {
    const said: string[] = [];
    const commandLines: string[] = [];
    const look = () => {
      for (const { argv } of w.processes()) commandLines.push(argv.join(' '));
    };
    const run = async (...args: string[]) => {
      const { out, err } = await w.cli(...args);
      said.push(out, err);
      look();
    };
    const t = w.terminal(['--debug']);
    await welcome(t);
    await pick(t, 'Claude', 'Kimi');
    await t.see('I am claude, served by https://api.kimi.com');
    look();
    await pick(t, 'Claude', 'Anthropic', { inTab: true });
    await t.see('2 Claude (Anthropic)');
    for (const args of [
      ['--role', 'rev', 'new', 'claude', '--provider', 'kimi', '--background'],
      ['--workspace', 'web', 'new', 'claude', '--provider', 'zai', '--background'],
      ['--workspace', 'web', '--role', 'rev', 'new', 'claude', '--provider', 'kimi', '--background'],
      ['new', 'claude', '--provider', 'minimax', '--background'],
      ['new', 'codex', '--provider', 'minimax', '--background'],
      ['new', 'opencode', '--provider', 'kimi', '--background'],
      ['new', 'kimi', '--background'],
      ['new', 'shell', '--background'],
    ])
      await run(...args);
    await until('all are there', async () => (await w.tabs()).length === 10);
    await w.spawn(9);
    // what is refused is not repeated either
    await run('new', 'claude', '--provider', 'openai', '--background');
    await run('new', 'gemini', '--cwd', '/nowhere', '--background');
    await run('ls', '--json');
    await run('config', 'check');
    await run('config', 'path');
    w.configure(`${config}[providers.kimi]\nlable = "${planted.broken}"\n[workspaces.x.env]\nBAD-NAME = "${planted.broken}"\n`);
    await run('config', 'check');
    await run('config', 'reload');
    w.configure(`${config}[env\nKEY = "${planted.broken}"\n`);
    await run('config', 'check');
    await run('config', 'reload');
    w.configure(config);
    await run('config', 'reload');
    t.type(`${keys.leader}R`);
    t.type(`${keys.leader}1`);
    await t.see('api.kimi.com');
    t.type('exit 2\r');
    // and not only what is typed
    await t.see('exited with code 2');
    t.type(`${keys.leader}R`);
    await w.spawn(10);
    t.resize(80, 20);
    await t.quiet();
    t.type(`${keys.leader}d`);
    await t.ended();
    await run('kill-server');

    assert.ok(fs.existsSync(w.log) && fs.statSync(w.log).size > 500, 'with --debug there is a log');
    assert.match(fs.readFileSync(w.log, 'utf8'), /ANTHROPIC_AUTH_TOKEN/, 'spawns are logged by the names of their variables');
    for (const [place, secret] of Object.entries(planted)) {
      assert.deepEqual(w.filesWith(secret), [], `the key of ${place} is in a file`);
      assert.ok(!commandLines.some((line) => line.includes(secret)), `the key of ${place} is on a command line`);
      assert.ok(!t.raw.includes(secret), `the key of ${place} reached the terminal`);
      assert.ok(!said.join('').includes(secret), `the key of ${place} is in an answer`);
    }
    assert.equal(fs.statSync(w.log).mode & 0o077, 0, "the log is the operator's alone");
  },
);

scene('nothing of what is typed or printed in a tab reaches the log', {}, async (w) => {
  const t = w.terminal(['--debug']);
  await welcome(t);
  await pick(t, 'Shell');
  await t.see(/\$/);
  t.type('echo typed-$((1000+234))-secret\r');
  await t.see('typed-1234-secret');
  // bytes that a parser does not expect, which some libraries like to complain about
  t.type("printf 'odd-\\033[1\\177;2x-bytes \\033]9999;hidden-words\\007'\r");
  // what it printed, and not the command itself
  await t.see(/^odd-\S*-bytes/m);
  t.type('\x1b[200~pasted-words\x1b[201~\r');
  await t.see(/pasted-words.*not found/);
  await w.ok('kill-server');
  const log = fs.readFileSync(w.log, 'utf8');
  for (const words of ['typed-', '1234-secret', 'hidden-words', 'odd-', 'pasted-words'])
    assert.ok(!log.includes(words), `${words} is in the log`);
});

const telling = `
notify_command = ["sh", "-c", "env > told.tmp && mv told.tmp told-$JACKIN_NOTIFY_STATE"]
[agents.mine]
label = "Mine"
command = ["sh", "-c", "printf '\\\\033]0;title %s\\\\007\\\\033]777;notify;of %s;it is %s\\\\007\\\\033]7501;state=blocked:app=%s\\\\033\\\\\\\\' $MINE_KEY $MINE_KEY $MINE_KEY $MINE_KEY; exec sleep 1000"]
[agents.mine.env]
MINE_KEY = "${planted.agent}"
`;

scene('a program that calls itself by a key is told of without it', { config: telling }, async (w) => {
  const t = w.terminal();
  await welcome(t);
  await w.ok('new', 'mine', '--background');
  await w.ok('wait', '1', '--state', 'waiting', '--timeout', '30');
  const told = path.join(w.home, 'told-waiting');
  await until('the command has run', () => fs.existsSync(told));
  await w.ok('select', '1');
  await t.watch(() => t.raw.includes('title [secret]'), 'the window has its title');
  const listed = await w.ok('ls', '--json');
  assert.match(listed, /"title": "title \[secret\]"/);
  assert.match(listed, /"app": "\[secret\]"/);
  for (const text of [listed, await w.ok('explain', '1'), await w.ok('explain', '1', '--json'), fs.readFileSync(told, 'utf8'), t.raw])
    assert.ok(!text.includes(planted.agent));
});
