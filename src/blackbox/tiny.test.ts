import assert from 'node:assert/strict';
import { keys, pick, scene, welcome } from './harness.ts';

const config = '[env]\nKIMI_CODE_API_KEY = "sk-ki-made-up"\n';

scene('20×5 is enough to pick an agent and to work in it', { cols: 20, rows: 5, config }, async (w) => {
  const t = w.terminal();
  await t.see(/Press N/);
  t.type('N');
  await t.see(/Claude/);
  t.type(keys.enter);
  await t.see(/Anthropic/);
  t.type(`${keys.down}${keys.enter}`);
  await t.see('I am claude');
  assert.equal(t.lines().length, 5);
  t.type('hello');
  await t.see('> hello');
  await t.seeStrip(/Claude/);
  t.type(`${keys.leader}x`);
  await t.see(/still\s+runs/);
  t.type('y');
  await t.see(/Press N/);
});

for (const [cols, rows] of [
  [10, 3],
  [1, 1],
  [200, 1],
  [3, 40],
] as const) {
  scene(`${cols}×${rows} is too small, says so as far as it can, and recovers`, { cols, rows }, async (w) => {
    const t = w.terminal(['new', 'claude', '--attach']);
    if (cols >= 10 && rows >= 3) await t.see(/small/);
    else await t.quiet(300);
    assert.equal(t.exit, null);
    t.resize(100, 30);
    await t.see('I am claude');
    await t.seeStrip(/1 Claude/);
    t.type('after all');
    await t.see('> after all');
    t.resize(cols, rows);
    await t.quiet();
    t.type(`${keys.leader}d`);
    assert.equal((await t.ended()).code, 0);
    assert.deepEqual(t.leftovers(), []);
  });
}

scene('an open picker follows the terminal from small to large', { cols: 24, rows: 7, config }, async (w) => {
  const t = w.terminal();
  await t.see(/Press N/);
  t.type('N');
  await t.see(/Claude/);
  t.resize(100, 30);
  await t.see((text) => text.includes('Claude') && text.includes('Shell'));
  t.resize(24, 7);
  await t.quiet();
  t.type(keys.enter);
  await t.see(/Anthropic/);
  t.type(keys.esc + keys.esc);
  t.resize(100, 30);
  await welcome(t);
  await pick(t, 'Codex');
  await t.see('I am codex');
});
