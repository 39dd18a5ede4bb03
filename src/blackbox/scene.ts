import { test } from 'node:test';
import { keys } from './keys.ts';
import type { Terminal } from './terminal.ts';
import { indent } from './waiting.ts';
import { World, type WorldOptions } from './world.ts';

/** A scene that takes longer than this hangs. */
const LONGEST_SCENE_MS = 60_000;

/** One test in a world of its own, which is gone afterwards whatever happens. A failure shows the screens and the log. */
export function scene(name: string, options: WorldOptions & { skip?: string | false }, play: (world: World) => Promise<void>): void {
  const { skip = false, ...world } = options;
  test(name, { timeout: LONGEST_SCENE_MS, skip }, async () => {
    const w = new World(world);
    try {
      await play(w);
    } catch (thrown) {
      if (thrown instanceof Error) thrown.message += `\n  evidence:${indent(w.evidence())}`;
      throw thrown;
    } finally {
      w.end();
    }
  });
}

/** Waits for the welcome screen. */
export const welcome = (terminal: Terminal): Promise<void> => terminal.see(/Press N to open an agent tab/);

/**
 * Opens a tab as an operator does: N, the agent by its label, the provider by its label where there is a choice.
 * `inTab`: the keys belong to a tab, so the leader comes first.
 */
export async function pick(terminal: Terminal, agent: string, provider?: string, { inTab = false } = {}): Promise<void> {
  terminal.type(inTab ? `${keys.leader}N` : 'N');
  await terminal.see((text) => text.includes(agent) && text.includes('Shell'), { what: 'the agent picker is open' });
  terminal.type(agent);
  await terminal.see((text) => !text.slice(text.indexOf('\n')).includes('Shell') || agent === 'Shell', {
    what: 'typing filters the picker',
  });
  terminal.type(keys.enter);
  if (provider === undefined) return;
  await terminal.see((text) => text.slice(text.indexOf('\n')).includes(provider), { what: `the provider picker offers ${provider}` });
  terminal.type(provider);
  await terminal.quiet(60);
  terminal.type(keys.enter);
}
