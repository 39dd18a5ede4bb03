import assert from 'node:assert/strict';
import type { TabInfo } from '../protocol/messages.ts';
import { choose, click, environmentOf, keys, mouse, Puppet, program, scene, type Terminal, until, type World } from './harness.ts';

const SIZES = [
  { cols: 80, rows: 24 },
  { cols: 200, rows: 60 },
];
const [ctrlLeft, ctrlRight] = ['\x1b[1;5D', '\x1b[1;5C'];
const KIMI = '[env]\nKIMI_CODE_API_KEY = "sk-made-up"\n';

const only = async (w: World): Promise<TabInfo> => (await w.tabs())[0]!;
const sizes = async (w: World) => (await only(w)).panes.map((pane) => `${pane.cols}x${pane.rows}`).join(' ');
const hasSizes = (w: World, wanted: string) => until(`panes of ${wanted}`, async () => (await sizes(w)) === wanted);
const hasKeys = (w: World, label: string) =>
  until(`${label} has the keys`, async () => {
    const { panes, focus } = await only(w);
    return panes.find((pane) => pane.id === focus)?.label === label;
  });
/** Column of the border between two panes side by side. */
const borderOf = (t: Terminal): number => t.lines()[1]!.indexOf('┬');

/** A tab with puppets side by side; the last one has the keys. The terminal shows what each has drawn. */
async function puppets(w: World, count = 2): Promise<{ t: Terminal; all: Puppet[] }> {
  const first = await Puppet.create(w);
  const all = [first];
  const t = w.terminal(['new', '--attach', '--label=p1', '--', ...first.argv]);
  await first.ready();
  for (let i = 1; i < count; i++) {
    const puppet = await Puppet.create(w);
    await w.ok('new', '--split=right', `--label=p${i + 1}`, '--', ...puppet.argv);
    await puppet.ready();
    all.push(puppet);
  }
  for (const [i, puppet] of all.entries()) await puppet.draw(`this is ${i + 1}`);
  for (let i = 1; i <= count; i++) await t.see(`this is ${i}`);
  return { t, all };
}

