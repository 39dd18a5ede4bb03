import path from 'node:path';
import type { Disposable } from '../base/disposable.ts';
import { sentenceOf } from '../base/errors.ts';
import { DialogHost } from '../client/dialogs/host.ts';
import { actionOf, typed } from '../client/dialogs/keys.ts';
import { Painter } from '../client/dialogs/painter.ts';
import type { DialogInput, Key, MouseInput, Overlay } from '../client/dialogs/types.ts';
import { hitAt, lit, type View } from '../client/dialogs/view.ts';
import { copyCells, copyRow } from '../client/screen/paint.ts';
import { envPath } from '../config/edit.ts';
import { dotted } from '../config/names.ts';
import { rolesOf } from '../config/scopes.ts';
import type { ConfigTable, ScopeName } from '../config/types.ts';
import type { Size } from '../protocol/messages.ts';
import { AuthForm, type AuthFormResult, type ScopeChoice } from './auth-form.ts';
import { type AuthRow, scopesOf } from './auth-rows.ts';
import { describeChange, isSameScope, tableWith, valueAt } from './changes.ts';
import { ConsoleModel } from './model.ts';
import { type Effect, type Facts, KEYS } from './parts.ts';
import { ChangedMeanwhile } from './save.ts';
import type { Store } from './store.ts';
import { SummaryDialog } from './summary.ts';

/** Rows that one notch of the wheel scrolls. */
const WHEEL_ROWS = 3;
/** Id of the row that chooses no workspace or role; names of an operator cannot be empty. */
const NONE = '';

export interface ConsoleScreenOptions {
  size: Size;
  store: Store;
  facts: Facts;
  /** In which things are shown first. */
  scope: ScopeName;
  /** Whether a reference can be read now: null, or why not. */
  attempt(reference: string, signal: AbortSignal): Promise<string | null>;
  /** What the program FILE, started as COMMAND, says its version is, or null. */
  version(file: string, command: readonly string[]): Promise<string | null>;
  /** A key was typed: it must not be in anything that is said from now on. */
  onSecret(text: string): void;
  /** The operator is done. */
  onLeave(): void;
}

/**
 * The Auth screen with its dialogs, as cells: takes keys, pastes and the mouse, gives a picture that fills its size. It
 * knows no terminal, so that it can be a program of its own or lie over running tabs.
 */
export class ConsoleScreen implements Disposable {
  private readonly options: ConsoleScreenOptions;
  private readonly model: ConsoleModel;
  private readonly dialogs: DialogHost;
  private readonly painter: Painter;
  /** Programs that were asked for their version. */
  private readonly asked = new Set<string>();
  private readonly listeners = new Set<() => void>();
  private size: Size;
  private view: View | null = null;
  private picture: Overlay | null = null;
  private stale = true;
  private pressed: string | null = null;
  /** Where the mouse was last. */
  private pointer: { x: number; y: number } | null = null;
  /** Something is under way that may open a dialog: input waits for it. */
  private working = 0;

  constructor(options: ConsoleScreenOptions) {
    this.options = options;
    this.size = options.size;
    this.model = new ConsoleModel(options.facts, options.scope);
    this.painter = new Painter(options.size);
    this.dialogs = new DialogHost(options.size);
    this.dialogs.onChange(() => this.tell());
    this.dialogs.onUnclaimed((input) => this.take(input));
  }

  /** Input must wait: whose it is has not been decided yet. */
  get busy(): boolean {
    return this.working > 0 && !this.dialogs.active;
  }

  key(ch: string | undefined, key: Key): void {
    this.take({ kind: 'key', ch, key });
  }

  paste(text: string): void {
    this.take({ kind: 'paste', text });
  }

  mouse(mouse: MouseInput): void {
    if (mouse.action === 'move' && !this.dialogs.active) return this.hover(mouse);
    this.take({ kind: 'mouse', mouse });
  }

  resize(size: Size): void {
    this.size = size;
    this.painter.resize(size);
    this.dialogs.resize(size.cols, size.rows);
    this.pressed = null;
    this.pointer = null;
    this.touch();
  }

  /** What is to be seen now. */
  render(): Overlay {
    const hints = this.dialogs.keys;
    if (this.stale || !this.picture || hints !== this.model.dialogHints) {
      this.stale = false;
      this.model.dialogHints = hints;
      this.view = this.model.view(this.size);
      const { pointer } = this;
      this.picture = this.painter.paint(lit(this.view, pointer && hitAt(this.view, pointer.x, pointer.y)));
    }
    const above = this.dialogs.render();
    return above ? layOver(this.picture, above) : this.picture;
  }

  /** The theme that the configuration names, and those of its own. */
  get looks(): Pick<ConfigTable, 'theme' | 'themes'> {
    return this.model.known.table;
  }

