import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import type { Capture, ServerEvent, TabInfo, WaitResult } from '../protocol/messages.ts';
import { createModel, differences, Puppet, type Result, root, scene, until, Wire, type World } from './harness.ts';

const PROGRAM = process.env.JACKIN_TEST_PROGRAM ?? `${root}/dist/cli.js`;

/** One line on standard error that names the culprit. */
function complains({ code, err }: Result, exit: number, culprit: RegExp): void {
  assert.equal(code, exit, err);
  assert.match(err, /^jackin-mux: [^\n]+\n$/);
  assert.match(err, culprit);
}

/** A command that goes on until it is ended, its output by lines. */
function running(w: World, ...args: string[]): { lines: string[]; child: ChildProcess; ended: Promise<number | null>; err: () => string } {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: w.env, cwd: w.home, stdio: ['pipe', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let rest = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const all = (rest + text).split('\n');
    rest = all.pop()!;
    lines.push(...all);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { lines, child, ended, err: () => err };
}

async function puppet(w: World, ...options: string[]): Promise<Puppet> {
  const p = await Puppet.create(w);
  await w.ok('new', '--background', ...options, '--', ...p.argv);
  await p.ready();
  return p;
}

scene('what is sent arrives byte by byte; a paste is in brackets where the program asked', {}, async (w) => {
  const p = await puppet(w, '--label', 'box');
  await p.draw();
  await w.ok('send', 't1', 'é\x1b[201~ \x01');
  await p.hearOnly(Buffer.from('é\x1b[201~ \x01').toString('latin1'));
  await w.ok('send', 'box', '--paste', 'a\nb');
  await p.hearOnly('a\rb');
  await p.draw('\x1b[?2004h');
  const tab = JSON.parse(await w.ok('send', '1', '--paste', '--json', 'a\x1b[20\x1b[201~1~\nb')) as TabInfo;
  assert.equal(tab.id, 't1');
  await p.hearOnly('\x1b[200~a\rb\x1b[201~');
  const piped = running(w, 'send', 't1', '-');
  const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x41, 0xc3]);
  piped.child.stdin?.end(bytes);
  assert.equal(await piped.ended, 0, piped.err());
  await p.hearOnly(bytes.toString('latin1'));
  assert.deepEqual(w.filesWith('a\rb'), [], 'what was sent is nowhere to be read');
});

scene('Enter comes after the program has read the text, in a piece of its own', {}, async (w) => {
  const p = await puppet(w);
  await p.draw();
  await w.ok('send', 't1', '--enter', 'hello');
  await p.hearOnly('hello\r');
  await p.draw('\x1b[>8u');
  await w.ok('send', 't1', '--enter', 'x');
  await p.hearOnly('x\x1b[13u', 'all keys as escape codes');
  await w.ok('new', 'claude', '--background');
  await w.ok('wait', 't2', '--text', 'I am claude');
  await w.ok('send', 't2', '--paste', '--enter', 'who are you?');
  assert.equal(await w.ok('wait', 't2', '--text', 'claude heard: .*', '--timeout', '10'), 'claude heard: who are you?');
});

