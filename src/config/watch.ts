import fs from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../base/disposable.ts';

/** An editor saves in several steps; a file is looked at once it has been quiet for this long, in milliseconds. */
const SETTLE_MS = 80;
/** More rounds than there are folders on the way to a file; what still changes then is looked at with the next event. */
const ROUNDS = 20;

interface Watched {
  watcher: fs.FSWatcher;
  /** Folder or file and its inode: one that was replaced under the same name is another one. */
  identity: string;
}

/**
 * Says when a file may have changed, however that happens: written in place, replaced by another one, removed, created
 * together with the folders that it lies in, or changed behind a symbolic link. What cannot be watched is passed over.
 *
 * @param file Absolute.
 * @param onEvent Called when things have settled; also for events that left the file as it was.
 */
export function watchFile(file: string, onEvent: () => void): Disposable {
  const watched = new Map<string, Watched>();
  let timer: NodeJS.Timeout | null = null;
  let disposed = false;

  const settled = () => {
    timer = null;
    arm();
    onEvent();
  };
  const stir = () => {
    if (disposed) return;
    if (timer) clearTimeout(timer);
    timer = setTimeout(settled, SETTLE_MS);
    timer.unref();
  };
  const drop = (place: string) => {
    watched.get(place)?.watcher.close();
    watched.delete(place);
  };
  const add = (place: string, identity: string) => {
    // of a folder on the way only the next one matters: a home folder is a busy place
    const next = path.relative(place, file).split(path.sep);
    const only = next.length > 1 && next[0] !== '..' ? next[0] : null;
    try {
      const watcher = fs.watch(place, { persistent: false }, (_event, name) => {
        if (only === null || name === null || name === only) stir();
      });
      watcher.on('error', () => {
        drop(place);
        stir();
      });
      watched.set(place, { watcher, identity });
    } catch {
      // gone again, or the system's limit of watches is reached
    }
  };
  const arm = () => {
    for (let round = 0; round < ROUNDS && !disposed; round++) {
      const wanted = new Map(placesOf(file).map((place) => [place, identityOf(place)]));
      for (const [place, { identity }] of [...watched]) if (wanted.get(place) !== identity) drop(place);
      const missing = [...wanted].filter(([place, identity]) => identity !== null && !watched.has(place));
      if (missing.length === 0) return;
      // what appears between the look and the watch is found by the next round
      for (const [place, identity] of missing) add(place, identity ?? '');
    }
  };

  arm();
  return {
    dispose() {
      disposed = true;
      if (timer) clearTimeout(timer);
      for (const place of [...watched.keys()]) drop(place);
    },
  };
}

/** The file itself, the folder that it lies in or the nearest one that exists, and where its links lead. */
function placesOf(file: string): string[] {
  let folder = path.dirname(file);
  while (!fs.existsSync(folder) && folder !== path.dirname(folder)) folder = path.dirname(folder);
  const places = [folder];
  try {
    const real = fs.realpathSync(file);
    places.push(real, path.dirname(real));
  } catch {
    // there is no file
  }
  return [...new Set(places)];
}

function identityOf(place: string): string | null {
  try {
    const { dev, ino } = fs.statSync(place);
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}

/** Changes whenever the file's content may have; `none` where there is no file. */
export function fileStamp(file: string): string {
  try {
    const stat = fs.statSync(file);
    return `${stat.dev}:${stat.ino}:${stat.mtimeMs}:${stat.ctimeMs}:${stat.size}`;
  } catch {
    return 'none';
  }
}
