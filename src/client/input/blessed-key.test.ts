import assert from 'node:assert/strict';
import test from 'node:test';
import { toBlessedKey } from './blessed-key.ts';
import { characters } from './characters.ts';
import { characterKey } from './key.ts';
import { Tokenizer } from './tokenizer.ts';

/** What blessed is told of what is typed: `full` and the character. */
function told(bytes: string): string | null {
  const t = new Tokenizer();
  const [token] = [...t.push(Buffer.from(bytes)), ...t.flush()];
  const key = token!.kind === 'key' ? token!.key : characterKey(characters(token!.raw)[0]!.text);
  const event = toBlessedKey(key);
  return event && `${event.key.full} ${JSON.stringify(event.ch ?? null)}`;
}

test('keys become what blessed’s own parser makes of them', () => {
  const table: [string, string | null][] = [
    ['a', 'a "a"'],
    ['N', 'S-n "N"'],
    [':', ': ":"'],
    ['5', '5 "5"'],
    ['ä', 'ä "ä"'],
    ['汉', '汉 "汉"'],
    [' ', 'space " "'],
    ['\r', 'return "\\r"'],
    ['\n', 'return "\\r"'],
    ['\t', 'tab "\\t"'],
    ['\x1b[Z', 'S-tab null'],
    ['\x1b', 'escape "\\u001b"'],
    ['\x7f', `backspace ${JSON.stringify('\x7f')}`],
    ['\b', `backspace ${JSON.stringify('\x7f')}`],
    ['\x15', 'C-u null'],
    ['\x1bb', 'M-b null'],
    ['\x1b[A', 'up null'],
    ['\x1b[1;5C', 'C-right null'],
    ['\x1b[5~', 'pageup null'],
    ['\x1b[3~', 'delete null'],
    ['\x1b[15~', 'f5 null'],
    ['\x1b[97u', 'a "a"'],
    ['\x1b[97;2u', 'S-a "A"'],
    ['\x1b[13u', 'return "\\r"'],
    ['\x1b[27u', 'escape "\\u001b"'],
    ['\x1b[117;5u', 'C-u null'],
    ['\x1b[57414u', 'return "\\r"'],
    ['\x1b[57400u', '1 "1"'],
    ['\x1b[97;1:3u', null],
    ['\x1b[57442;5u', null],
  ];
  for (const [bytes, shown] of table) assert.equal(told(bytes), shown, JSON.stringify(bytes));
});

test('blessed makes enter out of return', () => {
  const event = toBlessedKey({ code: 13, mods: 0, event: 'press', text: '' });
  assert.deepEqual([event?.key.name, event?.key.sequence], ['return', '\r']);
});
