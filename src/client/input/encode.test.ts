import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { encodeKey, type KeyModes } from './encode.ts';
import { Code, codeOfName, type Key, type KeyEvent, keyLabel, Mod, shiftedCode, typedText } from './key.ts';
import { Tokenizer } from './tokenizer.ts';

const LEGACY: KeyModes = { applicationCursor: false, applicationKeypad: false, kittyFlags: 0, modifyOtherKeys: 0 };
const kitty = (kittyFlags: number): KeyModes => ({ ...LEGACY, kittyFlags });
const other = (modifyOtherKeys: number): KeyModes => ({ ...LEGACY, modifyOtherKeys });

/** A key as `Ctrl+Shift+a` and an event. */
function key(label: string, event: KeyEvent = 'press'): Key {
  const parts = label.split(/\+(?=.)/);
  const name = parts.pop()!;
  let mods = 0;
  for (const p of parts) mods |= Mod[p.toLowerCase() as 'shift'];
  const code = codeOfName(name)!;
  assert.ok(code, name);
  return { code, mods, event, text: event === 'release' ? '' : typedText(code, mods) };
}

test('legacy: what xterm sends', () => {
  const table: [string, string][] = [
    ['a', 'a'],
    ['Shift+a', 'A'],
    ['Shift+;', ':'],
    ['Ctrl+a', '\x01'],
    ['Ctrl+Shift+a', '\x01'],
    ['Alt+a', '\x1ba'],
    ['Alt+Shift+a', '\x1bA'],
    ['Ctrl+Alt+a', '\x1b\x01'],
    ['Ctrl+\\', '\x1c'],
    ['Ctrl+/', '\x1f'],
    ['Ctrl+Shift+-', '\x1f'],
    ['Ctrl+2', '\0'],
    ['Ctrl+1', '1'],
    ['Ctrl+;', ';'],
    ['Super+a', ''],
    ['ä', 'ä'],
    ['Shift+ä', 'Ä'],
    ['Alt+ä', '\x1bä'],
    ['Space', ' '],
    ['Shift+Space', ' '],
    ['Ctrl+Space', '\0'],
    ['Alt+Space', '\x1b '],
    ['Enter', '\r'],
    ['Shift+Enter', '\r'],
    ['Ctrl+Enter', '\r'],
    ['Alt+Enter', '\x1b\r'],
    ['Tab', '\t'],
    ['Shift+Tab', '\x1b[Z'],
    ['Alt+Shift+Tab', '\x1b\x1b[Z'],
    ['Backspace', '\x7f'],
    ['Ctrl+Backspace', '\b'],
    ['Alt+Backspace', '\x1b\x7f'],
    ['Escape', '\x1b'],
    ['Alt+Escape', '\x1b\x1b'],
    ['Up', '\x1b[A'],
    ['Ctrl+Up', '\x1b[1;5A'],
    ['Shift+End', '\x1b[1;2F'],
    ['Home', '\x1b[H'],
    ['Delete', '\x1b[3~'],
    ['Shift+Delete', '\x1b[3;2~'],
    ['PageUp', '\x1b[5~'],
    ['F1', '\x1bOP'],
    ['Shift+F3', '\x1b[1;2R'],
    ['F5', '\x1b[15~'],
    ['Ctrl+F12', '\x1b[24;5~'],
    ['F13', '\x1b[25~'],
    ['F30', ''],
    ['KP5', '5'],
    ['KPEnter', '\r'],
    ['KPUp', '\x1b[A'],
    ['KPDelete', '\x1b[3~'],
    ['CapsLock', ''],
  ];
  for (const [label, bytes] of table) assert.equal(encodeKey(key(label), LEGACY), bytes, label);
  for (const label of ['a', 'Up', 'Enter']) {
    assert.equal(encodeKey(key(label, 'release'), LEGACY), '', `release of ${label}`);
    assert.equal(encodeKey(key(label, 'repeat'), LEGACY), encodeKey(key(label), LEGACY), `repeat of ${label}`);
  }
});

