import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { isAlive, keys, pick, program, root, scene, until, type Wire, type World, welcome, Wire as wires } from './harness.ts';

const made = (what: string) => `made-up-${what}-f00dcafe-0123456789`;

/** A vault for the stand-in `op`, which is on the PATH of the world from then on. */
function vault(w: World, fields: Record<string, string>) {
  const dir = w.path('op');
  fs.mkdirSync(dir, { recursive: true });
  fs.symlinkSync(path.join(root, 'fixtures/programs/op'), path.join(w.bin, 'op'));
  for (const [field, value] of Object.entries(fields)) {
    const file = path.join(dir, 'vaults', field);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, value);
  }
  w.env.FIXTURE_OP = dir;
  return {
    /** In one go: the program may be reading it. */
    mode: (mode: string) => {
      fs.writeFileSync(path.join(dir, 'mode.new'), mode);
      fs.renameSync(path.join(dir, 'mode.new'), path.join(dir, 'mode'));
    },
    calls: () => {
      const lines = fs.existsSync(path.join(dir, 'calls')) ? fs.readFileSync(path.join(dir, 'calls'), 'utf8').split('\n') : [];
      return lines.filter(Boolean).map((line) => ({ pid: Number(line.split(' ')[0]), args: line.slice(line.indexOf(' ') + 1) }));
    },
  };
}

const config = `
[env]
KIMI_CODE_API_KEY = "op://Work/kimi/key"
ZAI_API_KEY = { op = "op://Work/zai/Coding plan/key" }
LITERAL = { value = "op://Work/kimi/key" }
[workspaces.many.env]
A_TOKEN = "op://Work/a/token"
B_TOKEN = "op://Work/b/token?attribute=otp"
C_TOKEN = "$NO_SUCH_VARIABLE"
[workspaces.two.env]
A_TOKEN = "op://Work/a/token"
B_TOKEN = "op://Work/b/token?attribute=otp"
`;
const fields = {
  'Work/kimi/key': made('kimi'),
  'Work/zai/Coding plan/key': made('zai'),
  'Work/a/token': made('a'),
  'Work/b/token?attribute=otp': made('b'),
};

scene('a reference is read when its tab opens, each time, and for no other tab', { config }, async (w) => {
  const op = vault(w, fields);
  await w.ok('new', 'claude', '--provider', 'kimi', '--background');
  const first = await w.spawn(1);
  assert.equal(first.env.ANTHROPIC_AUTH_TOKEN, made('kimi'));
  assert.equal(first.env.LITERAL, 'op://Work/kimi/key', '{ value = } is taken as it is');
  assert.deepEqual(
    op.calls().map((c) => c.args),
    ['read --no-newline op://Work/kimi/key'],
  );
  await w.ok('new', 'claude', '--provider', 'anthropic', '--background');
  await w.ok('new', 'shell', '--background');
  assert.equal(op.calls().length, 1, 'no other tab needs it');
  await w.ok('new', 'claude', '--provider', 'zai', '--background');
  assert.equal((await w.spawn(3)).env.ANTHROPIC_AUTH_TOKEN, made('zai'));
  fs.writeFileSync(w.path('op/vaults/Work/kimi/key'), made('rotated'));
  await w.ok('new', 'claude', '--provider', 'kimi', '--background');
  assert.equal((await w.spawn(4)).env.ANTHROPIC_AUTH_TOKEN, made('rotated'), 'nothing is kept');
  for (const value of [...Object.values(fields), made('rotated')])
    assert.deepEqual(
      w.filesWith(value),
      w.filesWith(value, []).filter((f) => f.startsWith('op/')),
      'only the vault has it',
    );
});

scene('several are read at once', { config }, async (w) => {
  const op = vault(w, fields);
  op.mode('together 3');
  await w.ok('--workspace', 'two', 'new', 'claude', '--provider', 'kimi', '--background');
  const { env } = await w.spawn(1);
  assert.deepEqual([env.ANTHROPIC_AUTH_TOKEN, env.A_TOKEN, env.B_TOKEN], [made('kimi'), made('a'), made('b')]);
  assert.equal(op.calls().length, 3);
});

