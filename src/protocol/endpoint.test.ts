import assert from 'node:assert/strict';
import { test } from 'node:test';
import { socketPath } from './endpoint.ts';

test('the socket is where flag, variable, runtime folder or /tmp say, in that order', () => {
  const all = { JACKIN_MUX_SOCKET: '/v/m.sock', XDG_RUNTIME_DIR: '/run/u' };
  assert.equal(socketPath('/f/m.sock', all, 7), '/f/m.sock');
  assert.equal(socketPath(undefined, all, 7), '/v/m.sock');
  assert.equal(socketPath(undefined, { XDG_RUNTIME_DIR: '/run/u' }, 7), '/run/u/jackin-mux/mux.sock');
  assert.equal(socketPath(undefined, { XDG_RUNTIME_DIR: '', JACKIN_MUX_SOCKET: '' }, 7), '/tmp/jackin-mux-7/mux.sock');
});
