import assert from 'node:assert/strict';
import test from 'node:test';
import { COMMANDS, hints, keysText } from '../commands.ts';
import { characters } from './characters.ts';
import { characterKey } from './key.ts';
import { commandOf } from './keymap.ts';
import { Tokenizer } from './tokenizer.ts';

/** The command of what is typed. */
function typed(bytes: string, welcome: boolean): string | null {
  const t = new Tokenizer();
  const [token] = [...t.push(Buffer.from(bytes)), ...t.flush()];
  const key = token!.kind === 'key' ? token!.key : characterKey(characters(token!.raw)[0]!.text);
  const bound = commandOf(key, welcome);
  return bound && (bound.id === 'goto' ? `goto ${bound.argument}` : bound.id);
}

test('every key of command mode, as terminals send it', () => {
  const table: [string[], string][] = [
    [['N', 'c', '\x1b[110;2u', '\x1b[110:78;2u', '\x1b[99u', '\x1b[110;66u'.replace('66', '65')], 'new'],
    [['.', '\x1b[46u'], 'again'],
    [['n', '\x1b[C', '\x1bOC', '\t', '\x1b[110u', '\x1b[9u', '\x1b[57418u'], 'next'],
    [['p', '\x1b[D', '\x1bOD', '\x1b[Z', '\x1b[9;2u'], 'previous'],
    [['3', '\x1b[51u', '\x1b[57402u'], 'goto 3'],
    [['9'], 'goto 9'],
    [['`'], 'last'],
    [['x'], 'close'],
    [['r'], 'rename'],
    [['<', '\x1b[44;2u', '\x1b[60u'], 'move-left'],
    [['>', '\x1b[46;2u'], 'move-right'],
    [['R'], 'restart'],
    [[':', '\x1b[59;2u', '\x1b[58u', '\x1b[46:58;2u'], 'palette'],
    [['d'], 'detach'],
    [['?', '\x1b[47;2u'], 'help'],
    [['q'], 'quit'],
    [['\x1b', '\x1b[27u', '\r', '\x1b[57414u'], 'leave'],
  ];
  for (const [keys, command] of table) for (const k of keys) assert.equal(typed(k, false), command, JSON.stringify(k));
  for (const k of ['0', 'Z', '\x01', '\x1bn', '\x1b[A', '\x1b[1;3C', '\x1b[110;5u']) assert.equal(typed(k, false), null, JSON.stringify(k));
});

test('on the welcome screen n is N, and what needs a tab is nothing', () => {
  for (const k of ['N', 'n', 'c']) assert.equal(typed(k, true), 'new');
  for (const k of ['q', 'd', '?', ':', '.']) assert.ok(typed(k, true));
  for (const k of ['x', 'p', '1', 'r', 'R', '<', '`', '\t', '\x1b', '\r']) assert.equal(typed(k, true), null, k);
});

test('the table: no key twice, every row has its texts', () => {
  for (const welcome of [false, true]) {
    const seen = new Map<string, string>();
    for (const row of COMMANDS) {
      if (welcome && !row.welcome) continue;
      const more: readonly string[] = welcome && 'welcomeKeys' in row ? (row.welcomeKeys ?? []) : [];
      for (const key of [...row.keys, ...more]) {
        assert.equal(seen.get(key), undefined, `${key} is ${row.id} and ${seen.get(key)}`);
        seen.set(key, row.id);
      }
    }
  }
  const ids = COMMANDS.map((row) => row.id);
  assert.equal(new Set(ids).size, ids.length);
  for (const row of COMMANDS) {
    assert.ok(row.title.length > 3 && row.help.endsWith('.'), row.id);
    assert.ok(row.keys.length > 0 && keysText(row).length > 0, row.id);
    assert.ok(row.hint.length <= 12, row.id);
  }
  assert.equal(keysText(COMMANDS.find((row) => row.id === 'next')!), 'n, →, Tab');
  assert.deepEqual(
    hints(true).map((h) => `${h.key} ${h.hint}`),
    ['N new', 'A keys', ': find', 'd detach', '? help', 'q quit'],
  );
  assert.ok(hints(false).some((h) => h.key === '1..9' && h.hint === 'tab'));
});
