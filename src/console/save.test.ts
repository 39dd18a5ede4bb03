import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { OperatorError } from '../base/errors.ts';
import type { EnvEdit } from '../config/edit.ts';
import type { Located } from '../config/locate.ts';
import { readSnapshot } from './config-file.ts';
import { lockFile } from './lock.ts';
import { ChangedMeanwhile, saveEdits } from './save.ts';

const KEY = 'made-up-key-0123456789';
const edit = (name: string, text: string | null): EnvEdit => ({
  scope: { workspace: null, role: null },
  name,
  value: text === null ? null : { kind: 'literal', text },
});

/** A folder of its own with a configuration file, or without. */
async function inFolder(text: string | null, play: (located: Located, dir: string) => Promise<void>): Promise<void> {
  const dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'jackin-save-')));
  const file = path.join(dir, 'config.toml');
  if (text !== null) fs.writeFileSync(file, text, { mode: 0o644 });
  try {
    await play({ file, namedBy: 'default' }, dir);
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

const save = (located: Located, edits: EnvEdit[]) => saveEdits(located, readSnapshot(located), edits, {});

test('a file is saved whole, for its owner alone, and nothing is left beside it', () =>
  inFolder('# mine\n[env]\nA = "a"\n', async (located, dir) => {
    const after = await save(located, [edit('K', KEY), edit('A', null)]);
    assert.equal(fs.readFileSync(located.file, 'utf8'), `# mine\n[env]\nK = "${KEY}"\n`);
    assert.equal(after.text, fs.readFileSync(located.file, 'utf8'));
    assert.equal(fs.statSync(located.file).mode & 0o777, 0o600);
    assert.deepEqual(fs.readdirSync(dir), ['config.toml']);
  }));

test('folders and file are made where they are missing, 0700 and 0600', () =>
  inFolder(null, async (_located, dir) => {
    const file = path.join(dir, 'a/b/config.toml');
    await save({ file, namedBy: 'default' }, [edit('K', KEY)]);
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    assert.equal(fs.statSync(path.dirname(file)).mode & 0o777, 0o700);
    assert.equal(fs.statSync(path.join(dir, 'a')).mode & 0o777, 0o700);
  }));

test('a symbolic link stays one, and the file behind it is the one that changes', () =>
  inFolder('status = true\n', async (located, dir) => {
    fs.mkdirSync(path.join(dir, 'dotfiles'));
    fs.renameSync(located.file, path.join(dir, 'dotfiles/real.toml'));
    fs.symlinkSync('dotfiles/real.toml', located.file);
    await save(located, [edit('K', KEY)]);
    assert.equal(fs.readlinkSync(located.file), 'dotfiles/real.toml');
    assert.match(fs.readFileSync(path.join(dir, 'dotfiles/real.toml'), 'utf8'), /^status = true\n\n\[env\]\nK = /);
    assert.deepEqual(fs.readdirSync(path.join(dir, 'dotfiles')), ['real.toml']);
  }));

test('a link that points at nothing yet gets its file, a circle is refused', () =>
  inFolder(null, async (located, dir) => {
    fs.symlinkSync(path.join(dir, 'later/real.toml'), located.file);
    await save(located, [edit('K', KEY)]);
    assert.ok(fs.lstatSync(located.file).isSymbolicLink());
    assert.ok(fs.existsSync(path.join(dir, 'later/real.toml')));
    fs.rmSync(located.file);
    fs.symlinkSync('config.toml', located.file);
    assert.throws(() => readSnapshot(located), /circle/);
  }));

test('a file that changed since it was read is left as it is', () =>
  inFolder('[env]\nA = "a"\n', async (located) => {
    const snapshot = readSnapshot(located);
    fs.writeFileSync(located.file, '[env]\nA = "b"\n');
    await assert.rejects(saveEdits(located, snapshot, [edit('K', KEY)], {}), ChangedMeanwhile);
    assert.equal(fs.readFileSync(located.file, 'utf8'), '[env]\nA = "b"\n');
    fs.rmSync(located.file);
    await assert.rejects(saveEdits(located, snapshot, [edit('K', KEY)], {}), ChangedMeanwhile);
    assert.ok(!fs.existsSync(located.file));
  }));

test('a save that would make the file invalid is refused', () =>
  inFolder('[env]\nA = "a"\n', async (located, dir) => {
    const refused = (e: unknown) => e instanceof OperatorError && /nothing was saved/.test(e.message) && !e.message.includes(KEY);
    await assert.rejects(save(located, [edit('JACKIN_X', KEY)]), refused);
    assert.equal(fs.readFileSync(located.file, 'utf8'), '[env]\nA = "a"\n');
    assert.deepEqual(fs.readdirSync(dir), ['config.toml']);
  }));

test('a read-only file is refused in a sentence, for root too', () =>
  inFolder('status = true\n', async (located, dir) => {
    fs.chmodSync(located.file, 0o400);
    await assert.rejects(save(located, [edit('K', KEY)]), (e: unknown) => e instanceof OperatorError && /read-only/.test(e.message));
    assert.deepEqual(fs.readdirSync(dir), ['config.toml']);
  }));

test('a file that is not UTF-8 would not survive, and is refused', () =>
  inFolder(null, async (located) => {
    fs.writeFileSync(located.file, Buffer.from('# caf\xe9\n', 'latin1'));
    assert.throws(() => readSnapshot(located), /not UTF-8/);
  }));

test('while another process that lives holds the lock nothing is written; a dead one does not hold it', () =>
  inFolder('status = true\n', async (located, dir) => {
    const lock = `${located.file}.lock`;
    fs.writeFileSync(lock, `${process.ppid} ${os.hostname()}\n`);
    await assert.rejects(
      save(located, [edit('K', KEY)]),
      (e: unknown) => e instanceof OperatorError && e.message.includes(`${process.ppid}`),
    );
    assert.equal(fs.readFileSync(located.file, 'utf8'), 'status = true\n');
    assert.ok(fs.existsSync(lock), "somebody else's lock stays");

    fs.writeFileSync(lock, `${deadPid()} ${os.hostname()}\n`);
    await save(located, [edit('K', KEY)]);
    assert.match(fs.readFileSync(located.file, 'utf8'), /made-up/);
    assert.deepEqual(fs.readdirSync(dir), ['config.toml']);
  }));

test('a lock of another host is waited for, and taken over once it is old', () =>
  inFolder('status = true\n', async (located) => {
    const lock = `${located.file}.lock`;
    fs.writeFileSync(lock, '1 another-host\n');
    await assert.rejects(lockFile(located.file), OperatorError);
    const old = new Date(Date.now() - 10 * 60_000);
    fs.utimesSync(lock, old, old);
    (await lockFile(located.file)).dispose();
    assert.ok(!fs.existsSync(lock));
  }));

test('of many writers each one gets its turn, one at a time', () =>
  inFolder(null, async (located) => {
    let inside = 0;
    const turns = Array.from({ length: 8 }, async () => {
      const lock = await lockFile(located.file);
      inside += 1;
      assert.equal(inside, 1);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
      lock.dispose();
    });
    await Promise.all(turns);
  }));

test('a draft that a killed writer left is removed with the next save', () =>
  inFolder('status = true\n', async (located, dir) => {
    fs.writeFileSync(path.join(dir, '.config.toml.12345.draft'), KEY);
    await save(located, [edit('A', 'a')]);
    assert.deepEqual(fs.readdirSync(dir), ['config.toml']);
  }));

test('a save that changes nothing writes nothing', () =>
  inFolder('[env]\nA = "a"\n', async (located) => {
    const before = fs.statSync(located.file);
    await save(located, [edit('B', null)]);
    assert.equal(fs.statSync(located.file).ino, before.ino);
    assert.equal(fs.statSync(located.file).mode & 0o777, 0o644);
  }));

/** A process id that nobody has. */
function deadPid(): number {
  for (let pid = 3_999_999; ; pid--) {
    try {
      process.kill(pid, 0);
    } catch {
      return pid;
    }
  }
}
