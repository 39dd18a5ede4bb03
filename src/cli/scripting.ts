import { Argument, type Command, Option } from 'commander';
import { OperatorError } from '../base/errors.ts';
import { patternOf } from '../base/pattern.ts';
import { WAIT_STATES, type WaitState } from '../protocol/messages.ts';
import { SHELLS, type Shell } from './completion/shells.ts';
import type { Invocation } from './options.ts';

/** A wrong command line. */
const usage = (sentence: string) => new OperatorError(sentence, 2);

function whole(text: string, what: string): number {
  if (!/^[0-9]{1,9}$/.test(text)) throw usage(`'${text}' is no ${what}; give a whole number from 0`);
  return Number(text);
}

function seconds(text: string): number {
  const value = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw usage(`'${text}' is no time; give seconds (30, 0.5)`);
  return value * 1000;
}

interface WaitFlags {
  exit?: boolean;
  text?: string;
  state?: string;
  timeout?: string;
  json?: boolean;
}

/** What `wait` is asked for. Throws an OperatorError (exit 2) for anything but one condition that makes sense. */
export function waitCondition({ exit, text, state, timeout, json }: WaitFlags) {
  if ([exit, text, state].filter((x) => x !== undefined).length !== 1)
    throw usage('wait: say for what, one of --exit, --text RE and --state S');
  if (text !== undefined) patternOf(text);
  if (state !== undefined && !WAIT_STATES.includes(state as WaitState))
    throw usage(`wait: no state '${state}'; there are ${WAIT_STATES.join(', ')}`);
  return {
    ...(exit && { exit }),
    ...(text !== undefined && { text }),
    ...(state !== undefined && { state: state as WaitState }),
    ...(timeout !== undefined && { timeoutMs: seconds(timeout) }),
    ...(json && { json }),
  };
}

const WAIT_HELP = `
Exit codes:
  0  it is so
  1  it could not be asked: no such tab, no server
  2  the command line is wrong
  3  the time is over
  4  it cannot be any more: the program ended, or the tab or the server went

States: running and exited (dead) are those of the process; working, waiting (blocked) and idle are what its program does, as ls tells and
explain gives the reason for; done: it has worked and stopped, and nothing was typed into it since; error is said by the program (OSC 7501).
--text looks at the screen as it is and at everything that appears on it, line by line, lines joined where the terminal wrapped them.`;

/** What programs that use this one have to know. */
export function addSchema(command: (spec: string, summary: string) => Command, version: string): void {
  command('schema', 'print the JSON schema of every message, event and --json output')
    .option('--json', 'as JSON, which it is in any case')
    .action(async () => {
      const { wholeSchema } = await import('./schema/schema.ts');
      process.stdout.write(`${JSON.stringify(wholeSchema(version), null, 2)}\n`);
    });
}

/** Completion: the script for a shell, and what that asks. */
export function addCompletion(program: Command, command: (spec: string, summary: string) => Command): void {
  command('completion', 'print what makes a shell complete commands, tabs, agents and providers')
    .addArgument(new Argument('<shell>', 'which one').choices(Object.keys(SHELLS)))
    .addHelpText(
      'after',
      '\nbash: source <(jackin-mux completion bash), zsh likewise after compinit; fish: jackin-mux completion fish | source',
    )
    .action((shell: Shell) => {
      process.stdout.write(SHELLS[shell]);
    });
  program
    .command('complete [words...]', { hidden: true })
    .helpOption(false)
    .action(async (words: string[]) => {
      const { complete } = await import('./commands/complete.ts');
      await complete(program, words);
    });
}

/** The commands for scripts. COMMAND adds one to the program, NOW is what each starts from. */
export function addScripting(command: (spec: string, summary: string) => Command, now: () => Invocation): void {
  command('send <tab> <text>', 'send text to a tab’s program; - reads standard input')
    .option('--paste', 'as a terminal pastes: in brackets where the program asked for them')
    .option('--enter', 'then Enter, once the program has taken the text')
    .option('--json', 'print the tab as JSON')
    .action(async (tab: string, text: string, options) => {
      const { send } = await import('./commands/send.ts');
      await send(now(), tab, text, options);
    });
  command('capture <tab>', 'print what a tab shows')
    .option('--lines <n>', 'and as many lines above the screen')
    .option('--ansi', 'with colours and styles')
    .option('--join', 'lines that the terminal wrapped as one')
    .option('--json', 'as JSON')
    .action(async (tab: string, { lines, ...options }: { lines?: string; ansi?: boolean; join?: boolean; json?: boolean }) => {
      const wanted = lines === undefined ? {} : { lines: whole(lines, 'number of lines') };
      const { capture } = await import('./commands/capture.ts');
      await capture(now(), tab, { ...options, ...wanted });
    });
  command('wait <tab>', 'wait until a tab ends, shows a text, or is in a state')
    .option('--exit', 'until its program ends; prints its exit code, or the signal')
    .option('--text <re>', 'until its screen shows what fits this regular expression; prints that')
    .addOption(new Option('--state <state>', 'until it is in this state').choices(WAIT_STATES))
    .option('--timeout <seconds>', 'no longer than this')
    .option('--json', 'print how it went as JSON')
    .addHelpText('after', WAIT_HELP)
    .action(async (tab: string, flags: WaitFlags) => {
      const condition = waitCondition(flags);
      const { wait } = await import('./commands/wait.ts');
      await wait(now(), tab, condition);
    });
  command('explain <tab>', 'print why a tab is in its state: working, waiting, done, idle or dead')
    .option('--json', 'as JSON')
    .action(async (tab: string, options: { json?: boolean }) => {
      const { explain } = await import('./commands/explain.ts');
      await explain(now(), tab, options);
    });
  command('events', 'print what happens to tabs and clients, a line of JSON each, until the server ends')
    .option('--since <n>', 'first what happened after event N')
    .option('--json', 'as JSON, which it is in any case')
    .action(async ({ since }: { since?: string }) => {
      const from = since === undefined ? undefined : whole(since, 'number of an event');
      const { events } = await import('./commands/events.ts');
      await events(now(), from);
    });
}
