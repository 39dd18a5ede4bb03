import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { test } from 'node:test';
import { openPty } from '../session/pty.ts';
import { figure } from './faults.ts';
import { keys, program, scene, signal, until } from './harness.ts';

/** FAULT_RUNS sets the runs of each size. The table in FAULTS.md was made with 200. */
const RUNS = process.env.FAULT_RUNS;

/** What print-bytes.sh prints, as a terminal delivers it. */
function expected(bytes: number): string {
  const tail = 'the end\n';
  const lines: string[] = [];
  for (let left = bytes - tail.length, i = 1; left > 0; i++) {
    const line = `line ${String(i).padStart(6, '0')} of the print-out\n`;
    lines.push(line.length > left ? `${line.slice(0, left - 1)}\n` : line);
    left -= line.length;
  }
  return (lines.join('') + tail).replaceAll('\n', '\r\n');
}

for (const { bytes, runs } of [
  { bytes: 20_000, runs: Number(RUNS ?? 40) },
  { bytes: 3_000_000, runs: Number(RUNS ?? 4) },
]) {
  test(`a program that prints ${bytes} bytes and exits loses none of them`, async () => {
    const want = createHash('sha256').update(expected(bytes)).digest('hex');
    const began = performance.now();
    for (let run = 0; run < runs; run++) {
      const hash = createHash('sha256');
      let size = 0;
      const exit = await new Promise<{ code: number | null }>((resolve) => {
        openPty(
          { argv: program('print-bytes.sh', String(bytes)), cwd: '/', env: { PATH: '/usr/bin:/bin' }, size: { cols: 80, rows: 24 } },
          {
            onData: (piece) => {
              size += piece.byteLength;
              hash.update(piece);
            },
            onExit: resolve,
          },
        );
      });
      assert.equal(exit.code, 0);
      assert.equal(hash.digest('hex'), want, `run ${run}: ${size} bytes came`);
    }
    figure('prints and exits', `${runs} runs of ${bytes} bytes, all whole, ${((performance.now() - began) / 1000).toFixed(1)} s`);
  });
}

scene('what a program printed before it ended is all on its screen, run after run, and R runs it anew', {}, async (w) => {
  const count = w.path('count');
  fs.writeFileSync(count, '0');
  // each run tells its number, prints 20 KB and exits with it
  w.executable('again', `n=$(($(cat ${count}) + 1)); echo $n >${count}; '${program('print-bytes.sh')[0]}' 20000; echo "run $n"; exit $n`);
  const t = w.terminal(['new', '--attach', '--', 'again'], { rows: 12 });
  const runs = 10;
  for (let run = 1; run <= runs; run++) {
    await t.see((text) => new RegExp(`the end\\s+run ${run}\\b`).test(text) && text.includes(`exited with code ${run}`), {
      what: `run ${run} is shown whole`,
    });
    // 29 bytes a line: 689 of them, and 11 bytes of another
    assert.match(t.text(), /line 000688 of the print-out\n+line 000689 of the print-out\n+line 00069\n+the end/);
    if (run < runs) t.type(`${keys.leader}R`);
  }
  figure('dead tab', `${runs} runs of 20000 bytes in one tab, screen and exit code of each`);
});

scene('R gives a dead tab the environment of now', { config: '[env]\nMARK = "first"\n' }, async (w) => {
  const t = w.terminal(['new', '--attach', '--', 'sh', '-c', 'echo "mark is $MARK"; exit 3']);
  await t.see(/mark is first[\s\S]*exited with code 3/);
  w.configure('[env]\nMARK = "second"\n');
  await w.ok('config', 'reload');
  assert.match(t.text(), /mark is first/, 'the dead tab keeps its screen');
  t.type(`${keys.leader}R`);
  await t.see(/mark is second[\s\S]*exited with code 3/);
});

scene('a signal that ends a session is named, and its screen stays', {}, async (w) => {
  const t = w.terminal(['new', '--attach', '--', 'sh', '-c', 'echo still here; exec sleep 600']);
  await t.see('still here');
  for (const name of ['SIGKILL', 'SIGSEGV', 'SIGABRT', 'SIGUSR2'] as const) {
    signal((await w.tabs())[0]!.pid, name);
    await t.see((text) => text.includes(`ended by ${name}`) && text.includes('still here'));
    assert.equal((await w.tabs())[0]!.signal, name);
    t.type(`${keys.leader}R`);
    await until('it runs again', async () => (await w.tabs())[0]!.state === 'running');
    await t.see((text) => text.includes('still here') && !text.includes('ended by'));
  }
});
