import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { keys, root, scene, until } from './harness.ts';

scene(
  'npm run demo: Claude (Kimi) next to Claude (Anthropic) with nothing installed, and nothing left behind',
  { agents: [], cols: 110 },
  async (w) => {
    const t = w.anyTerminal([process.execPath, path.join(root, 'src/tools/demo.mjs')]);
    await t.see('I am claude, served by https://api.kimi.com/coding');
    await t.seeStrip(/1 Claude \(Anthropic\).*2 Claude \(Kimi\)/);
    await t.see(/N: another agent/);
    t.type(`${keys.leader}1`);
    await t.see('I am claude, served by Anthropic');
    assert.ok(!t.raw.includes('made-up-for-the-demo'));
    t.type(`${keys.leader}d`);
    assert.equal((await t.ended()).code, 0);
    assert.deepEqual(t.leftovers(), []);
    await until('nothing runs any more', () => w.processes().length === 0);
    assert.deepEqual(fs.readdirSync(w.path('tmp')), []);
  },
);

scene('the demo that is terminated cleans up all the same', { agents: [] }, async (w) => {
  const t = w.anyTerminal([process.execPath, path.join(root, 'src/tools/demo.mjs')]);
  await t.see('I am claude');
  t.kill('SIGTERM');
  await t.ended();
  assert.deepEqual(t.leftovers(), []);
  await until('nothing runs any more', () => w.processes().length === 0);
  assert.deepEqual(fs.readdirSync(w.path('tmp')), []);
});

scene('without a terminal the demo says that it needs one', {}, async (w) => {
  assert.throws(
    () => execFileSync(process.execPath, [path.join(root, 'src/tools/demo.mjs')], { env: w.env, stdio: 'pipe' }),
    (e: { status: number; stderr: Buffer }) => e.status === 1 && /needs a terminal/.test(e.stderr.toString()),
  );
});
