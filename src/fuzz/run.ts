import fc from 'fast-check';
import { cases } from './cases.ts';
import { properties } from './properties.ts';

export interface Outcome {
  name: string;
  runs: number;
  seconds: number;
  seed: number;
  /** What broke it, shrunk, as JSON, and how; null where nothing did. */
  failure: { input: string; error: string } | null;
}

/** Feeds property NAME with made-up input for so many seconds. SEED: the same seed makes the same inputs. */
export async function fuzz(name: string, seconds: number, seed: number): Promise<Outcome> {
  const { input, check } = properties[name]!;
  const began = performance.now();
  const details = await fc.check(
    fc.asyncProperty(input, async (value) => {
      await check(value);
    }),
    {
      seed,
      numRuns: Number.MAX_SAFE_INTEGER,
      interruptAfterTimeLimit: seconds * 1000,
      markInterruptAsFailure: false,
      examples: (cases[name] ?? []).map((value) => [value]),
      // the rest of the time belongs to the search
      endOnFailure: false,
    },
  );
  const failure =
    details.failed && details.counterexample
      ? { input: fc.stringify(details.counterexample[0]), error: messageOf(details.errorInstance) }
      : null;
  return { name, runs: details.numRuns, seconds: (performance.now() - began) / 1000, seed, failure };
}

const messageOf = (thrown: unknown): string => (thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)).slice(0, 2000);

/** `npm run fuzz`: every property, or those named, one after the other. Gives the exit code. */
export async function main(argv: string[]): Promise<number> {
  const value = (flag: string, fallback: number) => (argv.includes(flag) ? Number(argv[argv.indexOf(flag) + 1]) : fallback);
  const seconds = value('--seconds', 60);
  const seed = value('--seed', Date.now() & 0x7fffffff);
  const named = argv.filter((arg) => Object.hasOwn(properties, arg));
  let code = 0;
  for (const name of named.length > 0 ? named : Object.keys(properties)) {
    const { runs, seconds: took, failure } = await fuzz(name, seconds, seed);
    process.stdout.write(`${name}: ${runs} inputs in ${took.toFixed(0)} s, seed ${seed}${failure ? ', BROKEN' : ''}\n`);
    if (!failure) continue;
    code = 1;
    process.stdout.write(`  by ${failure.input}\n  ${failure.error.replaceAll('\n', '\n  ')}\n  keep it in src/fuzz/cases.ts\n`);
  }
  return code;
}
