import { Command, CommanderError, Option } from 'commander';
import { OperatorError } from '../base/errors.ts';
import { SIDES } from '../protocol/layout.ts';
import type { GlobalOptions } from './global-options.ts';
import { keyHelp, keyHelpInForce } from './key-help.ts';
import { type Invocation, invocation, VERSION } from './options.ts';
import { addOutside } from './outside.ts';
import { addCompletion, addSchema, addScripting } from './scripting.ts';

/** A wrong command line: exit 2, one line, the culprit and the mend. */
function usage(sentence: string): OperatorError {
  return new OperatorError(sentence, 2);
}

/** commander's own complaints, as one line that ends in what to do. */
function complaint(e: CommanderError, argv: string[], program: Command): OperatorError {
  const command = asked(program, argv);
  const path = command === program ? '' : `${nameOf(command)} `;
  const extra = command.args[command.registeredArguments.length];
  // which word, instead of how many
  if (e.code === 'commander.excessArguments' && extra !== undefined)
    return usage(`'${extra}' is one word too many for ${nameOf(command)}; jackin-mux ${path}--help lists what it takes`);
  const said = e.message
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '')
    .replace(/^command-argument value/, 'argument');
  return usage(`${said}; jackin-mux ${path}--help lists what there is`);
}

/** The command that ARGV names, as far as it names one. */
function asked(command: Command, argv: string[]): Command {
  for (const [i, word] of argv.entries()) {
    const sub = command.commands.find((c) => c.name() === word);
    if (sub) return asked(sub, argv.slice(i + 1));
  }
  return command;
}

const nameOf = (command: Command): string => (command.parent?.parent ? `${command.parent.name()} ${command.name()}` : command.name());

/** `--config` before anything is parsed. */
function configFlag(argv: string[]): string | undefined {
  const at = argv.findIndex((word) => word === '--config' || word.startsWith('--config='));
  return at < 0 ? undefined : argv[at] === '--config' ? argv[at + 1] : argv[at]!.slice('--config='.length);
}

/** Arguments after a lone `--`: how many of ARGV's operands are a command to run. */
function afterDashes(argv: string[]): number {
  const at = argv.indexOf('--');
  return at < 0 ? 0 : argv.length - at - 1;
}

