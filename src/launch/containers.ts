import { LABEL } from './names.ts';

/** A container that was launched for a workspace. */
export interface Launched {
  workspace: string;
  role: string | null;
  /** Its name, without the slash that Docker puts before it. */
  name: string;
  /** `running`, `exited`, `created`, `paused`... as the engine says. */
  state: string;
  image: string;
  /** ISO 8601, or what the engine says. */
  createdAt: string;
}

/** Arguments that list the ids of every container of ours, running or not. */
export const LIST = ['ps', '-a', '-q', '--no-trunc', '--filter', `label=${LABEL.workspace}`];

/**
 * Arguments that tell of containers, a line of JSON each. Their environment, which holds the keys, is not asked for.
 */
export function inspectArgs(ids: readonly string[]): string[] {
  const fields = ['.Name', '.State.Status', '.Config.Image', '.Config.Labels', '.Created'];
  return ['container', 'inspect', '--format', `[${fields.map((field) => `{{json ${field}}}`).join(',')}]`, ...ids];
}

/** What `inspectArgs` was answered. Lines that are none of ours are passed over. */
export function parseInspected(text: string): Launched[] {
  return text.split('\n').flatMap((line) => {
    const fields = fieldsOf(line);
    if (!fields) return [];
    const [name, state, image, labels, createdAt] = fields;
    const workspace = labels[LABEL.workspace];
    if (workspace === undefined) return [];
    return [{ workspace, role: labels[LABEL.role] ?? null, name: name.replace(/^\//, ''), state, image, createdAt }];
  });
}

function fieldsOf(line: string): [string, string, string, Record<string, string>, string] | null {
  try {
    const [name, state, image, labels, createdAt] = JSON.parse(line) as unknown[];
    if (typeof name !== 'string' || typeof state !== 'string' || typeof labels !== 'object' || labels === null) return null;
    return [name, state, String(image ?? ''), labels as Record<string, string>, String(createdAt ?? '')];
  } catch {
    return null;
  }
}

/** A container that has work in it now; a paused one counts, the engine says itself that it cannot be entered. */
export const isUp = (container: Launched): boolean => ['running', 'paused', 'restarting'].includes(container.state);

/** The containers of a workspace, the one that is up first. */
export function containerOf(workspace: string, all: readonly Launched[]): Launched | null {
  const own = all.filter((c) => c.workspace === workspace);
  return own.find(isUp) ?? own[0] ?? null;
}
