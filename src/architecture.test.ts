import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

/** Rooms from the top down: an import may only point to the same room or further down. */
const ROOMS = ['cli', 'console', 'launch', 'api', 'client', 'server', 'session', 'protocol', 'catalog', 'config', 'base'];
/** Pairs of a room and one below it that must not meet all the same: each runs in a process of its own. */
const APART = [
  ['client', 'server'],
  ['client', 'session'],
  ['console', 'server'],
  ['console', 'session'],
  ['api', 'server'],
  ['api', 'session'],
  ['protocol', 'catalog'],
];
const src = path.resolve('src');

const filesBelow = (dir: string): string[] =>
  fs.readdirSync(dir, { withFileTypes: true }).flatMap((e) => {
    const p = path.join(dir, e.name);
    return e.isDirectory() ? filesBelow(p) : e.name.endsWith('.ts') && !e.name.endsWith('.d.ts') ? [p] : [];
  });

/** Every import of one file of the project from another, by path below src. */
function imports(): [from: string, to: string][] {
  return filesBelow(src).flatMap((file) => {
    const text = fs.readFileSync(file, 'utf8');
    return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((m): [string, string] => [
      path.relative(src, file),
      path.relative(src, path.resolve(path.dirname(file), m[1]!)),
    ]);
  });
}

const room = (file: string) => (file.includes('/') ? file.split('/')[0]! : '');

test('no room imports upward, and processes stay apart', () => {
  for (const [from, to] of imports()) {
    if (from.endsWith('.test.ts') || !ROOMS.includes(room(from))) continue;
    const [a, b] = [room(from), room(to)];
    assert.ok(ROOMS.includes(b), `${from} imports ${to}`);
    assert.ok(ROOMS.indexOf(a) <= ROOMS.indexOf(b), `${from} imports upward: ${to}`);
    assert.ok(!APART.some(([x, y]) => x === a && y === b), `${from} must not know ${to}`);
  }
});

test('no circle of imports', () => {
  const graph = new Map<string, string[]>();
  for (const [from, to] of imports()) graph.set(from, [...(graph.get(from) ?? []), to]);
  const done = new Set<string>();
  const visit = (file: string, trail: string[]) => {
    assert.ok(!trail.includes(file), `circle: ${[...trail, file].join(' > ')}`);
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
});
