import assert from 'node:assert/strict';
import fs from 'node:fs';
import { keys, pick, program, scene, welcome } from './harness.ts';

const LINES = [
  /In a tab every key goes to its program, but for one: Ctrl\+\\, the leader\./,
  /After it keys are commands/,
  /The leader twice/,
];
const tells = (text: string) => LINES.every((line) => line.test(text));

for (const size of [
  { cols: 80, rows: 24 },
  { cols: 200, rows: 60 },
]) {
  scene(`the first start tells of the leader, once (${size.cols}×${size.rows})`, { ...size, firstStart: true }, async (w) => {
    const t = w.terminal();
    await welcome(t);
    await t.see(tells);
    assert.ok(fs.existsSync(w.marker));
    await pick(t, 'Shell');
    await t.watch(
      () => t.status().includes('Every key goes to the program, but for the leader: Ctrl+\\'),
      'the status line says it in a tab',
    );
    t.type(keys.leader);
    await t.watch(() => t.status().includes('N new'), 'command mode');
    t.type(keys.esc);
    await t.watch(() => t.status().includes('Ctrl+\\ commands'), 'back in the tab');
    assert.ok(!t.status().includes('Every key'), t.status());
    t.type(`${keys.leader}d`);
    assert.equal((await t.ended()).code, 0);
    await w.ok('kill-server');
    const again = w.terminal();
    await welcome(again);
    await again.quiet();
    assert.ok(!again.text().includes('the leader'), again.text());
  });
}

scene(
  'it names the leader and the keys that are in force',
  { firstStart: true, config: 'leader = "A-x"\n[keys]\n"o" = "new"\n"N" = false\n"c" = false\n' },
  async (w) => {
    const t = w.terminal();
    await t.see('Press o to open an agent tab');
    await t.see(/but for one: Alt\+x, the leader\.[\s\S]*: o opens a tab, n is the next one/);
  },
);

scene('a terminal that only looks on is not told, and leaves it to the next', { firstStart: true }, async (w) => {
  await w.ok('new', '--', ...program('keyhex.mjs'));
  const looker = w.terminal(['attach', '--read-only']);
  await looker.see('ready');
  await looker.quiet();
  assert.ok(!looker.status().includes('Every key'), looker.status());
  assert.ok(!fs.existsSync(w.marker));
  const t = w.terminal(['attach']);
  await t.watch(() => t.status().includes('Every key goes to the program'), 'the operator is told');
});

for (const [name, home] of [
  ['not there', '/nowhere/at/all'],
  ['a file', '/dev/null'],
  ['read-only', '/proc'],
] as const) {
  scene(`a home that is ${name} is no reason to fail`, { firstStart: true }, async (w) => {
    // the server has the world's home: by that it is found and ended
    await w.ok('new', '--', ...program('keyhex.mjs'));
    const t = w.terminal(['attach'], { env: { HOME: home } });
    await t.see('ready');
    await t.watch(() => /Ctrl\+\\ commands/.test(t.status()), 'the status line is that of a tab');
    await t.quiet();
    assert.ok(!t.status().includes('Every key'), t.status());
    t.type(`${keys.leader}d`);
    assert.equal((await t.ended()).code, 0);
  });
}
