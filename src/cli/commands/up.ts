import { spawn } from 'node:child_process';
import { sentenceOf } from '../../base/errors.ts';
import { COMMANDS } from '../../client/commands.ts';
import { runServer } from '../../server/run.ts';
import type { Invocation } from '../options.ts';
import { programFile } from '../server-arguments.ts';

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
    commands: COMMANDS,
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
  const onTerminal = process.stdin.isTTY && process.stdout.isTTY;
  if (!onTerminal) say(`the server runs at ${socket}; attach with: jackin-mux attach`);
  // a terminal that is shown has them opened in its size
  if (!onTerminal) server.layout(say);
  let ended = false;
  const screen = onTerminal ? showScreen(now) : Promise.resolve(null);
  void screen.then((code) => {
    if (code === 0 && !ended) say(DETACHED);
  });
  await server.ended;
  ended = true;
  // it gives the terminal back
  await screen;
  process.exit(0);
}

const DETACHED = 'the server goes on here. Attach with: jackin-mux attach. End it with Ctrl+C here, or jackin-mux kill-server';

/** The client on this terminal. Resolves with its exit code when it is gone, or null where it could not be started. */
function showScreen(now: Invocation): Promise<number | null> {
  const { workspace, role } = now.scope;
  const scope = [...(workspace ? [`--workspace=${workspace}`] : []), ...(role ? [`--role=${role}`] : [])];
  const client = spawn(process.execPath, [programFile(), `--socket=${now.socket}`, ...scope, 'attach', '--nested'], { stdio: 'inherit' });
  return new Promise((resolve) => {
    client.on('error', (e) => {
      process.stderr.write(`jackin-mux: the screen could not be started: ${sentenceOf(e)}\n`);
      resolve(null);
    });
    client.on('exit', (code) => resolve(code));
  });
}
