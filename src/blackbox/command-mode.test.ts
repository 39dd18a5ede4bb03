import assert from 'node:assert/strict';
import { choose, keys, program, scene, until, welcome } from './harness.ts';

scene('the leader shows the keys, Esc leads back, and only then do letters reach the program', {}, async (w) => {
  const t = w.terminal(['new', 'claude', '--attach']);
  await t.see('I am claude');
  t.type(keys.leader);
  await t.watch(() => /new/.test(t.status()) && /close/.test(t.status()), 'the status line shows the keys');
  t.type(keys.esc);
  await t.watch(() => !/close/.test(t.status()), 'the status line is as before');
  t.type('xdq');
  await t.see('> xdq');
  assert.equal((await w.ls()).length, 1);
});

scene('a key that is no command does nothing and is not sent', {}, async (w) => {
  const t = w.terminal(['new', '--attach', '--', ...program('keyhex.mjs')]);
  await t.see('ready');
  t.type(`${keys.leader}Z`);
  await t.watch(() => t.status().includes('Z is not bound'), 'the status line says so');
  t.type(keys.esc);
  await t.watch(() => t.status().includes('Ctrl+\\ commands'), 'the status line is as before');
  t.type('end');
  await t.see('65 6e 64');
  assert.ok(!t.text().includes('5a'), t.text());
  assert.ok(!t.text().includes('1c'), t.text());
});

scene('help lists every key', {}, async (w) => {
  const t = w.terminal();
  await welcome(t);
  t.type('?');
  await t.see((text) => /detach|Leave this terminal/.test(text) && /Go to the next tab/.test(text));
  t.type(keys.esc);
  await welcome(t);
});

scene('the palette finds a command by typing', {}, async (w) => {
  const t = w.terminal(['new', 'claude', '--attach']);
  await t.see('I am claude');
  t.type(`${keys.leader}:`);
  await t.see('Commands');
  await choose(t, 'rename');
  await t.see('Rename Claude');
  t.type(` two${keys.enter}`);
  await t.seeStrip('1 Claude two');
  t.type(`${keys.leader}:`);
  await t.see('Commands');
  await choose(t, 'Detach');
  assert.equal((await t.ended()).code, 0);
});

scene('quit with tabs running asks: Enter detaches, and ending them ends the server', {}, async (w) => {
  const t = w.terminal(['new', 'claude', '--attach']);
  await t.see('I am claude');
  t.type(`${keys.leader}q`);
  await t.see('still runs');
  t.type(keys.esc);
  await t.see((text) => !text.includes('still runs'));
  t.type(`${keys.leader}q`);
  await t.see('still runs');
  t.type(keys.enter);
  assert.equal((await t.ended()).code, 0);
  assert.equal((await w.ls())[0]?.state, 'running');
  const again = w.terminal();
  await again.see('I am claude');
  again.type(`${keys.leader}q`);
  await again.see('still runs');
  again.type('e');
  assert.equal((await again.ended()).code, 0);
  assert.deepEqual(again.leftovers(), []);
  await until('nothing is left', () => w.processes().length === 0);
});

scene('quit with no tab ends the server without a question', {}, async (w) => {
  const t = w.terminal();
  await welcome(t);
  t.type('q');
  assert.equal((await t.ended()).code, 0);
  assert.deepEqual(t.leftovers(), []);
  await until('nothing is left', () => w.processes().length === 0);
});

scene('on the welcome screen keys are commands at once', {}, async (w) => {
  const t = w.terminal();
  await welcome(t);
  t.type(':');
  await t.see('Commands');
  t.type(keys.esc);
  await welcome(t);
  t.type('d');
  assert.equal((await t.ended()).code, 0);
  assert.deepEqual(t.leftovers(), []);
});

scene('Ctrl+P, Ctrl+C, Ctrl+B and their like belong to the program', {}, async (w) => {
  const t = w.terminal(['new', '--attach', '--', ...program('keyhex.mjs')]);
  await t.see('ready');
  t.type('\x10\x03\x02\x01\x11\x13\x1a\x04');
  await t.see('10 03 02 01 11 13 1a 04');
});

scene('max_tabs is a limit with a sentence', { config: 'max_tabs = 2\n' }, async (w) => {
  await w.ok('new', 'claude', '--background');
  await w.ok('new', 'codex', '--background');
  const { code, err } = await w.cli('new', 'gemini', '--background');
  assert.equal(code, 1);
  assert.match(err, /\b2\b/);
  assert.match(err, /max_tabs/);
  assert.equal((await w.ls()).length, 2);
});

scene(
  'all keys typed at once, before anything was drawn, still do what they say',
  { config: '[env]\nKIMI_CODE_API_KEY = "sk-ki-made-up"\n' },
  async (w) => {
    const t = w.terminal();
    await welcome(t);
    t.type(`N${keys.enter}${keys.down}${keys.enter}`);
    await t.see('I am claude, served by https://api.kimi.com/coding');
    t.type(`${keys.leader}N${keys.enter}${keys.enter}`);
    await t.see('I am claude, served by Anthropic');
    await t.seeStrip(/1 Claude \(Kimi\).*2 Claude \(Anthropic\)/);
  },
);
