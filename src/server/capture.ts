import { OperatorError } from '../base/errors.ts';
import type { Capture, CaptureParams } from '../protocol/messages.ts';
import { ansiLines, plainLines } from '../protocol/row-text.ts';
import type { Session } from '../session/types.ts';

/** The screen of a session as lines, with as many rows above it as are asked for and kept; `whole`: and the rest of a line that began above them. */
export function captureOf(
  tab: string,
  pane: string,
  session: Session,
  { lines = 0, ansi = false, join = false }: CaptureParams,
  whole = false,
): Capture {
  if (!Number.isInteger(lines) || lines < 0) throw new OperatorError(`${lines} is not a number of lines; give a whole number from 0`);
  const { history, size, modes } = session;
  let above = Math.min(lines, history.kept);
  while (whole && above < history.kept && session.rows(history.kept - above - 1, 1)[0]!.wrapped) above += 1;
  const rows = session.rows(history.kept - above, above + size.rows);
  const all = (ansi ? ansiLines : plainLines)(rows, join);
  while (all.length > 0 && all.at(-1)!.text === '' && all.at(-1)!.row >= above) all.pop();
  const view = session.view();
  const { cursor } = view.take();
  view.dispose();
  return {
    tab,
    pane,
    cols: size.cols,
    rows: size.rows,
    cursor: { x: cursor.x, y: cursor.y, visible: cursor.visible },
    alternateScreen: modes.alternateScreen,
    scrollback: all.filter(({ row }) => row < above).length,
    lines: all.map(({ text }) => text),
    kept: history.kept,
    dropped: history.dropped,
  };
}
