import assert from 'node:assert/strict';
import { encodeMessage, Kind } from '../protocol/framing.ts';
import { PROTOCOL } from '../protocol/messages.ts';
import { figure, handlesOf, memoryOf, peakOf } from './faults.ts';
import { program, scene, signal, until, Wire, type World, welcome } from './harness.ts';
import { Puppet } from './puppet.ts';

/** Draws another picture every 16 ms, for ever. */
const animation = [
  'sh',
  '-c',
  `exec '${process.execPath}' -e 'let n=0; setInterval(() => process.stdout.write("\\x1b[Hpicture " + ++n + "  "), 16)'`,
];
/** Redraws its whole screen as fast as it may. */
const storm = [
  process.execPath,
  '-e',
  'let n=0; const draw=()=>{n++; let s="\\x1b[H"; for(let y=0;y<28;y++) s+="\\x1b[38;5;"+((n+y)%256)+"m"+String(n*31+y).padEnd(100,"x"); process.stdout.write(s, draw)}; draw()',
];

/** How often a rate is measured until it is as it should be. */
const ROUNDS = 4;

/** An attached client that speaks the protocol itself; it confirms each frame at once, unless told not to. */
async function attached(w: World, tab: string, { confirms = true } = {}): Promise<Wire> {
  const wire = await Wire.open(w.socket);
  wire.send({ type: 'attach', terminal: { cols: 100, rows: 30 } });
  await wire.hear((m) => m.type === 'state', 'a state');
  wire.send({ type: 'view', tab });
  if (confirms) wire.confirming = true;
  return wire;
}

/** Frames a second that a healthy client gets, measured for `ms`. */
async function framesIn(wire: Wire, ms: number): Promise<number> {
  const before = wire.frames;
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, ms));
  return ((wire.frames - before) / (performance.now() - began)) * 1000;
}

/**
 * Frames a second that a healthy client gets while ACT's consequences last: the first measurement above LEAST, which whoever is held
 * up never reaches, while a machine that stalls for a moment does with the next.
 */
async function atLeast(least: number, what: string, act: () => Promise<number>): Promise<number> {
  let rate = 0;
  for (let round = 0; round < ROUNDS && rate <= least; round++) rate = await act();
  assert.ok(rate > least, `${what}: ${rate.toFixed(0)} frames a second, and more than ${least.toFixed(0)} are wanted`);
  return rate;
}

scene('clients that are stalled, stopped, slow or killed take no frame from another one, and no memory', {}, async (w) => {
  const animated = await w.ok('new', '--background', '--label', 'animated', '--', ...animation);
  const stormy = await w.ok('new', '--background', '--label', 'stormy', '--', ...storm);
  const pid = await w.serverPid();
  const healthy = await attached(w, animated);
  await until('frames come', () => healthy.frames > 20);
  const alone = await atLeast(0, 'alone', () => framesIn(healthy, 700));
  const before = memoryOf(pid);

  // a terminal that is not read (Ctrl+S), a stopped client, one that confirms nothing, one that is killed
  const stalled = w.terminal(['attach']);
  await stalled.see('stormy');
  stalled.type('\x1c2');
  stalled.stall();
  const stopped = w.terminal(['attach']);
  await stopped.see('stormy');
  stopped.type('\x1c2');
  await stopped.see('xxxx');
  signal(stopped.pid, 'SIGSTOP');
  const mute = await attached(w, stormy, { confirms: false });
  const killed = w.terminal(['attach']);
  await killed.see('stormy');
  killed.kill('SIGKILL');
  await killed.ended();

  const beside = await atLeast(0.3 * alone, 'beside them', () => framesIn(healthy, 1500));
  const more = memoryOf(pid) - before;
  assert.ok(more < 100, `stalled clients cost ${more.toFixed(0)} MB`);
  assert.ok(mute.frames <= 2, `${mute.frames} frames to a client that confirms none`);
  figure(
    'stalled, stopped, mute and killed clients',
    `another client's frames: ${alone.toFixed(0)}/s alone, ${beside.toFixed(0)}/s beside them; server ${more.toFixed(0)} MB more`,
  );

  // and they go on where the picture is now; a client that goes on puts its terminal into its modes anew before it takes keys
  const entered = () => stopped.raw.split('\x1b[?1049h').length;
  const once = entered();
  signal(stopped.pid, 'SIGCONT');
  stalled.resume();
  await stopped.watch(() => entered() > once, 'the stopped client has its terminal back');
  stopped.type('\x1c1');
  await stopped.see('picture');
  stalled.type('\x1c1');
  await stalled.see('picture');
});

