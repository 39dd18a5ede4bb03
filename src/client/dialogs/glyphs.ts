import { graphemes } from '../../base/graphemes.ts';

/** Stands for the right half of a wide cluster. */
export const CONTINUATION = 0xe000;
const FIRST = 0xe001;
/** Last private-use code point of the basic plane. */
const LAST = 0xf8ff;

export interface Glyph {
  text: string;
  /** 1 or 2; 0 for the right half of a wide one. */
  width: number;
}

const RIGHT_HALF: Glyph = { text: '', width: 0 };

/**
 * Stand-ins for text that blessed 0.1.81 would measure wrongly: it knows the widths of Unicode 6 at best, drops
 * combining characters, and reads escape sequences in content. Each cluster that is not printable ASCII becomes one
 * private-use code point, a wide one is followed by another for its right half; so to blessed every cell is one
 * character of width one, and no control character ever reaches it.
 */
export class Glyphs {
  private readonly codes = new Map<string, number>();
  private readonly glyphs: Glyph[] = [];

  /** Forgets everything. What was encoded before cannot be decoded any more. */
  reset(): void {
    this.codes.clear();
    this.glyphs.length = 0;
  }

  /**
   * `text` with one UTF-16 unit per column. Clusters of no width are left out, and with them what could turn text
   * around. More different clusters than the private-use area holds (6,398) come out as `?`.
   */
  encode(text: string): string {
    if (/^[\x20-\x7e]*$/.test(text)) return text;
    let out = '';
    for (const cluster of graphemes(text)) {
      if (/^[\x20-\x7e]$/.test(cluster.text)) out += cluster.text;
      else if (cluster.width > 0 && !/[\x00-\x1f\x7f-\x9f]/.test(cluster.text)) out += this.standIn(cluster.text, cluster.width);
    }
    return out;
  }

  /** What a character of blessed's cells stands for; those that blessed draws itself (frames) stand for themselves. */
  decode(ch: string): Glyph {
    const code = ch.charCodeAt(0);
    if (code === CONTINUATION) return RIGHT_HALF;
    return this.glyphs[code - FIRST] ?? { text: ch, width: 1 };
  }

  private standIn(text: string, width: number): string {
    let code = this.codes.get(text);
    if (code === undefined) {
      code = FIRST + this.glyphs.length;
      if (code > LAST) return '?'.repeat(width);
      this.codes.set(text, code);
      this.glyphs.push({ text, width });
    }
    return width > 1 ? String.fromCharCode(code, CONTINUATION) : String.fromCharCode(code);
  }
}
