import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { isAlive, signal } from './processes.ts';
import { until } from './waiting.ts';
import { root, type World } from './world.ts';

const read = (file: string): string => {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
/** Kernel's unit of CPU time in /proc, in milliseconds: USER_HZ is 100 on every Linux that Node runs on. */
const TICK_MS = 10;

/** CPU time that a process has used so far, in milliseconds. */
export function cpuOf(pid: number): number {
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Resident memory of a process, in MB of 10^6 bytes. */
export function memoryOf(pid: number): number {
  return (Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024) / 1e6;
}

/**
 * Makes the servers of a world able to tell what memory they hold once garbage is collected, in MB of 10^6 bytes: of the heap,
 * and of buffers outside it.
 */
export function measuresMemory(w: World): (pid: number) => Promise<number> {
  const file = w.path('memory');
  w.env.FIXTURE_MEMORY = file;
  w.env.NODE_OPTIONS = `--require ${path.join(root, 'fixtures/programs/collect.cjs')}`;
  return async (pid) => {
    fs.rmSync(file, { force: true });
    signal(pid, 'SIGUSR2');
    return Number(await until('the memory is told', () => fs.existsSync(file) && fs.readFileSync(file, 'utf8'))) / 1e6;
  };
}

export const handlesOf = (pid: number): number => fs.readdirSync(`/proc/${pid}/fd`).length;

/** Most memory that a process had while `act` ran, in MB. */
export async function peakOf(pid: number, act: () => Promise<void>): Promise<number> {
  let peak = memoryOf(pid);
  const timer = setInterval(() => {
    peak = Math.max(peak, memoryOf(pid));
  }, 20);
  try {
    await act();
  } finally {
    clearInterval(timer);
  }
  return Math.max(peak, memoryOf(pid));
}

/** Share of one core that a process uses over `ms`, in percent. */
export async function loadOf(pid: number, ms = 1000): Promise<number> {
  const [cpu, at] = [cpuOf(pid), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, ms));
  return ((cpuOf(pid) - cpu) / (performance.now() - at)) * 100;
}

/** A line of the fault table in FAULTS.md: what was measured, as the test prints it. */
export function figure(fault: string, measured: string): void {
  process.stdout.write(`figure: ${fault}: ${measured}\n`);
}

/** Processes of a terminal session, by the session's leader; zombies aside. */
export function membersOf(leader: number): number[] {
  return fs
    .readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && isAlive(Number(entry)))
    .map(Number)
    .filter((pid) => Number(read(`/proc/${pid}/stat`).split(') ').at(-1)!.split(' ')[3]) === leader);
}

/** Escape sequences in what a client wrote to its terminal that carry strings: OSC, DCS, APC, PM, SOS, as `kind payload`. */
export function stringsIn(raw: string): string[] {
  return [...raw.matchAll(/\x1b([\]P_^X])([^\x07\x1b]*)(?:\x07|\x1b\\)/g)].map(([, kind, payload]) => `${kind} ${payload}`);
}

/** Fails where a client wrote a string other than those it writes for itself: its queries, titles, and links that the policy lets through. */
export function assertOwnStrings(raw: string): void {
  const own = [
    /^\] (10|11|12);\?$/,
    /^\] 4;\d+;\?(;\d+;\?)*$/,
    /^\] 2;[^\x00-\x1f\x7f-\x9f]*$/,
    /^\] 8;[^;]*;(https?:|mailto:|ftp:|file:)?[^\x00-\x1f]*$/,
  ];
  const foreign = stringsIn(Buffer.from(raw, 'latin1').toString('utf8')).filter((string) => !own.some((pattern) => pattern.test(string)));
  assert.deepEqual(foreign.slice(0, 5), [], 'strings reached the terminal that are not ours');
  // bytes above 0x7f are UTF-8 in what a client writes: none of them may be a C1 control
  assert.ok(!/[\x80-\x9f]/.test(Buffer.from(raw, 'latin1').toString('utf8')), 'a C1 control reached the terminal');
}
