// What `npm start`, `npm test` and `npm run demo` call: checks Node, installs and builds what is missing or out of date,
// then runs. It may use nothing but Node itself, since it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const inRoot = (...p) => path.join(root, ...p);
const OLDEST_NODE = 20;

const fail = (sentence, code = 1) => {
  process.stderr.write(`jackin-mux: ${sentence}\n`);
  process.exit(code);
};

const run = (argv, options = {}) => {
  const r = spawnSync(argv[0], argv.slice(1), { cwd: root, stdio: 'inherit', ...options });
  if (r.error) fail(`cannot run ${argv[0]}: ${r.error.message}`);
  if (r.signal) process.kill(process.pid, r.signal);
  return r.status ?? 1;
};

const mtime = (p) => {
  try {
    return fs.statSync(p).mtimeMs;
  } catch {
    return 0;
  }
};

const newestBelow = (dir) =>
  fs.readdirSync(dir, { withFileTypes: true }).reduce((newest, e) => {
    const p = path.join(dir, e.name);
    return Math.max(newest, e.isDirectory() ? newestBelow(p) : mtime(p));
  }, 0);

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE)
    fail(`Node.js ${OLDEST_NODE} or newer is needed, this is ${process.version}; install it from nodejs.org or with your package manager`);
}

function ensureInstalled() {
  // npm writes this file last, so a half-finished installation is done again
  const done = inRoot('node_modules/.package-lock.json');
  if (mtime(done) >= mtime(inRoot('package-lock.json'))) return;
  process.stderr.write('jackin-mux: installing dependencies (once)...\n');
  // standard output belongs to results: what npm says goes to standard error
  const code = run(['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: ['ignore', 2, 2] });
  if (code !== 0) fail('npm ci failed, see above; nothing was started');
  fs.utimesSync(done, new Date(), new Date());
}

function ensureBuilt(tests) {
  const wanted = Math.max(newestBelow(inRoot('src')), mtime(inRoot('package.json')), mtime(inRoot('package-lock.json')));
  const have = Math.min(mtime(inRoot('dist/cli.js')), tests ? mtime(inRoot('build/.stamp')) : Number.POSITIVE_INFINITY);
  if (have >= wanted) return;
  const code = run([process.execPath, inRoot('src/tools/build.mjs'), ...(tests ? ['--tests'] : [])], { stdio: ['ignore', 2, 2] });
  if (code !== 0) fail('the build failed, see above');
  if (tests) fs.writeFileSync(inRoot('build/.stamp'), '');
}

const [task, ...args] = process.argv.slice(2);
checkNode();
ensureInstalled();
ensureBuilt(task === 'test');
if (task === 'start') process.exit(run([process.execPath, inRoot('dist/cli.js'), ...args], { cwd: process.env.INIT_CWD ?? root }));
const script = { test: 'test.mjs', demo: 'demo.mjs', bench: 'bench.mjs' }[task];
if (!script) fail(`unknown task ${task}; start, test, demo and bench are known`, 2);
process.exit(run([process.execPath, inRoot('src/tools', script), ...args]));
