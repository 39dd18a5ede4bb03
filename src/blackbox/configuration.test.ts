import assert from 'node:assert/strict';
import fs from 'node:fs';
import { holds, keys, scene, until, welcome } from './harness.ts';

/** A configuration, and what `config check` has to say: line, column where it is certain, key path, words. */
const mistakes: [name: string, text: string, line: number, path: string, words: RegExp][] = [
  ['an unknown key', '[env]\nA = "a"\n\n[providers.kimi]\nlable = "x"\n', 5, 'providers.kimi.lable', /did you mean "label"/],
  ['an unknown table', '[wrokspaces.web]\nworkdir = "/"\n', 1, 'wrokspaces', /did you mean "workspaces"/],
  ['a wrong type', 'status = "no"\n', 1, 'status', /true or false/],
  ['a number out of range', 'scrollback = -1\n', 1, 'scrollback', /whole number/],
  ['a word that is none of the choices', 'osc52 = "perhaps"\n', 1, 'osc52', /deny.*ask.*allow/],
  ['a leader that is no key', 'leader = "x"\n', 1, 'leader', /control key/],
  ['an agent nobody knows', 'default_agent = "cluade"\n', 1, 'default_agent', /did you mean "claude"/],
  [
    'an agent nobody knows in a workspace',
    '[workspaces.a]\nagents = ["claude", "codx"]\n',
    2,
    'workspaces.a.agents[1]',
    /did you mean "codex"/,
  ],
  ['a relative workdir', '[workspaces.a]\nworkdir = "srv"\n', 2, 'workspaces.a.workdir', /absolute/],
  ['a reserved name', '[env]\nJACKIN_X = "1"\n', 2, 'env.JACKIN_X', /reserved/],
  ['another reserved name', '[roles.r.env]\nDOCKER_HOST = "1"\n', 2, 'roles.r.env.DOCKER_HOST', /reserved/],
  ['a name that no variable can have', '[env]\n"a-b" = "1"\n', 2, 'env.a-b', /name of a variable/],
  ['a value that is no text', '[env]\nA = 5\n', 2, 'env.A', /a string fits/],
  ['an agent without a command', '[agents.mine]\nlabel = "Mine"\n', 1, 'agents.mine', /command/],
  ['an endpoint that is no address', '[providers.kimi.claude]\nbase_url = "ftp://x"\n', 2, 'providers.kimi.claude.base_url', /https?:\/\//],
];

for (const [name, text, line, path, words] of mistakes) {
  scene(`config check finds ${name}`, { config: text }, async (w) => {
    const { code, out, err } = await w.cli('config', 'check');
    assert.deepEqual([code, err], [1, ''], out + err);
    const [first, ...more] = out.trimEnd().split('\n');
    assert.deepEqual(more, []);
    assert.ok(first?.startsWith(`${w.configFile}:${line}:`), out);
    assert.match(first ?? '', /^[^:]+:\d+:\d+: [^:]+: .+; .+$/);
    assert.ok(first?.includes(` ${path.replace('[1]', '')}`), `${out} does not name ${path}`);
    assert.match(first ?? '', words);
  });
}

scene(
  'config check reports every mistake at once, in the order of the file',
  { config: 'scrollback = "many"\nstatsu = true\n[env]\nDOCKER_X = "x"\n[agents.claude]\nargs = "x"\n' },
  async (w) => {
    const { code, out } = await w.cli('config', 'check');
    assert.equal(code, 1);
    assert.deepEqual(
      out
        .trimEnd()
        .split('\n')
        .map((each) => Number(/:(\d+):\d+: /.exec(each)?.[1])),
      [1, 2, 4, 6],
    );
  },
);

scene('broken TOML is located', { config: 'status = true\n[env\nA = "a"\n' }, async (w) => {
  const { code, out } = await w.cli('config', 'check');
  assert.equal(code, 1);
  assert.match(out, /config\.toml:2:\d+: /);
});

scene('a good configuration and none at all: nothing to say', {}, async (w) => {
  assert.deepEqual(await w.cli('config', 'check'), { code: 0, out: '', err: '' });
  w.configure('[env]\nA = "a"\n');
  assert.deepEqual(await w.cli('config', 'check'), { code: 0, out: '', err: '' });
  const named = await w.cli('--config', w.path('none.toml'), 'config', 'check');
  if (named.code !== 0) assert.ok((named.out + named.err).includes('none.toml'));
});

const broken = '[env]\nKIMI_CODE_API_KEY = "sk-ki-made-up"\n[providers.kimi]\nlable = "x"\n[workspaces.a]\nagnets = []\n';

scene('a server that is only starting refuses a broken configuration, with every mistake named', { config: broken }, async (w) => {
  for (const args of [['new', 'claude', '--background'], ['up']]) {
    const { code, out, err } = await w.cli(...args);
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /lable/);
    assert.match(err, /agnets/);
    assert.ok(!err.includes('sk-ki-made-up'));
  }
  const t = w.terminal();
  assert.equal((await t.ended()).code, 1);
  assert.match(t.text(), /lable/);
  assert.deepEqual(t.leftovers(), []);
  // a server that has told why it cannot start ends a moment later
  await until('nothing is left', () => w.processes().length === 0);
});

