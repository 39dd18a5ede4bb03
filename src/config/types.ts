import type { ThemeTable } from './colors.ts';

/** The configuration as TOML gives it, checked. The catalogue's built-in file has the same shape. */

/** A value of an `[env]` map. */
export type EnvValue = string | { value: string } | { op: string };
export type EnvMap = Record<string, EnvValue>;

/** How one agent is told to use one provider. What a wiring means is the catalogue's business. */
export interface ClaudeWiring {
  base_url?: string;
  models?: { opus?: string; sonnet?: string; haiku?: string; fable?: string };
}
export interface CodexWiring {
  base_url?: string;
  model?: string;
  wire_api?: string;
}
export interface OpencodeWiring {
  base_url?: string;
  model?: string;
  /** AI SDK package that speaks the endpoint's protocol. */
  npm?: string;
}

export interface ProviderTable {
  label?: string;
  key_env?: string;
  /** Slugs of the agents that use this provider with no redirect and need no key for it. */
  native_for?: string[];
  claude?: ClaudeWiring;
  codex?: CodexWiring;
  opencode?: OpencodeWiring;
}

/** One agent with one provider. */
export interface AgentProviderTable {
  /** Takes the place of every model that the provider has for this agent. */
  model?: string;
}

/** How an agent's command line names a conversation. `{id}` stands for its id, a UUID of ours. */
export interface ConversationTable {
  /** Arguments that begin one under an id; empty: none do. */
  start?: string[];
  /** Arguments that reopen it. */
  resume?: string[];
  /** Options with which an operator chooses a conversation: where one is in `command` or `args`, none is added. */
  own?: string[];
}

/** How a program shows what it does. Of the rules for one place the first that fits counts. */
export interface StateTable {
  /** Where to look: its window title, the last lines of its screen, or a notification of it. */
  in: 'title' | 'screen' | 'notification';
  /** A regular expression of `base/linear-pattern`. */
  match: string;
  state: 'working' | 'waiting' | 'idle';
  /** A clause for the operator: `it asks for permission`. */
  reason?: string;
  /** Of a screen: how many of its last lines that are not blank. */
  lines?: number;
}

export interface AgentTable {
  label?: string;
  command?: string[];
  args?: string[];
  /** Names of its own credentials, from scope or environment. */
  credentials?: string[];
  /** Credentials of which one set serves as the others. */
  aliases?: string[];
  /** How to install it: shown where it is not installed. */
  install?: string;
  /** Model of its native tabs. It never goes to another provider, which would not know it. */
  model?: string;
  /** What says the model on its command line, such as `--model`. */
  model_flag?: string;
  /** By slug of a provider: what is different for this agent there. */
  providers?: Record<string, AgentProviderTable>;
  /** Arguments that let it act without asking: recognised where the operator gives them, never added. */
  unattended?: string[];
  conversation?: ConversationTable;
  /** How to tell what it does, where it does not say so itself. */
  states?: StateTable[];
  /** Which wiring of a provider it takes. Unset: it has no provider choice. */
  wiring?: 'claude' | 'codex' | 'opencode';
  /** Inherited names or `PREFIX_*` patterns that a redirected tab loses. */
  drop?: string[];
  /** Names that get through in spite of `drop`. */
  keep?: string[];
  /** Names or `PREFIX_*` patterns that its running session hands to the programs it starts: no tab inherits them. */
  session?: string[];
  /** Shell only: also give it the alternative providers' keys. */
  pass_keys?: boolean;
  env?: EnvMap;
}

export interface RoleTable {
  env?: EnvMap;
}

/** A tab that a workspace begins with: an agent, or a command. */
export interface LayoutTab {
  agent?: string;
  provider?: string;
  command?: string[];
  label?: string;
  /** Its folder: absolute, or below the workdir. */
  cwd?: string;
  /** Not a tab but a pane, on that side of what the entry before it opens. */
  split?: (typeof SIDES)[number];
}

/** On which side of another a pane can go. */
export const SIDES = ['right', 'below'] as const;

export interface WorkspaceTable {
  workdir?: string;
  /** What `launch` runs: an image with this program and the agents in it. */
  image?: string;
  /** `SOURCE:TARGET[:OPTIONS]` each. Unset: the workdir, at the same path. */
  mounts?: string[];
  /** Arguments for the engine's `run`, before the image. */
  run_args?: string[];
  network?: string;
  agents?: string[];
  /** Opened when the server starts in it, or a terminal is attached in it for the first time. */
  open?: LayoutTab[];
  role?: string;
  env?: EnvMap;
  roles?: Record<string, RoleTable>;
}

/** What the status line can tell of the operator's place. */
export const STATUS_ITEMS = ['workspace', 'role', 'branch'] as const;
export type StatusItem = (typeof STATUS_ITEMS)[number];

export interface ConfigTable {
  leader?: string;
  scrollback?: number;
  default_agent?: string;
  /** The last line; a list: what it tells of the operator's place. */
  status?: boolean | StatusItem[];
  clock?: boolean;
  strip?: 'top' | 'bottom';
  /** Commands by key; `false` or an empty one takes the key's command away. */
  keys?: Record<string, string | false>;
  mouse?: boolean;
  max_tabs?: number;
  exit_when_empty?: boolean;
  osc52?: 'deny' | 'ask' | 'allow';
  /** `auto`, a built-in theme, or one of `themes`. */
  theme?: string;
  themes?: Record<string, ThemeTable>;
  /** What `launch` runs containers with: a program, or one with its first arguments. */
  engine?: string | string[];
  /** How a container is given values: `-e NAME`, or a file that is removed (where `sudo`, say, passes no environment on). */
  engine_keys?: 'name' | 'file';
  /** How the operator's terminal is told of a tab that nobody looks at. Unset: as that terminal is known to understand. */
  notify?: 'bell' | 'osc' | 'off';
  /** Program and arguments that are run for the same. */
  notify_command?: string[];
  env?: EnvMap;
  roles?: Record<string, RoleTable>;
  workspaces?: Record<string, WorkspaceTable>;
  agents?: Record<string, AgentTable>;
  providers?: Record<string, ProviderTable>;
}

/** A mistake in a configuration file. Line and column from 1. */
export interface Problem {
  file: string;
  line: number;
  column: number;
  /** Dotted key path, '' for the file as a whole. */
  path: string;
  /** What is wrong, and what fits. Never a value that may be a secret. */
  message: string;
}

/** Which of the operator's scopes a request is in. */
export interface ScopeName {
  workspace: string | null;
  role: string | null;
}

/** Where a value comes from, most specific first. `agent` is an agent's own `env` table. */
export type ScopeLevel = 'agent' | 'workspace-role' | 'workspace' | 'role' | 'global' | 'environment';

/** Variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One name after scoping: which level decides, and how its value is written there. An empty one: absent by decision. */
export interface ScopedValue {
  name: string;
  level: ScopeLevel;
  /** The scope in words an operator knows: `[workspaces.web.roles.reviewer.env]`. */
  where: string;
  value: EnvValue;
}
