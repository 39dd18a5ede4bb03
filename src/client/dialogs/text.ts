import { graphemes, textWidth, truncate } from '../../base/graphemes.ts';

/**
 * `text` as chrome may show it, on one line: white space and line ends become spaces, other control characters are
 * left out, and so are the characters that turn the direction of text around (they could make a question say something else).
 */
export function plain(text: string): string {
  return text
    .replaceAll(/\r\n|[\t\n\v\f\r\x85\u2028\u2029]/g, ' ')
    .replaceAll(/[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}

/** `text` cut or filled with spaces to exactly `width` columns. */
export function fit(text: string, width: number): string {
  if (width <= 0) return '';
  const cut = textWidth(text) > width ? truncate(text, width) : text;
  return cut + ' '.repeat(Math.max(0, width - textWidth(cut)));
}

/** At most `most` of the lines of `wrapText`; what is left out shows in the last one. */
export function wrapInto(text: string, width: number, most: number): string[] {
  const lines = wrapText(text, width);
  if (lines.length <= most) return lines;
  return most <= 0 ? [] : [...lines.slice(0, most - 1), truncate(`${lines[most - 1]} ${lines[most]}${'…'.repeat(width)}`, width)];
}

/** `text` in lines of at most `width` columns, broken between words where a word fits on a line at all. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (textWidth(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const cluster of graphemes(word)) {
      if (line !== '' && textWidth(line) + cluster.width > width) {
        lines.push(line);
        line = '';
      }
      line += cluster.text;
    }
  }
  lines.push(line);
  return lines;
}
