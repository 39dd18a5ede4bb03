import fs from 'node:fs';
import { errnoOf, OperatorError, sentenceOf } from '../base/errors.ts';
import type { Located } from './locate.ts';

/**
 * The text of the configuration file, or null where there is none, which is fine. Only a file that `--config` names must
 * exist: a variable may be set for a whole image before anyone has configured anything.
 *
 * @throws OperatorError where the file is named and missing, or there and unreadable.
 */
export function readConfig(located: Located): string | null {
  try {
    return fs.readFileSync(located.file, 'utf8');
  } catch (e) {
    const missing = errnoOf(e) === 'ENOENT' || errnoOf(e) === 'ENOTDIR';
    if (missing && located.namedBy !== '--config') return null;
    if (missing) throw new OperatorError(`there is no configuration file ${located.file}; --config names a file that exists`);
    if (errnoOf(e) === 'EISDIR') throw new OperatorError(`${located.file} is a folder; the configuration is a file, config.toml`);
    throw new OperatorError(`cannot read the configuration ${located.file}: ${sentenceOf(e)}`);
  }
}
