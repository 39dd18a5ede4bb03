import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { type Answer, readReferences, tryReference } from './op-read.ts';

const made = 'made-up-key-f00dcafe';
/** The stand-in for `op`: tests run bundled, from below the project. */
const standIn = (() => {
  for (let dir = import.meta.dirname ?? process.cwd(); ; dir = path.dirname(dir)) {
    const file = path.join(dir, 'fixtures/programs/op');
    if (fs.existsSync(file)) return file;
    if (dir === path.dirname(dir)) throw new Error('the stand-in was not found above the tests');
  }
})();

async function withOp(
  play: (op: {
    env: Record<string, string>;
    mode(m: string): void;
    calls(): string[];
    put(file: string, v: string): void;
  }) => Promise<void>,
): Promise<void> {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'jm-op-'));
  fs.mkdirSync(path.join(dir, 'bin'));
  fs.symlinkSync(standIn, path.join(dir, 'bin/op'));
  const put = (file: string, value: string) => {
    fs.mkdirSync(path.dirname(path.join(dir, 'vaults', file)), { recursive: true });
    fs.writeFileSync(path.join(dir, 'vaults', file), value);
  };
  put('Work/kimi/key', made);
  put('Work/kimi/Sec 1/key', `${made}-section`);
  put('Work/kimi/blank', ' \n');
  const read = (file: string) => (fs.existsSync(path.join(dir, file)) ? fs.readFileSync(path.join(dir, file), 'utf8') : '');
  try {
    await play({
      env: { PATH: `${dir}/bin:/usr/bin:/bin`, FIXTURE_OP: dir },
      mode: (m) => fs.writeFileSync(path.join(dir, 'mode'), m),
      calls: () => read('calls').split('\n').filter(Boolean),
      put,
    });
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

const why = (answer: Answer | undefined) => (answer && 'why' in answer ? answer.why : '');
const value = (answer: Answer | undefined) => (answer && 'value' in answer ? answer.value : undefined);

test('several are read at once, each once, and each value is told the moment it is there', () =>
  withOp(async ({ env, calls, mode }) => {
    mode('together 3');
    const told: string[] = [];
    const refs = ['op://Work/kimi/key', 'op://Work/kimi/Sec 1/key', 'op://Work/kimi/key', 'op://Work/nope/key'];
    const answers = await readReferences(refs, { env, onSecret: (v) => told.push(v) });
    assert.equal(value(answers.get(refs[0]!)), made);
    assert.equal(value(answers.get(refs[1]!)), `${made}-section`);
    assert.match(why(answers.get(refs[3]!)), /no such item/);
    assert.equal(answers.size, 3);
    assert.deepEqual(told.sort(), [made, `${made}-section`]);
    assert.equal(calls().length, 3);
    assert.ok(calls().every((line) => /^\d+ read --no-newline op:\/\//.test(line)));
  }));

test('every failure is an answer', () =>
  withOp(async ({ env, mode }) => {
    const one = async (ref: string, more = {}) => why((await readReferences([ref], { env, ...more })).get(ref));
    for (const [ref, m, expected] of [
      ['op://Nope/kimi/key', '', /no such vault/],
      ['op://Work/nope/key', '', /no such item/],
      ['op://Work/kimi/nope', '', /no such field/],
      ['op://Work/kimi/blank', '', /value is empty/],
      ['op://Work/kimi/key', 'signed-out', /not signed in/],
      ['op://Work/kimi/key', 'no-account', /not signed in/],
      ['op://Work/kimi/key', 'dismissed', /not unlocked/],
      ['op://Work/kimi/key', 'offline', /cannot reach/],
      ['op://Work/kimi/key', 'fail', /status 7/],
      ['op://Work/kimi/key', 'leak', /not shown here/],
      ['op://Work/kimi/key', 'long', /more than 64 KiB/],
    ] as const) {
      mode(m);
      const said = await one(ref);
      assert.match(said, expected, `${ref} ${m}`);
      assert.ok(!said.includes(made));
    }
    assert.match(await one('op://Work/kimi/key', { env: { PATH: '/nowhere' } }), /not installed/);
    mode('hang');
    assert.match(await one('op://Work/kimi/key', { limitMs: 300 }), /did not answer within/);
  }));

const alive = (pid: number) => {
  try {
    return !/\) [ZX] /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
async function until(probe: () => boolean): Promise<void> {
  for (const end = Date.now() + 15_000; !probe(); ) {
    assert.ok(Date.now() < end, 'in time');
    await new Promise((r) => setTimeout(r, 10));
  }
}

test('a cancelled read ends op and what it started', () =>
  withOp(async ({ env, mode, calls }) => {
    mode('hang');
    const stop = new AbortController();
    const reading = readReferences(['op://Work/kimi/key'], { env, signal: stop.signal });
    await until(() => calls().length === 1);
    const pid = Number(calls()[0]!.split(' ')[0]);
    assert.ok(alive(pid));
    stop.abort();
    assert.equal(why((await reading).get('op://Work/kimi/key')), 'cancelled');
    await until(() => !alive(pid));
    const before = await readReferences(['op://Work/kimi/key'], { env, signal: stop.signal });
    assert.equal(why(before.get('op://Work/kimi/key')), 'cancelled');
    assert.equal(calls().length, 1, 'cancelled before it began');
  }));

test('a try-out says yes or why not, never the value', () =>
  withOp(async ({ env, calls }) => {
    assert.equal(await tryReference('op://Work/kimi/key', { env }), null);
    assert.match((await tryReference('op://Work/kimi/nope', { env })) ?? '', /no such field/);
    assert.match((await tryReference('op://Work/kimi', { env })) ?? '', /field is missing/);
    assert.equal(calls().length, 2, 'what is no reference is not asked for');
  }));
