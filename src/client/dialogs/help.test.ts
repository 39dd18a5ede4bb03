import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FgFlag, WORDS } from '../../protocol/cells.ts';
import { mouse, place, press, screenText, type } from './harness.ts';
import { createDialogs, type DialogHost } from './index.ts';

const SECTIONS = [
  {
    heading: 'Tabs',
    rows: [
      { key: 'n', text: 'next tab' },
      { key: '→ / ←', text: 'next / previous tab, which is a text so long that it goes on in the line below' },
    ],
  },
  { heading: 'Other', rows: Array.from({ length: 30 }, (_, i) => ({ key: `k${i}`, text: `command number ${i}` })) },
];

function shown(cols = 60, rows = 20): { host: DialogHost; closed: Promise<null> } {
  const host = createDialogs({ cols, rows });
  return { host, closed: host.show({ title: 'Help', sections: SECTIONS }) };
}

const text = (host: DialogHost): string => screenText(host).join('\n');

test('headings, keys and texts are shown, long texts broken under themselves', () => {
  const { host } = shown();
  assert.match(text(host), /│ Tabs +/);
  assert.match(text(host), /n {6}next tab/);
  assert.match(text(host), /│ {8}\S.*line below/);
});

test('words that are not seen find a row, too', () => {
  const sections = [{ heading: 'Tabs', rows: [{ key: 'r', text: 'another label', also: 'Rename' }, ...SECTIONS[0]!.rows] }];
  const host = createDialogs({ cols: 60, rows: 20 });
  host.show({ title: 'Help', sections });
  assert.doesNotMatch(text(host), /Rename/);
  type(host, 'rena');
  assert.match(text(host), /another label/);
  assert.doesNotMatch(text(host), /next tab/);
});

test('Esc, q and Enter close it', async () => {
  for (const key of ['escape', 'q', 'enter']) {
    const { host, closed } = shown();
    press(host, key);
    assert.equal(await closed, null);
  }
});

test('it scrolls by keys and wheel to its end and no further', () => {
  const { host } = shown();
  assert.doesNotMatch(text(host), /number 29/);
  press(host, 'end', 'down', 'pagedown');
  mouse(host, 'wheel-down', { x: 30, y: 10 });
  assert.match(text(host), /number 29/);
  assert.match(screenText(host).at(-2)!, /number 29/);
  press(host, 'home', 'space');
  assert.doesNotMatch(text(host), /next tab/);
  press(host, 'pageup');
  assert.match(text(host), /next tab/);
});

test('typing narrows it, with q a letter like others, and the frame stays as high', () => {
  const { host } = shown();
  const { height } = host.render()!;
  type(host, 'NUMBER 17');
  assert.match(text(host), /Other[\s\S]*command number 17/);
  assert.doesNotMatch(text(host), /Tabs|number 1[68]/);
  type(host, 'q');
  assert.match(text(host), /No match/);
  assert.equal(host.render()!.height, height);
  press(host, 'C-u');
  assert.match(text(host), /Tabs/);
});

test('a heading stands for what is under it, and what was typed is marked', () => {
  const { host } = shown();
  type(host, 'tabs');
  assert.match(text(host), /Tabs[\s\S]*next tab/);
  assert.doesNotMatch(text(host), /command number/);
  press(host, 'C-u');
  type(host, 'number 17');
  const at = place(host, 'command number 17');
  const overlay = host.render()!;
  const words = overlay.rows[at.y - overlay.y]!.words;
  const underlined = (x: number) => (words[(x - overlay.x) * WORDS + 1]! & FgFlag.underline) !== 0;
  assert.deepEqual(
    [7, 8, 13, 14, 15].map((i) => underlined(at.x + i)),
    [false, true, true, false, true],
  );
});

test('it works on 20×5', () => {
  const { host } = shown(20, 5);
  press(host, 'pagedown', 'down', 'end', 'home');
  assert.match(text(host), /Tabs/);
});
