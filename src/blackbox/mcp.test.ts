import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { holds, keys, pick, program, scene, until, type World, welcome } from './harness.ts';

/*
 * `mcp` as an agent meets it: a client of the official SDK over standard input and output of the built program.
 */

const kimi = 'sk-ki-made-up-0123456789';
const native = 'made-up-anthropic-4711';
const config = `[env]\nKIMI_CODE_API_KEY = "${kimi}"\nINTERNAL_TOKEN = "made-up-internal-1"\n`;
const env = { ANTHROPIC_API_KEY: native };
const secrets = [kimi, native, 'made-up-internal-1'];

interface Said {
  text: string;
  isError: boolean;
}

/** A client that is connected, and everything that came on standard output and standard error. */
class Agent {
  readonly client: Client;
  /** Everything that any answer said. */
  heard = '';
  stderr = '';
  /** What came on standard output and is no message. */
  strays: string[] = [];
  private readonly transport: StdioClientTransport;

  constructor(w: World, args: string[]) {
    this.client = new Client({ name: 'scene', version: '1' });
    this.transport = new StdioClientTransport({ command: `${w.bin}/jackin-mux`, args, env: w.env, cwd: w.home, stderr: 'pipe' });
    this.transport.stderr?.on('data', (data) => {
      this.stderr += String(data);
    });
    this.client.onerror = (e) => this.strays.push(e.message);
  }

  static async start(w: World, ...args: string[]): Promise<Agent> {
    const agent = new Agent(w, ['mcp', ...args]);
    await agent.client.connect(agent.transport);
    return agent;
  }

  async call(name: string, args: Record<string, unknown> = {}): Promise<Said> {
    const result = await this.client.callTool({ name, arguments: args });
    const content = result.content as { type: string; text: string }[];
    const text = content.map((c) => c.text).join('\n');
    this.heard += JSON.stringify(result);
    return { text, isError: result.isError === true };
  }

  /** A call that must succeed, its answer read as JSON. */
  async json<T>(name: string, args: Record<string, unknown> = {}): Promise<T> {
    const { text, isError } = await this.call(name, args);
    assert.ok(!isError, `${name}: ${text}`);
    return JSON.parse(text) as T;
  }

  /** A call that must be refused with a sentence. */
  async refused(name: string, args: Record<string, unknown>, wanted: RegExp): Promise<void> {
    const { text, isError } = await this.call(name, args);
    assert.ok(isError, `${name} was not refused: ${text}`);
    assert.match(text, wanted);
  }

  async end(): Promise<void> {
    await this.client.close();
    assert.deepEqual(this.strays, [], 'standard output carries the protocol only');
    assert.equal(this.stderr, '');
  }
}

interface Tab {
  id: string;
  label: string;
  state: string;
  index: number;
}

scene('an agent looks after another one: lists, waits, reads; it is offered nothing that changes anything', { config, env }, async (w) => {
  await w.ok('new', 'claude', '--provider', 'kimi', '--background');
  const a = await Agent.start(w);
  const { tools } = await a.client.listTools();
  assert.deepEqual(
    tools.map((t) => t.name),
    ['list_tabs', 'list_agents', 'capture_tab', 'wait_for_tab', 'read_events'],
  );
  for (const tool of tools) {
    assert.equal(tool.annotations?.readOnlyHint, true, tool.name);
    assert.ok(tool.description && tool.inputSchema.type === 'object');
  }
  assert.match(a.client.getInstructions() ?? '', /read-only/);
  assert.equal(a.client.getServerVersion()?.name, 'jackin-mux');

  const met = await a.json<{ outcome: string; match: string }>('wait_for_tab', { tab: 't1', text: 'I am (\\w+)' });
  assert.deepEqual([met.outcome, met.match], ['met', 'I am claude']);
  assert.match((await a.call('capture_tab', { tab: 'Claude (Kimi)', lines: 10 })).text, /I am claude/);
  const [tab] = await a.json<Tab[]>('list_tabs');
  assert.deepEqual([tab?.id, tab?.label, tab?.state], ['t1', 'Claude (Kimi)', 'running']);
  const agents = await a.json<{ agents: { slug: string; providers: { slug: string }[] }[] }>('list_agents');
  assert.deepEqual(
    agents.agents.find((x) => x.slug === 'claude')?.providers.map((p) => p.slug),
    ['anthropic', 'kimi'],
  );
  const late = await a.json<{ outcome: string }>('wait_for_tab', { tab: '1', exit: true, timeout: 0.05 });
  assert.equal(late.outcome, 'timeout');

  const { events, next } = await a.json<{ events: { event: string }[]; next: number }>('read_events', { since: 0 });
  assert.equal(events[0]?.event, 'opened');
  assert.deepEqual(await a.json('read_events', { since: next }), { events: [], next });
  const coming = a.json<{ events: { event: string; label?: string }[] }>('read_events', { since: next, wait: 30 });
  await w.ok('rename', 't1', 'docs');
  const [renamed] = (await coming).events;
  assert.deepEqual([renamed?.event, renamed?.label], ['renamed', 'docs']);

  for (const name of ['open_tab', 'send_to_tab', 'close_tab', 'rename_tab', 'move_tab', 'select_tab', 'restart_tab', 'switch_provider'])
    await a.refused(
      name,
      { tab: 't1', label: 'x', text: 'x', index: 1, provider: 'kimi' },
      /read-only; whoever started it can allow it: jackin-mux mcp --write$/,
    );
  assert.equal((await w.ls())[0]?.label, 'docs');
  for (const secret of secrets) assert.ok(!a.heard.includes(secret), 'no key in any answer');
  await a.end();
});

