import type { Offers, TabInfo } from '../protocol/messages.ts';
import { type CommandId, keysText } from './commands.ts';
import type { PickRow } from './dialogs/types.ts';
import type { CommandRow } from './keys-in-force.ts';
import type { Choice } from './new-tab.ts';

/** A row of the palette, and what it does. */
export interface PaletteRow {
  pick: PickRow;
  deed: { kind: 'command'; id: CommandId } | { kind: 'tab'; id: string } | { kind: 'open'; choice: Choice };
}

/**
 * Everything that can be done from where the operator is: commands (with no tab open only those that need none), tabs, and every
 * agent with every provider that it could be opened with. `offers`: null where they are not to be had.
 */
export function paletteRows(
  commands: readonly CommandRow[],
  tabs: readonly TabInfo[],
  current: TabInfo | null,
  offers: Offers | null,
): PaletteRow[] {
  return [
    ...commands
      .filter((row) => !row.unlisted && (current !== null || row.welcome))
      .map(
        (row): PaletteRow => ({
          pick: {
            id: `command ${row.id}`,
            label: row.title,
            key: [keysText(row), ...(row.direct ?? [])].filter((key) => key !== '').join(', '),
          },
          deed: { kind: 'command', id: row.id },
        }),
      ),
    ...tabs.map(
      (tab): PaletteRow => ({
        pick: {
          id: `tab ${tab.id}`,
          label: `Go to ${tab.label}`,
          detail: tab.id === current?.id ? 'in view' : tab.state === 'exited' ? 'ended' : undefined,
          key: keyOfTab(commands, tab.index),
        },
        deed: { kind: 'tab', id: tab.id },
      }),
    ),
    ...choices(offers).map(
      ({ label, choice }): PaletteRow => ({
        pick: { id: `open ${choice.agent} ${choice.provider ?? ''}`, label: `Open ${label}` },
        deed: { kind: 'open', choice },
      }),
    ),
  ];
}

/** The keys that go to the tab with that number. */
function keyOfTab(commands: readonly CommandRow[], index: number): string | undefined {
  const keys = commands
    .filter((row) => row.id === 'goto')
    .flatMap((row) =>
      row.given === String(index) ? [...row.keys, ...(row.direct ?? [])] : row.keys.filter((key) => key === String(index)),
    );
  return keys.length > 0 ? keys.join(', ') : undefined;
}

/** What the pickers could lead to, with the label of the tab that comes of it. */
function choices(offers: Offers | null): { label: string; choice: Choice }[] {
  return (offers?.agents ?? [])
    .filter((agent) => agent.installed)
    .flatMap(({ slug, label, providers, unasked }) => {
      const offered = unasked === null ? providers : providers.slice(unasked, unasked + 1);
      if (offered.length === 0) return [{ label, choice: { agent: slug } }];
      return offered.map((provider) => ({ label: provider.tabLabel, choice: { agent: slug, provider: provider.slug } }));
    });
}
