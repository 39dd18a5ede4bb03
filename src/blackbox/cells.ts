import type { IBufferCell, Terminal as Model } from '@xterm/headless';

/** Parts of xterm.js's cell that its typings leave out: underline styles and links live there. */
interface Extended {
  extended?: { underlineStyle: number; underlineColor: number; urlId: number };
}
interface LinkService {
  _core?: { _oscLinkService?: { getLinkData(id: number): { uri: string } | undefined } };
}

/** Without what the library leaves of the colour before: all bits set means none (SGR 59), and a palette entry has eight. */
function underlineColor(word: number): string {
  const form = word & 0x3000000;
  if (word === 0 || word === 0x3ffffff) return 'none';
  return form === 0x3000000 ? `rgb ${word & 0xffffff}` : `palette ${word & 255}`;
}

const BLANK = /^\s*$/;

/**
 * What a person sees in a cell, as text to compare and to print: glyph, width, colours with their form, attributes.
 * Colour and weight of a blank cell cannot be seen and do not count; its background and its lines do.
 */
export function describeCell(model: Model, cell: IBufferCell): string {
  const glyph = cell.getChars() || ' ';
  const parts = [JSON.stringify(glyph), `w${cell.getWidth()}`, `bg ${cell.getBgColorMode()}/${cell.getBgColor()}`];
  const lined = cell.isUnderline() || cell.isStrikethrough() || cell.isOverline();
  if (!BLANK.test(glyph) || cell.isInverse() || lined) parts.push(`fg ${cell.getFgColorMode()}/${cell.getFgColor()}`);
  const flags: [number, string, boolean][] = [
    [cell.isBold(), 'bold', false],
    [cell.isDim(), 'dim', false],
    [cell.isItalic(), 'italic', false],
    [cell.isBlink(), 'blink', false],
    [cell.isInvisible(), 'invisible', false],
    [cell.isInverse(), 'inverse', true],
    [cell.isUnderline(), 'underline', true],
    [cell.isStrikethrough(), 'strike', true],
    [cell.isOverline(), 'overline', true],
  ];
  for (const [on, name, seenOnBlank] of flags) if (on && (seenOnBlank || !BLANK.test(glyph))) parts.push(name);
  const { extended } = cell as Extended;
  if (extended && cell.isUnderline()) parts.push(`style ${extended.underlineStyle}, colour ${underlineColor(extended.underlineColor)}`);
  const link = extended?.urlId ? (model as LinkService)._core?._oscLinkService?.getLinkData(extended.urlId)?.uri : undefined;
  if (link) parts.push(`link ${link}`);
  return parts.join(' ');
}

/** Where the screen of `actual`, from its row `top` on, shows something else than that of `expected`: a line for each cell. */
export function differences(actual: Model, expected: Model, top: number): string[] {
  const out: string[] = [];
  for (let y = 0; y < expected.rows; y++) {
    const want = expected.buffer.active.getLine(expected.buffer.active.baseY + y);
    const have = actual.buffer.active.getLine(actual.buffer.active.baseY + top + y);
    for (let x = 0; x < expected.cols; x++) {
      const [w, h] = [want?.getCell(x), have?.getCell(x)];
      const [wanted, had] = [w ? describeCell(expected, w) : 'none', h ? describeCell(actual, h) : 'none'];
      if (wanted !== had) out.push(`row ${y} column ${x}: ${had} instead of ${wanted}`);
    }
  }
  return out;
}
