// Runs the checks that need no run (types, style) and then every test under Node's own runner.
// `npm test -- PATTERN...` runs only the test files whose path below src contains one of the PATTERNs, without the checks.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBelow } from './build.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const patterns = process.argv.slice(2);
const run = (...argv) => {
  const r = spawnSync(process.execPath, argv, { cwd: root, stdio: 'inherit' });
  return r.status ?? 1;
};

if (patterns.length === 0) {
  for (const [tool, ...args] of [
    ['typescript/bin/tsc', '--noEmit'],
    ['@biomejs/biome/bin/biome', 'check', '--error-on-warnings', 'src', 'fixtures'],
  ]) {
    const code = run(path.join(root, 'node_modules', tool), ...args);
    if (code !== 0) process.exit(code);
  }
}
const built = path.join(root, 'build/tests');
const wanted = (file) => patterns.length === 0 || patterns.some((p) => path.relative(built, file).includes(p));
const files = filesBelow(built, '.test.js').filter(wanted);
if (files.length === 0) {
  process.stderr.write(`no test file matches ${patterns.join(' ')}\n`);
  process.exit(1);
}
process.exit(run('--test', '--test-concurrency=2', '--test-reporter=spec', ...files));
