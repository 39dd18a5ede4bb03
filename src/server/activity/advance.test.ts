import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advance, beginning, type Judged, mostUrgent, SHORTEST_WORK_MS } from './advance.ts';
import { type Facts, NOTHING_KNOWN } from './facts.ts';
import { signalOf } from './signal.ts';

type Step = [at: number, more: Partial<Facts>, state: string, reason?: RegExp];

const works = (at: number) => ({ title: { says: 'working' as const, why: '', at } });
const rests = (at: number) => ({ title: { says: 'rest' as const, why: '', at } });
const shows = (says: 'working' | 'waiting' | 'rest', at: number, why = '') => ({ screen: { says, why, at } });
const says = (state: string, at: number) => ({ status: { state, at } });
const calls = (by: 'notification' | 'bell', at: number) => ({ call: { by, says: 'waiting' as const, why: 'it called', at } });
const progress = (state: 'normal' | 'paused' | 'error' | 'indeterminate', at: number) => ({ progress: { state, at } });
const looks = (at: number) => ({ looked: true, lookedAt: at });
const leaves = (at: number) => ({ looked: false, lookedAt: at });

const stories: Record<string, Step[]> = {
  'a program that says nothing is idle': [[0, {}, 'idle', /nothing it has written/]],
  'OSC 7501: works, waits, works, is done, is looked at': [
    [0, says('idle', 0), 'idle'],
    [10, says('working', 10), 'working', /says that it works/],
    [20, says('blocked', 20), 'waiting', /waits for you/],
    [30, { typedAt: 30, ...says('working', 30) }, 'working'],
    [40, says('done', 40), 'done', /says that it is done/],
    [50, looks(50), 'idle'],
    [60, leaves(60), 'idle'],
  ],
  'done where somebody looks is idle at once': [
    [0, { ...looks(0), ...says('working', 0) }, 'working'],
    [10, says('done', 10), 'idle', /done/],
    [20, leaves(20), 'idle'],
  ],
  'a failure is an end that is seen by looking': [
    [0, says('working', 0), 'working'],
    [10, says('error', 10), 'done', /failed/],
    [20, looks(20), 'idle'],
  ],
  'a start that calls itself work for some milliseconds ends in nothing done': [
    [0, says('idle', 0), 'idle'],
    [5, says('working', 5), 'working'],
    [10, says('idle', 10), 'idle'],
  ],
  'idle after work that somebody gave it is done': [
    [0, { typedAt: 0 }, 'idle'],
    [5, says('working', 5), 'working'],
    [10, says('idle', 10), 'done', /worked and stopped/],
  ],
  'long work that nobody gave it is work too': [
    [0, says('working', 0), 'working'],
    [SHORTEST_WORK_MS, says('idle', SHORTEST_WORK_MS), 'done'],
  ],
  'a word that nobody knows leaves it to the other sources': [[0, { ...says('dancing', 0), ...works(0) }, 'working', /title/]],
  'what is more trusted wins': [
    [0, { ...says('idle', 0), ...works(0), ...shows('waiting', 0) }, 'idle'],
    [10, { status: null }, 'working', /title/],
    [20, progress('normal', 20), 'working', /progress/],
    [30, { ...rests(30), ...shows('waiting', 31, 'it asks') }, 'working', /progress/],
    [40, { progress: null }, 'waiting', /it asks/],
  ],
  'progress: paused waits, failed and gone are ends': [
    [0, progress('indeterminate', 0), 'working'],
    [10, progress('paused', 10), 'waiting', /paused/],
    [20, progress('normal', 20), 'working'],
    [2000, { progress: null }, 'done', /worked and stopped/],
    [3000, looks(3000), 'idle'],
  ],
  'a failed progress is an end': [[0, progress('error', 0), 'done', /failed/]],
  'a title that stops is judged when the screen has been read: it asks': [
    [0, { typedAt: 0, readsScreen: true, ...works(0) }, 'working'],
    [2000, rests(2000), 'working'],
    [2300, shows('waiting', 2300, 'it asks for permission'), 'waiting', /permission/],
    [2400, { typedAt: 2400 }, 'waiting'],
    [2410, works(2410), 'working'],
    [3000, rests(3000), 'working'],
    [3300, shows('rest', 3300), 'done'],
  ],
  'a title that stops is judged when the screen has been read: it is done': [
    [0, { readsScreen: true, ...works(0) }, 'working'],
    [2000, { ...rests(2000), ...shows('waiting', 1999) }, 'working'],
    [2300, shows('rest', 2300), 'done'],
  ],
  'typing ends the waiting, as long as one stays': [
    [0, { ...looks(0), ...says('blocked', 0) }, 'waiting'],
    [10, { typedAt: 10 }, 'idle', /typed/],
    [20, leaves(20), 'waiting'],
    [30, looks(30), 'idle'],
    [40, says('blocked', 40), 'waiting'],
  ],
  'looking alone ends no waiting': [
    [0, { ...rests(0), ...shows('waiting', 1) }, 'waiting'],
    [10, looks(10), 'waiting'],
    [20, leaves(20), 'waiting'],
  ],
  'an answer, short work that nobody saw begin, and the end of it': [
    [0, { ...looks(0), typedAt: 0, ...shows('working', 1) }, 'working'],
    [10, shows('waiting', 10), 'waiting'],
    [20, { typedAt: 20 }, 'idle'],
    [30, { ...leaves(30), ...shows('rest', 30) }, 'done'],
  ],
  'a question that goes away unanswered is no work done': [
    [0, { typedAt: 0, ...shows('working', 1) }, 'working'],
    [10, shows('waiting', 10), 'waiting'],
    [20, shows('rest', 20), 'idle'],
  ],
  'a notification waits until somebody has typed': [
    [0, calls('notification', 0), 'waiting', /it called/],
    [10, looks(10), 'waiting'],
    [20, { typedAt: 20 }, 'idle'],
  ],
  'a notification waits until somebody has looked and left': [
    [0, calls('notification', 0), 'waiting'],
    [10, looks(10), 'waiting'],
    [20, leaves(20), 'idle'],
  ],
  'a bell is heard where nothing else is known': [
    [0, calls('bell', 0), 'waiting', /it called/],
    [10, { call: null, ...rests(10) }, 'idle'],
    [20, calls('bell', 20), 'idle'],
  ],
  'typing after an end begins something new': [
    [0, says('working', 0), 'working'],
    [10, says('done', 10), 'done'],
    [20, { typedAt: 20 }, 'idle'],
  ],
  'dead is dead': [
    [0, says('blocked', 0), 'waiting'],
    [10, { exit: 'it exited with code 1' }, 'dead', /code 1/],
    [20, says('working', 20), 'dead'],
  ],
};

