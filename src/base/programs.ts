import fs from 'node:fs';
import path from 'node:path';

/** Can FILE be executed by this user, and is it a file? */
export function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Where a program is, as execvp would find it: a name with a slash relative to FOLDER, any other along SEARCH (the tab's
 * PATH). Null where it is nowhere.
 */
export function findProgram(program: string, search: string | undefined, folder: string): string | null {
  if (program.includes('/')) {
    const file = path.resolve(folder, program);
    return isExecutable(file) ? file : null;
  }
  for (const dir of (search ?? '/usr/local/bin:/usr/bin:/bin').split(':')) {
    const file = path.resolve(folder, dir || '.', program);
    if (isExecutable(file)) return file;
  }
  return null;
}