scene('a terminal that reads a byte now and then holds up nobody, and its client still ends when it is told to', {}, async (w) => {
  await w.ok('new', '--background', '--label', 'stormy', '--', ...storm);
  const slow = w.terminal(['attach']);
  await slow.see('xxxx');
  slow.stall();
  const t = w.terminal(['attach']);
  await t.see('xxxx');
  const began = performance.now();
  signal(slow.pid, 'SIGTERM');
  // nobody reads what gives the terminal back: it may not wait for that for ever
  await until('the client of the stalled terminal ends', () => slow.exit !== null || !w.processes().some((p) => p.pid === slow.pid));
  figure('SIGTERM to the client of a terminal that takes nothing', `ends in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  await t.see('xxxx');
});

scene('resized to 1×1 and back, over and over, nothing is lost', {}, async (w) => {
  const puppet = await Puppet.create(w);
  const t = w.terminal(['new', '--attach', '--', ...puppet.argv]);
  await puppet.ready();
  await puppet.draw('\x1b[2J\x1b[Hbefore it all');
  await t.see('before it all');
  for (const [cols, rows] of [
    [1, 1],
    [2, 1],
    [1, 50],
    [300, 1],
    [3, 2],
    [1, 1],
    [500, 200],
    [1, 1],
  ] as const)
    t.resize(cols, rows);
  for (const terminal of [
    { cols: 0, rows: 0 },
    { cols: -5, rows: 1e9 },
    { cols: 1e9, rows: 1e9 },
    { cols: Number.NaN, rows: 3 },
    { cols: '7', rows: null },
  ]) {
    const wire = await Wire.open(w.socket);
    wire.send({ type: 'attach', terminal });
    wire.send({ type: 'resize', terminal });
    wire.send({ type: 'view', tab: 't1' });
    // an answer comes after all of it
    await wire.request('list', {});
    wire.close();
  }
  t.resize(100, 30);
  await until('the tab has its size back', async () => {
    const [tab] = await w.tabs();
    return tab?.cols === 100 && tab.rows === 28;
  });
  await puppet.draw('\x1b[2J\x1b[Hafter it all');
  await t.see('after it all');
});

scene('twenty terminals attached at once all show the tab, and go', {}, async (w) => {
  await w.ok('new', 'claude', '--background');
  const pid = await w.serverPid();
  const handles = handlesOf(pid);
  const began = performance.now();
  const all = Array.from({ length: 20 }, () => w.terminal(['attach'], { cols: 80, rows: 24 }));
  await Promise.all(all.map((t) => t.see('I am claude', { ms: 30_000 })));
  const shown = performance.now() - began;
  all[7]!.type('hello');
  await Promise.all(all.map((t) => t.see('> hello')));
  for (const t of all.slice(0, 10)) t.kill('SIGKILL');
  for (const t of all.slice(10)) t.type('\x1cd');
  await Promise.all(all.map((t) => t.ended()));
  await until('every handle is given back', () => handlesOf(pid) <= handles);
  assert.equal((await w.tabs())[0]!.state, 'running');
  figure('twenty at once', `all drawn after ${(shown / 1000).toFixed(1)} s, every handle given back`);
});

const hello = { type: 'hello', protocol: PROTOCOL, version: '0.0.0-test' };
const json = (message: unknown) => Buffer.from(encodeMessage(Kind.json, Buffer.from(JSON.stringify(message))));
const header = (length: number, kind: number) => {
  const out = Buffer.alloc(5);
  out.writeUInt32LE(length, 0);
  out[4] = kind;
  return out;
};
const greeted = json(hello);
const joined = Buffer.concat([greeted, json({ type: 'attach', terminal: { cols: 80, rows: 24 } })]);
const odd: Record<string, Buffer> = {
  'half a header': Buffer.from([3, 0]),
  'a length of 4 GB': header(0xffffffff, 1),
  'a length of 4 GB after a greeting': Buffer.concat([greeted, header(0xffffffff, 2)]),
  'an empty message': Buffer.concat([greeted, Buffer.alloc(5)]),
  'half a message': joined.subarray(0, joined.length - 7),
  'broken JSON': Buffer.concat([greeted, header(5, 1), Buffer.from('{"a"')]),
  'JSON that is no object': Buffer.concat([greeted, json(null), json(7), json([])]),
  'a kind that there is not': Buffer.concat([greeted, header(3, 9), Buffer.from('ab')]),
  'input before attaching': Buffer.concat([greeted, header(4, 2), Buffer.from('\x02t1')]),
  'input that ends before its session': Buffer.concat([joined, header(3, 2), Buffer.from('\xffa', 'latin1')]),
  'an attach without a terminal': Buffer.concat([greeted, json({ type: 'attach' })]),
  'attached twice': Buffer.concat([joined, json({ type: 'attach', terminal: { cols: 80, rows: 24 } })]),
  'a resize to nothing': Buffer.concat([joined, json({ type: 'resize' })]),
  'facts that are none': Buffer.concat([
    joined,
    json({ type: 'terminal', facts: { foreground: 5, background: {}, palette: 'x', cell: { width: 'a' }, version: [] } }),
  ]),
  'facts with control characters': Buffer.concat([
    joined,
    json({ type: 'terminal', facts: { foreground: '\x1b]52;c;eA==\x07', version: '\x1bc\r\nrm -rf /\r\n' } }),
  ]),
  garbage: Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) & 0xff)),
  'another version': json({ type: 'hello', protocol: 999, version: '99'.repeat(10_000) }),
};

scene('whatever a client sends, sessions and the others do not notice', {}, async (w) => {
  const puppet = await Puppet.create(w);
  const t = w.terminal(['new', '--attach', '--', ...puppet.argv]);
  await puppet.ready();
  await puppet.draw();
  const pid = await w.serverPid();
  const handles = handlesOf(pid);
  const before = memoryOf(pid);
  for (const [name, bytes] of Object.entries(odd)) {
    for (let i = 0; i < 3; i++) {
      const wire = await Wire.connect(w.socket);
      wire.sendBytes(bytes);
      // in one go, a byte at a time, and cut off at once
      if (i === 1) wire.close();
      else {
        await new Promise((resolve) => setImmediate(resolve));
        wire.close();
      }
    }
    // a program that asks for colours and sizes is told something sane
    const answers = await puppet.draw('\x1b]10;?\x07\x1b]11;?\x07\x1b]4;1;?\x07\x1b[14t\x1b[>q');
    assert.match(answers, /^\x1b\]10;rgb:[0-9a-f/]+\x07\x1b\]11;rgb:[0-9a-f/]+\x07\x1b\]4;1;rgb:[0-9a-f/]+\x07/, name);
    assert.ok(!/rm -rf|52;c/.test(answers), `${name}: ${JSON.stringify(answers)}`);
    await puppet.draw(`\x1b[2J\x1b[Hafter ${name}`);
    await t.see(`after ${name}`);
  }
  const wires = await Promise.all(Array.from({ length: 100 }, () => Wire.connect(w.socket)));
  for (const wire of wires) wire.sendBytes(joined.subarray(0, 40));
  for (const wire of wires) wire.close();
  await until('every handle is given back', () => handlesOf(pid) <= handles);
  assert.ok(memoryOf(pid) - before < 100, `${(memoryOf(pid) - before).toFixed(0)} MB more`);
  figure(
    'odd clients',
    `${Object.keys(odd).length} kinds of nonsense, 3 times each: ${(memoryOf(pid) - before).toFixed(0)} MB more, every handle given back`,
  );
});

scene('ten thousand requests in one piece, unread answers and a message that trickles in hold up nobody', {}, async (w) => {
  const animated = await w.ok('new', '--background', '--label', 'animated', '--', ...animation);
  for (let i = 0; i < 5; i++) await w.ok('new', '--background', '--', 'sleep', '600');
  const pid = await w.serverPid();
  const healthy = await attached(w, animated);
  await until('frames come', () => healthy.frames > 20);
  const alone = await atLeast(0, 'alone', () => framesIn(healthy, 700));
  const before = memoryOf(pid);
  for (const name of ['list', 'offers', 'environment', 'reload'] as const) {
    const request = (id: number) => json({ type: 'request', id, name, params: {} });
    const requests = Buffer.concat(Array.from({ length: 10_000 }, (_, i) => request(i + 1)));
    let during = 0;
    const peak = await peakOf(pid, async () => {
      during = await atLeast(0.2 * alone, name, async () => {
        const asker = await Wire.open(w.socket);
        asker.deaf = true;
        asker.sendBytes(requests);
        const rate = await framesIn(healthy, 1000);
        asker.close();
        return rate;
      });
    });
    assert.ok(peak - before < 150, `${name}: ${(peak - before).toFixed(0)} MB more`);
    figure(
      `10,000 × ${name}, answers unread`,
      `another client's frames: ${alone.toFixed(0)}/s alone, ${during.toFixed(0)}/s meanwhile; server at most ${(peak - before).toFixed(0)} MB more`,
    );
    await until('the server is at rest', async () => (await framesIn(healthy, 200)) > 0.3 * alone, { ms: 30_000 });
  }
  const trickler = await Wire.open(w.socket);
  const big = Buffer.concat([header(3_000_000, 2), Buffer.alloc(200_000)]);
  const peak = await peakOf(pid, async () => {
    for (const byte of big.subarray(0, 30_000)) {
      trickler.sendBytes(Buffer.of(byte));
      if (byte % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await healthy.request('list', {});
  });
  assert.ok(peak - before < 150, `${(peak - before).toFixed(0)} MB more`);
  trickler.close();
});

scene('a client that is cut off in the middle of a frame changes nothing', {}, async (w) => {
  await w.ok('new', '--background', '--label', 'flood', '--', ...program('flood.sh'));
  const pid = await w.serverPid();
  const handles = handlesOf(pid);
  for (let i = 0; i < 50; i++) {
    const wire = await attached(w, 't1');
    await until('a frame', () => wire.frames > 0);
    wire.close();
  }
  await until('every handle is given back', () => handlesOf(pid) <= handles);
  const t = w.terminal(['attach']);
  await t.see('a flood of lines');
  figure('attached and cut off', '50 times beside a flood, every handle given back');
});

scene('clients of another version are told so, however they ask', {}, async (w) => {
  const t = w.terminal();
  await welcome(t);
  for (const protocol of [0, -1, 2, 1e30, null, 'one', { a: 1 }]) {
    const wire = await Wire.connect(w.socket);
    wire.send({ type: 'hello', protocol, version: { toString: 'x' } });
    const answer = await wire.hear((m) => m.type === 'refused', `a refusal of ${JSON.stringify(protocol)}`);
    assert.ok(answer.type === 'refused' && answer.reason.length < 400);
    await wire.untilClosed();
  }
});
