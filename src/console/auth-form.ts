import { graphemes, textWidth } from '../base/graphemes.ts';
import type { Answer, Dialog } from '../client/dialogs/dialog.ts';
import { type EditedLine, edited, editedLine, inserted, lineText, windowOf } from '../client/dialogs/editor.ts';
import { type Action, actionOf, typed } from '../client/dialogs/keys.ts';
import { fit, plain, wrapText } from '../client/dialogs/text.ts';
import { layered, type Style, theme } from '../client/dialogs/theme.ts';
import type { Key } from '../client/dialogs/types.ts';
import { frameFor, type Line, type Span, type View } from '../client/dialogs/view.ts';
import type { EnvEdit, NewValue } from '../config/edit.ts';
import { OP_SCHEME, referenceProblem } from '../config/op-reference.ts';
import type { EnvValue, ScopeName } from '../config/types.ts';
import { classify } from '../config/values.ts';
import type { Size } from '../protocol/messages.ts';
import { MASK } from './auth-rows.ts';

export type Mode = 'ignore' | 'key' | 'reference';

/** A scope that the key can be set in. */
export interface ScopeChoice {
  scope: ScopeName;
  /** `global`, `this workspace (web)`. */
  label: string;
  /** The table: `[workspaces.web.env]`. */
  where: string;
  /** What it sets now, unsaved changes included. */
  value: EnvValue | undefined;
}

export interface AuthFormOptions {
  /** `Kimi`. */
  label: string;
  /** The variable. */
  name: string;
  /** At least one. */
  scopes: readonly ScopeChoice[];
  /** Index of the scope to begin with. */
  scope: number;
  /** Whether a reference can be read now: null, or why not. */
  attempt(reference: string, signal: AbortSignal): Promise<string | null>;
  /** The form looks different by itself. */
  changed(): void;
}

/**
 * What is to be changed. `save`: at once, and not later with others. `nothing`: it was given up by its button, or what is set was
 * confirmed; null: it was left by Esc, maybe with something in it (`isChanged`).
 */
export type AuthFormResult = { edit: EnvEdit; save: boolean } | 'nothing' | null;

type Field = 'mode' | 'key' | 'reference' | 'try' | 'scope' | 'save' | 'later' | 'cancel';

const MODES: readonly Mode[] = ['ignore', 'key', 'reference'];
const MODE_LABELS: Record<Mode, string> = { ignore: 'Ignore', key: 'API Key', reference: '1Password' };
const FIELDS: Record<Mode, readonly Field[]> = {
  ignore: ['mode', 'scope', 'save', 'later', 'cancel'],
  key: ['mode', 'key', 'scope', 'save', 'later', 'cancel'],
  reference: ['mode', 'reference', 'try', 'scope', 'save', 'later', 'cancel'],
};
const ACTIONS = ['save', 'later', 'cancel'] as const;
const BUTTONS = { save: 'Save', later: 'Save later', cancel: 'Cancel' } as const;
const HINT = '  Space changes it';
/** Of a field with one choice. */
const ONE_SCOPE = '  w and r in the list choose others';
/** Columns of the captions, and of their short forms where every column counts. */
const LABEL = 10;
const SHORT_LABEL = 6;
const NARROW = 30;
const WIDTH = 60;
/** Long and without blanks: a key, or an id that may as well be pasted together with the rest of its reference. */
const KEY_LIKE = /^\S{16,}$/;
/** No key is longer, and none that is pasted by mistake makes the form slow. In UTF-16 units. */
const LONGEST = 4096;

const KEYS = [
  { key: 'Tab', hint: 'next field' },
  { key: 'Space', hint: 'change' },
  { key: 'Enter', hint: 'save' },
  { key: 'Esc', hint: 'back' },
];

/** The form of one key. It holds what was typed, shows none of it, and writes nothing. */
export class AuthForm implements Dialog<AuthFormResult> {
  readonly cancelled = null;
  private readonly options: AuthFormOptions;
  /** What the form began with. */
  private readonly began: { mode: Mode; reference: string };
  private mode: Mode;
  private scope: number;
  private focus: Field = 'mode';
  /** What was typed or pasted as the key. */
  private secret = '';
  private reference: EditedLine;
  private first = 0;
  private label = LABEL;
  private problem = '';
  private trial: { text: string; style: Style } | null = null;
  private running: AbortController | null = null;

