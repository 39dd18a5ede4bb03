import assert from 'node:assert/strict';
import { holds, keys, Puppet, scene, until } from './harness.ts';

const hex = (text: string) => Buffer.from(text).toString('hex').toUpperCase();

/** Query, and what the whole answer looks like, from a tab of 98×28 cells. */
const QUERIES: readonly [string, string, RegExp][] = [
  ['DA1', '\x1b[c', /^\x1b\[\?62;22c$/],
  ['DA2', '\x1b[>c', /^\x1b\[>1;\d+;0c$/],
  ['DA3', '\x1b[=c', /^\x1bP!\|[0-9A-F]{8}\x1b\\$/],
  ['DSR 5', '\x1b[5n', /^\x1b\[0n$/],
  ['DSR 6', '\x1b[3;7H\x1b[6n', /^\x1b\[3;7R$/],
  ['DECXCPR', '\x1b[3;7H\x1b[?6n', /^\x1b\[\?3;7(;1)?R$/],
  ['DECRQM of a mode that is reset', '\x1b[?2004$p', /^\x1b\[\?2004;2\$y$/],
  ['DECRQM of a mode that is set', '\x1b[?2004h\x1b[?2004$p\x1b[?2004l', /^\x1b\[\?2004;1\$y$/],
  ['DECRQM of a mode that nobody knows', '\x1b[?7777$p', /^\x1b\[\?7777;0\$y$/],
  ['DECRQM 2026', '\x1b[?2026$p', /^\x1b\[\?2026;2\$y$/],
  ['DECRQM 2027', '\x1b[?2027$p', /^\x1b\[\?2027;1\$y$/],
  ['DECRQM 2031', '\x1b[?2031$p', /^\x1b\[\?2031;2\$y$/],
  ['DECRQM 2048', '\x1b[?2048$p', /^\x1b\[\?2048;2\$y$/],
  ['DECRQM 4, an ANSI mode', '\x1b[4$p', /^\x1b\[4;2\$y$/],
  ['DECRQSS SGR', '\x1b[1;4:3;38;2;1;2;3m\x1bP$qm\x1b\\\x1b[m', /^\x1bP1\$r0;1;4:3;38:2::1:2:3m\x1b\\$/],
  ['DECRQSS margins', '\x1b[2;9r\x1bP$qr\x1b\\\x1b[r', /^\x1bP1\$r2;9r\x1b\\$/],
  ['DECRQSS cursor shape', '\x1b[5 q\x1bP$q q\x1b\\\x1b[0 q', /^\x1bP1\$r5 q\x1b\\$/],
  ['DECRQSS of what nobody knows', '\x1bP$qzz\x1b\\', /^\x1bP0\$r/],
  ['XTVERSION', '\x1b[>q', /^\x1bP>\|jackin-mux\([^)]+\)\x1b\\$/],
  ['XTGETTCAP', `\x1bP+q${hex('Co')};${hex('TN')}\x1b\\`, /^(\x1bP1\+r[0-9A-F=;]+\x1b\\)+$/i],
  ['XTGETTCAP of what nobody knows', `\x1bP+q${hex('nonsense')}\x1b\\`, /^\x1bP0\+r/],
  ['OSC 4', '\x1b]4;1;?\x1b\\', /^\x1b\]4;1;rgb:[0-9a-f]{4}\/[0-9a-f]{4}\/[0-9a-f]{4}\x1b\\$/],
  ['OSC 10', '\x1b]10;?\x07', /^\x1b\]10;rgb:[0-9a-f]{4}\/[0-9a-f]{4}\/[0-9a-f]{4}\x07$/],
  ['OSC 11', '\x1b]11;?\x1b\\', /^\x1b\]11;rgb:[0-9a-f]{4}\/[0-9a-f]{4}\/[0-9a-f]{4}\x1b\\$/],
  ['OSC 12', '\x1b]12;?\x07', /^\x1b\]12;rgb:/],
  ['kitty keyboard', '\x1b[?u', /^\x1b\[\?0u$/],
  ['kitty keyboard, set', '\x1b[>5u\x1b[?u\x1b[<u', /^\x1b\[\?5u$/],
  ['text area in pixels', '\x1b[14t', /^\x1b\[4;\d+;\d+t$/],
  ['cell in pixels', '\x1b[16t', /^\x1b\[6;\d+;\d+t$/],
  ['text area in cells', '\x1b[18t', /^\x1b\[8;28;98t$/],
  ['colour scheme', '\x1b[?996n', /^\x1b\[\?997;[12]n$/],
  ['program status', '\x1b]7501;?\x1b\\', /^\x1b\]7501;\?\x1b\\$/],
  ['OSC 52 is never answered', '\x1b]52;c;?\x07', /^$/],
  ['a title is never reported', '\x1b]2;rm -rf\x07\x1b[21t', /^$/],
];

async function asksAll(p: Puppet): Promise<void> {
  p.take();
  for (const [name, query, answer] of QUERIES) {
    const got = await p.draw(query);
    assert.match(got, answer, name);
  }
}

scene('every query is answered at once, with and without a client', { cols: 98, rows: 30 }, async (w) => {
  const p = await Puppet.create(w);
  const t = w.terminal(['new', '--attach', '--', ...p.argv]);
  await p.ready();
  await asksAll(p);
  t.type(`${keys.leader}d`);
  await t.ended();
  p.take();
  await asksAll(p);
});

/** Answers of a terminal with a light theme that knows kitty's keyboard, in the order of what our client asks. */
const LIGHT = [
  '\x1bP>|kitty(0.40.0)\x1b\\',
  '\x1b[>1;4000;30c',
  '\x1b[?0u',
  '\x1b[?2026;2$y\x1b[?1016;2$y',
  '\x1b]10;rgb:1111/2222/3333\x1b\\\x1b]11;rgb:fafa/fbfb/fcfc\x1b\\\x1b]12;rgb:0000/0000/ffff\x1b\\',
  '\x1b]4;1;rgb:abab/0101/0202\x1b\\',
  '\x1b[6;20;10t\x1b[4;600;980t',
  '\x1b[?997;2n',
  '\x1b[?62;52c',
].join('');

scene(
  'what the terminal tells is what programs are told, and none of it reaches a program by itself',
  { cols: 98, rows: 30 },
  async (w) => {
    const p = await Puppet.create(w);
    const t = w.terminal(['new', '--attach', '--', ...p.argv]);
    t.answer = () => {};
    await p.ready();
    await t.watch(() => t.raw.includes('\x1b[?996n'), 'the client asks its terminal');
    assert.equal(t.raw.split('\x1b[>q').length, 2, 'once');
    // late, and torn apart where a moment's stall does not make it typing (anywhere else: tokenizer.test); typing goes on meanwhile
    for (const [i, piece] of (LIGHT.match(/\x1b\[[^\x1b]*?[A-Za-z]|\x1b[\]P]|[\s\S]/g) ?? []).entries()) {
      t.type(Buffer.from(piece, 'latin1'));
      if (i % 40 === 0) await new Promise((resolve) => setTimeout(resolve, 12));
    }
    t.type('typed');
    await p.hear('typed');
    assert.equal(p.take(), 'typed');
    await until('the colours are known', async () => (await p.draw('\x1b]11;?\x07')) === '\x1b]11;rgb:fafa/fbfb/fcfc\x07');
    for (const [query, answer] of [
      ['\x1b]10;?\x07', '\x1b]10;rgb:1111/2222/3333\x07'],
      ['\x1b]12;?\x07', '\x1b]12;rgb:0000/0000/ffff\x07'],
      ['\x1b]4;1;?\x07', '\x1b]4;1;rgb:abab/0101/0202\x07'],
      ['\x1b[16t', '\x1b[6;20;10t'],
      ['\x1b[14t', '\x1b[4;560;980t'],
      ['\x1b[?996n', '\x1b[?997;2n'],
    ] as const)
      assert.equal(await p.draw(query), answer, JSON.stringify(query));
    // one more answer to a question that nobody asked
    t.type('\x1b]11;rgb:0000/0000/0000\x1b\\|');
    await p.hear('|');
    assert.equal(p.take(), '|');
  },
);

scene('colour schemes and sizes are reported to the tab that asked, and to no other', { cols: 98, rows: 30 }, async (w) => {
  const [asking, silent] = [await Puppet.create(w), await Puppet.create(w)];
  const t = w.terminal(['new', '--attach', '--', ...asking.argv]);
  await asking.ready();
  await w.ok('new', '--background', '--', ...silent.argv);
  await silent.ready();
  await t.watch(() => /\x1b\[\?[\d;]*2031[\d;]*h/.test(t.raw), 'the client asks its terminal to tell');
  assert.equal(await asking.draw('\x1b[?2031h\x1b[?2048h'), '\x1b[48;28;98;448;784t');
  assert.equal(await asking.draw('\x1b[?2031$p\x1b[?2048$p'), '\x1b[?2031;1$y\x1b[?2048;1$y');
  t.type('\x1b[?997;2n');
  await asking.hearOnly('\x1b[?997;2n', 'the terminal turns light');
  await t.watch(() => t.raw.split('\x1b]11;?').length > 2, 'the new colours are asked for');
  t.type('\x1b[?997;2n\x1b[?997;1n');
  await asking.hearOnly('\x1b[?997;1n', 'the terminal turns dark');
  t.resize(70, 20);
  await asking.hearOnly('\x1b[48;18;70;288;560t', 'the size is told in band');
  await asking.draw('\x1b[?2031l\x1b[?2048l');
  t.type('\x1b[?997;2n|');
  await asking.hear('|');
  assert.equal(asking.take(), '|');
  assert.equal(silent.take(), '');
});

scene('an update is not drawn before it ends, or 150 ms have passed', {}, async (w) => {
  const p = await Puppet.create(w);
  const t = w.terminal(['new', '--attach', '--', ...p.argv]);
  await p.ready();
  // what is seen 150 ms after the update began tells nothing: on a machine that stalls it is looked at again
  for (let round = 0, looked = false; !looked; round++) {
    assert.ok(round < 20, 'there was a look within 150 ms');
    await p.draw('\x1b[2J\x1b[Hbefore');
    await t.see('before');
    const began = performance.now();
    await p.draw('\x1b[?2026h\x1b[2J\x1b[Hhalf of');
    const isWhole = () => t.text().includes('before') && !t.text().includes('half of');
    await holds('nothing of the update is seen', () => isWhole() || performance.now() - began >= 150, 60);
    looked = isWhole();
    await p.draw(' an update\x1b[?2026l');
    await t.see('half of an update');
  }
  let halves = 0;
  const seen = t.watch(() => {
    const line = t.lines()[1]!;
    if (line !== 'half of an update' && !/^(\d+) \1 \1$/.test(line)) halves++;
    return t.text().includes('299 299 299');
  }, 'the last update is seen');
  for (let i = 0; i < 300; i++) p.write(`\x1b[?2026h\x1b[2J\x1b[H${i} \x1b[5;5H\x1b[1;1H${i} ${i} ${i}\x1b[?2026l`);
  await seen;
  assert.equal(halves, 0, 'a part of an update was seen');
  const began = performance.now();
  await p.draw('\x1b[?2026hnever ended');
  await t.see('never ended');
  const took = performance.now() - began;
  assert.ok(took > 120 && took < 5000, `it was shown after ${took} ms`);
});
