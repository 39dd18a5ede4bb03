// `npm run demo`: the program with made-up keys and the stand-in agents of fixtures, in a folder of its own. Nothing is
// installed, no account is needed, nobody is called, and nothing is left behind.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const program = path.join(root, 'dist/cli.js');

if (!process.stdin.isTTY || !process.stdout.isTTY) {
  process.stderr.write('jackin-mux: the demo is something to look at, so it needs a terminal\n');
  process.exit(1);
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'jackin-demo-'));
const config = path.join(folder, 'config.toml');
fs.writeFileSync(
  config,
  `# The demo's configuration. These keys open nothing.
[env]
KIMI_CODE_API_KEY = "sk-ki-made-up-for-the-demo"
ZAI_API_KEY = "zai-made-up-for-the-demo"
`,
  { mode: 0o600 },
);
fs.mkdirSync(path.join(folder, 'run'), { mode: 0o700 });

// whatever the operator has set for a real jackin-mux, or is inside of, stays out of the demo
const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('JACKIN_')));
const env = {
  ...inherited,
  PATH: [path.join(root, 'fixtures/agents'), process.env.PATH, path.dirname(process.execPath)].join(path.delimiter),
  JACKIN_CONFIG: config,
  JACKIN_MUX_SOCKET: path.join(folder, 'run/mux.sock'),
  FIXTURE_HINT: 'Ctrl+\\ N: another agent · Ctrl+\\ n: next tab · Ctrl+\\ d: end the demo',
};

const once = (...args) =>
  spawnSync(process.execPath, [program, ...args], { env, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] }).status ?? 1;

let over = false;
function end(code) {
  if (over) return;
  over = true;
  once('kill-server');
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  // the client has just said that its tabs go on, as they do everywhere else
  if (code === 0) process.stdout.write('[the demo is over: its tabs and its folder are gone]\n');
  process.exit(code);
}

// the viewed tab is the one that was opened last without --background
const code = once('new', 'claude', '--provider', 'anthropic', '--background') || once('new', 'claude', '--provider', 'kimi');
if (code !== 0) end(code);
const client = spawn(process.execPath, [program, 'attach'], { env, cwd: folder, stdio: 'inherit' });
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => client.kill(signal));
client.on('error', (e) => {
  process.stderr.write(`jackin-mux: the demo could not start: ${e.message}\n`);
  end(1);
});
client.on('exit', (status) => end(status ?? 1));
