import assert from 'node:assert/strict';
import { keys, type Result, scene, until } from './harness.ts';

/** One line on standard error that names the culprit, nothing on standard output. */
function complains({ code, out, err }: Result, exit: number, culprit: string | RegExp): void {
  assert.deepEqual([code, out], [exit, ''], err);
  assert.match(err, /^jackin-mux: [^\n]+\n$/);
  if (typeof culprit === 'string') assert.ok(err.includes(culprit), `${err} does not name ${culprit}`);
  else assert.match(err, culprit);
}

scene('help and version', {}, async (w) => {
  const help = await w.cli('--help');
  assert.deepEqual([help.code, help.err], [0, '']);
  for (const word of [
    'up',
    'attach',
    'new',
    'ls',
    'select',
    'close',
    'rename',
    'move',
    'kill-server',
    'config',
    '--socket',
    '--debug',
    '--role',
  ])
    assert.match(help.out, new RegExp(`(^|\\s)${word}\\b`, 'm'), word);
  assert.match(help.out, /detach/, 'the keys are part of the help');
  const version = await w.cli('--version');
  assert.deepEqual([version.code, version.err], [0, '']);
  assert.match(version.out, /^\d+\.\d+\.\d+\n$/);
  for (const command of ['up', 'attach', 'new', 'ls', 'select', 'close', 'rename', 'move', 'kill-server', 'config']) {
    const { code, out, err } = await w.cli(command, '--help');
    assert.deepEqual([code, err], [0, ''], command);
    assert.match(out, new RegExp(command), command);
  }
  assert.deepEqual(w.processes(), [], 'asking for help starts nothing');
});

scene('a wrong command line exits 2 with one line that names the culprit', {}, async (w) => {
  const wrong: [string[], string | RegExp][] = [
    [['frobnicate'], 'frobnicate'],
    [['--frob'], '--frob'],
    [['-Z'], '-Z'],
    [['new', '--frob'], '--frob'],
    [['ls', '--jsno'], '--jsno'],
    [['ls', 'extra'], "'extra' is one word too many for ls; jackin-mux ls --help"],
    [['config', 'path', 'extra'], "'extra' is one word too many for config path"],
    [['completion', 'tcsh'], /tcsh.*bash, zsh, fish; jackin-mux completion --help/],
    [['new', 'claude', '--cwd', ''], '--cwd is empty'],
    [['select'], /tab/],
    [['rename', 't1'], /label/],
    [['move', 't1', 'left'], 'left'],
    [['move', 't1', '0'], '0'],
    [['new', 'claude', 'codex'], 'codex'],
    [['new', '--label'], '--label'],
    [['new', '--'], '--'],
    [['new', 'claude', '--', 'ls'], 'claude'],
    [['new', '--attach', '--background', 'claude'], /--attach.*--background/],
    [['--socket'], '--socket'],
    [['config', 'frob'], 'frob'],
    [['config'], /path.*check/],
    [['attach', 'claude'], /attach|argument/],
    [['up', 'claude', 'codex'], /up|argument/],
  ];
  for (const [args, culprit] of wrong) complains(await w.cli(...args), 2, culprit);
  assert.deepEqual(w.processes(), [], 'a wrong command line starts nothing');
});

scene('with no server running, only what needs none succeeds', {}, async (w) => {
  for (const args of [
    ['select', '1'],
    ['close', '1'],
    ['rename', '1', 'x'],
    ['move', '1', '1'],
    ['config', 'reload'],
  ])
    complains(await w.cli(...args), 1, /no server|not running|server/);
  const t = w.terminal(['attach']);
  assert.equal((await t.ended()).code, 1);
  assert.match(t.text(), /server/);
  const ls = await w.cli('ls', '--json');
  assert.ok((ls.code === 0 && ls.out === '[]\n') || (ls.code === 1 && ls.out === ''), JSON.stringify(ls));
  assert.equal((await w.cli('kill-server')).code, 0);
  assert.deepEqual(w.processes(), []);
});

