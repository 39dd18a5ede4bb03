import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { ActivityState } from '../protocol/messages.ts';
import { keys, Puppet, scene, type Terminal, until, Wire, type World } from './harness.ts';

/** A terminal that looks at a tab in which nothing happens, and agents behind it. */
async function behind(w: World, agents: string[], env: Record<string, string> = {}): Promise<{ t: Terminal; ids: string[]; wire: Wire }> {
  const t = w.terminal(['new', '--label', 'front', '--attach', '--', 'sleep', '600'], { env });
  await t.seeStrip('1 front');
  const ids: string[] = [];
  for (const agent of agents) ids.push(await w.ok('new', agent, '--background'));
  await w.spawn(agents.length);
  const wire = await Wire.open(w.socket);
  for (const id of ids)
    await until(`${id} takes keys`, async () => (await wire.request('capture', { tab: id })).lines.join().includes('I am'));
  return { t, ids, wire };
}

/** Types a line into a tab as a script does. */
const say = (wire: Wire, tab: string, text: string) => wire.request('send', { tab, text, enter: true });

async function becomes(wire: Wire, id: string, state: ActivityState): Promise<void> {
  let last = '';
  const is = async () => {
    const tab = (await wire.request('list', {})).find((each) => each.id === id);
    last = `${tab?.activity.state}: ${tab?.activity.reason} (title ${JSON.stringify(tab?.title)})`;
    return tab?.agentState === state;
  };
  await until(`${id} becomes ${state}`, is, { detail: () => last });
}

const bells = (t: Terminal): { count: number } => {
  const heard = { count: 0 };
  t.model.onBell(() => {
    heard.count += 1;
  });
  return heard;
};

scene('an agent behind works, asks, goes on and is done: strip, status line, w, explain', {}, async (w) => {
  const { t, ids, wire } = await behind(w, ['claude']);
  const [claude = ''] = ids;
  await t.seeStrip('2 Claude ·');
  await say(wire, claude, '/work');
  await t.seeStrip('2 Claude ●');
  await say(wire, claude, '/ask touch x');
  await t.seeStrip('2 Claude ?');
  await t.watch(() => t.status().includes('1 waiting'), 'the status line counts it');
  assert.match(await w.ok('explain', 'Claude'), /^Claude: waiting for \d+ s: it asks for permission\ntold: its title .* \(decides\)$/);
  assert.match(await w.ok('ls'), /Claude .* waiting /);

  t.type(`${keys.leader}w`);
  await t.see('Do you want to proceed?');
  await t.watch(() => !t.status().includes('waiting'), 'whoever looks need not be told');
  t.type('1');
  await t.seeStrip('2 Claude ●');
  t.type(`${keys.leader}1`);
  await until('the other tab is in view', async () => (await wire.request('list', {}))[0]!.active);
  await say(wire, claude, '/rest');
  await t.seeStrip('2 Claude ✓');
  await t.watch(() => t.status().includes('1 done'), 'the status line counts it');
  t.type(`${keys.leader}w`);
  await t.seeStrip('2 Claude ·');
  await t.watch(() => !t.status().includes('done'), 'it is seen');
  t.type(`${keys.leader}w`);
  await t.watch(() => t.status().includes('no tab waits for you'), 'w says that there is none');
  wire.close();
});

scene('w goes round the tabs that wait, then to those that are done', {}, async (w) => {
  const { t, ids, wire } = await behind(w, ['gemini', 'codex', 'grok']);
  const [gemini = '', codex = '', grok = ''] = ids;
  await say(wire, gemini, '/ask');
  await say(wire, codex, '/work');
  await say(wire, codex, '/rest');
  await say(wire, grok, '/ask');
  for (const [id, state] of [
    [gemini, 'waiting'],
    [codex, 'done'],
    [grok, 'waiting'],
  ] as const)
    await becomes(wire, id, state);
  await t.watch(() => t.status().includes('2 waiting · 1 done'), 'the status line counts them');
  const view = async (index: number) => until(`tab ${index} is in view`, async () => (await wire.request('list', {}))[index - 1]!.active);
  t.type(`${keys.leader}w`);
  await view(2);
  t.type(`${keys.leader}w`);
  await view(4);
  t.type(`${keys.leader}w`);
  await view(2);
  await t.see('I am gemini');
  t.type('n');
  await becomes(wire, gemini, 'idle');
  t.type(`${keys.leader}4`);
  await view(4);
  await t.see('I am grok');
  t.type('n');
  await becomes(wire, grok, 'idle');
  await t.watch(() => t.status().includes('1 done') && !t.status().includes('waiting'), 'none waits any more');
  t.type(`${keys.leader}w`);
  await view(3);
  await becomes(wire, codex, 'idle');
  wire.close();
});

