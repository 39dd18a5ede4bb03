import fs from 'node:fs';
import path from 'node:path';
import { errnoOf, OperatorError, sentenceOf } from '../base/errors.ts';
import { type EnvEdit, editEnv } from '../config/edit.ts';
import { formatProblem, loadConfig } from '../config/load.ts';
import type { Located } from '../config/locate.ts';
import type { ConfigTable } from '../config/types.ts';
import { readSnapshot, type Snapshot } from './config-file.ts';
import { lockFile } from './lock.ts';

/** The file is no longer the one that was read. */
export class ChangedMeanwhile extends OperatorError {}

/**
 * Makes the changes in the configuration file: all of them or none. What is written is checked first; it takes the place of
 * the file at once, readable by its owner only, and a symbolic link to the file stays one.
 *
 * @param snapshot The file as the operator has seen it.
 * @returns The file as it is now.
 * @throws ChangedMeanwhile where somebody else has changed it; OperatorError for everything else that can go wrong. Neither
 * quotes a value.
 */
export async function saveEdits(located: Located, snapshot: Snapshot, edits: readonly EnvEdit[], builtin: ConfigTable): Promise<Snapshot> {
  const { file, target } = snapshot;
  try {
    fs.mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
    refuseReadOnly(file, target);
    const lock = await lockFile(target);
    try {
      const now = readSnapshot(located);
      if (now.digest !== snapshot.digest || now.target !== target) {
        throw new ChangedMeanwhile(`${file} was changed by somebody else meanwhile`);
      }
      const text = edits.reduce((before, edit) => editEnv(before, edit), now.text ?? '');
      if (text === (now.text ?? '')) return now;
      const { problems } = await loadConfig(file, text, builtin);
      const [problem] = problems;
      if (problem) throw new OperatorError(`nothing was saved, the file would have a mistake: ${formatProblem(problem)}`);
      replace(target, text);
      return readSnapshot(located);
    } finally {
      lock.dispose();
    }
  } catch (e) {
    if (e instanceof OperatorError) throw e;
    throw new OperatorError(`cannot save ${file}: ${reasonOf(e, target)}`);
  }
}

/** Also for root, whom the system lets write anything: who took the permission away meant it. */
function refuseReadOnly(file: string, target: string): void {
  const stat = fs.statSync(target, { throwIfNoEntry: false });
  if (stat && (stat.mode & 0o222) === 0) throw new OperatorError(`cannot save ${file}: it is read-only; chmod u+w it first`);
  if (stat) fs.accessSync(target, fs.constants.W_OK);
}

/** A new file in place of the old one, on the disk before it gets the name. */
function replace(target: string, text: string): void {
  const folder = path.dirname(target);
  const prefix = `.${path.basename(target)}.`;
  // whoever held the lock before and was killed may have left a draft, with keys in it
  for (const name of fs.readdirSync(folder)) {
    if (name.startsWith(prefix) && name.endsWith('.draft')) fs.rmSync(path.join(folder, name), { force: true });
  }
  const draft = path.join(folder, `${prefix}${process.pid}.draft`);
  const before = fs.statSync(target, { throwIfNoEntry: false });
  const fd = fs.openSync(draft, 'wx', 0o600);
  try {
    try {
      fs.fchmodSync(fd, 0o600);
      // root edits the file of somebody who has to be able to read it
      if (before && (before.uid !== process.getuid?.() || before.gid !== process.getgid?.())) fs.fchownSync(fd, before.uid, before.gid);
      fs.writeFileSync(fd, text);
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    fs.renameSync(draft, target);
  } catch (e) {
    fs.rmSync(draft, { force: true });
    throw e;
  }
  syncFolder(folder);
}

/** Makes the new name last. Some file systems cannot, which is no failure. */
function syncFolder(folder: string): void {
  try {
    const fd = fs.openSync(folder, 'r');
    fs.fsyncSync(fd);
    fs.closeSync(fd);
  } catch {
    // the file itself is written
  }
}

function reasonOf(thrown: unknown, target: string): string {
  const folder = path.dirname(target);
  switch (errnoOf(thrown)) {
    case 'EACCES':
    case 'EPERM':
      return `you may not write there; it takes the right to write the file, and the folder ${folder}`;
    case 'EROFS':
      return `${folder} is on a read-only file system; mount it writable, or change the file where it comes from`;
    case 'EBUSY':
      return `it is mounted by itself, so no other file can take its place; mount its folder instead`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `there is no room left in ${folder}`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `${folder} is not a folder`;
    default:
      return sentenceOf(thrown);
  }
}
