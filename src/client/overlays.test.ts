import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Button, type MouseEvent } from './input/token.ts';
import { mouseInput } from './overlays.ts';

test('of a mouse, dialogs know its left button, its wheel and where it is', () => {
  const event = (action: MouseEvent['action'], button: number): MouseEvent => ({ action, button, mods: 0, x: 3, y: 4 });
  for (const [given, action] of [
    [event('press', Button.left), 'press'],
    [event('release', Button.left), 'release'],
    [event('motion', Button.left), 'move'],
    [event('motion', Button.none), 'move'],
    [event('press', Button.wheelUp), 'wheel-up'],
    [event('press', Button.wheelDown), 'wheel-down'],
    [event('press', Button.right), null],
    [event('release', Button.middle), null],
  ] as const)
    assert.deepEqual(mouseInput(given), action && { action, x: 3, y: 4 });
});
