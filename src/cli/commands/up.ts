import { spawn } from 'node:child_process';
import { sentenceOf } from '../../base/errors.ts';
import { runServer } from '../../server/run.ts';
import { type Invocation, programFile } from '../options.ts';

export interface UpOptions {
  agent: string | undefined;
  provider: string | undefined;
}

/**
 * The server in the foreground, a container's main process. With a terminal on standard input a client process shows the
 * screen there; when it goes, the server stays.
 */
export async function up(now: Invocation, { agent, provider }: UpOptions): Promise<void> {
  const { options, socket, version } = now;
  const say = (sentence: string) => void process.stderr.write(`jackin-mux: ${sentence}\n`);
  const server = await runServer({
    socket,
    config: options.config,
    workspace: now.scope.workspace,
    role: now.scope.role,
    logFile: options.log ?? process.env.JACKIN_MUX_LOG,
    debug: options.debug === true,
    version,
    warn: say,
  });
  if (agent !== undefined || provider !== undefined) {
    try {
      const { workspace, role } = now.scope;
      await server.open({ workspace, role, ...(agent !== undefined && { agent }), ...(provider !== undefined && { provider }) }, say);
    } catch (e) {
      server.shutdown('its first tab could not be opened');
      await server.ended;
      throw e;
    }
  }
  if (process.stdin.isTTY && process.stdout.isTTY) showScreen(now, say);
  else say(`the server runs at ${socket}; attach with: jackin-mux attach`);
  await server.ended;
  process.exit(0);
}

function showScreen(now: Invocation, say: (sentence: string) => void): void {
  const scope = [
    ...(now.scope.workspace ? [`--workspace=${now.scope.workspace}`] : []),
    ...(now.scope.role ? [`--role=${now.scope.role}`] : []),
  ];
  const client = spawn(process.execPath, [programFile(), `--socket=${now.socket}`, ...scope, 'attach', '--nested'], { stdio: 'inherit' });
  client.on('error', (e) => say(`the screen could not be started: ${sentenceOf(e)}`));
  client.on('exit', () =>
    say('detached; the server and its tabs go on. Attach with: jackin-mux attach; end it with Ctrl+C here, or jackin-mux kill-server'),
  );
}
