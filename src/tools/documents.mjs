// `npm run docs`: writes the tables that the documentation takes from the program (keys, commands, configuration) into its
// files. A test compares them, and names this command.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesBelow, loadManual } from './build.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { withTables } = await loadManual();
for (const file of [path.join(root, 'README.md'), ...filesBelow(path.join(root, 'src'), '.md')]) {
  const text = fs.readFileSync(file, 'utf8');
  const made = withTables(text);
  if (made === text) continue;
  fs.writeFileSync(file, made);
  process.stdout.write(`${path.relative(root, file)}\n`);
}
