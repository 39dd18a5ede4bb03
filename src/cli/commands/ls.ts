import { textWidth } from '../../base/graphemes.ts';
import { NoServer } from '../../client/server-link.ts';
import type { PaneInfo, TabInfo } from '../../protocol/messages.ts';
import type { Invocation } from '../options.ts';
import { printJson, printLine, withServer } from './connect.ts';

/** No server means no tab: an empty list, not an error. */
async function tabs(now: Invocation): Promise<TabInfo[]> {
  try {
    return await withServer(now, false, (link) => link.request('list', {}));
  } catch (e) {
    if (e instanceof NoServer) return [];
    throw e;
  }
}

export async function list(now: Invocation, { json }: { json?: boolean }): Promise<void> {
  const all = await tabs(now);
  if (json) return printJson(all);
  if (all.length > 0) for (const line of table(all)) printLine(line);
}

/** What its program does, where anything has told that. */
function stateOf({ state, signal, exitCode, activity }: TabInfo | PaneInfo): string {
  if (state === 'exited') return `exited (${signal ?? exitCode})`;
  return activity.source === null ? 'running' : activity.state;
}

function cells(index: string, info: TabInfo | PaneInfo): string[] {
  const { id, label, agent, provider, cols, rows, pid } = info;
  return [index, id, label, agent ?? '-', provider ?? '-', stateOf(info), `${cols}x${rows}`, String(pid)];
}

/** The tabs as aligned columns, the active one marked; under a tab of several panes each of them. */
export function table(all: TabInfo[]): string[] {
  return aligned([
    ['', 'ID', 'LABEL', 'AGENT', 'PROVIDER', 'STATE', 'SIZE', 'PID'],
    ...all.flatMap((t) => [
      cells(`${t.active ? '*' : ' '}${t.index}`, t),
      ...(t.panes.length === 1 ? [] : t.panes.map((pane, i) => cells(` ${t.index}.${i + 1}`, pane))),
    ]),
  ]);
}

/** Rows of cells as lines, each column as wide as its widest cell. */
export function aligned(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((r) => textWidth(r[i]!))));
  return rows.map((r) =>
    r
      .map((cell, i) => cell + ' '.repeat(widths[i]! - textWidth(cell)))
      .join('  ')
      .trimEnd(),
  );
}
