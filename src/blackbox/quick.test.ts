import assert from 'node:assert/strict';
import { choose, click, keys, mouse, pick, scene, welcome } from './harness.ts';

const config = '[env]\nKIMI_CODE_API_KEY = "sk-ki-made-up"\nZAI_API_KEY = "zai-made-up"\n';
const SIZES = [
  { cols: 80, rows: 24 },
  { cols: 200, rows: 60 },
];

scene('N and digits pick agent and provider, and . opens another one of it', { config }, async (w) => {
  const t = w.terminal();
  await welcome(t);
  t.type('.');
  await t.see('nothing was opened from here yet');
  t.type('N');
  await t.see(/1 Claude[\s\S]*2 Codex/);
  t.type('1');
  await t.see(/1 Anthropic[\s\S]*2 Z\.AI[\s\S]*3 Kimi/);
  t.type('3');
  await t.see('I am claude, served by https://api.kimi.com/coding');
  t.type(`${keys.leader}.`);
  await t.seeStrip(/1 Claude \(Kimi\).*2 Claude \(Kimi\)/);
  assert.equal((await w.spawn(2)).env.ANTHROPIC_BASE_URL, 'https://api.kimi.com/coding');
  // with everything closed again it is still the last choice
  for (const tab of await w.tabs()) await w.ok('close', tab.id, '--force');
  await welcome(t);
  t.type('.');
  await t.seeStrip(/1 Claude \(Kimi\)/);
  // another client has not chosen anything
  const other = w.terminal();
  await other.see('I am claude');
  other.type(`${keys.leader}.`);
  await other.see('nothing was opened from here yet');
});

scene('a digit behind typed text is text', { config }, async (w) => {
  const t = w.terminal();
  await welcome(t);
  t.type('Nc1');
  await t.see((text) => text.includes('Filter: c1') && text.includes('No agent matches'));
  t.type(keys.backspace.repeat(2));
  await t.see(/1 Claude[\s\S]*8 Shell/);
  t.type('9');
  await t.see((text) => text.includes('Filter: 9'));
});

for (const size of SIZES) {
  scene(
    `${size.cols}×${size.rows}: the palette has commands with their keys, tabs, and what can be opened`,
    { config, ...size },
    async (w) => {
      const t = w.terminal();
      await welcome(t);
      await pick(t, 'Codex');
      await t.see('I am codex');
      t.type(`${keys.leader}:`);
      await t.see(/Close the tab +x/);
      t.type('opck');
      await t.see((text) => text.includes('Open Claude (Kimi)') && !text.includes('Close the tab'));
      t.type(keys.enter);
      await t.see('I am claude, served by https://api.kimi.com/coding');
      // what the palette opened is the last choice too
      t.type(`${keys.leader}.`);
      await t.seeStrip(/2 Claude \(Kimi\).*3 Claude \(Kimi\)/);
      t.type(`${keys.leader}:`);
      await t.see('Close the tab');
      t.type('gcod');
      await t.see(/> Go to Codex +1/);
      t.type(keys.enter);
      await t.see('I am codex');
      t.type(`${keys.leader}:`);
      await t.see('Close the tab');
      // the wheel scrolls it, a click runs
      t.type(mouse('wheel-down', size.cols / 2, size.rows / 2).repeat(20));
      await t.see(/Open Shell/);
      const { x, y } = t.find('Open Grok');
      t.type(click(x + 2, y));
      await t.see('I am grok');
    },
  );

  scene(`${size.cols}×${size.rows}: help is narrowed by typing, scrolls, and Esc leads back`, size, async (w) => {
    const t = w.terminal(['new', 'claude', '--attach']);
    await t.see('I am claude');
    t.type(`${keys.leader}?`);
    await t.see('In a tab every key goes to its program');
    t.type(`\x1b[F`);
    await t.see(/wheel +Over the strip/);
    t.type('provider');
    await t.see((text) => text.includes('Reopen the conversation') && !text.includes('wheel'));
    t.type(keys.esc);
    await t.see((text) => text.includes('I am claude') && !text.includes('Reopen'));
    t.type('typed on');
    await t.see('> typed on');
  });
}

scene('the palette of the welcome screen opens what it lists', { config }, async (w) => {
  const t = w.terminal();
  await welcome(t);
  t.type(':');
  await t.see('Open Claude (Anthropic)');
  assert.ok(!t.text().includes('Close the tab'));
  await choose(t, 'zai');
  await t.see('I am claude, served by https://api.z.ai/api/anthropic');
});
