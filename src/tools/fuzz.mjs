// `npm run fuzz`: made-up input for the tokenizer, the protocol, the configuration reader and the composer, a minute each.
// `npm run fuzz -- composer --seconds 3600 --seed 7` one of them, for an hour, with the inputs that seed 7 makes.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const bundle = path.join(root, 'build/fuzz/main.js');

await build({
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  loader: { '.toml': 'text' },
  define: { __VERSION__: '"0.0.0-fuzz"' },
  entryPoints: ['src/fuzz/run.ts'],
  outfile: bundle,
  logLevel: 'warning',
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
});
const { main } = await import(bundle);
process.exit(await main(process.argv.slice(2)));
