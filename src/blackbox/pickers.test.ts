import assert from 'node:assert/strict';
import { choose, click, holds, keys, scene, type Terminal, welcome } from './harness.ts';

const twoKeys = '[env]\nKIMI_CODE_API_KEY = "sk-ki-made-up"\nZAI_API_KEY = "zai-made-up"\n';

/** Opens the agent picker from the welcome screen. */
async function agents(t: Terminal): Promise<void> {
  await welcome(t);
  t.type('N');
  await t.see((text) => text.includes('New tab') && text.includes('Shell'));
}
/** Rows on the screen of the labels, from the top; -1 for one that is not there. */
const rowsOf = (t: Terminal, labels: string[]) => labels.map((label) => t.lines().findIndex((line, y) => y > 0 && line.includes(label)));

scene('the agents stand in the order of the catalogue, Shell at the end', {}, async (w) => {
  const t = w.terminal();
  await agents(t);
  const rows = rowsOf(t, ['Claude', 'Codex', 'OpenCode', 'Amp', 'Kimi', 'Gemini', 'Grok', 'Shell']);
  assert.ok(!rows.includes(-1), t.text());
  assert.deepEqual(
    rows,
    [...rows].sort((a, b) => a - b),
  );
});

scene('typing narrows the list, Backspace widens it again', {}, async (w) => {
  const t = w.terminal();
  await agents(t);
  t.type('gro');
  await t.see((text) => text.includes('Grok') && !text.includes('Codex') && !text.includes('Gemini'));
  t.type('zzz');
  await t.see((text) => !text.includes('Grok'));
  t.type(keys.enter);
  await holds('Enter on an empty list chooses nothing', () => !/I am/.test(t.text()));
  t.type(keys.backspace.repeat(3));
  await t.see('Grok');
  t.type(keys.backspace.repeat(3));
  await t.see((text) => text.includes('Codex') && text.includes('Gemini'));
  t.type(`gro${keys.enter}`);
  await t.see('I am grok');
});

scene('the letters of commands are text while a picker is open', {}, async (w) => {
  const t = w.terminal();
  await agents(t);
  t.type('xd');
  await t.see('Filter: xd');
  assert.equal(t.exit, null);
});

/** Whatever this machine has installed: Claude's program is one that it has not. */
const nowhere = '[agents.claude]\ncommand = ["a-program-that-is-nowhere"]\n';

scene('an agent that is not installed is dimmed, says how to install it, and cannot be chosen', { config: nowhere }, async (w) => {
  const t = w.terminal();
  await agents(t);
  const { y } = t.find('Claude');
  const claude = t.model.buffer.active.getLine(y)?.getCell(t.find('Claude').x);
  const codex = t.model.buffer.active.getLine(t.find('Codex').y)?.getCell(t.find('Codex').x);
  assert.notDeepEqual([claude?.getFgColor(), claude?.isDim()], [codex?.getFgColor(), codex?.isDim()], 'both rows look the same');
  await t.see(/Claude.*npm/);
  t.type(`Claude${keys.enter}`);
  await t.see(/install/);
  await holds('nothing was started', () => w.spawned().length === 0 && t.text().includes('New tab'));
  t.type(keys.backspace.repeat(6));
  await t.see('Codex');
  await choose(t, 'Codex');
  await t.see('I am codex');
});

scene('Esc goes one step back at a time', { config: twoKeys }, async (w) => {
  const t = w.terminal();
  await agents(t);
  t.type(keys.enter);
  await t.see((text) => text.includes('Anthropic') && text.includes('Z.AI') && text.includes('Kimi') && !text.includes('MiniMax'));
  t.type(keys.esc);
  await t.see((text) => text.includes('Codex') && !text.includes('Z.AI'));
  t.type(keys.esc);
  await t.see((text) => !text.includes('Codex') && /Press N/.test(text));
});

scene('Esc alone acts at once and does not wait for more of a sequence', {}, async (w) => {
  const t = w.terminal();
  await agents(t);
  const start = performance.now();
  t.type(keys.esc);
  await t.see((text) => !text.includes('Codex'));
  assert.ok(performance.now() - start < 5000, `Esc took ${performance.now() - start} ms`);
});

scene('arrows wrap around, and the mouse chooses', { config: twoKeys }, async (w) => {
  const t = w.terminal();
  await agents(t);
  t.type(keys.up + keys.enter);
  await t.see(/\$/, { what: 'Up from the first row is the last one, Shell' });
  await t.seeStrip(/1 Shell/);
  t.type(`${keys.leader}N`);
  await t.see('New tab');
  const claude = t.find('Claude');
  t.type(click(claude.x + 1, claude.y));
  await t.see('Z.AI');
  const zai = t.find('Z.AI');
  t.type(click(zai.x + 1, zai.y));
  await t.see('I am claude, served by https://api.z.ai/api/anthropic');
});

scene('a click outside is Esc', { config: twoKeys }, async (w) => {
  const t = w.terminal();
  await agents(t);
  t.type(keys.enter);
  await t.see('Z.AI');
  t.type(click(1, 5));
  await t.see((text) => text.includes('Codex') && !text.includes('Z.AI'));
  t.type(click(1, 5));
  await t.see((text) => !text.includes('Codex'));
});

scene('a provider picker in a tab leaves the tab as it was when it is cancelled', { config: twoKeys }, async (w) => {
  const t = w.terminal(['new', 'codex', '--attach']);
  // the last that it draws is the lower edge of its box
  await t.see((text) => text.includes('I am codex') && /╰─+╯/.test(text));
  const before = t.lines().slice(1, -1);
  t.type(`${keys.leader}N`);
  await t.see('New tab');
  t.type(keys.esc);
  await t.see((text) => !text.includes('New tab'));
  assert.deepEqual(t.lines().slice(1, -1), before);
  t.type('still typing here');
  await t.see('> still typing here');
});