scene('what is wrong at run time exits 1 and is named', { config: '[env]\nKIMI_CODE_API_KEY = "sk-ki-made-up"\n' }, async (w) => {
  await w.ok('new', 'claude', '--provider', 'kimi', '--background');
  complains(await w.cli('new', 'claude', '--background'), 1, /anthropic.*kimi.*--provider/);
  complains(await w.cli('new', 'nosuchagent', '--background'), 1, 'nosuchagent');
  complains(await w.cli('new', 'cluade', '--background'), 1, /cluade.*claude/);
  complains(await w.cli('new', 'claude', '--provider', 'nosuchprovider', '--background'), 1, 'nosuchprovider');
  complains(await w.cli('select', 'nosuchtab'), 1, 'nosuchtab');
  complains(await w.cli('close', 't99'), 1, 't99');
  complains(await w.cli('close', '1'), 1, '--force');
  complains(await w.cli('rename', '7', 'x'), 1, '7');
  complains(await w.cli('rename', '1', ''), 1, /label/);
  complains(await w.cli('--workspace', 'nosuchspace', 'new', 'claude', '--background'), 1, 'nosuchspace');
  complains(await w.cli('new', 'claude', '--attach'), 1, /terminal/);
  assert.equal((await w.ls()).length, 1);
});

