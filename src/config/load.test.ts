import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COLOR_FITS } from './colors.ts';
import { formatProblem, loadConfig } from './load.ts';
import type { ConfigTable } from './types.ts';

const builtin: ConfigTable = {
  agents: {
    claude: { command: ['claude'], credentials: ['ANTHROPIC_API_KEY'], wiring: 'claude', model_flag: '--model' },
    codex: { command: ['codex'], wiring: 'codex', model_flag: '-m' },
    shell: {},
  },
  providers: {
    anthropic: { key_env: 'ANTHROPIC_API_KEY', native_for: ['claude'], opencode: {} },
    kimi: {
      key_env: 'KIMI_CODE_API_KEY',
      claude: { base_url: 'https://k.test', models: { opus: 'k', sonnet: 'k', haiku: 'k' } },
    },
  },
};
const SECRET = 'sk-made-up-0123456789';
const check = async (...lines: string[]) =>
  (await loadConfig('c.toml', `${lines.join('\n')}\n`, builtin)).problems.map((p) => formatProblem(p));

test('no file and an empty file are empty configurations', async () => {
  assert.deepEqual(await loadConfig('c.toml', null, builtin), { table: {}, problems: [] });
  assert.deepEqual(await loadConfig('c.toml', '', builtin), { table: {}, problems: [] });
});

test('everything that the manual shows is accepted', async () => {
  const text = `\ufeffleader = "C-\\\\"
scrollback = 5000
default_agent = "claude"
status = false
mouse = true
max_tabs = 20
exit_when_empty = true
osc52 = "ask"
strip = "bottom"
clock = true
theme = "mine"
[themes.mine]
base = "light"
bar = "#ff8700"
text = 15
key = "bright-blue"
line = "default"
[themes.dark]
accent = 33
[env]
KIMI_CODE_API_KEY = "${SECRET}"
VARIABLE = "$HOME"
EMPTY = ""
LITERAL = { value = "op://not a reference" }
REFERENCE = { op = "op://Vault/item/section/field" }
[roles.reviewer.env]
A = "b"
[workspaces.web]
workdir = "/srv/web"
agents = ["claude", "mine"]
role = "reviewer"
[workspaces.web.env]
A = "c"
[workspaces.web.roles.reviewer.env]
ZAI_API_KEY = "op://Work/zai/key"
[agents.mine]
label = "Mine"
command = ["mine", "--flag"]
[agents.claude]
args = ["--x"]
keep = ["CLAUDE_CODE_MINE", "CLAUDE_CODE_UI_*"]
model = "opus"
unattended = ["--x"]
[agents.claude.providers.kimi]
model = "k2"
[agents.claude.providers.anthropic]
model = "opus"
[agents.shell]
pass_keys = true
[providers.kimi.claude.models]
opus = "k2"
[providers.anthropic.opencode]
model = "some-model"
[providers.local]
label = "Local"
key_env = "LOCAL_KEY"
[providers.local.claude]
base_url = "http://127.0.0.1:8080"
models = { opus = "big", sonnet = "mid", haiku = "small" }
`;
  const { table, problems } = await loadConfig('c.toml', text, builtin);
  assert.deepEqual(problems.map(formatProblem), []);
  assert.equal(table.scrollback, 5000);
  assert.deepEqual(table.workspaces?.web?.agents, ['claude', 'mine']);
});

