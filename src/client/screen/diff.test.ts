import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BgFlag, Color, Content, emptyRow, FgFlag, WORDS } from '../../protocol/cells.ts';
import { type Capabilities, USUAL } from './capabilities.ts';
import { TerminalImage } from './diff.ts';
import { paintText } from './paint.ts';
import { createSurface, type Surface } from './surface.ts';
import { changed, createTerminal, differenceOf, feed, rowsOf, someChange, someSurface, surfaceOf } from './testing.ts';

const COLS = 24;
const ROWS = 7;

const ALL: Capabilities = { ...USUAL, sync: true, rep: true };
const VARIANTS: Capabilities[] = [USUAL, ALL, { ...USUAL, bce: false }, { ...USUAL, clusters: true, rep: true }];

function assertShows(terminal: ReturnType<typeof createTerminal>, wanted: Surface, bytes: string): void {
  const shown = surfaceOf(terminal);
  const difference = differenceOf(shown.rows, wanted.rows);
  if (difference !== '') assert.fail(`${difference} after ${JSON.stringify(bytes)}`);
  // behind the last column there is nothing to show a cursor in
  const x = Math.min(wanted.cursor.x, wanted.cols - 1);
  const { cursor } = shown;
  assert.deepEqual([cursor.x, cursor.y, cursor.visible], [x, wanted.cursor.y, wanted.cursor.visible], JSON.stringify(bytes));
}

test('whatever is drawn after whatever else, the terminal shows every cell of it', async () => {
  const run = fc.tuple(
    fc.constantFrom(...VARIANTS),
    someSurface(COLS, ROWS),
    fc.array(someChange(COLS, ROWS), { minLength: 1, maxLength: 8 }),
  );
  await fc.assert(
    fc.asyncProperty(run, async ([caps, first, changes]) => {
      const terminal = createTerminal(COLS, ROWS);
      const image = new TerminalImage(caps);
      await feed(terminal, 'what was there before\r\n\x1b[5;1H\x1b[41m\x1b[J\x1b[3;9Hand so on 語');
      let surface = first;
      for (const change of [null, ...changes]) {
        if (change) surface = changed(surface, change);
        const bytes = image.draw(surface);
        await feed(terminal, bytes);
        assertShows(terminal, surface, bytes);
        assert.equal(image.draw({ ...surface, rows: surface.rows.map((row) => structuredClone(row)) }), '', 'nothing has changed');
      }
      terminal.dispose();
    }),
    { numRuns: Number(process.env.DIFF_RUNS ?? 150) },
  );
});

for (const caps of VARIANTS) {
  test(`half of a wide character that stays behind is drawn as the blank that it is: ${JSON.stringify(caps)}`, async () => {
    for (const [from, text] of [
      [0, '漢字漢字'],
      [0, '漢'],
      [10, '漢字漢字漢字'],
    ] as const) {
      for (const half of [0, 1]) {
        const before = createSurface(COLS, 1);
        paintText(before.rows[0]!, from, text, {});
        const after = structuredClone(before);
        // over one half of each, as what is moved or cut may leave it: the other half keeps its words
        for (let x = from + half; x < from + 2 * text.length; x += 2) paintText(after.rows[0]!, x, 'a', { underline: true });
        for (let x = from + 1 - half; x < from + 2 * text.length; x += 2) {
          const at = x * WORDS;
          after.rows[0]!.words.set(before.rows[0]!.words.subarray(at, at + WORDS), at);
        }
        const terminal = createTerminal(COLS, 1);
        const image = new TerminalImage(caps);
        await feed(terminal, image.draw(before));
        const bytes = image.draw(after);
        await feed(terminal, bytes);
        assertShows(terminal, after, bytes);
        terminal.dispose();
      }
    }
  });
}

function screen(lines: string[], cursor = { x: 0, y: 0, visible: true, shape: 0 }): Surface {
  const surface = createSurface(COLS, lines.length);
  for (const [y, line] of lines.entries()) paintText(surface.rows[y]!, 0, line, {});
  surface.cursor = cursor;
  return surface;
}