for (const size of SIZES) {
  const name = `${size.cols}×${size.rows}`;

  scene(
    `${name}: splits ask for agent and provider, and each pane has its own environment and keys`,
    { ...size, config: KIMI },
    async (w) => {
      const t = w.terminal(['new', 'claude', '--provider', 'kimi', '--attach']);
      await t.see('served by https://api.kimi.com/coding');
      t.type(`${keys.leader}|`);
      await t.see('New pane');
      await choose(t, 'Claude');
      await t.see('who serves its model?');
      await choose(t, 'Anthropic');
      await t.see(/served by https:\/\/api\.kim.*│.*served by Anthropic/);
      await t.seeStrip(/1 Claude \(Kimi\) \+1/);
      assert.match(t.lines()[1]!, /─ Claude \(Kimi\) ─.*┬─+ Claude \(Anthropic\) ─/);
      t.type(`${keys.leader}-`);
      await t.see('New pane');
      await choose(t, 'Shell');
      await t.see(/├─+ Shell ─/);
      await t.seeStrip('1 Claude (Kimi) +2');
      t.type('echo to-the-$((40+2))\r');
      await t.see('to-the-42');
      const [tab] = await w.ls();
      assert.equal(tab!.label, 'Claude (Kimi)');
      assert.equal(tab!.provider, 'kimi', 'what is said of a tab is that of its oldest pane');
      assert.deepEqual(
        tab!.panes.map(({ label, agent, provider }) => [label, agent, provider]),
        [
          ['Claude (Kimi)', 'claude', 'kimi'],
          ['Claude (Anthropic)', 'claude', 'anthropic'],
          ['Shell', 'shell', null],
        ],
      );
      const [kimi, native, shell] = tab!.panes.map((pane) => environmentOf(pane.pid));
      assert.equal(kimi!.ANTHROPIC_BASE_URL, 'https://api.kimi.com/coding');
      assert.equal(kimi!.ANTHROPIC_AUTH_TOKEN, 'sk-made-up');
      for (const env of [native!, shell!]) for (const key of Object.keys(env)) assert.ok(!/^ANTHROPIC_|^KIMI_/.test(key), key);
      for (const env of [kimi!, native!, shell!]) assert.equal(env.JACKIN_TAB_ID, 't1');
      // keys go where the operator is
      t.type(`${keys.leader}h`);
      await hasKeys(w, 'Claude (Kimi)');
      t.type('for kimi');
      await t.see(/> for kimi\s.*│/);
      t.type(`${keys.leader}l${keys.leader}k`);
      await hasKeys(w, 'Claude (Anthropic)');
      t.type('for the other');
      await t.see('> for the other');
      assert.doesNotMatch(t.text(), /for kimi.*for the other.*│/);
    },
  );

  scene(`${name}: a click gives a pane the keys, and its program hears of the mouse where it is`, size, async (w) => {
    const { t, all } = await puppets(w);
    const [one, two] = all as [Puppet, Puppet];
    const x = borderOf(t);
    await one.draw('\x1b[?1000h\x1b[?1006h, clicked');
    // the client knows what the program asked for with what it has drawn since
    await t.see('this is 1, clicked');
    t.type(click(3, 5));
    await one.hearOnly('\x1b[<0;4;4M\x1b[<0;4;4m');
    await hasKeys(w, 'p1');
    t.type('a');
    await one.hearOnly('a');
    // the other one did not ask for the mouse: it gets the keys, and nothing else
    t.type(click(x + 5, 5));
    t.type('b');
    await two.hearOnly('b');
    await two.draw('\x1b[?1002h\x1b[?1006h, dragged');
    await t.see('this is 2, dragged');
    // a drag belongs to the pane that it began in
    t.type(mouse('left', x + 3, 4) + mouse('drag', 2, 6) + mouse('left', 2, 6, true));
    await two.hearOnly('\x1b[<0;3;3M\x1b[<32;1;5M\x1b[<0;1;5m');
    // the wheel goes to what it is over, and the keys stay where they are
    t.type(mouse('wheel-up', 1, 3));
    await one.hearOnly('\x1b[<64;2;2M');
    t.type('c');
    await two.hearOnly('c');
  });

  scene(`${name}: borders move by keys and by dragging, and the programs have the sizes that are shown`, size, async (w) => {
    const { t } = await puppets(w);
    const rows = size.rows - 3;
    const room = size.cols - 1;
    const left = Math.round(room / 2);
    await hasSizes(w, `${left}x${rows} ${room - left}x${rows}`);
    t.type(keys.leader + ctrlRight + ctrlRight);
    await hasSizes(w, `${left + 4}x${rows} ${room - left - 4}x${rows}`);
    t.type(ctrlLeft);
    await hasSizes(w, `${left + 2}x${rows} ${room - left - 2}x${rows}`);
    await t.watch(() => borderOf(t) === left + 2, 'the border is there');
    // command mode goes on after a move
    t.type(ctrlRight + keys.enter);
    await hasSizes(w, `${left + 4}x${rows} ${room - left - 4}x${rows}`);
    await t.watch(() => borderOf(t) === left + 4, 'the border is there');
    t.type(mouse('left', left + 4, 8) + mouse('drag', left + 1, 9) + mouse('drag', left - 5, 9) + mouse('left', left - 5, 9, true));
    await t.watch(() => borderOf(t) === left - 5, 'the border went with the mouse');
    await hasSizes(w, `${left - 5}x${rows} ${room - left + 5}x${rows}`);
    t.type(mouse('left', left - 5, 8) + mouse('drag', 0, 9) + mouse('left', 0, 9, true));
    await t.watch(() => borderOf(t) === 10, 'no pane becomes too small');
    await hasSizes(w, `10x${rows} ${room - 10}x${rows}`);
    await t.see('this is 2');
  });

  scene(`${name}: zoom, swap and close, by keys`, size, async (w) => {
    const { t, all } = await puppets(w, 3);
    const before = (await sizes(w)).split(' ');
    t.type(`${keys.leader}z`);
    await hasSizes(w, [...before.slice(0, 2), `${size.cols}x${size.rows - 2}`].join(' '));
    await t.see((text) => text.includes('this is 3') && !text.includes('this is 1') && text.includes('zoomed, 3 of 3 panes'));
    await t.seeStrip('1 p1 +2');
    t.type('x');
    await all[2]!.hearOnly('x');
    t.type(`${keys.leader}z`);
    await t.see(/this is 1 .*│this is 2 .*│this is 3/);
    // the keys go with the pane
    t.type(`${keys.leader} `);
    await t.see(/this is 3 .*│this is 2 .*│this is 1/);
    t.type('y');
    await all[2]!.hearOnly('y');
    t.type(`${keys.leader}x`);
    await t.see('Close p3? Its process still runs.');
    t.type(keys.enter);
    await t.see((text) => !text.includes('still runs'));
    t.type(`${keys.leader}xy`);
    await t.see(/this is 2 .*│this is 1/);
    await t.seeStrip(/1 p1 \+1/);
    await hasKeys(w, 'p2');
    t.type(`${keys.leader}o`);
    await hasKeys(w, 'p1');
    t.type(`${keys.leader}xy`);
    await t.see((text) => text.includes('this is 2') && !text.includes('│') && !text.includes('this is 1'));
    await t.seeStrip(/1 p2 /);
    await hasSizes(w, `${size.cols}x${size.rows - 2}`);
  });
}