test('legacy: application cursor and keypad', () => {
  const cursor = { ...LEGACY, applicationCursor: true };
  assert.equal(encodeKey(key('Up'), cursor), '\x1bOA');
  assert.equal(encodeKey(key('Home'), cursor), '\x1bOH');
  assert.equal(encodeKey(key('Ctrl+Up'), cursor), '\x1b[1;5A');
  assert.equal(encodeKey(key('Delete'), cursor), '\x1b[3~');
  const keypad = { ...LEGACY, applicationKeypad: true };
  assert.equal(encodeKey(key('KPEnter'), keypad), '\x1bOM');
  assert.equal(encodeKey(key('KP5'), keypad), '\x1bOu');
  assert.equal(encodeKey({ ...key('KP5'), mods: Mod.numLock }, keypad), '5');
  assert.equal(encodeKey(key('KPUp'), keypad), '\x1b[A');
});

test('modifyOtherKeys: level 1 leaves what legacy tells apart, level 2 only what types', () => {
  const table: [string, string, string][] = [
    ['a', 'a', 'a'],
    ['Shift+a', 'A', 'A'],
    ['Shift+;', ':', ':'],
    ['Ctrl+a', '\x01', '\x1b[27;5;97~'],
    ['Ctrl+Shift+a', '\x1b[27;6;65~', '\x1b[27;6;65~'],
    ['Alt+a', '\x1ba', '\x1b[27;3;97~'],
    ['Alt+Shift+a', '\x1bA', '\x1b[27;4;65~'],
    ['Ctrl+Alt+a', '\x1b\x01', '\x1b[27;7;97~'],
    ['Ctrl+;', '\x1b[27;5;59~', '\x1b[27;5;59~'],
    ['Ctrl+1', '\x1b[27;5;49~', '\x1b[27;5;49~'],
    ['Enter', '\r', '\r'],
    ['Shift+Enter', '\x1b[27;2;13~', '\x1b[27;2;13~'],
    ['Ctrl+Enter', '\x1b[27;5;13~', '\x1b[27;5;13~'],
    ['Alt+Enter', '\x1b\r', '\x1b[27;3;13~'],
    ['Tab', '\t', '\t'],
    ['Shift+Tab', '\x1b[Z', '\x1b[Z'],
    ['Ctrl+Tab', '\x1b[27;5;9~', '\x1b[27;5;9~'],
    ['Backspace', '\x7f', '\x7f'],
    ['Ctrl+Backspace', '\b', '\x1b[27;5;127~'],
    ['Escape', '\x1b', '\x1b'],
    ['Shift+Space', ' ', '\x1b[27;2;32~'],
    ['Ctrl+Space', '\0', '\x1b[27;5;32~'],
    ['Ctrl+Up', '\x1b[1;5A', '\x1b[1;5A'],
    ['KPEnter', '\r', '\r'],
  ];
  for (const [label, one, two] of table) {
    assert.equal(encodeKey(key(label), other(1)), one, `${label} at level 1`);
    assert.equal(encodeKey(key(label), other(2)), two, `${label} at level 2`);
  }
});