scene('every failure is named by scope, key and reference in one message, and no tab is opened', { config }, async (w) => {
  const op = vault(w, { 'Work/kimi/key': '  ', 'Work/other/x': 'x' });
  const { code, out, err } = await w.cli('--workspace', 'many', 'new', 'claude', '--provider', 'kimi', '--background');
  assert.deepEqual([code, out], [1, '']);
  assert.match(err, /KIMI_CODE_API_KEY in \[env\] is op:\/\/Work\/kimi\/key: its value is empty/);
  assert.match(err, /A_TOKEN in \[workspaces\.many\.env\] is op:\/\/Work\/a\/token: there is no such item/);
  assert.match(err, /B_TOKEN in \[workspaces\.many\.env\] is op:\/\/Work\/b\/token\?attribute=otp: there is no such item/);
  assert.match(err, /C_TOKEN in \[workspaces\.many\.env\] stands for a variable that is not set/);
  assert.equal(err.trim().split('\n').length, 1);

  for (const [mode, words] of [
    ['signed-out', /not signed in/],
    ['no-account', /not signed in/],
    ['dismissed', /not unlocked/],
    ['offline', /cannot reach 1Password/],
    ['fail', /status 7/],
    ['leak', /not shown here/],
  ] as const) {
    op.mode(mode);
    fs.writeFileSync(w.path('op/vaults/Work/kimi/key'), made('leaked'));
    const failed = await w.cli('new', 'claude', '--provider', 'kimi', '--background');
    assert.equal(failed.code, 1, mode);
    assert.match(failed.err, words);
    assert.match(failed.err, /KIMI_CODE_API_KEY in \[env\] is op:\/\/Work\/kimi\/key/);
    assert.ok(!failed.err.includes(made('leaked')));
  }
  fs.rmSync(path.join(w.bin, 'op'));
  assert.match(
    (await w.cli('new', 'claude', '--provider', 'kimi', '--background')).err,
    /op, the 1Password command line, is not installed/,
  );
  assert.deepEqual(w.spawned(), []);
  assert.deepEqual(await w.tabs(), []);
});

scene('the operator sees what is waited for, and Esc gives it up', { config }, async (w) => {
  const op = vault(w, fields);
  const t = w.terminal();
  await welcome(t);
  op.mode('held');
  await pick(t, 'Claude', 'Kimi');
  await t.see('Resolving Kimi key…');
  op.mode('');
  await t.see('I am claude, served by https://api.kimi.com');

  op.mode('hang');
  await pick(t, 'Claude', 'Kimi', { inTab: true });
  await t.see('Resolving Kimi key…');
  t.type('not for the tab');
  t.type(keys.esc);
  await t.see(/cancelled/i);
  await until('op is ended', () => op.calls().every(({ pid }) => !isAlive(pid)));
  assert.equal((await w.tabs()).length, 1);
  // the tab has the keys again, and got none of those
  t.type('typed afterwards\r');
  await t.see('claude heard: typed afterwards');
  assert.ok(!t.text().includes('not for the tab'));
  assert.equal(w.spawned().length, 1);
});

scene('failures that no status line has room for are shown in full', { config, cols: 80, rows: 24 }, async (w) => {
  const op = vault(w, fields);
  op.mode('signed-out');
  const t = w.terminal(['--workspace', 'two']);
  await welcome(t);
  await pick(t, 'Claude', 'Kimi');
  await t.see('That could not be done');
  for (const words of ['KIMI_CODE_API_KEY in [env]', 'A_TOKEN in [workspaces.two.env]', 'B_TOKEN in', 'not signed in']) await t.see(words);
  t.type(keys.esc);
  await t.see('Press N to open an agent tab');
  assert.deepEqual(await w.tabs(), []);
});