/** The command line. Commands' code is loaded when it is asked for. ARGV: arguments without node and the program. */
export function createProgram(argv: string[]): Command {
  const program = new Command('jackin-mux');
  let keys = keyHelp();
  const now = (): Invocation => invocation(program.opts<GlobalOptions>());
  program
    .description('A terminal multiplexer for coding agents: each tab its own agent, and its own provider for the model.')
    .usage('[options] [command]')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .option('--config <file>', 'configuration file (JACKIN_CONFIG)')
    .option('--workspace <name>', 'workspace of the request (JACKIN_WORKSPACE)')
    .option('--role <name>', 'role of the request (JACKIN_ROLE)')
    .option('--socket <file>', 'socket to meet the server at (JACKIN_MUX_SOCKET)')
    .option('--debug', 'the server that this command starts logs in detail')
    .option('--log <file>', 'log file (JACKIN_MUX_LOG)')
    .option('--nested', 'attach from inside a tab, too')
    .addHelpText('after', () => `\nKeys:\n${keys}`)
    .exitOverride()
    .configureOutput({ writeErr: () => {}, outputError: () => {} })
    .allowExcessArguments()
    .action(async () => {
      const [unknown] = program.args;
      if (unknown !== undefined)
        throw usage(`unknown command '${unknown}'${suggestion(program, unknown)}; jackin-mux --help lists the commands`);
      const { attach } = await import('./commands/attach.ts');
      await attach(now(), { start: true, nested: program.opts<{ nested?: boolean }>().nested === true });
    });

  const command = (spec: string, summary: string) =>
    program.command(spec).description(summary).summary(summary).allowExcessArguments(false).helpOption('-h, --help', 'print this help');

  command('up [agent]', 'run the server in the foreground: a container’s main process')
    .option('--provider <id>', 'who serves the agent’s model')
    .action(async (agent: string | undefined, options: { provider?: string }) => {
      const { up } = await import('./commands/up.ts');
      await up(now(), { agent, provider: options.provider });
    });
  command('attach', 'attach this terminal to the running server')
    .option('--read-only', 'look, but send nothing')
    .option('--nested', 'attach from inside a tab, too')
    .action(async (options: { readOnly?: boolean; nested?: boolean }) => {
      const { attach } = await import('./commands/attach.ts');
      const nested = options.nested === true || program.opts<{ nested?: boolean }>().nested === true;
      await attach(now(), { start: false, readOnly: options.readOnly === true, nested });
    });
  command('new [agent]', 'open a tab: an agent, or any command after --')
    .usage('[agent] [options] [-- command...]')
    .option('--provider <id>', 'who serves the agent’s model')
    .option('--label <text>', 'label of the tab')
    .option('--cwd <dir>', 'folder that it starts in')
    .option('--attach', 'attach this terminal and show the tab')
    .option('--background', 'leave the viewed tab as it is')
    .addOption(new Option('--split <side>', 'not a tab but a pane of one, on that side').choices(SIDES))
    .option('--tab <tab>', 'with --split: which tab or pane (2, t7, 2.1, a label)')
    .option('--nested', 'attach from inside a tab, too')
    .option('--json', 'print the tab as JSON')
    .allowExcessArguments()
    .action(async (_agent, options, self: Command) => {
      const operands = self.args.length - afterDashes(argv);
      const [agent, extra] = self.args.slice(0, operands);
      const command = self.args.slice(operands);
      if (extra !== undefined) throw usage(`new takes one agent, and '${extra}' is a second one; a command goes after --`);
      if (agent !== undefined && command.length > 0) throw usage(`new takes an agent ('${agent}') or a command after --, not both`);
      if (agent === undefined && argv.includes('--') && command.length === 0)
        throw usage("new: nothing follows '--'; give the command to run");
      if (options.attach && options.background) throw usage('new: --attach and --background exclude each other; give one');
      if (options.attach && options.split) throw usage('new: --attach goes with a tab of its own, not with --split');
      if (options.tab !== undefined && !options.split) throw usage('new: --tab goes with --split');
      if (command.length > 0 && options.provider) throw usage('new: --provider goes with an agent, not with a command');
      const { openTab } = await import('./commands/new.ts');
      await openTab(now(), { agent, command, ...options });
    });
  command('ls', 'list the tabs')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const { list } = await import('./commands/ls.ts');
      await list(now(), options);
    });
  command('select <tab>', 'show a tab: its index, id, or label')
    .option('--json', 'print the tab as JSON')
    .action(async (tab: string, options) => {
      const { select } = await import('./commands/tab.ts');
      await select(now(), tab, options);
    });
  command('close <tab>', 'close a tab')
    .option('--force', 'also where its process still runs')
    .option('--json', 'print the tab as JSON')
    .action(async (tab: string, options) => {
      const { close } = await import('./commands/tab.ts');
      await close(now(), tab, options);
    });
  command('rename <tab> <label>', 'give a tab another label')
    .option('--json', 'print the tab as JSON')
    .action(async (tab: string, label: string, options) => {
      const { rename } = await import('./commands/tab.ts');
      await rename(now(), tab, label, options);
    });
  command('move <tab> <index>', 'move a tab to another place in the strip')
    .option('--json', 'print the tab as JSON')
    .action(async (tab: string, index: string, options) => {
      if (!/^[1-9][0-9]*$/.test(index)) throw usage(`'${index}' is not a place in the strip; give a whole number from 1`);
      const { move } = await import('./commands/tab.ts');
      await move(now(), tab, Number(index), options);
    });
  command('switch <tab>', 'reopen a tab’s conversation with another provider, in its place')
    .requiredOption('--provider <id>', 'who serves the agent’s model from now on')
    .option('--json', 'print the tab as JSON')
    .action(async (tab: string, options: { provider: string; json?: boolean }) => {
      const { switchProvider } = await import('./commands/tab.ts');
      await switchProvider(now(), tab, options.provider, options);
    });
  addScripting(command, now);
  addSchema(command, VERSION);
  addCompletion(program, command);
  command('console', 'the Auth screen: keys of providers and agents, for everything or one workspace').action(async () => {
    const { openConsole } = await import('./commands/console.ts');
    await openConsole(now());
  });
  addOutside(command, now);
  command('kill-server', 'end every session, then the server').action(async () => {
    const { killServer } = await import('./commands/kill-server.ts');
    await killServer(now());
  });

  command('doctor', 'what is installed, who is offered where and why not, what each tab would get by name')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const { doctor } = await import('./commands/doctor.ts');
      await doctor(now(), options);
    });

  const config = command('config', 'the configuration: path, check, explain, reload').allowExcessArguments();
  config.action(() => {
    const [unknown] = config.args;
    throw usage(
      unknown === undefined
        ? 'config: say what: path, check, explain or reload'
        : `unknown command 'config ${unknown}'; config knows path, check, explain and reload`,
    );
  });
  const sub = (spec: string, summary: string) =>
    config.command(spec).description(summary).allowExcessArguments(false).helpOption('-h, --help', 'print this help');
  sub('path', 'which file is read').action(async () => {
    const { configPath } = await import('./commands/config.ts');
    configPath(now());
  });
  sub('check', 'every problem with file, line and key; exit 1 if there is any').action(async () => {
    const { configCheck } = await import('./commands/config.ts');
    await configCheck(now());
  });
  sub('explain [name]', 'which scope gives each value, and why; never the value')
    .option('--json', 'as JSON')
    .action(async (name: string | undefined, options: { json?: boolean }) => {
      const { configExplain } = await import('./commands/config.ts');
      await configExplain(now(), name, options);
    });
  sub('reload', 'make the running server read it again').action(async () => {
    const { configReload } = await import('./commands/config.ts');
    await configReload(now());
  });

  settle(program);
  const parse = program.parseAsync.bind(program);
  program.parseAsync = async (...args) => {
    try {
      if (argv.includes('--help') || argv.includes('-h')) keys = await keyHelpInForce(configFlag(argv));
      return await parse(...args);
    } catch (e) {
      if (!(e instanceof CommanderError)) throw e;
      if (e.exitCode === 0) process.exit(0);
      throw complaint(e, argv, program);
    }
  };
  return program;
}

/** Subcommands complain the same way as the program does. */
function settle(command: Command): void {
  for (const sub of command.commands) {
    sub.exitOverride().configureOutput({ writeErr: () => {}, outputError: () => {} });
    sub.helpCommand(false);
    settle(sub);
  }
}

/** ` (did you mean ls?)` where a command is a letter or two away. */
function suggestion(program: Command, unknown: string): string {
  const near = program.commands.map((c) => c.name()).find((name) => name.startsWith(unknown) || unknown.startsWith(name));
  return near ? ` (did you mean ${near}?)` : '';
}