scene('capture: the screen, what is above it, colours, and what is gone', { config: 'scrollback = 20\n' }, async (w) => {
  const p = await puppet(w);
  await p.draw('\x1b[31mred\x1b[m\r\n\x1b[4:3mcurly\x1b[m 日本');
  assert.equal((await w.cli('capture', 't1')).out, 'red\ncurly 日本\n');
  const whole = JSON.parse(await w.ok('capture', 't1', '--json')) as Capture;
  assert.deepEqual(
    [whole.lines, whole.scrollback, whole.dropped, whole.cursor],
    [['red', 'curly 日本'], 0, 0, { x: 10, y: 1, visible: true }],
  );
  const { out } = await w.cli('capture', 't1', '--ansi');
  const [shown, drawn] = [createModel(80, 24), createModel(80, 24)];
  await new Promise<void>((resolve) => shown.write(out, resolve));
  await new Promise<void>((resolve) => drawn.write('\x1b[31mred\x1b[m\r\n\x1b[4:3mcurly\x1b[m 日本', resolve));
  assert.deepEqual(differences(shown, drawn, 0), []);

  const long = 'x'.repeat(100);
  await p.draw(`\x1bc${Array.from({ length: 60 }, (_, i) => `line ${i}\r\n`).join('')}${long}`);
  const joined = JSON.parse(await w.ok('capture', 't1', '--join', '--json')) as Capture;
  assert.equal(joined.lines.at(-1), long);
  assert.equal(((await w.cli('capture', 't1')).out.match(/x+/g) ?? []).length, 2);
  const few = await w.cli('capture', 't1', '--lines', '5');
  assert.deepEqual([few.code, few.err, few.out.split('\n').length - 1], [0, '', joined.rows + 5]);
  const most = await w.cli('capture', 't1', '--lines', '1000');
  assert.match(most.err, /^jackin-mux: \d+ older lines are no longer kept; 20 above the screen are\n$/);
  assert.equal(most.out.split('\n').length - 1, joined.rows + 20);
  const all = JSON.parse((await w.cli('capture', 't1', '--lines', '1000', '--json')).out) as Capture;
  assert.equal(all.kept, 20);
  assert.equal(all.scrollback, 20);
  assert.equal(all.dropped + all.kept + all.rows, 62, 'sixty lines and one of two rows');
  await p.draw('\x1b[?2026h\x1b[2Jhalf');
  assert.match((await w.cli('capture', 't1')).out, /half/, 'an update that never ends is shown when its time is over');
  await p.draw('\x1b[?1049h\x1b[H\x1b[2Jalternate');
  const other = JSON.parse(await w.ok('capture', 't1', '--json')) as Capture;
  assert.deepEqual([other.alternateScreen, other.lines], [true, ['alternate']]);
});

scene('wait: met at once, met later, too late, never', {}, async (w) => {
  const p = await puppet(w, '--label', 'box');
  await p.draw('ready\r\n');
  assert.equal(await w.ok('wait', 'box', '--text', '^rea.y$'), 'ready');
  const later = running(w, 'wait', 'box', '--text', 'needle \\d+', '--json');
  const state = running(w, 'wait', 'box', '--state', 'done');
  const exit = running(w, 'wait', 'box', '--exit');
  const wire = await Wire.open(w.socket);
  complains(await w.cli('wait', 'box', '--text', 'nothing', '--timeout', '0.2'), 3, /0\.2 s/);
  // it is gone from the screen before anybody can look
  await until('both wait', async () => {
    await p.draw(`needle 12\r\n${'more\r\n'.repeat(200)}\x1b]7501;state=done:app=x\x07`);
    return later.lines.length > 0;
  });
  assert.equal(await later.ended, 0, later.err());
  const met = JSON.parse(later.lines.join('\n')) as WaitResult;
  assert.deepEqual([met.outcome, met.match, met.tab.id], ['met', 'needle 12', 't1']);
  assert.equal(await state.ended, 0, state.err());
  const text = running(w, 'wait', 'box', '--text', 'never');
  assert.equal(await w.ok('wait', 'box', '--state', 'running'), '');
  const given = wire.request('wait', { tab: 'box', text: 'never' });
  p.end();
  assert.equal((await given).outcome, 'ended');
  assert.deepEqual([await exit.ended, exit.lines], [0, ['0']]);
  if ((await text.ended) !== 4) assert.fail(text.err());
  assert.match(text.err(), /"box" ended \(0\) without it/);
  assert.equal(await w.ok('wait', 'box', '--exit'), '0', 'it has ended already');
  complains(await w.cli('wait', 'box', '--state', 'running'), 4, /ended/);
  wire.close();

  await w.ok('new', '--background', '--label', 'two', '--', 'cat');
  const closing = running(w, 'wait', 'two', '--exit');
  const ending = running(w, 'wait', 'two', '--text', 'never');
  await until('the tab goes', async () => (await w.cli('close', 'two', '--force')).code === 0);
  for (const gone of [closing, ending]) {
    // a command that was slow to start finds no such tab any more
    const code = await gone.ended;
    assert.ok(code === 4 || (code === 1 && /no tab/.test(gone.err())), gone.err());
  }
});

