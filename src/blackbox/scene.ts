import { test } from 'node:test';
import { keys } from './keys.ts';
import type { Terminal } from './terminal.ts';
import { indent } from './waiting.ts';
import { World, type WorldOptions } from './world.ts';

/** A scene that takes longer than this hangs. */
const LONGEST_SCENE_MS = 120_000;

/** One test in a world of its own, which is gone afterwards whatever happens. A failure shows the screens and the log. */
export function scene(name: string, options: WorldOptions & { skip?: string | false }, play: (world: World) => Promise<void>): void {
  const { skip = false, ...world } = options;
  test(name, { timeout: LONGEST_SCENE_MS, skip }, async () => {
    const w = new World(world);
    try {
      await play(w);
    } catch (thrown) {
      // the reporter prints the stack, in which the message stands already
      if (thrown instanceof Error) thrown.stack = `${thrown.stack}\n  evidence:${indent(w.evidence())}`;
      throw thrown;
    } finally {
      w.end();
    }
  });
}

/** Waits for the welcome screen. */
export const welcome = (terminal: Terminal): Promise<void> => terminal.see(/Press N to open an agent tab/);

/** In an open picker: types LABEL, waits until the list has narrowed to it, and chooses it. */
export async function choose(terminal: Terminal, label: string): Promise<void> {
  terminal.type(label);
  await terminal.see((text) => text.includes(`Filter: ${label}`) || text.includes(`/${label}`), {
    what: `the picker is filtered by ${label}`,
  });
  terminal.type(keys.enter);
}

/**
 * Opens a tab as an operator does: N, the agent by its label, the provider by its label where there is a choice.
 * `inTab`: the keys belong to a tab, so the leader comes first.
 */
export async function pick(terminal: Terminal, agent: string, provider?: string, { inTab = false } = {}): Promise<void> {
  terminal.type(inTab ? `${keys.leader}N` : 'N');
  await terminal.see((text) => text.includes('New tab') && text.includes('Shell'), { what: 'the agent picker is open' });
  await choose(terminal, agent);
  if (provider === undefined) return;
  await terminal.see((text) => text.includes('who serves') && text.includes(provider), { what: `the provider picker offers ${provider}` });
  await choose(terminal, provider);
}
