import assert from 'node:assert/strict';

/** How long a scene waits for what should happen at once. It is only ever spent by a scene that fails. */
export const PATIENCE_MS = Number(process.env.JACKIN_TEST_PATIENCE_MS ?? 15_000);
const POLL_MS = 15;

/**
 * Waits until `probe` gives something truthy, and gives that. For what cannot announce itself: files, processes, answers of a
 * command. Fails with `what` and whatever `detail` tells after `ms`.
 */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  { ms = PATIENCE_MS, detail = () => '' }: { ms?: number; detail?: () => string } = {},
): Promise<NonNullable<T>> {
  const end = performance.now() + ms;
  for (;;) {
    const value = await probe();
    if (value) return value as NonNullable<T>;
    if (performance.now() >= end) assert.fail(`${what}: not within ${ms} ms${indent(detail())}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Watches for `ms` that `probe` keeps holding: for what must not happen. */
export async function holds(what: string, probe: () => boolean, ms = 250): Promise<void> {
  const end = performance.now() + ms;
  do {
    if (!probe()) assert.fail(`${what}: no longer so`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  } while (performance.now() < end);
}

/** `text` below a sentence, set off from it. */
export const indent = (text: string): string => (text === '' ? '' : `\n${text.replaceAll(/^/gm, '    │ ')}`);
