import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { locateConfig } from './locate.ts';
import { readConfig } from './read.ts';

const at = (flag: string | undefined, env: Record<string, string>) => locateConfig({ flag, env, home: '/home/me', cwd: '/work' });

for (const [name, flag, env, file, namedBy] of [
  ['the flag beats the variable', 'a.toml', { JACKIN_CONFIG: '/b.toml' }, '/work/a.toml', '--config'],
  ['the variable beats the default', undefined, { JACKIN_CONFIG: 'b.toml', XDG_CONFIG_HOME: '/x' }, '/work/b.toml', 'JACKIN_CONFIG'],
  ['an empty variable is unset', undefined, { JACKIN_CONFIG: '', XDG_CONFIG_HOME: '' }, '/home/me/.config/jackin/config.toml', 'default'],
  ['XDG_CONFIG_HOME moves the default', undefined, { XDG_CONFIG_HOME: '/x' }, '/x/jackin/config.toml', 'default'],
  ['a relative XDG_CONFIG_HOME is ignored', undefined, { XDG_CONFIG_HOME: 'x' }, '/home/me/.config/jackin/config.toml', 'default'],
  ['nothing set', undefined, {}, '/home/me/.config/jackin/config.toml', 'default'],
] as const) {
  test(`the configuration file: ${name}`, () => assert.deepEqual(at(flag, env), { file, namedBy }));
}

test('no file is fine, unless --config names it', () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'jackin-config-'));
  try {
    const file = path.join(dir, 'config.toml');
    assert.equal(readConfig({ file, namedBy: 'default' }), null);
    assert.equal(readConfig({ file, namedBy: 'JACKIN_CONFIG' }), null);
    assert.throws(() => readConfig({ file, namedBy: '--config' }), /there is no configuration file .*config\.toml/);
    assert.throws(() => readConfig({ file: dir, namedBy: 'default' }), /is a folder/);
    fs.writeFileSync(file, 'status = false\n');
    assert.equal(readConfig({ file, namedBy: '--config' }), 'status = false\n');
    // a file where a folder should be: there is no configuration below it either
    assert.equal(readConfig({ file: path.join(file, 'config.toml'), namedBy: 'default' }), null);
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
});
