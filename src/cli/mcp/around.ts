import fs from 'node:fs';
import { socketPath } from '../../protocol/endpoint.ts';

type Variables = Record<string, string | undefined>;

/** A process as far as it is looked at here: who started it, and with which variables it was started itself. */
export interface Starter {
  parent: number;
  env: Variables;
}

export interface Surroundings {
  socket: string;
  /** The tab, of that very server, that the asking agent runs in; null where it runs in none. */
  tab: string | null;
}

/** Processes between an agent and its tool: a shell or two, `npx`, the agent's own helpers. */
const FARTHEST = 12;

/**
 * Where the server is, and which of its tabs the agent runs in. Agents start their tools with few variables (Codex, and whatever relies on
 * the SDK's own list: PATH, HOME and the like), so where neither variable that leads to a socket came through, the processes that led
 * here are asked for what they were started with, up to the first that runs in a tab. FLAG (`--socket`) beats that.
 */
export function around(
  flag: string | undefined,
  own: Variables,
  uid: number,
  parent: number,
  look: (pid: number) => Starter | null,
): Surroundings {
  const stripped = flag === undefined && !own.JACKIN_MUX_SOCKET && !own.XDG_RUNTIME_DIR && !own.JACKIN_TAB_ID;
  const env = (stripped && tabAbove(parent, look)) || own;
  const socket = socketPath(flag, env, uid);
  return { socket, tab: env.JACKIN_MUX_SOCKET === socket ? env.JACKIN_TAB_ID || null : null };
}

function tabAbove(parent: number, look: (pid: number) => Starter | null): Variables | null {
  let pid = parent;
  for (let n = 0; n < FARTHEST && pid > 1; n++) {
    const starter = look(pid);
    if (!starter) return null;
    if (starter.env.JACKIN_TAB_ID && starter.env.JACKIN_MUX_SOCKET) return starter.env;
    pid = starter.parent;
  }
  return null;
}

/** The only variables that are taken from another process: everything else that it has is nobody's business. */
const TAKEN = ['JACKIN_TAB_ID', 'JACKIN_MUX_SOCKET'];

/** What the kernel tells of process PID; null where it does not: another user's, another system's. */
export function starter(pid: number): Starter | null {
  try {
    // behind the program's name, which may have brackets and blanks in it: state, parent
    const parent = Number(/.*\) \S+ (\d+)/s.exec(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
    const variables = fs.readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const env: Variables = {};
    for (const name of TAKEN) env[name] = variables.find((v) => v.startsWith(`${name}=`))?.slice(name.length + 1);
    return Number.isInteger(parent) ? { parent, env } : null;
  } catch {
    return null;
  }
}
