import assert from 'node:assert/strict';
import { test } from 'node:test';
import { around, type Starter, starter } from './around.ts';

const tab = { JACKIN_TAB_ID: 't3', JACKIN_MUX_SOCKET: '/run/a/mux.sock' };
/** 30 was started by 20, that by 10, which runs in a tab. */
const processes: Record<number, Starter> = {
  30: { parent: 20, env: {} },
  20: { parent: 10, env: {} },
  10: { parent: 1, env: tab },
  8: { parent: 8, env: {} },
};
const look = (pid: number) => processes[pid] ?? null;
const of = (own: Record<string, string>, parent = 30, flag?: string) => {
  const { socket, tab } = around(flag, own, 7, parent, look);
  return [socket, tab];
};

test('a tab’s own variables lead to its server, and say which tab it is', () => {
  assert.deepEqual(of(tab), ['/run/a/mux.sock', 't3']);
});

test('where the agent hid them, the processes above are asked', () => {
  assert.deepEqual(of({ PATH: '/bin', HOME: '/root' }), ['/run/a/mux.sock', 't3']);
  assert.deepEqual(of({}, 10), ['/run/a/mux.sock', 't3']);
});

test('nobody is asked where something leads to a socket', () => {
  assert.deepEqual(of({ XDG_RUNTIME_DIR: '/run/7' }), ['/run/7/jackin-mux/mux.sock', null]);
  assert.deepEqual(of({ JACKIN_MUX_SOCKET: '/run/b/mux.sock' }), ['/run/b/mux.sock', null]);
  assert.deepEqual(of({}, 30, '/run/c/mux.sock'), ['/run/c/mux.sock', null]);
});

test('a tab of one server is no tab of another one', () => {
  assert.deepEqual(of(tab, 30, '/run/c/mux.sock'), ['/run/c/mux.sock', null]);
  assert.deepEqual(of({ JACKIN_TAB_ID: 't3', XDG_RUNTIME_DIR: '/run/7' }), ['/run/7/jackin-mux/mux.sock', null]);
});

test('outside of every tab it is the usual socket; a process that cannot be asked, or a circle, is an end', () => {
  for (const parent of [1, 0, 8, 99]) assert.deepEqual(of({}, parent), ['/tmp/jackin-mux-7/mux.sock', null]);
});

test('the kernel tells of a process who started it, and these two variables only', { skip: process.platform !== 'linux' }, () => {
  const self = starter(process.pid);
  assert.equal(self?.parent, process.ppid);
  assert.deepEqual(Object.keys(self?.env ?? {}), ['JACKIN_TAB_ID', 'JACKIN_MUX_SOCKET']);
  assert.equal(starter(2 ** 30), null);
});
