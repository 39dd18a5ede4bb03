import assert from 'node:assert/strict';
import { type JsonSchema, misfits } from '../cli/schema/build.ts';
import { serverEvent } from '../cli/schema/events.ts';
import { REQUESTS } from '../cli/schema/requests.ts';
import { OUTPUTS } from '../cli/schema/schema.ts';
import { scene, Wire } from './harness.ts';

scene('what commands print is what the schema says', {}, async (w) => {
  const outputs: [string, ...string[]][] = [
    ['new', 'claude', '--background', '--json'],
    ['wait', 't1', '--text', 'I am (\\w+)', '--json'],
    ['send', 't1', '--enter', '--json', 'hello'],
    ['capture', 't1', '--lines', '5', '--json'],
    ['rename', 't1', 'other', '--json'],
    ['move', 't1', '1', '--json'],
    ['select', 't1', '--json'],
    ['ls', '--json'],
    ['close', 't1', '--force', '--json'],
  ];
  for (const [name, ...args] of outputs) {
    const value = JSON.parse(await w.ok(name, ...args)) as object;
    assert.deepEqual(misfits(value, OUTPUTS[name]!), [], name);
    assert.deepEqual(unknownFields(Array.isArray(value) ? value[0] : value, OUTPUTS[name]!), [], name);
  }
  const wire = await Wire.open(w.socket);
  assert.deepEqual(misfits(await wire.request('offers', {}), REQUESTS.offers.result), []);
  assert.deepEqual(misfits(await wire.request('environment', {}), REQUESTS.environment.result), []);
  await wire.request('subscribe', { since: 0 });
  await wire.hear((m) => m.type === 'event' && m.event.event === 'closed', 'every event so far');
  for (const message of wire.heard) if (message.type === 'event') assert.deepEqual(misfits(message.event, serverEvent), []);
  wire.close();
  const schema = JSON.parse(await w.ok('schema')) as { requests: object; $defs: Record<string, JsonSchema> };
  assert.deepEqual(Object.keys(schema.requests), Object.keys(REQUESTS));
  for (const field of ['index', 'id', 'agent', 'state', 'exitCode', 'active'])
    assert.ok(schema.$defs.Tab?.required?.includes(field), field);
});

/** Fields that are printed and not described. */
function unknownFields(value: object, schema: JsonSchema): string[] {
  const target = schema.items ?? schema;
  const properties = target.$ref ? (DEFS[target.$ref.slice('#/$defs/'.length)]?.properties ?? {}) : (target.properties ?? {});
  return Object.keys(value).filter((name) => !(name in properties));
}
const DEFS = (await import('../cli/schema/build.ts')).defined();