  constructor(options: AuthFormOptions) {
    this.options = options;
    this.scope = options.scope;
    const had = this.had;
    this.mode = had === null || (had.kind === 'literal' && had.text === '') ? 'ignore' : had.kind === 'reference' ? 'reference' : 'key';
    this.reference = editedLine(had?.kind === 'reference' ? plain(had.text) : '');
    this.began = { mode: this.mode, reference: lineText(this.reference) };
  }

  /** Something in it is another thing than what it began with, and would be lost with it. */
  get isChanged(): boolean {
    const { mode, reference } = this.began;
    if (this.mode !== mode || this.scope !== this.options.scope || this.secret !== '') return true;
    return this.mode === 'reference' && lineText(this.reference) !== reference;
  }

  /** As the button: undefined where something is wrong, which the form then says. */
  save(): Answer<AuthFormResult> {
    return this.accept(true);
  }

  key(ch: string | undefined, key: Key): Answer<AuthFormResult> {
    const action = actionOf(key);
    if (action === 'cancel') return this.leave(null);
    if (key.ctrl && key.name === 's') return this.accept(true);
    if (action === 'next' || action === 'down') return this.step(1);
    if (action === 'previous' || action === 'up') return this.step(-1);
    const text = typed(ch, key);
    switch (this.focus) {
      case 'key':
        return action === 'accept' ? this.accept(true) : this.typeSecret(action, text);
      case 'reference':
        return action === 'accept' ? this.accept(true) : this.typeReference(action, text);
      case 'mode':
      case 'scope':
        if (action === 'accept') return this.accept(true);
        if (action === 'left' || action === 'right') return this.turn(this.focus, action === 'left' ? -1 : 1);
        if (text === ' ') return this.turn(this.focus, 1);
        // a key that is typed without going to its field first
        if (this.focus === 'mode' && text !== '' && this.mode !== 'ignore') return this.enter(text);
        return undefined;
      default:
        if (action === 'left') return this.step(-1);
        if (action === 'right') return this.step(1);
        return action === 'accept' || text === ' ' ? this.push(this.focus) : undefined;
    }
  }

  /**
   * Goes to the field that takes a text, whichever has the focus: a paste is meant for it. What is no part of a reference
   * is taken for a key wherever it is pasted, since a reference is shown.
   */
  paste(text: string): Answer<AuthFormResult> {
    const given = plain(text.replace(/[\r\n]+$/, ''));
    const reference = given.trim().startsWith(OP_SCHEME);
    if (this.mode === 'ignore' || (this.mode === 'reference' && !reference && KEY_LIKE.test(given.trim()))) this.setMode('key');
    else if (this.mode === 'reference' && reference) this.reference = editedLine('');
    return this.enter(given);
  }

  press(hit: string): undefined {
    this.focus = hit as Field;
  }

  click(hit: string): Answer<AuthFormResult> {
    this.focus = hit as Field;
    if (hit === 'mode' || hit === 'scope') return this.turn(hit, 1);
    return hit === 'key' || hit === 'reference' ? undefined : this.push(this.focus);
  }

  wheel(): undefined {}

