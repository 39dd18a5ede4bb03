import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { SessionModes } from '../../protocol/frame.ts';
import { Mod } from './key.ts';
import { encodeMouse, fromOrigin, inPane } from './mouse.ts';
import { Button, type MouseEvent } from './token.ts';
import { Tokenizer } from './tokenizer.ts';

type Modes = Pick<SessionModes, 'mouse' | 'mouseEncoding'>;
const event = (action: MouseEvent['action'], button: number, mods = 0): MouseEvent => ({ action, button, mods, x: 0, y: 0 });
const bytes = (e: MouseEvent, modes: Modes, x = 4, y = 5) => {
  const out = encodeMouse(e, { x, y }, modes, null);
  return out && Buffer.from(out).toString('latin1');
};

test('a program hears what its mode asks for', () => {
  const events: Record<string, MouseEvent> = {
    press: event('press', Button.left),
    release: event('release', Button.left),
    wheel: event('press', Button.wheelUp),
    drag: event('motion', Button.left),
    move: event('motion', Button.none),
  };
  const heard: Record<Modes['mouse'], string[]> = {
    none: [],
    x10: ['press'],
    normal: ['press', 'release', 'wheel'],
    button: ['press', 'release', 'wheel', 'drag'],
    any: ['press', 'release', 'wheel', 'drag', 'move'],
  };
  for (const [mouse, names] of Object.entries(heard)) {
    const got = Object.keys(events).filter(
      (name) => bytes(events[name]!, { mouse: mouse as Modes['mouse'], mouseEncoding: 'sgr' }) !== null,
    );
    assert.deepEqual(got, names, mouse);
  }
});

test('each encoding', () => {
  const any = (mouseEncoding: Modes['mouseEncoding']): Modes => ({ mouse: 'any', mouseEncoding });
  assert.equal(bytes(event('press', Button.left), any('sgr')), '\x1b[<0;5;6M');
  assert.equal(bytes(event('release', Button.right), any('sgr')), '\x1b[<2;5;6m');
  assert.equal(bytes(event('press', Button.wheelDown), any('sgr')), '\x1b[<65;5;6M');
  assert.equal(bytes(event('press', 8), any('sgr')), '\x1b[<128;5;6M');
  assert.equal(bytes(event('motion', Button.none), any('sgr')), '\x1b[<35;5;6M');
  assert.equal(bytes(event('press', Button.left, Mod.shift | Mod.alt | Mod.ctrl), any('sgr')), '\x1b[<28;5;6M');
  assert.equal(bytes(event('press', Button.left), any('default')), '\x1b[M %&');
  assert.equal(bytes(event('release', Button.right), any('default')), '\x1b[M#%&');
  assert.equal(bytes(event('press', Button.wheelUp), any('default')), '\x1b[M`%&');
  assert.equal(bytes(event('press', Button.left), any('default'), 222, 0), '\x1b[M \xff!');
  assert.equal(bytes(event('press', Button.left), any('default'), 223, 0), null, 'no room for it');
  assert.equal(
    Buffer.from(bytes(event('press', Button.left), any('utf8'), 300, 0)!, 'latin1').toString(),
    `\x1b[M ${String.fromCharCode(333)}!`,
  );
  assert.equal(bytes(event('press', Button.left), any('utf8'), 2015, 0), null);
  assert.equal(
    bytes(event('press', Button.left, Mod.ctrl), { mouse: 'x10', mouseEncoding: 'default' }),
    '\x1b[M %&',
    'X10 has no modifiers',
  );
});

test('pixels: as the terminal gave them, or the middle of the cell', () => {
  const modes: Modes = { mouse: 'any', mouseEncoding: 'sgr-pixels' };
  const cell = { width: 10, height: 20 };
  const pane = { x: 0, y: 1, cols: 80, rows: 24 };
  const precise = inPane({ ...event('press', 0), x: 123, y: 45 }, pane, cell);
  assert.deepEqual(precise, { x: 12, y: 1, pixels: { x: 123, y: 25 } });
  assert.equal(Buffer.from(encodeMouse(event('press', 0), precise, modes, cell)!).toString(), '\x1b[<0;124;26M');
  const coarse = inPane({ ...event('press', 0), x: 12, y: 2 }, pane, null);
  assert.equal(Buffer.from(encodeMouse(event('press', 0), coarse, modes, cell)!).toString(), '\x1b[<0;126;31M');
});

test('a drag that leaves the pane stays at its edge', () => {
  const pane = { x: 2, y: 1, cols: 10, rows: 5 };
  const at = (x: number, y: number) => inPane({ ...event('motion', 0), x, y }, pane, null);
  assert.deepEqual(at(0, 0), { x: 0, y: 0 });
  assert.deepEqual(at(50, 50), { x: 9, y: 4 });
  assert.deepEqual(at(3, 3), { x: 1, y: 2 });
});

test('what is written is read back, in every encoding that has room', () => {
  const buttons = fc.constantFrom(0, 1, 2, 4, 5, 6, 7, 8, 9);
  fc.assert(
    fc.property(
      fc.constantFrom<MouseEvent['action']>('press', 'release', 'motion'),
      buttons,
      fc.nat(7),
      fc.nat(2200),
      fc.nat(300),
      fc.constantFrom<Modes['mouseEncoding']>('default', 'utf8', 'sgr'),
      (action, button, mods, x, y, mouseEncoding) => {
        if (button > 3 && action !== 'press') return;
        const e: MouseEvent = { action, button, mods, x, y };
        const out = encodeMouse(e, { x, y }, { mouse: 'any', mouseEncoding }, null);
        const room =
          mouseEncoding === 'sgr' || (x <= (mouseEncoding === 'utf8' ? 2014 : 222) && y <= (mouseEncoding === 'utf8' ? 2014 : 222));
        assert.equal(out !== null, room);
        if (!out) return;
        const t = Object.assign(new Tokenizer(), { mouseUtf8: mouseEncoding === 'utf8' });
        const [token, ...rest] = t.push(out);
        assert.equal(rest.length, 0);
        const named = mouseEncoding === 'sgr' || action !== 'release';
        assert.deepEqual(token?.kind === 'mouse' && token.mouse, named ? e : { ...e, button: Button.none });
      },
    ),
    { numRuns: 3000 },
  );
});

test('a panned session is clicked where it is shown', () => {
  const cell = { width: 10, height: 20 };
  assert.deepEqual(fromOrigin({ x: 3, y: 4 }, { x: 0, y: 0 }, cell), { x: 3, y: 4 });
  assert.deepEqual(fromOrigin({ x: 3, y: 4, pixels: { x: 35, y: 85 } }, { x: 20, y: 2 }, cell), {
    x: 23,
    y: 6,
    pixels: { x: 235, y: 125 },
  });
});
