import fs from 'node:fs';
import path from 'node:path';

/** Under the state folder: whoever has it has been shown the lesson. */
export const MARKER = path.join('jackin', 'leader-taught');

/**
 * Whether this operator has never attached a terminal before, which is true once: a marker in the state folder
 * (`$XDG_STATE_HOME`, else `~/.local/state`) remembers it. Where none can be kept, in a home that is read-only or not
 * there, it is false: what comes again and again teaches nobody.
 *
 * @param home As `homeFolder` gives it: the root folder stands for none.
 */
export function isFirstStart(env: Readonly<Record<string, string | undefined>>, home: string): boolean {
  // a relative path is to be ignored, says the XDG base directory specification
  const own = env.XDG_STATE_HOME?.startsWith('/') ? env.XDG_STATE_HOME : null;
  const folders = own === null ? [path.join(home, '.local'), path.join(home, '.local/state')] : [own];
  const marker = path.join(folders.at(-1)!, MARKER);
  try {
    if (own === null && (home === '/' || !fs.statSync(home).isDirectory())) return false;
    // one by one: node's recursive mkdir never comes back from a folder below /proc
    for (const folder of [...folders, path.dirname(marker)]) if (!fs.existsSync(folder)) fs.mkdirSync(folder, { mode: 0o700 });
    fs.closeSync(fs.openSync(marker, 'wx', 0o600));
    return true;
  } catch {
    return false;
  }
}
