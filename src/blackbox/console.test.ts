import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { click, environmentOf, holds, keys, root, scene, signal, type Terminal, until, type World, welcome } from './harness.ts';

const made = (what: string) => `made-up-${what}-f00dcafe-0123456789`;
const config = `# keys of this machine
leader = "C-a"      # as in screen

[env]               # global
KIMI_CODE_API_KEY = "${made('old')}"   # from the console of Kimi
# MINIMAX_API_KEY = "off for now"

[workspaces.web]
workdir = "/srv/web"
role = "rev"

[roles.rev.env]
EDITOR = 'vi'
`;
const paste = (text: string) => `\x1b[200~${text}\x1b[201~`;

/** The console in a terminal, with its first tab in view, down to the keys in the last row. */
async function open(w: World, args: string[] = [], size: { cols?: number; rows?: number } = {}): Promise<Terminal> {
  const t = w.terminal([...args, 'console'], size);
  await t.see(/1 Auth[\s\S]*Mode[\s\S]*q quit/);
  return t;
}

/** Selects the row of that label. */
async function toRow(t: Terminal, label: string): Promise<void> {
  let [from, to] = [-1, -1];
  const found = () => {
    const lines = t.lines();
    from = lines.findIndex((line) => line.startsWith('>'));
    to = lines.findIndex((line) => new RegExp(`^[> ][* ] ${label.replaceAll('.', '\\.')} `).test(line));
    return from >= 0 && to >= 0;
  };
  await t.watch(found, `there is a row of ${label}`);
  t.type((to > from ? keys.down : keys.up).repeat(Math.abs(to - from)));
  await t.see((text) => text.split('\n')[to]!.startsWith('>'), { what: `the row of ${label} is selected` });
}

/** Opens the form of a row by Enter. */
async function form(t: Terminal, label: string): Promise<void> {
  await toRow(t, label);
  t.type(keys.enter);
  await t.see(`─ ${label}: `);
}

/** Answers the summary, and waits for what is said then. */
async function confirm(t: Terminal, said: string | RegExp = 'Saved.'): Promise<void> {
  await t.see(/─ Save .*\?/);
  t.type(keys.enter);
  await t.see(said);
}

async function leave(t: Terminal): Promise<void> {
  t.type('q');
  assert.deepEqual(await t.ended(), { code: 0, signal: 0 });
  assert.deepEqual(t.leftovers(), []);
}

const fileOf = (w: World) => fs.readFileSync(w.configFile, 'utf8');

/** What is beside the configuration file. */
const besides = (w: World) => fs.readdirSync(path.dirname(w.configFile)).filter((name) => name !== 'config.toml');

/** The key is in the configuration and nowhere else: no terminal, file, command line, environment. */
function nowhere(w: World, secret: string): void {
  for (const t of w.terminals) assert.ok(!t.raw.includes(secret), 'a key reached the terminal');
  assert.deepEqual(w.filesWith(secret), [], 'a key is in a file');
  for (const { argv, pid } of w.processes()) {
    assert.ok(!argv.join(' ').includes(secret), 'a key is on a command line');
    assert.ok(!Object.values(environmentOf(pid)).includes(secret), 'a key is in an environment');
  }
}

scene('a key is typed, masked, and saved; every other byte of the file stays', { config, cols: 80, rows: 24 }, async (w) => {
  const t = await open(w);
  await t.see(/Kimi +KIMI_CODE_API_KEY +API Key +global +\*{12}/);
  await form(t, 'Z.AI');
  t.type(' ');
  await t.see('< API Key >');
  t.type(keys.tab + made('typed').slice(0, 5));
  await t.see(/Key +\*{12}/);
  t.type(made('typed').slice(5));
  t.type(keys.enter);
  await t.see(/set ZAI_API_KEY in \[env\] to an API key/);
  assert.equal(fileOf(w), config, 'nothing is written before the answer');
  await confirm(t);
  await t.see(/Z\.AI +ZAI_API_KEY +API Key +global +\*{12}/);
  assert.equal(fileOf(w), config.replace('# MINIMAX', `ZAI_API_KEY = "${made('typed')}"\n# MINIMAX`));
  assert.equal(fs.statSync(w.configFile).mode & 0o777, 0o600);
  assert.deepEqual(besides(w), []);
  nowhere(w, made('typed'));
  nowhere(w, made('old'));
  await leave(t);
  nowhere(w, made('typed'));
});