scene('with --write it opens, types, closes and changes tabs, and the operator’s view stays', { config, env }, async (w) => {
  const t = w.terminal();
  await welcome(t);
  await pick(t, 'Codex');
  await t.see('I am codex');
  const a = await Agent.start(w, '--write');
  const opened = await a.json<Tab>('open_tab', { agent: 'claude', provider: 'kimi', label: 'helper' });
  assert.deepEqual([opened.id, opened.label], ['t2', 'helper']);
  await a.json('wait_for_tab', { tab: 'helper', text: 'I am claude' });
  await a.json('send_to_tab', { tab: 'helper', text: 'two\nlines', paste: true, enter: true });
  assert.equal((await a.json<{ outcome: string }>('wait_for_tab', { tab: 'helper', text: 'heard: ' })).outcome, 'met');
  await t.seeStrip('helper');
  assert.match(t.text(), /I am codex/, 'what the operator sees has not changed');
  assert.equal((await a.json<Tab>('rename_tab', { tab: 't2', label: 'other' })).label, 'other');
  assert.equal((await a.json<Tab>('move_tab', { tab: 'other', index: 1 })).index, 1);
  await a.json('select_tab', { tab: 'other' });
  await t.see('I am claude');
  const beside = { split: 'right', beside: 'other', command: ['cat'], label: 'pane' };
  assert.deepEqual(
    (await a.json<{ panes: Tab[] }>('open_tab', beside)).panes.map(({ label }) => label),
    ['other', 'pane'],
  );
  await t.see((text) => text.includes('I am claude') && text.includes('┬── pane'));
  await a.json('close_tab', { tab: '1.2', force: true });
  await t.see((text) => text.includes('I am claude') && !text.includes('pane'));
  await a.refused('close_tab', { tab: 'other' }, /"other" still runs/);
  await a.json('close_tab', { tab: 'other', force: true });
  await t.seeStrip((strip) => !strip.includes('other'));
  const command = await a.json<Tab>('open_tab', { command: program('exit-with.sh', '3'), label: 'job' });
  const ended = await a.json<{ tab: { exitCode: number } }>('wait_for_tab', { tab: command.id, exit: true });
  assert.equal(ended.tab.exitCode, 3);
  assert.equal((await a.json<Tab>('restart_tab', { tab: 'job' })).id, command.id);
  const { tools } = await a.client.listTools();
  assert.deepEqual(
    tools.filter((x) => x.annotations?.destructiveHint).map((x) => x.name),
    ['close_tab', 'switch_provider'],
  );
  for (const secret of secrets) assert.ok(!a.heard.includes(secret), 'no key in any answer');
  await a.end();
  t.type(`${keys.leader}d`);
  await t.ended();
});

