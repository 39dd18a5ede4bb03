import { textWidth } from '../../base/graphemes.ts';
import { type Row, WORDS } from '../../protocol/cells.ts';
import type { SessionScreen } from '../screen/frame-store.ts';
import { copyRow, paintText } from '../screen/paint.ts';
import type { Surface } from '../screen/surface.ts';
import type { Theme } from '../screen/theme.ts';
import { type Mark, type MarkedRows, marked } from './paint.ts';
import { extent, type RowOf, type Selection, type Span, selectedColumns } from './selection.ts';
import { bottomTop, type Room, type ScrollState } from './state.ts';

/** A steady block: the cursor is ours, not the program's. */
const BLOCK = 2;

/** The live screen with what the mouse has selected. */
export function markedScreen(live: SessionScreen, selection: Selection, rows: MarkedRows, rowOf: RowOf, theme: Theme): SessionScreen {
  const span = extent(selection, rowOf);
  const shown = live.rows.map((row, y) => {
    const columns = selectedColumns(selection, span, live.place.top + y, row);
    return columns
      ? rows.get(row, `${columns} ${JSON.stringify(theme.selection)}`, () =>
          marked(row, [{ from: columns[0], to: columns[1], style: theme.selection }]),
        )
      : row;
  });
  return { ...live, rows: shown };
}

export interface ViewParts {
  state: ScrollState;
  room: Room;
  hits: readonly Span[];
  /** The match that was gone to. */
  hit: Span | null;
  /** `3/17`, or ''. */
  count: string;
  newLines: number;
  /** Stands for rows that have not come yet. */
  blank: Row;
  marked: MarkedRows;
  theme: Theme;
}

/** Columns of a match in a row; null where it is none of its rows. */
function columnsOf([start, end]: Span, number: number, row: Row): [number, number] | null {
  return selectedColumns({ kind: 'text', anchor: [start, end], head: [start, end] }, [start, end], number, row);
}

/** A view of older rows: matches and selection marked, cursor, and where it is in the corner. */
export function composed({ state, room, hits, hit, count, newLines, blank, marked: known, theme }: ViewParts): Surface {
  const { top, cursor, selection, focus } = state;
  const span = selection && extent(selection, room.rowOf);
  const rows: Row[] = [];
  for (let i = 0; i < room.height; i++) {
    const number = top + i;
    const row = number < room.end ? room.rowOf(number) : undefined;
    if (!row) {
      rows.push(blank);
      continue;
    }
    const marks: Mark[] = [];
    const add = (columns: [number, number] | null, style: Mark['style']) => {
      if (columns) marks.push({ from: columns[0], to: columns[1], style });
    };
    for (const one of hits) if (one[0][0] <= number && one[1][0] >= number) add(columnsOf(one, number, row), theme.match);
    if (hit) add(columnsOf(hit, number, row), theme.currentMatch);
    if (selection && span) add(selectedColumns(selection, span, number, row), theme.selection);
    const label = i === 0 ? placeLabel(state, room, count, newLines) : '';
    const key =
      marks.map((mark) => `${mark.from}-${mark.to}-${JSON.stringify(mark.style)}`).join(' ') +
      (label && `|${label}${JSON.stringify(theme.info)}`);
    rows.push(known.get(row, key, () => labelled(marked(row, marks), label, theme)));
  }
  const y = cursor[0] - top;
  return {
    cols: blank.words.length / WORDS,
    rows,
    cursor: {
      x: cursor[1],
      y: Math.max(0, Math.min(y, room.height - 1)),
      visible: focus === 'keys' && y >= 0 && y < room.height,
      shape: BLOCK,
    },
  };
}

/** `match 3/17 · 120/4803 · 35 new`: rows up from the bottom of all that there are above it. */
export function placeLabel({ top }: ScrollState, room: Room, count: string, newLines: number): string {
  const bottom = bottomTop(room);
  const parts = [`${Math.max(0, bottom - top)}/${Math.max(bottom - room.first, bottom - top)}`];
  if (count) parts.unshift(`match ${count}`);
  if (newLines > 0) parts.push(`${newLines} new`);
  return ` ${parts.join(' · ')} `;
}

function labelled(row: Row, label: string, theme: Theme): Row {
  if (label === '') return row;
  const out = copyRow(row);
  const cols = row.words.length / WORDS;
  const x = Math.max(0, cols - textWidth(label));
  paintText(out, x, label, theme.info);
  return out;
}
