/** The little of man(7) that a manual page takes: every function gives whole lines. */

/** TEXT as roff prints it: what it would take for a command or change for looks is written so that it does not. */
export function escaped(text: string): string {
  const safe = text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replaceAll("'", '\\(aq')
    .replaceAll(/[^\x20-\x7e]/gu, (c) => `\\[u${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`);
  return safe.startsWith('.') ? `\\&${safe}` : safe;
}

export const bold = (text: string): string => `\\fB${escaped(text)}\\fR`;

/** TEXT over several lines of the source: mandoc asks for fewer than 80 bytes in each. */
export function filled(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && escaped(`${last} ${word}`).length < 78) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map(escaped).join('\n');
}

/** A heading. */
export const section = (title: string): string => `.SH ${title.toUpperCase()}`;
export const paragraph = (text: string): string => `.PP\n${filled(text)}`;

/** A term and what there is to say about it. */
export const entry = (term: string, text: string): string => `.TP\n${bold(term)}\n${filled(text) || '\\&'}`;

/** Lines that keep their shape. */
export const verbatim = (lines: string): string => `.PP\n.RS 4\n.nf\n${lines.split('\n').map(escaped).join('\n')}\n.fi\n.RE`;
