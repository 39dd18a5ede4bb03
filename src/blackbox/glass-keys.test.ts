import assert from 'node:assert/strict';
import { keys, Puppet, program, scene, type Terminal, until, type World } from './harness.ts';

/** How a terminal writes keys, as a program set it: kitty flag 1, modifyOtherKeys 1 or 2, application cursor keys, none of them. */
type Encoding = 'legacy' | 'application' | 'other1' | 'other2' | 'kitty';

/** Sequences of a key: legacy, then those that differ. From xterm's documentation and the kitty keyboard protocol. */
const KEYS: readonly [name: string, legacy: string, others?: Partial<Record<Encoding, string>>][] = [
  ['a', 'a'],
  ['A', 'A'],
  ['é', '\xc3\xa9'],
  ['漢', Buffer.from('漢').toString('latin1')],
  ['Enter', '\r'],
  ['Shift+Enter', '\r', { other1: '\x1b[27;2;13~', other2: '\x1b[27;2;13~', kitty: '\x1b[13;2u' }],
  ['Ctrl+Enter', '\r', { other1: '\x1b[27;5;13~', other2: '\x1b[27;5;13~', kitty: '\x1b[13;5u' }],
  ['Alt+Enter', '\x1b\r', { other2: '\x1b[27;3;13~', kitty: '\x1b[13;3u' }],
  ['Tab', '\t'],
  ['Shift+Tab', '\x1b[Z', { kitty: '\x1b[9;2u' }],
  ['Esc', '\x1b', { kitty: '\x1b[27u' }],
  ['Backspace', '\x7f'],
  ['Ctrl+H', '\b', { other2: '\x1b[27;5;104~', kitty: '\x1b[104;5u' }],
  ['Ctrl+Backspace', '\b', { other2: '\x1b[27;5;127~', kitty: '\x1b[127;5u' }],
  ['Alt+Backspace', '\x1b\x7f', { other2: '\x1b[27;3;127~', kitty: '\x1b[127;3u' }],
  ['Ctrl+P', '\x10', { other2: '\x1b[27;5;112~', kitty: '\x1b[112;5u' }],
  ['Ctrl+C', '\x03', { other2: '\x1b[27;5;99~', kitty: '\x1b[99;5u' }],
  ['Ctrl+Space', '\0', { other2: '\x1b[27;5;32~', kitty: '\x1b[32;5u' }],
  ['Ctrl+Shift+P', '\x10', { other1: '\x1b[27;6;80~', other2: '\x1b[27;6;80~', kitty: '\x1b[112;6u' }],
  ['Alt+x', '\x1bx', { other2: '\x1b[27;3;120~', kitty: '\x1b[120;3u' }],
  ['Alt+Shift+x', '\x1bX', { other2: '\x1b[27;4;88~', kitty: '\x1b[120;4u' }],
  ['Up', '\x1b[A', { application: '\x1bOA' }],
  ['Home', '\x1b[H', { application: '\x1bOH' }],
  ['Ctrl+Right', '\x1b[1;5C'],
  ['Shift+Left', '\x1b[1;2D'],
  ['Delete', '\x1b[3~'],
  ['Ctrl+PageDown', '\x1b[6;5~'],
  ['F1', '\x1bOP', { kitty: '\x1b[P' }],
  ['F3', '\x1bOR', { kitty: '\x1b[13~' }],
  ['F5', '\x1b[15~'],
  ['Shift+F12', '\x1b[24;2~'],
];
const written = ([, legacy, others]: (typeof KEYS)[number], encoding: Encoding) => others?.[encoding] ?? legacy;

/** What a program sets to be sent keys in that encoding. */
const ASKING: Record<Encoding, string> = {
  legacy: '',
  application: '\x1b[?1h',
  other1: '\x1b[>4;1m',
  other2: '\x1b[>4;2m',
  kitty: '\x1b[>1u',
};

/** Which extensions an operator's terminal knows. */
const TERMINALS = { kitty: ['kitty'], xterm: ['other1', 'other2'], plain: [] } as const;

