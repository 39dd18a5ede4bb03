import type { Command } from 'commander';
import { COMMANDS, keysText } from '../../client/commands.ts';
import { NOTES } from '../../config/notes.ts';
import { schemaKeys } from '../../config/schema-keys.ts';
import { createProgram } from '../program.ts';
import { EXAMPLES, EXIT_CODES, FILES, RELEASED, VARIABLES } from './facts.ts';
import { entry, escaped, filled, paragraph, section, verbatim } from './roff.ts';

/** How a command is called: `new [agent] [options] [-- command...]`. */
export const usageOf = (command: Command): string => {
  const parent = command.parent?.parent ? `${command.parent.name()} ` : '';
  const usage = command.options.length > 0 ? command.usage() : command.usage().replace(/\[options\] ?/, '');
  return `${parent}${command.name()} ${usage}`.trim();
};

/** The commands that are shown, those of `config` one by one. */
export function shownCommands(program: Command): Command[] {
  const shown = (of: Command) => program.createHelp().visibleCommands(of);
  return shown(program).flatMap((command) => (command.commands.length > 0 ? shown(command) : [command]));
}

/** A text for people as plain text: markdown's backquotes are gone. */
const plain = (text: string): string => text.replaceAll(/`+ ?([^`]+?) ?`+/g, '$1');

/** The manual page of jackin-mux in man(7), made from the tables that the program itself works with. */
export function manualPage(version: string): string {
  const program = createProgram([]);
  const options = (command: Command) => command.options.filter((o) => !o.hidden).map((o) => entry(o.flags, o.description));
  const commands = shownCommands(program).flatMap((command) => [
    `.SS ${escaped(usageOf(command))}`,
    filled(command.description()),
    ...options(command),
  ]);
  const first = (about: string) => plain(about.split(/(?<=[.]) (?=[A-Z])/)[0]!);
  return `${[
    `.TH JACKIN\\-MUX 1 ${RELEASED} "jackin\\-mux ${version}" "User Commands"`,
    section('Name'),
    'jackin\\-mux \\- a terminal multiplexer for coding agents',
    section('Synopsis'),
    `.B jackin\\-mux\n[\\fIoptions\\fR] [\\fIcommand\\fR]`,
    section('Description'),
    filled(program.description()),
    paragraph('Without a command it shows the tabs on this terminal, and starts the server first where none runs.'),
    section('Options'),
    ...options(program),
    entry('-h, --help', 'print the help; of a command, after its name'),
    section('Commands'),
    filled('TAB is a place in the strip (2), an id (t7), or a label that names just one tab.'),
    ...commands,
    section('Keys'),
    filled('Every key goes to the program in the tab, but for the leader, Ctrl+\\. After it:'),
    ...COMMANDS.map((command) => entry(keysText(command) || `: ${command.title}`, command.help)),
    section('Configuration'),
    filled('A TOML file. NAME stands for a name of your own. config check finds every mistake in it.'),
    ...schemaKeys().map(({ path, fits }) => `${entry(path, first(NOTES[path]?.about ?? ''))}\n${filled(`Fits: ${fits}.`)}`),
    section('Environment'),
    ...VARIABLES.map(([name, about]) => entry(name, about)),
    section('Files'),
    ...FILES.map(([name, about]) => entry(name, about)),
    section('Exit status'),
    ...EXIT_CODES.map(([code, about]) => entry(code, about)),
    section('Examples'),
    ...EXAMPLES.flatMap(([command, about], i) => [i === 0 ? filled(about) : paragraph(about), verbatim(command)]),
    section('See also'),
    `.BR docker (1),\n.BR podman (1),\n.BR tmux (1)`,
  ].join('\n')}\n`;
}
