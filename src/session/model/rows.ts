import { BgFlag, Content, type Extra, FgFlag, type Row, Underline, WORDS } from '../../protocol/cells.ts';
import type { Core, Extended, Line, LinkService } from './core.ts';
import { underlineColorOf, underlineStyleOf } from './sgr.ts';

function textsOf(line: Line): Map<number, string> | undefined {
  let texts: Map<number, string> | undefined;
  // entries outlive their cells: the cell's own bit decides
  for (const key in line._combined) {
    const x = Number(key);
    if (x >= line.length || !(line._data[x * WORDS]! & Content.combined)) continue;
    texts ??= new Map();
    texts.set(x, line._combined[x]!);
  }
  return texts;
}

function extraOf(extended: Extended | undefined, underlined: boolean, links: LinkService): Extra {
  const link = extended?._urlId ? links.getLinkData(extended._urlId) : undefined;
  const style = extended ? underlineStyleOf(extended) : 0;
  return {
    underline: underlined ? style || Underline.single : Underline.none,
    underlineColor: extended ? underlineColorOf(extended) : 0,
    link: link?.uri ?? '',
    linkId: link?.id ?? '',
  };
}

function extrasOf(line: Line, links: LinkService): Map<number, Extra> | undefined {
  let extras: Map<number, Extra> | undefined;
  // neighbours share the object: a link over a whole row is one entry
  let last: Extended | undefined;
  let lastUnderlined = false;
  let extra: Extra | undefined;
  for (const key in line._extendedAttrs) {
    const x = Number(key);
    if (x >= line.length || !(line._data[x * WORDS + 2]! & BgFlag.extended)) continue;
    const underlined = (line._data[x * WORDS + 1]! & FgFlag.underline) !== 0;
    const extended = line._extendedAttrs[x];
    if (!extra || extended !== last || underlined !== lastUnderlined) {
      extra = extraOf(extended, underlined, links);
      last = extended;
      lastUnderlined = underlined;
    }
    extras ??= new Map();
    extras.set(x, extra);
  }
  return extras;
}

/** Line `index` of the active screen's buffer as a row. Its words are the model's own memory. */
export function rowAt(core: Core, index: number): Row {
  const { lines } = core._inputHandler._activeBuffer;
  const line = lines.get(index)!;
  const row: Row = { words: line._data, wrapped: index + 1 < lines.length && lines.get(index + 1)!.isWrapped };
  const texts = textsOf(line);
  if (texts) row.texts = texts;
  const extras = extrasOf(line, core._inputHandler._oscLinkService);
  if (extras) row.extras = extras;
  return row;
}