scene('a key is pasted with its line end, over a longer one, with a mask of the same width', { config }, async (w) => {
  const t = await open(w);
  const before = t.text();
  await form(t, 'Kimi');
  await t.see('unchanged');
  t.type(paste(`${made('pasted-and-much-longer-than-the-other'.repeat(3))}\n`));
  await t.see(/Key +\*{12} /);
  t.type(keys.enter);
  await t.see('replace KIMI_CODE_API_KEY in [env] by an API key');
  await confirm(t);
  const secret = made('pasted-and-much-longer-than-the-other'.repeat(3));
  assert.equal(fileOf(w), config.replace(made('old'), secret));
  const rows = (text: string) =>
    text
      .split('\n')
      .filter((line) => line.includes('KIMI_CODE'))[0]
      ?.slice(3);
  assert.equal(rows(t.text()), rows(before));
  nowhere(w, secret);
  await leave(t);
});

scene('a scope is chosen: what is inherited is shown as such, and what is set there wins', { config }, async (w) => {
  const t = await open(w, ['--workspace', 'web']);
  await t.see(/Workspace: web +Role: rev/);
  await t.see(/Kimi +KIMI_CODE_API_KEY +API Key +global, inherited/);
  await form(t, 'Kimi');
  t.type(paste(made('web')) + keys.tab);
  await t.see('< global >');
  t.type(' ');
  await t.see('< this workspace (web) >');
  t.type(' ');
  await t.see('< this role in this workspace (rev in web) >');
  t.type(keys.enter);
  await confirm(t);
  await t.see(/Kimi +KIMI_CODE_API_KEY +API Key +role in workspace/);
  const section = `[workspaces.web.roles.rev.env]\nKIMI_CODE_API_KEY = "${made('web')}"\n\n`;
  assert.equal(fileOf(w), config.replace('[roles.rev.env]', `${section}[roles.rev.env]`));
  // without the workspace it is the global one again
  t.type('w');
  await t.see('─ Workspace ─');
  t.type(`none${keys.enter}`);
  await t.see('Workspace: none');
  await t.see(/Kimi +KIMI_CODE_API_KEY +API Key +role, inherited|Kimi +KIMI_CODE_API_KEY +API Key +global/);
  await leave(t);
  nowhere(w, made('web'));
});

scene('Ignore removes the key at its scope, comments stay', { config }, async (w) => {
  const t = await open(w);
  await form(t, 'Kimi');
  t.type('  ');
  await t.see('< Ignore >');
  t.type(keys.enter);
  await t.see('remove KIMI_CODE_API_KEY from [env]');
  await confirm(t);
  await t.see(/Kimi +KIMI_CODE_API_KEY +Ignore +none/);
  assert.equal(fileOf(w), config.replace(`KIMI_CODE_API_KEY = "${made('old')}"   `, ''));
  await leave(t);
});

scene('a reference is checked, tried without being shown, and saved', { config }, async (w) => {
  fs.mkdirSync(w.path('op/vaults/Work/kimi'), { recursive: true });
  fs.writeFileSync(w.path('op/vaults/Work/kimi/key'), made('vault'));
  fs.symlinkSync(path.join(root, 'fixtures/programs/op'), path.join(w.bin, 'op'));
  w.env.FIXTURE_OP = w.path('op');
  const t = await open(w);
  await form(t, 'Kimi');
  t.type(` ${keys.tab}op://Work/kimi`);
  await t.see(/Reference op:\/\/Work\/kimi /);
  t.type(keys.enter);
  await t.see('its field is missing');
  t.type(`/none${keys.tab}${keys.enter}`);
  await t.see(/No: the item has no such field/);
  t.type(`${keys.up}${keys.backspace.repeat(4)}key${keys.tab}${keys.enter}`);
  await t.see('Yes: it gives a value');
  t.type(keys.up + keys.enter);
  await t.see('by a 1Password reference');
  await confirm(t);
  await t.see(/Kimi +KIMI_CODE_API_KEY +1Password +global +op:\/\/Work\/kimi\/key/);
  assert.equal(fileOf(w), config.replace(made('old'), 'op://Work/kimi/key'));
  await leave(t);
  assert.ok(!t.raw.includes(made('vault')));
  assert.deepEqual(w.filesWith(made('vault'), [w.configFile, w.path('op/vaults/Work/kimi/key')]), []);
});

