import { COLOR_ROLES, type ColorRole } from './colors.ts';
import type { ConfigTable, EnvValue } from './types.ts';

type Leaf = string | number | boolean | readonly unknown[] | EnvValue;
/** A key's path, and those below it; `NAME` where the operator gives names. */
type Below<K extends string, V> = [V] extends [Leaf] ? K : string extends keyof V ? Below<`${K}.NAME`, V[keyof V]> : Paths<V, `${K}.`>;
type Paths<T, Prefix extends string = ''> = { [K in keyof T & string]-?: Below<`${Prefix}${K}`, NonNullable<T[K]>> }[keyof T & string];
/** Every key of the configuration: one without a note is a type error. */
type KeyPath = Paths<ConfigTable>;

/**
 * What an operator should know of each key of the configuration: what holds where it is not given, and what it does. The
 * reference and the manual page are made from this and the schema; a test finds a key that has no note, and a note without
 * a key. Names in capitals are the operator's own.
 */
export interface Note {
  /** What holds without it, as it would be written; '' where nothing does. */
  default: string;
  /** One or two sentences; the first stands in the manual page. */
  about: string;
}

const note = (about: string, fallback = ''): Note => ({ about, default: fallback });
const ENV =
  'The variable NAME: a text as it is, `"$OTHER"` for a variable of the server, or `"op://VAULT/ITEM/FIELD"`. Empty: absent, here and below.';

/** A colour of a theme: what it is seen on stands with the roles themselves. */
const COLORS = Object.fromEntries(
  Object.entries(COLOR_ROLES).map(([role, seen]) => [`themes.NAME.${role}`, note(`Colour: ${seen}.`, 'that of base')]),
) as Record<`themes.NAME.${ColorRole}`, Note>;