test('kitty: each flag adds what it says', () => {
  const table: [string, KeyEvent, number, string][] = [
    ['a', 'press', 1, 'a'],
    ['Shift+a', 'press', 1, 'A'],
    ['Ctrl+a', 'press', 1, '\x1b[97;5u'],
    ['Alt+a', 'press', 1, '\x1b[97;3u'],
    ['Ctrl+Shift+a', 'press', 1, '\x1b[97;6u'],
    ['Super+c', 'press', 1, '\x1b[99;9u'],
    ['Escape', 'press', 1, '\x1b[27u'],
    ['Enter', 'press', 1, '\r'],
    ['Shift+Enter', 'press', 1, '\x1b[13;2u'],
    ['Tab', 'press', 1, '\t'],
    ['Shift+Tab', 'press', 1, '\x1b[9;2u'],
    ['Backspace', 'press', 1, '\x7f'],
    ['Ctrl+Backspace', 'press', 1, '\x1b[127;5u'],
    ['Ctrl+Space', 'press', 1, '\x1b[32;5u'],
    ['Up', 'press', 1, '\x1b[A'],
    ['Ctrl+Up', 'press', 1, '\x1b[1;5A'],
    ['F1', 'press', 1, '\x1b[P'],
    ['F3', 'press', 1, '\x1b[13~'],
    ['Shift+F3', 'press', 1, '\x1b[13;2~'],
    ['F5', 'press', 1, '\x1b[15~'],
    ['F13', 'press', 1, '\x1b[57376u'],
    ['Delete', 'press', 1, '\x1b[3~'],
    ['KP0', 'press', 1, '\x1b[57399u'],
    ['Ctrl+KPPageUp', 'press', 1, '\x1b[57421;5u'],
    ['CapsLock', 'press', 1, ''],
    ['a', 'release', 1, ''],
    ['Up', 'release', 1, ''],
    ['Up', 'repeat', 1, '\x1b[A'],
    ['😀', 'press', 1, '😀'],
    ['Up', 'release', 2, '\x1b[1;1:3A'],
    ['Up', 'press', 2, '\x1b[A'],
    ['Escape', 'press', 2, '\x1b'],
    ['a', 'repeat', 3, 'a'],
    ['a', 'release', 3, '\x1b[97;1:3u'],
    ['Ctrl+a', 'repeat', 3, '\x1b[97;5:2u'],
    ['Delete', 'release', 3, '\x1b[3;1:3~'],
    ['Enter', 'release', 3, ''],
    ['Enter', 'repeat', 3, '\r'],
    ['Ctrl+Shift+a', 'press', 5, '\x1b[97:65;6u'],
    ['Ctrl+a', 'press', 5, '\x1b[97;5u'],
    ['Shift+Enter', 'press', 5, '\x1b[13;2u'],
    ['a', 'press', 8, '\x1b[97u'],
    ['a', 'repeat', 8, '\x1b[97u'],
    ['Shift+a', 'press', 8, '\x1b[97;2u'],
    ['Enter', 'press', 8, '\x1b[13u'],
    ['Enter', 'release', 10, '\x1b[13;1:3u'],
    ['Up', 'press', 8, '\x1b[A'],
    ['CapsLock', 'press', 8, '\x1b[57358u'],
    ['a', 'press', 24, '\x1b[97;;97u'],
    ['Shift+a', 'press', 31, '\x1b[97:65;2;65u'],
    ['a', 'release', 31, '\x1b[97;1:3u'],
    ['Ctrl+a', 'press', 31, '\x1b[97;5u'],
  ];
  for (const [label, event, flags, bytes] of table) {
    assert.equal(encodeKey(key(label, event), kitty(flags)), bytes, `${event} of ${label} with flags ${flags}`);
  }
  const cyrillic: Key = { code: 0x441, mods: Mod.ctrl, event: 'press', text: '', base: 99 };
  assert.equal(encodeKey(cyrillic, kitty(5)), '\x1b[1089::99;5u');
  const ime: Key = { code: 0, mods: 0, event: 'press', text: '汉' };
  assert.equal(encodeKey(ime, kitty(1)), '汉');
  assert.equal(encodeKey(ime, kitty(24)), '\x1b[0;;27721u');
  assert.equal(encodeKey({ ...key('Up'), mods: Mod.numLock }, kitty(1)), '\x1b[A', 'locks do not change plain keys');
  assert.equal(encodeKey({ ...key('a'), mods: Mod.numLock }, kitty(8)), '\x1b[97;129u');
});

test('kitty wins where both protocols are asked for', () => {
  assert.equal(encodeKey(key('Shift+Enter'), { ...LEGACY, kittyFlags: 5, modifyOtherKeys: 2 }), '\x1b[13;2u');
});

