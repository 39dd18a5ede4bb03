import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerEvent } from '../protocol/messages.ts';
import type { Session } from '../session/types.ts';
import { EventLog } from './event-log.ts';
import { Subscription } from './subscription.ts';
import { type Pane, Tab } from './tab.ts';

const AT = new Date('2020-01-01T00:00:00Z');
const sessionOf = (pid: number, exit: Session['exit'] = null) => ({ pid, exit }) as Session;
const paneOf = (id: string, part: Partial<Pane> = {}): Pane =>
  ({
    id,
    label: id,
    agent: null,
    provider: null,
    session: sessionOf(1),
    title: '',
    status: null,
    progress: null,
    notification: null,
    reason: '',
    ...part,
  }) as Pane;
const tabOf = (id: string, part: Partial<Pane> = {}): Tab => new Tab(id, paneOf(`p${id}`, { label: id, ...part }));

function log(limit?: number) {
  const events = new EventLog(limit, () => AT);
  const from = (first: number) => {
    const out: string[] = [];
    for (let n = first; n <= events.newest; n++) {
      const { sequence, time, event, ...rest } = events.at(n)!;
      assert.deepEqual([sequence, time], [n, AT.toISOString()]);
      out.push(`${event} ${JSON.stringify(rest)}`);
    }
    return out;
  };
  return { events, from };
}

test('a spinner before a title makes no events, other words do', () => {
  const { events, from } = log();
  const tab = tabOf('a', { title: '✳ fix the tests' });
  events.compare([tab]);
  const before = events.newest;
  for (const title of ['⠂ fix the tests', '⠐ fix the tests', '✳ fix the tests', '[ ! ] Action Required | x', '⠋ x', '⠙ x', '']) {
    tab.first.title = title;
    events.compare([tab]);
  }
  assert.deepEqual(
    from(before + 1).map((line) => JSON.parse(line.slice(line.indexOf('{'))).title),
    ['[ ! ] Action Required | x', '⠋ x', ''],
  );
});

test('every change of a strip makes its event, and no change none', () => {
  const { events, from } = log();
  const [a, b, c] = ['a', 'b', 'c'].map((id) => tabOf(id)) as [Tab, Tab, Tab];
  const happens = (tabs: Tab[], ...wanted: string[]) => {
    const before = events.newest;
    events.compare(tabs);
    assert.deepEqual(from(before + 1), wanted);
  };
  happens([a], 'opened {"tab":"a","pane":"pa","index":1,"label":"a","agent":null,"provider":null,"pid":1}');
  happens([a]);
  events.compare([a, b, c]);
  b.rename('new');
  happens([c, b, a], 'renamed {"tab":"b","label":"new"}');
  b.first.status = { state: 'working', app: 'x' };
  b.first.progress = { state: 'normal', percent: 5 };
  happens(
    [c, b, a],
    'state {"tab":"b","pane":"pb","status":{"state":"working","app":"x"}}',
    'progress {"tab":"b","pane":"pb","progress":{"state":"normal","percent":5}}',
  );
  b.first.progress = { state: 'normal', percent: 5 };
  happens([c, b, a]);
  for (let i = 0; i < 2; i++) {
    b.first.notification = { title: 'T', body: 'B' };
    happens([c, b, a], 'notification {"tab":"b","pane":"pb","title":"T","body":"B"}');
  }
  b.first.session = sessionOf(1, { code: 3, signal: null });
  a.first.title = 'A';
  events.compare([c, b, a]);
  assert.match(from(events.newest - 2).join('\n'), /exited .*"exitCode":3.*\n.*title .*"A"/);
  Object.assign(b.first, { session: sessionOf(2), status: null, progress: null });
  happens([c, b, a], 'restarted {"tab":"b","pane":"pb","provider":null,"pid":2}');
  happens([c, a], 'closed {"tab":"b","label":"new"}');
});

test('panes that come and go in a tab make events of their own', () => {
  const { events, from } = log();
  const tab = tabOf('a');
  events.compare([tab]);
  const second = paneOf('p2', { label: 'two', session: sessionOf(9) });
  tab.add(second, tab.first, 'right');
  events.compare([tab]);
  second.title = 'T';
  events.compare([tab]);
  tab.remove(tab.first);
  events.compare([tab]);
  assert.deepEqual(from(2), [
    'split {"tab":"a","pane":"p2","label":"two","agent":null,"provider":null,"pid":9}',
    'title {"tab":"a","pane":"p2","title":"T"}',
    'unsplit {"tab":"a","pane":"pa","label":"a"}',
    'renamed {"tab":"a","label":"two"}',
  ]);
});

test('a tab that ended before it was seen is opened and exited', () => {
  const { events, from } = log();
  events.compare([tabOf('a', { session: sessionOf(7, { code: null, signal: 'SIGKILL' }) })]);
  assert.match(from(1).join('\n'), /^opened .*\nexited .*"signal":"SIGKILL"/);
});

test('what a program said of itself ends before it does', () => {
  const { events, from } = log();
  const status = { state: 'working', app: 'x' } as const;
  const tab = tabOf('a', { status, progress: { state: 'normal', percent: 4 } });
  events.compare([tab]);
  tab.first.session = Object.assign(tab.first.session, { exit: { code: 0, signal: null } });
  events.compare([tab]);
  Object.assign(tab.first, { status: null, progress: null });
  events.compare([tab]);
  assert.deepEqual(from(4), [
    'state {"tab":"a","pane":"pa","status":null}',
    'progress {"tab":"a","pane":"pa","progress":null}',
    'exited {"tab":"a","pane":"pa","exitCode":0,"signal":null,"reason":""}',
  ]);
});

function reader(events: EventLog, since: number | undefined) {
  const got: ServerEvent[] = [];
  const sink = {
    waitingBytes: 0,
    drained: () => {},
    onceDrained: (callback: () => void) => {
      sink.drained = callback;
    },
    sendJson: (message: object) => got.push((message as { event: ServerEvent }).event),
  };
  const subscription = new Subscription(events, sink, since);
  return {
    sink,
    subscription,
    take: () => got.splice(0).map((e) => `${e.sequence} ${e.event}${e.event === 'missed' ? ` ${e.count}` : ''}`),
  };
}

test('a reader resumes where it stopped, and is told what it missed', () => {
  const { events } = log(3);
  const bell = (n: number) => Array.from({ length: n }, () => events.add({ event: 'bell', tab: 'a', pane: 'pa' }));
  bell(5);
  assert.deepEqual(reader(events, undefined).take(), ['5 subscribed']);
  assert.deepEqual(reader(events, 3).take(), ['3 subscribed', '4 bell', '5 bell']);
  assert.deepEqual(reader(events, 0).take(), ['0 subscribed', '2 missed 2', '3 bell', '4 bell', '5 bell']);
  const other = reader(events, 9);
  assert.deepEqual(other.take(), ['0 subscribed', '2 missed 2', '3 bell', '4 bell', '5 bell'], 'another server counts from 1');
  other.subscription.close();
  bell(1);
  assert.deepEqual(other.take(), []);
});

test('a slow reader costs nothing and loses only what is no longer kept', () => {
  const { events } = log(2);
  const { sink, take } = reader(events, undefined);
  take();
  sink.waitingBytes = 1 << 20;
  for (let i = 0; i < 5; i++) events.add({ event: 'bell', tab: 'a', pane: 'pa' });
  assert.deepEqual(take(), []);
  sink.waitingBytes = 0;
  sink.drained();
  assert.deepEqual(take(), ['3 missed 3', '4 bell', '5 bell']);
});
