import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { OperatorError } from '../base/errors.ts';
import { Redactor } from '../base/redact.ts';
import { readReferences } from '../config/op-read.ts';
import type { ScopedValue } from '../config/types.ts';
import { referencesOf, resolveValues } from '../config/values.ts';
import type { Engine } from './engine.ts';
import { failureOf, reasonOf, sentenceFor } from './engine-failure.ts';
import { ask, askEngine, untilReady } from './engine-process.ts';
import { LABEL } from './names.ts';
import { envFile, FILE, type RunPlan } from './plan.ts';

/** A server that has not said by then that it listens is tried all the same, in milliseconds. */
const READY_WITHIN_MS = 20_000;

export interface Starting {
  engine: Engine;
  workspace: string;
  env: Record<string, string | undefined>;
  /** For whoever watches. */
  say(sentence: string): void;
}

/** The name of the container was taken: by another launch of the same workspace, or by something else. */
export class NameTaken extends OperatorError {}

/** The texts of the values, references read now. Ctrl+C gives it up. @throws OperatorError that names what cannot be had. */
export async function resolved(values: readonly ScopedValue[], { env, say }: Starting, redactor: Redactor): Promise<Map<string, string>> {
  const references = referencesOf(values);
  if (references.length > 0) say('reading keys from 1Password…');
  const stop = new AbortController();
  const cancel = () => stop.abort();
  process.on('SIGINT', cancel);
  try {
    const answers = await readReferences(references, { env, signal: stop.signal, onSecret: (value) => redactor.add(value) });
    const texts = resolveValues(values, env, answers);
    for (const text of texts.values()) redactor.add(text);
    return new Map([...texts].filter(([, text]) => text !== ''));
  } finally {
    process.off('SIGINT', cancel);
  }
}

/** Starts the container and waits until its server listens. @throws OperatorError, and then nothing of it is left. */
export async function start(plan: RunPlan, values: ReadonlyMap<string, string>, launch: string, starting: Starting): Promise<void> {
  const { engine, workspace, env } = starting;
  const redactor = new Redactor();
  for (const text of values.values()) redactor.add(text);
  const absent = plan.sources.find((source) => !fs.existsSync(source));
  if (absent !== undefined)
    throw new OperatorError(`there is no ${absent} to mount; make it, or change mounts in [workspaces.${workspace}]`);
  await ensureImage(plan, starting);
  starting.say(`starting ${plan.container} from ${plan.image}…`);

  const byName = new Map(plan.byName.flatMap((name) => (values.has(name) ? [[name, values.get(name)!]] : [])));
  const { code, err } = await withFile(plan, values, (argv) => ask(argv, env, byName));
  if (code === 0) return ready(plan.container, starting);
  const at = { engine: engine.name, workspace, container: plan.container, image: plan.image };
  const sentence = redactor.redact(sentenceFor(err, at));
  if (failureOf(err) === 'name') throw new NameTaken(sentence);
  // an engine leaves a container that it has made and could not start
  const ids = (await askEngine(engine, ['ps', '-a', '-q', '--filter', `label=${LABEL.launch}=${launch}`], env)).out.split(/\s+/);
  for (const id of ids.filter(Boolean)) await askEngine(engine, ['rm', '-f', id], env);
  throw new OperatorError(sentence);
}

/** Runs the engine with the file that `argv` names; the file is gone afterwards, however this ends. */
async function withFile<T>(plan: RunPlan, values: ReadonlyMap<string, string>, work: (argv: string[]) => Promise<T>): Promise<T> {
  if (plan.byFile.length === 0) return work(plan.argv);
  const text = envFile(
    plan.byFile.filter((name) => values.has(name)),
    values,
  );
  const folder = fs.mkdtempSync(path.join(process.env.XDG_RUNTIME_DIR || os.tmpdir(), 'jackin-launch-'));
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  const end = (signal: NodeJS.Signals) => {
    remove();
    process.exit(128 + os.constants.signals[signal]);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, end);
  process.on('exit', remove);
  try {
    const file = path.join(folder, 'env');
    fs.writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
    return await work(plan.argv.map((word) => (word === FILE ? file : word)));
  } finally {
    remove();
    process.off('exit', remove);
    for (const signal of signals) process.off(signal, end);
  }
}

/** An image that is not here is pulled, where the operator's arguments do not say what to do about it. */
async function ensureImage(plan: RunPlan, { engine, workspace, env, say }: Starting): Promise<void> {
  const { code, err } = await askEngine(engine, ['image', 'inspect', '--format', '{{.Id}}', plan.image], env);
  if (code === 0 || plan.argv.some((word) => /^--pull(=|$)/.test(word))) return;
  const at = { engine: engine.name, workspace, container: plan.container, image: plan.image };
  if (['silent', 'forbidden'].includes(failureOf(err))) throw new OperatorError(sentenceFor(err, at));
  say(`${engine.name} pulls the image ${plan.image}…`);
  const pulled = await askEngine(engine, ['pull', plan.image], env);
  if (pulled.code === 0) return;
  const reason = reasonOf(pulled.err);
  throw new OperatorError(
    `there is no image ${plan.image}, and ${engine.name} could not pull it${reason && ` (${reason})`}; build or pull it first, or change image in [workspaces.${workspace}]`,
  );
}

/** Waits for the server of a container that was started. @throws OperatorError where it has ended instead; then it is removed. */
async function ready(container: string, { engine, workspace, env }: Starting): Promise<void> {
  const { ready: listens, log } = await untilReady(engine, container, env, { ms: READY_WITHIN_MS });
  if (listens) return;
  const state = await askEngine(engine, ['container', 'inspect', '--format', '{{.State.Status}} {{.State.ExitCode}}', container], env);
  const [, code] = /^(?:exited|stopped|dead) (\d+)/.exec(state.out.trim()) ?? [];
  if (code === undefined) return answers(container, engine, env);
  await askEngine(engine, ['rm', '-f', container], env);
  const why = (
    log
      .split('\n')
      .filter((line) => line.trim() !== '')
      .at(-1) ?? ''
  )
    .replace(/^jackin-mux: /, '')
    .trim();
  throw new OperatorError(`the container of workspace ${workspace} ended at once (exit ${code}): ${why || 'it said nothing'}`);
}

/** How often, and how many milliseconds apart, a server whose engine shows no log is asked whether it is there. */
const ASKED = 20;
const ASKED_MS = 250;

/** Waits until the server of a container that runs answers; whether it does is seen when a terminal is attached. */
async function answers(container: string, engine: Engine, env: Starting['env']): Promise<void> {
  for (let i = 0; i < ASKED; i++) {
    // the one question without arguments that only a server can answer
    if ((await askEngine(engine, ['exec', container, 'jackin-mux', 'config', 'reload'], env)).code === 0) return;
    await delay(ASKED_MS);
  }
}

/** Starts an ended container as it was. @throws OperatorError */
export async function startAgain(container: string, starting: Starting): Promise<void> {
  const { engine, workspace, env } = starting;
  const { code, err } = await askEngine(engine, ['start', container], env);
  if (code !== 0) throw new OperatorError(sentenceFor(err, { engine: engine.name, workspace, container }));
  const since = (await askEngine(engine, ['container', 'inspect', '--format', '{{json .State.StartedAt}}', container], env)).out;
  const at = since.trim().replaceAll('"', '');
  const { ready: listens } = await untilReady(engine, container, env, { ms: READY_WITHIN_MS, ...(at !== '' && { since: at }) });
  if (!listens) await answers(container, engine, env);
}
