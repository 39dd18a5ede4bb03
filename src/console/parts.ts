import type { Catalog } from '../catalog/types.ts';
import type { KeyHint } from '../client/dialogs/view.ts';
import type { EnvEdit } from '../config/edit.ts';
import type { ConfigTable, Environment, ScopeName } from '../config/types.ts';
import type { AuthRow } from './auth-rows.ts';
import type { AgentRow, EnvironmentRow } from './other-rows.ts';

export const TABS = ['auth', 'agents', 'environment'] as const;
export type Tab = (typeof TABS)[number];

/** What the screen is about; replaced as a whole when the file was read again. */
export interface Facts {
  /** The configuration file, as the operator may see it. */
  file: string;
  table: ConfigTable;
  catalog: Catalog;
  environment: Environment;
  /** Where a program is, or null. */
  find(program: string): string | null;
}

/** What the operator asks for that takes more than a change of the model. */
export type Effect =
  | { kind: 'edit'; row: AuthRow }
  | { kind: 'save' }
  | { kind: 'undo' }
  | { kind: 'workspace' }
  | { kind: 'role' }
  | { kind: 'help' }
  | { kind: 'leave' };

export type EffectKind = Exclude<Effect['kind'], 'edit'>;

/** The keys of the screen: one table for what they do, for the help and for the help line. */
export const KEYS: readonly { key: string; effect: EffectKind; hint: string; help: string }[] = [
  { key: 's', effect: 'save', hint: 'save', help: 'save what has changed' },
  { key: 'u', effect: 'undo', hint: 'undo', help: 'take back what has changed and is not saved' },
  { key: 'w', effect: 'workspace', hint: 'workspace', help: 'choose the workspace in which scope things are shown' },
  { key: 'r', effect: 'role', hint: 'role', help: 'choose the role' },
  { key: '?', effect: 'help', hint: 'help', help: 'this help' },
  { key: 'q', effect: 'leave', hint: 'quit', help: 'leave; asks where something is not saved' },
];

/** Rows of the tab in view. */
export type Rows = { tab: 'auth'; rows: AuthRow[] } | { tab: 'agents'; rows: AgentRow[] } | { tab: 'environment'; rows: EnvironmentRow[] };

/** What the view is made from. */
export interface Shown {
  readonly tab: Tab;
  readonly scope: ScopeName;
  readonly changes: readonly EnvEdit[];
  readonly message: { text: string; level: 'info' | 'error' } | null;
  /** Keys of the dialog that lies over the screen, or null. */
  readonly dialogHints: readonly KeyHint[] | null;
  readonly known: Facts;
  readonly rows: Rows;
  /** Index of the selected row. */
  readonly selected: number;
}
