import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { builtinTable } from '../catalog/builtin.ts';
import { createProgram } from '../cli/program.ts';
import { loadConfig } from '../config/load.ts';

const below = (dir: string) =>
  fs
    .readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.join(dir, name));
const DOCUMENTS = ['README.md', 'CHANGELOG.md', ...below('src'), ...below('fixtures')];
const read = (file: string) => fs.readFileSync(file, 'utf8');

/** The code blocks of FILE in LANGUAGE. */
const blocks = (file: string, language: string): string[] =>
  [...read(file).matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, block]) => block!);
/** FILE without code, where a bracket is no link. */
const prose = (file: string) =>
  read(file)
    .replaceAll(/^```.*?^```$/gms, '')
    .replaceAll(/(`+).+?\1/g, '');

/** The names by which links reach the headings of FILE, as the places where markdown is read make them. */
function anchors(file: string): Set<string> {
  const seen = new Map<string, number>();
  const names = [
    ...read(file)
      .replaceAll(/^```.*?^```$/gms, '')
      .matchAll(/^#+ (.+)$/gm),
  ].map(([, heading]) => {
    const name = heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-');
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    return times === 0 ? name : `${name}-${times}`;
  });
  return new Set(names);
}

test('no link is dead, neither its file nor its heading', () => {
  for (const file of DOCUMENTS) {
    for (const [, target] of prose(file).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [name, anchor] = target!.split('#');
      const at = name === '' ? file : path.join(path.dirname(file), name!);
      assert.ok(fs.existsSync(at), `${file} leads to ${target}, which is not there`);
      if (anchor !== undefined) assert.ok(anchors(at).has(anchor), `${file} leads to ${target}: ${at} has no such heading`);
    }
  }
});

test('every page can be reached from the README, and from the list of pages', () => {
  const leadsTo = (file: string) =>
    [...prose(file).matchAll(/\]\((?!https?:)([^)\s#]+)/g)].map(([, target]) => path.join(path.dirname(file), target!));
  const reached = new Set(['README.md']);
  for (const file of reached) if (file.endsWith('.md')) for (const next of leadsTo(file)) reached.add(next);
  for (const file of DOCUMENTS) assert.ok(reached.has(file), `nothing leads to ${file}`);
  const listed = leadsTo('src/docs/README.md');
  for (const file of below('src/docs'))
    if (!file.endsWith('README.md')) assert.ok(listed.includes(file), `src/docs/README.md has no row for ${file}`);
});

test('every example of a configuration is one', async () => {
  let count = 0;
  for (const file of DOCUMENTS) {
    for (const block of blocks(file, 'toml')) {
      const { problems } = await loadConfig(file, block, builtinTable());
      assert.deepEqual(problems, [], `${file}:\n${block}`);
      count++;
    }
  }
  assert.ok(count > 4);
});

test('every command that is named exists, with its options', () => {
  const program = createProgram([]);
  const named = (line: string): string[] =>
    [...line.matchAll(/(?:^|[\s(`"])jackin-mux ([a-z-][^`|#\n)]*)/gm)].map(([, words]) => words!.trim());
  for (const file of DOCUMENTS) {
    const shell = blocks(file, 'sh').join('\n').replaceAll(/#.*$/gm, '');
    const inline = [
      ...read(file)
        .replaceAll(/^```.*?^```$/gms, '')
        .matchAll(/`(jackin-mux [^`]+)`/g),
    ].map(([, text]) => text!);
    for (const call of [
      ...inline.flatMap(named),
      ...shell
        .split('\n')
        .filter((line) => !/docker|podman/.test(line))
        .flatMap(named),
    ]) {
      const words = call
        .replaceAll('\\', '')
        .split(/[\s[\]|]+/)
        .filter(Boolean);
      const own = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
      let command = program;
      for (const word of own) command = command.commands.find((c) => c.name() === word) ?? command;
      const isOption = words[0]!.startsWith('-');
      assert.ok(isOption || program.commands.some((c) => c.name() === words[0]), `${file}: there is no jackin-mux ${words[0]}`);
      for (const option of own.filter((word) => /^--[a-z]/.test(word)).map((word) => word.replace(/=.*|[^a-z-].*$/, ''))) {
        const known = [...command.options, ...program.options].some((o) => o.long === option) || option === '--help';
        assert.ok(known, `${file}: jackin-mux ${command.name()} knows no ${option}`);
      }
    }
  }
});

test('every picture is shown, with words for who cannot see it, and tells nothing of the machine that it was made on', () => {
  const folder = 'fixtures/pictures';
  const shown = new Set<string>();
  for (const file of DOCUMENTS) {
    for (const [, words, target] of prose(file).matchAll(/!\[([^\]]*)\]\(([^)\s]+)\)/g)) {
      assert.notEqual(words, '', `${file} shows ${target} without words`);
      shown.add(path.join(path.dirname(file), target!));
    }
  }
  for (const name of fs.readdirSync(folder)) {
    assert.ok(shown.has(path.join(folder, name)), `nothing shows ${name}`);
    assert.doesNotMatch(read(path.join(folder, name)), /\/(tmp|home|root|Users|var|usr)\b|sk-ki-|made-up/, name);
  }
});

test('every npm script that is named exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  for (const file of DOCUMENTS)
    for (const [, name] of read(file).matchAll(/npm run ([a-z:-]+)/g)) assert.ok(name! in scripts, `${file}: npm run ${name}`);
});

test('what a mistake looks like is what it looks like', async () => {
  const [shown] = blocks('src/docs/configuration.md', 'text');
  const { problems } = await loadConfig('config.toml', '# mine\nscrollback = "many"\n', builtinTable());
  const [p] = problems;
  assert.equal(shown, `config.toml:${p?.line}:${p?.column}: ${p?.path}: ${p?.message}\n`);
});
