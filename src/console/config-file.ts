import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { errnoOf, OperatorError } from '../base/errors.ts';
import type { Located } from '../config/locate.ts';
import { readConfig } from '../config/read.ts';

/** A configuration file as it was read once. */
export interface Snapshot {
  /** As the operator named it. */
  file: string;
  /** The file itself, behind symbolic links. */
  target: string;
  /** null: there was none. */
  text: string | null;
  /** Says whether it is still the same. */
  digest: string;
}

/** More links than this lead in a circle. */
const MOST_LINKS = 40;

/**
 * Reads the configuration for editing.
 *
 * @throws OperatorError where it cannot be read, or holds bytes that would not survive being written again.
 */
export function readSnapshot(located: Located): Snapshot {
  const { file } = located;
  const target = targetOf(file);
  let bytes: Buffer;
  try {
    bytes = fs.readFileSync(target);
  } catch {
    // says what is wrong, or that it is fine
    readConfig(located);
    return { file, target, text: null, digest: 'none' };
  }
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes)) throw new OperatorError(`${file} is not UTF-8 throughout; mend it by hand first`);
  return { file, target, text, digest: createHash('sha256').update(bytes).digest('hex') };
}

/** Where links lead, also where the last one points at nothing yet. */
function targetOf(file: string): string {
  let at = path.resolve(file);
  for (let i = 0; i < MOST_LINKS; i++) {
    let link: string;
    try {
      link = fs.readlinkSync(at);
    } catch {
      return behindFolders(at);
    }
    at = path.resolve(behindFolders(path.dirname(at)), link);
  }
  throw new OperatorError(`${file} is a symbolic link that leads in a circle`);
}

/** The same place with no link on the way to it, as far as it exists. */
function behindFolders(file: string): string {
  try {
    return path.join(fs.realpathSync(path.dirname(file)), path.basename(file));
  } catch (e) {
    if (errnoOf(e) !== 'ENOENT' || path.dirname(file) === file) return file;
    return path.join(behindFolders(path.dirname(file)), path.basename(file));
  }
}
