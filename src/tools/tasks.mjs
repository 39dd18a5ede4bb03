// The tasks of run.mjs: installs and builds what is missing or out of date, then runs the task. It may use nothing but
// Node itself, since it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const inRoot = (...p) => path.join(root, ...p);

const fail = (sentence, code = 1) => {
  process.stderr.write(`jackin-mux: ${sentence}\n`);
  process.exit(code);
};

/** Runs a step of the preparation. Standard output belongs to results: what a step says goes to standard error. */
const step = (...argv) => {
  const r = spawnSync(argv[0], argv.slice(1), { cwd: root, stdio: ['ignore', 2, 2] });
  if (r.error) fail(`cannot run ${argv[0]}: ${r.error.message}`);
  return r.status === 0;
};

const mtime = (p) => fs.statSync(p, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Folders count too: removing or renaming a file changes nothing but its folder. */
const newestBelow = (dir) =>
  fs.readdirSync(dir, { withFileTypes: true }).reduce((newest, e) => {
    const p = path.join(dir, e.name);
    return Math.max(newest, e.isDirectory() ? newestBelow(p) : mtime(p));
  }, mtime(dir));

function ensureInstalled() {
  // npm writes this file last, so a half-finished installation is done again
  const done = inRoot('node_modules/.package-lock.json');
  if (mtime(done) >= mtime(inRoot('package-lock.json'))) return;
  // npm would empty the folder that a link leads to
  if (fs.lstatSync(inRoot('node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    fail('node_modules is a link and out of date; install where it leads to, or remove the link');
  }
  process.stderr.write('jackin-mux: installing dependencies (once)...\n');
  if (!step('npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error')) fail('npm ci failed, see above; nothing was started');
  fs.utimesSync(done, new Date(), new Date());
}

function ensureBuilt(tests) {
  const wanted = Math.max(newestBelow(inRoot('src')), mtime(inRoot('package.json')), mtime(inRoot('package-lock.json')));
  const have = Math.min(mtime(inRoot('dist/cli.js')), tests ? mtime(inRoot('build/tests/.stamp')) : Number.POSITIVE_INFINITY);
  if (have >= wanted) return;
  if (!step(process.execPath, inRoot('src/tools/build.mjs'), ...(tests ? ['--tests'] : []))) fail('the build failed, see above');
  if (tests) fs.writeFileSync(inRoot('build/tests/.stamp'), '');
}

/** Runs the task itself in the foreground and ends as it ends. */
function become(file, args, cwd) {
  const child = spawn(process.execPath, [file, ...args], { cwd, stdio: 'inherit' });
  // a terminal sends Ctrl+C to both of us: the task decides what it means
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (e) => fail(`cannot run ${file}: ${e.message}`));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (os.constants.signals[signal] ?? 0);
  });
}

const [task, ...args] = process.argv.slice(2);
const script = {
  test: 'test.mjs',
  demo: 'demo.mjs',
  bench: 'bench.mjs',
  soak: 'soak.mjs',
  fuzz: 'fuzz.mjs',
  container: 'container-scenes.mjs',
  docs: 'documents.mjs',
}[task];
if (task !== 'start' && task !== 'pack' && !script)
  fail(`unknown task ${task}; start, test, demo, bench, soak, fuzz, container and docs are known`, 2);
ensureInstalled();
ensureBuilt(task === 'test' || task === 'container');
// npm packs what is there: `prepack` sees to it that the program is
if (task === 'pack') process.exit(0);
if (task === 'start') become(inRoot('dist/cli.js'), args, process.env.INIT_CWD ?? root);
else become(inRoot('src/tools', script), args, root);
