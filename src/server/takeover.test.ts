import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Content, emptyRow, WORDS } from '../protocol/cells.ts';
import { DEFAULT_MODES, type SessionModes } from '../protocol/frame.ts';
import type { Session, SessionExit } from '../session/types.ts';
import { comesToRun } from './takeover.ts';

interface Now {
  modes?: Partial<SessionModes>;
  text?: string;
  exit?: SessionExit;
}

/** A session that is as AT says, after so many milliseconds each. */
function sessionOf(at: [ms: number, now: Now][]) {
  const began = performance.now();
  const now = (): Now => Object.assign({}, ...at.filter(([ms]) => performance.now() - began >= ms).map(([, n]) => n));
  const cursors = { open: 0 };
  const row = (text: string) => {
    const made = emptyRow(80);
    [...text].forEach((c, x) => {
      made.words[x * WORDS] = c.codePointAt(0)! | (1 << Content.widthShift);
    });
    return made;
  };
  const session = {
    get exit() {
      return now().exit ?? null;
    },
    get modes() {
      return { ...DEFAULT_MODES, ...now().modes };
    },
    view: () => {
      cursors.open++;
      return { dirty: true, take: () => ({ rows: new Map([[0, row(now().text ?? '')]]) }), reset: () => {}, dispose: () => cursors.open-- };
    },
  } as unknown as Session;
  return { session, cursors, began };
}
const never = () => false;
const failed: Now = { exit: { code: 1, signal: null } };

test('a program that has the terminal in its modes for a moment runs', async () => {
  const times: number[] = [];
  for (const modes of [{ alternateScreen: true }, { bracketedPaste: true }, { kittyFlags: 1 }] satisfies Partial<SessionModes>[]) {
    const { session, cursors, began } = sessionOf([[40, { modes, text: 'hello' }]]);
    assert.equal(await comesToRun(session, never), null);
    times.push(performance.now() - began);
    assert.equal(cursors.open, 0);
  }
  assert.ok(Math.min(...times) < 900, `${times}`);
});

test('one that shows something and stays for a second runs', async () => {
  const { session, began } = sessionOf([[20, { text: 'plain' }]]);
  assert.equal(await comesToRun(session, never), null);
  assert.ok(performance.now() - began >= 1000);
});

test('one that ends is a failure, with what it said last', async () => {
  for (const [at, why] of [
    [[[60, failed]], 'it exited with code 1'],
    [
      [
        [10, { text: 'No conversation found' }],
        [500, failed],
      ],
      'it exited with code 1 and said: No conversation found',
    ],
    [
      [
        [10, { modes: { alternateScreen: true } }],
        [100, failed],
      ],
      'it exited with code 1',
    ],
    [[[30, { exit: { code: 0, signal: null } }]], 'it exited with code 0'],
    [[[30, { exit: { code: null, signal: 'SIGSEGV' } }]], 'it was ended by SIGSEGV'],
    [
      [[30, { text: 'x', exit: { code: null, signal: null, reason: 'its terminal broke' } }]],
      'it exited with code unknown and said: its terminal broke',
    ],
  ] as [[number, Now][], string][]) {
    const { session, cursors } = sessionOf(at);
    assert.equal(await comesToRun(session, never), why);
    assert.equal(cursors.open, 0);
  }
});

test('the time in which this process could not run counts for nothing', async () => {
  const { session } = sessionOf([[10, { text: 'No conversation found' }]]);
  let exit: SessionExit | null = null;
  Object.defineProperty(session, 'exit', { get: () => exit });
  setTimeout(() => {
    for (const end = performance.now() + 1500; performance.now() < end; );
    // it has ended meanwhile, which is heard behind the timers
    setImmediate(() => {
      exit = { code: 1, signal: null };
    });
  }, 100);
  assert.match((await comesToRun(session, never)) ?? 'it runs', /exited with code 1/);
});

test('nobody waits for one that was given up', async () => {
  const { session, began } = sessionOf([]);
  assert.equal(await comesToRun(session, () => performance.now() - began > 50), 'it was given up');
});
