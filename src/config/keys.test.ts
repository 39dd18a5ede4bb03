import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bindable, keyText, needsProtocol, parseCommand, parseKey } from './keys.ts';
import { formatProblem, loadConfig } from './load.ts';
import type { ConfigTable } from './types.ts';

/** A table of commands for tests: the client's is above this room. */
const COMMANDS: readonly Bindable[] = [
  { id: 'new', keys: ['N', 'c'], argument: { what: 'an agent', fits: /^[a-z]+( [a-z]+)?$/, needed: false } },
  { id: 'next', keys: ['n', 'Right', 'Tab'] },
  { id: 'goto', alias: 'tab', keys: ['1', '2', '3'], argument: { what: 'the number of a tab', fits: /^[1-9][0-9]*$/, needed: true } },
  { id: 'close', keys: ['x'] },
];

test('keys are read as operators write them', () => {
  for (const [text, shown, direct, protocol] of [
    ['x', 'x', false, false],
    ['N', 'N', false, false],
    ['S-n', 'N', false, false],
    ['?', '?', false, false],
    ['é', 'é', false, false],
    ['Left', 'Left', false, false],
    ['pagedown', 'PageDown', false, false],
    ['A-1', 'Alt+1', true, false],
    ['M-1', 'Alt+1', true, false],
    ['A-N', 'Alt+N', true, false],
    ['A-S-n', 'Alt+N', true, false],
    ['A-Left', 'Alt+Left', true, false],
    ['S-PageUp', 'Shift+PageUp', true, false],
    ['C-t', 'Ctrl+t', true, false],
    ['C-T', 'Ctrl+t', true, false],
    ['C-@', 'Ctrl+Space', true, false],
    ['C-A-b', 'Ctrl+Alt+b', true, false],
    ['A-C-b', 'Ctrl+Alt+b', true, false],
    ['C-Tab', 'Ctrl+Tab', true, true],
    ['C-S-Tab', 'Ctrl+Shift+Tab', true, true],
    ['C-S-t', 'Ctrl+Shift+t', true, true],
    ['C-1', 'Ctrl+1', true, true],
    ['D-t', 'Super+t', true, true],
    ['F5', 'F5', true, false],
    ['S-F5', 'Shift+F5', true, false],
    ['leader C-x', 'Ctrl+x', false, false],
    ['leader F5', 'F5', false, false],
    ['C--', 'Ctrl+-', true, true],
    ['-', '-', false, false],
    [' ', 'Space', false, false],
    ['Space', 'Space', false, false],
  ] as const) {
    const bound = parseKey(text);
    assert.ok(bound, text);
    assert.deepEqual([keyText(bound.key), bound.direct, needsProtocol(bound.key)], [shown, direct, protocol], text);
  }
  for (const text of ['', 'C-', 'C-C-x', 'C-xy', 'Lfet', 'F13', 'leader', 'leader ', 'X-a', 'S-1', '\x1b', 'é́']) {
    assert.equal(parseKey(text), null, JSON.stringify(text));
  }
});

test('commands are read with what they take', () => {
  for (const [text, id, argument] of [
    ['next', 'next', ''],
    [' tab  3 ', 'goto', '3'],
    ['goto 3', 'goto', '3'],
    ['new claude kimi', 'new', 'claude kimi'],
  ] as const) {
    const found = parseCommand(text, COMMANDS);
    assert.deepEqual([found?.command.id, found?.argument], [id, argument], text);
  }
  assert.equal(parseCommand('nxet', COMMANDS), null);
});

const BUILTIN: ConfigTable = {
  agents: { claude: { label: 'Claude', wiring: 'claude' }, amp: { label: 'Amp' } },
  providers: { kimi: { label: 'Kimi', claude: { base_url: 'http://x' } }, openai: { label: 'OpenAI' } },
};
const check = async (...lines: string[]) =>
  (await loadConfig('c.toml', `${lines.join('\n')}\n`, BUILTIN, COMMANDS)).problems.map(formatProblem);

