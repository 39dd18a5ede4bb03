import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textWidth } from '../../base/graphemes.ts';
import { BgFlag, Color, Content, cellText, FgFlag, type Row, WORDS } from '../../protocol/cells.ts';
import { place, screenText } from './harness.ts';
import { createDialogs } from './index.ts';
import { attributeWords, Painter } from './painter.ts';
import { theme } from './theme.ts';

/** A row's cells as [text, width]. */
function cells(row: Row): [string, number][] {
  return Array.from({ length: row.words.length / WORDS }, (_, x) => [
    cellText(row, x),
    (row.words[x * WORDS]! & Content.widthMask) >>> Content.widthShift,
  ]);
}

const LABELS = ['日本語', '👩‍👩‍👧 family', '🇩🇪🇫🇷', 'e\u0301te\u0301', '👍🏽x', '\ue0b0 powerline', 'नमस्ते', '한글', '❤️ heart', 'ẞ ﬁ Ω'];

test('every label comes out cluster by cluster, each in as many cells as it is wide', () => {
  const host = createDialogs({ cols: 60, rows: 20 });
  void host.pick({ title: 'Wörter 語', rows: LABELS.map((label) => ({ id: label, label, detail: 'detail' })) });
  const overlay = host.render()!;
  for (const label of LABELS) {
    const { x, y } = place(host, label);
    const row = cells(overlay.rows[y - overlay.y]!).slice(x - overlay.x, x - overlay.x + textWidth(label));
    assert.equal(row.map(([text]) => text).join(''), label);
    assert.equal(
      row.reduce((sum, [, width]) => sum + width, 0),
      textWidth(label),
    );
  }
  for (const row of overlay.rows) {
    assert.equal(
      cells(row).reduce((sum, [, width]) => sum + width, 0),
      overlay.width,
    );
  }
  assert.match(screenText(host)[0]!, /─ Wörter 語 ─+┐$/);
});

test('a wide cluster that does not fit is left out whole', () => {
  for (let cols = 12; cols < 24; cols++) {
    const host = createDialogs({ cols, rows: 8 });
    void host.pick({ title: '語語語語語語語語語語', rows: [{ id: 'a', label: '語語語語語語語語語語' }] });
    for (const row of host.render()!.rows) {
      const all = cells(row);
      all.forEach(([text, width], x) => {
        if (width === 2) assert.equal(all[x + 1]?.[1], 0, `${text} at ${x} of ${cols}`);
      });
      assert.match(all.at(-1)![0], /[┐│┘]/);
    }
  }
});

test('control characters and what turns text around never reach the cells', () => {
  const host = createDialogs({ cols: 60, rows: 20 });
  const nasty = 'a\x1b[31mred\x1b]0;x\x07\r\nb\u009b1m\u202egnp.\u2066c{bold}d{/bold}\x00\x7f';
  void host.pick({ title: nasty, rows: [{ id: nasty, label: nasty, detail: nasty, dimmed: true }] });
  host.key(undefined, { name: 'enter', ctrl: false, shift: false, meta: false });
  const text = screenText(host).join('\n');
  assert.match(text, /a\[31mred\]0;x b1mgnp\.c\{bold\}d\{\/bold\}/);
  assert.doesNotMatch(text.replaceAll('\n', ''), /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
});

test('attributes of blessed become words of cells', () => {
  const attribute = (flags: number, fg: number, bg: number): number => (flags << 18) | (fg << 9) | bg;
  assert.deepEqual(attributeWords(attribute(0, 0x1ff, 0x1ff)), [Color.default, Color.default]);
  assert.deepEqual(attributeWords(attribute(0, 9, 0)), [Color.p16 | 9, Color.p16]);
  assert.deepEqual(attributeWords(attribute(0, 244, 16)), [Color.p256 | 244, Color.p256 | 16]);
  const all = FgFlag.bold | FgFlag.underline | FgFlag.blink | FgFlag.inverse | FgFlag.invisible;
  assert.deepEqual(attributeWords(attribute(31, 0x1ff, 0x1ff)), [all, 0]);
});

test('styles reach the cells they are meant for and end there', () => {
  const painter = new Painter({ cols: 40, rows: 10 });
  const overlay = painter.paint({
    title: 't',
    footer: '',
    frame: { bordered: true, width: 10, height: 3 },
    lines: [
      {
        spans: [
          { text: 'ab', style: theme.emphasis },
          { text: 'cd', style: theme.selection },
        ],
      },
      { spans: [] },
      { spans: [{ text: '0123456789', style: theme.dimmed }] },
    ],
    cursor: { x: 3, y: 2 },
    scroll: null,
  });
  const fg = (x: number, y: number): number => overlay.rows[1 + y]!.words[(2 + x) * WORDS + 1]!;
  assert.equal(fg(1, 0), (Color.p256 | theme.emphasis.fg | FgFlag.bold) >>> 0);
  assert.equal(fg(2, 0), (FgFlag.inverse | FgFlag.bold) >>> 0);
  assert.equal(fg(4, 0), Color.default);
  assert.equal(fg(0, 1), Color.default);
  assert.equal(fg(9, 2), Color.p256 | theme.dimmed.fg);
  assert.equal(fg(-2, 2), Color.p256 | theme.frame.fg);
  assert.deepEqual(overlay.cursor, { x: overlay.x + 5, y: overlay.y + 3 });
  assert.equal(overlay.rows[2]!.words[2 * WORDS + 2]! & BgFlag.dim, 0);
});

test('an empty line between full ones stays where it is', () => {
  const painter = new Painter({ cols: 40, rows: 10 });
  const full = { spans: [{ text: 'x'.repeat(10), style: theme.text }] };
  const { rows } = painter.paint({
    title: '',
    footer: '',
    frame: { bordered: false, width: 10, height: 5 },
    lines: [full, { spans: [] }, full, { spans: [] }, full],
    cursor: null,
    scroll: null,
  });
  assert.deepEqual(
    rows.map((row) => cellText(row, 9)),
    ['x', ' ', 'x', ' ', 'x'],
  );
});

test('more different clusters than there are stand-ins do not break a line', () => {
  const painter = new Painter({ cols: 300, rows: 100 });
  const lines = Array.from({ length: 100 }, (_, y) => ({
    spans: [{ text: Array.from({ length: 150 }, (_, x) => String.fromCodePoint(0x4e00 + y * 150 + x)).join(''), style: theme.text }],
  }));
  const overlay = painter.paint({
    title: '',
    footer: '',
    frame: { bordered: false, width: 300, height: 100 },
    lines,
    cursor: null,
    scroll: null,
  });
  assert.equal(cellText(overlay.rows[0]!, 298), String.fromCodePoint(0x4e00 + 149));
  assert.equal(cellText(overlay.rows[99]!, 299), '?');
});
