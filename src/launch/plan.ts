import { OperatorError } from '../base/errors.ts';
import { parseLeader } from '../config/leader.ts';
import type { WorkspaceTable } from '../config/types.ts';
import type { Engine } from './engine.ts';
import { containerName, LABEL } from './names.ts';

/** What was chosen, and what it is made from. */
export interface LaunchRequest {
  engine: Engine;
  workspace: string;
  role: string | null;
  table: WorkspaceTable;
  /** Slugs; null: the container shows its welcome screen, or the agent's own provider. */
  agent: string | null;
  provider: string | null;
  /** Names of the values that the container gets. */
  names: readonly string[];
  /** What tells this launch from every other one. */
  launch: string;
  home: string;
}

/** How a container is started. A value: printing it prints names. */
export interface RunPlan {
  container: string;
  image: string;
  /** Program and arguments; where `fileNames` is not empty, FILE stands for the file's path. */
  argv: string[];
  /** Values that go by name: set in the engine's own environment. */
  byName: string[];
  /** Values that go in a file of lines NAME=VALUE. */
  byFile: string[];
  /** Folders and files of this machine that have to be there. */
  sources: string[];
}

/** Stands for the path of the file in `RunPlan.argv`. */
export const FILE = '<FILE>';

/**
 * Variables that the engine's own command goes by: set for it, they would change what it does. They go in the file. (Docker's
 * are reserved in the configuration already.)
 */
const OF_THE_ENGINE =
  /^(PATH|HOME|USER|LOGNAME|SHELL|TMPDIR|PWD|LD_.*|DYLD_.*|XDG_.*|SUDO_.*|SSH_.*|SSL_.*|CONTAINERS?_.*|PODMAN_.*|BUILDAH_.*|REGISTRY_.*|GODEBUG|GOTRACEBACK|GOMAXPROCS|NOTIFY_SOCKET|DBUS_.*|(HTTPS?|NO|ALL|FTP)_PROXY)$/i;

/** How the container of a workspace is started. @throws OperatorError for a workspace without an image. */
export function planRun(request: LaunchRequest): RunPlan {
  const { engine, workspace, role, table, agent, provider, launch, home } = request;
  if (table.image === undefined) throw new OperatorError(withoutImage(workspace));
  const names = [...request.names].sort();
  const byFile = engine.keys === 'file' ? names : names.filter((name) => OF_THE_ENGINE.test(name));
  const byName = names.filter((name) => !byFile.includes(name));
  const mounts = mountsOf(table, home);
  const container = containerName(workspace);
  const start = startFolder(table.workdir, mounts);
  const argv = [
    ...engine.argv,
    ...['run', '-d', '--name', container],
    ...['--label', `${LABEL.workspace}=${workspace}`],
    ...(role === null ? [] : ['--label', `${LABEL.role}=${role}`]),
    ...['--label', `${LABEL.launch}=${launch}`],
    ...(table.network === undefined ? [] : ['--network', table.network]),
    ...mounts.flatMap((m) => ['-v', [m.source, m.target, ...(m.options === '' ? [] : [m.options])].join(':')]),
    ...(start === null ? [] : ['-w', start]),
    ...byName.flatMap((name) => ['-e', name]),
    ...(byFile.length > 0 ? ['--env-file', FILE] : []),
    ...(table.run_args ?? []),
    table.image,
    ...(agent === null ? [] : [agent]),
    ...(provider === null ? [] : ['--provider', provider]),
  ];
  return { container, image: table.image, argv, byName, byFile, sources: mounts.filter((m) => m.bind).map((m) => m.source) };
}

export const withoutImage = (workspace: string): string =>
  `workspace ${workspace} names no image to launch; add image = "..." to [workspaces.${workspace}]`;

interface Mount {
  source: string;
  target: string;
  options: string;
  /** A place of this machine, not a volume of the engine's. */
  bind: boolean;
}

/** What the workspace mounts. Without a list of its own that is its folder, at the same path, so that paths mean the same in there. */
function mountsOf({ mounts, workdir }: WorkspaceTable, home: string): Mount[] {
  const given = mounts ?? (workdir === undefined ? [] : [`${workdir}:${workdir}`]);
  return given.map((text) => {
    const [place = '', target = '', options = ''] = text.split(':');
    const source = place.startsWith('~/') ? `${home}${place.slice(1)}` : place;
    return { source, target, options, bind: source.startsWith('/') };
  });
}

/** Where the workspace's folder is in the container, or null where it is not in there: then the image says. */
function startFolder(workdir: string | undefined, mounts: readonly Mount[]): string | null {
  if (workdir === undefined) return null;
  const slashed = (folder: string) => (folder.endsWith('/') ? folder : `${folder}/`);
  const holds = mounts.find((m) => m.bind && slashed(workdir).startsWith(slashed(m.source)));
  if (!holds) return null;
  const rest = slashed(workdir).slice(slashed(holds.source).length);
  return `${slashed(holds.target)}${rest}`.replace(/(?<=.)\/$/, '');
}

/** Variables that tell a client about the terminal that it is on. */
const ABOUT_TERMINAL = ['TERM', 'COLORTERM', 'TERM_PROGRAM', 'NO_COLOR'];

/**
 * How a terminal is attached to the container. OPEN: a tab to open and show. The engine watches every key for its own sequence,
 * which is Ctrl+P, Ctrl+Q unless it is told another; the first key of the sequence is kept back until the next one comes, so it
 * is one that hardly any program uses, and not the leader.
 */
export function attachArgv(
  engine: Engine,
  container: string,
  environment: Readonly<Record<string, string | undefined>>,
  leader: string,
  open: { agent: string; provider?: string | undefined } | null = null,
): string[] {
  const about = ABOUT_TERMINAL.filter((name) => environment[name]).flatMap((name) => ['-e', name]);
  const command = open
    ? ['new', open.agent, ...(open.provider === undefined ? [] : ['--provider', open.provider]), '--attach']
    : ['attach'];
  return [...engine.argv, 'exec', '-it', '--detach-keys', detachKeys(leader), ...about, container, 'jackin-mux', ...command];
}

function detachKeys(leader: string): string {
  const key = parseLeader(leader);
  return key?.ctrl && key.key === '^' ? 'ctrl-_,ctrl-],ctrl-_' : 'ctrl-^,ctrl-],ctrl-^';
}

/**
 * The lines of an `--env-file`: the engines take everything after the first `=` as it stands, up to the end of the line.
 *
 * @throws OperatorError that names the variables that cannot be written so.
 */
export function envFile(names: readonly string[], values: ReadonlyMap<string, string>): string {
  const broken = names.filter((name) => /[\n\r\0]/.test(values.get(name) ?? ''));
  if (broken.length > 0)
    throw new OperatorError(`${broken.join(', ')}: a file of variables cannot hold a value of several lines; engine_keys = "name" can`);
  return names.map((name) => `${name}=${values.get(name) ?? ''}\n`).join('');
}

/** Words as a POSIX shell would have to be given them. */
export function shellLine(argv: readonly string[]): string {
  return argv.map((word) => (/^[A-Za-z0-9_@%+=:,./^<>-]+$/.test(word) && !/[<>]/.test(word) ? word : quotedWord(word))).join(' ');
}

function quotedWord(word: string): string {
  return word === FILE ? 'FILE' : `'${word.replaceAll("'", "'\\''")}'`;
}