/** The encoding that our client has set its terminal to, as far as such a terminal follows. */
function encodingOf(t: Terminal, known: readonly string[]): Encoding {
  let kitty = 0;
  let other = 0;
  let cursor = false;
  for (const [, push, assign, pop, level, modes, on] of t.raw.matchAll(
    /\x1b\[(?:>(\d+)u|=(\d+)u|(<)\d*u|>4(?:;(\d))?m|\?([\d;]+)([hl]))/g,
  )) {
    if (modes !== undefined) cursor = modes.split(';').includes('1') ? on === 'h' : cursor;
    else if (push !== undefined || assign !== undefined) kitty = Number(push ?? assign);
    else if (pop !== undefined) kitty = 0;
    else other = Number(level ?? 0);
  }
  if (known.includes('kitty') && kitty > 0) return 'kitty';
  if (other > 0 && known.includes(`other${other}`)) return `other${other}` as Encoding;
  return cursor ? 'application' : 'legacy';
}

/** An operator's terminal of that kind, attached. */
async function attached(w: World, kind: keyof typeof TERMINALS): Promise<Terminal> {
  const t = w.terminal(['attach']);
  t.answer = (text) => t.type(kind === 'kitty' && text.startsWith('\x1b[?') && text.endsWith('c') ? `\x1b[?0u${text}` : text);
  await t.watch(() => t.raw.includes('\x1b[c'), 'the client asks its terminal');
  return t;
}

const latin1 = (text: string) => Buffer.from(text, 'latin1');

for (const kind of ['kitty', 'xterm', 'plain'] as const) {
  scene(`every key in every encoding reaches the program as it asked for it, from a terminal that is ${kind}`, {}, async (w) => {
    const encodings = Object.keys(ASKING) as Encoding[];
    const puppets: Puppet[] = [];
    for (const encoding of encodings) {
      const p = await Puppet.create(w);
      await w.ok('new', '--label', encoding, '--background', '--', ...p.argv);
      puppets.push(p);
    }
    const t = await attached(w, kind);
    for (const [i, encoding] of encodings.entries()) {
      const p = puppets[i]!;
      await p.ready();
      await p.draw(`${ASKING[encoding]}now ${encoding}`);
      // the leader, as the terminal writes it now
      t.type(
        latin1(
          encodingOf(t, TERMINALS[kind]) === 'kitty'
            ? '\x1b[92;5u'
            : encodingOf(t, TERMINALS[kind]) === 'other2'
              ? '\x1b[27;5;92~'
              : '\x1c',
        ),
      );
      await t.seeStrip('[');
      t.type(String(i + 1));
      await t.see(`now ${encoding}`);
      await t.watch(() => !t.strip().includes('['), 'the tab has the keys');
      p.take();
      const outer = encodingOf(t, TERMINALS[kind]);
      // whether a terminal follows modifyOtherKeys it does not tell: from one that does not, keys come as they would without us
      const inner = kind === 'plain' && encoding.startsWith('other') ? 'legacy' : encoding;
      for (const key of KEYS) {
        const bytes = written(key, outer);
        // a key that this terminal cannot tell from another one comes as that other one
        const same = KEYS.find((other) => written(other, outer) === bytes)!;
        const how = `${key[0]} from ${outer} to ${encoding}`;
        t.type(latin1(bytes));
        await p.hearOnly(written(same, inner), how);
      }
      // Esc and a key right behind it are two keys, whatever was asked for
      const [esc, x] = [KEYS.find(([name]) => name === 'Esc')!, KEYS[0]!];
      t.type(latin1(written(esc, outer)));
      await p.hearOnly(written(esc, inner), `Esc before a key, to ${encoding}`);
      t.type(latin1(written(x, outer)));
      await p.hearOnly('a', `a key behind Esc, to ${encoding}`);
    }
    t.type(keys.leader);
    await t.seeStrip('[');
    t.type('d');
    assert.equal((await t.ended()).code, 0);
    assert.deepEqual(t.leftovers(), []);
  });
}

scene('a program that wants every event of a key gets each as the terminal wrote it', {}, async (w) => {
  const p = await Puppet.create(w);
  await w.ok('new', '--background', '--', ...p.argv);
  const t = await attached(w, 'kitty');
  await p.ready();
  await p.draw('\x1b[>31unow');
  await t.watch(() => /\x1b\[[=>]31u/.test(t.raw), 'the terminal is asked for every event');
  const all = '\x1b[97;;97u\x1b[97;1:2;97u\x1b[97;1:3u\x1b[57441;2u\x1b[97:65;2;65u\x1b[13;2u\x1b[13;2:3u\x1b[57441;1:3u\x1b[1;1:3A';
  t.type(all);
  await p.hearOnly(all);
  // the leader's own press and release are ours
  t.type('\x1b[57442;5u\x1b[92;5u\x1b[92;5:3u');
  await t.seeStrip('[');
  t.type('\x1b[57442;1:3u\x1b[27;;u\x1b[27;1:3u');
  await t.watch(() => !t.strip().includes('['), 'command mode is left');
  assert.ok(!p.take().includes('\x1b[92'), 'nothing of the leader reaches the program');
});

scene('Esc is passed on at once', {}, async (w) => {
  const p = await Puppet.create(w);
  await w.ok('new', '--background', '--', ...p.argv);
  const t = await attached(w, 'plain');
  await p.ready();
  await p.draw('now');
  await t.see('now');
  const times: number[] = [];
  // a wait for more of a sequence, 25 ms, would show in the best of them, and a machine that is busy has a good moment some time
  for (let i = 0; i < 15 || (i < 500 && Math.min(...times) >= 20); i++) {
    const began = performance.now();
    t.type(keys.esc);
    while (p.got === '') await new Promise((resolve) => setImmediate(resolve));
    times.push(performance.now() - began);
    assert.equal(p.take(), '\x1b');
    t.type('q');
    await p.hearOnly('q');
  }
  assert.ok(Math.min(...times) < 20, `${times} ms`);
});

scene('three tabs that flood do not keep the echo of a key waiting', {}, async (w) => {
  for (let i = 0; i < 3; i++) await w.ok('new', '--background', '--', ...program('flood.sh'));
  const p = await Puppet.create(w);
  const t = w.terminal(['new', '--attach', '--', ...p.argv]);
  await p.ready();
  const times: number[] = [];
  for (let i = 0; i < 20 || (i < 100 && Math.min(...times) >= 150); i++) {
    const began = performance.now();
    t.type('k');
    await p.hearOnly('k');
    p.write(`echo ${i}.\r\n`);
    await t.see(`echo ${i}.`);
    times.push(performance.now() - began);
  }
  assert.ok(Math.min(...times) < 150, `${times} ms`);
});

scene('pastes of a megabyte arrive whole, bracketed or not, and nothing in them is a command', {}, async (w) => {
  const p = await Puppet.create(w);
  const t = w.terminal(['new', '--attach', '--', ...p.argv]);
  await p.ready();
  const line = `a pasted line with ${keys.leader}x and \x1b[A and é in it\r`;
  const text = Buffer.from(line.repeat(Math.ceil(1_048_576 / line.length))).toString('latin1');
  for (const bracketed of [true, false]) {
    // the modes come with the frame that shows this
    await p.draw(bracketed ? '\x1b[?2004hwith brackets' : '\x1b[?2004l\r\nnone');
    await t.see(bracketed ? 'with brackets' : 'none');
    t.type(latin1(`\x1b[200~${text}\x1b[201~`));
    const wanted = bracketed ? `\x1b[200~${text}\x1b[201~` : text;
    await until('all of it arrives', () => p.got.length >= wanted.length, {
      ms: 20_000,
      detail: () => `${p.got.length} of ${wanted.length} bytes`,
    });
    assert.ok(p.take() === wanted, `bracketed: ${bracketed}`);
  }
  assert.ok(!t.strip().includes('['), 'the strip has not got the keys');
  t.type('still here');
  await p.hearOnly('still here');
});

const mouse = (button: number, x: number, y: number, end = 'M') => `\x1b[<${button};${x};${y}${end}`;

scene('the mouse is told to each tab as it asked, in its own coordinates, and to no other', { cols: 300, rows: 30 }, async (w) => {
  const p = await Puppet.create(w);
  const t = w.terminal(['new', '--attach', '--', ...p.argv]);
  await p.ready();
  await t.watch(() => /\x1b\[\?[\d;]*1006/.test(t.raw), 'the client asks its terminal for the mouse');
  const x10 = (b: number, x: number, y: number) => `\x1b[M${String.fromCharCode(b + 32, x + 32, y + 32)}`;
  const utf8 = (b: number, x: number, y: number) => Buffer.from(x10(b, x, y)).toString('latin1');
  // a press, its release, a drag, a motion without button, the wheel, a press with Ctrl; on row 5 of the screen, row 4 of the tab
  const act = `${mouse(0, 10, 5)}${mouse(32, 11, 5)}${mouse(0, 11, 5, 'm')}${mouse(35, 12, 5)}${mouse(64, 12, 5)}${mouse(18, 12, 5)}${mouse(18, 12, 5, 'm')}`;
  for (const [modes, wanted] of [
    ['', ''],
    ['\x1b[?9h', x10(0, 10, 4) + x10(2, 12, 4)],
    ['\x1b[?1000h', x10(0, 10, 4) + x10(3, 11, 4) + x10(64, 12, 4) + x10(18, 12, 4) + x10(19, 12, 4)],
    ['\x1b[?1002h', x10(0, 10, 4) + x10(32, 11, 4) + x10(3, 11, 4) + x10(64, 12, 4) + x10(18, 12, 4) + x10(19, 12, 4)],
    [
      '\x1b[?1003;1006h',
      `${mouse(0, 10, 4)}${mouse(32, 11, 4)}${mouse(0, 11, 4, 'm')}${mouse(35, 12, 4)}${mouse(64, 12, 4)}${mouse(18, 12, 4)}${mouse(18, 12, 4, 'm')}`,
    ],
    ['\x1b[?1000;1006h', `${mouse(0, 10, 4)}${mouse(0, 11, 4, 'm')}${mouse(64, 12, 4)}${mouse(18, 12, 4)}${mouse(18, 12, 4, 'm')}`],
    ['\x1b[?1002;1005h', utf8(0, 10, 4) + utf8(32, 11, 4) + utf8(3, 11, 4) + utf8(64, 12, 4) + utf8(18, 12, 4) + utf8(19, 12, 4)],
    ['\x1b[?1000;1016h', `${mouse(0, 77, 57)}${mouse(0, 85, 57, 'm')}${mouse(64, 93, 57)}${mouse(18, 93, 57)}${mouse(18, 93, 57, 'm')}`],
  ] as const) {
    await p.draw(`\x1b[?9;1000;1002;1003;1005;1006;1016l${modes}`);
    // the modes come with the frame that shows this
    await p.draw(`\x1b[Hnow ${modes.slice(1)}.\x1b[K`);
    await t.see(`now ${modes.slice(1)}.`);
    t.type(`${act}|`);
    await p.hear('|');
    if (modes.includes('1016'))
      assert.match(p.take(), /^\x1b\[<0;\d+;\d+M\x1b\[<0;\d+;\d+m\x1b\[<64;\d+;\d+M\x1b\[<18;\d+;\d+M\x1b\[<18;\d+;\d+m\|$/, modes);
    else assert.equal(JSON.stringify(p.take()), JSON.stringify(`${wanted}|`), modes);
  }
  // columns beyond 223 have no place in the default encoding, and have one in UTF-8's
  await p.draw('\x1b[?1016l\x1b[?1000h\x1b[2J\x1b[Hfar');
  await t.see('far');
  t.type(`${mouse(0, 280, 5)}${mouse(0, 280, 5, 'm')}|`);
  await p.hearOnly('|');
  await p.draw('\x1b[?1005h\x1b[2J\x1b[Hfarther');
  await t.see('farther');
  t.type(`${mouse(0, 280, 5)}|`);
  await p.hearOnly(`${utf8(0, 280, 4)}|`);
  t.type(mouse(0, 280, 5, 'm'));
  await p.hear(utf8(3, 280, 4));
  p.take();
  // the strip is ours
  t.type(`${mouse(0, 3, 1)}${mouse(0, 3, 1, 'm')}|`);
  await p.hearOnly('|');
});

scene('focus is told to tabs that asked, on a switch of tabs too', {}, async (w) => {
  const [one, two] = [await Puppet.create(w), await Puppet.create(w)];
  const t = w.terminal(['new', '--label', 'one', '--attach', '--', ...one.argv]);
  await one.ready();
  await w.ok('new', '--label', 'two', '--background', '--', ...two.argv);
  await two.ready();
  assert.equal(await one.draw('\x1b[?1004h'), '');
  t.type('\x1b[O');
  await one.hearOnly('\x1b[O');
  t.type('\x1b[I');
  await one.hearOnly('\x1b[I');
  await t.seeStrip('2 two');
  t.type(`${keys.leader}2`);
  await one.hearOnly('\x1b[O');
  t.type('\x1b[O\x1b[I|');
  await two.hearOnly('|', 'a tab that did not ask is told nothing');
  await two.draw('\x1b[?1004h');
  two.take();
  t.type(`${keys.leader}1`);
  await one.hearOnly('\x1b[I');
  await two.hearOnly('\x1b[O');
});
