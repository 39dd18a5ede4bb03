import assert from 'node:assert/strict';
import { createModel, differences, Puppet, scene, type Terminal } from './harness.ts';

const e = '\x1b[';
const COLS = 72;
const ROWS = 24;

/** Numbers that look random and are the same in every run (mulberry32). */
function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) % below;
  };
}

const each = <T>(items: readonly T[], write: (item: T, i: number) => string): string => items.map(write).join('');
const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);
const at = (row: number, column = 1) => `${e}${row};${column}H`;

const ATTRIBUTES = [
  '1',
  '2',
  '3',
  '4',
  '4:1',
  '4:2',
  '4:3',
  '4:4',
  '4:5',
  '21',
  '5',
  '7',
  '8',
  '9',
  '53',
  '1;2',
  '3;4;9;53',
  '1;22;3',
  '7;27;9',
];
const COLOURS = [
  '31',
  '97',
  '42',
  '107',
  '38;5;9',
  '38;5;123',
  '48;5;250',
  '38:5:77',
  '48:5:3',
  '38;2;1;2;3',
  '48;2;250;128;7',
  '38:2::9:8:7',
  '4;58;5;99',
  '4:3;58:2::1:200:3',
  '4:3;58:2::1:200:3;59',
];

/** What programs draw, by what it is about. */
const STREAMS: Record<string, string> = {
  'attributes and colours':
    each([...ATTRIBUTES, ...COLOURS], (sgr) => `${e}${sgr}m${sgr.slice(0, 6)}${e}0m `) +
    each(ATTRIBUTES, (a) => `${e}${a}m${each(COLOURS.slice(0, 6), (c) => `${e}${c}mx`)}${e}m`),
  gradients: `${each(numbers(20), (y) => at(y + 1) + each(numbers(COLS), (x) => `${e}48;2;${x * 3};${y * 12};90;38;2;255;${x};${y}m▀`))}${e}m`,
  'wide and clustered text':
    '漢字かな交じり文 한글 ｗ\r\n😀👍🏽👩‍👩‍👧‍👦🏳️‍🌈🇩🇪🇯🇵❤️☎︎1️⃣ after\r\ne\u0301a\u0308\u0323n\u0303 กำ क्षि நி\r\n' +
    `${'漢'.repeat(COLS)}\r\n${'a😀'.repeat(COLS / 2)}\r\n${'x'.repeat(COLS - 1)}漢|`,
  'wide text written over in part': each(
    numbers(12),
    (i) => `${at(i + 1)}漢字漢字😀😀${at(i + 1, i + 1)}${i % 3 === 0 ? 'x' : i % 3 === 1 ? `${e}X` : `${e}P`}`,
  ),
  'scroll regions': `${each(numbers(ROWS - 2), (i) => `${at(i + 1)}line ${i}`)}${e}5;12r${at(12)}${'\n'.repeat(3)}in${at(5)}\x1bM\x1bMup${e}2S${e}1T${e}r${at(20)}${'\r\nmore'.repeat(6)}`,
  'lines and characters inserted and deleted': `${each(numbers(16), (i) => `${at(i + 1)}${e}4${i % 8}m${'abcdefghij'.repeat(4)}`)}${at(3)}${e}2L${at(8)}${e}3M${at(10, 5)}${e}4@${at(11, 5)}${e}6P${at(12, 9)}${e}5X${e}4h${at(13, 3)}inserted 漢${e}4l${e}m`,
  'erased with a background': `${e}44m${e}2J${at(3, 10)}${e}41m${e}K${at(5, 20)}${e}1K${at(7)}${e}48;5;200m${e}2K${at(10, 30)}${e}48;2;1;60;3m${e}J${at(2, 2)}${e}49m${e}1J${e}m`,
  'alternate screen': `main one\r\nmain two${e}?1049h${e}2J${at(4, 4)}${e}7mother screen${e}m${e}?1049l and back${e}?1049h${at(1)}again`,
  links: `\x1b]8;;https://example.org/a\x1b\\one\x1b]8;;\x1b\\ \x1b]8;id=x;https://example.org/b?c=d;e\x07${e}1mtwo${e}m\r\nwrapped ${'link '.repeat(20)}\x1b]8;;\x07 plain`,
  'tabs and charsets': `a\tb\tc\r\n${e}3g${at(2, 5)}\x1bH${at(2, 30)}\x1bH${at(3)}x\ty\tz${e}2Zw\x1b(0\r\nlqqk xx~\x1b(B\r\n\x1b)0\x0elqk\x0fplain\x1b#8${at(5, 5)}${e}J`,
  'synchronized updates': each(numbers(30), (i) => `${e}?2026h${e}2J${at((i % 20) + 1, i + 1)}${e}3${i % 8}mupdate ${i}${e}?2026l`),
  cursor: `${e}5 q${at(7, 9)}bar${e}?25l${at(3, 3)}hidden${e}?25h${e}4 q${at(23, 70)}corner`,
  'cursor behind the last column': `${at(9)}${'x'.repeat(COLS)}`,
  'saved cursors': `${at(4, 4)}${e}1;31m\x1b7${at(9, 9)}${e}0mplain\x1b8red${e}s${at(1)}home${e}u!${e}?6h${e}3;9r${at(1)}origin${e}?6l${e}r${e}m`,
  'repeats and backspaces': `abc${e}5b${e}44mx${e}90b\r\nover\b\b\bstrike${e}m${e}3I${e}2Z|${e}10C.${e}3D<${e}2A^${e}2Bv${e}5G5${e}4d4`,
  'wrap off and on': `${e}?7l${'long '.repeat(30)}${e}?7h\r\n${'long '.repeat(30)}\x1bD\x1bE\x1bM`,
  'a flood of lines': each(numbers(600), (i) => `${e}3${i % 8}m${i} ${'lorem ipsum '.repeat(i % 9)}${e}m\r\n`),
  'a spinner and a bar': each(numbers(200), (i) => `\r${'⠋⠙⠹⠸'[i % 4]} working ${i} ${e}42m${' '.repeat(i % 40)}${e}m${e}K`),
};

