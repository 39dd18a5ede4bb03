import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Content, emptyRow, type Row, rowText, WORDS } from '../../protocol/cells.ts';
import { DEFAULT_MODES } from '../../protocol/frame.ts';
import type { Position, RowsAnswer } from '../../protocol/messages.ts';
import { Code, characterKey } from '../input/key.ts';
import type { SessionScreen } from '../screen/frame-store.ts';
import { themeOf } from '../screen/theme.ts';
import { selectionFrom } from './selection.ts';
import { SessionScroll } from './session-scroll.ts';

const COLS = 20;
const HEIGHT = 4;
const THEME = themeOf({});

/** A row that says which number it has. */
function rowOf(n: number): Row {
  const row = emptyRow(COLS);
  const text = `row ${n}`;
  for (let x = 0; x < text.length; x++) row.words[x * WORDS] = text.charCodeAt(x) | (1 << Content.widthShift);
  return row;
}

/** A program that has written rows up to LAST, of which `kept` are kept above the screen, behind a server that answers when told to. */
function scrollOf(kept: number) {
  let last = 99;
  let frame = 99;
  let hit: Position | null = null;
  const place = (end: number) => ({ generation: 1, first: Math.max(0, end - HEIGHT + 1 - kept), top: end - HEIGHT + 1 });
  const live = (): SessionScreen => ({
    cols: COLS,
    rows: Array.from({ length: HEIGHT }, (_, i) => rowOf(place(frame).top + i)),
    cursor: { x: 0, y: HEIGHT - 1, visible: true, shape: 0 },
    modes: DEFAULT_MODES,
    place: place(frame),
  });
  const copied: string[] = [];
  const scroll = new SessionScroll(
    's',
    {
      live,
      height: () => HEIGHT,
      rows: async ({ from: wanted, count, positions = [] }) => {
        const { first, top } = place(last);
        const from = Math.max(first, Math.min(wanted, top + HEIGHT));
        const rows = new Map<number, Row>();
        for (let n = from; n < Math.min(from + count, last + 1); n++) rows.set(n, rowOf(n));
        const answer: RowsAnswer = { ...place(last), cols: COLS, rows: HEIGHT, from, count: rows.size, positions };
        return { answer, rows };
      },
      search: async () => ({
        ...place(last),
        hit: hit && { start: hit, end: hit },
        around: false,
        total: 1,
        index: 1,
        complete: true,
      }),
      copy: (text) => copied.push(text),
      say: () => {},
      stale: () => {},
      ready: () => {},
    },
    [],
  );
  return {
    scroll,
    copied,
    /** What is in view, a line a row; the corner's place left out. */
    shown: () => {
      const { rows } = scroll.surface(live(), HEIGHT, THEME);
      return rows.map((row) => rowText(row).slice(0, 9).trim()).join(',');
    },
    write: (rows: number, seen = true) => {
      last += rows;
      if (!seen) return;
      frame = last;
      scroll.frame();
    },
    finds: (at: Position) => {
      hit = at;
    },
    type: (text: string) => {
      for (const c of text) scroll.lineKey(characterKey(c));
      scroll.lineKey({ code: Code.Enter, mods: 0, event: 'press', text: '' });
    },
    settled: async () => {
      for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

test('a match that has fallen off the scrollback before it could be shown leaves the oldest row in view, not a blank pane', async () => {
  const s = scrollOf(50);
  s.scroll.enter('keys');
  s.scroll.openLine(false);
  // found behind what the view knows, and gone when the view asks for it
  s.finds([150, 0]);
  s.write(60);
  s.write(1000, false);
  s.type('row');
  await s.settled();
  assert.equal(s.shown(), 'row 1106,row 1107,row 1108,row 1109');
});

test('what is selected and copied while another copy is under way is copied after it', async () => {
  const s = scrollOf(50);
  s.scroll.select({
    kind: 'text',
    anchor: [
      [97, 0],
      [97, 2],
    ],
    head: [
      [97, 0],
      [97, 2],
    ],
  });
  void s.scroll.copy(false);
  s.scroll.select({
    kind: 'lines',
    anchor: [
      [97, 0],
      [97, 0],
    ],
    head: [
      [97, 0],
      [97, 0],
    ],
  });
  void s.scroll.copy(false);
  await s.settled();
  assert.deepEqual(s.copied, ['row', 'row 97']);
});

test('an answer that is still on its way when the view jumps elsewhere does not take it along', async () => {
  const s = scrollOf(90);
  s.scroll.enter('keys');
  s.scroll.run('page-up');
  s.scroll.run('top');
  await s.settled();
  assert.equal(s.shown(), 'row 6,row 7,row 8,row 9');
});

test('the wheel and Shift+PageUp begin nothing where there is nothing above', async () => {
  const none = scrollOf(0);
  none.scroll.wheel(-3);
  none.scroll.run('page-up');
  assert.equal(none.scroll.focus, null);
  const some = scrollOf(1);
  some.scroll.wheel(-3);
  await some.settled();
  assert.equal(some.scroll.focus, 'look');
  assert.equal(some.shown(), 'row 95,row 96,row 97,row 98');
});

test('what is selected with the mouse stays selected on the way up, and on the way back to the live screen', () => {
  const { scroll } = scrollOf(50);
  const selection = selectionFrom('text', [97, 0]);
  scroll.select(selection);
  scroll.wheel(-3);
  assert.deepEqual(scroll.selection, selection);
  scroll.wheel(3);
  assert.equal(scroll.focus, null);
  assert.deepEqual(scroll.selection, selection);
  scroll.typed();
  assert.equal(scroll.selection, null);
});
