import type { AgentOffer, Destination, Offers } from '../protocol/messages.ts';
import type { PickOptions } from './dialogs/types.ts';

/** What the pickers need of the dialogs. Resolves with the id of the chosen row, or null for Esc. */
export type Pick = (options: PickOptions) => Promise<string | null>;

/** What to open. */
export interface Choice {
  agent: string;
  provider?: string;
}

/** Rows of the agent picker. */
export function agentRows(agents: readonly AgentOffer[]): PickOptions['rows'] {
  return agents.map((a) => ({
    id: a.slug,
    label: a.label,
    dimmed: !a.installed,
    detail: a.installed ? undefined : a.hint,
  }));
}

/**
 * The way to a new tab: agent, then provider where there is a choice. Esc in the second leads back to the first, Esc there
 * gives up (null).
 *
 * @param how.title Over the agent picker.
 * @param how.selected The agent that is selected at first, where it is not the configured one.
 */
export async function chooseNewTab(
  offers: Offers,
  pick: Pick,
  how: { title?: string; selected?: string | undefined } = {},
): Promise<Choice | null> {
  let selected = how.selected ?? offers.defaultAgent ?? undefined;
  for (;;) {
    const slug = await pick({
      title: how.title ?? 'New tab',
      rows: agentRows(offers.agents),
      selected,
      digits: true,
      empty: 'No agent matches',
    });
    const agent = offers.agents.find((a) => a.slug === slug);
    if (!agent) return null;
    const choice = await chooseProvider(agent, pick);
    if (choice !== null) return choice;
    selected = agent.slug;
  }
}

/** Who serves that agent: asked where there is a choice. Esc gives up (null). */
export async function chooseProvider(agent: AgentOffer, pick: Pick): Promise<Choice | null> {
  if (agent.unasked !== null || agent.providers.length === 0) {
    const provider = agent.unasked === null ? undefined : agent.providers[agent.unasked];
    return { agent: agent.slug, ...(provider && { provider: provider.slug }) };
  }
  const provider = await pick(providerPick(agent));
  return provider === null ? null : { agent: agent.slug, provider };
}

/** The provider picker of a new tab. */
export function providerPick(agent: AgentOffer): PickOptions {
  return {
    title: `${agent.label}: who serves its model?`,
    rows: agent.providers.map((p) => ({ id: p.slug, label: p.label })),
    digits: true,
    empty: 'No provider matches',
  };
}

/** The provider picker for a conversation that goes on: who has it now is shown, and not chosen. */
export function destinationPick(label: string, destinations: readonly Destination[]): PickOptions {
  return {
    title: `${label}: who serves its model from now on?`,
    rows: destinations.map((d) => ({ id: d.slug, label: d.label, ...(d.current && { dimmed: true, detail: 'serves it now' }) })),
    selected: destinations.find((d) => !d.current)?.slug,
    digits: true,
    empty: 'No provider matches',
  };
}