  view(screen: Size): View {
    const { options } = this;
    const title = `${options.label}: ${options.name}`;
    const { width, bordered } = frameFor(screen, Math.max(WIDTH, textWidth(title) + 2), 1);
    this.label = width < NARROW ? SHORT_LABEL : LABEL;
    const { label } = this;
    const lines: Line[] = [];
    let cursor: View['cursor'] = null;
    let focused = 0;
    const add = (field: Field | null, line: Line) => {
      if (field === this.focus) focused = lines.length;
      lines.push(line);
    };
    add('mode', this.choice('mode', 'Mode', MODE_LABELS[this.mode], width));
    if (this.mode === 'key') {
      const text = this.secret !== '' ? MASK : this.isKept ? 'unchanged' : '';
      add('key', this.field('key', 'Key', fit(text, width - label), this.secret !== '' ? theme.text : theme.hint));
      if (this.focus === 'key') cursor = { x: label + (this.secret === '' ? 0 : MASK.length), y: focused };
    }
    if (this.mode === 'reference') {
      const window = windowOf(this.reference, this.first, Math.max(1, width - label));
      this.first = window.first;
      // what does not begin like a reference may be a key in the wrong field
      const open = isReferenceLike(lineText(this.reference));
      const text = fit(open ? window.text : MASK, width - label);
      add('reference', this.field('reference', width < NARROW ? 'Ref.' : 'Reference', text, theme.text));
      if (this.focus === 'reference') cursor = { x: label + (open ? window.cursor : MASK.length), y: focused };
      const said = this.trial ?? { text: 'reads it once, shows nothing of it', style: theme.hint };
      const button = this.button('try', 'Try');
      const rest = wrapText(said.text, Math.max(8, width - label - 9));
      add('try', { spans: [pad(label), button, { text: `  ${rest[0]}`, style: said.style }], hit: 'try' });
      for (const more of rest.slice(1, 4)) add(null, { spans: [pad(label + 9), { text: more, style: said.style }] });
    }
    add('scope', this.choice('scope', 'Scope', this.chosen.label, width));
    const room = screen.rows - (bordered ? 2 : 0);
    if (room >= lines.length + 4) add(null, { spans: [] });
    const below = wrapText(this.problem || this.explanation(), width);
    for (const text of below) add(null, { spans: [{ text: fit(text, width), style: this.problem === '' ? theme.hint : theme.error }] });
    if (room >= lines.length + 2) add(null, { spans: [] });
    // side by side where they fit
    const side = ACTIONS.reduce((sum, b) => sum + BUTTONS[b].length + 5, -1) <= width;
    const row: Span[] = [];
    for (const field of ACTIONS) {
      if (side) row.push(this.button(field, BUTTONS[field]), pad(1));
      else add(field, { spans: [this.button(field, BUTTONS[field])] });
      if (side && field === this.focus) focused = lines.length;
    }
    if (side) add(null, { spans: row });

    const frame = frameFor(screen, width, lines.length);
    // of a form higher than the screen the part with the focus is shown
    const top = Math.max(0, Math.min(focused - frame.height + 2, lines.length - frame.height));
    if (cursor) cursor = cursor.y < top ? null : { x: Math.min(cursor.x, width - 1), y: cursor.y - top };
    return { title, footer: 'Tab: next field', keys: KEYS, frame, lines: lines.slice(top, top + frame.height), cursor, scroll: null };
  }

  /** Gives up what is under way. */
  stop(): void {
    this.running?.abort();
    this.running = null;
  }

  private get chosen(): ScopeChoice {
    return this.options.scopes[this.scope]!;
  }

  /** What the chosen scope sets now. */
  private get had(): NewValue | { kind: 'variable'; text: string } | null {
    const { value } = this.chosen;
    return value === undefined ? null : classify(value);
  }

  /** No key was given, and there is one already. */
  private get isKept(): boolean {
    const had = this.had;
    return had !== null && had.kind !== 'reference' && had.text !== '';
  }

  /** What saving would do, in a sentence. */
  private explanation(): string {
    const { where } = this.chosen;
    const had = this.had;
    if (this.mode === 'ignore') return had === null ? `${where} does not set it: nothing to remove there` : `removes it from ${where}`;
    if (this.mode === 'key' && this.secret === '' && this.isKept) {
      return had?.kind === 'variable'
        ? `${where} takes it from a variable; type a key to replace that`
        : `${where} has a key; type to replace it`;
    }
    return `${had === null ? 'sets it in' : 'replaces it in'} ${where}`;
  }

  private leave(result: 'nothing' | null): Answer<AuthFormResult> {
    // the first Esc is for what is under way
    const tried = this.running !== null;
    this.stopTrial();
    return tried && result === null ? undefined : { result };
  }

  private push(field: Field): Answer<AuthFormResult> {
    if (field === 'cancel') return this.leave('nothing');
    if (field === 'try') return this.attempt();
    return this.accept(field === 'save');
  }

  private accept(save: boolean): Answer<AuthFormResult> {
    const value = this.value();
    if (value === undefined) return undefined;
    this.stopTrial();
    if (value === 'unchanged') return { result: 'nothing' };
    return { result: { edit: { scope: this.chosen.scope, name: this.options.name, value }, save } };
  }

  /** The value to be set, null to remove it; undefined where something is wrong, which is then said. */
  private value(): NewValue | null | 'unchanged' | undefined {
    if (this.mode === 'ignore') return null;
    if (this.mode === 'reference') {
      const text = lineText(this.reference).trim();
      const wrong = text === '' ? 'it is missing; op://VAULT/ITEM/FIELD fits' : referenceProblem(text);
      if (wrong === null) return { kind: 'reference', text };
      return this.refuse('reference', `The reference does not fit: ${wrong}`);
    }
    const text = this.secret.trim();
    if (text === '') return this.isKept ? 'unchanged' : this.refuse('key', 'Type or paste the key, or choose the mode Ignore');
    if (text.startsWith(OP_SCHEME)) {
      const wrong = referenceProblem(text);
      if (wrong === null) return { kind: 'reference', text };
      return this.refuse('key', 'This begins like a 1Password reference, and is none; the mode 1Password shows what is typed');
    }
    if (/\s/.test(text)) return this.refuse('key', 'There are blanks or line ends in it, which no key has; Ctrl+U clears it');
    return { kind: 'literal', text };
  }

