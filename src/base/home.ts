import os from 'node:os';

/**
 * The operator's home: `HOME`, else what the user's entry says. A container may be run as a user without an entry and
 * without `HOME`; then it is the root folder, where no configuration is, rather than an error.
 */
export function homeFolder(): string {
  try {
    return os.homedir();
  } catch {
    return '/';
  }
}

/** FILE for an operator to read: `~/` for what is in HOME, the operator's home. */
export function fromHome(file: string, home = homeFolder()): string {
  return home !== '/' && file.startsWith(`${home}/`) ? `~${file.slice(home.length)}` : file;
}