const LABEL_FITS = 'a text that can be seen fits, without control characters';
for (const [name, lines, expected] of [
  [
    'an unknown key, misspelt',
    ['[env]', 'KIMI_CODE_API_KEY = "a"', '', '[providers.kimi]', 'lable = "x"'],
    ['c.toml:5:1: providers.kimi.lable: unknown key; did you mean "label"?'],
  ],
  [
    'an unknown key, like nothing',
    ['[workspaces.w]', '  colour = 1'],
    ['c.toml:2:3: workspaces.w.colour: unknown key; these fit: workdir, image, mounts, run_args, network, agents, open, role, env, roles'],
  ],
  [
    'a key of a provider outside [env]',
    [`KIMI_CODE_API_KEY = "${SECRET}"`],
    ['c.toml:1:1: KIMI_CODE_API_KEY: unknown key; variables go into an [env] table'],
  ],
  [
    'an unknown key in a header',
    ['[providers.kimi.clade]', 'base_url = "https://x"'],
    ['c.toml:1:17: providers.kimi.clade: unknown key; did you mean "claude"?'],
  ],
  ['a value of the wrong type', ['mouse = "yes"'], ['c.toml:1:9: mouse: found the string "yes"; true or false fits']],
  [
    'a status line of another shape',
    ['status = ["branch", "wether"]', 'clock = 1', 'strip = "botom"'],
    [
      'c.toml:1:21: status[2]: found the string "wether"; true or false fits, or a list of what it tells: "workspace", "role", "branch"',
      'c.toml:2:9: clock: found 1; true or false fits',
      'c.toml:3:9: strip: found the string "botom"; did you mean "bottom"?',
    ],
  ],
  [
    'a number out of range',
    ['scrollback = 900000'],
    ['c.toml:1:14: scrollback: found 900000; a whole number of lines from 0 to 200000 fits'],
  ],
  ['a fraction', ['max_tabs = 1.5'], ['c.toml:1:12: max_tabs: found 1.5; a whole number of tabs from 1 to 1000 fits']],
  ['a word that is no choice', ['osc52 = "alow"'], ['c.toml:1:9: osc52: found the string "alow"; did you mean "allow"?']],
  [
    'a leader that cannot be one',
    ['leader = "C-m"'],
    [
      'c.toml:1:10: leader: found the string "C-m"; a control key or an Alt combination fits, such as "C-\\\\", "C-a" or "A-x", but not Tab, Enter or Esc',
    ],
  ],
  ['a theme that there is not', ['theme = "drak"'], ['c.toml:1:9: theme: no theme is called "drak"; did you mean "dark"?']],
  [
    'a theme of nobody',
    ['theme = "corporate"', '[themes.mine]', 'bar = 3'],
    ['c.toml:1:9: theme: no theme is called "corporate"; these are there: auto, dark, light, contrast, mine'],
  ],
  [
    'colours that are none',
    ['[themes.mine]', 'bar = "#12345"', 'text = 256', 'key = "blau"', 'accnt = 1', 'base = "dork"'],
    [
      `c.toml:2:7: themes.mine.bar: found the string "#12345"; ${COLOR_FITS}`,
      `c.toml:3:8: themes.mine.text: found 256; ${COLOR_FITS}`,
      `c.toml:4:7: themes.mine.key: found the string "blau"; ${COLOR_FITS}`,
      'c.toml:5:1: themes.mine.accnt: unknown key; did you mean "accent"?',
      'c.toml:6:8: themes.mine.base: found the string "dork"; did you mean "dark"?',
    ],
  ],
  [
    'a theme called auto',
    ['[themes.auto]', 'bar = 1'],
    ['c.toml:1:9: themes.auto: this name does not fit here; a slug fits, but not "auto": that is dark or light as the terminal is'],
  ],
  [
    'keys that were put in the wrong place',
    ['leader = "sk-made-up"', 'theme = "0123456789abcdef.made-up"'],
    [
      'c.toml:1:10: leader: found a string; a control key or an Alt combination fits, such as "C-\\\\", "C-a" or "A-x", but not Tab, Enter or Esc',
      'c.toml:2:9: theme: no theme is called a string that may be a key; these are there: auto, dark, light, contrast',
    ],
  ],
  [
    'an engine that is no command',
    ['engine = []', 'engine_keys = "files"'],
    [
      'c.toml:1:10: engine: found a list; "docker" or "podman" fits, or a list of a program and its first arguments',
      'c.toml:2:15: engine_keys: found the string "files"; did you mean "file"?',
    ],
  ],
  [
    'what a container cannot be launched with',
    ['[workspaces.w]', 'image = "-x"', 'mounts = ["web:/x", "./web:/x"]', 'network = ""', 'run_args = ["-e", "KEY=made-up"]'],
    [
      'c.toml:2:9: workspaces.w.image: found a string; the name of an image fits, such as "registry/team/web:3"',
      'c.toml:3:21: workspaces.w.mounts[2]: found a string; SOURCE:TARGET or SOURCE:TARGET:OPTIONS fits: a folder from / or ~/, or the name of a volume, and a path from /',
      'c.toml:4:11: workspaces.w.network: found a string; the name of a network fits, such as "none" or "host"',
      'c.toml:5:12: workspaces.w.run_args: found a list; a list of strings fits, without --name, -d, -it, --entrypoint, -e and --env-file: variables go into [env]',
    ],
  ],
  ['a table that is a list', ['agents = []'], ['c.toml:1:10: agents: found a list; a table fits']],
  ['a table that is a date', ['env = 1979-05-27'], ['c.toml:1:7: env: found a date or time; a table fits']],
  ['an array of tables', ['[[workspaces.w]]', 'role = "x"'], ['c.toml:1:14: workspaces.w: found a list; a table fits']],
  [
    'a value of an environment that is no text',
    ['[env]', 'PORT = 8080'],
    ['c.toml:2:8: env.PORT: found a number; a string fits, or { value = "..." }, or { op = "op://VAULT/ITEM/FIELD" }'],
  ],
  [
    'reserved and impossible names of variables',
    [
      '[env]',
      'JACKIN_ROLE = "x"',
      '[roles.r.env]',
      'DOCKER_HOST = "x"',
      '[workspaces.w.env]',
      '"A B" = "x"',
      '[agents.claude.env]',
      '1A = "x"',
    ],
    [
      'c.toml:2:1: env.JACKIN_ROLE: this name does not fit here; ',
      'c.toml:4:1: roles.r.env.DOCKER_HOST: this name does not fit here; ',
      'c.toml:6:1: workspaces.w.env."A B": this name does not fit here; ',
      'c.toml:8:1: agents.claude.env.1A: this name does not fit here; ',
    ].map((s) => `${s}the name of a variable fits: letters, digits and _, no digit first; JACKIN_* and DOCKER_* are reserved`),
  ],
  [
    'references of the wrong form',
    [
      '[env]',
      `A = "op://${SECRET}"`,
      'B = { op = "vault/item" }',
      'C = { value = "x", op = "op://a/b/c" }',
      'D = { valeu = "x" }',
      'E = {}',
    ],
    [
      'c.toml:2:5: env.A: found a string; a 1Password reference has the form op://VAULT/ITEM/FIELD: its item is missing; { value = "..." } takes any text as it is',
      'c.toml:3:12: env.B.op: found a string; a 1Password reference has the form op://VAULT/ITEM/FIELD: it does not begin with op://',
      'c.toml:4:5: env.C: found a table; one of value and op fits',
      'c.toml:5:7: env.D.valeu: unknown key; did you mean "value"?',
      'c.toml:6:5: env.E: found a table; one of value and op fits',
    ],
  ],
  ['a text that no process can take', ['[env]', 'A = "a\\u0000b"'], ['c.toml:2:5: env.A: found a string; a string without NUL fits']],
  [
    'labels that cannot be seen',
    ['[agents.claude]', 'label = " "', '[providers.kimi]', 'label = "a\\u001b[2J"'],
    [`c.toml:2:9: agents.claude.label: found a string; ${LABEL_FITS}`, `c.toml:4:9: providers.kimi.label: found a string; ${LABEL_FITS}`],
  ],
  [
    'slugs that look like a flag or a path',
    ['[agents.-x]', 'command = ["x"]', '[agents."a/b"]', 'command = ["x"]'],
    [
      'c.toml:1:9: agents.-x: this name does not fit here; a slug fits: lower-case letters, digits and dashes, no dash first',
      'c.toml:3:9: agents."a/b": this name does not fit here; a slug fits: lower-case letters, digits and dashes, no dash first',
    ],
  ],
  [
    'agents that do not exist',
    ['default_agent = "clade"', '[workspaces.w]', 'agents = ["claude", "zzzzzz"]', '[providers.kimi]', 'native_for = ["Codex"]'],
    [
      'c.toml:1:17: default_agent: no agent has this name; did you mean "claude"?',
      'c.toml:3:21: workspaces.w.agents[2]: no agent has this name; these do: claude, codex, shell',
      'c.toml:5:15: providers.kimi.native_for[1]: no agent has this name; did you mean "codex"?',
    ],
  ],
  [
    'a new agent without a command',
    ['[agents.mine]', 'label = "Mine"'],
    ['c.toml:1:9: agents.mine: a new agent needs its command; add command = ["mine"]'],
  ],
  [
    'a built-in agent, misspelt',
    ['[agents.cluade]', 'args = []'],
    ['c.toml:1:9: agents.cluade: a new agent needs its command; did you mean "claude"?'],
  ],
  [
    'a command without a program',
    ['[agents.mine]', 'command = []'],
    ['c.toml:2:11: agents.mine.command: found a list; a list that begins with a program fits'],
  ],
  [
    'a new provider that nobody can use',
    ['[providers.local]', 'key_env = "L"'],
    [
      'c.toml:1:12: providers.local: a new provider needs an agent that can use it; add a claude, codex or opencode table with its base_url',
    ],
  ],
  [
    'a new provider that lacks parts',
    [
      '[providers.local.claude]',
      'models = { opus = "m" }',
      '[providers.local.codex]',
      'model = "m"',
      '[providers.kimi.opencode]',
      'npm = "x"',
    ],
    [
      'c.toml:1:12: providers.local: a new provider needs key_env; name the variable that holds its key: key_env = "..."',
      'c.toml:1:18: providers.local.claude: base_url is missing; add base_url = "..."',
      'c.toml:2:1: providers.local.claude.models: no model for sonnet, haiku; name one for each of opus, sonnet and haiku',
      'c.toml:3:18: providers.local.codex: base_url is missing; add base_url = "..."',
      'c.toml:5:17: providers.kimi.opencode: base_url and model are missing; add base_url = "..." and model = "..."',
    ],
  ],
  [
    'addresses',
    [
      '[providers.kimi.claude]',
      'base_url = "k.test"',
      '[providers.kimi.codex]',
      `base_url = "https://u:${SECRET}@k.test/v1"`,
      'model = "-m"',
    ],
    [
      'c.toml:2:12: providers.kimi.claude.base_url: found a string; an http:// or https:// address fits, without user, password, ? or #',
      'c.toml:4:12: providers.kimi.codex.base_url: found a string; an http:// or https:// address fits, without user, password, ? or #',
      'c.toml:5:9: providers.kimi.codex.model: found a string; a model id fits: no blanks, no dash first',
    ],
  ],
  [
    'an address that Claude Code would break',
    ['[providers.kimi]', 'claude = { base_url = "https://k.test/v1/" }'],
    ['c.toml:2:23: providers.kimi.claude.base_url: found a string; an address without /v1 at its end fits: Claude Code adds that itself'],
  ],
  [
    'a key where the name of its variable belongs',
    ['[providers.kimi]', `key_env = "${SECRET}"`],
    [
      'c.toml:2:11: providers.kimi.key_env: found a string; the name of a variable for a key fits, such as MY_API_KEY, not JACKIN_* or DOCKER_*',
    ],
  ],
  [
    'a key in the env of an agent',
    ['[agents.codex.env]', `KIMI_CODE_API_KEY = "${SECRET}"`],
    [
      'c.toml:2:1: agents.codex.env.KIMI_CODE_API_KEY: a key in the env of an agent; keys go into [env], or into the [env] of a role or workspace',
    ],
  ],
  [
    'models that nothing would be told',
    [
      '[agents.codex]',
      'model = "-x"',
      '[agents.mine]',
      'command = ["mine"]',
      'model = "m"',
      'model_flag = "m"',
      '[agents.codex.providers.kimi]',
    ],
    [
      'c.toml:2:9: agents.codex.model: found a string; a model id fits: no blanks, no dash first',
      'c.toml:6:14: agents.mine.model_flag: found a string; an option of its command line fits, such as "--model"',
      'c.toml:7:25: agents.codex.providers.kimi: this agent cannot use that provider; take it out, or wire the provider for the agent',
    ],
  ],
  [
    'a model for an agent that takes none, or for a provider that there is not',
    ['[agents.shell]', 'model = "m"', '[agents.claude.providers.kimy]', 'model = "m"'],
    [
      'c.toml:2:1: agents.shell.model: nothing is known that tells this agent its model; add model_flag = "..." with the option of its command line, or give the model in args',
      'c.toml:3:26: agents.claude.providers.kimy: no provider has this name; did you mean "kimi"?',
    ],
  ],
  [
    'names that a library would pass over',
    ['[env]', 'constructor = "x"', '__proto__ = "x"'],
    [
      'c.toml:2:1: env.constructor: this name does not fit here; any other name fits',
      'c.toml:3:1: env.__proto__: this name does not fit here; any other name fits',
    ],
  ],
  [
    'names that a terminal would act on',
    ['[roles.r]', '"a\\u001b]0;x" = 1', '"\\u009b2J" = 1'],
    ['c.toml:2:1: roles.r."a\\u001b]0;x": unknown key; these fit: env', 'c.toml:3:1: roles.r."\\u009b2J": unknown key; these fit: env'],
  ],
] as const) {
  test(`config check: ${name}`, async () => {
    const found = await check(...lines);
    assert.deepEqual(found, [...expected]);
    assert.ok(!found.join().includes(SECRET));
  });
}