scene('what cannot be done is answered with a sentence, and the next call works', { config, env }, async (w) => {
  const a = await Agent.start(w, '--write');
  await a.refused('list_tabs', {}, /^no server runs at .*mux\.sock/);
  await w.ok('new', '--background', '--', 'cat');
  for (const [name, args, wanted] of [
    ['capture_tab', { tab: 'nothing' }, /no tab "nothing"/],
    ['capture_tab', {}, /^wrong arguments for capture_tab: tab: missing$/],
    ['capture_tab', { tab: 1 }, /tab: integer, not string/],
    ['capture_tab', { tab: 't1', colour: true }, /"colour": unknown/],
    ['capture_tab', { tab: 't1', lines: -1 }, /lines has to be from 0 to 5000, and it is -1/],
    ['wait_for_tab', { tab: 't1' }, /say for what to wait: one of exit, text and state/],
    ['wait_for_tab', { tab: 't1', exit: true, state: 'done' }, /one of exit, text and state/],
    ['wait_for_tab', { tab: 't1', text: '(' }, /regular expression/i],
    ['wait_for_tab', { tab: 't1', state: 'asleep' }, /state: none of running/],
    ['open_tab', {}, /give an agent or a command, one of them/],
    ['open_tab', { agent: 'claude', command: ['sh'] }, /one of them/],
    ['open_tab', { command: ['cat'], split: 'right' }, /a pane needs both, split and beside/],
    ['open_tab', { command: ['cat'], split: 'left', beside: 't1' }, /split: none of right, below/],
    ['open_tab', { command: ['cat'], split: 'right', beside: 'nothing' }, /no tab "nothing"/],
    ['open_tab', { agent: 'cluade' }, /unknown agent "cluade"; did you mean "claude"\?/],
    ['open_tab', { agent: 'claude' }, /Claude can be served by anthropic, kimi/],
    ['open_tab', { command: ['cat'], cwd: '/no/such/folder' }, /there is no folder \/no\/such\/folder/],
    ['rename_tab', { tab: 't1', label: ' ' }, /a label needs at least one character/],
  ] as [string, Record<string, unknown>, RegExp][])
    await a.refused(name, args, wanted);
  await assert.rejects(a.client.callTool({ name: 'environment', arguments: {} }), /unknown tool "environment"/);
  assert.equal((await a.json<Tab[]>('list_tabs')).length, 1);
  await w.ok('kill-server');
  await a.refused('list_tabs', {}, /no server runs/);
  for (const secret of secrets) assert.ok(!a.heard.includes(secret));
  await a.end();
});

scene('a call that is given up leaves nothing behind, and the end of its input ends it', { config, env }, async (w) => {
  await w.ok('new', '--background', '--', 'cat');
  const a = await Agent.start(w);
  const over = new AbortController();
  const waiting = a.client.callTool({ name: 'wait_for_tab', arguments: { tab: 't1', exit: true, timeout: 3000 } }, undefined, {
    signal: over.signal,
  });
  waiting.catch(() => {});
  await a.json('list_tabs');
  over.abort();
  await assert.rejects(waiting);
  assert.equal((await a.json<Tab[]>('list_tabs')).length, 1);
  const serving = () => w.processes().filter((p) => p.argv.includes('mcp'));
  assert.ok(serving().length > 0);
  await a.end();
  await until('it ends with its input', () => serving().length === 0);
  // nothing was started by it, and the tabs go on
  await holds('the tab runs', () => w.processes().some((p) => p.argv[0] === 'cat'));
});

/** Runs `mcp ARGS` with LINES as its whole input; gives its exit code, the messages that it answered, and standard error. */
function raw(w: World, lines: string[], ...args: string[]): Promise<{ code: number | null; answers: Message[]; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(`${w.bin}/jackin-mux`, ['mcp', ...args], { env: w.env, cwd: w.home });
    let out = '';
    let stderr = '';
    child.stdout.on('data', (data) => {
      out += String(data);
    });
    child.stderr.on('data', (data) => {
      stderr += String(data);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, answers: messagesOf(out), stderr }));
    child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  });
}

interface Message {
  jsonrpc: string;
  id: number;
  result?: { content?: { text: string }[]; isError?: boolean; tools?: object[]; serverInfo?: object; instructions?: string };
  error?: { code: number; message: string };
}

const messagesOf = (out: string): Message[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Message);

const rpc = (id: number, method: string, params: object = {}) => JSON.stringify({ jsonrpc: '2.0', id, method, params });
const callOf = (id: number, name: string, args: object = {}) => rpc(id, 'tools/call', { name, arguments: args });
const greeting = [
  rpc(1, 'initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '0' } }),
  JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }),
];

scene(
  'a message a line: what was asked is answered before the end of the input ends it, and lines that are none do no harm',
  {},
  async (w) => {
    await w.ok('new', '--background', '--label', 'cat', '--', 'cat');
    const lines = [
      'no json',
      '{"jsonrpc":"1.0"}',
      '[]',
      callOf(2, 'list_tabs'),
      rpc(3, 'tools/list'),
      rpc(4, 'ping'),
      rpc(5, 'resources/list'),
    ];
    const { code, answers, stderr } = await raw(w, [...greeting, ...lines, callOf(6, 'wait_for_tab', { tab: 'cat', exit: true })]);
    assert.deepEqual([code, stderr], [0, '']);
    const of = (id: number) => answers.find((a) => a.id === id);
    assert.ok(answers.every((a) => a.jsonrpc === '2.0'));
    assert.deepEqual(of(1)?.result?.serverInfo, {
      name: 'jackin-mux',
      title: 'Tabs of jackin-mux',
      version: (await w.ok('--version')).trim(),
    });
    assert.equal((JSON.parse(of(2)?.result?.content?.[0]?.text ?? '') as Tab[])[0]?.label, 'cat');
    assert.equal(of(3)?.result?.tools?.length, 5);
    assert.deepEqual(of(4)?.result, {});
    assert.equal(of(5)?.error?.code, -32601);
  },
);

