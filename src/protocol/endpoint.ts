import path from 'node:path';

/**
 * The socket that client and server meet at: `--socket`, else `JACKIN_MUX_SOCKET`, else a fixed name in the user's runtime
 * folder, else one below /tmp. Pure: `uid` is the user's number.
 */
export function socketPath(flag: string | undefined, env: Record<string, string | undefined>, uid: number): string {
  if (flag) return path.resolve(flag);
  if (env.JACKIN_MUX_SOCKET) return path.resolve(env.JACKIN_MUX_SOCKET);
  if (env.XDG_RUNTIME_DIR) return path.join(env.XDG_RUNTIME_DIR, 'jackin-mux', 'mux.sock');
  return path.join('/tmp', `jackin-mux-${uid}`, 'mux.sock');
}

/** Longest path that fits a Unix socket address on Linux, in bytes (sun_path without its terminator). */
export const MAX_SOCKET_PATH = 107;