test('mistakes of every kind in one file are all found, in its order', async () => {
  const { problems, table } = await loadConfig(
    'c.toml',
    'statsu = true\n[workspaces.w]\nagents = ["nobody-at-all"]\nworkdir = "relative"\n[env]\nDOCKER_X = "1"\nA = 1\n[agents.new]\nargs = [1, "x", 2]\n',
    builtin,
  );
  assert.deepEqual(table, {});
  assert.deepEqual(
    problems.map((p) => `${p.line}:${p.column} ${p.path}`),
    [
      '1:1 statsu',
      '3:11 workspaces.w.agents[1]',
      '4:11 workspaces.w.workdir',
      '6:1 env.DOCKER_X',
      '7:5 env.A',
      '8:9 agents.new',
      '9:9 agents.new.args[1]',
      '9:17 agents.new.args[3]',
    ],
  );
});

for (const [name, text, place] of [
  ['a string without an end', `[env]\nKIMI_CODE_API_KEY = "${SECRET}\n`, '2:'],
  ['a key set twice', `[env]\nA = "1"\nA = "${SECRET}"\n`, '3:'],
  ['a value without quotes', `[env]\nA = ${SECRET}\n`, '2:'],
  ['an impossible date', 'a = 2024-99-99\n', '1:'],
] as const) {
  test(`what is no TOML is one problem with its place and no line of the file: ${name}`, async () => {
    const { problems } = await loadConfig('c.toml', text, builtin);
    assert.equal(problems.length, 1);
    const line = formatProblem(problems[0]!);
    assert.ok(line.startsWith(`c.toml:${place}`), line);
    assert.match(line, /this is not TOML: .*; /);
    assert.ok(!line.includes(SECRET) && !line.includes('\n') && !line.includes('2024'), line);
  });
}

test('a conversation is named by an id, at its start and when it is reopened', async () => {
  const of = (...lines: string[]) => check('[agents.mine]', 'command = ["mine"]', '[agents.mine.conversation]', ...lines);
  assert.deepEqual(await of('start = ["--id", "{id}"]', 'resume = ["open={id}"]', 'own = ["--id", "-o"]'), []);
  assert.deepEqual(await of('start = []'), []);
  for (const [lines, said] of [
    [['resume = ["--last"]', 'start = ["{id}"]'], /agents\.mine\.conversation\.resume: .*\{id\}/],
    [['resume = []', 'start = ["{id}"]'], /agents\.mine\.conversation\.resume: .*\{id\}/],
    [['resume = ["{id}"]', 'start = ["--new"]'], /agents\.mine\.conversation\.start: .*\{id\}/],
    [['resume = ["{id}"]'], /agents\.mine\.conversation: start is missing/],
    [['own = ["--id"]'], /agents\.mine\.conversation: start and resume are missing/],
    [['start = ["{id}"]', 'resume = ["{id}"]', 'own = ["no option"]'], /agents\.mine\.conversation\.own/],
  ] as const) {
    const problems = await of(...lines);
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(problems[0]!, said);
  }
});