scene('panes, sizes and keys survive a detach, and a second terminal of another size shows all of them', {}, async (w) => {
  const { t, all } = await puppets(w);
  t.type(keys.leader + ctrlRight + ctrlRight + keys.enter);
  await hasSizes(w, '54x27 45x27');
  t.type(`${keys.leader}h`);
  await hasKeys(w, 'p1');
  t.type(`${keys.leader}d`);
  await t.ended();
  const again = w.terminal(['attach']);
  await again.see(/this is 1 .*│this is 2/);
  await again.watch(() => borderOf(again) === 54, 'the border is where it was');
  again.type('k');
  await all[0]!.hearOnly('k');
  const large = w.terminal(['attach'], { cols: 160, rows: 50 });
  await large.see(/this is 1 .*│this is 2/);
  // attaching is viewing, and gives the size; the first one shows what fits
  await hasSizes(w, '87x47 72x47');
  await again.see(/this is 1 .*│this is 2/);
  again.type('l');
  await hasSizes(w, '54x27 45x27');
  await large.see(/this is 1 .*│·+│this is 2 .*│·/);
  await all[0]!.hearOnly('l');
  large.type(`${keys.leader}z`);
  await again.see((text) => text.includes('this is 1') && !text.includes('this is 2'));
  await hasSizes(w, '160x48 72x47');
});

scene('a terminal that is too small shows the pane with the keys alone, and all when it has grown', {}, async (w) => {
  const { t, all } = await puppets(w, 3);
  t.resize(30, 12);
  await t.see((text) => text.includes('this is 3') && text.includes('3 of 3'));
  const shown = t.lines().map((line) => line.slice(0, 30));
  assert.doesNotMatch(shown.join('\n'), /this is [12]/);
  t.type(`${keys.leader}o`);
  await t.see((text) => text.includes('this is 1') && text.includes('1 of 3'));
  t.type('s');
  await all[0]!.hearOnly('s');
  t.type(`${keys.leader}|`);
  await t.see('New pane');
  await choose(t, 'Shell');
  await t.see('there is no room');
  t.resize(100, 30);
  await t.see(/this is 1 .*│this is 2 .*│this is 3/);
});

