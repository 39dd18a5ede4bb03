import { createRequire } from 'node:module';
import { around, starter } from '../mcp/around.ts';
import type { Invocation } from '../options.ts';

/**
 * Tools for an agent on standard input and output, until the agent goes. What speaks the protocol is a bundle of its own beside
 * this one: no other command should take longer to start for it.
 */
export async function mcp(now: Invocation, write: boolean): Promise<void> {
  const { options, uid, version, scope } = now;
  const { socket, tab } = around(options.socket, process.env, uid, process.ppid, starter);
  if (process.stdin.isTTY)
    process.stderr.write(
      'jackin-mux mcp: an agent starts this and speaks MCP with it; here it waits for JSON-RPC, a message a line (Ctrl+D ends it)\n',
    );
  const { serveMcp } = createRequire(import.meta.url)('./mcp.js') as typeof import('../mcp/main.ts');
  await serveMcp({ socket, uid, version, scope, tab, write });
  process.exit(0);
}
