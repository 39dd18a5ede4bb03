import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMANDS, keysText } from './commands.ts';
import { helpSections } from './help.ts';

test('help has every command of the table once, with its keys and its sentence', () => {
  const rows = helpSections(COMMANDS, 'Ctrl+\\', true).flatMap((section) => section.rows);
  for (const command of COMMANDS) {
    assert.equal(rows.filter((row) => row.key === keysText(command) && row.text === command.help).length, 1, command.id);
  }
});

test('a command is found by what the palette and the configuration call it', () => {
  const rows = helpSections(COMMANDS, 'Ctrl+\\', true).flatMap((section) => section.rows);
  for (const word of ['rename', 'detach', 'zoom', 'palette', 'swap', 'Run an ended tab again'])
    assert.ok(
      rows.some((row) => row.also?.includes(word)),
      word,
    );
});

test('it names the leader in force, and the mouse only where it is on', () => {
  const text = (leader: string, mouse: boolean) => JSON.stringify(helpSections(COMMANDS, leader, mouse));
  assert.match(text('Alt+x', true), /Alt\+x Alt\+x.*double click/);
  assert.doesNotMatch(text('Alt+x', false), /double click/);
});
