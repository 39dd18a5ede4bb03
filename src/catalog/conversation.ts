import type { Agent, Conversation } from './types.ts';

const ID = '{id}';

/**
 * What begins CONVERSATION or reopens it on the command line of AGENT; nothing where the agent cannot, or where the
 * operator's own arguments choose one already.
 *
 * @param extraArgs Arguments besides the configured ones.
 */
export function conversationArguments(agent: Agent, conversation: Conversation | null, extraArgs: readonly string[] = []): string[] {
  if (conversation === null || agent.conversation === null || ownChoice(agent, extraArgs) !== null) return [];
  const words = conversation.resumes ? agent.conversation.resume : agent.conversation.start;
  return words.map((word) => word.replaceAll(ID, conversation.id));
}

/** Why no conversation of AGENT can be reopened with another provider: a sentence, or null where nothing is in the way. */
export function whyNotReopened(agent: Agent, extraArgs: readonly string[] = []): string | null {
  if (agent.conversation === null) return `${agent.label} cannot switch: its conversations have no id`;
  const own = ownChoice(agent, extraArgs);
  return own === null ? null : `${agent.label} cannot switch: its arguments choose the conversation (${own})`;
}

/** The option with which the operator chooses a conversation, or null. */
function ownChoice(agent: Agent, extraArgs: readonly string[]): string | null {
  const words = [...agent.command.slice(1), ...agent.args, ...extraArgs];
  return agent.conversation?.own.find((option) => words.some((word) => isOption(word, option))) ?? null;
}

/** `--resume`, `--resume=ID`, `-r`, `-rID`. */
function isOption(word: string, option: string): boolean {
  return word === option || word.startsWith(option.startsWith('--') ? `${option}=` : option);
}