scene(
  'a running server keeps the last good configuration, says so, and takes the mended one up',
  { config: '[env]\nPLACE = "first"\n' },
  async (w) => {
    const t = w.terminal(['new', 'claude', '--attach']);
    await t.see('I am claude');
    assert.equal((await w.spawn(1)).env.PLACE, 'first');
    w.configure('[env]\nPLACE = "second"\n');
    await w.ok('config', 'reload');
    await w.ok('new', 'claude', '--background');
    assert.equal((await w.spawn(2)).env.PLACE, 'second');

    w.configure(broken);
    const reload = await w.cli('config', 'reload');
    assert.equal(reload.code, 1);
    assert.match(reload.out + reload.err, /lable/);
    await t.see(/config/i);
    await w.ok('new', 'claude', '--background');
    assert.equal((await w.spawn(3)).env.PLACE, 'second');

    w.configure('[env]\nPLACE = "third"\n');
    await w.ok('config', 'reload');
    await w.ok('new', 'claude', '--background');
    assert.equal((await w.spawn(4)).env.PLACE, 'third');
  },
);

scene(
  "a value taken from the server's environment, and an unset one named when it is needed",
  {
    config: '[env]\nMINE = "$OF_THE_SERVER"\nLITERAL = { value = "$NOT_A_REFERENCE" }\nINSIDE = "a $OF_THE_SERVER"\n',
    env: { OF_THE_SERVER: 'came along' },
  },
  async (w) => {
    await w.ok('new', 'claude', '--background');
    const { env } = await w.spawn(1);
    assert.deepEqual([env.MINE, env.LITERAL, env.INSIDE], ['came along', '$NOT_A_REFERENCE', 'a $OF_THE_SERVER']);
  },
);

scene(
  'a value whose variable is unset is named with its scope and key when a tab needs it',
  { config: '[workspaces.web.env]\nMINE = "$NO_SUCH"\n' },
  async (w) => {
    await w.ok('new', 'claude', '--background');
    const { code, err } = await w.cli('--workspace', 'web', 'new', 'claude', '--background');
    assert.equal(code, 1);
    for (const part of ['MINE', 'workspaces.web.env']) assert.ok(err.includes(part), err);
  },
);

scene(
  'a 1Password reference where op is not installed is refused with a sentence',
  { config: '[env]\nKIMI_CODE_API_KEY = "op://Work/kimi/key"\n' },
  async (w) => {
    const { code, err } = await w.cli('new', 'claude', '--provider', 'kimi', '--background');
    assert.equal(code, 1);
    assert.match(err, /op:\/\/|1Password/);
    assert.deepEqual(w.spawned(), []);
  },
);

scene(
  'an empty key at a scope means absent there and below',
  {
    config: '[env]\nKIMI_CODE_API_KEY = "sk-ki-global"\n[workspaces.off.env]\nKIMI_CODE_API_KEY = ""\n',
    env: { KIMI_CODE_API_KEY: 'sk-ki-environment' },
  },
  async (w) => {
    const off = await w.cli('--workspace', 'off', 'new', 'claude', '--provider', 'kimi', '--background');
    assert.equal(off.code, 1);
    assert.match(off.err, /KIMI_CODE_API_KEY/);
    assert.ok(!/sk-ki/.test(off.err + off.out));
    const t = w.terminal(['--workspace', 'off']);
    await welcome(t);
    t.type('N');
    await t.see('New tab');
    t.type(keys.enter);
    await t.see('I am claude, served by Anthropic');
  },
);

scene('the workspace is found by the longest workdir that holds the folder', { config: '' }, async (w) => {
  for (const dir of ['web', 'web/deep', 'webby']) fs.mkdirSync(w.path(dir));
  w.configure(
    `[env]\nPLACE = "global"\n[workspaces.web]\nworkdir = "${w.path('web')}"\nenv = { PLACE = "web" }\n[workspaces.deep]\nworkdir = "${w.path('web/deep')}"\nenv = { PLACE = "deep" }\n`,
  );
  const places: [string, string][] = [
    ['web', 'web'],
    ['web/deep', 'deep'],
    ['webby', 'global'],
  ];
  for (const [i, [dir, place]] of places.entries()) {
    assert.equal((await w.cliWith({ cwd: w.path(dir) }, 'new', 'claude', '--background')).code, 0);
    assert.equal((await w.spawn(i + 1)).env.PLACE, place, dir);
  }
});

scene('a file that cannot be read is a sentence', { config: 'status = true\n' }, async (w) => {
  fs.rmSync(w.configFile);
  fs.mkdirSync(w.configFile);
  const { code, out, err } = await w.cli('config', 'check');
  assert.equal(code, 1);
  assert.match(out + err, /config\.toml/);
  assert.ok(!/\n\s+at /.test(err), 'no stack trace');
});

scene('a change of the file alone does not disturb a tab in view', { config: '[env]\nA = "a"\n' }, async (w) => {
  const t = w.terminal(['new', 'claude', '--attach']);
  await t.see((text) => text.includes('I am claude') && text.includes('╰'));
  await t.quiet();
  const body = t.lines().slice(1, -1).join('\n');
  w.configure('[env]\nA = "b"\n');
  await holds('the tab stays as it is', () => t.lines().slice(1, -1).join('\n') === body, 600);
  await until('the next tab sees the change', async () => {
    const count = w.spawned().length;
    await w.ok('new', 'claude', '--background');
    return (await w.spawn(count + 1)).env.A === 'b';
  });
});
