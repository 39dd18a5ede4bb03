import { chooseNewTab, type Pick, providerPick } from '../client/new-tab.ts';
import type { Offers } from '../protocol/messages.ts';
import { isUp, type Launched } from './containers.ts';

/** A workspace that can be launched, and the container that it has already. */
export interface WorkspaceRow {
  name: string;
  image: string;
  container: Launched | null;
}

export interface Agent {
  agent: string;
  provider?: string | undefined;
}

/** What is to be done. `again`: the ended container is started as it was; `anew`: it is removed first. */
export type Choice =
  | { kind: 'attach'; workspace: string; container: Launched }
  | { kind: 'again'; workspace: string; container: Launched }
  | ({ kind: 'run'; workspace: string; anew: Launched | null } & Agent);

const AGAIN = 'again';
const ANEW = 'anew';

/**
 * The way to a container: workspace where several fit, what becomes of an ended container, agent, provider. Esc goes back a step,
 * at the first one it gives up (null). A container that is up has been chosen for already.
 *
 * @param asked The agent that the command line names; its provider too where that is settled.
 */
export async function chooseLaunch(
  rows: readonly WorkspaceRow[],
  offersOf: (workspace: string) => Offers,
  asked: Agent | null,
  pick: Pick,
): Promise<Choice | null> {
  const several = rows.length > 1;
  let selected: string | undefined;
  for (;;) {
    const name = several ? await pick(workspacePick(rows, selected)) : (rows[0]?.name ?? null);
    const row = rows.find((r) => r.name === name);
    if (!row) return null;
    const choice = await chooseFor(row, offersOf, asked, pick);
    if (choice || !several) return choice;
    selected = row.name;
  }
}

async function chooseFor(
  row: WorkspaceRow,
  offersOf: (workspace: string) => Offers,
  asked: Agent | null,
  pick: Pick,
): Promise<Choice | null> {
  const { name, container } = row;
  if (container && isUp(container)) return { kind: 'attach', workspace: name, container };
  for (;;) {
    const fate = container ? await pick(endedPick(name, container)) : ANEW;
    if (fate === null) return null;
    if (container && fate === AGAIN) return { kind: 'again', workspace: name, container };
    const agent = await chooseAgent(name, offersOf(name), asked, pick);
    if (agent) return { kind: 'run', workspace: name, anew: container, ...agent };
    if (!container) return null;
  }
}

async function chooseAgent(workspace: string, offers: Offers, asked: Agent | null, pick: Pick): Promise<Agent | null> {
  if (!asked) return chooseNewTab(offers, pick, { title: `Launch ${workspace}` });
  const offer = offers.agents.find((a) => a.slug === asked.agent);
  if (asked.provider !== undefined || !offer || offer.unasked !== null || offer.providers.length === 0) return asked;
  const provider = await pick(providerPick(offer));
  return provider === null ? null : { agent: asked.agent, provider };
}

function workspacePick(rows: readonly WorkspaceRow[], selected: string | undefined) {
  return {
    title: 'Launch a workspace',
    rows: rows.map((r) => ({ id: r.name, label: r.name, detail: r.container && isUp(r.container) ? `${r.image}, runs` : r.image })),
    selected,
    digits: true,
    empty: 'No workspace matches',
  };
}

function endedPick(workspace: string, container: Launched) {
  return {
    title: `${workspace}: its container has ended`,
    rows: [
      { id: AGAIN, label: 'Start it again', detail: 'as it was, with the keys that it had' },
      { id: ANEW, label: 'Start a new one', detail: `removes ${container.name} and what is not in a mount` },
    ],
    filter: false,
    digits: true,
  };
}

/** The picker of a container to stop. */
export async function chooseRunning(containers: readonly Launched[], pick: Pick): Promise<Launched | null> {
  const name = await pick({
    title: 'Stop a workspace',
    rows: containers.map((c) => ({ id: c.name, label: c.workspace, detail: `${c.name}, ${c.state}` })),
    digits: true,
    empty: 'No workspace matches',
  });
  return containers.find((c) => c.name === name) ?? null;
}