  private refuse(field: Field, problem: string): undefined {
    this.problem = problem;
    this.focus = field;
  }

  private step(by: number): undefined {
    const fields = FIELDS[this.mode];
    this.focus = fields[(fields.indexOf(this.focus) + by + fields.length) % fields.length]!;
  }

  private turn(field: 'mode' | 'scope', by: number): undefined {
    this.problem = '';
    if (field === 'mode') return this.setMode(MODES[(MODES.indexOf(this.mode) + by + MODES.length) % MODES.length]!);
    const { length } = this.options.scopes;
    this.scope = (this.scope + by + length) % length;
    // what was typed stays; what the form showed of the other scope does not
    const had = this.had;
    if (had?.kind === 'reference' && lineText(this.reference) === '') this.reference = editedLine(plain(had.text));
  }

  private setMode(mode: Mode): undefined {
    this.mode = mode;
    this.problem = '';
    this.stopTrial();
    if (!FIELDS[mode].includes(this.focus)) this.focus = 'mode';
  }

  private enter(text: string): undefined {
    this.focus = this.mode === 'key' ? 'key' : 'reference';
    return this.focus === 'key' ? this.typeSecret(null, text) : this.typeReference(null, text);
  }

  private typeSecret(action: Action | null, text: string): undefined {
    this.problem = '';
    if (action === 'erase') {
      this.secret = graphemes(this.secret)
        .slice(0, -1)
        .map((g) => g.text)
        .join('');
    } else if (action === 'erase-before' || action === 'erase-word') this.secret = '';
    else if (this.secret.length + text.length <= LONGEST) this.secret += text;
    else {
      this.secret = '';
      this.problem = 'That is too long for a key; it was not taken';
    }
  }

  private typeReference(action: Action | null, text: string): undefined {
    const line = action === null ? inserted(this.reference, plain(text.slice(0, LONGEST)), LONGEST) : edited(this.reference, action);
    if (!line) return;
    this.reference = line;
    this.problem = '';
    this.stopTrial();
  }

  private attempt(): undefined {
    const text = lineText(this.reference).trim();
    const wrong = text === '' ? 'there is none yet' : referenceProblem(text);
    this.stopTrial();
    if (wrong !== null) {
      this.trial = { text: `No: ${wrong}`, style: theme.error };
      return;
    }
    const running = new AbortController();
    this.running = running;
    this.trial = { text: 'Resolving... (Esc gives up)', style: theme.emphasis };
    const answered = (why: string | null) => {
      if (this.running !== running) return;
      this.running = null;
      this.trial = why === null ? { text: 'Yes: it gives a value', style: theme.key } : { text: `No: ${why}`, style: theme.error };
      this.options.changed();
    };
    this.options.attempt(text, running.signal).then(answered, () => answered('it could not be tried'));
  }

  private stopTrial(): void {
    this.stop();
    this.trial = null;
  }

  private choice(field: Field, label: string, text: string, width: number): Line {
    const style = this.focus === field ? theme.selection : theme.text;
    const shown = fit(text, Math.min(textWidth(text), width - this.label - 4));
    const room = width - this.label - 4 - textWidth(shown);
    const wanted = field === 'scope' && this.options.scopes.length === 1 ? ONE_SCOPE : HINT;
    const hint = this.focus === field && room >= wanted.length ? wanted : '';
    return {
      spans: [this.caption(label), { text: `< ${shown} >`, style }, { text: fit(hint, Math.max(0, room)), style: theme.hint }],
      hit: field,
    };
  }

  private field(field: Field, label: string, text: string, style: Style): Line {
    return {
      spans: [this.caption(label), { text, style: this.focus === field ? layered(style, { underline: true }) : style }],
      hit: field,
    };
  }

  private caption(label: string): Span {
    return { text: fit(label, this.label), style: theme.hint };
  }

  private button(field: Field, label: string): Span {
    return { text: `[ ${label} ]`, style: this.focus === field ? theme.focusedButton : theme.button, hit: field };
  }
}

function isReferenceLike(text: string): boolean {
  return text.startsWith(OP_SCHEME) || OP_SCHEME.startsWith(text);
}

function pad(columns: number): Span {
  return { text: ' '.repeat(columns), style: theme.text };
}