test('a table of keys without mistakes has none', async () => {
  const keys = [
    '"x" = "next"',
    '"A-1" = "tab 1"',
    '"C-Tab" = "next"',
    '"N" = false',
    '"c" = ""',
    '"leader C-x" = "close"',
    '"a" = "new claude kimi"',
  ];
  assert.deepEqual(await check('[keys]', ...keys), []);
});

for (const [name, lines, expected] of [
  ['a key that is none', ['"Lfet" = "next"'], /^c\.toml:2:1: keys\.Lfet: this name does not fit here; a key fits: /],
  ['a value that is none', ['"x" = 3'], 'c.toml:2:7: keys.x: found 3; a command fits, such as "next" or "tab 1", or false for none'],
  ['a command that there is not', ['"x" = "clsoe"'], 'c.toml:2:7: keys.x: no command is called "clsoe"; did you mean "close"?'],
  [
    'a key of a provider in the place of a command',
    ['"x" = "sk-made-up"'],
    'c.toml:2:7: keys.x: no command is called a string that may be a key; these are there: new, next, tab, close',
  ],
  ['a command like none', ['"x" = "fly away"'], 'c.toml:2:7: keys.x: no command is called "fly"; these are there: new, next, tab, close'],
  ['too much for a command', ['"x" = "next 3"'], 'c.toml:2:7: keys.x: "next" takes nothing more; "next" alone fits'],
  ['too little for a command', ['"x" = "tab"'], 'c.toml:2:7: keys.x: "tab" needs more; the number of a tab behind it fits'],
  ['the wrong thing for a command', ['"x" = "tab one"'], 'c.toml:2:7: keys.x: "one" is not what "tab" takes; the number of a tab fits'],
  ['an agent that there is not', ['"x" = "new clade kimi"'], 'c.toml:2:7: keys.x: "clade": no agent has this name; did you mean "claude"?'],
  [
    'a provider that there is not',
    ['"x" = "new claude kimmi"'],
    'c.toml:2:7: keys.x: "kimmi": no provider has this name; did you mean "kimi"?',
  ],
  [
    'a provider that the agent cannot use',
    ['"x" = "new claude openai"'],
    'c.toml:2:7: keys.x: "openai": this agent cannot use that provider; it can use kimi',
  ],
  ['one key twice', ['"A-N" = "next"', '"M-S-n" = "close"'], 'c.toml:3:1: keys.M-S-n: this is the same key as "A-N"; one of the two fits'],
  ['the leader', ['"C-\\\\" = "next"'], 'c.toml:2:1: keys."C-\\\\": this key is the leader; another key fits, or another leader'],
  ['the way out of command mode', ['"Esc" = "next"'], 'c.toml:2:1: keys.Esc: Esc always leaves command mode; another key fits'],
  [
    'a key that programs need',
    ['"C-c" = "close"'],
    'c.toml:2:1: keys.C-c: programs are interrupted with it; "leader C-c" fits: after the leader it is free',
  ],
  [
    'a key that is Tab',
    ['"C-i" = "next"'],
    'c.toml:2:1: keys.C-i: a terminal cannot tell it from Tab; "leader C-i" fits: after the leader it is free',
  ],
  [
    'a key that begins a sequence',
    ['"A-[" = "next"'],
    'c.toml:2:1: keys."A-[": a terminal cannot tell it from the beginning of another sequence; another key fits',
  ],
] as const) {
  test(`config check of keys: ${name}`, async () => {
    const found = await check('[keys]', ...lines);
    assert.equal(found.length, 1, found.join('\n'));
    if (typeof expected === 'string') assert.equal(found[0], expected);
    else assert.match(found[0]!, expected);
  });
}

test('a leader of the file is the one that is taken', async () => {
  assert.deepEqual(await check('leader = "C-a"', '[keys]', '"C-\\\\" = "next"'), []);
  assert.deepEqual(await check('leader = "C-a"', '[keys]', '"leader C-a" = "next"'), [
    'c.toml:3:1: keys."leader C-a": this key is the leader; another key fits, or another leader',
  ]);
});