scene('each agent as it was recorded: working, waiting, working, done', {}, async (w) => {
  const agents = ['claude', 'codex', 'opencode', 'kimi', 'gemini', 'grok'];
  const { ids, wire } = await behind(w, agents);
  for (const [i, id] of ids.entries()) {
    await say(wire, id, '/work');
    await becomes(wire, id, 'working');
    await say(wire, id, '/ask');
    await becomes(wire, id, 'waiting');
    await wire.request('send', { tab: id, text: 'y' });
    await becomes(wire, id, 'working');
    await say(wire, id, '/rest');
    await becomes(wire, id, 'done');
    const { sources } = await wire.request('explain', { tab: id });
    assert.equal(sources.filter(({ decides }) => decides).length, agents[i] === 'grok' ? 1 : 1, JSON.stringify(sources));
  }
  wire.close();
});

scene('scripts wait for states, and events tell them', {}, async (w) => {
  const { ids, wire } = await behind(w, ['claude']);
  const [claude = ''] = ids;
  await wire.request('subscribe', {});
  const waiting = w.ok('wait', claude, '--state', 'waiting', '--json');
  await say(wire, claude, '/work');
  await say(wire, claude, '/ask');
  const { outcome, tab } = JSON.parse(await waiting);
  assert.deepEqual([outcome, tab.agentState, tab.activity.source], ['met', 'waiting', 'screen']);
  const done = w.ok('wait', claude, '--state', 'done');
  await wire.request('send', { tab: claude, text: 'y' });
  await becomes(wire, claude, 'working');
  await say(wire, claude, '/rest');
  await done;
  // a script that comes later hears of it too, and typing makes it a matter of the next time
  await w.ok('wait', claude, '--state', 'done', '--timeout', '20');
  await wire.request('send', { tab: claude, text: 'more' });
  await becomes(wire, claude, 'idle');
  assert.equal((await w.cli('wait', claude, '--state', 'done', '--timeout', '0')).code, 3);
  await say(wire, claude, ' exit');
  const told = () => wire.heard.flatMap((m) => (m.type === 'event' && m.event.event === 'activity' ? [m.event.state] : []));
  await until('the events tell its states', () => told().at(-1) === 'idle', { detail: () => told().join() });
  assert.deepEqual(told(), ['working', 'waiting', 'working', 'done', 'idle']);
  wire.close();
});

scene('the terminal rings for a tab behind that begins to wait, is done, or ends', {}, async (w) => {
  const { t, ids, wire } = await behind(w, ['claude']);
  const [claude = ''] = ids;
  const heard = bells(t);
  await say(wire, claude, '/work');
  await say(wire, claude, '/ask');
  await t.watch(() => heard.count === 1, 'it rings for what waits');
  await wire.request('send', { tab: claude, text: 'y' });
  await becomes(wire, claude, 'working');
  await say(wire, claude, '/rest');
  await t.watch(() => heard.count === 2, 'it rings for what is done');
  await say(wire, claude, 'exit 3');
  await t.watch(() => heard.count === 3, 'it rings for what has ended');
  wire.close();
});

scene('notify = "osc" says which tab and why', { config: 'notify = "osc"\n' }, async (w) => {
  const { t, ids, wire } = await behind(w, ['claude']);
  const [claude = ''] = ids;
  await say(wire, claude, '/work');
  await say(wire, claude, '/ask');
  await t.watch(() => t.raw.includes('\x1b]9;Claude waits for you: it asks for permission\x1b\\'), 'the terminal is told');
  wire.close();
});

const hook = (w: World) => {
  w.executable('tell-me', 'env > "$HOME/told.new"; mv "$HOME/told.new" "$HOME/told.$JACKIN_NOTIFY_STATE"');
  return (state: string): Record<string, string> | null => {
    const file = w.path(`told.${state}`);
    if (!fs.existsSync(file)) return null;
    return Object.fromEntries(
      fs
        .readFileSync(file, 'utf8')
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
  };
};

const KEYS =
  'notify = "off"\nnotify_command = ["tell-me"]\n[env]\nANTHROPIC_API_KEY = "made-up-key-one"\nOPENAI_API_KEY = "made-up-key-two"\n';

scene(
  'notify_command is told by its environment, and gets no key; "off" leaves the terminal alone',
  { config: KEYS, env: { MY_OWN_TOKEN: 'made-up-key-three' } },
  async (w) => {
    const told = hook(w);
    const { t, ids, wire } = await behind(w, ['codex']);
    const [codex = ''] = ids;
    const heard = bells(t);
    await say(wire, codex, '/work');
    await say(wire, codex, '/ask');
    await until('the command was run', () => told('waiting') !== null);
    const env = told('waiting')!;
    assert.deepEqual(
      [env.JACKIN_NOTIFY_TAB, env.JACKIN_NOTIFY_INDEX, env.JACKIN_NOTIFY_LABEL, env.JACKIN_NOTIFY_AGENT, env.JACKIN_MUX_SOCKET],
      [codex, '2', 'Codex', 'codex', w.socket],
    );
    assert.equal(env.JACKIN_NOTIFY_TEXT, 'Codex waits for you: it says that it waits for you');
    assert.ok(!Object.values(env).some((value) => value.includes('made-up-key')), JSON.stringify(env));
    assert.equal(heard.count, 0);
    assert.ok(!/\x1b\](9|777|99);/.test(t.raw));
    wire.close();
  },
);

