import type { Explanation } from '../../protocol/messages.ts';
import type { Invocation } from '../options.ts';
import { printJson, printLine, withServer } from './connect.ts';

/** Prints why a tab is in its state: the verdict, then what each source says. */
export async function explain(now: Invocation, tab: string, { json }: { json?: boolean }): Promise<void> {
  const explanation = await withServer(now, false, (link) => link.request('explain', { tab }));
  if (json) printJson(explanation);
  else for (const line of explanationLines(explanation, new Date())) printLine(line);
}

/** One line, and a second where there is more to know than what decided. */
export function explanationLines({ tab, pane, sources }: Explanation, now: Date): string[] {
  const { state, since, reason } = pane.activity;
  const label = tab.panes.length === 1 || tab.label === pane.label ? pane.label : `${tab.label}, ${pane.label}`;
  const lines = [`${label}: ${state} for ${durationText(now.getTime() - Date.parse(since))}: ${reason}`];
  const all = sources.map(({ says, decides }) => (decides ? `${says} (decides)` : says));
  if (all.length > 0) lines.push(`told: ${all.join('; ')}`);
  return lines;
}

/** `41 s`, `3 min`, `2 h`, of milliseconds. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
