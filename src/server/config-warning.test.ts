import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configWarning } from './config-warning.ts';

test('file, place and mistake come first, and no folder', () => {
  const file = '/home/somebody/.config/jackin/config.toml';
  const stays = '; the last good configuration stays in force';
  for (const [problems, warning] of [
    [[`${file}:1:1: nonsense: unknown key; these fit: env`], 'config.toml:1:1: nonsense: unknown key; these fit: env'],
    [[`${file}:12:5: leader: a`, `${file}:13:1: b`, `${file}:14:1: c`], 'config.toml:12:5 (1 of 3): leader: a'],
    [[`cannot read the configuration ${file}: EACCES`], 'cannot read the configuration config.toml: EACCES'],
    [[`${file} is a folder`, 'another'], 'config.toml is a folder'],
  ] as const) {
    assert.equal(configWarning(file, problems), warning + stays);
  }
});
