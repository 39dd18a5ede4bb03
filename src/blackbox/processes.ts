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

/** Is `pid` a process that runs, and not one that only waits to be reaped? */
export function isAlive(pid: number): boolean {
  const stat = read(pid, 'stat');
  return stat !== '' && !/\) [ZX] /.test(stat);
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