const NAMED = ['Enter', 'Tab', 'Escape', 'Backspace', 'Space', 'Up', 'Down', 'Left', 'Right', 'Home', 'End', 'Insert', 'Delete'];
const names = fc.oneof(
  fc.constantFrom(...NAMED, 'PageUp', 'PageDown', ...Array.from({ length: 20 }, (_, i) => `F${i + 1}`)),
  fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789`-=[]\\;',./äéд"),
);

/** What the tokenizer reads out of an encoding, as one label. */
function read(bytes: string): string {
  const t = new Tokenizer();
  const tokens = [...t.push(Buffer.from(bytes)), ...t.flush()];
  return tokens
    .map((token) => {
      if (token.kind === 'text') return Buffer.from(token.raw).toString();
      return token.kind === 'key' ? `${keyLabel(token.key)}${token.key.event === 'press' ? '' : ` ${token.key.event}`}` : token.kind;
    })
    .join(' ');
}

test('kitty: every key with every modifier comes back as itself', () => {
  fc.assert(
    fc.property(
      names,
      fc.nat(15),
      fc.constantFrom<KeyEvent>('press', 'repeat', 'release'),
      fc.constantFrom(11, 15, 27, 31),
      (name, mods, event, flags) => {
        const code = codeOfName(name)!;
        const k: Key = { code, mods, event, text: event === 'release' ? '' : typedText(code, mods) };
        assert.equal(read(encodeKey(k, kitty(flags))), `${keyLabel(k)}${event === 'press' ? '' : ` ${event}`}`);
      },
    ),
    { numRuns: 4000 },
  );
  // without flag 8 text is text, and has no events
  fc.assert(
    fc.property(names, fc.nat(15), (name, mods) => {
      const code = codeOfName(name)!;
      const k: Key = { code, mods, event: 'press', text: typedText(code, mods) };
      const same = mods === Mod.shift && code === Code.Space ? ' ' : keyLabel(k);
      const got = read(encodeKey(k, kitty(1)));
      assert.equal(got === ' ' || got !== 'Space' ? got : ' ', same === 'Space' ? ' ' : same);
    }),
    { numRuns: 4000 },
  );
});

test('modifyOtherKeys level 2: every key with every modifier comes back as itself', () => {
  fc.assert(
    fc.property(names, fc.nat(7), (name, mods) => {
      const code = codeOfName(name)!;
      const k: Key = { code, mods, event: 'press', text: typedText(code, mods) };
      const got = read(encodeKey(k, other(2)));
      assert.equal(got === ' ' ? 'Space' : got, keyLabel(k));
    }),
    { numRuns: 4000 },
  );
});

test('legacy: what is unambiguous comes back as itself', () => {
  for (const name of ['Enter', 'Tab', 'Escape', 'Backspace', 'Up', 'Home', 'End', 'Insert', 'Delete', 'PageUp', 'F1', 'F4', 'F5', 'F12']) {
    for (const mods of name.length > 2 && /^(Up|Home|End|Ins|Del|Page)/.test(name) ? [0, 1, 2, 3, 4, 5, 6, 7] : [0]) {
      const k: Key = { code: codeOfName(name)!, mods, event: 'press', text: '' };
      for (const applicationCursor of [false, true]) assert.equal(read(encodeKey(k, { ...LEGACY, applicationCursor })), keyLabel(k));
    }
  }
  for (let c = 0x21; c < 0x7f; c++) {
    const character = String.fromCharCode(c);
    assert.equal(read(character), character);
    const lower = character.toLowerCase();
    const shift = lower === character ? 0 : Mod.shift;
    const alt: Key = { code: lower.charCodeAt(0), mods: Mod.alt | shift, event: 'press', text: '' };
    if (shift) assert.equal(shiftedCode(alt.code), c);
    assert.equal(read(encodeKey(alt, LEGACY)), keyLabel(alt));
  }
  for (const c of 'abcdefgjklnopqrstuvwxyz\\]^_') {
    const k: Key = { code: c.charCodeAt(0), mods: Mod.ctrl, event: 'press', text: '' };
    assert.equal(read(encodeKey(k, LEGACY)), keyLabel(k));
  }
});

test('any key in any mode: no exception', () => {
  const anyKey = fc.record({
    code: fc.oneof(fc.nat(0xd7ff), fc.integer({ min: 57344, max: 63743 }), fc.integer({ min: 63744, max: 0x10ffff })),
    mods: fc.nat(255),
    event: fc.constantFrom<KeyEvent>('press', 'repeat', 'release'),
    text: fc.constantFrom('', 'x', '汉'),
  });
  fc.assert(
    fc.property(anyKey, fc.nat(31), fc.nat(2), fc.boolean(), (k, kittyFlags, modifyOtherKeys, on) => {
      const bytes = encodeKey(k, { kittyFlags, modifyOtherKeys, applicationCursor: on, applicationKeypad: on });
      assert.equal(typeof bytes, 'string');
      assert.ok(!bytes.includes('undefined') && !bytes.includes('NaN'));
      read(bytes);
    }),
    { numRuns: 3000 },
  );
});
