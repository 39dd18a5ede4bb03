import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';

/*
 * What can be said of the images without building them. The rest is in blackbox/container.test.ts, which needs an engine.
 */

interface Instruction {
  name: string;
  text: string;
}

/** The instructions of a Dockerfile: comments gone, continued lines joined. */
function instructions(file: string): Instruction[] {
  const joined = fs
    .readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '');
  return joined.split('\n').map((line) => ({ name: line.split(' ', 1)[0]!, text: line.slice(line.indexOf(' ') + 1).trim() }));
}

const FILES = ['Dockerfile', 'fixtures/image/Dockerfile'];
const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { version: string };

for (const file of FILES) {
  const all = instructions(file);
  const of = (name: string) => all.filter((i) => i.name === name).map((i) => i.text);

  test(`${file}: bases and packages are pinned`, () => {
    for (const from of of('FROM')) assert.match(from, /^(node:\d+-[a-z]+-slim|\$\{BASE\})( AS \w+)?$/, from);
    for (const run of of('RUN')) {
      if (/npm install/.test(run)) for (const [, wanted] of run.matchAll(/"([^"]*@[^"]*)"/g)) assert.match(wanted!, /@\$\{[A-Z_]+\}$/);
      assert.doesNotMatch(run, /@latest|curl|wget|npm install(?!.*--global)/);
    }
    for (const arg of of('ARG').filter((text) => !text.startsWith('BASE='))) assert.match(arg, /^[A-Z_]+=\d+\.\d+\.\d+$/, arg);
  });

  test(`${file}: it does not run as root, and leaves no lists of packages behind`, () => {
    assert.equal(of('USER').at(-1), 'node');
    assert.ok(all.findLastIndex((i) => i.name === 'USER') > all.findLastIndex((i) => i.name === 'RUN'));
    for (const run of of('RUN').filter((text) => text.includes('apt-get install'))) {
      assert.match(run, /--no-install-recommends/);
      assert.match(run, /rm -rf \/var\/lib\/apt\/lists\/\*/);
    }
  });

  test(`${file}: no secret is in it, nor asked for while it is built`, () => {
    for (const { name, text } of all) {
      if (name === 'ENV' || name === 'ARG' || name === 'LABEL') assert.doesNotMatch(text, /KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL/i, text);
      assert.doesNotMatch(text, /\bsk-|op:\/\//);
      assert.notEqual(name, 'ADD');
    }
  });
}

test('the image: tini first, labels, a health check, a locale, the version of the package', () => {
  const all = instructions('Dockerfile');
  const text = (name: string) => all.filter((i) => i.name === name).map((i) => i.text);
  const [entry] = text('ENTRYPOINT');
  assert.deepEqual(JSON.parse(entry!), ['/usr/bin/tini', '-s', '--', 'jackin-mux', 'up']);
  assert.equal(text('CMD').length, 0, 'arguments of run go to up');
  assert.equal(text('HEALTHCHECK').length, 1);
  const labels = text('LABEL').join(' ');
  for (const label of ['title', 'description', 'version', 'licenses', 'base.name'])
    assert.match(labels, new RegExp(`org\\.opencontainers\\.image\\.${label}="[^"]+"`));
  assert.ok(labels.includes(`image.version="${version}"`), `the label gives another version than package.json's ${version}`);
  const base = text('FROM').at(-1)!;
  assert.ok(labels.includes(`image.base.name="docker.io/library/${base}"`));
  assert.ok(
    text('FROM').every((from) => from.replace(/ AS .*/, '') === base),
    'built on what it runs on',
  );
  assert.match(text('ENV').join(' '), /LANG=C\.UTF-8/);
});

test('everything that is copied from the checkout passes .dockerignore, tests and configurations do not', () => {
  const ignore = fs.readFileSync('.dockerignore', 'utf8').split('\n');
  assert.ok(ignore.includes('*') && ignore.includes('**/*.test.ts'));
  for (const { name, text } of instructions('Dockerfile')) {
    if (name !== 'COPY' || text.startsWith('--from')) continue;
    for (const source of text.split(' ').slice(0, -1)) assert.ok(ignore.includes(`!${source}`), source);
  }
});
