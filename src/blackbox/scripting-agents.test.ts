import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { root, scene, type World } from './harness.ts';

const run = (w: World, env: Record<string, string> = {}) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(`${root}/fixtures/scripts/three-agents.sh`, { env: { ...w.env, ...env }, cwd: w.home, timeout: 50_000 }, (e, out, err) =>
      resolve({ code: e ? Number(e.code ?? -1) : 0, out, err }),
    );
  });

scene('a script opens three agents, asks each, collects what they say, and closes them', {}, async (w) => {
  const { code, out, err } = await run(w);
  assert.deepEqual([code, err], [0, '']);
  assert.deepEqual(
    out.trim().split('\n'),
    ['claude', 'codex', 'amp'].map((agent) => `${agent} heard: hello from a script`),
  );
  assert.deepEqual(await w.ls(), []);
  assert.equal(w.spawned().length, 3);
});

scene('a script that fails closes what it opened', { agents: ['claude'] }, async (w) => {
  const { code, err } = await run(w, { AGENTS: 'claude codex' });
  assert.notEqual(code, 0);
  assert.match(err, /codex/);
  assert.deepEqual(await w.ls(), []);
});
