/** What went wrong when the engine was asked for something. */
export type Failure = 'silent' | 'forbidden' | 'name' | 'image' | 'mount' | 'network' | 'other';

/** What engines say (docker 20 to 28, podman 3 to 5), first match first. */
const SAID: [Failure, RegExp][] = [
  ['forbidden', /permission denied while trying to connect|connect: permission denied/i],
  [
    'silent',
    /cannot connect to|unable to connect to|is the docker daemon running|error during connect|connection refused|podman machine (init|start)/i,
  ],
  ['name', /already in use/i],
  ['network', /network .*not found|unable to find network|no such network/i],
  ['mount', /bind source path does not exist|statfs .*no such file|error mounting|invalid mount|mounts denied|error creating mount/i],
  ['image', /no such image|image not known|unable to find image|pull access denied|manifest unknown|repository does not exist|short-name/i],
];

export function failureOf(stderr: string): Failure {
  return SAID.find(([, pattern]) => pattern.test(stderr))?.[0] ?? 'other';
}

/** The last thing that it said, on one line, without what every engine says around it. */
export function reasonOf(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const said = lines.filter((line) => line !== '' && !/^(See |Run )['‘]|for more information/.test(line)).at(-1) ?? '';
  return said
    .replaceAll(/\p{Cc}+/gu, ' ')
    .replace(/^(\S+: )?(Error response from daemon|Error|error)(: )?/, '')
    .replace(/\.?\s*See ['‘].*$/, '')
    .replace(/\.$/, '');
}

/** What every sentence about a failure may name. */
export interface FailedAt {
  engine: string;
  workspace?: string;
  container?: string;
  image?: string;
}

/** One sentence: what happened, to what, and what to do. */
export function sentenceFor(stderr: string, { engine, workspace, container, image }: FailedAt): string {
  const reason = reasonOf(stderr);
  const at = workspace === undefined ? '' : ` in [workspaces.${workspace}]`;
  switch (failureOf(stderr)) {
    case 'silent':
      return `${engine} is installed, but its engine does not answer (${reason}); start it, or name another one with engine = "..."`;
    case 'forbidden':
      return `this user may not talk to ${engine} (${reason}); join its group, or use an engine of your own: engine = "podman"`;
    case 'name':
      return `the name ${container} belongs to another container; see it with: ${engine} ps -a, and rename or remove it`;
    case 'image':
      return `there is no image ${image} and ${engine} cannot get it (${reason}); build or pull it, or change image${at}`;
    case 'mount':
      return `${engine} cannot mount what is asked for (${reason}); change mounts${at}`;
    case 'network':
      return `${engine} does not know the network (${reason}); change network${at}`;
    case 'other':
      return `${engine} could not do it: ${reason || 'it ended without a word'}`;
  }
}
