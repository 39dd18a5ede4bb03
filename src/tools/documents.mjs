// `npm run docs`, and every build of a checkout: writes the tables that the documentation takes from the program (keys,
// commands, configuration) into its files. With --pictures the pictures of its screens, too.
import { writeTables } from './build.mjs';

for (const file of await writeTables()) process.stdout.write(`${file}\n`);
if (process.argv.includes('--pictures')) await import('./picture.mjs');