scene('a program that ends leaves its pane, with how it ended, until it is run again or closed', {}, async (w) => {
  const t = w.terminal(['new', '--attach', '--label=first', '--', 'sh', '-c', 'echo here; read x; exit 3']);
  await t.see('here');
  await w.ok('new', '--split', 'below', '--label=second', '--', 'sh', '-c', 'echo there; exec sleep 600');
  await t.see('there');
  t.type(`${keys.leader}k\r`);
  await t.see('first: exited with code 3');
  await t.see(/exited with code 3.*closes/);
  const [tab] = await w.ls();
  assert.deepEqual([tab!.state, tab!.exitCode, tab!.panes[1]!.state], ['exited', 3, 'running']);
  assert.match((await w.cli('close', '1')).err, /"first" still runs/);
  t.type(`${keys.leader}R`);
  await t.see((text) => !text.includes('exited') && text.includes('here'));
  assert.equal(process.kill(tab!.panes[1]!.pid, 'SIGKILL'), true);
  await t.see('second: ended by SIGKILL');
  t.type(`${keys.leader}j${keys.leader}x`);
  await t.see((text) => !text.includes('second'));
  await t.seeStrip(/1 first /);
  await hasSizes(w, '100x28');
});

scene('scripts address a pane, and mean the oldest by a tab', {}, async (w) => {
  const id = await w.ok('new', '--label=box', '--', 'sh', '-c', 'echo oldest; exec cat');
  assert.equal(await w.ok('new', '--split=right', '--tab', id, '--', 'sh', '-c', 'echo newer; read x; exit 4'), 'p2');
  await w.ok('wait', `${id}.2`, '--text', 'newer', '--timeout', '20');
  await w.ok('wait', id, '--text', 'oldest', '--timeout', '20');
  await w.ok('send', '1', 'to the oldest\n');
  await w.ok('wait', '1.1', '--text', 'to the oldest', '--timeout', '20');
  assert.equal((await w.ok('capture', 'p2')).trim(), 'newer');
  assert.match(await w.ok('capture', 'box'), /^oldest\n/);
  assert.match(await w.ok('ls'), /\*1 +t1 +box .*\n 1\.1 +p1 +box .*\n 1\.2 +p2 +sh /);
  const waited = w.cli('wait', '1.2', '--exit');
  await w.ok('send', '1.2', '\n');
  assert.equal((await waited).out.trim(), '4');
  assert.match((await w.cli('send', '1.3', 'x')).err, /"box" has no pane 3; it has 1 p1 "box", 2 p2 "sh"/);
  const info = JSON.parse(await w.ok('close', '1.2', '--json')) as TabInfo;
  assert.equal(info.panes.length, 2, 'as it was when it was last there');
  assert.equal((await only(w)).panes.length, 1);
  for (const args of [
    ['new', '--tab', '1'],
    ['new', '--split', 'left'],
    ['new', '--split', 'right', '--attach'],
  ])
    assert.equal((await w.cli(...args)).code, 2, args.join(' '));
});

scene('two panes draw independently: what one draws costs no cell of the other, and a flood holds up no echo', {}, async (w) => {
  const { t, all } = await puppets(w);
  const [one, two] = all as [Puppet, Puppet];
  const marks = 'left-of-all';
  await one.draw(`\r\n${marks}`);
  await t.see(marks);
  await t.quiet();
  const before = t.raw.length;
  for (let i = 0; i < 30; i++) await two.draw(`\r\nline ${i} of the right one`);
  await t.see('line 29 of');
  const drawn = t.raw.slice(before);
  assert.ok(!drawn.includes(marks) && !drawn.includes('this is 1'), 'the left pane is drawn again');
  // the oldest pane floods, the one with the keys echoes
  await w.ok('new', '--split=below', '--label=flood', '--', ...program('flood.sh'));
  await hasKeys(w, 'flood');
  t.type(`${keys.leader}h`);
  await hasKeys(w, 'p1');
  for (const letter of 'echo') {
    t.type(letter);
    await one.hearOnly(letter);
    await one.draw(letter);
  }
  await t.see('left-of-allecho');
});
