import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '../base/log.ts';
import { Redactor } from '../base/redact.ts';
import { DEFAULT_MODES } from '../protocol/frame.ts';
import type { Session, SessionEvents } from '../session/types.ts';
import { guardSession } from './guarded-session.ts';
import type { Launcher } from './launcher.ts';
import { Tabs, type TabsEvents } from './tabs.ts';

const boom = (): never => {
  throw new Error('a defect');
};

/** A session without a program, whose methods can be made to throw. */
function fake(id: string): Session & { ended: number; disposed: number } {
  const cursor = {
    dirty: true,
    take: () => ({ rows: new Map(), size: { cols: 80, rows: 24 }, cursor: { x: 0, y: 0, visible: true, shape: 0 }, modes: DEFAULT_MODES }),
    reset() {},
    dispose() {},
  };
  return {
    id,
    // no process has it: what is sent to it reaches nobody
    pid: 0x3fffffff,
    size: { cols: 80, rows: 24 },
    exit: null,
    held: false,
    title: '',
    modes: DEFAULT_MODES,
    unread: 0,
    bytesReceived: 0,
    write: () => true,
    resize() {},
    setFocus() {},
    factsChanged() {},
    view: () => cursor,
    ended: 0,
    disposed: 0,
    async end(this: { ended: number }) {
      this.ended += 1;
    },
    dispose(this: { disposed: number }) {
      this.disposed += 1;
    },
  } as unknown as Session & { ended: number; disposed: number };
}

const uses: Record<string, (session: Session) => unknown> = {
  write: (session) => session.write(Uint8Array.of(1)),
  resize: (session) => session.resize({ cols: 1, rows: 1 }),
  setFocus: (session) => session.setFocus(true),
  factsChanged: (session) => session.factsChanged(),
  view: (session) => session.view().take(),
};

for (const [method, use] of Object.entries(uses)) {
  test(`a session whose ${method} throws tells it once, and whoever called goes on`, () => {
    const inner = fake('s1');
    (inner as unknown as Record<string, unknown>)[method] = boom;
    const told: unknown[] = [];
    const session = guardSession(inner, (_, thrown) => told.push(thrown));
    use(session);
    use(session);
    assert.equal(told.length, 1);
    assert.equal((told[0] as Error).message, 'a defect');
  });
}

test('a screen that cannot be collected is an empty change', () => {
  const inner = fake('s1');
  inner.view().take = boom;
  let told = 0;
  const cursor = guardSession(inner, () => told++).view();
  assert.equal(cursor.dirty, true);
  assert.equal(cursor.take().rows.size, 0);
  assert.equal(cursor.dirty, false);
  assert.equal(told, 1);
});

test('an end or a dispose that throws is told, and nobody waits for it', async () => {
  const inner = fake('s1');
  inner.end = boom;
  inner.dispose = boom;
  let told = 0;
  const session = guardSession(inner, () => told++);
  await session.end(10);
  session.dispose();
  assert.equal(told, 1);
});

test('a defect in one tab closes that tab, says so, and leaves the others', async () => {
  const made: ReturnType<typeof fake>[] = [];
  const heard: SessionEvents[] = [];
  const launcher = {
    settings: { scrollback: 1, maxTabs: 9, exitWhenEmpty: false, client: {} },
    stateTables: () => [],
    generation: 0,
    warning: null,
    keyPrint: () => '',
    plan: async () => ({ label: 'x', argv: ['x'], cwd: '/', env: {}, secrets: [], agent: null, provider: null, keyPrint: '' }),
  } as unknown as Launcher;
  const defects: string[] = [];
  const quiet = new Proxy({}, { get: () => () => {} }) as TabsEvents;
  const tabs = new Tabs(
    {
      launcher,
      log: silentLog,
      redactor: new Redactor(),
      version: '0',
      facts: () => ({}),
      createSession: (id, _options, events) => {
        heard.push(events);
        made.push(fake(id));
        return made.at(-1)!;
      },
    },
    {
      ...Object.fromEntries(
        Object.keys({ onChange: 0, onDamage: 0, onRemoved: 0, onAttention: 0, onClipboard: 0 }).map((name) => [name, quiet.onChange]),
      ),
      onDefect: (named: string, sentence: string) => defects.push(`${named}: ${sentence}`),
      onTitle: boom,
    } as unknown as TabsEvents,
  );
  const [first, second] = [await tabs.open({}, { cols: 80, rows: 24 }), await tabs.open({}, { cols: 80, rows: 24 })];
  made[0]!.resize = boom;
  first.first.session.resize({ cols: 5, rows: 5 });
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(tabs.list.all, [second]);
  assert.deepEqual(defects, ['x: a defect']);
  assert.equal(made[0]!.ended, 1);
  assert.equal(made[0]!.disposed, 1);
  assert.equal(made[1]!.ended, 0);
  second.first.session.resize({ cols: 5, rows: 5 });
  assert.ok(second.first.session.write(Uint8Array.of(1)));
  assert.equal(heard.length, 2);
});
