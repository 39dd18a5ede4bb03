import { createHash } from 'node:crypto';

/** What marks a container as one of ours: which workspace, which role, which launch. */
export const LABEL = { workspace: 'jackin-mux.workspace', role: 'jackin-mux.role', launch: 'jackin-mux.launch' } as const;

/** Longest part of a container's name that is the workspace's. */
const LONGEST = 40;

/** `jackin-web`. A workspace whose name no container can have is told from others by a few digits. */
export function containerName(workspace: string): string {
  const plain = workspace.replaceAll(/[^A-Za-z0-9_.-]+/g, '-').slice(0, LONGEST);
  if (plain === workspace) return `jackin-${workspace}`;
  return `jackin-${plain}-${createHash('sha256').update(workspace).digest('hex').slice(0, 6)}`;
}