/** The bytes of the last of several frames. */
function lastOf(caps: Capabilities, ...frames: Surface[]): string {
  const image = new TerminalImage(caps);
  return frames.map((frame) => image.draw(frame)).at(-1)!;
}

test('a frame has no more bytes than it needs', () => {
  const at = (x: number, y: number) => ({ x, y, visible: true, shape: 0 });
  const prompt = screen(['$ ', '', '', 'status'], at(2, 0));
  for (const [name, before, after, bytes] of [
    ['nothing new', prompt, screen(['$ ', '', '', 'status'], at(2, 0)), ''],
    ['a typed letter', prompt, screen(['$ l', '', '', 'status'], at(3, 0)), 'l'],
    ['a letter taken back', screen(['$ ls', '', '', ''], at(4, 0)), screen(['$ l', '', '', ''], at(3, 0)), '\b \b'],
    ['the cursor elsewhere', prompt, screen(['$ ', '', '', 'status'], at(0, 2)), '\r\n\n'],
    ['the cursor gone', prompt, { ...prompt, cursor: { ...prompt.cursor, visible: false } }, '\x1b[?25l'],
    ['another cursor', prompt, { ...prompt, cursor: { ...prompt.cursor, shape: 5 } }, '\x1b[5 q'],
    ['a line emptied', screen(['abcdefgh'], at(0, 0)), screen([''], at(0, 0)), '\x1b[K'],
    [
      'lines that move up',
      screen(['one one one one one', 'two two two two two', 'three three three', 'four four four four', 'end'], at(0, 4)),
      screen(['two two two two two', 'three three three', 'four four four four', '', 'end'], at(0, 4)),
      '\x1b[?25l\x1b[1;4r\x1b[S\x1b[r\x1b[5H\x1b[?25h',
    ],
  ] as const) {
    assert.equal(lastOf(USUAL, before, after), bytes, name);
  }
});

test('rows that are the same objects are passed over, whatever else changes', () => {
  const before = screen(['one', 'two', 'three'], { x: 0, y: 0, visible: true, shape: 0 });
  const image = new TerminalImage(USUAL);
  image.draw(before);
  const row = emptyRow(COLS);
  paintText(row, 0, 'TWO', {});
  assert.equal(image.draw({ ...before, rows: [before.rows[0]!, row, before.rows[2]!] }), '\x1bDTWO\x1b[H');
});