scene('ls --json has every promised field', {}, async (w) => {
  await w.ok('new', 'claude', '--background');
  const id = await w.ok('new', '--label', 'a command', '--background', '--', 'sh', '-c', 'exit 4');
  await until('the command ended', async () => (await w.tabs())[1]?.state === 'exited');
  const [claude, command] = (await w.ls()) as unknown as [Record<string, unknown>, Record<string, unknown>];
  assert.equal(typeof claude?.pid, 'number');
  assert.match(String(claude?.startedAt), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
  const expected = {
    index: 1,
    label: 'Claude',
    agent: 'claude',
    provider: 'anthropic',
    state: 'running',
    exitCode: null,
    signal: null,
    cwd: w.home,
  };
  for (const [field, value] of Object.entries(expected)) assert.deepEqual(claude?.[field], value, field);
  assert.ok(Number(claude?.cols) > 0 && Number(claude?.rows) > 0);
  const other = { index: 2, id, label: 'a command', agent: null, provider: null, state: 'exited', exitCode: 4, signal: null };
  for (const [field, value] of Object.entries(other)) assert.deepEqual(command?.[field], value, field);
  assert.equal([claude, command].filter((tab) => tab?.active === true).length, 1, 'one tab is active, no more and no less');
  const table = await w.ok('ls');
  assert.match(table, /1\s.*Claude/);
  assert.match(table, /2\s.*a command.*exited/);
});

scene('results and nothing else on standard output', {}, async (w) => {
  const first = await w.cli('new', 'claude', '--background');
  assert.match(first.out, /^t\d+\n$/);
  assert.equal(first.err, '');
  const id = first.out.trim();
  for (const args of [
    ['select', id],
    ['rename', id, 'other'],
    ['move', id, '1'],
    ['close', id, '--force'],
    ['kill-server'],
    ['kill-server'],
  ]) {
    const { code, out, err } = await w.cli(...args);
    assert.deepEqual([code, out, err], [0, '', ''], args.join(' '));
  }
});

scene('options and their variables, the flag first', {}, async (w) => {
  const env = { JACKIN_CONFIG: w.path('a.toml'), JACKIN_MUX_SOCKET: w.path('run/env.sock') };
  const path = await w.cliWith({ env }, 'config', 'path');
  assert.ok(path.out.includes(w.path('a.toml')), path.out);
  const flag = await w.cliWith({ env }, '--config', w.path('b.toml'), 'config', 'path');
  assert.ok(flag.out.includes(w.path('b.toml')) && !flag.out.includes('a.toml'), flag.out);
  const xdg = await w.cliWith({ env: { XDG_CONFIG_HOME: w.path('xdg') } }, 'config', 'path');
  assert.ok(xdg.out.includes(w.path('xdg/jackin/config.toml')), xdg.out);
  assert.ok((await w.cli('config', 'path')).out.includes(w.configFile));

  assert.equal((await w.cliWith({ env }, 'new', 'claude', '--background')).code, 0);
  assert.equal((await w.cliWith({ env }, '--socket', w.path('run/flag.sock'), 'new', 'codex', '--background')).code, 0);
  const labels = async (...args: string[]) =>
    (JSON.parse((await w.cliWith({ env }, ...args, 'ls', '--json')).out) as { label: string }[]).map((tab) => tab.label);
  assert.deepEqual(await labels(), ['Claude']);
  assert.deepEqual(await labels('--socket', w.path('run/flag.sock')), ['Codex']);
});

scene(
  'the scope belongs to the request: one server serves any',
  {
    config:
      '[env]\nPLACE = "global"\n[roles.rev.env]\nPLACE = "role"\n[workspaces.web.env]\nPLACE = "workspace"\n[workspaces.web.roles.rev.env]\nPLACE = "both"\n',
  },
  async (w) => {
    const expected: [string[], string][] = [
      [[], 'global'],
      [['--role', 'rev'], 'role'],
      [['--workspace', 'web'], 'workspace'],
      [['--workspace', 'web', '--role', 'rev'], 'both'],
    ];
    for (const [i, [args, place]] of expected.entries()) {
      await w.ok(...args, 'new', 'claude', '--background');
      assert.equal((await w.spawn(i + 1)).env.PLACE, place);
    }
    const { code } = await w.cliWith(
      { env: { JACKIN_WORKSPACE: 'web', JACKIN_ROLE: 'rev' } },
      '--role',
      'nobody',
      'new',
      'claude',
      '--background',
    );
    if (code === 0) assert.equal((await w.spawn(5)).env.PLACE, 'workspace', 'the flag beats its variable');
  },
);

scene('new without --background shows the tab to the next client, with it not', {}, async (w) => {
  await w.ok('new', 'claude');
  await w.ok('new', 'codex', '--background');
  assert.deepEqual(
    (await w.ls()).map((tab) => tab.active),
    [true, false],
  );
  const t = w.terminal();
  await t.see('I am claude');
  await w.ok('new', 'gemini', '--background');
  await t.see('3 Gemini');
  assert.ok(t.text().includes('I am claude'));
  await w.ok('select', '3');
  const other = w.terminal();
  await other.see('I am gemini');
});

scene('up runs the server in the foreground and ends in order', {}, async (w) => {
  const t = w.terminal(['up', 'claude']);
  await t.see('I am claude');
  assert.equal((await w.ls()).length, 1);
  const second = await w.cli('up');
  complains(second, 1, /already|server/);
  t.type(`${keys.leader}d`);
  await t.quiet();
  await w.ok('kill-server');
  assert.equal((await t.ended()).code, 0);
  assert.deepEqual(t.leftovers(), []);
  await until('nothing is left', () => w.processes().length === 0);
});

scene('up without a terminal serves until SIGTERM, which ends sessions and then itself with 0', {}, async (w) => {
  const running = w.cli('up', 'codex');
  await w.spawn(1);
  const pid = await until('it serves', () => w.serverPid().catch(() => 0));
  process.kill(pid, 'SIGTERM');
  const { code, out } = await running;
  assert.deepEqual([code, out], [0, '']);
  await until('nothing is left', () => w.processes().length === 0);
});

scene('a reader that has enough is not an error, a full disk is', {}, async (w) => {
  await w.ok('new', 'claude', '--background', '--label', 'x'.repeat(150));
  for (const command of [
    'ls',
    'ls --json',
    'schema',
    'doctor',
    'config explain',
    'completion bash',
    'capture 1',
    'new shell --background',
  ]) {
    const terminal = w.anyTerminal(['bash', '-c', `jackin-mux ${command} | true; echo "code \${PIPESTATUS[0]}"`]);
    await terminal.see(/code \d/);
    assert.equal(terminal.text().trim(), 'code 0', command);
  }
  const full = w.anyTerminal(['bash', '-c', 'jackin-mux ls > /dev/full; echo "code $?"']);
  await full.see(/code \d/);
  assert.match(full.text(), /^jackin-mux: cannot write the output: ENOSPC[^\n]*\ncode 1/);
});
