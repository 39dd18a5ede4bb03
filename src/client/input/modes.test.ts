import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { DEFAULT_MODES, type SessionModes } from '../../protocol/frame.ts';
import { type Abilities, modeSwitch, NO_ABILITIES, type OuterModes, outerModes, sameKeyboard, UNTOUCHED } from './modes.ts';

const KITTY: Abilities = { ...NO_ABILITIES, kittyKeyboard: true };
const tab = (modes: Partial<SessionModes> = {}): SessionModes => ({ ...DEFAULT_MODES, ...modes });

test('paste brackets and focus reports are always asked for', () => {
  for (const modes of [null, tab(), tab({ bracketedPaste: true, focusEvents: true })]) {
    const outer = outerModes(modes, false);
    assert.equal(outer.bracketedPaste && outer.focusEvents, true);
  }
});

test('the mouse: as much as the tab or the chrome needs, in SGR', () => {
  const table: [SessionModes['mouse'], boolean, OuterModes['mouse']][] = [
    ['none', false, 'none'],
    ['none', true, 'any'],
    ['x10', false, 'normal'],
    ['normal', false, 'normal'],
    ['normal', true, 'any'],
    ['button', false, 'button'],
    ['any', true, 'any'],
  ];
  for (const [mouse, chrome, wanted] of table) {
    const outer = outerModes(tab({ mouse }), chrome);
    assert.equal(outer.mouse, wanted);
    assert.equal(outer.mouseEncoding, wanted === 'none' ? 'default' : 'sgr');
  }
  const pixels = tab({ mouse: 'any', mouseEncoding: 'sgr-pixels' });
  assert.equal(outerModes(pixels, true).mouseEncoding, 'sgr');
  assert.equal(outerModes(pixels, true, { ...NO_ABILITIES, pixelMouse: true }).mouseEncoding, 'sgr-pixels');
});

test('the keyboard: the tab’s own protocol, or the nearest that the terminal has', () => {
  const table: [Partial<SessionModes> | null, Abilities, number | null, number, boolean][] = [
    [{}, NO_ABILITIES, null, 0, true],
    [{}, KITTY, 0, 0, true],
    [{ kittyFlags: 5, modifyOtherKeys: 2 }, KITTY, 5, 0, true],
    [{ kittyFlags: 5 }, NO_ABILITIES, null, 2, false],
    [{ modifyOtherKeys: 2 }, NO_ABILITIES, null, 2, true],
    [{ modifyOtherKeys: 2 }, KITTY, 1, 0, false],
    [{ modifyOtherKeys: 2 }, { ...KITTY, modifyOtherKeys: true }, 0, 2, true],
    [null, KITTY, 1, 0, false],
    [null, NO_ABILITIES, null, 0, true],
  ];
  for (const [modes, abilities, flags, level, same] of table) {
    const outer = outerModes(modes && tab(modes), true, abilities);
    assert.deepEqual([outer.kittyFlags, outer.modifyOtherKeys], [flags, level], JSON.stringify([modes, abilities]));
    assert.equal(sameKeyboard(outer, tab(modes ?? {})), same, JSON.stringify([modes, abilities]));
  }
  const cursor = tab({ applicationCursor: true, applicationKeypad: true });
  assert.equal(sameKeyboard(outerModes(cursor, true), cursor), true);
  assert.equal(sameKeyboard(outerModes(tab(), true), cursor), false);
});