  /** Calls `listener` when `render` may have something new. */
  onChange(listener: () => void): Disposable {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  dispose(): void {
    this.listeners.clear();
    this.dialogs.dispose();
  }

  private take(input: DialogInput): void {
    if (this.dialogs.active) {
      if (input.kind === 'key') this.dialogs.key(input.ch, input.key);
      else if (input.kind === 'paste') this.dialogs.paste(input.text);
      else this.dialogs.mouse(input.mouse);
      return;
    }
    // a paste means nothing to the list: a key must not be taken for commands
    if (input.kind === 'key') this.act(this.model.key(actionOf(input.key), typed(input.ch, input.key)));
    else if (input.kind === 'mouse') this.point(input.mouse);
    this.touch();
  }

  /** The mouse without a button: drawn anew only where it comes to something else. */
  private hover({ x, y }: MouseInput): void {
    const { view, pointer } = this;
    const hit = (at: { x: number; y: number } | null) => (view && at ? hitAt(view, at.x, at.y) : null);
    this.pointer = { x, y };
    if (hit(pointer) !== hit(this.pointer)) this.touch();
  }

  private point({ action, x, y }: MouseInput): void {
    this.pointer = { x, y };
    if (action === 'wheel-up') return this.model.wheel(-WHEEL_ROWS);
    if (action === 'wheel-down') return this.model.wheel(WHEEL_ROWS);
    const hit = this.view ? hitAt(this.view, x, y) : null;
    if (action === 'press') {
      this.pressed = hit;
      if (hit !== null) this.model.press(hit);
    } else if (action === 'release') {
      const { pressed } = this;
      this.pressed = null;
      if (hit !== null && hit === pressed) this.act(this.model.click(hit));
    }
  }

  private act(effect: Effect | null): void {
    if (!effect) return;
    this.working += 1;
    this.perform(effect)
      .catch((e) => this.model.say(sentenceOf(e), 'error'))
      .finally(() => {
        this.working -= 1;
        this.touch();
      });
  }

  private async perform(effect: Effect): Promise<void> {
    switch (effect.kind) {
      case 'edit':
        return this.edit(effect.row);
      case 'save':
        return this.save();
      case 'undo':
        if (this.model.changes.length > 0) this.model.say('Nothing is to be saved any more');
        return this.model.forgetChanges();
      case 'workspace':
        return this.chooseWorkspace();
      case 'role':
        return this.chooseRole();
      case 'help':
        return this.help();
      case 'leave':
        return this.leave();
    }
  }

  private async edit(row: AuthRow): Promise<void> {
    const { model, dialogs } = this;
    const table = tableWith(model.known.table, model.changes);
    const scopes = choicesOf(model.scope).map(
      ({ scope, label }): ScopeChoice => ({
        scope,
        label,
        where: `[${dotted(envPath(scope))}]`,
        value: valueAt(table, scope, row.name),
      }),
    );
    // where it is set now, else for everything
    const decides = scopesOf(model.scope).find((s) => valueAt(table, s, row.name) !== undefined);
    const scope = Math.max(
      0,
      scopes.findIndex((c) => decides && isSameScope(c.scope, decides)),
    );
    const form = new AuthForm({
      label: row.label,
      name: row.name,
      scopes,
      scope,
      attempt: this.options.attempt,
      changed: () => dialogs.refresh(),
    });
    const result = await this.answerOf(form, `${row.label}: ${row.name}`);
    form.stop();
    if (!result || result === 'nothing') return;
    if (result.edit.value?.kind === 'literal') this.options.onSecret(result.edit.value.text);
    const before = model.changes.length;
    model.change(result.edit);
    if (model.changes.length === 0 && before === 0) return model.say(`${row.name} is so already; nothing to save`);
    if (result.save && model.changes.length > 0) await this.save();
  }

  /** What the form gives in the end. Esc with something typed into it is asked about, and leads back where it was not meant. */
  private async answerOf(form: AuthForm, what: string): Promise<AuthFormResult> {
    for (;;) {
      const result = await this.dialogs.open(form);
      if (result !== null || !form.isChanged) return result;
      const answer = await this.dialogs.choose({
        question: `What was changed in ${what} is not saved.`,
        options: [
          { key: 's', label: 'Save', value: 'save' },
          { key: 'd', label: 'Discard', value: 'discard' },
        ],
      });
      const saved = answer === 'save' ? form.save() : undefined;
      if (saved) return saved.result;
      if (answer === 'discard') return null;
    }
  }

  private async save(): Promise<void> {
    const { model, dialogs, options } = this;
    const { changes } = model;
    if (changes.length === 0) return model.say('Nothing has changed');
    this.touch();
    const said = changes.map((c) => describeChange(c, model.known.table));
    const count = changes.length === 1 ? 'one change' : `${changes.length} changes`;
    if (!(await dialogs.open(new SummaryDialog(`Save ${count} to ${path.basename(model.known.file)}?`, said)))) return;
    try {
      model.learn(await options.store.save(changes));
      model.forgetChanges();
      model.say('Saved. A running server takes it up by itself; open tabs keep what they were started with');
    } catch (e) {
      if (!(e instanceof ChangedMeanwhile)) throw e;
      model.learn(await options.store.load());
      model.say(`Not saved: ${sentenceOf(e)}. It has been read again; look at it, and save once more`, 'error');
    }
  }

  private async chooseWorkspace(): Promise<void> {
    const { model } = this;
    const workspaces = model.known.table.workspaces ?? {};
    const rows = Object.entries(workspaces).map(([name, w]) => ({ id: name, label: name, detail: w.workdir ?? '' }));
    const chosen = await this.choose('Workspace', rows, model.scope.workspace);
    if (chosen === null) return;
    const workspace = chosen === NONE ? null : chosen;
    const role = workspace === null ? model.scope.role : (workspaces[workspace]?.role ?? model.scope.role);
    model.show({ workspace, role });
  }

  private async chooseRole(): Promise<void> {
    const { model } = this;
    const rows = rolesOf(model.known.table).map((name) => ({ id: name, label: name }));
    const chosen = await this.choose('Role', rows, model.scope.role);
    if (chosen !== null) model.show({ ...model.scope, role: chosen === NONE ? null : chosen });
  }

  private choose(title: string, rows: { id: string; label: string; detail?: string }[], selected: string | null): Promise<string | null> {
    const none = { id: NONE, label: 'none', detail: rows.length === 0 ? `the configuration has no ${title.toLowerCase()}s` : '' };
    return this.dialogs.pick({ title, rows: [none, ...rows], selected: selected ?? NONE });
  }

  private async help(): Promise<void> {
    await this.dialogs.show({
      title: 'Keys of the Auth screen',
      sections: [
        {
          heading: 'Everywhere',
          rows: [
            { key: '1 2 3, Tab, Left, Right', text: 'turn to a tab' },
            { key: 'Up, Down, PageUp, PageDown', text: 'choose a row' },
            ...KEYS.map(({ key, help }) => ({ key, text: help })),
            { key: 'Esc', text: 'leave' },
          ],
        },
        {
          heading: 'Auth',
          rows: [
            { key: 'Enter, Space', text: 'open the form of a key' },
            { key: 'Space in the form', text: 'Ignore, API Key, 1Password; and the scope' },
            { key: 'Ctrl+S in the form', text: 'save' },
          ],
        },
      ],
    });
  }

  private async leave(): Promise<void> {
    const { model, dialogs, options } = this;
    if (model.changes.length === 0) return options.onLeave();
    const answer = await dialogs.choose({
      question: `${model.changes.length === 1 ? 'One change is' : `${model.changes.length} changes are`} not saved.`,
      options: [
        { key: 's', label: 'Save', value: 'save' },
        { key: 'd', label: 'Discard', value: 'discard' },
      ],
    });
    if (answer === 'save') await this.save();
    if (answer === 'discard' || (answer === 'save' && model.changes.length === 0)) options.onLeave();
  }

  /** Programs are started only for an operator who wants to see them, once each. */
  private askVersions(): void {
    const shown = this.model.rows;
    if (shown.tab !== 'agents') return;
    for (const { place, words } of shown.rows) {
      if (place === null || words.length === 0 || this.asked.has(place)) continue;
      this.asked.add(place);
      const learn = (version: string | null) => {
        this.model.learnVersion(place, version ?? 'unknown');
        this.touch();
      };
      this.options.version(place, words).then(learn, () => learn(null));
    }
  }

  private touch(): void {
    this.askVersions();
    this.stale = true;
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** The scopes of the form, in the order in which Space goes through them. */
function choicesOf({ workspace, role }: ScopeName): { scope: ScopeName; label: string }[] {
  const choices = [{ scope: { workspace: null, role: null } as ScopeName, label: 'global' }];
  if (workspace !== null) choices.push({ scope: { workspace, role: null }, label: `this workspace (${workspace})` });
  if (workspace !== null && role !== null) {
    choices.push({ scope: { workspace, role }, label: `this role in this workspace (${role} in ${workspace})` });
  }
  if (role !== null) choices.push({ scope: { workspace: null, role }, label: `this role everywhere (${role})` });
  return choices;
}

function layOver(below: Overlay, above: Overlay): Overlay {
  const rows = below.rows.slice();
  for (const [i, row] of above.rows.entries()) {
    const under = rows[above.y + i];
    if (!under) continue;
    const copy = copyRow(under);
    copyCells(copy, above.x, row, 0, above.width);
    rows[above.y + i] = copy;
  }
  return { ...below, rows, cursor: above.cursor };
}
