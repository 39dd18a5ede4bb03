import { OperatorError } from '../base/errors.ts';
import { findProgram } from '../base/programs.ts';
import { builtinTable } from '../catalog/builtin.ts';
import { buildCatalog } from '../catalog/catalog.ts';
import type { EnvEdit } from '../config/edit.ts';
import { formatProblem, loadConfig } from '../config/load.ts';
import type { Located } from '../config/locate.ts';
import type { Environment } from '../config/types.ts';
import { readSnapshot, type Snapshot } from './config-file.ts';
import type { Facts } from './parts.ts';
import { saveEdits } from './save.ts';

/** The configuration file behind the screen: read, saved, read again. */
export interface Store {
  /** @throws OperatorError where the file cannot be read or has mistakes: all of them, a line each. */
  load(): Promise<Facts>;
  /** Saves all of the changes or none, and reads the file again. @throws OperatorError */
  save(edits: readonly EnvEdit[]): Promise<Facts>;
}

/** @param cwd Folder that relative names of programs are looked up from. */
export function createStore(located: Located, environment: Environment, cwd: string): Store {
  let snapshot: Snapshot | null = null;
  const factsOf = async (read: Snapshot): Promise<Facts> => {
    const { table, problems } = await loadConfig(read.file, read.text, builtinTable());
    if (problems.length > 0) {
      throw new OperatorError(`the configuration has mistakes, mend them first:\n${problems.map(formatProblem).join('\n')}`);
    }
    snapshot = read;
    return {
      file: read.file,
      table,
      catalog: buildCatalog(builtinTable(), table),
      environment,
      find: (program) => findProgram(program, environment.PATH, cwd),
    };
  };
  return {
    load: async () => factsOf(readSnapshot(located)),
    save: async (edits) => {
      if (!snapshot) throw new Error('saved before it was read');
      return factsOf(await saveEdits(located, snapshot, edits, builtinTable()));
    },
  };
}
