import type { Argument, Command, Option } from 'commander';

/** One thing that could stand where the cursor is. */
export interface Candidate {
  value: string;
  /** What it is, for shells that show it. */
  about: string;
}

/** What can be typed somewhere: words that are known, files, or folders. */
export type Answer = { kind: 'words'; words: Candidate[] } | { kind: 'files' } | { kind: 'folders' };

/** What only the machine knows, asked for where it is needed. */
export interface Live {
  tabs(): Promise<Candidate[]>;
  agents(): Promise<Candidate[]>;
  /** Of AGENT where one was typed. */
  providers(agent: string | undefined): Promise<Candidate[]>;
  workspaces(): Promise<Candidate[]>;
  roles(): Promise<Candidate[]>;
}

/** What has been typed, as far as it says what comes next. */
interface Place {
  command: Command;
  operands: string[];
  /** The option whose value is being typed. */
  option: Option | undefined;
  /** A lone `--` was typed. */
  dashes: boolean;
}

const NOTHING: Answer = { kind: 'words', words: [] };
const named = (values: readonly string[]): Candidate[] => values.map((value) => ({ value, about: '' }));

/** Bash makes three words of `--provider=kimi`, and leaves quotes where they were typed. */
function whole(words: readonly string[]): string[] {
  const out: string[] = [];
  for (const [i, word] of words.entries()) {
    if (word === '=' && out.at(-1)?.startsWith('--')) {
      if (i === words.length - 1) out.push('');
      continue;
    }
    out.push(word);
  }
  return out;
}

const takesValue = (option: Option): boolean => option.required || option.optional;

function placeOf(program: Command, words: readonly string[]): Place {
  let command = program;
  let operands: string[] = [];
  let option: Option | undefined;
  let dashes = false;
  for (const word of words) {
    if (option) option = undefined;
    else if (dashes) operands.push(word);
    else if (word === '--') dashes = true;
    else if (word.startsWith('-') && word !== '-') {
      const found = [...command.options, ...program.options].find((o) => o.long === word || o.short === word);
      if (found && takesValue(found)) option = found;
    } else {
      const sub = operands.length === 0 ? command.commands.find((c) => c.name() === word) : undefined;
      if (sub) {
        command = sub;
        operands = [];
      } else operands.push(word);
    }
  }
  return { command, operands, option, dashes };
}

/**
 * What fits where the last of WORDS stands. WORDS is what was typed after the program's name, the last one being under the
 * cursor, possibly empty. Everything but `live` comes from the program's own table of commands.
 */
export async function candidates(program: Command, typed: readonly string[], live: Live): Promise<Answer> {
  const words = whole(typed);
  const current = (words.at(-1) ?? '').replace(/^["']/, '').replaceAll(/\\(.)/g, '$1');
  const place = placeOf(program, words.slice(0, -1));
  const inline = place.option || place.dashes ? null : /^(--[\w-]+)=/.exec(current);
  if (inline) {
    const option = [...place.command.options, ...program.options].find((o) => o.long === inline[1] && takesValue(o));
    const answer = option ? await optionValue(option, place, live) : NOTHING;
    if (answer.kind !== 'words') return NOTHING;
    return matching(
      answer.words.map((c) => ({ ...c, value: `${inline[0]}${c.value}` })),
      current,
    );
  }
  const answer = await answerAt(program, place, current, live);
  return answer.kind === 'words' ? matching(answer.words, current) : answer;
}

function matching(words: readonly Candidate[], current: string): Answer {
  const seen = new Set<string>();
  const fits = words.filter(({ value }) => value.startsWith(current) && !seen.has(value) && seen.add(value));
  return { kind: 'words', words: fits };
}

async function answerAt(program: Command, place: Place, current: string, live: Live): Promise<Answer> {
  const { command, option, operands, dashes } = place;
  if (option) return optionValue(option, place, live);
  if (dashes && command.name() === 'new') return { kind: 'files' };
  if (current.startsWith('-') && !dashes) {
    const own = command === program ? [] : command.options;
    const all = [...own, ...(command === program ? program.options : [])].filter((o) => !o.hidden);
    return {
      kind: 'words',
      words: [
        ...all.map((o) => ({ value: o.long ?? o.short ?? '', about: o.description })),
        { value: '--help', about: 'print what it takes' },
      ],
    };
  }
  if (operands.length === 0 && command.commands.length > 0) {
    const visible = program.createHelp().visibleCommands(command);
    return { kind: 'words', words: visible.map((c) => ({ value: c.name(), about: c.summary() || c.description() })) };
  }
  const argument = command.registeredArguments[operands.length];
  return argument ? argumentOf(argument, place, live) : NOTHING;
}

async function argumentOf(argument: Argument, place: Place, live: Live): Promise<Answer> {
  if (argument.argChoices) return { kind: 'words', words: named(argument.argChoices) };
  switch (argument.name()) {
    case 'tab':
      return { kind: 'words', words: await live.tabs() };
    case 'agent':
      return { kind: 'words', words: await live.agents() };
    case 'workspace':
      return { kind: 'words', words: await live.workspaces() };
    default:
      return place.command.name() === 'send' ? { kind: 'words', words: [] } : NOTHING;
  }
}

async function optionValue(option: Option, { command, operands }: Place, live: Live): Promise<Answer> {
  if (option.argChoices) return { kind: 'words', words: named(option.argChoices) };
  switch (option.attributeName()) {
    case 'agent':
      return { kind: 'words', words: await live.agents() };
    case 'provider':
      // an operand that is no agent says nothing about providers
      return { kind: 'words', words: await live.providers(command.registeredArguments[0]?.name() === 'agent' ? operands[0] : undefined) };
    case 'workspace':
      return { kind: 'words', words: await live.workspaces() };
    case 'role':
      return { kind: 'words', words: await live.roles() };
    case 'cwd':
      return { kind: 'folders' };
    case 'config':
    case 'socket':
    case 'log':
      return { kind: 'files' };
    default:
      return NOTHING;
  }
}
