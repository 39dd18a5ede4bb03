import type { Log } from '../base/log.ts';
import type { Redactor } from '../base/redact.ts';
import type { Activity } from '../protocol/messages.ts';
import { decideClipboard } from './clipboard.ts';
import type { Launcher } from './launcher.ts';
import { sentenceFor } from './notifier.ts';
import { commandEnvironment, NotifyCommand } from './notify-command.ts';
import type { Pane, Tab } from './tab.ts';
import type { Viewers } from './viewers.ts';

/** A tab in view that rings without pause is heard this often, in milliseconds. */
const RINGS_APART_MS = 100;

export interface CallersOptions {
  launcher: Launcher;
  log: Log;
  redactor: Redactor;
  socket: string;
  /** The server's own environment; a part of it goes to `notify_command`. */
  env: Readonly<Record<string, string | undefined>>;
  viewers: Viewers;
  /** Place of a tab in the strip, from 1. */
  indexOf(tab: Tab): number;
}

/** Which operator hears of what a program wants of them: its bell, its state, a text for the clipboard. */
export class Callers {
  private readonly command: NotifyCommand;
  private rangAt = Number.NEGATIVE_INFINITY;
  private silenced = false;
  private readonly options: CallersOptions;

  constructor(options: CallersOptions) {
    this.options = options;
    this.command = new NotifyCommand(options.log);
  }

  /** Nothing that ends from now on is news: the server ends. */
  silence(): void {
    this.silenced = true;
  }

  /** A bell is heard where its tab is in view, as in a bare terminal. */
  rang(tab: Tab): void {
    const now = performance.now();
    const viewers = this.options.viewers.of(tab);
    if (viewers.length === 0 || now - this.rangAt < RINGS_APART_MS) return;
    this.rangAt = now;
    for (const viewer of viewers) viewer.ring(tab.id);
  }

  /** A pane that nobody looks at needs the operator, is done or has ended: told to the terminal where they acted last. */
  call(tab: Tab, pane: Pane, activity: Activity): void {
    if (this.silenced) return;
    const { launcher, log, redactor, socket, env, viewers, indexOf } = this.options;
    const { state } = activity;
    const reason = redactor.redact(activity.reason);
    const label = tab.nameOf(pane);
    const text = sentenceFor(label, { ...activity, reason });
    viewers.lastOperator()?.call(tab.id, label, state, text);
    log.debug('a tab that nobody looks at', { tab: tab.id, pane: pane.id, state, clients: viewers.count });
    const { notifyCommand } = launcher.settings;
    if (notifyCommand.length === 0) return;
    const told = { tab: tab.id, pane: pane.id, index: indexOf(tab), label, state, reason, agent: pane.agent, text };
    this.command.run(notifyCommand, commandEnvironment(env, socket, told));
  }

  /** Text goes to one operator only: the one who acted last of those who view the tab, or, where none does, of all. */
  clipboard(tab: Tab, pane: Pane, text: string): void {
    const { launcher, log, viewers } = this.options;
    const lookers = viewers.of(tab);
    const looker = viewers.lastOperator(lookers);
    const { osc52: policy } = launcher.settings;
    const verdict = decideClipboard({ policy, label: tab.nameOf(pane), text, inView: looker !== undefined, told: pane.clipboardTold });
    const receiver = looker ?? viewers.lastOperator();
    log.debug('a write to the clipboard', { tab: tab.id, policy, characters: text.length, clients: viewers.count });
    if (verdict.kind === 'copy') return receiver?.copy(tab.id, tab.nameOf(pane), text, verdict.ask);
    if (verdict.notice === null) return;
    const told = policy === 'deny' ? lookers : receiver ? [receiver] : [];
    for (const viewer of told) viewer.notice(verdict.notice, 'info');
    if (policy === 'deny' && told.length > 0) pane.clipboardTold = true;
  }
}
