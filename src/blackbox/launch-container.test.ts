import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { choose, keys, scene } from './harness.ts';

/*
 * launch with a real engine. JACKIN_TEST_ENGINE is its command, JACKIN_TEST_IMAGE an image of this project; without an engine it
 * is skipped. (What launch does with an engine is in launch.test.ts; here it is whether engines take it so.)
 */
const { JACKIN_TEST_ENGINE: engine, JACKIN_TEST_IMAGE: image = 'localhost/jackin-mux:test' } = process.env;
const skip = engine ? false : 'no container engine: JACKIN_TEST_ENGINE names none';
/** An engine may have to copy an image of hundreds of megabytes before anything starts. */
const ENGINE_MS = 100_000;
const kimi = 'sk-ki-made-up-for-a-container';
const proxy = 'http://user:made-up  "quoted" #proxy=@127.0.0.1:1 ';

const claude = `#!/bin/sh
printf 'I am claude of %s in %s\\r\\n' "\${ANTHROPIC_BASE_URL:-native}" "$PWD"
[ "$ANTHROPIC_AUTH_TOKEN" = '${kimi}' ] && printf 'the key is here\\r\\n'
stty raw -echo; exec od -An -tx1 -v -w1
`;

scene('a real engine: chosen, launched, attached, every key for the agent, attached again, stopped', { skip }, async (w) => {
  const workspace = `scene-${process.pid}`;
  const run = (...args: string[]) => execFileSync(engine!, args, { encoding: 'utf8', env: process.env });
  fs.mkdirSync(w.path('work/inner'), { recursive: true });
  fs.writeFileSync(w.path('claude'), claude, { mode: 0o755 });
  fs.chmodSync(w.home, 0o755);
  w.configure(`engine = ["${engine}"]
[env]
KIMI_CODE_API_KEY = "${kimi}"
HTTPS_PROXY = { value = '${proxy}' }
[workspaces.${workspace}]
image = "${image}"
workdir = "${w.path('work/inner')}"
mounts = ["${w.path('work')}:/workspace:ro", "${w.path('claude')}:/usr/local/bin/claude:ro"]
network = "none"
run_args = ["--pull", "never"]
`);
  // an engine finds its own files by the home and the path of whoever runs the tests; the configuration is the world's
  const env = { HOME: process.env.HOME, PATH: process.env.PATH, XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR, JACKIN_CONFIG: w.configFile };
  try {
    const t = w.terminal(['launch'], { env });
    await t.see((text) => text.includes(`Launch ${workspace}`) && text.includes('Shell'), { ms: ENGINE_MS });
    await choose(t, 'Claude');
    await t.see((text) => text.includes('who serves') && text.includes('Kimi'));
    await choose(t, 'Kimi');
    await t.see((text) => text.includes('I am claude of https://api.kimi.com/coding in /workspace/inner'), { ms: ENGINE_MS });
    await t.see('the key is here');
    await t.seeStrip('Claude (Kimi)');
    // Ctrl+P and Ctrl+Q are the engine's own unless it is told otherwise
    t.type('\x10\x11\x10q');
    await t.see(/10\s+11\s+10\s+71/, { what: 'every key comes through' });
    t.resize(80, 24);
    await t.see((text) => text.includes('the key is here'));
    t.type(`${keys.leader}d`);
    assert.equal((await t.ended(ENGINE_MS)).code, 0);
    assert.match(t.text(), new RegExp(`jackin-${workspace} goes on`));
    assert.deepEqual(t.leftovers(), []);

    const inside = run('exec', `jackin-${workspace}`, 'sh', '-c', 'printf "%s|" "$KIMI_CODE_API_KEY" "$HTTPS_PROXY"');
    assert.equal(inside, `${kimi}|${proxy}|`, 'values come as they are, by name and by file');
    assert.deepEqual(
      fs.readdirSync(w.path('run')).filter((name) => name.startsWith('jackin-launch')),
      [],
    );
    const list = w.terminal(['launch', '--list'], { env });
    await list.ended(ENGINE_MS);
    assert.match(list.text(), new RegExp(`${workspace} +- +jackin-${workspace} +running`));

    const again = w.terminal(['launch', workspace], { env });
    await again.see('the key is here', { ms: ENGINE_MS });
    const stop = w.terminal(['launch', '--stop', workspace], { env });
    assert.equal((await stop.ended(ENGINE_MS)).code, 0);
    await again.ended(ENGINE_MS);
    assert.deepEqual(again.leftovers(), [], 'the terminal is given back');
    assert.equal(run('ps', '-a', '-q', '--filter', `label=jackin-mux.workspace=${workspace}`).trim(), '');
  } finally {
    spawnSync(engine!, ['rm', '-f', `jackin-${workspace}`], { stdio: 'ignore' });
  }
});
