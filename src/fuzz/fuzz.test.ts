import assert from 'node:assert/strict';
import { test } from 'node:test';
import { properties } from './properties.ts';
import { fuzz } from './run.ts';

/** Each property's time here; `npm run fuzz` takes a minute for each, or as long as it is told. */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 3);

for (const name of Object.keys(properties)) {
  test(`fuzz: ${name}`, async () => {
    const { runs, seconds, seed, failure } = await fuzz(name, SECONDS, Date.now() & 0x7fffffff);
    process.stdout.write(`figure: made-up input for ${name}: ${runs} in ${seconds.toFixed(0)} s\n`);
    assert.equal(failure, null, `seed ${seed}: ${failure?.error} by ${failure?.input}`);
    // how many fit into the time is the machine's affair
    assert.ok(runs > 0, 'no input at all');
  });
}