scene('a try that hangs is given up by Esc, and op with it', { config }, async (w) => {
  fs.mkdirSync(w.path('op'));
  fs.writeFileSync(w.path('op/mode'), 'hang');
  fs.symlinkSync(path.join(root, 'fixtures/programs/op'), path.join(w.bin, 'op'));
  w.env.FIXTURE_OP = w.path('op');
  const t = await open(w);
  await form(t, 'Kimi');
  t.type(` ${keys.tab}op://Work/kimi/key${keys.tab}${keys.enter}`);
  await t.see('Resolving');
  const ops = () => w.processes().filter(({ argv }) => argv.some((word) => word.endsWith('/op') || word === 'sleep'));
  await until('op runs', () => ops().length > 0);
  t.type(keys.esc);
  await t.see((text) => !text.includes('Resolving'));
  await until('op is gone', () => ops().length === 0);
  t.type(keys.esc);
  await t.see('is not saved');
  t.type('d');
  await t.see((text) => !text.includes('is not saved'));
  await leave(t);
});

scene('several changes are collected, marked, told and saved together', { config }, async (w) => {
  const t = await open(w);
  for (const label of ['Z.AI', 'MiniMax']) {
    await form(t, label);
    t.type(paste(made(label)));
    t.type(keys.tab + keys.tab + keys.tab + keys.enter);
    await t.see(new RegExp(`^>\\* ${label.replace('.', '\\.')} `, 'm'));
  }
  await t.see('2 not saved');
  assert.equal(fileOf(w), config);
  t.type('s');
  await t.see(/─ Save 2 changes[\s\S]*set ZAI_API_KEY[\s\S]*set MINIMAX_API_KEY/);
  t.type('n');
  await t.see((text) => text.includes('2 not saved') && !text.includes('─ Save '));
  assert.equal(fileOf(w), config);
  t.type('s');
  await confirm(t);
  await t.see((text) => !text.includes('not saved'));
  assert.match(fileOf(w), new RegExp(`ZAI_API_KEY = "${made('Z.AI')}"\nMINIMAX_API_KEY = "${made('MiniMax')}"`));
  await leave(t);
});

scene('Esc and Cancel write nothing; leaving with changes asks', { config }, async (w) => {
  const before = fs.statSync(w.configFile).ino;
  const t = await open(w);
  await form(t, 'Kimi');
  t.type(paste(made('given-up')) + keys.esc);
  await t.see('What was changed in Kimi: KIMI_CODE_API_KEY is not saved');
  await t.watch(() => /s save .*d discard .*Esc cancel/.test(t.status()), 'the keys that answer are told');
  t.type(keys.esc);
  await t.see('next field');
  t.type(keys.esc);
  await t.see('is not saved');
  t.type('d');
  await t.see((text) => !text.includes('is not saved'));
  await form(t, 'Kimi');
  t.type(paste(made('given-up')) + keys.tab.repeat(4));
  t.type(keys.enter);
  await t.see((text) => !text.includes('─ Kimi'));
  await form(t, 'Kimi');
  t.type(paste(made('given-up')) + keys.enter);
  await t.see(/─ Save one change/);
  t.type(keys.esc);
  await t.see((text) => text.includes('1 not saved') && !text.includes('─ Save '));
  t.type(keys.esc);
  await t.see('One change is not saved');
  t.type(keys.esc);
  await t.see((text) => !text.includes('One change'));
  t.type('q');
  await t.see('One change is not saved');
  t.type('d');
  assert.equal((await t.ended()).code, 0);
  assert.deepEqual(t.leftovers(), []);
  assert.equal(fileOf(w), config);
  assert.equal(fs.statSync(w.configFile).ino, before);
  nowhere(w, made('given-up'));
});

scene('leaving by way of Save saves first', { config }, async (w) => {
  const t = await open(w);
  await form(t, 'Amp');
  t.type(paste(made('amp')) + keys.tab.repeat(3) + keys.enter);
  await t.see('1 not saved');
  t.type('q');
  await t.see('One change is not saved');
  t.type('s');
  await t.see(/─ Save one change/);
  t.type(keys.enter);
  assert.equal((await t.ended()).code, 0);
  assert.match(fileOf(w), /AMP_API_KEY/);
});

