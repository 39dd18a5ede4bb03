import { graphemes, textWidth } from '../../base/graphemes.ts';
import type { Action } from './keys.ts';
import { fit, plain } from './text.ts';
import { theme } from './theme.ts';
import type { Line } from './view.ts';

/** The filter after an editing key, or null where the key does not edit it. Its cursor is always at the end. */
export function editedFilter(filter: string, action: Action): string | null {
  switch (action) {
    case 'erase':
      return graphemes(filter)
        .slice(0, -1)
        .map((g) => g.text)
        .join('');
    case 'erase-word':
      return filter.replace(/\S*\s*$/, '');
    case 'erase-before':
      return '';
    default:
      return null;
  }
}

/** What of a pasted text may become part of a filter. */
export function pastedFilter(text: string): string {
  return plain(text.trim().split(/[\r\n]/, 1)[0] ?? '');
}

/** The line that shows the filter, `count` at its right end, and the column of the cursor. */
export function filterLine(filter: string, count: string, width: number): { line: Line; cursor: number } {
  const label = width >= 24 ? 'Filter: ' : '/';
  const room = Math.max(1, width - textWidth(label) - (count === '' ? 0 : textWidth(count) + 1));
  // of a long filter its end is shown, where typing goes on; the cursor takes a column
  let shown = filter;
  for (const cluster of graphemes(filter)) {
    if (textWidth(shown) < room) break;
    shown = shown.slice(cluster.text.length);
  }
  const empty = filter === '' && room >= 14;
  return {
    line: {
      spans: [
        { text: label, style: theme.hint },
        empty ? { text: fit('type to narrow', room), style: theme.hint } : { text: fit(shown, room), style: theme.emphasis },
        { text: count === '' ? '' : ` ${count}`, style: theme.hint },
      ],
    },
    cursor: Math.min(width - 1, textWidth(label) + textWidth(shown)),
  };
}