scene(
  'a notify_command that cannot run is told to the log and to nobody else',
  { config: 'notify_command = ["not-there"]\n' },
  async (w) => {
    const { t, ids, wire } = await behind(w, ['claude']);
    await say(wire, ids[0]!, '/work');
    await say(wire, ids[0]!, '/ask');
    await until('the log has it', () => /notify_command failed/.test(fs.readFileSync(w.log, 'utf8')));
    await t.seeStrip('2 Claude ?');
    wire.close();
  },
);

scene('of several terminals the one that acted last is told', { config: 'notify = "osc"\n' }, async (w) => {
  const { t: first, ids, wire } = await behind(w, ['claude']);
  const second = w.terminal(['attach']);
  await second.seeStrip('1 front');
  // its echo comes from the server, which then knows who acted last
  first.type('acts');
  await first.see(/^acts/m);
  await say(wire, ids[0]!, '/work');
  await say(wire, ids[0]!, '/ask');
  await first.watch(() => first.raw.includes('\x1b]9;Claude waits'), 'the one that acted is told');
  await second.seeStrip('2 Claude ?');
  assert.ok(!second.raw.includes('\x1b]9;'), 'the other is not');
  wire.close();
});

scene('while the terminal has no focus, the tab in view is one that nobody looks at', { config: 'notify = "osc"\n' }, async (w) => {
  const { t, ids, wire } = await behind(w, ['claude']);
  const [claude = ''] = ids;
  t.type(`${keys.leader}2`);
  await t.see('I am claude');
  await say(wire, claude, '/work');
  await becomes(wire, claude, 'working');
  // the way of the keys: it comes to the server behind the loss of the focus
  t.type('\x1b[O');
  t.type(`/rest${keys.enter}`);
  await becomes(wire, claude, 'done');
  await t.watch(() => t.raw.includes('\x1b]9;Claude is done'), 'the terminal is told');
  t.type('\x1b[I');
  await becomes(wire, claude, 'idle');
  wire.close();
});

scene('a bell of the tab in view rings, one of a tab behind only marks it', { config: 'notify = "off"\n' }, async (w) => {
  const p = await Puppet.create(w);
  const t = w.terminal(['new', '--label', 'rings', '--attach', '--', ...p.argv]);
  await p.ready();
  await t.seeStrip('1 rings');
  const heard = bells(t);
  await p.draw('\x07');
  await t.watch(() => heard.count === 1, 'it rings');
  await w.ok('new', '--label', 'front', '--', 'sleep', '600');
  await t.seeStrip('2 front');
  await p.draw('\x07');
  await t.seeStrip('1 rings !');
  assert.equal(heard.count, 1);
});

scene('glyphs in ASCII where the locale has no more', {}, async (w) => {
  const { t, ids, wire } = await behind(w, ['claude', 'codex'], { LANG: 'C' });
  const [claude = '', codex = ''] = ids;
  await t.seeStrip('2 Claude .');
  await say(wire, claude, '/work');
  await t.seeStrip('2 Claude *');
  await say(wire, codex, '/work');
  await say(wire, codex, '/rest');
  await t.seeStrip('3 Codex =');
  wire.close();
});

const OWN = `[agents.mine]
label = "Mine"
command = ["claude"]
[[agents.mine.states]]
in = "screen"
match = '(?i)WHAT NOW'
state = "waiting"
reason = "it wants to know what now"
`;

scene("rules of the operator's own, and what is wrong with one", { config: OWN }, async (w) => {
  const { ids, wire } = await behind(w, ['mine']);
  await say(wire, ids[0]!, 'well, what now?');
  await becomes(wire, ids[0]!, 'waiting');
  assert.match(await w.ok('explain', 'Mine'), /it wants to know what now/);
  wire.close();
  w.configure(OWN.replace("'(?i)WHAT NOW'", "'(?=a)'").replace('"waiting"', '"busy"'));
  const { code, out } = await w.cli('config', 'check');
  assert.equal(code, 1);
  assert.match(out, /agents\.mine\.states.*match: .*of the groups that begin with \(\? only \(\?: fits/);
  assert.match(out, /agents\.mine\.states.*state: found the string "busy"; "working" or "waiting" or "idle" fits/);
});
