import fs from 'node:fs';

export interface Process {
  pid: number;
  argv: string[];
  env: Record<string, string>;
}

const read = (pid: string | number, file: string): string => {
  try {
    return fs.readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // it ended, or is not ours to read
    return '';
  }
};

/** The environment that a process was started with. */
export function environmentOf(pid: number): Record<string, string> {
  const pairs = read(pid, 'environ').split('\0').filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

/** Every process whose home is `home`, which is how the processes of one world know each other; this one aside. */
export function processesOf(home: string): Process[] {
  return fs
    .readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid && `\0${read(entry, 'environ')}`.includes(`\0HOME=${home}\0`))
    .map((entry) => ({
      pid: Number(entry),
      argv: read(entry, 'cmdline').split('\0').slice(0, -1),
      env: environmentOf(Number(entry)),
    }));
}

/**
 * Is `pid` a process that runs, and not one that only waits to be reaped? Of one that is killed the first thread may be gone while
 * another, which has not had its turn yet, still holds the process's files and sockets.
 */
export function isAlive(pid: number): boolean {
  const lives = (stat: string) => stat !== '' && !/\) [ZX] /.test(stat);
  return lives(read(pid, 'stat')) || tasksOf(pid).some((thread) => lives(read(pid, `task/${thread}/stat`)));
}

/**
 * How often the threads of the program's processes have been woken or put off, where no process of `home` runs or waits for
 * a disk; null while one does. Twice the same: nothing happened between, however slow the machine is.
 */
export function wakeUps(home: string): number | null {
  let count = 0;
  for (const { pid, argv } of processesOf(home)) {
    const ours = argv[1]?.endsWith('cli.js') ?? false;
    for (const thread of tasksOf(pid)) {
      const task = `task/${thread}`;
      // one that is stopped may have been in the middle of something; S and I wait for something to come, Z for its parent
      if (!/\) [SIZ] /.test(read(pid, `${task}/stat`))) return null;
      if (!ours) continue;
      for (const [, switches] of read(pid, `${task}/status`).matchAll(/ctxt_switches:\s+(\d+)/g)) count += Number(switches);
    }
  }
  return count;
}

function tasksOf(pid: number): string[] {
  try {
    return fs.readdirSync(`/proc/${pid}/task`);
  } catch {
    // it ended
    return [];
  }
}

/** Sends `signal`; a process that is gone already is fine. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // gone
  }
}

/** Kills every process of `home` and all that they start meanwhile; gives up after two seconds. */
export function killAll(home: string): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let quiet = 0, round = 0; quiet < 2 && round < 100; round++) {
    const left = processesOf(home);
    for (const { pid } of left) signal(pid, 'SIGKILL');
    quiet = left.length === 0 ? quiet + 1 : 0;
    if (quiet < 2) Atomics.wait(pause, 0, 0, 20);
  }
}
