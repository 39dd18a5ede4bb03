import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { COMMANDS } from '../../client/commands.ts';
import { NOTES } from '../../config/notes.ts';
import { schemaKeys } from '../../config/schema-keys.ts';
import { createProgram } from '../program.ts';
import { RELEASED } from './facts.ts';
import { manualPage, shownCommands, usageOf } from './manual.ts';
import { escaped, filled } from './roff.ts';
import { withTables } from './tables.ts';

const pkg = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { version: string; man: string };
const page = manualPage(pkg.version);
const missing = (program: string) =>
  spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined ? false : `${program} is not installed`;

test('every command, option, key and setting is in the manual page', () => {
  const program = createProgram([]);
  for (const command of shownCommands(program)) {
    assert.ok(page.includes(`.SS ${escaped(usageOf(command))}\n`), usageOf(command));
    for (const option of command.options) assert.ok(page.includes(escaped(option.flags)), option.flags);
  }
  for (const option of program.options) assert.ok(page.includes(escaped(option.flags)), option.flags);
  for (const command of COMMANDS) assert.ok(page.includes(`\n${filled(command.help)}\n`), command.id);
  for (const key of schemaKeys()) assert.ok(page.includes(`\\fB${escaped(key.path)}\\fR`), key.path);
});

test('the commands that --help lists and those of the manual page are the same', () => {
  const help = createProgram([]).helpInformation();
  const listed = help.slice(help.indexOf('Commands:')).matchAll(/^ {2}([a-z-]+)/gm);
  const names = new Set(shownCommands(createProgram([])).map((c) => usageOf(c).split(' ')[0]));
  for (const [, name] of listed) assert.ok(names.has(name!), name);
});

test('every key of the configuration has a note, and every note a key', () => {
  const keys = schemaKeys().map((key) => key.path);
  for (const key of keys) assert.ok(NOTES[key]?.about, `src/config/notes.ts says nothing about ${key}: add a sentence, then npm run docs`);
  for (const noted of Object.keys(NOTES)) assert.ok(keys.includes(noted), `src/config/notes.ts: there is no key ${noted}`);
  for (const { path: key, fits } of schemaKeys()) assert.notEqual(fits, '', `what fits ${key}`);
});

test('text that roff would take for a command is text', () => {
  assert.equal(escaped('.so /etc/passwd'), '\\&.so /etc/passwd');
  assert.equal(escaped("a\\b -x 'q' `c` →"), 'a\\eb \\-x \\(aqq\\(aq \\(gac\\(ga \\[u2192]');
  for (const line of page.split('\n')) assert.ok(line.length < 100 && /^[\x20-\x7e]*$/.test(line), line);
});

test('mandoc finds nothing to complain about', { skip: missing('mandoc') }, () => {
  const { stdout } = spawnSync('mandoc', ['-T', 'lint'], { input: page, encoding: 'utf8' });
  // BASE: conventions of one system. Man pages that are not installed here cannot be found.
  assert.equal(stdout.replaceAll(/^.*(?:referenced manual not found|operating system explicitly).*\n/gm, ''), '');
});

test('groff renders it without a warning', { skip: missing('groff') }, () => {
  const { stdout, stderr } = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-rLL=80n', '-P-c'], { input: page, encoding: 'utf8' });
  assert.equal(stderr, '');
  for (const wanted of ['jackin-mux - a terminal multiplexer', 'KEYS', 'EXIT STATUS'])
    assert.ok(stdout.replaceAll(/.\x08/g, '').includes(wanted), wanted);
});

test('version and day are those of the changelog, and the built page is where package.json says', () => {
  const newest = /^## (\S+) \((\d{4}-\d\d-\d\d)\)$/m.exec(fs.readFileSync('CHANGELOG.md', 'utf8'));
  assert.deepEqual([newest?.[1], newest?.[2]], [pkg.version, RELEASED]);
  assert.deepEqual(pkg.man, ['dist/man/jackin-mux.1']);
  assert.equal(fs.readFileSync(pkg.man[0]!, 'utf8'), page);
});

test('the tables of the documentation are those of the program', () => {
  const documents = fs.readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
  for (const file of ['README.md', ...documents.map((name) => path.join('src', name))]) {
    const text = fs.readFileSync(file, 'utf8');
    assert.ok(withTables(text) === text, `${file} is out of date: npm run docs writes its tables`);
  }
});

test('the reference of the configuration has every group of keys', () => {
  const reference = fs.readFileSync('src/docs/configuration.md', 'utf8');
  for (const key of schemaKeys()) assert.ok(reference.includes(`| \`${key.path}\` |`), `src/docs/configuration.md lacks ${key.path}`);
});
