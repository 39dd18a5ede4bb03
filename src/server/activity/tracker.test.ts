import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Content, emptyRow, type Row } from '../../protocol/cells.ts';
import type { Session, SessionEvents } from '../../session/types.ts';
import { StateRules } from './rules.ts';
import { ActivityTracker } from './tracker.ts';

const rules = new StateRules([
  { in: 'title', match: '^\\* ', state: 'working' },
  { in: 'screen', match: 'x', state: 'waiting', reason: 'it asks' },
]);

/** A tracker of a session whose screen shows ROWS, under a clock that stands still until it is told. */
function stage(isAgent = true) {
  const now = { ms: 0, bytes: 0, held: false, looks: 0, changes: 0, late: () => {} };
  const row: Row = emptyRow(2);
  const session = {
    get bytesReceived() {
      return now.bytes;
    },
    get held() {
      return now.held;
    },
    exit: null,
    history: { kept: 0, dropped: 0 },
    size: { cols: 2, rows: 1 },
    rows: () => {
      now.looks += 1;
      return [row];
    },
  } as unknown as Session;
  const tracker = new ActivityTracker({
    rules: () => rules,
    isAgent,
    onChange: () => now.changes++,
    now: () => now.ms,
    soon: (look) => {
      now.late();
      look();
    },
  });
  tracker.attach(session);
  const nothing = () => {};
  const quiet: SessionEvents = {
    onDamage: nothing,
    onTitle: nothing,
    onBell: nothing,
    onNotification: nothing,
    onProgress: nothing,
    onStatus: nothing,
    onFolder: nothing,
    onClipboard: nothing,
    onExit: nothing,
  };
  const events = tracker.listen(quiet);
  const pass = (ms: number, each: () => void = nothing) => {
    for (let i = 0; i < ms; i += 50) {
      each();
      now.ms += 50;
      mock.timers.tick(50);
    }
  };
  const write = () => {
    now.bytes += 1;
    events.onOutput?.();
  };
  const show = (character: string) => {
    row.words[0] = character.codePointAt(0)! | (1 << Content.widthShift);
    write();
    pass(500);
  };
  return { now, tracker, events, pass, write, show };
}

function timed(name: string, play: () => void): void {
  test(name, () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      play();
    } finally {
      mock.timers.reset();
    }
  });
}

timed('a screen is read once after output has paused, and not while nothing is written', () => {
  const { now, pass, write } = stage();
  pass(5000);
  assert.equal(now.looks, 0);
  write();
  write();
  pass(5000);
  assert.equal(now.looks, 1);
});

timed('a screen that never rests is read once a second', () => {
  const { now, pass, write } = stage();
  pass(10_000, write);
  assert.ok(now.looks >= 7 && now.looks <= 10, `${now.looks} looks in ten seconds`);
});

timed('what a title ends is followed by a screen, for which it is waited though something has moved for long', () => {
  const { now, tracker, events, pass, write, show } = stage();
  events.onTitle('* at work');
  pass(950, write);
  now.looks = 0;
  events.onTitle('at rest');
  write();
  pass(200);
  assert.deepEqual([now.looks, tracker.activity.state], [0, 'working']);
  show('x');
  assert.deepEqual([now.looks, tracker.activity.state], [1, 'waiting']);
});

timed('what came while the server was kept waiting is read before the screen is', () => {
  const { now, pass, write } = stage();
  write();
  now.late = write;
  pass(300);
  assert.equal(now.looks, 0);
  now.late = () => {};
  pass(300);
  assert.equal(now.looks, 1);
});

timed('half an update is not read', () => {
  const { now, pass, write } = stage();
  now.held = true;
  write();
  pass(500);
  assert.equal(now.looks, 0);
  now.held = false;
  pass(500);
  assert.equal(now.looks, 1);
});

timed('no screen is read while something more trusted speaks', () => {
  const { now, events, pass, write } = stage();
  for (const [speak, hush] of [
    [() => events.onStatus('idle', 'x'), () => events.onStatus('clear', '')],
    [() => events.onProgress(3, 0), () => events.onProgress(0, 0)],
    [() => events.onTitle('* at work'), () => events.onTitle('')],
  ] as const) {
    speak();
    now.looks = 0;
    pass(3000, write);
    assert.equal(now.looks, 0);
    hush();
    write();
    pass(3000);
    assert.equal(now.looks, 1);
  }
});

timed('what a screen asked is forgotten once something more trusted has spoken', () => {
  const { tracker, events, pass, write, show } = stage();
  const told = () => tracker.sources.map(({ source }) => source);
  show('x');
  assert.deepEqual([tracker.activity.state, told()], ['waiting', ['screen']]);
  events.onStatus('working', 'x');
  assert.deepEqual([tracker.activity.state, told()], ['working', ['status']]);
  write();
  pass(500);
  events.onStatus('clear', '');
  assert.notEqual(tracker.activity.state, 'waiting');
  show('x');
  assert.equal(tracker.activity.state, 'waiting');
});

timed('a title counts from the first that means something; a spinner that moves is no news', () => {
  const { now, tracker, events } = stage();
  events.onTitle('a title');
  assert.equal(tracker.activity.source, null);
  events.onTitle('* 1');
  const { changes } = now;
  events.onTitle('* 2');
  assert.deepEqual([tracker.activity.state, tracker.activity.source, now.changes - changes], ['working', 'title', 0]);
});

timed('bells and notifications of a command are no activity', () => {
  const { tracker, events } = stage(false);
  events.onBell();
  events.onNotification('a', 'b');
  assert.equal(tracker.activity.source, null);
});

timed('nothing is known any more of one that was closed', () => {
  const { now, tracker, pass, write } = stage();
  write();
  const { changes } = now;
  tracker.dispose();
  pass(3000, write);
  tracker.typed();
  assert.deepEqual([now.looks, now.changes - changes], [0, 0]);
});
