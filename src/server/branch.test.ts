import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { Branches, branchOf } from './branch.ts';

async function inFolder(play: (dir: string, put: (file: string, text: string) => void) => Promise<void>): Promise<void> {
  const dir = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'branch-')));
  const put = (file: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
    // as git does: whoever reads meanwhile finds the old one whole
    fs.writeFileSync(path.join(dir, 'put'), text);
    fs.renameSync(path.join(dir, 'put'), path.join(dir, file));
  };
  try {
    await play(dir, put);
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}

test('a branch is found from any folder of its repository, in worktrees and submodules too', () =>
  inFolder(async (dir, put) => {
    put('repo/.git/HEAD', 'ref: refs/heads/feature/strip\n');
    put('repo/src/deep/x', '');
    put('repo/.git/worktrees/side/HEAD', 'ref: refs/heads/side\n');
    put('side/.git', `gitdir: ${path.join(dir, 'repo/.git/worktrees/side')}\n`);
    put('side/sub/x', '');
    put('repo/module/.git', 'gitdir: ../.git/modules/module\n');
    put('repo/.git/modules/module/HEAD', `${'0123456789'.repeat(4)}\n`);
    put('none/x', '');
    put('reftable/.git/HEAD', 'ref: refs/heads/.invalid\n');
    put('odd/.git/HEAD', 'ref: refs/heads/a\x1b]0;b\x07\n');
    put('empty/.git/HEAD', '');
    put('lost/.git', 'gitdir: /nowhere\n');
    for (const [folder, branch] of [
      ['repo', 'feature/strip'],
      ['repo/src/deep', 'feature/strip'],
      ['side/sub', 'side'],
      ['repo/module', '0123456'],
      ['none', null],
      ['reftable', null],
      ['odd', null],
      ['empty', null],
      ['lost', null],
      ['not/there', null],
    ] as const) {
      assert.equal(await branchOf(path.join(dir, folder)), branch, folder);
    }
  }));

test('a change is told once, and looked for again only where that is worth it', () =>
  inFolder(async (dir, put) => {
    put('a/.git/HEAD', 'ref: refs/heads/main\n');
    put('b/.git/HEAD', 'ref: refs/heads/other\n');
    const pane = { cwd: path.join(dir, 'a') };
    let wake = () => {};
    const told: (string | null)[] = [];
    const branches = new Branches<{ cwd: string }>(() => {
      told.push(branches.of(pane));
      wake();
    });
    const next = () => new Promise<void>((resolve) => (wake = resolve));
    assert.equal(branches.of(pane), null);
    let change = next();
    branches.look(pane, false);
    branches.look(pane, true);
    await change;
    change = next();
    put('a/.git/HEAD', 'ref: refs/heads/new\n');
    branches.look(pane, true);
    await change;
    // another folder is news at once
    change = next();
    pane.cwd = path.join(dir, 'b');
    branches.look(pane, false);
    await change;
    assert.deepEqual(told, ['main', 'new', 'other']);
  }));

test('who turns to it while it is looked up is told what it is then', () =>
  inFolder(async (dir, put) => {
    const pane = { cwd: dir };
    let wake = () => {};
    const branches = new Branches<{ cwd: string }>(() => wake());
    put('.git/HEAD', 'ref: refs/heads/begin\n');
    for (let i = 0; i < 30; i++) {
      const told = new Promise<void>((resolve) => {
        wake = () => branches.of(pane) === `b${i}` && resolve();
      });
      branches.look(pane, true);
      for (let n = 0; n < i; n++) await new Promise((resolve) => setImmediate(resolve));
      put('.git/HEAD', `ref: refs/heads/b${i}\n`);
      branches.look(pane, true);
      await told;
    }
  }));
