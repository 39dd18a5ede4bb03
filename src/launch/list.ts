import { OperatorError } from '../base/errors.ts';
import { inspectArgs, type Launched, LIST, parseInspected } from './containers.ts';
import type { Engine } from './engine.ts';
import { sentenceFor } from './engine-failure.ts';
import { askEngine } from './engine-process.ts';
import type { Where } from './setup.ts';

/** Every container that was launched and is still there, running or not. @throws OperatorError where the engine does not answer. */
export async function launchedOf(engine: Engine, env: Where['env']): Promise<Launched[]> {
  const listed = await askEngine(engine, LIST, env);
  if (listed.code !== 0) throw new OperatorError(sentenceFor(listed.err, { engine: engine.name }));
  const ids = listed.out.split(/\s+/).filter(Boolean);
  if (ids.length === 0) return [];
  // one that has gone meanwhile makes it fail, and is missing from what it says
  const { out } = await askEngine(engine, inspectArgs(ids), env);
  return parseInspected(out).sort((a, b) => a.workspace.localeCompare(b.workspace) || a.name.localeCompare(b.name));
}
