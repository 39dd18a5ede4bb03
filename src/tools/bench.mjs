// `npm run bench`: how fast the program is, with tmux beside it in the same run where it is installed.
// `npm run bench -- latency start` runs only these parts; `--runs N` takes the median of N runs of each (3 by default).
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const bundle = path.join(root, 'build/bench/main.js');

await build({
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  loader: { '.toml': 'text' },
  define: { __VERSION__: '"0.0.0-bench"' },
  entryPoints: ['src/bench/main.ts'],
  outfile: bundle,
  logLevel: 'warning',
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
});
const { main } = await import(bundle);
process.exit(await main(process.argv.slice(2), root));