const TABLE: Record<KeyPath, Note> = {
  leader: note('The one key that is taken from the programs in tabs: a control key or Alt with a key.', '"C-\\\\"'),
  scrollback: note('Lines kept above each screen. A line takes about 12 bytes for each column.', '5000'),
  default_agent: note('The agent that the picker begins at, and `new` opens where none is named.'),
  status: note(
    'Whether the last line shows keys, messages and your place: `true`, `false`, or a list of what of the place it tells and in which order, of `"workspace"`, `"role"` and `"branch"` (of the folder of the program in view).',
    'true',
  ),
  clock: note('Whether the status line shows the time. It wakes the screen once a minute; nothing else does.', 'false'),
  strip: note('Where the tab strip is: `"top"` or `"bottom"`, above the status line.', '"top"'),
  mouse: note('Whether strip and dialogs take clicks. What a program in a tab asked for reaches it in any case.', 'true'),
  max_tabs: note('How many programs there may be, one in each tab and in each pane of a split one.', '64'),
  exit_when_empty: note(
    'Whether the server ends when its last tab is closed: for a container that should stop with its last agent.',
    'false',
  ),
  osc52: note('What programs may put on your clipboard: nothing, what you agree to each time, or anything. None may read it.', '"deny"'),
  'keys.NAME': note(
    'The command of a key: `"x" = "close"` in command mode, `"A-1" = "tab 1"` or `"C-Tab" = "next"` without the leader, `false` for none.',
  ),
  notify: note(
    'How your terminal tells you of a tab that you do not look at when it begins to wait, is done or ends: `"bell"`, `"osc"` (a desktop notification) or `"off"`.',
    'as the terminal is known to understand',
  ),
  notify_command: note(
    'Program and arguments that are run for the same, without a shell: it is told by `JACKIN_NOTIFY_*` in its environment.',
  ),
  theme: note(
    'The colours of strip, status line and dialogs: a built-in theme (`dark`, `light`, `contrast`), one of yours, or `auto`: as the terminal is.',
    '"auto"',
  ),
  'themes.NAME.base': note('The built-in theme that a theme of yours changes.', 'dark or light, as the terminal is'),
  ...COLORS,
  engine: note(
    'What `launch` runs containers with: `"docker"`, `"podman"`, or a list of a program and its first arguments.',
    'docker, or podman where docker is not installed',
  ),
  engine_keys: note(
    'How a container is given values: by name, out of the environment of the engine, or in a file that only you can read and that is removed at once.',
    '"name", and "file" behind sudo',
  ),
  'env.NAME': note(ENV),
  'roles.NAME.env.NAME': note('The same for one role, in every workspace.'),
  'workspaces.NAME.workdir': note('The folder of the workspace: where its tabs start, and how it is recognised by the current folder.'),
  'workspaces.NAME.image': note('The image that `launch` runs for it: this program with the agents on top.'),
  'workspaces.NAME.mounts': note('What `launch` mounts: folders and volumes.', 'the workdir, at the same path'),
  'workspaces.NAME.run_args': note('More arguments for `run` of the engine, before the image.', '[]'),
  'workspaces.NAME.network': note('The network of its container: `"none"`, `"host"`, or one that the engine knows.', 'the engine decides'),
  'workspaces.NAME.agents': note('The agents that the picker offers, in this order. Shell comes after them.', 'all'),
  'workspaces.NAME.open': note(
    'The tabs that it begins with, one `[[workspaces.NAME.open]]` each: `agent` with its `provider` where there is a choice, or `command`; `label`, and `cwd` below the workdir, where you want them; `split` for a pane beside what the entry before it opens.',
    '[]',
  ),
  'workspaces.NAME.role': note('The role where a request names none.'),
  'workspaces.NAME.env.NAME': note('The same for one workspace.'),
  'workspaces.NAME.roles.NAME.env.NAME': note('The same for one role in one workspace: the most specific scope.'),
  'agents.NAME.label': note('What the strip calls it.', 'the name, with a capital'),
  'agents.NAME.command': note('Program and arguments that start it.'),
  'agents.NAME.args': note('More arguments, after those of `command`.', '[]'),
  'agents.NAME.credentials': note('Variables with its own credentials: a native tab gets those that are set.', '[]'),
  'agents.NAME.aliases': note('Credentials of which one that is set serves as the others.', '[]'),
  'agents.NAME.install': note('How to install it, shown where it is not there.'),
  'agents.NAME.model': note('Model of its native tabs. It never goes to another provider.'),
  'agents.NAME.model_flag': note('The option that takes a model on its command line.'),
  'agents.NAME.providers.NAME.model': note('Takes the place of all models of this agent with this provider.'),
  'agents.NAME.unattended': note('Arguments that let it act without asking: recognised in `args` and shown, never added.', '[]'),
  'agents.NAME.conversation.start': note('Arguments that begin a conversation under the id `{id}`.'),
  'agents.NAME.conversation.resume': note('Arguments that reopen it: with them its tabs can be switched to another provider.'),
  'agents.NAME.conversation.own': note('Options that choose a conversation: where you give one, none is added.', '[]'),
  'agents.NAME.states': note(
    'How to tell what it does where it does not say so itself: a list of tables with `in` (`"title"`, `"screen"`, `"notification"`), `match` (a regular expression), `state` (`"working"`, `"waiting"`, `"idle"`), and perhaps `reason` and `lines`.',
    'a spinner of Braille dots in its title',
  ),
  'agents.NAME.wiring': note('Which of a provider’s tables it takes its route from. Without one it has no choice of providers.'),
  'agents.NAME.drop': note('Inherited variables that a redirected tab loses; `PREFIX_*` for all that begin so.', '[]'),
  'agents.NAME.keep': note('What passes in spite of a pattern in `drop`.', '[]'),
  'agents.NAME.session': note('What its running session sets for programs that it starts: no tab inherits it.', '[]'),
  'agents.NAME.pass_keys': note('Shell only: also give it the keys of the alternative providers.', 'false'),
  'agents.NAME.env.NAME': note('The variable NAME for this agent alone: beats every scope.'),
  'providers.NAME.label': note('What pickers and labels call it.', 'the name'),
  'providers.NAME.key_env': note('The variable that holds its key.'),
  'providers.NAME.native_for': note('Agents that use it with no redirect and need no key for it.', '[]'),
  'providers.NAME.claude.base_url': note('Where Claude Code is sent: without `/v1`, which it adds.'),
  'providers.NAME.claude.models.opus': note('Model of the tier that tabs start with.'),
  'providers.NAME.claude.models.sonnet': note('Model of the middle tier.'),
  'providers.NAME.claude.models.haiku': note('Model of the small tier.'),
  'providers.NAME.claude.models.fable': note('Model of the fourth tier.', 'that of opus'),
  'providers.NAME.codex.base_url': note('Where Codex is sent.'),
  'providers.NAME.codex.model': note('Its model there.'),
  'providers.NAME.codex.wire_api': note('Which of the two protocols is spoken there. Codex itself has dropped `chat`.', '"responses"'),
  'providers.NAME.opencode.base_url': note('Where OpenCode is sent. Without it OpenCode knows the provider itself.'),
  'providers.NAME.opencode.model': note('Its model there.'),
  'providers.NAME.opencode.npm': note('The AI SDK package that speaks the protocol spoken there.'),
};

export const NOTES: Readonly<Record<string, Note>> = TABLE;
