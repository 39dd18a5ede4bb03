import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { encodeMessage, Kind } from '../protocol/framing.ts';
import { encodeInput } from '../protocol/messages.ts';
import { figure, loadOf, memoryOf } from './faults.ts';
import { scene, until, Wire } from './harness.ts';

const MB = 1024 * 1024;

scene('a program that does not read, and 10 MB sent to it, cost nobody anything, and all arrives once it reads', {}, async (w) => {
  // counts and sums what it reads, once it is told to
  const reader = `
    const fs = require('node:fs'), hash = require('node:crypto').createHash('sha256');
    process.stdin.setRawMode(true);
    process.stdin.pause();
    console.log('not reading');
    const wait = setInterval(() => {
      if (!fs.existsSync(process.env.GO)) return;
      clearInterval(wait);
      let n = 0;
      process.stdin.on('data', (b) => {
        hash.update(b); n += b.length;
        if (n === ${10 * MB}) console.log('read all', hash.digest('hex').slice(0, 16));
      });
      process.stdin.resume();
    }, 20);`;
  const go = w.path('go');
  await w.ok('new', '--background', '--label', 'deaf', '--', 'env', `GO=${go}`, process.execPath, '-e', reader);
  await w.ok('new', 'claude', '--background');
  const t = w.terminal(['attach']);
  await t.see('1 deaf');
  t.type('\x1c1');
  await t.see('not reading');
  const pid = await w.serverPid();
  const before = memoryOf(pid);

  const wire = await Wire.open(w.socket);
  wire.send({ type: 'attach', terminal: { cols: 80, rows: 24 } });
  const state = await wire.hear((m) => m.type === 'state', 'a state');
  assert.ok(state.type === 'state');
  const session = state.tabs.find((tab) => tab.label === 'deaf')!.panes[0]!.session;
  const all = randomBytes(10 * MB);
  for (let at = 0; at < all.length; at += 64 * 1024)
    wire.sendBytes(encodeMessage(Kind.input, ...encodeInput(session, all.subarray(at, at + 64 * 1024))));
  // a request comes after all of it
  await wire.request('list', {});
  await wire.hear((m) => m.type === 'notice' && /deaf.*has not read .* MB/.test(m.text), 'the operator is told');

  // once it has taken in what came; a server that is kept busy for good never rests
  const load = await until('the server rests', async () => {
    const percent = await loadOf(pid);
    return percent < 50 ? { percent } : null;
  });
  const more = memoryOf(pid) - before;
  assert.ok(more < 120, `10 MB cost ${more.toFixed(0)} MB`);
  t.type('\x1c2');
  await t.see('I am claude');
  const start = performance.now();
  t.type('echo');
  await t.see('> echo');
  const echo = performance.now() - start;
  assert.ok(echo < 4000, `another tab's echo takes ${echo.toFixed(0)} ms`);

  fs.writeFileSync(go, '');
  t.type('\x1c1');
  const sum = createHash('sha256').update(all).digest('hex').slice(0, 16);
  const began = performance.now();
  await t.see(`read all ${sum}`, { ms: 30_000 });
  figure(
    'a program that does not read',
    `10 MB sent: server at ${load.percent.toFixed(1)} % of a core, ${more.toFixed(0)} MB more, echo elsewhere in ${echo.toFixed(0)} ms; then read whole in ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
  wire.close();
});

scene('what goes beyond the cap is refused as a whole and said, and keys one by one cost no more than their bytes', {}, async (w) => {
  await w.ok('new', '--background', '--label', 'deaf', '--', 'sh', '-c', 'stty raw -echo; echo deaf now; exec sleep 600');
  // before that its terminal would take what is typed, and forget it
  await w.ok('wait', '1', '--text', 'deaf now');
  const pid = await w.serverPid();
  const wire = await Wire.open(w.socket);
  wire.send({ type: 'attach', terminal: { cols: 80, rows: 24 } });
  const state = await wire.hear((m) => m.type === 'state', 'a state');
  assert.ok(state.type === 'state');
  const { session } = state.tabs[0]!.panes[0]!;
  const before = memoryOf(pid);
  const key = Buffer.from(encodeMessage(Kind.input, ...encodeInput(session, Buffer.from('k'))));
  const keysSent = 1_000_000;
  const burst = Buffer.concat(Array.from({ length: 10_000 }, () => key));
  for (let i = 0; i < keysSent; i += 10_000) {
    wire.sendBytes(burst);
    await wire.request('list', {});
  }
  const more = memoryOf(pid) - before;
  assert.ok(more < 120, `a million keys cost ${more.toFixed(0)} MB`);
  const piece = encodeMessage(Kind.input, ...encodeInput(session, Buffer.alloc(MB, 'x')));
  for (let i = 0; i < 40; i++) wire.sendBytes(piece);
  await wire.request('list', {});
  await wire.hear((m) => m.type === 'notice' && m.level === 'error' && /deaf.*were not sent/.test(m.text), 'a refusal');
  const full = memoryOf(pid) - before;
  assert.ok(full < 150, `a full queue costs ${full.toFixed(0)} MB`);
  figure(
    'input beyond the cap',
    `a million keys one by one: ${more.toFixed(0)} MB; 41 MB sent in all: ${full.toFixed(0)} MB, refused and said`,
  );
  wire.close();
  await until('the server answers', async () => (await w.tabs()).length === 1);
});
