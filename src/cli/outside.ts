import type { Command } from 'commander';
import { OperatorError } from '../base/errors.ts';
import type { LaunchFlags } from './commands/launch.ts';
import type { Invocation } from './options.ts';

/** A wrong command line. */
const usage = (sentence: string) => new OperatorError(sentence, 2);

const LAUNCH_HELP = `
A workspace that can be launched has an image in the configuration:
  [workspaces.web]
  image = "my-agents"
A container of it that runs already is attached to; with --agent it is given another tab. Its keys go to the engine by name, or
in a file that only you can read and that is removed at once; never on a command line.`;

const MCP_HELP = `
Without --write it can list tabs, read their screens, wait for them and read what happened; nothing that it does changes anything.
Claude Code: claude mcp add tabs -- jackin-mux mcp`;

/** What cannot be asked for together. Throws an OperatorError (exit 2). */
export function checkLaunch({ agent, provider, detach, dryRun, list, stop, json }: LaunchFlags): void {
  const doing = [list && '--list', stop && '--stop', dryRun && '--dry-run', detach && '--detach'].filter(Boolean);
  if (doing.length > 1) throw usage(`launch: ${doing[0]} and ${doing[1]} exclude each other; give one`);
  if (provider !== undefined && agent === undefined) throw usage('launch: --provider goes with --agent');
  if (agent !== undefined && (list || stop)) throw usage(`launch: --agent has nothing to do with ${doing[0]}`);
  if (json && !list) throw usage('launch: --json goes with --list');
}

/** The commands for what is outside of this server: containers on the host, other programs' agents. */
export function addOutside(command: (spec: string, summary: string) => Command, now: () => Invocation): void {
  command('launch [workspace]', 'run a workspace’s container, with its agent and keys, and attach to it')
    .option('--agent <slug>', 'open this agent, without a question')
    .option('--provider <id>', 'who serves the agent’s model')
    .option('--detach', 'start it and print its name; attach nothing')
    .option('--dry-run', 'only print what would be run: keys by name, never their values')
    .option('--list', 'list what was launched')
    .option('--stop', 'end the container and remove it')
    .option('--nested', 'attach from inside a tab, too')
    .option('--json', 'with --list: as JSON')
    .addHelpText('after', LAUNCH_HELP)
    .action(async (workspace: string | undefined, flags: LaunchFlags) => {
      checkLaunch(flags);
      const { launch } = await import('./commands/launch.ts');
      await launch(now(), workspace, flags);
    });
  command('mcp', 'serve the tabs to an agent, as tools of the Model Context Protocol on standard input and output')
    .option('--write', 'also let it open, close and change tabs, and type into them')
    .addHelpText('after', MCP_HELP)
    .action(async (options: { write?: boolean }) => {
      const { mcp } = await import('./commands/mcp.ts');
      await mcp(now(), options.write === true);
    });
}