scene('the end of the server ends a wait with 4 and the events with 0', {}, async (w) => {
  await w.ok('new', '--background', '--', 'cat');
  const stream = running(w, 'events');
  const wait = running(w, 'wait', 't1', '--text', 'never');
  await until('it has subscribed', () => stream.lines.length > 0);
  await w.ok('wait', 't1', '--state', 'running');
  await w.ok('kill-server');
  assert.equal(await stream.ended, 0, stream.err());
  const code = await wait.ended;
  assert.ok(code === 4 || code === 1, wait.err());
});

scene('events: everything that happens, from a number on', {}, async (w) => {
  const p = await puppet(w, '--label', 'box');
  const stream = running(w, 'events', '--since', '0');
  const happened = () => stream.lines.map((line) => JSON.parse(line) as ServerEvent);
  const seen = (event: string) =>
    until(`an event ${event}`, () => happened().find((e) => e.event === event), { detail: () => stream.lines.join('\n') });
  await seen('opened');
  await w.ok('new', '--background', '--label', 'two', '--', 'cat');
  await w.ok('rename', 'box', 'crate');
  await w.ok('move', 't1', '2');
  await p.draw('\x1b]0;a title\x07\x07\x1b]777;notify;Done;all of it\x07\x1b]9;4;1;40\x07\x1b]7501;state=working:app=x\x07');
  const t = w.terminal(['attach', '--read-only']);
  await seen('attached');
  t.kill('SIGTERM');
  await seen('gone');
  await w.ok('close', 't2', '--force');
  p.end();
  await seen('closed');
  // the last word on a tab: what it said of itself ended before
  await seen('exited');
  const all = happened();
  assert.equal(all.at(-1)?.event, 'exited');
  for (const wanted of [
    { event: 'subscribed', reset: false, sequence: 0 },
    { event: 'opened', tab: 't1', index: 1, label: 'box', agent: null, provider: null, sequence: 1 },
    { event: 'opened', tab: 't2', index: 2, label: 'two' },
    { event: 'renamed', tab: 't1', label: 'crate' },
    { event: 'moved', tab: 't1', index: 2 },
    { event: 'title', tab: 't1', title: 'a title' },
    { event: 'bell', tab: 't1' },
    { event: 'notification', tab: 't1', title: 'Done', body: 'all of it' },
    { event: 'progress', tab: 't1', progress: { state: 'normal', percent: 40 } },
    { event: 'state', tab: 't1', status: { state: 'working', app: 'x' } },
    { event: 'attached', cols: 100, rows: 30, readOnly: true },
    { event: 'closed', tab: 't2', label: 'two' },
    { event: 'exited', tab: 't1', exitCode: 0, signal: null },
  ]) {
    const found = all.find((e) =>
      Object.entries(wanted).every(([k, v]) => JSON.stringify(e[k as keyof ServerEvent]) === JSON.stringify(v)),
    );
    assert.ok(found, `${JSON.stringify(wanted)} is not among\n${stream.lines.join('\n')}`);
  }
  assert.deepEqual(
    all.slice(1).map((e) => e.sequence),
    all.slice(1).map((_, i) => i + 1),
  );
  for (const { time } of all) assert.ok(Math.abs(Date.parse(time) - Date.now()) < 120_000, time);
  const again = running(w, 'events', '--since', '4');
  await until('the rest comes again', () => again.lines.length === all.length - 4);
  assert.deepEqual(again.lines.slice(1), stream.lines.slice(5));
  again.child.kill();
  const other = running(w, 'events', '--since', '999');
  await until('all that there is', () => other.lines.length === all.length);
  assert.match(other.err(), /another server/);
  other.child.kill();
  stream.child.kill();
});

