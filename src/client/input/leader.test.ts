import assert from 'node:assert/strict';
import test from 'node:test';
import { parseLeader } from '../../config/leader.ts';
import { isLeader } from './leader.ts';
import { Tokenizer } from './tokenizer.ts';

/** The key events in `bytes`. */
function keys(bytes: string) {
  const t = new Tokenizer();
  return [...t.push(Buffer.from(bytes)), ...t.flush()].flatMap((token) => (token.kind === 'key' ? [token.key] : []));
}

test('the leader is known in every encoding', () => {
  const table: [string, string[]][] = [
    [
      'C-\\',
      [
        '\x1c',
        '\x1b[92;5u',
        '\x1b[92;69u',
        '\x1b[92;133u',
        '\x1b[92;197u',
        '\x1b[92:124;5u',
        '\x1b[27;5;92~',
        '\x1b[92;5:3u',
        '\x1b[92;5:2u',
      ],
    ],
    ['C-a', ['\x01', '\x1b[97;5u', '\x1b[97;69u', '\x1b[27;5;97~', '\x1b[1092::97;5u']],
    ['C-]', ['\x1d', '\x1b[93;5u', '\x1b[27;5;93~']],
    ['C-_', ['\x1f', '\x1b[95;5u', '\x1b[45;6u', '\x1b[45:95;6u', '\x1b[27;6;95~', '\x1b[47;5u']],
    ['C-^', ['\x1e', '\x1b[54:94;6u', '\x1b[27;6;94~']],
    ['C-Space', ['\0', '\x1b[32;5u', '\x1b[27;5;32~', '\x1b[64;5u']],
    ['A-x', ['\x1bx', '\x1b[120;3u', '\x1b[27;3;120~', '\x1b[120;67u']],
    ['A-Q', ['\x1bQ', '\x1b[113;4u', '\x1b[113:81;4u', '\x1b[27;4;81~']],
    ['A-?', ['\x1b?', '\x1b[47:63;4u']],
    ['C-A-g', ['\x1b\x07', '\x1b[103;7u', '\x1b[27;7;103~']],
    ['C-h', ['\b', '\x1b[104;5u']],
  ];
  for (const [name, encodings] of table) {
    const leader = parseLeader(name);
    assert.ok(leader, name);
    for (const bytes of encodings) {
      const [key, ...rest] = keys(bytes);
      assert.ok(key && rest.length === 0 && isLeader(key, leader), `${name} as ${JSON.stringify(bytes)}`);
    }
  }
});

test('other keys are not the leader', () => {
  const table: [string, string[]][] = [
    ['C-\\', ['\x1b[92u', '\x1b[92;6u', '\x1b[92;7u', '\x1b[92;13u', '\x1b\\', '\x1b[52;5u', '\x1b\x1c', '\x1d', '\x1b[1;5A', '\x1b[27u']],
    ['C-a', ['\x1b[97;6u', '\x1b[97u', '\x1ba', '\x02', '\x1b[H']],
    ['A-x', ['\x1bX', '\x1b[120;5u', '\x1b[120;7u', '\x1by']],
    ['C-h', ['\x7f', '\x1b[127;5u']],
  ];
  for (const [name, encodings] of table) {
    for (const bytes of encodings) {
      const [key] = keys(bytes);
      assert.ok(key && !isLeader(key, parseLeader(name)!), `${name} and ${JSON.stringify(bytes)}`);
    }
  }
});