function play(steps: Step[], each: (judged: Judged, step: Step) => void = () => {}): Judged {
  let facts = NOTHING_KNOWN;
  let judged = beginning(steps[0]![0]);
  for (const step of steps) {
    facts = { ...facts, ...step[1] };
    // who looks has looked until now
    if (facts.looked) facts = { ...facts, lookedAt: step[0] };
    judged = advance(judged, facts, step[0]);
    each(judged, step);
    assert.deepEqual(advance(judged, facts, step[0]), judged, 'asked twice, the answer is the same');
  }
  return judged;
}

for (const [name, steps] of Object.entries(stories))
  test(`activity: ${name}`, () => {
    play(steps, ({ state, reason }, [at, , wanted, why = /./]) => {
      assert.equal(state, wanted, `at ${at}: ${reason}`);
      assert.match(reason, why, `at ${at}`);
    });
  });

test('since is when the state began, whatever is told after that', () => {
  const judged = play([
    [0, says('working', 0), 'working'],
    [500, { ...works(500) }, 'working'],
    [600, { status: null }, 'working'],
  ]);
  assert.equal(judged.since, 0);
});

test('finished: it has worked and stopped, looked at or not, and nothing was typed since', () => {
  const end: Step[] = [
    [0, { ...looks(0), typedAt: 0, ...says('working', 1) }, 'working'],
    [10, says('idle', 10), 'idle'],
  ];
  assert.equal(play(end).finishedAt, 10);
  assert.equal(play([...end, [20, { typedAt: 20 }, 'idle']]).finishedAt, null);
  assert.equal(play([...end, [20, says('working', 20), 'working']]).finishedAt, null);
});

test('the signal names the source that decides', () => {
  for (const [facts, source] of [
    [{ exit: 'it ended', ...says('working', 0) }, 'exit'],
    [says('working', 0), 'status'],
    [progress('normal', 0), 'progress'],
    [works(0), 'title'],
    [calls('notification', 0), 'notification'],
    [calls('bell', 0), 'bell'],
    [shows('rest', 0), 'screen'],
    [{}, null],
  ] as const)
    assert.equal(signalOf({ ...NOTHING_KNOWN, ...facts }).source, source);
});

test('of several the one that needs the operator most', () => {
  const of = (...states: Judged['state'][]) => mostUrgent(states.map((state) => ({ state })))?.state;
  assert.equal(of('dead', 'idle', 'waiting', 'working'), 'waiting');
  assert.equal(of('working', 'done'), 'done');
  assert.equal(of('dead', 'idle'), 'idle');
  assert.equal(of(), undefined);
});
