import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowText } from '../../protocol/cells.ts';
import { inAscii } from './ascii.ts';
import { layoutStrip } from './strip.ts';
import { themeOf } from './theme.ts';

test('a strip in ASCII has no sign that is none, and stands where it stood', () => {
  const tabs = Array.from({ length: 6 }, (_, i) => ({
    ...{ index: i + 1, id: `t${i + 1}`, label: `${'label '.repeat(8)}é`, attention: false },
    ...{ state: 'running' as const, activity: 'idle' as const },
  }));
  const strip = () => layoutStrip({ tabs, active: 't3', cols: 80, mode: 'tab', theme: themeOf({}), closable: true, ascii: true }).row;
  const text = rowText(inAscii(strip()));
  assert.match(text, /^<\d .* label lab~ \..*x.* \d> \+/);
  assert.match(text, /^[\x20-\x7e]*$/);
  assert.equal(text.length, rowText(strip()).length);
});
