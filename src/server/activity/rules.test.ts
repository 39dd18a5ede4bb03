import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtinTable } from '../../catalog/builtin.ts';
import { buildCatalog } from '../../catalog/catalog.ts';
import { StateRules } from './rules.ts';

const catalog = buildCatalog(builtinTable(), { agents: { mine: { label: 'Mine', command: ['mine'] }, kin: { wiring: 'claude' } } });
const rulesOf = (slug: string) => new StateRules(catalog.agents.find((a) => a.slug === slug)!.states);

/** What the agents wrote when they were run (see the catalogue for versions); where it says (read), what their documentation shows. */
const titles: [string, string, string | null][] = [
  ['claude', '✳ Claude Code', 'rest'],
  ['claude', '⠂ Claude Code', 'working'],
  ['claude', '⠐ Fix the tests', 'working'],
  ['claude', '◐ Claude Code', 'working'],
  ['claude', 'Claude Code', null],
  ['codex', '⠋ work', 'working'],
  ['codex', 'work', null],
  ['codex', '[ ! ] Action Required | work', 'waiting'],
  ['codex', '[ . ] Action Required | work', 'waiting'],
  ['opencode', 'OC | A talk', null],
  ['gemini', '◇  Ready (work)', 'rest'],
  ['gemini', '✦  Working… (work)', 'working'],
  ['gemini', '⏲  Working… (work)', 'working'],
  ['gemini', '✋  Action Required (work)', 'waiting'],
  ['grok', '⠹ grok', 'working'],
  ['amp', '⠹ amp', 'working'],
  ['mine', '⠹ mine', 'working'],
  ['mine', 'mine', null],
  ['kin', '✳ Claude Code', 'rest'],
  ['shell', '⠹ anything', null],
];

test('titles of the agents', () => {
  for (const [slug, title, says] of titles) assert.equal(rulesOf(slug).ofTitle(title)?.says ?? null, says, `${slug}: ${title}`);
});

const box = (...lines: string[]) => ['', ...lines.map((l) => `  ┃  ${l}`), '  ┃', ''];
const screens: [string, string, string[], string, RegExp?][] = [
  [
    'claude',
    'a prompt',
    ['● Here is an answer. Esc to cancel it', '', '❯ ', '─────', '  ? for shortcuts · ← for agents      ● high · /effort'],
    'rest',
  ],
  ['claude', 'at work', ['· Sketching… (3s)', '', '❯', '─────', '  esc to interrupt · ← for agents         ● high · /effort'], 'working'],
  [
    'claude',
    'a permission',
    [' Do you want to proceed?', ' ❯ 1. Yes', '   3. No', '', ' Esc to cancel · Tab to amend · ctrl+e to explain'],
    'waiting',
    /permission/,
  ],
  ['claude', 'a question', ['  4. Chat about this', '', 'Enter to select · ↑/↓ to navigate · Esc to cancel'], 'waiting', /answer/],
  ['claude', 'a folder', [' ❯ 1. Yes, I trust this folder', '   2. No, exit', '', ' Enter to confirm · Esc to cancel'], 'waiting'],
  ['codex', 'signing in', ['> 1. Sign in with ChatGPT', '  3. Sign in another way', '  Press enter to continue'], 'waiting'],
  ['codex', 'a permission', ['› 1. Yes, proceed (y)', '  Press enter to confirm or esc to cancel'], 'waiting'],
  ['codex', 'a prompt', ['› Ask Codex to do anything', '  gpt-5 default · ~/work'], 'rest'],
  ['opencode', 'a prompt', [...box('', 'Build · m x'), '   /work                      14  ctrl+p commands'], 'rest'],
  ['opencode', 'at work', [...box('', 'Build · m x'), '   ⬝⬝⬝⬝⬝⬝⬝⬝  esc interrupt            tab agents  ctrl+p commands'], 'working'],
  ['opencode', 'stopping', ['   ⬝⬝⬝⬝⬝⬝⬝⬝  esc again to interrupt            tab agents'], 'working'],
  [
    'opencode',
    'a permission',
    box('△ Permission required', '  # Shell command', '', '$ touch x', '', ' Allow once   Allow always   Reject   ⇆ select  enter confirm'),
    'waiting',
    /permission/,
  ],
  ['opencode', 'a question', box('Which colour?', '1. Red', '2. Blue', '', '↑↓ select  enter submit  esc dismiss'), 'waiting', /answer/],
  ['kimi', 'a permission', ['  ❯ Approve once', '    Approve for this session', '    Reject'], 'waiting'],
];

test('screens of the agents', () => {
  for (const [slug, what, lines, says, why = /^/] of screens) {
    const reading = rulesOf(slug).ofScreen(lines);
    assert.equal(reading.says, says, `${slug}: ${what}`);
    assert.match(reading.why, why, `${slug}: ${what}`);
  }
});

test('notifications of the agents', () => {
  for (const [slug, text, says] of [
    ['claude', 'Claude Code Claude needs your permission to use Bash', 'waiting'],
    ['claude', ' Claude is waiting for your input', 'rest'],
    ['codex', 'Approval requested: touch x', 'waiting'],
    ['codex', 'Here is the answer', 'rest'],
    ['amp', 'anything', null],
  ] as const)
    assert.equal(rulesOf(slug).ofNotification(text)?.says ?? null, says, text);
});

test('only the last lines count, blank ones aside, and the first rule that fits', () => {
  const rules = new StateRules([
    { in: 'screen', match: '^ask$', state: 'waiting', lines: 2, reason: 'first' },
    { in: 'screen', match: 'ask', state: 'working' },
  ]);
  assert.deepEqual(rules.ofScreen(['ask', '', 'x', '', '']), { says: 'waiting', why: 'first' });
  assert.deepEqual(rules.ofScreen(['ask', 'x', 'y']), { says: 'working', why: '' });
  assert.deepEqual(rules.ofScreen(['ask', ...Array(12).fill('x')]), { says: 'rest', why: '' });
  assert.equal(rules.readsScreen, true);
  assert.equal(new StateRules([]).readsScreen, false);
});