const hanging = async (w: World, op: ReturnType<typeof vault>, request: (wire: Wire) => void) => {
  op.mode('hang');
  const before = op.calls().length;
  const wire = await wires.open(w.socket);
  request(wire);
  const progress = await wire.hear((m) => m.type === 'progress', 'what is waited for');
  const { pid } = await until('op runs', () => op.calls()[before]);
  assert.ok(isAlive(pid));
  return { wire, progress, pid };
};

scene('a request is given up by cancel, by its connection’s end, and by the end of the server', { config }, async (w) => {
  const op = vault(w, fields);
  await w.ok('new', 'shell', '--background');
  const open = { agent: 'claude', provider: 'kimi' };

  const one = await hanging(w, op, (wire) => wire.send({ type: 'request', id: 77, name: 'open', params: open }));
  assert.deepEqual(one.progress, { type: 'progress', request: 77, text: 'Resolving Kimi key…' });
  assert.deepEqual(await one.wire.request('cancel', { request: 4 }), { cancelled: false });
  assert.deepEqual(await one.wire.request('cancel', { request: 77 }), { cancelled: true });
  const answer = await one.wire.hear((m) => m.type === 'response' && m.id === 77, 'the answer');
  assert.match(answer.type === 'response' && !answer.ok ? answer.error : '', /KIMI_CODE_API_KEY in \[env\].*cancelled/);
  await until('op is ended', () => !isAlive(one.pid));
  one.wire.close();

  const two = await hanging(w, op, (wire) => wire.send({ type: 'request', id: 1, name: 'open', params: open }));
  two.wire.close();
  await until('op is ended', () => !isAlive(two.pid));

  const three = await hanging(w, op, (wire) => wire.send({ type: 'request', id: 1, name: 'open', params: open }));
  assert.equal((await w.tabs()).length, 1);
  await w.ok('kill-server');
  await until('op is ended', () => !isAlive(three.pid));
  assert.deepEqual(w.spawned(), []);
});

scene('attaching with a new tab can be given up with Ctrl+C while its key is read', { config }, async (w) => {
  const op = vault(w, fields);
  op.mode('hang');
  const t = w.terminal(['new', 'claude', '--provider', 'kimi', '--attach']);
  await t.see('Resolving Kimi key…');
  const { pid } = await until('op runs', () => op.calls()[0]);
  t.type('\x03');
  await t.ended();
  await until('op is ended', () => !isAlive(pid));
  assert.deepEqual(await w.tabs(), []);

  op.mode('');
  const again = w.terminal(['new', 'claude', '--provider', 'kimi', '--attach']);
  await again.see('I am claude, served by https://api.kimi.com');
  again.type('hello\r');
  await again.see('claude heard: hello');
});

scene('a tab whose key has since changed is marked, and keeps what it was started with', { config, env: { MINE: 'mine' } }, async (w) => {
  vault(w, fields);
  w.configure('[env]\nKIMI_CODE_API_KEY = "made-up-key-1"\nZAI_API_KEY = "op://Work/zai/Coding plan/key"\nMINIMAX_API_KEY = "$MINE"\n');
  for (const provider of ['kimi', 'zai', 'minimax', 'anthropic']) await w.ok('new', 'claude', '--provider', provider, '--background');
  const changed = async () => (await w.tabs()).map((t) => t.keyChanged);
  assert.deepEqual(await changed(), [false, false, false, false]);
  w.configure(
    '[env]\nKIMI_CODE_API_KEY = "made-up-key-2"\nZAI_API_KEY = "op://Work/zai/Coding plan/key"\nMINIMAX_API_KEY = { value = "mine" }\n',
  );
  await until('the changed key is marked', async () => (await changed()).includes(true));
  assert.deepEqual(await changed(), [true, false, false, false], 'the same key by another way is the same');
  w.configure('[env]\nKIMI_CODE_API_KEY = "made-up-key-1"\nZAI_API_KEY = { op = "op://Work/zai/key" }\nANTHROPIC_API_KEY = "new"\n');
  await until('marks follow', async () => JSON.stringify(await changed()) === '[false,true,true,true]');
  const t1 = (await w.tabs())[0]!;
  assert.ok(isAlive(t1.pid));
  const ls = JSON.parse(await w.ok('ls', '--json')) as { keyChanged: boolean }[];
  assert.equal(ls[1]?.keyChanged, true);
});

