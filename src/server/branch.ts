import { constants } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';

/** More than any of the files that are read here has, in bytes. */
const LONGEST = 4096;
/** A branch is looked up again no sooner than this unless the operator turns to it, in milliseconds. */
const APART_MS = 1000;
/** Characters of a commit that has no branch. */
const SHORT_COMMIT = 7;

/** The beginning of a file, or null where there is none. What is no regular file (a pipe would wait for a writer) is none. */
async function textOf(file: string): Promise<string | null> {
  try {
    const handle = await fs.open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (!(await handle.stat()).isFile()) return null;
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(LONGEST), 0, LONGEST, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch {
    return null;
  }
}

/** The folder that has HEAD: `.git` itself, or where the file of that name leads (worktrees, submodules). */
async function gitFolder(folder: string): Promise<string | null> {
  const place = path.join(folder, '.git');
  let isFolder: boolean;
  try {
    isFolder = (await fs.stat(place)).isDirectory();
  } catch {
    return null;
  }
  if (isFolder) return place;
  const link = /^gitdir: ([^\r\n]+)/.exec((await textOf(place)) ?? '')?.[1];
  return link === undefined ? null : path.resolve(folder, link.trim());
}

/**
 * The branch of the repository that FOLDER lies in, a short commit where HEAD is on none, or null. Reads `.git/HEAD`
 * (gitrepository-layout): no program is started for it.
 */
export async function branchOf(folder: string): Promise<string | null> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const git = await gitFolder(at);
    if (git !== null) {
      const head = ((await textOf(path.join(git, 'HEAD'))) ?? '').trim();
      const name = /^ref: refs\/heads\/(\P{Cc}+)$/u.exec(head)?.[1];
      // a repository with another store of references says so by a name that no branch can have
      if (name !== undefined) return name === '.invalid' ? null : name;
      return /^[0-9a-f]{40,64}$/.test(head) ? head.slice(0, SHORT_COMMIT) : null;
    }
    if (at === path.dirname(at)) return null;
  }
}

interface Known {
  folder: string;
  branch: string | null;
  /** When it was looked up (`performance.now`). */
  at: number;
  busy: boolean;
  /** Somebody turned to it while it was being looked up: what was read may be older than that. */
  again: boolean;
}

/** The branches of panes' folders, looked up at moments: nothing is watched, and nothing wakes up for it. */
export class Branches<P extends { readonly cwd: string }> {
  private readonly known = new WeakMap<P, Known>();
  private readonly onChange: () => void;

  /** `onChange`: a branch is another one than was told. */
  constructor(onChange: () => void) {
    this.onChange = onChange;
  }

  of(pane: P): string | null {
    return this.known.get(pane)?.branch ?? null;
  }

  /** Looks it up again; unless `now`, not where that was done a moment ago. */
  look(pane: P, now: boolean): void {
    let known = this.known.get(pane);
    if (!known) {
      known = { folder: '', branch: null, at: Number.NEGATIVE_INFINITY, busy: false, again: false };
      this.known.set(pane, known);
    }
    const isRecent = performance.now() - known.at < APART_MS && known.folder === pane.cwd;
    if (known.busy) known.again ||= now;
    if (known.busy || (isRecent && !now)) return;
    void this.lookUp(pane, known);
  }

  private async lookUp(pane: P, known: Known): Promise<void> {
    known.busy = true;
    known.again = false;
    known.at = performance.now();
    known.folder = pane.cwd;
    const branch = await branchOf(pane.cwd).catch(() => null);
    known.busy = false;
    // it has gone elsewhere meanwhile
    if (known.folder !== pane.cwd) return this.look(pane, true);
    if (branch !== known.branch) {
      known.branch = branch;
      this.onChange();
    }
    if (known.again) this.look(pane, true);
  }
}
