import type { AgentTable, ClaudeWiring, CodexWiring, OpencodeWiring, StateTable } from '../config/types.ts';

/** `{id}` in `start` and `resume` stands for the conversation's id. */
export interface ConversationArguments {
  start: string[];
  resume: string[];
  /** Options with which the operator chooses a conversation. */
  own: string[];
}

/** A conversation that the arguments of a tab name. */
export interface Conversation {
  /** A UUID. */
  id: string;
  /** It is reopened, not begun. */
  resumes: boolean;
}

/** An agent after the operator's overrides. */
export interface Agent {
  slug: string;
  label: string;
  /** Program and its fixed arguments; the operator's `args` follow. Empty for Shell: its program is found when it starts. */
  command: string[];
  args: string[];
  credentials: string[];
  aliases: string[];
  install: string;
  wiring: NonNullable<AgentTable['wiring']> | null;
  /** Model of native tabs, or null for the agent's own choice. */
  model: string | null;
  /** What says a model on its command line, or null where nothing is known to. */
  modelFlag: string | null;
  /** Models for this agent by slug of the provider. */
  models: ReadonlyMap<string, string>;
  /** Arguments that let it act without asking. */
  unattended: string[];
  /** How its command line names a conversation, or null where it cannot both begin one under an id and reopen it. */
  conversation: ConversationArguments | null;
  /** How to tell what it does. */
  states: StateTable[];
  passKeys: boolean;
  env: NonNullable<AgentTable['env']>;
}

/** A provider after the operator's overrides. */
export interface Provider {
  slug: string;
  label: string;
  /** Name of its key, or null where it needs none. */
  keyEnv: string | null;
  nativeFor: string[];
  claude: ClaudeWiring | null;
  codex: CodexWiring | null;
  opencode: OpencodeWiring | null;
}

/** What the whole catalogue says about the environment of a tab. */
export interface EnvironmentRules {
  /**
   * Every name that holds a key of a provider or a credential of an agent: built-in names too where they were replaced, and
   * the variables of the server that keys are taken from (`KEY = "$NAME"`).
   */
  keys: ReadonlySet<string>;
  /** Those of providers that are native for no agent: they reach only the tabs that need them. */
  alternativeKeys: ReadonlySet<string>;
  /** Names or `PREFIX_*` patterns of all agents; see builtin.toml. */
  drop: string[];
  keep: string[];
  session: string[];
}

export interface Catalog {
  /** In the order in which they are offered; Shell is last. */
  agents: Agent[];
  providers: Provider[];
  rules: EnvironmentRules;
}

/** Slug of the plain shell, the one agent that is no program of its own. */
export const SHELL = 'shell';

/** The answer to "who may serve this agent here". */
export type Choice =
  | { kind: 'native'; provider: Provider | null }
  | { kind: 'auto'; provider: Provider }
  | { kind: 'pick'; providers: Provider[] };

/** Everything needed to start a session. A value: printing its environment prints names. */
export interface LaunchPlan {
  label: string;
  agent: string | null;
  provider: string | null;
  argv: string[];
  cwd: string;
  env: Record<string, string>;
  /** Id of the conversation that `argv` names, or null. */
  conversation: string | null;
  /** Values in `env` that must never be shown, for the redactor. */
  secrets: string[];
}
