import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root, scene, type World } from './harness.ts';

/*
 * The examples of SCRIPTING.md, run as they stand there against a real server, with an agent that says what they wait for.
 */

const example = (language: string): string => {
  const text = fs.readFileSync(path.join(root, 'src/SCRIPTING.md'), 'utf8');
  return new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(text)?.[1] ?? assert.fail(`SCRIPTING.md has no ${language}`);
};

/** Says that it is ready, works on one line, and says that it is done. */
const AGENT = `printf 'ready\\r\\n\\033]7501;state=idle:app=claude-code\\033\\\\'
read -r task
printf '\\033]7501;state=working:app=claude-code\\033\\\\a summary\\r\\n\\033]7501;state=done:app=claude-code\\033\\\\'
exec cat`;
const config = '[env]\nKIMI_CODE_API_KEY = "sk-ki-made-up"\n';

function run(w: World, file: string, args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(file, args, { env: w.env, cwd: w.home, timeout: 60_000 }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), out, err }),
    );
  });
}

scene('the example script opens an agent, waits for it, gives it a task, and reads what it said', { config, agents: [] }, async (w) => {
  w.executable('claude', AGENT);
  const { code, out, err } = await run(w, 'bash', ['--norc', '-euc', example('sh')]);
  assert.deepEqual([code, err], [0, '']);
  assert.match(out, /ready[\s\S]*a summary/);
  assert.deepEqual(await w.ls(), []);
});

scene('the example program does the same by the client', { config, agents: [] }, async (w) => {
  w.executable('claude', AGENT);
  fs.mkdirSync(w.path('node_modules'));
  fs.symlinkSync(
    path.dirname(path.dirname(process.env.JACKIN_TEST_PROGRAM ?? path.join(root, 'dist/cli.js'))),
    w.path('node_modules/jackin-mux'),
  );
  fs.writeFileSync(w.path('example.mjs'), example('ts'));
  await w.ok('new', '--background', '--', 'cat');
  const { code, out, err } = await run(w, process.execPath, [w.path('example.mjs')]);
  assert.deepEqual([code, err], [0, '']);
  assert.match(out, /ready/);
  assert.deepEqual(
    (await w.ls()).map((tab) => tab.label),
    ['cat', 'Claude (Kimi)'],
  );
});
