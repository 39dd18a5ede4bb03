import fs from 'node:fs';

/**
 * The processes of a terminal session: a shell puts each of its jobs in a process group of its own, so that a signal to
 * the leader's group does not reach them. All carry the leader's pid as their session.
 */

/** Process group and session in the text of `/proc/PID/stat`, or null. The name in it may hold anything, brackets and newlines too. */
export function parseStat(text: string): { state: string; group: number; session: number } | null {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, , group, session] = fields;
  if (!state || !group || !session) return null;
  return { state, group: Number(group), session: Number(session) };
}

/** A look at every process takes milliseconds; many sessions that end together share one. */
const LOOK_VALID_MS = 10;
let look = { at: Number.NEGATIVE_INFINITY, bySession: new Map<number, number[]>() };

function lookAtAll(): Map<number, number[]> {
  const bySession = new Map<number, number[]>();
  for (const name of fs.readdirSync('/proc')) {
    if (name.charCodeAt(0) < 0x31 || name.charCodeAt(0) > 0x39) continue;
    try {
      const stat = parseStat(fs.readFileSync(`/proc/${name}/stat`, 'latin1'));
      if (!stat || stat.state === 'Z') continue;
      const pids = bySession.get(stat.session);
      if (pids) pids.push(Number(name));
      else bySession.set(stat.session, [Number(name)]);
    } catch {
      // it ended while we looked
    }
  }
  return bySession;
}

/** Pids of the living processes of session `leader`, without zombies, at most 10 ms old. Empty where there is no /proc. */
export function sessionProcesses(leader: number): number[] {
  const now = performance.now();
  if (now - look.at > LOOK_VALID_MS) {
    try {
      look = { at: now, bySession: lookAtAll() };
    } catch {
      return [];
    }
  }
  return look.bySession.get(leader) ?? [];
}

/**
 * What runs on in session `leader` after its leader has ended. The kernel gives a pid to nobody else as long as a session
 * bears it: where there is a process of that pid again, the session is gone and this is a stranger's.
 */
export function leftBehind(leader: number): number[] {
  const members = sessionProcesses(leader);
  if (!members.includes(leader)) return members;
  // the look may be older than its end
  return fs.existsSync(`/proc/${leader}`) ? [] : members.filter((pid) => pid !== leader);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it is gone, or was never a group
  }
}

/** Sends `signal` to the leader's group and to every other process of its session. A stopped process wakes to receive it. */
export function signalSession(leader: number, signal: NodeJS.Signals): void {
  const others = sessionProcesses(leader);
  send(-leader, signal);
  for (const pid of others) send(pid, signal);
  if (signal === 'SIGKILL') return;
  send(-leader, 'SIGCONT');
  for (const pid of others) send(pid, 'SIGCONT');
}
