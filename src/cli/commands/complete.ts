import type { Command } from 'commander';
import { candidates } from '../completion/candidates.ts';
import { liveAnswers } from '../completion/live.ts';
import type { GlobalOptions } from '../global-options.ts';
import { invocation } from '../options.ts';
import { printLine } from './connect.ts';

/** Options before the command that say which server and which configuration are meant. */
function typedOptions(words: readonly string[]): GlobalOptions {
  const out: GlobalOptions = {};
  for (const [i, word] of words.slice(0, -1).entries()) {
    const [, name, inline] = /^--(config|workspace|role|socket)(?:=(.*))?$/.exec(word) ?? [];
    const value = inline ?? (words[i + 1] === '=' ? words[i + 2] : words[i + 1]);
    if (name && value) out[name as 'config' | 'workspace' | 'role' | 'socket'] = value;
  }
  return out;
}

/** A control character would end a line, or do something to a terminal. */
const tidy = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

/** Prints what could stand where the last of WORDS is. Whatever goes wrong: a shell is not to be told of it in the middle of a line. */
export async function complete(program: Command, words: string[]): Promise<void> {
  try {
    const answer = await candidates(program, words, liveAnswers(invocation(typedOptions(words))));
    if (answer.kind !== 'words') printLine(`:${answer.kind}`);
    else for (const { value, about } of answer.words) printLine(`${tidy(value)}\t${tidy(about)}`);
  } catch {
    // no candidates
  }
}
