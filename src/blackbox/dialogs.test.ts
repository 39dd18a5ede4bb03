import assert from 'node:assert/strict';
import { click, holds, keys, mouse, scene, type Terminal, until, welcome } from './harness.ts';

const config = '[env]\nKIMI_CODE_API_KEY = "sk-ki-made-up"\nZAI_API_KEY = "zai-made-up"\n';
const SIZES = [
  { cols: 20, rows: 5 },
  { cols: 40, rows: 10 },
  { cols: 80, rows: 24 },
  { cols: 200, rows: 60 },
];
/** What a cell of the screen looks like. */
const look = (t: Terminal, x: number, y: number): string => {
  const cell = t.model.buffer.active.getLine(y)!.getCell(x)!;
  return `${cell.getFgColor()}/${cell.getBgColor()}/${cell.isInverse()}/${cell.isUnderline()}`;
};
/** The corners of a dialog's frame, where it has one. */
const framed = (t: Terminal) => t.lines().some((line) => line.includes('┌')) === t.lines().some((line) => line.includes('└'));

for (const size of SIZES) {
  scene(`${size.cols}×${size.rows}: every dialog is whole, and Esc goes one step back from each`, { config, ...size }, async (w) => {
    const t = w.terminal(['new', 'codex', '--attach']);
    await t.see('I am codex');
    const shows = (pattern: RegExp) => pattern.test(t.text().replaceAll(/\s+/g, ' '));
    const home = async (gone: RegExp) => {
      const alone = (text: string) => text.includes('I am codex') && !/[┌└]|\[ /.test(text.split('\n').slice(1).join('\n'));
      await t.see((text) => alone(text) && !shows(gone), { what: 'the tab is all there is' });
    };
    for (const [key, text] of [
      ['N', /> 1 Claude/],
      [':', /> Open an/],
      ['?', /In a tab/],
      ['x', /Close Codex\?/],
      ['r', /Rename/],
      ['q', /still runs/],
    ] as const) {
      t.type(keys.leader + key);
      await t.see(() => shows(text) && framed(t), { what: `${key} shows ${text}, whole` });
      t.type(keys.esc);
      await home(text);
    }
    // two steps
    t.type(`${keys.leader}N1`);
    await t.see(/> 1 Anthropic/);
    t.type(keys.esc);
    await t.see(/> 1 Claude/);
    t.type(keys.esc);
    await home(/> 1 Claude/);
    t.type('on');
    await t.see('> on');
  });
}

scene('a dialog follows a terminal that is resized under it', { config, cols: 80, rows: 24 }, async (w) => {
  const t = w.terminal();
  await welcome(t);
  t.type(':');
  await t.see('Open Claude (Anthropic)');
  t.type('opck');
  await t.see(/> Open Claude \(Kimi\)/);
  for (const { cols, rows } of [...SIZES, ...SIZES].reverse()) {
    t.resize(cols, rows);
    await t.see((text) => /> Open Claude/.test(text) && text.split('\n').length <= rows && text.includes('└'), { what: `${cols}×${rows}` });
  }
  t.type(keys.enter);
  await t.seeStrip(/1 Claude/);
});

scene('rows and buttons under the mouse show, and nothing is written while it stays on one', { config }, async (w) => {
  const t = w.terminal();
  await welcome(t);
  t.type('N');
  await t.see('2 Codex');
  const { x, y } = t.find('2 Codex');
  const before = look(t, x, y);
  t.type(mouse('move', x, y));
  await t.watch(() => look(t, x, y) !== before, 'the row is lit');
  await t.quiet();
  const written = t.raw.length;
  for (let i = 0; i < 100; i++) t.type(mouse('move', x + (i % 5), y));
  await t.quiet();
  assert.equal(t.raw.length, written);
  t.type(mouse('move', x, y + 1));
  await t.watch(() => look(t, x, y) === before, 'it is as it was');
  t.type(click(x, y));
  await t.see('I am codex');
  t.type(`${keys.leader}r`);
  await t.see('Rename Codex');
  await t.see('Enter accepts');
  t.type('!');
  const accept = t.find('Enter accepts');
  t.type(click(accept.x + 2, accept.y));
  await t.seeStrip('1 Codex!');
  t.type(`${keys.leader}q`);
  await t.see('[ Esc: cancel ]');
  const cancel = t.find('[ Esc: cancel ]');
  t.type(click(cancel.x + 2, cancel.y));
  await t.see((text) => !text.includes('[ Esc: cancel ]'));
  t.type(`${keys.leader}?`);
  await t.see('Esc closes');
  const close = t.find('Esc closes');
  t.type(click(close.x + 2, close.y));
  await t.see((text) => !text.includes('Esc closes'));
});

scene('without the mouse a picker is left to the keys', { config: `mouse = false\n${config}` }, async (w) => {
  const t = w.terminal();
  await welcome(t);
  t.type('N');
  await t.see('2 Codex');
  await t.quiet();
  assert.equal(t.model.modes.mouseTrackingMode, 'none');
  const { x, y } = t.find('2 Codex');
  t.type(mouse('move', x, y) + click(x, y) + click(1, 1));
  await holds('the picker stays', () => t.text().includes('> 1 Claude'));
  t.type('2');
  await t.see('I am codex');
});

scene('the Auth screen shows what the mouse is on', { config }, async (w) => {
  const t = w.terminal();
  await welcome(t);
  t.type('A');
  await t.see((text) => text.includes('Kimi') && text.includes('MiniMax'));
  const { x, y } = t.find('MiniMax');
  const before = look(t, x, y);
  t.type(mouse('move', x, y));
  await t.watch(() => look(t, x, y) !== before, 'the row is lit');
  t.type(mouse('move', x, 0));
  await t.watch(() => look(t, x, y) === before, 'it is as it was');
  await until('nothing was opened', async () => (await w.tabs()).length === 0);
});

scene('with LANG=C all that is ours on the screen is ASCII', { config, env: { LANG: 'C' } }, async (w) => {
  const t = w.terminal();
  const ascii = async (what: string, shown: string | RegExp) => {
    await t.see(shown);
    await t.watch(() => /^[\x20-\x7e\n]*$/.test(t.text()), `${what} is ASCII`);
  };
  await ascii('the welcome screen', /Press N/);
  t.type('N');
  await ascii('the picker of agents', '> 1 Claude');
  assert.ok(
    t.lines().some((line) => /\+-+ .*-\+/.test(line)),
    'a frame is drawn',
  );
  t.type('1');
  await ascii('the picker of providers', '> 1 Anthropic');
  t.type(keys.esc + keys.esc);
  await welcome(t);
  const plain = ['--', 'sh', '-c', 'echo "I am plain"; exec cat'];
  await w.ok('new', '--label=one', ...plain);
  await ascii('a tab', 'I am plain');
  await w.ok('new', '--split=right', '--label=two', ...plain);
  const both = (text: string) => text.split('I am plain').length === 3;
  await t.see(both);
  await ascii('a split', / \|/);
  for (const [key, name, shown] of [
    [':', 'the palette', '> Open'],
    ['?', 'the help', 'In a tab'],
    ['x', 'a question', 'Close'],
    ['r', 'a prompt', 'Rename'],
    ['A', 'the Auth screen', 'Auth'],
  ] as const) {
    t.type(keys.leader + key);
    await ascii(name, shown);
    t.type(keys.esc);
    await t.see((text) => both(text) && !text.includes(shown));
  }
  t.resize(12, 4);
  await ascii('what is said where there is no room', /small/);
});
