import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHome } from './home.ts';

test('what is in the home is shown below ~, anything else as it is', () => {
  assert.equal(fromHome('/srv/me/.config/jackin/config.toml', '/srv/me'), '~/.config/jackin/config.toml');
  assert.equal(fromHome('/srv/me2/config.toml', '/srv/me'), '/srv/me2/config.toml');
  assert.equal(fromHome('/etc/config.toml', '/'), '/etc/config.toml');
});