test('the switch is the shortest that does it', () => {
  const from = outerModes(tab(), true, KITTY);
  assert.equal(modeSwitch(from, from), '');
  assert.equal(modeSwitch(from, outerModes(tab({ applicationCursor: true, mouse: 'any' }), true, KITTY)), '\x1b[?1h');
  assert.equal(modeSwitch(outerModes(tab({ mouse: 'button' }), false), outerModes(tab(), true)), '\x1b[?1002l\x1b[?1003h');
  assert.equal(modeSwitch(from, outerModes(tab({ kittyFlags: 7 }), true, KITTY)), '\x1b[=7u');
  assert.equal(modeSwitch(from, outerModes(tab({ applicationKeypad: true }), true, KITTY)), '\x1b=');
  assert.equal(modeSwitch(UNTOUCHED, outerModes(null, true, KITTY)), '\x1b[?2004;1004;2031;1003;1006h\x1b[>1u');
  assert.equal(modeSwitch(outerModes(null, true, KITTY), UNTOUCHED), '\x1b[?2004;1004;2031;1003;1006l\x1b[<u');
  const wheel = tab({ alternateScreen: true });
  assert.equal(modeSwitch(UNTOUCHED, outerModes(wheel, false)), '\x1b[?1007s\x1b[?2004;1004;2031;1007h');
  assert.equal(modeSwitch(outerModes(wheel, false), outerModes(tab(), false)), '\x1b[?1007l');
  assert.equal(modeSwitch(outerModes(wheel, false), UNTOUCHED), '\x1b[?1007r\x1b[?2004;1004;2031l');
  assert.equal(modeSwitch(outerModes(tab({ modifyOtherKeys: 2 }), false), outerModes(tab(), false)), '\x1b[>4m');
});

/** What a terminal that keeps one flag per mode makes of a switch. */
function apply(state: Map<string, string>, sequence: string): void {
  for (const [, numbers, end] of sequence.matchAll(/\x1b\[\?([\d;]+)([hl])/g)) {
    for (const n of numbers!.split(';')) state.set(n, end!);
  }
  for (const [, flags] of sequence.matchAll(/\x1b\[[=>](\d+)u/g)) state.set('kitty', flags!);
  if (sequence.includes('\x1b[<u')) state.set('kitty', 'none');
  for (const [, level] of sequence.matchAll(/\x1b\[>4;?(\d*)m/g)) state.set('other', level || '0');
  if (/\x1b[=>](?!\d)/.test(sequence)) state.set('keypad', /\x1b=/.test(sequence) ? 'h' : 'l');
}

test('any way through modes ends where it should, and leads back', () => {
  const modes = fc.record({
    applicationCursor: fc.boolean(),
    applicationKeypad: fc.boolean(),
    mouse: fc.constantFrom<SessionModes['mouse']>('none', 'x10', 'normal', 'button', 'any'),
    mouseEncoding: fc.constantFrom<SessionModes['mouseEncoding']>('default', 'utf8', 'sgr', 'sgr-pixels'),
    kittyFlags: fc.nat(31),
    modifyOtherKeys: fc.nat(2),
    alternateScreen: fc.boolean(),
  });
  const abilities = fc.record({
    kittyKeyboard: fc.boolean(),
    modifyOtherKeys: fc.boolean(),
    pixelMouse: fc.boolean(),
    synchronizedOutput: fc.boolean(),
  });
  const way = fc.array(fc.oneof(fc.constant(null), modes), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(way, abilities, fc.boolean(), (stations, can, chrome) => {
      const state = new Map<string, string>();
      let at: OuterModes = UNTOUCHED;
      for (const station of stations) {
        const next = outerModes(station && tab(station), chrome, can);
        apply(state, modeSwitch(at, next));
        at = next;
        const on = (n: number) => state.get(String(n)) === 'h';
        assert.equal(on(1), next.applicationCursor);
        assert.deepEqual(
          [1000, 1002, 1003].filter(on),
          next.mouse === 'none' ? [] : [{ x10: 9, normal: 1000, button: 1002, any: 1003 }[next.mouse]],
        );
        assert.deepEqual([1006, 1016].filter(on), next.mouseEncoding === 'default' ? [] : [next.mouseEncoding === 'sgr' ? 1006 : 1016]);
        assert.equal(state.get('keypad') === 'h', next.applicationKeypad);
        assert.equal(state.get('kitty') ?? 'none', String(next.kittyFlags ?? 'none'));
        assert.equal(state.get('other') ?? '0', String(next.modifyOtherKeys));
      }
      apply(state, modeSwitch(at, UNTOUCHED));
      state.delete('1007');
      for (const [name, value] of state) assert.ok(value === 'l' || value === 'none' || value === '0', `${name} is left at ${value}`);
    }),
    { numRuns: 1000 },
  );
});
