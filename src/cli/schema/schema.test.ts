import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { misfits } from './build.ts';
import { EVENTS, exampleOf, serverEvent } from './events.ts';
import { REQUESTS } from './requests.ts';
import { markdown, wholeSchema } from './schema.ts';

test('every example is what its schema says', () => {
  for (const [name, { params, example }] of Object.entries(REQUESTS)) assert.deepEqual(misfits(example, params), [], name);
  for (const kind of Object.keys(EVENTS) as (keyof typeof EVENTS)[]) assert.deepEqual(misfits(exampleOf(kind), serverEvent), [], kind);
});

test('what does not fit is found', () => {
  assert.deepEqual(misfits({ tab: 1, index: 'x' }, REQUESTS.move.params), ['.tab: integer, not string', '.index: string, not integer']);
  assert.deepEqual(misfits({ tab: 't1' }, REQUESTS.rename.params), ['.label: missing']);
  assert.notDeepEqual(misfits({ ...exampleOf('bell'), event: 'other' }, serverEvent), []);
});

test('every reference leads somewhere', () => {
  const whole = JSON.parse(JSON.stringify(wholeSchema('1'))) as { $defs: Record<string, unknown> };
  for (const [, name] of JSON.stringify(whole).matchAll(/"#\/\$defs\/(\w+)"/g)) assert.ok(whole.$defs[name!], name);
});

test('SCRIPTING.md has the tables, and no dead link', () => {
  const doc = fs.readFileSync('src/SCRIPTING.md', 'utf8');
  assert.ok(doc.includes(markdown()), `src/SCRIPTING.md should end with\n${markdown()}`);
  for (const [, target] of doc.matchAll(/\]\((?!https?:)([^)#]+)/g)) assert.ok(fs.existsSync(`src/${target}`), target);
});
