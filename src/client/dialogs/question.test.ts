import assert from 'node:assert/strict';
import { test } from 'node:test';
import { click, place, press, screenText, type } from './harness.ts';
import { createDialogs, type DialogHost } from './index.ts';

const CLOSE = 'Close Claude (Kimi)? Its process still runs.';

function asked(defaultAnswer = false, cols = 80, rows = 24): { host: DialogHost; answer: Promise<boolean> } {
  const host = createDialogs({ cols, rows });
  return { host, answer: host.ask({ question: CLOSE, defaultAnswer }) };
}

test('a question shows its default and both answers', () => {
  const text = screenText(asked().host).join('\n');
  assert.match(text, /Close Claude \(Kimi\)\? Its process still runs\. \[y\/N\]/);
  assert.match(text, /\[ Yes \] {2}\[ No \]/);
  assert.match(screenText(asked(true).host).join('\n'), /\[Y\/n\]/);
});

for (const [keys, defaultAnswer, expected] of [
  [['y'], false, true],
  [['Y'], false, true],
  [['n'], true, false],
  [['N'], true, false],
  [['enter'], false, false],
  [['enter'], true, true],
  [['escape'], true, false],
  [['C-c'], true, false],
  [['x', '1', 'enter'], false, false],
  [['left', 'enter'], false, true],
  [['tab', 'enter'], false, true],
  [['right', 'left', 'enter'], false, false],
] as const) {
  test(`${keys.join(' ')} answers ${expected} where the default is ${defaultAnswer}`, async () => {
    const { host, answer } = asked(defaultAnswer);
    press(host, ...keys);
    assert.equal(await answer, expected);
  });
}

test('buttons can be clicked, and a click outside is No', async () => {
  for (const [where, expected] of [
    ['Yes', true],
    ['[ No', false],
  ] as const) {
    const { host, answer } = asked();
    click(host, place(host, where));
    assert.equal(await answer, expected);
  }
  const { host, answer } = asked(true);
  click(host, { x: 79, y: 23 });
  assert.equal(await answer, false);
});

test('a paste answers nothing', async () => {
  const { host, answer } = asked();
  host.paste('y');
  press(host, 'enter');
  assert.equal(await answer, false);
});

test('on 20×5 the whole question and both buttons are there', async () => {
  const { host, answer } = asked(false, 20, 5);
  const text = screenText(host).join(' ').replaceAll(/\s+/g, ' ');
  assert.match(text, /Close Claude \(Kimi\)\? Its process still runs\. \[y\/N\] \[ Yes \] \[ No \]/);
  click(host, place(host, 'Yes'));
  assert.equal(await answer, true);
});

test('a choice takes the key of an option, Enter for its default, Esc for none', async () => {
  const ask = (): { host: DialogHost; answer: Promise<string | null> } => {
    const host = createDialogs({ cols: 80, rows: 24 });
    const options = [
      { key: 'd', label: 'Detach', value: 'detach' },
      { key: 'e', label: 'End all', value: 'end' },
    ];
    return { host, answer: host.choose({ question: '2 tabs are running. Quit?', options, default: 'd' }) };
  };
  assert.match(screenText(ask().host).join('\n'), /\[ Detach \] {2}\[ End all \] {2}\[ Esc: cancel \]/);
  for (const [key, expected] of [
    ['d', 'detach'],
    ['E', 'end'],
    ['enter', 'detach'],
    ['escape', null],
  ] as const) {
    const { host, answer } = ask();
    press(host, key);
    assert.equal(await answer, expected);
  }
  const { host, answer } = ask();
  type(host, 'zq');
  click(host, place(host, 'cancel'));
  assert.equal(await answer, null);
});

test('a label that does not begin with its key names it', () => {
  const host = createDialogs({ cols: 80, rows: 24 });
  void host.choose({ question: 'Save?', options: [{ key: 'w', label: 'Save', value: 1 }] });
  assert.match(screenText(host).join('\n'), /\[ w: Save \]/);
});
