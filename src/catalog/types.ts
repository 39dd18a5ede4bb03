import type { AgentTable, ClaudeWiring, CodexWiring, OpencodeWiring } from '../config/types.ts';

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
  wiring: AgentTable['wiring'] | null;
  drop: string[];
  keep: string[];
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

export interface Catalog {
  /** In the order in which they are offered; Shell is last. */
  agents: Agent[];
  providers: Provider[];
}

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
  /** Values in `env` that must never be shown, for the redactor. */
  secrets: string[];
}