scene(
  'a key that a screen shows is masked, whole or wrapped, and cannot be guessed by waiting for it',
  {
    config: `${config}[agents.shell]\npass_keys = true\n`,
    env,
    cols: 30,
  },
  async (w) => {
    const script =
      'echo "$KIMI_CODE_API_KEY"; printf "%-25s$KIMI_CODE_API_KEY\\n" wrapped; printf "\\033]2;$ANTHROPIC_API_KEY\\a\\033]9;$INTERNAL_TOKEN\\a"';
    const t = w.terminal(['new', '--attach', '--', 'sh', '-c', `${script}; echo REA''DY; cat`]);
    await t.see('READY');
    // it is there: the operator sees what the program shows
    assert.match(t.text(), /sk-ki-made-up/);
    const a = await Agent.start(w);
    await a.json('wait_for_tab', { tab: 't1', text: 'READY' });
    const { text } = await a.call('capture_tab', { tab: 't1', lines: 50 });
    assert.match(text, /^\[secret\]\nwrapped +\[secret\]\nREADY/);
    // its beginning has left the screen, its end has not
    await w.ok('new', '--background', '--', 'sh', '-c', 'printf "%-25s$KIMI_CODE_API_KEY\\n" wrapped; seq 26; cat');
    await a.json('wait_for_tab', { tab: 't2', text: '^26$' });
    const top = await a.call('capture_tab', { tab: 't2' });
    assert.match(top.text, /^wrapped +\[secret\]\n1\n2\n/);
    for (const part of ['sk-ki', 'sk-ki-made-up-.', kimi.slice(-6)])
      assert.equal((await a.json<{ outcome: string }>('wait_for_tab', { tab: 't1', text: part, timeout: 0 })).outcome, 'timeout');
    const [tab] = await a.json<{ title: string; notification: { body: string } }[]>('list_tabs');
    assert.deepEqual([tab?.title, tab?.notification.body], ['[secret]', '[secret]']);
    const { events } = await a.json<{ events: { event: string; title?: string }[] }>('read_events', { since: 0 });
    assert.equal(events.find((e) => e.event === 'title')?.title, '[secret]');
    for (const secret of secrets) assert.ok(!a.heard.includes(secret), 'no key in any answer');
    await a.end();
    t.type(`${keys.leader}d`);
    await t.ended();
  },
);

scene('an agent in a tab finds its own server and tab, also where it hides its variables from its tools', { config, env }, async (w) => {
  fs.writeFileSync(w.path('asked'), [...greeting, callOf(2, 'list_tabs')].map((line) => `${line}\n`).join(''));
  const mcp = `jackin-mux mcp < '${w.path('asked')}'`;
  for (const [n, how] of [mcp, `env -i PATH="$PATH" HOME=/nowhere sh -c "${mcp}; true"`].entries()) {
    const answered = w.path(`answered-${n}`);
    await w.ok('new', '--background', '--', 'sh', '-c', `(${how}) > '${answered}'; mv '${answered}' '${answered}.whole'; cat`);
    await until('it has answered', () => fs.existsSync(`${answered}.whole`));
    const answers = messagesOf(fs.readFileSync(`${answered}.whole`, 'utf8'));
    assert.match(answers[0]?.result?.instructions ?? '', new RegExp(`You run in tab t${n + 1} yourself`));
    const tabs = JSON.parse(answers[1]?.result?.content?.[0]?.text ?? '') as (Tab & { self?: boolean })[];
    assert.deepEqual(tabs.find((tab) => tab.self)?.id, `t${n + 1}`);
  }
});

scene('a server that ends in the middle of a wait is said, and another one is found', { config, env }, async (w) => {
  await w.ok('new', '--background', '--', 'cat');
  const a = await Agent.start(w);
  await a.json('wait_for_tab', { tab: 't1', state: 'running' });
  const waiting = a.call('wait_for_tab', { tab: 't1', text: 'never', timeout: 3000 });
  const reading = a.json<{ events: { event: string }[] }>('read_events', { wait: 3000 });
  await a.json('list_tabs');
  await w.ok('kill-server');
  const { text } = await waiting;
  assert.match(text, /the server (has ended|went away|is gone|ended)|"outcome": "(ended|closed)"/);
  await reading;
  await a.refused('capture_tab', { tab: 't1' }, /^no server runs at /);
  await w.ok('new', '--background', '--label', 'again', '--', 'cat');
  assert.equal((await a.json<Tab[]>('list_tabs'))[0]?.label, 'again');
  await a.end();
});

scene('by hand in a terminal it says what it is for, and Ctrl+C and Ctrl+D end it', {}, async (w) => {
  for (const key of ['\x03', '\x04']) {
    const t = w.terminal(['mcp']);
    await t.see('an agent starts this');
    t.type(key);
    await t.ended();
  }
});
