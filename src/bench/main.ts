import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { CORPORA, type Corpus } from './corpora.ts';
import { frameCosts, parseRate } from './parts.ts';
import { peers } from './peers.ts';
import { echo, memory, startAndAttach, throughput } from './program.ts';
import { type Figure, median, quantile, table } from './table.ts';

const PARTS = ['parse', 'frames', 'throughput', 'latency', 'load', 'start', 'memory'] as const;
type Part = (typeof PARTS)[number];

const names = Object.keys(CORPORA) as Corpus[];
const IN_PROCESS_BYTES = 8_000_000;
const PROGRAM_BYTES = 20_000_000;
/** One frame of 60 a second at 15 MB/s. */
const FRAME_BYTES = 250_000;
const FLOODS = 3;
const TABS = 10;
const LINES = 2000;

/** Runs the parts that ARGS name, all where they name none, and prints a table of each. Gives the exit code. */
export async function main(args: string[], root: string): Promise<number> {
  const chosen = parse(args);
  if (typeof chosen === 'string') {
    process.stderr.write(`jackin-mux: ${chosen}\n`);
    return 2;
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'jackin-bench-corpora-'));
  try {
    for (const part of chosen.parts) await run(part, { root, folder, runs: chosen.runs });
    return 0;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function parse(args: string[]): { parts: readonly Part[]; runs: number } | string {
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { runs: { type: 'string', default: '3' } } });
    const unknown = positionals.find((p) => !PARTS.includes(p as Part));
    if (unknown !== undefined) return `there is no benchmark "${unknown}"; there are ${PARTS.join(', ')}`;
    const runs = Number(values.runs);
    if (!Number.isInteger(runs) || runs < 1) return `--runs takes a whole number from 1, not "${values.runs}"`;
    return { parts: positionals.length > 0 ? (positionals as Part[]) : PARTS, runs };
  } catch (e) {
    return (e as Error).message;
  }
}

interface Setting {
  root: string;
  folder: string;
  runs: number;
}

async function run(part: Part, setting: Setting): Promise<void> {
  const collected = new Map<string, Figure & { values: number[] }>();
  const add = (name: string, unit: string, peer: string, value: number | null) => {
    if (value === null) return;
    const key = `${name} ${peer}`;
    const figure = collected.get(key) ?? { name, unit, peer, value, values: [] };
    figure.values.push(value);
    collected.set(key, figure);
  };
  for (let i = 0; i < setting.runs; i++) {
    if (process.stderr.isTTY) process.stderr.write(`\r${part}, run ${i + 1} of ${setting.runs}…\x1b[K`);
    await MEASURES[part](setting, add);
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const figures = [...collected.values()].map((f) => ({ ...f, value: median(f.values) }));
  const shown = part === 'parse' || part === 'frames' ? ['jackin-mux'] : peers();
  process.stdout.write(`${part} (median of ${setting.runs})\n${table(figures, shown)}\n\n`);
}

type Add = (name: string, unit: string, peer: string, value: number | null) => void;

const MEASURES: Record<Part, (setting: Setting, add: Add) => void | Promise<void>> = {
  parse: (_setting, add) => {
    for (const name of names) add(`parse and damage, ${name}`, 'MB/s', 'jackin-mux', parseRate(CORPORA[name](IN_PROCESS_BYTES)));
  },
  frames: (_setting, add) => {
    for (const name of names) {
      const { ms, bytes } = frameCosts(CORPORA[name](IN_PROCESS_BYTES), FRAME_BYTES);
      add(`a frame under flood, ${name}`, 'ms', 'jackin-mux', median(ms));
      add(`a frame under flood, ${name}, size`, 'kB', 'jackin-mux', median(bytes) / 1000);
    }
    const keys = frameCosts(Buffer.from('a few words typed, one key after the other; '.repeat(8)), 1);
    add('a frame of one key', 'ms', 'jackin-mux', median(keys.ms));
    add('a frame of one key, size', 'bytes', 'jackin-mux', median(keys.bytes));
  },
  throughput: async ({ root, folder }, add) => {
    for (const name of names) {
      const file = path.join(folder, name);
      if (!fs.existsSync(file)) fs.writeFileSync(file, CORPORA[name](PROGRAM_BYTES));
      for (const peer of peers()) {
        const { rate, bytes } = await throughput(peer, root, file);
        add(`cat, ${name}`, 'MB/s', peer, rate);
        add(`cat, ${name}, to the terminal`, 'MB', peer, bytes / 1e6);
      }
    }
  },
  latency: async ({ root }, add) => {
    for (const peer of peers()) {
      const times = await echo(peer, root);
      add('key to echo, median', 'ms', peer, times && median(times));
      add('key to echo, p99', 'ms', peer, times && quantile(times, 0.99));
    }
  },
  load: async ({ root, folder }, add) => {
    const file = path.join(folder, 'flood');
    if (!fs.existsSync(file)) fs.writeFileSync(file, CORPORA.plain(PROGRAM_BYTES));
    for (const peer of peers().filter((p) => p !== 'bare pty')) {
      const times = await echo(peer, root, FLOODS, file);
      add(`key to echo, ${FLOODS} tabs flooding, median`, 'ms', peer, times && median(times));
      add(`key to echo, ${FLOODS} tabs flooding, p99`, 'ms', peer, times && quantile(times, 0.99));
    }
  },
  start: async ({ root }, add) => {
    for (const peer of peers()) {
      const { start, attach } = await startAndAttach(peer, root);
      add('start to first output', 'ms', peer, start);
      add('attach to the tab on screen', 'ms', peer, attach);
    }
  },
  memory: async ({ root }, add) => {
    for (const peer of peers().filter((p) => p !== 'bare pty')) {
      add(`one tab of ${LINES} lines`, 'MB', peer, await memory(peer, root, 1, LINES));
      add(`${TABS} tabs of ${LINES} lines`, 'MB', peer, await memory(peer, root, TABS, LINES));
    }
  },
};
