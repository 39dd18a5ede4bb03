import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAsciiLocale } from './locale.ts';
import { notification, notifyKind } from './notify.ts';

test('the form that the terminal is known to show, else the bell', () => {
  const cases: [Parameters<typeof notifyKind>[0], string, { TERM?: string; TERM_PROGRAM?: string }, string][] = [
    [undefined, 'iTerm2 3.5', {}, 'osc9'],
    [undefined, 'kitty(0.40.0)', {}, 'osc9'],
    [undefined, 'foot(1.16)', {}, 'osc777'],
    [undefined, 'XTerm(390)', { TERM_PROGRAM: 'iTerm.app' }, 'bell'],
    [undefined, '', { TERM_PROGRAM: 'WezTerm' }, 'osc9'],
    [undefined, '', { TERM: 'rxvt-unicode-256color' }, 'osc777'],
    [undefined, '', { TERM: 'xterm-256color' }, 'bell'],
    [undefined, 'tmux 3.4', { TERM: 'tmux-256color' }, 'bell'],
    ['osc', '', { TERM: 'xterm-256color' }, 'osc9'],
    ['osc', 'foot(1.16)', {}, 'osc777'],
    ['bell', 'kitty(0.40.0)', {}, 'bell'],
    ['off', 'kitty(0.40.0)', {}, 'off'],
  ];
  for (const [setting, version, env, kind] of cases) assert.equal(notifyKind(setting, { version, env }), kind, `${setting} ${version}`);
});

test('what is written is one sequence, whatever the text', () => {
  assert.equal(notification('osc9', 'L', 'Claude waits for you'), '\x1b]9;Claude waits for you\x1b\\');
  assert.equal(notification('osc777', 'a;b', 'x;y'), '\x1b]777;notify;a,b;x;y\x1b\\');
  assert.equal(notification('osc9', 'L', 'a\x1b]52;c;eA==\x07b\u009c\nc'), '\x1b]9;a ]52;c;eA== b c\x1b\\');
  assert.equal(notification('osc9', 'L', '4;1;50'), '\x1b]9;Tab 4;1;50\x1b\\');
  assert.equal(notification('bell', 'L', 'x'), '\x07');
  assert.equal(notification('off', 'L', 'x'), '');
  assert.ok(notification('osc9', 'L', '😀'.repeat(500)).length < 220);
});

test('a locale that is set and has no UTF-8 is ASCII', () => {
  for (const [env, is] of [
    [{}, false],
    [{ LANG: 'C' }, true],
    [{ LANG: 'C.UTF-8' }, false],
    [{ LANG: 'de_DE.utf8', LC_ALL: 'POSIX' }, true],
    [{ LANG: 'C', LC_CTYPE: 'en_US.UTF-8' }, false],
  ] as const)
    assert.equal(isAsciiLocale(env), is, JSON.stringify(env));
});
