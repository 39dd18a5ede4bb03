import type { Action } from '../client/dialogs/keys.ts';
import { inView, type ListPosition, moved, scrolled } from '../client/dialogs/scroll.ts';
import type { KeyHint, View } from '../client/dialogs/view.ts';
import type { EnvEdit } from '../config/edit.ts';
import type { ScopeName } from '../config/types.ts';
import type { Size } from '../protocol/messages.ts';
import { authRows } from './auth-rows.ts';
import { withChange } from './changes.ts';
import { agentRows, environmentRows } from './other-rows.ts';
import { type Effect, type Facts, KEYS, type Rows, type Shown, TABS, type Tab } from './parts.ts';
import { layoutOf } from './view.ts';

/**
 * The Auth screen as a value: what it shows and what keys and clicks make of it. It reads and writes nothing, and knows no
 * terminal, so that it can be shown anywhere.
 */
export class ConsoleModel implements Shown {
  tab: Tab = 'auth';
  scope: ScopeName;
  changes: readonly EnvEdit[] = [];
  message: { text: string; level: 'info' | 'error' } | null = null;
  dialogHints: readonly KeyHint[] | null = null;
  private facts: Facts;
  private versions = new Map<string, string>();
  private readonly positions: Record<Tab, ListPosition> = {
    auth: { selected: 0, first: 0 },
    agents: { selected: 0, first: 0 },
    environment: { selected: 0, first: 0 },
  };
  /** Rows that the list had room for when it was last looked at. */
  private visible = 1;
  private cached: Rows | null = null;

  constructor(facts: Facts, scope: ScopeName) {
    this.facts = facts;
    this.scope = scope;
  }

  get known(): Facts {
    return this.facts;
  }

  /** The file was read again. Unsaved changes stay, as far as they still change anything. */
  learn(facts: Facts): void {
    this.facts = facts;
    const { table } = facts;
    this.changes = this.changes.reduce<EnvEdit[]>((kept, change) => withChange(kept, change, table), []);
    const { workspace } = this.scope;
    if (workspace !== null && !Object.hasOwn(table.workspaces ?? {}, workspace)) this.scope = { workspace: null, role: this.scope.role };
    this.cached = null;
  }

  /** What the program at a place says its version is. */
  learnVersion(place: string, version: string): void {
    this.versions = new Map(this.versions).set(place, version);
    this.cached = null;
  }

  show(scope: ScopeName): void {
    this.scope = scope;
    this.cached = null;
  }

  change(edit: EnvEdit): void {
    this.changes = withChange(this.changes, edit, this.facts.table);
    this.cached = null;
  }

  forgetChanges(): void {
    this.changes = [];
    this.cached = null;
  }

  say(text: string, level: 'info' | 'error' = 'info'): void {
    this.message = { text: text.replaceAll(/\s*\n\s*/g, '; '), level };
  }

  get rows(): Rows {
    if (this.cached?.tab === this.tab) return this.cached;
    const { catalog, table, environment, find } = this.facts;
    const { scope } = this;
    if (this.tab === 'auth') this.cached = { tab: 'auth', rows: authRows(catalog, table, this.changes, scope, environment) };
    else if (this.tab === 'agents')
      this.cached = { tab: 'agents', rows: agentRows(catalog, table, scope, environment, find, this.versions) };
    else this.cached = { tab: 'environment', rows: environmentRows(catalog, table, scope, environment) };
    return this.cached;
  }

  get selected(): number {
    return this.positions[this.tab].selected;
  }

  /** A key: its action in lists and dialogs, and the text that it types. */
  key(action: Action | null, text: string): Effect | null {
    this.message = null;
    switch (action) {
      case 'up':
        return this.move(-1);
      case 'down':
        return this.move(1);
      case 'page-up':
        return this.move(-this.visible);
      case 'page-down':
        return this.move(this.visible);
      case 'first':
      case 'line-start':
        return this.move(-this.rows.rows.length);
      case 'last':
      case 'line-end':
        return this.move(this.rows.rows.length);
      case 'next':
      case 'right':
        return this.turn(1);
      case 'previous':
      case 'left':
        return this.turn(-1);
      case 'accept':
        return this.open(this.selected);
      case 'cancel':
        return { kind: 'leave' };
    }
    if (text === ' ') return this.open(this.selected);
    const tab = TABS[Number(text) - 1];
    if (tab) this.tab = tab;
    const bound = KEYS.find((k) => k.key === text);
    return bound ? { kind: bound.effect } : null;
  }

  /** The mouse button went down on what `view` calls `hit`. */
  press(hit: string): void {
    this.message = null;
    const row = rowOf(hit);
    if (row !== null) this.select(row);
  }

  /** ... and up on the same. */
  click(hit: string): Effect | null {
    const row = rowOf(hit);
    if (row !== null) return this.open(row);
    const tab = TABS.find((t) => hit === `tab ${t}`);
    if (tab) this.tab = tab;
    const bound = KEYS.find((k) => hit === k.effect);
    return bound ? { kind: bound.effect } : null;
  }

  wheel(by: number): void {
    this.positions[this.tab] = scrolled(this.positions[this.tab], by, this.rows.rows.length, this.visible);
  }

  /** How it looks on a screen of that size, which it fills. */
  view(screen: Size): View {
    const layout = layoutOf(this, screen);
    this.visible = layout.visible;
    this.positions[this.tab] = inView(this.positions[this.tab], this.rows.rows.length, layout.visible);
    return layout.paint(this.positions[this.tab]);
  }

  private move(by: number): null {
    this.positions[this.tab] = moved(this.positions[this.tab], by, this.rows.rows.length, false);
    return null;
  }

  private select(row: number): void {
    if (row < this.rows.rows.length) this.positions[this.tab] = { ...this.positions[this.tab], selected: row };
  }

  private turn(by: number): null {
    this.tab = TABS[(TABS.indexOf(this.tab) + by + TABS.length) % TABS.length]!;
    return null;
  }

  private open(index: number): Effect | null {
    this.select(index);
    const shown = this.rows;
    const row = shown.tab === 'auth' ? shown.rows[index] : undefined;
    return row ? { kind: 'edit', row } : null;
  }
}

function rowOf(hit: string): number | null {
  const n = /^row (\d+)$/.exec(hit)?.[1];
  return n === undefined ? null : Number(n);
}