scene('a reader that is slow gets every event that is kept, and is told of the others', {}, async (w) => {
  const p = await puppet(w);
  await p.draw('\x07'.repeat(3000));
  const slow = running(w, 'events', '--since', '0');
  slow.child.stdout?.pause();
  // time in which a reader that reads would have had them all
  for (let i = 0; i < 3; i++) await w.ok('ls');
  assert.equal(slow.lines.length, 0);
  slow.child.stdout?.resume();
  await until('all of them', () => slow.lines.length === 3002, { detail: () => `${slow.lines.length} lines` });
  await p.draw('\x07'.repeat(3000));
  await until('the new ones too', () => slow.lines.length === 6002, { detail: () => `${slow.lines.length} lines` });
  slow.child.kill();
  const late = running(w, 'events', '--since', '0');
  await until('what is kept', () => late.lines.length === 4098, { detail: () => `${late.lines.length} lines` });
  assert.match(late.lines[1]!, /"event":"missed","count":1905/);
  assert.match(late.err(), /1905 events are no longer kept/);
  late.child.kill();
});

scene('commands for scripts name what is wrong', {}, async (w) => {
  for (const args of [['send', 't1', 'x'], ['capture', 't1'], ['wait', 't1', '--exit'], ['events']]) {
    const result = await w.cli(...args);
    complains(result, 1, /no server/);
    assert.equal(result.out, '');
  }
  const wrong: [string[], RegExp][] = [
    [['send', 't1'], /text/],
    [['capture'], /tab/],
    [['capture', 't1', '--lines', '-3'], /-3/],
    [['capture', 't1', '--lines', 'all'], /all/],
    [['wait', 't1'], /--exit, --text RE and --state S/],
    [['wait', 't1', '--exit', '--state', 'done'], /one of/],
    [['wait', 't1', '--text', 'a(b'], /'a\(b' is not a regular expression: Unterminated group/],
    [['wait', 't1', '--state', 'bored'], /bored.*idle/],
    [['wait', 't1', '--exit', '--timeout', 'soon'], /soon/],
    [['events', '--since', 'now'], /now/],
  ];
  for (const [args, culprit] of wrong) complains(await w.cli(...args), 2, culprit);
  assert.deepEqual(w.processes(), [], 'none of them starts a server');
  await w.ok('new', '--background', '--', 'sh', '-c', 'exit 3');
  await w.ok('wait', 't1', '--exit');
  complains(await w.cli('send', 't1', 'x'), 1, /has ended/);
  for (const args of [
    ['send', 'nobody', 'x'],
    ['capture', 'nobody'],
    ['wait', 'nobody', '--exit'],
  ])
    complains(await w.cli(...args), 1, /no tab "nobody".*t1/);
  complains(await w.cli('wait', 't1', '--text', 'x', '--timeout', '1'), 4, /ended \(3\)/);
  assert.match((await w.cli('wait', '--help')).out, /Exit codes:[\s\S]*3 {2}the time is over/);
});

scene('a script does not turn the operator away from what they look at', {}, async (w) => {
  const t = w.terminal(['new', '--attach', '--label', 'mine', '--', 'cat']);
  await t.seeStrip(/mine/);
  const wire = await Wire.open(w.socket);
  await w.ok('new', '--background', '--label', 'other', '--', 'sh', '-c', 'echo from the other; cat');
  await w.ok('wait', 'other', '--text', 'from the other');
  await w.ok('send', 'other', '--enter', 'hello');
  await w.ok('wait', 'other', '--text', '^hello$');
  assert.equal((await wire.request('list', {})).find((tab) => tab.active)?.label, 'mine');
  t.type('still here');
  await t.see('still here');
  wire.close();
  // in a tab, a command reaches its own server, and prints to its terminal
  await w.ok('new', '--background', '--label', 'inside', '--', 'sh', '-c', 'jackin-mux capture other; jackin-mux ls; cat');
  await w.ok('wait', 'inside', '--text', 'from the other', '--timeout', '20');
  await w.ok('wait', 'inside', '--text', 'ID +LABEL', '--timeout', '20');
});