scene('a file that somebody else changed meanwhile is not overwritten; saving again saves on top of it', { config }, async (w) => {
  const t = await open(w);
  await form(t, 'Z.AI');
  t.type(paste(made('mine')));
  const theirs = config.replace('role = "rev"', 'role = "other"').replace('# keys', '# the keys');
  w.configure(theirs);
  t.type(keys.enter);
  await confirm(t, /changed by somebody else/);
  assert.equal(fileOf(w), theirs);
  await t.see('1 not saved');
  t.type('s');
  await confirm(t);
  assert.equal(fileOf(w), theirs.replace('# MINIMAX', `ZAI_API_KEY = "${made('mine')}"\n# MINIMAX`));
  await leave(t);
});

scene('a second writer is told, and nothing is lost', { config }, async (w) => {
  const t = await open(w);
  await form(t, 'Z.AI');
  t.type(paste(made('mine')) + keys.enter);
  await t.see(/─ Save one change/);
  const lock = `${w.configFile}.lock`;
  fs.writeFileSync(lock, `${process.pid} ${os.hostname()}\n`);
  t.type(keys.enter);
  await t.see(`process ${process.pid}`);
  assert.equal(fileOf(w), config);
  fs.rmSync(lock);
  t.type('s');
  await confirm(t);
  assert.match(fileOf(w), /ZAI_API_KEY/);
  // two consoles at once: the second one has seen the file before the first one saved
  const [a, b] = [await open(w), await open(w)];
  for (const [terminal, label] of [
    [a, 'Amp'],
    [b, 'Grok'],
  ] as const) {
    await form(terminal, label);
    terminal.type(paste(made(label)) + keys.enter);
    await terminal.see(/─ Save one change/);
  }
  a.type(keys.enter);
  await a.see('Saved.');
  b.type(keys.enter);
  await b.see(/changed by somebody else/);
  b.type('s');
  await confirm(b);
  assert.match(fileOf(w), /AMP_API_KEY[\s\S]*XAI_API_KEY/);
  assert.deepEqual(besides(w), []);
});

scene('a read-only file is a sentence, and the screen goes on', { config }, async (w) => {
  fs.chmodSync(w.configFile, 0o400);
  const t = await open(w);
  await form(t, 'Z.AI');
  t.type(paste(made('mine')) + keys.enter);
  await confirm(t, /read-only/);
  await t.see('1 not saved');
  assert.equal(fileOf(w), config);
  assert.deepEqual(besides(w), []);
  t.type(keys.esc);
  await t.see('not saved.');
  t.type('d');
  assert.equal((await t.ended()).code, 0);
});

scene('with no file yet, file and folder come with the first save', {}, async (w) => {
  fs.rmSync(path.dirname(w.configFile), { recursive: true });
  const t = await open(w);
  await form(t, 'Kimi');
  t.type(paste(made('first')) + keys.enter);
  await confirm(t);
  assert.equal(fileOf(w), `[env]\nKIMI_CODE_API_KEY = "${made('first')}"\n`);
  assert.deepEqual([fs.statSync(w.configFile).mode & 0o777, fs.statSync(path.dirname(w.configFile)).mode & 0o777], [0o600, 0o700]);
  await leave(t);
});

scene('a running server takes up what is saved: the next picker has the provider, or has it no longer', { config: '' }, async (w) => {
  const server = w.terminal();
  await welcome(server);
  const t = await open(w);
  await form(t, 'Kimi');
  t.type(paste(made('live')) + keys.enter);
  await confirm(t);
  server.type('N');
  await server.see('New tab');
  server.type(keys.enter);
  await server.see((text) => text.includes('Anthropic') && text.includes('Kimi') && !text.includes('Codex'));
  server.type(keys.esc);
  await server.see('Codex');
  server.type(keys.esc);
  await form(t, 'Kimi');
  t.type(`  ${keys.enter}`);
  await t.see(/remove KIMI/);
  await confirm(t);
  await welcome(server);
  server.type('N');
  await server.see('New tab');
  server.type(keys.enter);
  await server.see('I am claude, served by Anthropic');
});