scene('a running server takes up a file that comes, goes and comes back, with its folder', {}, async (w) => {
  fs.rmSync(w.path('.config'), { recursive: true });
  const t = w.terminal();
  await welcome(t);
  const wire = await wires.open(w.socket);
  wire.send({ type: 'attach', terminal: { cols: 80, rows: 24 } });
  const status = () => wire.heard.filter((m) => m.type === 'state').at(-1)?.settings.status;
  await until('attached', () => status() === true);
  const folder = path.dirname(w.configFile);
  const step = async (what: string, act: () => void, expected: boolean) => {
    act();
    await until(what, () => status() === expected);
  };
  const write = (text: string) => fs.writeFileSync(w.configFile, text);
  const createBoth = () => {
    fs.mkdirSync(folder, { recursive: true });
    write('status = false\n');
  };
  const link = () => {
    fs.rmSync(w.configFile);
    fs.symlinkSync(w.path('dotfiles/c.toml'), w.configFile);
  };
  await step('folder and file appear', createBoth, false);
  await step('written in place', () => write('status = true \n'), true);
  await step('replaced', () => w.configure('status = false\n'), false);
  await step('removed', () => fs.rmSync(w.configFile), true);
  await step('back', () => write('status = false\n'), false);
  await step('removed with its folder', () => fs.rmSync(w.path('.config'), { recursive: true }), true);
  await step('back again', createBoth, false);
  fs.mkdirSync(w.path('dotfiles'));
  fs.writeFileSync(w.path('dotfiles/c.toml'), 'status = true\n');
  await step('a link', link, true);
  await step('behind the link', () => fs.writeFileSync(w.path('dotfiles/c.toml'), 'status = false\n'), false);
  wire.close();
});

scene('what is resolved is found nowhere: no log, no command line, no terminal, no answer', { config }, async (w) => {
  const op = vault(w, fields);
  op.mode('held');
  const seen: string[] = [];
  const t = w.terminal(['--debug']);
  await welcome(t);
  await pick(t, 'Claude', 'Kimi');
  await t.see('Resolving Kimi key…');
  for (const { argv } of w.processes()) seen.push(argv.join(' '));
  op.mode('');
  await t.see('I am claude, served by https://api.kimi.com');
  const run = async (...args: string[]) => {
    const { out, err } = await w.cli(...args);
    seen.push(out, err, ...w.processes().map(({ argv }) => argv.join(' ')));
  };
  await run('--workspace', 'two', 'new', 'codex', '--background');
  await run('--workspace', 'two', 'new', 'opencode', '--provider', 'zai', '--background');
  await run('--workspace', 'two', 'new', '--', ...program('exit-with.sh', '3'));
  op.mode('leak');
  await run('--workspace', 'two', 'new', 'claude', '--provider', 'zai', '--background');
  await run('ls', '--json');
  await run('config', 'check');
  await run('config', 'explain');
  await run('doctor', '--json');
  t.type(`${keys.leader}d`);
  await t.ended();
  await w.ok('kill-server');
  assert.match(fs.readFileSync(w.log, 'utf8'), /references read.*KIMI_CODE_API_KEY/);
  for (const value of Object.values(fields)) {
    assert.deepEqual(
      w.filesWith(value).filter((f) => !f.startsWith('op/')),
      [],
    );
    assert.ok(!seen.join('\n').includes(value));
    assert.ok(!t.raw.includes(value));
  }
});
