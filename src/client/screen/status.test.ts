import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowText } from '../../protocol/cells.ts';
import { callsOf, endOf, paintStatus, placeOf, type Status } from './status.ts';
import { themeOf } from './theme.ts';

const theme = themeOf({});
const hints = [
  { key: 'N', hint: 'new' },
  { key: 'n/p', hint: 'next, previous' },
  { key: 'x', hint: 'close' },
];
const right = { key: 'C-\\', hint: 'commands' };
const idle: Status = { kind: 'idle', left: 'web · reviewer', warning: '', right };
const ended: Status = {
  kind: 'ended',
  text: 'exited with code 1',
  hints: [
    { key: 'x', hint: 'closes' },
    { key: 'R', hint: 'runs it again' },
  ],
};

test('the status line says what fits, hints whole or not at all', () => {
  for (const [cols, status, text] of [
    [60, { kind: 'hints', hints }, ' N new  n/p next, previous  x close'],
    [34, { kind: 'hints', hints }, ' N new  n/p next, previous'],
    [20, { kind: 'hints', hints }, 'N new'],
    [3, { kind: 'hints', hints }, ''],
    [40, idle, ' web · reviewer            C-\\ commands'],
    [50, { ...idle, calls: '2 waiting' }, ' 2 waiting  web · reviewer           C-\\ commands'],
    [24, idle, 'web · rev…  C-\\ commands'],
    [12, idle, 'C-\\ commands'],
    [8, idle, 'web · r…'],
    [50, { ...idle, clock: '14:05' }, ' web · reviewer               14:05  C-\\ commands'],
    [36, { ...idle, clock: '14:05' }, ' web · reviewer        C-\\ commands'],
    [60, { ...idle, warning: 'config: broken' }, ` web · reviewer  config: broken${' '.repeat(16)}C-\\ commands`],
    [60, { ...idle, left: '', warning: 'config: broken' }, ` config: broken${' '.repeat(32)}C-\\ commands`],
    [60, { ...idle, note: 'press it' }, ` web · reviewer  press it${' '.repeat(22)}C-\\ commands`],
    [60, { ...idle, note: 'press it', warning: 'broken' }, ` web · reviewer  broken${' '.repeat(24)}C-\\ commands`],
    [60, ended, ' exited with code 1  x closes  R runs it again'],
    [30, ended, ' exited with code 1  x closes'],
    [10, ended, 'exited wi…'],
    [20, { kind: 'message', level: 'info', text: 'a sentence that is too long' }, 'a sentence that is …'],
    [40, { kind: 'message', level: 'error', text: 'no agent "cluade"' }, ' no agent "cluade"'],
  ] as [number, Status, string][]) {
    const row = paintStatus(cols, status, theme);
    assert.equal(rowText(row), text, `${status.kind} in ${cols}`);
    assert.equal(row.words.length, cols * 3);
  }
});

test('control characters of a message never reach the terminal', () => {
  assert.equal(rowText(paintStatus(30, { kind: 'message', level: 'info', text: 'a\x1b]0;title\x07b' }, theme)), ' a]0;titleb');
});

test('how a tab ended is said in its own words', () => {
  for (const [tab, text] of [
    [{ exitCode: 0, signal: null }, 'exited with code 0'],
    [{ exitCode: 127, signal: null, reason: 'claude: not found' }, 'exited with code 127: claude: not found'],
    [{ exitCode: null, signal: 'SIGTERM' }, 'ended by SIGTERM'],
    [{ exitCode: null, signal: null, reason: 'no such folder' }, 'ended: no such folder'],
  ] as const) {
    assert.equal(endOf(tab), text);
  }
});

test('the place is told as far as it is known, in the order that is asked for', () => {
  const place = { workspace: 'web', role: 'reviewer', branch: 'main' };
  for (const [more, items, text] of [
    [{}, undefined, 'web · reviewer (main)'],
    [{ role: null }, undefined, 'web (main)'],
    [{ workspace: null, role: null }, undefined, '(main)'],
    [{ workspace: null, branch: null }, undefined, 'reviewer'],
    [{ workspace: null, role: null, branch: null }, undefined, ''],
    [{}, ['branch', 'workspace'], '(main) · web'],
    [{}, [], ''],
  ] as const) {
    assert.equal(placeOf({ ...place, ...more }, items), text);
  }
});

test('the other tabs that need the operator are counted', () => {
  const tabs = (...states: string[]) => states.map((agentState, i) => ({ id: `t${i + 1}`, agentState }));
  for (const [states, view, text] of [
    [['idle', 'working', 'dead'], 't1', ''],
    [['waiting', 'waiting', 'done'], null, '2 waiting · 1 done'],
    [['waiting', 'done', 'idle'], 't1', '1 done'],
    [['waiting', 'waiting'], 't2', '1 waiting'],
  ] as const)
    assert.equal(callsOf(tabs(...states), view), text);
});
