import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { COMMANDS, keysText } from '../client/commands.ts';
import { SCROLL_KEYS, scrollKeysText } from '../client/scroll/keys.ts';

const readme = fs.readFileSync('README.md', 'utf8');
const keysPage = fs.readFileSync('src/docs/keys.md', 'utf8');
const pkg = JSON.parse(fs.readFileSync('package.json', 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  scripts: Record<string, string>;
};

test('the keys that it shows are some of the table of commands, and it leads to the page that has all of them', () => {
  const rows = COMMANDS.filter((command) => readme.includes(` | ${command.help} |`));
  assert.ok(rows.length >= 15, `${rows.length} keys`);
  for (const id of ['new', 'close', 'scroll', 'palette', 'detach', 'help', 'quit'])
    assert.ok(
      rows.some((command) => command.id === id),
      id,
    );
  assert.ok(readme.includes('](src/docs/keys.md)'));
});

/** KEYS, separated by commas, as the cell of a table shows them. */
const cellOf = (keys: string): string =>
  keys
    .split(', ')
    .map((key) => (key === '`' ? '`` ` ``' : `\`${key.replace('|', '\\|')}\``))
    .join(' ');

test('the page of keys has every command', () => {
  for (const command of COMMANDS) {
    const row = `| ${cellOf(keysText(command))} | ${command.help} |`;
    assert.ok(keysPage.includes(row), `src/docs/keys.md has no row for ${command.id}: ${row}`);
  }
});

test('the page of keys has every key of scroll mode', () => {
  for (const row of SCROLL_KEYS) {
    const wanted = `| ${cellOf(scrollKeysText(row))} | ${row.help} |`;
    assert.ok(keysPage.includes(wanted), `src/docs/keys.md has no row for ${row.id}: ${wanted}`);
  }
});

test('every dependency has its reason, with its exact version', () => {
  for (const [name, version] of Object.entries(pkg.dependencies)) {
    assert.match(version, /^\d/, `${name} is not pinned`);
    assert.ok(readme.includes(`| \`${name}\` ${version} |`), `README gives no reason for ${name} ${version}`);
  }
});

test('what only builds and tests is pinned as well, and named; what goes into the bundle has its reason, too', () => {
  for (const [name, version] of Object.entries(pkg.devDependencies)) {
    assert.match(version, /^\d/, `${name} is not pinned`);
    if (!name.startsWith('@types/')) assert.ok(readme.includes(`\`${name}\``), `README does not say what ${name} is for`);
  }
  const bundled = fs.readFileSync('dist/LICENSES.txt', 'utf8');
  for (const [name, version] of Object.entries(pkg.devDependencies))
    if (bundled.includes(`${name} ${version} (`)) assert.ok(readme.includes(`| \`${name}\` ${version} |`), name);
});

test('it begins with the commands that do everything, and they exist', () => {
  const first = readme.slice(0, 600);
  for (const command of ['start', 'test', 'demo']) {
    assert.ok(command in pkg.scripts);
    assert.ok(first.includes(`npm ${command === 'demo' ? 'run demo' : command}`), command);
  }
});

test('no link is dead', () => {
  for (const [, target] of readme.matchAll(/\]\((?!https?:)([^)#]+)/g)) assert.ok(fs.existsSync(target!), target);
});