/** Without `? 7 l`: what becomes of a cluster that does not fit there is an accident of the library. Without links: it forgets those whose first row is gone.
 * Without saved cursors: it restores them with another underline than they were saved with. */
const PIECES = [
  'word ',
  'é',
  '漢字',
  '👩‍🚀',
  '🇯🇵',
  '❤️',
  'e\u0301',
  '\u0301',
  '────',
  '    ',
  'x'.repeat(80),
  '🎉🎉🎉',
  '\r',
  '\n',
  '\r\n',
  '\b',
  '\t',
  '\x1bM',
  '\x1bD',
  '\x1bE',
  `${e}4h`,
  `${e}4l`,
  `${e}?1047h`,
  `${e}?1047l`,
  `${e}?25l`,
  `${e}?25h`,
  `${e}?2026h`,
  `${e}?2026l`,
  '\x1b]2;title\x07',
];

/** Pieces of a program's output that have little to do with each other. */
function nonsense(seed: number): string[] {
  const below = dice(seed);
  return numbers(80).map(() => {
    const kind = below(8);
    if (kind < 3) return PIECES[below(PIECES.length)]!;
    if (kind === 3) return at(below(ROWS) + 1, below(COLS) + 1);
    if (kind === 4) return `${e}${below(2) ? ATTRIBUTES[below(ATTRIBUTES.length)] : COLOURS[below(COLOURS.length)]}m`;
    if (kind === 5) return `${e}${below(2) ? '' : below(3)}${'JK'[below(2)]}`;
    if (kind === 6) return `${e}${below(ROWS) + 1};${below(ROWS) + 1}r`;
    return `${e}${below(12) + 1}${'ABCDGdXP@LMSTb'[below(14)]}`;
  });
}

/** `bytes` in pieces, as `how` says. */
function* cut(bytes: Buffer, how: 'whole' | 'byte by byte' | 'at random', below: (n: number) => number): Generator<Buffer> {
  for (let from = 0; from < bytes.length; ) {
    const length = how === 'whole' ? bytes.length : how === 'byte by byte' ? 1 : below(below(3) === 0 ? 400 : 12) + 1;
    yield bytes.subarray(from, from + length);
    from += length;
  }
}

type Model = ReturnType<typeof createModel>;
const written = (model: Model, text: string) => new Promise<void>((resolve) => model.write(text, resolve));

/** The cursor as it is seen; one that waits behind the last column stands on it. */
function cursorOf(model: Model): string {
  const { active } = model.buffer;
  const core = (
    model as unknown as {
      _core: { coreService: { isCursorHidden: boolean; decPrivateModes: { cursorStyle?: string; cursorBlink?: boolean } } };
    }
  )._core;
  const { isCursorHidden, decPrivateModes } = core.coreService;
  return isCursorHidden
    ? 'hidden'
    : `${Math.min(active.cursorX, model.cols - 1)} ${active.cursorY} ${decPrivateModes.cursorStyle} ${decPrivateModes.cursorBlink}`;
}

/** What the screen of the program shows differently from the model of its tab. */
function wrong(t: Terminal, reference: Model): string[] {
  const cursor = cursorOf(t.model).replace(/^(\d+) (\d+)/, (_all, x, y) => `${x} ${Number(y) - 1}`);
  const cells = differences(t.model, reference, 1);
  return cursor === cursorOf(reference) ? cells : [...cells, `cursor ${cursor} instead of ${cursorOf(reference)}`];
}

