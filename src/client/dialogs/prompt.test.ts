import assert from 'node:assert/strict';
import { test } from 'node:test';
import { textWidth } from '../../base/graphemes.ts';
import { click, place, press, screenText, type } from './harness.ts';
import { createDialogs, type DialogHost, type PromptOptions } from './index.ts';

function prompted(options: Partial<PromptOptions> = {}, cols = 60, rows = 10): { host: DialogHost; answer: Promise<string | null> } {
  const host = createDialogs({ cols, rows });
  return { host, answer: host.prompt({ title: 'Rename tab', value: 'Claude', ...options }) };
}

test('Enter accepts the value as it was, Esc none', async () => {
  for (const [key, expected] of [
    ['enter', 'Claude'],
    ['escape', null],
  ] as const) {
    const { host, answer } = prompted();
    press(host, key);
    assert.equal(await answer, expected);
  }
});

test('the cursor stands behind the value, and where it is moved to', () => {
  const { host } = prompted();
  const { x, y } = place(host, 'Claude');
  assert.deepEqual(host.render()!.cursor, { x: x + 6, y });
  press(host, 'home', 'right', 'right');
  assert.deepEqual(host.render()!.cursor, { x: x + 2, y });
  click(host, { x: x + 4, y });
  assert.deepEqual(host.render()!.cursor, { x: x + 4, y });
});

test('typing goes in at the cursor; a paste becomes one line', async () => {
  const { host, answer } = prompted();
  press(host, 'home');
  type(host, 'My ');
  press(host, 'C-e');
  host.paste(' and\r\nyou\n\x1b[31m\x07!\n');
  press(host, 'enter');
  assert.equal(await answer, 'My Claude and you [31m!');
});

test('no more is taken than fits in maxCells, measured in columns', async () => {
  const { host, answer } = prompted({ value: '', maxCells: 5 });
  type(host, '日本x');
  type(host, '語');
  host.paste('abc');
  press(host, 'enter');
  assert.equal(await answer, '日本x');
});

test('an invalid text stays, with the reason, until it is mended', async () => {
  const { host, answer } = prompted({ value: '', validate: (text) => (text === '' ? 'a label needs a character' : null) });
  assert.ok(!screenText(host).some((line) => line.includes('needs')));
  press(host, 'enter');
  assert.ok(screenText(host).some((line) => line.includes('a label needs a character')));
  type(host, 'x');
  assert.ok(!screenText(host).some((line) => line.includes('needs')));
  press(host, 'enter');
  assert.equal(await answer, 'x');
});

test('a long value scrolls with the cursor and marks what is cut off', () => {
  const { host } = prompted({ value: `start ${'日本語 '.repeat(20)}end` }, 30, 8);
  const inside = (): string => screenText(host)[1]!;
  assert.match(inside(), /^│ <.*end +│$/);
  press(host, 'home');
  assert.match(inside(), /^│ {2}start .* ?> │$/);
  for (let i = 0; i < 50; i++) {
    press(host, 'right');
    const { cursor, x, width } = host.render()!;
    assert.ok(cursor!.x > x + 1 && cursor!.x < x + width - 2, `column ${cursor!.x}`);
    assert.equal(textWidth(inside()), 30);
  }
});

test('a secret shows neither its text nor its length', async () => {
  const { host, answer } = prompted({ value: '', mask: true });
  type(host, 'a');
  const one = screenText(host).join('\n');
  const cursor = host.render()!.cursor;
  host.paste('much-longer-made-up-key');
  press(host, 'left', 'home');
  assert.equal(screenText(host).join('\n'), one);
  assert.deepEqual(host.render()!.cursor, cursor);
  assert.match(one, /\*{12}/);
  type(host, 'z');
  press(host, 'enter');
  assert.equal(await answer, 'amuch-longer-made-up-keyz');
});

test('on 20×5 it edits in the line above the hint', () => {
  const { host } = prompted({}, 20, 5);
  assert.match(screenText(host)[1]!, /Claude/);
});