test('an update is bracketed where the terminal knows brackets and sees more than a character change', () => {
  const before = screen(['one', 'two']);
  const bytes = lastOf(ALL, before, screen(['eins', 'zwei']));
  assert.match(bytes, /^\x1b\[\?2026h.*\x1b\[\?2026l$/s);
  assert.doesNotMatch(lastOf(ALL, before, screen(['onE', 'two'])), /2026/);
});

test('the last cell of the screen is drawn without scrolling it', async () => {
  const full = screen(['a'.repeat(COLS), 'b'.repeat(COLS)]);
  const terminal = createTerminal(COLS, 2);
  await feed(terminal, new TerminalImage(USUAL).draw(full));
  assert.equal(differenceOf(rowsOf(terminal), full.rows), '');
});

test('after invalidation everything is drawn again', async () => {
  const wanted = screen(['one', 'two']);
  const image = new TerminalImage(USUAL);
  image.draw(wanted);
  image.invalidate();
  const terminal = createTerminal(COLS, 2);
  await feed(terminal, `garbage\x1b[7m\r\nmore\x1b[2;5r${image.draw(wanted)}`);
  assert.equal(differenceOf(rowsOf(terminal), wanted.rows), '');
});

test('a character whose width terminals dispute does not displace what follows it', () => {
  const bytes = lastOf(USUAL, screen(['']), screen(['👨‍👩‍👧b']));
  assert.match(bytes, /👨‍👩‍👧\x1b\[3Gb/);
});

test('clusters, underlines and links that differ in nothing else are drawn again', async () => {
  const row = (text: string, underline: number, link: string) => {
    const surface = screen([text]);
    const at = surface.rows[0]!;
    at.extras = new Map([[0, { underline, underlineColor: 0, link, linkId: '' }]]);
    at.words[2] = BgFlag.extended;
    return surface;
  };
  const frames = [
    row('👨‍👩‍👧', 0, 'https://example.org/a'),
    row('👩‍👩‍👧', 0, 'https://example.org/a'),
    row('👩‍👩‍👧', 0, 'https://example.org/b'),
    row('👩‍👩‍👧', 3, 'https://example.org/b'),
    row('👩‍👩‍👧', 3, ''),
  ];
  const image = new TerminalImage(USUAL);
  const terminal = createTerminal(COLS, 1);
  for (const frame of frames) {
    await feed(terminal, image.draw(frame));
    assert.equal(differenceOf(rowsOf(terminal), frame.rows), '');
  }
});

test('a link ends with its frame, and one that could carry commands is left out', () => {
  const linked = (link: string) => {
    const surface = screen(['x']);
    surface.rows[0]!.extras = new Map([[0, { underline: 0, underlineColor: 0, link, linkId: '' }]]);
    surface.rows[0]!.words[2] = BgFlag.extended;
    return surface;
  };
  assert.equal(lastOf(USUAL, screen(['']), linked('https://example.org')), '\x1b]8;;https://example.org\x1b\\x\x1b]8;;\x1b\\\r');
  assert.equal(lastOf(USUAL, screen(['']), linked('x\x1b\\\x1b[2J')), 'x\r');
  assert.equal(lastOf({ ...USUAL, links: false }, screen(['']), linked('https://example.org')), 'x\r');
});

test('nothing stale stays under a character that a terminal may draw narrower or wider', () => {
  const heart = lastOf(USUAL, screen(['abcdef']), screen(['❤️cdef']));
  assert.match(heart, /^ {2}\r❤️/, 'both of its cells are cleared first');
  const family = lastOf(USUAL, screen(['abcdefghij']), screen(['👨‍👩‍👧cdefghij']));
  assert.match(family, /👨‍👩‍👧\x1b\[3Gcdef/, 'what it may have covered is drawn again');
});

/** A row of cells given by their words. */
function cells(...words: [content: number, fg: number, bg: number][]): Surface {
  const surface = createSurface(words.length, 1);
  surface.rows[0]!.words.set(words.flat());
  return surface;
}

test('blank cells keep every attribute that they were drawn or erased with', async () => {
  const empty = 1 << Content.widthShift;
  for (const content of [empty, empty | 0x20]) {
    for (const [fg, bg] of [
      [Color.p16 | 1, 0],
      [0, Color.p16 | 1],
      [FgFlag.inverse, 0],
      [FgFlag.strike, Color.p256 | 4],
      [0, BgFlag.italic],
      [0, BgFlag.dim | Color.p256 | 4],
      [0, BgFlag.overline],
    ] as const) {
      const wanted = cells(...Array.from({ length: 12 }, () => [content, fg, bg] as [number, number, number]));
      const terminal = createTerminal(12, 1);
      const image = new TerminalImage(USUAL);
      await feed(terminal, image.draw(createSurface(12, 1)) + image.draw(wanted));
      assert.equal(differenceOf(rowsOf(terminal), wanted.rows), '');
    }
  }
});

test('half a wide character is a blank, and whole again when its other half is back', async () => {
  const left = 0x8a9e | (2 << Content.widthShift);
  const x = 0x78 | (1 << Content.widthShift);
  const terminal = createTerminal(4, 1);
  const image = new TerminalImage(USUAL);
  const plain = (...contents: number[]) => cells(...contents.map((content) => [content, 0, 0] as [number, number, number]));
  for (const wanted of [
    plain(left, 0, x, x),
    plain(left, x, x, x),
    plain(left, 0, x, x),
    plain(x, 0, left, 0),
    plain(x, x, x, left),
    plain(x, left, 0, x),
  ]) {
    await feed(terminal, image.draw(wanted));
    assert.equal(differenceOf(rowsOf(terminal), wanted.rows), '');
  }
});
