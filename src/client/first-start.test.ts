import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { isFirstStart, MARKER } from './first-start.ts';

function inFolder(play: (dir: string) => void): void {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'jackin-first-'));
  try {
    play(dir);
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

test('a start is the first one once, by a marker in the state folder', () =>
  inFolder((home) => {
    assert.deepEqual([isFirstStart({}, home), isFirstStart({}, home)], [true, false]);
    assert.equal(fs.statSync(path.join(home, '.local/state', MARKER)).size, 0);
    const env = { XDG_STATE_HOME: path.join(home, 'state') };
    assert.deepEqual([isFirstStart(env, home), isFirstStart(env, '/nowhere')], [true, false]);
    assert.ok(fs.existsSync(path.join(home, 'state', MARKER)));
    assert.equal(isFirstStart({ XDG_STATE_HOME: 'relative' }, home), false);
  }));

test('without a place for the marker no start is the first', () =>
  inFolder((dir) => {
    fs.writeFileSync(path.join(dir, 'file'), '');
    for (const home of ['/', path.join(dir, 'gone'), path.join(dir, 'file')]) assert.equal(isFirstStart({}, home), false, home);
    fs.mkdirSync(path.join(dir, 'home/.local'), { recursive: true });
    fs.writeFileSync(path.join(dir, 'home/.local/state'), '');
    assert.equal(isFirstStart({}, path.join(dir, 'home')), false);
    assert.ok(!fs.existsSync(path.join(dir, 'gone')), 'a home that is not there is not made');
  }));