scene('agents and environment: what is installed and runs, names and scopes without values', { config, agents: [] }, async (w) => {
  w.executable('claude', 'echo "9.8.7 (Claude Code)"; env >"$HOME/asked"');
  const t = await open(w);
  t.type('2');
  await t.see(/Claude +9\.8\.7 +\S+ +claude +no/);
  assert.equal(fs.readFileSync(w.path('asked'), 'utf8').includes('_API_KEY'), false, 'asked for its version, a program gets no key');
  await t.see(/Codex +not installed/);
  t.type(keys.down);
  await t.see(/npm install -g @openai\/codex/);
  t.type('3');
  await t.see(/KIMI_CODE_API_KEY +value +global +tabs that use it/);
  t.type(keys.tab);
  await t.see('Mode');
  await leave(t);
  nowhere(w, made('old'));
});

scene('the mouse: tabs, rows, form, buttons', { config }, async (w) => {
  const t = await open(w);
  const press = async (text: string) => {
    // a picture comes in several pieces: places count when it is whole
    await t.quiet();
    t.type(click(t.find(text).x + 1, t.find(text).y));
  };
  await press('2 Agents');
  await t.see('Program');
  await press('1 Auth');
  await t.see('Mode');
  await press('MINIMAX_API_KEY');
  await t.see('─ MiniMax: ');
  await press('< Ignore >');
  await t.see('< API Key >');
  t.type(paste(made('clicked')));
  await press('[ Save ]');
  await t.see(/─ Save one change/);
  await press('[ Save ]');
  await t.see('Saved.');
  await t.see('w workspace');
  await press('w workspace');
  await t.see('─ Workspace ─');
  t.type(click(1, 2));
  await t.see((text) => !text.includes('─ Workspace ─'));
  await press('q quit');
  assert.equal((await t.ended()).code, 0);
  assert.deepEqual(t.leftovers(), []);
});

for (const [cols, rows] of [
  [80, 24],
  [40, 10],
  [22, 6],
] as const) {
  scene(`a key is set at ${cols}x${rows}`, { config, cols, rows }, async (w) => {
    const t = w.terminal(['console']);
    await t.see(/q quit/);
    t.type(keys.down.repeat(2) + keys.enter);
    await t.see('< Ignore >');
    t.type(paste(made('small')) + keys.enter);
    await t.see(/Save ]/);
    await t.see(/- set/);
    t.type(keys.enter);
    await until('it is saved', () => /ZAI_API_KEY/.test(fileOf(w)));
    t.resize(12, 3);
    // the model keeps what a wider screen had at the end of its lines
    const narrow = () => t.lines().map((line) => line.slice(0, 12).trim());
    await t.see(() => narrow().join(' ').startsWith('Terminal too small'), { what: 'it says that the terminal is too small' });
    t.resize(cols, rows);
    await t.see(/q quit/);
    await leave(t);
    nowhere(w, made('small'));
  });
}

scene('help, and keys that mean nothing; a paste into the list is no command', { config }, async (w) => {
  const t = await open(w);
  t.type('?');
  await t.see('Keys of the Auth screen');
  t.type(keys.esc);
  await t.see((text) => !text.includes('Keys of the Auth screen'));
  t.type(paste('q'));
  t.type('x');
  await holds('it goes on', () => t.exit === null);
  await leave(t);
});

for (const [name, code] of [
  ['SIGTERM', 143],
  ['SIGHUP', 129],
  ['SIGINT', 130],
] as const) {
  scene(`${name} ends it with the terminal given back and nothing saved`, { config }, async (w) => {
    const t = await open(w);
    await form(t, 'Kimi');
    t.type(paste(made('lost')));
    await t.see(/Key +\*{12}/);
    signal(t.pid, name);
    assert.equal((await t.ended()).code, code);
    assert.deepEqual(t.leftovers(), []);
    assert.equal(fileOf(w), config);
    nowhere(w, made('lost'));
  });
}

scene(
  'mistakes of the configuration are a sentence each, and the terminal is not touched',
  { config: '[env]\nA = 5\n[agents.x]\n' },
  async (w) => {
    const t = w.terminal(['console']);
    assert.equal((await t.ended()).code, 1);
    assert.match(t.text(), /mistakes/);
    assert.match(t.text(), /:2:\d+: env\.A/);
    assert.ok(!t.raw.includes('\x1b[?1049h'));
    w.configure(config);
    const unknown = w.terminal(['--workspace', 'webb', 'console']);
    assert.equal((await unknown.ended()).code, 1);
    assert.match(unknown.text(), /did you mean "web"/);
    const { code, err } = await w.cli('console');
    assert.equal(code, 1);
    assert.match(err, /have to be a terminal/);
  },
);
