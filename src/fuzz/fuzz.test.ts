import assert from 'node:assert/strict';
import { test } from 'node:test';
import { properties } from './properties.ts';
import { fuzz } from './run.ts';

/** Each property's time here; `npm run fuzz` takes a minute for each, or as long as it is told. */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 3);
/** The same inputs in every run of the suite, as in all its tests (`tools/seeded`). */
const SEED = process.env.SEED === 'random' ? Date.now() & 0x7fffffff : Number(process.env.SEED ?? 20261123);

for (const name of Object.keys(properties)) {
  test(`fuzz: ${name}`, async () => {
    const { runs, seconds, seed, failure } = await fuzz(name, SECONDS, SEED);
    process.stdout.write(`figure: made-up input for ${name}: ${runs} in ${seconds.toFixed(0)} s\n`);
    assert.equal(failure, null, `seed ${seed}: ${failure?.error} by ${failure?.input}`);
    // how many fit into the time is the machine's affair
    assert.ok(runs > 0, 'no input at all');
  });
}