async function same(t: Terminal, reference: Model, what: string): Promise<void> {
  try {
    await t.watch(() => wrong(t, reference).length === 0, what);
  } catch {
    assert.deepEqual(wrong(t, reference).slice(0, 8), [], what);
  }
}

for (const how of ['whole', 'byte by byte', 'at random'] as const) {
  scene(`what a program draws is on the screen cell by cell, its output fed ${how}`, { cols: COLS, rows: ROWS + 2 }, async (w) => {
    const p = await Puppet.create(w);
    const t = w.terminal(['new', '--attach', '--', ...p.argv]);
    await p.ready();
    const below = dice(7);
    for (const [name, stream] of Object.entries(STREAMS)) {
      const reference = createModel(COLS, ROWS);
      await written(reference, stream);
      p.write('\x1bc');
      for (const piece of cut(Buffer.from(stream), how, below)) p.write(piece);
      await p.draw();
      await same(t, reference, name);
      reference.dispose();
    }
  });
}

scene('after every step of a random program the screen is the model of its tab', { cols: COLS, rows: ROWS + 2 }, async (w) => {
  const p = await Puppet.create(w);
  const t = w.terminal(['new', '--attach', '--', ...p.argv]);
  await p.ready();
  for (let seed = 1; seed <= Number(process.env.GLASS_SEEDS ?? 12); seed++) {
    const reference = createModel(COLS, ROWS);
    const below = dice(seed);
    const pieces = nonsense(seed);
    p.write('\x1bc');
    for (let from = 0; from < pieces.length; ) {
      const length = below(20) + 1;
      const step = pieces.slice(from, from + length).join('');
      from += length;
      // the puppet asks behind each step, which ends a cluster, so the reference is asked too
      await written(reference, `${step}\x1b[?50000$p`);
      await p.draw(step);
      await same(t, reference, `seed ${seed}, after ${JSON.stringify(step)}`);
    }
    reference.dispose();
  }
});

scene('a storm of resizes settles on the last size, and nothing is drawn for another', { cols: 100, rows: 30 }, async (w) => {
  const p = await Puppet.create(w);
  const t = w.terminal(['new', '--attach', '--', ...p.argv]);
  await p.ready();
  await p.draw(`${e}?2048h${each(numbers(28), (i) => `${at(i + 1)}line ${i}`)}`);
  await t.see('line 27');
  const [began, since] = [t.raw.length, performance.now()];
  for (let i = 0; i < 200; i++) {
    t.resize(60 + ((i * 7) % 60), 16 + ((i * 3) % 20));
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  const drawn = t.raw.length - began;
  // a storm that the machine draws out tells and draws more: what counts is the rate
  const seconds = Math.max(1, (performance.now() - since) / 1000);
  t.resize(90, 25);
  await p.hear('\x1b[48;23;90;');
  const sizes = p.got.match(/\x1b\[48;/g)?.length ?? 0;
  // what is drawn after the last size was told to the program
  await p.draw(`${e}2J${at(1)}top left${at(23, 83)}the last`);
  const reference = createModel(90, 23);
  await written(reference, `${at(1)}top left${at(23, 83)}the last`);
  await same(t, reference, 'the screen has the last size');
  assert.ok(sizes < 60 * seconds, `the program was told ${sizes} sizes in ${seconds} s`);
  assert.ok(drawn < 400_000 * seconds, `${drawn} bytes were drawn in ${seconds} s`);
  assert.equal(t.strip().length <= 90, true);
});

scene('two clients of different sizes see the same tab, one of them in a frame or in part', { cols: 100, rows: 30 }, async (w) => {
  const p = await Puppet.create(w);
  const large = w.terminal(['new', '--attach', '--', ...p.argv]);
  await p.ready();
  const small = w.terminal(['attach'], { cols: 50, rows: 14 });
  await small.see('1 ');
  const content = `${e}2J${each(numbers(12), (i) => `${at(i + 1)}${e}3${i % 8}m${'0123456789'.repeat(5)}${e}m`)}`;
  small.type('x');
  await p.hear('x');
  await p.draw('');
  await p.draw(content);
  const inSmall = createModel(50, 12);
  await written(inSmall, content);
  await same(small, inSmall, 'who typed last has it whole');
  // in the large terminal the same cells, and a clear border around
  await large.watch(
    () => large.lines()[1]!.startsWith('0123456789'.repeat(5)) && large.lines()[1]![50] === '│' && large.lines()[13]![0] === '─',
    'a frame is around it',
  );
  large.type('y');
  await p.hear('y');
  await p.draw(`${e}2J${at(1)}${'ab'.repeat(50)}${at(28, 90)}bottom${at(1)}`);
  await large.see('bottom');
  await small.watch(() => small.lines()[1] === 'ab'.repeat(25), 'the small one sees a part');
  await p.draw(at(28, 96));
  await small.watch(() => small.lines()[12]!.includes('bottom'), 'it follows the cursor');
});
