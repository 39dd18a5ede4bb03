import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Color, WORDS } from '../../protocol/cells.ts';
import { inkNumber } from '../screen/inks.ts';
import { click, mouse, place, press, screenText, turn, type } from './harness.ts';
import { createDialogs, type DialogHost } from './index.ts';

const rows = Array.from({ length: 40 }, (_, i) => ({ id: `id${i}`, label: `row ${i}` }));
const size = { cols: 60, rows: 16 };
const HOVER = Color.p256 | inkNumber('hover');

/** What is lit, as text. */
function lit(host: DialogHost): string {
  const overlay = host.render()!;
  const text = screenText(host);
  return overlay.rows
    .map((row, y) =>
      [...text[y]!.padEnd(overlay.width)].filter((_, x) => (row.words[x * WORDS + 2]! & (Color.form | Color.value)) === HOVER).join(''),
    )
    .join('')
    .trim();
}

test('the row under the mouse is lit, the selected one stays what it is, and Enter chooses that', async () => {
  const host = createDialogs(size);
  const answer = host.pick({ title: 't', rows });
  assert.equal(lit(host), '');
  mouse(host, 'move', place(host, 'row 3'));
  assert.equal(lit(host), 'row 3');
  mouse(host, 'move', place(host, '> row 0'));
  assert.equal(lit(host), '', 'it stands out already');
  mouse(host, 'move', place(host, 'Filter'));
  assert.equal(lit(host), '');
  press(host, 'enter');
  assert.equal(await answer, 'id0');
});

test('what stands under a mouse that rests is lit, whatever has come there', () => {
  const host = createDialogs(size);
  void host.pick({ title: 't', rows });
  const at = place(host, 'row 3');
  mouse(host, 'move', at);
  mouse(host, 'wheel-down', at);
  assert.equal(lit(host), 'row 6');
  type(host, 'row 2');
  assert.equal(lit(host), 'row 22');
  host.resize(30, 8);
  assert.equal(lit(host), '');
});

test('nothing changes while the mouse stays on the same', async () => {
  const host = createDialogs(size);
  void host.pick({ title: 't', rows });
  await turn();
  let told = 0;
  host.onChange(() => told++);
  const at = place(host, 'row 3');
  for (let i = 0; i < 20; i++) mouse(host, 'move', { x: at.x + (i % 5), y: at.y });
  await turn();
  assert.equal(told, 1);
  for (let i = 0; i < 20; i++) mouse(host, 'move', { x: i, y: 0 });
  await turn();
  assert.equal(told, 2);
});

test('a dialog that opens under a mouse that rests lights nothing before it moves', async () => {
  const host = createDialogs(size);
  const first = host.pick({ title: 't', rows });
  mouse(host, 'move', place(host, 'row 3'));
  press(host, 'enter');
  await first;
  void host.pick({ title: 't', rows });
  assert.equal(lit(host), '');
});

test('buttons are lit one by one', () => {
  const host = createDialogs(size);
  void host.ask({ question: 'Sure?', defaultAnswer: false });
  mouse(host, 'move', place(host, '[ Yes ]'));
  assert.equal(lit(host), '[ Yes ]');
  mouse(host, 'move', place(host, '[ No ]'));
  assert.equal(lit(host), '');
});

test('the hints of a prompt are buttons, and its text is none', async () => {
  for (const [text, answer] of [
    ['Enter accepts', 'value'],
    ['Esc cancels', null],
  ] as const) {
    const host = createDialogs(size);
    const result = host.prompt({ title: 't', value: 'value' });
    mouse(host, 'move', place(host, 'value'));
    assert.equal(lit(host), '');
    mouse(host, 'move', place(host, text));
    assert.equal(lit(host), text);
    click(host, place(host, text));
    assert.equal(await result, answer);
  }
});

test('the footer of the help closes it', async () => {
  const host = createDialogs(size);
  const closed = host.show({ title: 'Help', sections: [] });
  const at = place(host, 'Esc closes');
  click(host, { x: at.x + 12, y: at.y });
  await turn();
  assert.equal(host.active, true);
  click(host, { x: at.x + 9, y: at.y });
  assert.equal(await closed, null);
});

test('each dialog names its keys', async () => {
  const host = createDialogs(size);
  const named = () => host.keys?.map(({ key, hint }) => `${key} ${hint}`).join(', ');
  void host.pick({ title: 't', rows: rows.slice(0, 3), digits: true });
  assert.equal(named(), 'Enter choose, Esc back, ↑ ↓ move, 1..3 choose, letters narrow');
  host.cancel();
  void host.ask({ question: 'Sure?', defaultAnswer: false });
  assert.equal(named(), 'y yes, n no, Enter no, Esc no');
  host.cancel();
  void host.choose({ question: 'Leave?', options: [{ key: 'd', label: 'Detach', value: 1 }] });
  assert.equal(named(), 'd detach, Enter detach, Esc cancel');
  host.cancel();
  void host.prompt({ title: 't', value: '' });
  assert.equal(named(), 'Enter accept, Esc cancel, Ctrl+U clear');
  host.cancel();
  void host.show({ title: 't', sections: [] });
  assert.equal(named(), '↑ ↓ scroll, letters narrow, Esc close');
  host.cancel();
  await turn();
  assert.equal(host.keys, null);
});
