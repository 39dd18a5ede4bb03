import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { USUAL } from './capabilities.ts';
import { Compositor } from './compose.ts';
import { TerminalImage } from './diff.ts';
import { paintStatus } from './status.ts';
import { layoutStrip } from './strip.ts';
import { createTerminal, differenceOf, feed, surfaceOf } from './testing.ts';
import { themeOf } from './theme.ts';

const COLS = 30;
const ROWS = 8;
const n = (most: number) => fc.integer({ min: 1, max: most });
const TEXTS = ['a', 'word ', 'é', '漢字', '👩‍🚀', '🇯🇵', '❤️', 'e\u0301', '──────────', '\u0301', '    ', 'x'.repeat(40), '🎉'.repeat(16)];
const ATTRIBUTES = ['0', '1', '2', '3', '4', '4:3', '5', '7', '8', '9', '21', '22', '24', '27', '53', '31', '92', '44', '105', '39', '49'];
const COLORS = ['38;5;200', '48;5;3', '38;2;1;2;3', '48;2;200;100;50', '58:2::255:0:0', '58:5:3'];

/** What programs write, piece by piece. */
const someOutput = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...TEXTS) },
  { weight: 3, arbitrary: fc.array(fc.constantFrom(...ATTRIBUTES, ...COLORS), { maxLength: 3 }).map((p) => `\x1b[${p.join(';')}m`) },
  { weight: 2, arbitrary: fc.tuple(n(ROWS), n(COLS)).map(([y, x]) => `\x1b[${y};${x}H`) },
  fc.constantFrom(
    '\r',
    '\n',
    '\r\n',
    '\b',
    '\t',
    '\x1bM',
    '\x1bD',
    '\x1bE',
    '\x1b7',
    '\x1b8',
    '\x1b#8',
    '\x1b[4h',
    '\x1b[4l',
    '\x1b[?7l',
    '\x1b[?7h',
  ),
  fc.tuple(n(COLS), fc.constantFrom(...'ABCDGdXP@LMSTb`aeEFIZ')).map(([count, final]) => `\x1b[${count}${final}`),
  fc
    .tuple(fc.nat(2), fc.constantFrom('J', 'K', '?J', '?K'))
    .map(([what, final]) => `\x1b[${final[0] === '?' ? '?' : ''}${what}${final.at(-1)}`),
  fc.tuple(n(ROWS), n(ROWS)).map(([top, bottom]) => `\x1b[${top};${bottom}r`),
  fc.constantFrom(
    '\x1b[?1049h',
    '\x1b[?1049l',
    '\x1b[?25l',
    '\x1b[?25h',
    '\x1b]8;;https://example.org/\x1b\\',
    '\x1b]8;id=a;https://example.org/b\x1b\\',
    '\x1b]8;;\x1b\\',
  ),
);

test('whatever a program draws is on the operator’s terminal after every frame', async () => {
  const theme = themeOf({});
  const tabs = [{ index: 1, id: 't1', label: 'Claude (Kimi)', state: 'running' as const, attention: false }];
  const strip = layoutStrip({ tabs, active: 't1', cols: COLS, mode: 'tab', theme }).row;
  const status = paintStatus(COLS, { kind: 'idle', left: '', warning: '', right: { key: 'C-\\', hint: 'commands' } }, theme);
  const someProgram = fc.array(fc.array(someOutput, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(someProgram, fc.boolean(), async (writes, rep) => {
      const [model, terminal] = [createTerminal(COLS, ROWS), createTerminal(COLS, ROWS + 2)];
      const image = new TerminalImage({ ...USUAL, rep, sync: rep });
      const compositor = new Compositor(theme);
      for (const write of writes) {
        await feed(model, write.join(''));
        const pane = surfaceOf(model);
        const wanted = compositor.compose({ cols: COLS, rows: ROWS + 2, strip, status, pane, overlay: null });
        const bytes = image.draw(wanted);
        await feed(terminal, bytes);
        const shown = surfaceOf(terminal);
        const difference = differenceOf(shown.rows, wanted.rows);
        if (difference !== '') assert.fail(`${difference} after ${JSON.stringify(bytes)}`);
        const cursor = [Math.min(pane.cursor.x, COLS - 1), pane.cursor.y + 1, pane.cursor.visible];
        assert.deepEqual([shown.cursor.x, shown.cursor.y, shown.cursor.visible], cursor);
      }
      model.dispose();
      terminal.dispose();
    }),
    { numRuns: Number(process.env.DIFF_RUNS ?? 150) },
  );
});
