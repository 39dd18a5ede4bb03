import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { scene, type World } from './harness.ts';

/** What bash would offer after LINE's words, the last of them under the cursor. */
function offered(w: World, words: string[]): Promise<string[]> {
  const script = `source <(jackin-mux completion bash) || exit 9
COMP_WORDS=(jackin-mux "$@"); COMP_CWORD=$#
_jackin_mux jackin-mux "\${@: -1}" 2>/dev/null
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return new Promise((resolve, reject) => {
    execFile('bash', ['--norc', '-c', script, 'bash', ...words], { env: w.env, cwd: w.home, timeout: 20_000 }, (e, out, err) => {
      if (e) reject(new Error(`${e.message}\n${err}`));
      else resolve(out.split('\n').filter((line) => line !== ''));
    });
  });
}

const config = '[env]\nKIMI_CODE_API_KEY = "sk-ki-made-up"\n[workspaces.web]\nworkdir = "/srv/web"\n';

scene('bash completes tabs, agents and providers that there are', { config, agents: ['claude', 'codex'] }, async (w) => {
  assert.deepEqual(await offered(w, ['select', '']), [], 'no server, no tab');
  assert.ok((await offered(w, ['new', ''])).includes('opencode'), 'without a server what is configured');
  assert.deepEqual(w.processes(), [], 'and none is started');
  await w.ok('new', 'claude', '--provider', 'kimi', '--background');
  await w.ok('new', '--background', '--label', 'a * b', '--', 'cat');
  assert.deepEqual(await offered(w, ['select', '']), ['Claude\\ \\(Kimi\\)', 'a\\ \\*\\ b', 't1', 't2']);
  assert.deepEqual(await offered(w, ['close', '"Cl']), ['Claude (Kimi)']);
  assert.deepEqual(await offered(w, ['new', 'c']), ['claude', 'codex']);
  assert.deepEqual(await offered(w, ['new', 'claude', '--provider', '']), ['anthropic', 'kimi']);
  assert.deepEqual(await offered(w, ['new', 'claude', '--provider', '=', 'k']), ['kimi']);
  assert.deepEqual(await offered(w, ['--workspace', '']), ['web']);
  assert.deepEqual(await offered(w, ['sel']), ['select']);
});

scene('completion for each shell, and a wrong one', {}, async (w) => {
  for (const shell of ['bash', 'zsh', 'fish']) assert.match(await w.ok('completion', shell), /jackin-mux complete -- /, shell);
  const { code, err } = await w.cli('completion', 'tcsh');
  assert.equal(code, 2);
  assert.match(err, /^jackin-mux: [^\n]*tcsh[^\n]*bash[^\n]*\n$/);
});
