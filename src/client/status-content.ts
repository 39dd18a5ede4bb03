import { leavesOf, type Shown } from '../protocol/layout.ts';
import type { ClientSettings, Place, TabInfo } from '../protocol/messages.ts';
import type { CopyQuestion } from './clipboard.ts';
import { type CommandId, commandsFor, firstKey, hints } from './commands.ts';
import type { Keymap } from './keys-in-force.ts';
import { lessonNote } from './lesson.ts';
import { focusedPane } from './panes.ts';
import { callsOf, endOf, type Hint, placeOf, type Status } from './screen/status.ts';
import type { Overlay } from './screen/surface.ts';
import { type ScrollFocus, scrollHints } from './scroll/keys.ts';
import { type SearchLine, searchStatus } from './scroll/search-line.ts';

/** What the status line depends on. */
export interface StatusView {
  tabs: readonly TabInfo[];
  current: TabInfo | null;
  settings: ClientSettings;
  /** The leader as an operator reads it. */
  leader: string;
  /** Which keys are which commands. */
  keymap: Keymap;
  /** The operator is told of the leader. */
  teaching: boolean;
  /** The strip has the keys. */
  commanding: boolean;
  message: { text: string; level: 'info' | 'error' } | null;
  warning: string | null;
  /** A program waits to be allowed to write the clipboard. */
  question: CopyQuestion | null;
  /** The keys of the dialog that is open, where it names them. */
  dialogKeys: readonly Hint[] | null;
  overlay: Overlay | null;
  /** Who has the keys of the view of older rows, where the tab in view shows one. */
  scroll: ScrollFocus | null;
  /** The line in which a pattern is typed. */
  searchLine: SearchLine | null;
  readOnly: boolean;
  place: Place;
  /** The time, where it is shown. */
  clock: string | null;
}

const DIALOG_HINTS = [
  { key: 'Enter', hint: 'choose' },
  { key: 'Esc', hint: 'back' },
  { key: '↑ ↓', hint: 'move' },
] as const;

const KEY_CHANGED = 'its key has changed since it was started; a new tab takes the new one';

/** Where it is switched off, the line comes for what an operator has to see all the same. */
export function showsStatus(view: StatusView): boolean {
  const { settings, message, question, warning, commanding, current } = view;
  return (
    settings.status ||
    commanding ||
    [message, question, warning, view.searchLine].some((said) => said !== null) ||
    (current !== null && focusedPane(current).state === 'exited')
  );
}

/** What the status line says, the most urgent first. */
export function statusContent(view: StatusView, alone: Shown['alone'] = null): Status {
  const { current, message, question, leader, readOnly } = view;
  const pane = current && focusedPane(current);
  const { rows } = view.keymap;
  if (message) return { kind: 'message', ...message };
  if (view.overlay) return { kind: 'hints', hints: view.dialogKeys ?? DIALOG_HINTS };
  if (view.commanding) return commandHints(view);
  if (view.searchLine) return searchStatus(view.searchLine);
  if (question) {
    return {
      kind: 'question',
      text: `${question.label} wants to copy ${question.amount} to the clipboard`,
      hints: [
        { key: led(view, 'allow-copy'), hint: 'allows' },
        { key: `${leader} Esc`, hint: 'denies' },
      ],
    };
  }
  if (view.scroll) return { kind: 'hints', ...scrollHints(view.scroll) };
  if (pane?.state === 'exited') {
    return {
      kind: 'ended',
      text: endOf(pane),
      hints: readOnly
        ? []
        : [
            { key: led(view, 'close'), hint: 'closes' },
            { key: led(view, 'restart'), hint: 'runs it again' },
          ],
    };
  }
  return {
    kind: 'idle',
    calls: callsOf(view.tabs, current?.id ?? null),
    left: [placeOf(view.place, view.settings.statusItems), readOnly ? 'read-only' : '', current ? aloneText(current, alone) : '']
      .filter((part) => part !== '')
      .join(' · '),
    note: current && view.teaching ? lessonNote(leader) : '',
    clock: view.clock ?? '',
    warning: view.warning ?? (pane?.keyChanged ? KEY_CHANGED : ''),
    right: { key: current ? leader : firstKey(rows, 'help'), hint: current ? 'commands' : 'help' },
  };
}

/** One pane of several has all the room: which, and why. */
function aloneText(tab: TabInfo, alone: Shown['alone']): string {
  if (alone === null) return '';
  const place = `${leavesOf(tab.layout).findIndex((leaf) => leaf.pane === tab.focus) + 1} of ${tab.panes.length} panes`;
  return alone === 'zoomed' ? `zoomed, ${place}` : `${place}: too small for all`;
}

/** How a command is reached from the tab: its key without the leader, where it has no other, or behind the leader. */
function led({ leader, keymap }: StatusView, id: CommandId): string {
  const row = keymap.rows.find((r) => r.id === id);
  return row?.keys.length === 0 && row.direct?.length ? row.direct[0]! : `${leader} ${firstKey(keymap.rows, id)}`;
}

/** The keys that answer a question stand before the others; the way out and the help are kept where others have to go. */
function commandHints({ question, readOnly, keymap }: StatusView): Status {
  const all = hints(false, commandsFor(keymap.rows, readOnly));
  const isLast = ({ id }: (typeof all)[number]) => id === 'help' || id === 'leave';
  const rest = all.filter((hint) => !isLast(hint));
  const last = all.filter(isLast);
  if (!question) return { kind: 'hints', hints: rest, last };
  const answers = [
    { key: firstKey(keymap.rows, 'allow-copy'), hint: `let ${question.label} copy ${question.amount}` },
    { key: 'Esc', hint: 'deny' },
  ];
  return { kind: 'hints', hints: [...answers, ...rest], last: last.filter(({ id }) => id !== 'leave') };
}
