// Builds the program into dist/ (one file, whose parts are evaluated when they are asked for, and V8's code for it) and,
// with --tests, every *.test.ts into build/tests/ next to the same code, so that tests need no loader at run time.

import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { writeCodeCaches } from './code-cache.mjs';
import { licencesOf } from './licences.mjs';
import { offscreenBlessed } from './offscreen-blessed.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const pkg = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  sourcemap: false,
  logLevel: 'warning',
  loader: { '.toml': 'text' },
  define: { __VERSION__: JSON.stringify(pkg.version) },
  // node-pty carries a native module that it finds relative to its own folder
  external: ['node-pty'],
  plugins: [offscreenBlessed],
};

/** Every file below DIR whose name ends with ENDING. */
export function filesBelow(dir, ending) {
  return fs.readdirSync(dir, { withFileTypes: true }).flatMap((e) => {
    const p = path.join(dir, e.name);
    return e.isDirectory() ? filesBelow(p, ending) : e.name.endsWith(ending) ? [p] : [];
  });
}

/** The types of the client that programs import, as declarations of their own. */
async function declarations(outDir) {
  const argv = ['--ignoreConfig', '--declaration', '--emitDeclarationOnly', '--strict', '--skipLibCheck', '--allowImportingTsExtensions'];
  argv.push('--target', 'es2023', '--lib', 'es2023,es2024.string', '--module', 'nodenext', '--types', 'node');
  const files = ['src/api/index.ts', 'src/globals.d.ts'];
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const run = promisify(execFile);
  await run(process.execPath, [tsc, ...argv, '--outDir', outDir, '--rootDir', 'src', ...files], { cwd: root }).catch((e) => {
    throw new Error(`the declarations of the client could not be made: ${e.stdout || e.message}`);
  });
}

/** What the documentation is made with, from the program's own tables. */
async function loadManual() {
  const outfile = path.join(root, 'build/manual.mjs');
  await build({ ...shared, entryPoints: ['src/cli/manual/index.ts'], format: 'esm', packages: 'external', outfile });
  return import(`${outfile}?${fs.statSync(outfile).mtimeMs}`);
}

/** Writes the tables of the documentation where they are behind, and gives the files that were. */
export async function writeTables() {
  const { withTables } = await loadManual();
  const documents = ['README.md', ...filesBelow(path.join(root, 'src'), '.md').map((file) => path.relative(root, file))];
  return documents.filter((name) => {
    const file = path.join(root, name);
    // an image is built without them
    const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
    const made = withTables(text);
    if (made !== text) fs.writeFileSync(file, made);
    return made !== text;
  });
}

/** The manual page, where npm and the image find it. */
async function manual(outDir) {
  const { manualPage } = await loadManual();
  fs.mkdirSync(outDir, { recursive: true });
  fs.writeFileSync(path.join(outDir, 'jackin-mux.1'), manualPage(pkg.version));
}

/**
 * Builds the program beside dist/ and then swaps the two, so that a failed build keeps the last good program and a running
 * one finds its chunks until the moment of the swap.
 */
export async function buildProgram() {
  const [now, next, last] = ['dist', 'build/dist.next', 'build/dist.last'].map((d) => path.join(root, d));
  fs.rmSync(next, { recursive: true, force: true });
  const behind = await writeTables();
  if (behind.length > 0) process.stderr.write(`tables were written into ${behind.join(', ')}: they belong to the commit\n`);
  const types = declarations(path.join(next, 'types'));
  const bundle = {
    ...shared,
    metafile: true,
    // CommonJS starts faster than modules do, and a script of its own can be given the code that V8 made of it
    format: 'cjs',
    define: { ...shared.define, 'import.meta.url': '__fileUrl' },
    banner: { js: "const __fileUrl = require('node:url').pathToFileURL(__filename).href;" },
    outdir: next,
    minifySyntax: true,
    minifyWhitespace: true,
  };
  const bundles = await Promise.all([
    build({ ...bundle, entryPoints: { main: 'src/cli.ts', api: 'src/api/index.ts' } }),
    // only `mcp` loads it: what it brings is as large as half of the rest
    build({ ...bundle, entryPoints: { mcp: 'src/cli/mcp/main.ts' }, minify: true }),
  ]);
  fs.copyFileSync(path.join(root, 'src/tools/loader.cjs'), path.join(next, 'cli.js'));
  fs.chmodSync(path.join(next, 'cli.js'), 0o755);
  fs.writeFileSync(path.join(next, 'package.json'), '{ "type": "commonjs" }\n');
  await Promise.all([types, manual(path.join(next, 'man'))]);
  await writeCodeCaches(next);
  const used = bundles.flatMap(({ metafile }) => Object.values(metafile.outputs)).flatMap((output) => Object.keys(output.inputs));
  fs.writeFileSync(path.join(next, 'LICENSES.txt'), licencesOf(used, root));
  fs.rmSync(last, { recursive: true, force: true });
  if (fs.existsSync(now)) fs.renameSync(now, last);
  fs.renameSync(next, now);
  fs.rmSync(last, { recursive: true, force: true });
}

const SEEDED = path.join(root, 'src/tools/seeded.mjs');
const seeded = ({ importer }) => (importer === SEEDED ? { path: 'fast-check', external: true } : { path: SEEDED });

export async function buildTests() {
  fs.rmSync(path.join(root, 'build/tests'), { recursive: true, force: true });
  await build({
    ...shared,
    entryPoints: filesBelow(path.join(root, 'src'), '.test.ts'),
    outbase: 'src',
    outdir: 'build/tests',
    packages: 'external',
    plugins: [{ name: 'seeded', setup: (b) => b.onResolve({ filter: /^fast-check$/ }, seeded) }],
    format: 'esm',
    // CommonJS packages inside a module ask for this
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
    sourcemap: 'linked',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildProgram();
  if (process.argv.includes('--tests')) await buildTests();
}
