import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextCaller } from './actions.ts';

test('the next tab that waits, around the end; then the next that is done; never the one in view', () => {
  const tabs = (...states: ('waiting' | 'done' | 'idle')[]) => states.map((agentState, i) => ({ id: `t${i + 1}`, agentState }));
  for (const [states, current, next] of [
    [['idle', 'waiting', 'waiting'], 't1', 't2'],
    [['idle', 'waiting', 'waiting'], 't2', 't3'],
    [['waiting', 'done', 'idle'], 't3', 't1'],
    [['done', 'waiting', 'done'], 't2', 't3'],
    [['done', 'idle', 'idle'], 't2', 't1'],
    [['waiting', 'idle'], 't1', null],
    [['idle', 'waiting'], null, 't2'],
    [[], null, null],
  ] as const)
    assert.equal(nextCaller(tabs(...states), current), next, `${states} from ${current}`);
});
