import { Break, breakOf, codePointWidth } from '../../base/graphemes.ts';

/**
 * Which characters every terminal gives the same width and keeps apart from their neighbours. After any other one the
 * cursor is placed anew, so that a terminal of another opinion misplaces that one character and not the rest of the row.
 */
export function isSteady(code: number): boolean {
  if (code < 0x300) return code !== 0xad;
  switch (breakOf(code)) {
    case Break.other:
    case Break.hangulLV:
    case Break.hangulLVT:
      return !isDoubtful(code);
    case Break.pictograph:
      // a pictograph of one cell is text or emoji by the terminal's taste
      return codePointWidth(code) === 2 && code < 0x1fa70;
    default:
      return false;
  }
}

/** Whether a character may join what was printed just before it. */
export function isJoining(code: number): boolean {
  if (code < 0x300) return false;
  const kind = breakOf(code);
  return kind !== Break.other && kind !== Break.pictograph && kind !== Break.hangulLV && kind !== Break.hangulLVT;
}

/** Invisible characters that the model gives a cell, private use (icon fonts: one cell or two), and the newest scripts. */
function isDoubtful(code: number): boolean {
  return (
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202f) ||
    (code >= 0x2060 && code <= 0x206f) ||
    (code >= 0xe000 && code <= 0xf8ff) ||
    (code >= 0xfdd0 && code <= 0xfdfd) ||
    (code >= 0xfff0 && code !== 0xfffd && code < 0x10000) ||
    code === 0xfeff ||
    code === 0x61c ||
    code === 0x180e ||
    code === 0x3164 ||
    code === 0xffa0 ||
    (code >= 0x16fe0 && code < 0x1f000) ||
    code >= 0x30000
  );
}

/**
 * Cells that a terminal without clusters may take for one: the code points' own widths added up. The model's width
 * where that is more.
 */
export function naiveWidth(text: string, width: number): number {
  let sum = 0;
  for (const char of text) {
    const code = char.codePointAt(0)!;
    const kind = breakOf(code);
    if (kind === Break.zwj || (kind === Break.extend && !(code >= 0x1f3fb && code <= 0x1f3ff))) continue;
    sum += codePointWidth(code);
  }
  return Math.max(sum, width);
}
