import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMANDS, hints, keysText } from './commands.ts';
import { Tokenizer } from './input/tokenizer.ts';
import { Keymap, type KeysTable } from './keys-in-force.ts';

/** The key that a terminal says by those bytes. */
function keyOf(bytes: string) {
  const tokenizer = new Tokenizer();
  const [token] = [...tokenizer.push(Buffer.from(bytes), 0), ...tokenizer.flush()];
  assert.ok(token?.kind === 'key', `${JSON.stringify(bytes)} is a key`);
  return token.key;
}

test('a key without the leader is found in every encoding', () => {
  for (const [name, encodings, others] of [
    ['A-1', ['\x1b1', '\x1b[49;3u', '\x1b[27;3;49~'], ['\x1b2', '\x1b[49;5u', '\x1b[49;7u']],
    ['A-N', ['\x1bN', '\x1b[110;4u', '\x1b[110:78;4u', '\x1b[27;4;78~'], ['\x1bn', '\x1b[110;3u']],
    ['A-n', ['\x1bn', '\x1b[110;3u', '\x1b[110;67u'], ['\x1bN', '\x1b[110;4u']],
    ['C-t', ['\x14', '\x1b[116;5u', '\x1b[27;5;116~', '\x1b[1090::116;5u'], ['\x1b[116;6u', '\x1b\x14']],
    ['C-S-t', ['\x1b[116;6u', '\x1b[1090::116;6u'], ['\x14', '\x1b[116;5u']],
    ['C-Tab', ['\x1b[9;5u', '\x1b[27;5;9~'], ['\t', '\x1b[Z', '\x1b[9;6u']],
    ['A-Left', ['\x1b[1;3D'], ['\x1b[D', '\x1b[1;5D']],
    ['S-PageUp', ['\x1b[5;2~'], ['\x1b[5~']],
    ['F5', ['\x1b[15~'], ['\x1b[15;2~', '\x1b[17~']],
    ['D-t', ['\x1b[116;9u'], ['\x1b[116;5u']],
  ] as const) {
    const map = new Keymap({ [name]: 'next' });
    for (const bytes of encodings) assert.equal(map.directOf(keyOf(bytes))?.id, 'next', `${name} as ${JSON.stringify(bytes)}`);
    for (const bytes of others) assert.equal(map.directOf(keyOf(bytes)), null, `${name} and ${JSON.stringify(bytes)}`);
  }
});

test('keys of command mode are replaced, added and taken away', () => {
  const typed = (text: string) => ({ code: text.charCodeAt(0), mods: 0, event: 'press' as const, text });
  const asked = (keys: KeysTable, text: string, welcome = false) => {
    const bound = new Keymap(keys).commandOf(typed(text), welcome);
    return bound && `${bound.id} ${bound.argument}`.trim();
  };
  for (const [keys, text, welcome, wanted] of [
    [{}, 'x', false, 'close'],
    [{ x: 'next' }, 'x', false, 'next'],
    [{ x: false }, 'x', false, null],
    [{ x: '' }, 'x', false, null],
    [{ a: 'new claude kimi' }, 'a', false, 'new claude kimi'],
    [{ a: 'new claude kimi' }, 'a', true, 'new claude kimi'],
    [{ a: 'close' }, 'a', true, null],
    [{ n: 'detach' }, 'n', true, 'detach'],
    [{}, 'n', true, 'new'],
    [{}, '3', false, 'goto 3'],
    [{ '0': 'tab 10' }, '0', false, 'goto 10'],
    [{ x: 'no such command' }, 'x', false, 'close'],
  ] as [KeysTable, string, boolean, string | null][]) {
    assert.equal(asked(keys, text, welcome), wanted, `${JSON.stringify(keys)} ${text}`);
  }
  assert.equal(new Keymap({ 'leader C-x': 'close' }).commandOf(keyOf('\x18'), false)?.id, 'close');
  assert.equal(new Keymap({ 'leader C-x': 'close' }).directOf(keyOf('\x18')), null);
});

test('help and hints show the keys in force', () => {
  const { rows } = new Keymap({ x: 'detach', 'A-d': 'detach', N: false, 'A-1': 'tab 1', a: 'new claude' });
  const text = (id: string) => keysText(rows.find((row) => row.id === id)!);
  assert.equal(text('close'), '');
  assert.equal(text('detach'), 'd, x');
  assert.deepEqual(rows.find((row) => row.id === 'detach')?.direct, ['Alt+d']);
  assert.equal(text('new'), 'c');
  assert.equal(text('goto'), '1..9');
  const given = rows.filter((row) => row.given !== undefined).map((row) => `${keysText(row)}/${row.direct}: ${row.title}`);
  assert.deepEqual(given, ['a/: Open an agent tab: claude', '/Alt+1: Go to a tab by its number: 1']);
  const shown = hints(false, rows);
  assert.ok(shown.some((hint) => hint.key === 'c' && hint.id === 'new'));
  assert.ok(!shown.some((hint) => hint.id === 'close'), 'what has no key has no hint');
  assert.deepEqual(new Keymap({}).rows, COMMANDS);
});

test('only some keys need a keyboard protocol', () => {
  assert.equal(new Keymap({ 'A-1': 'next', F5: 'next', 'leader C-Tab': 'next' }).needsProtocol, false);
  assert.equal(new Keymap({ 'C-Tab': 'next' }).needsProtocol, true);
});
