import { BgFlag, Content, type Extra, FgFlag, type Row, Underline, WORDS } from '../../protocol/cells.ts';
import type { Core, Extended, Line, LinkService } from './core.ts';
import type { OldRow } from './packed-rows.ts';
import { underlineColorOf, underlineStyleOf } from './sgr.ts';

function textsOf(line: Pick<Line, '_combined'>, words: Uint32Array): Map<number, string> | undefined {
  let texts: Map<number, string> | undefined;
  // entries outlive their cells: the cell's own bit decides
  for (const key in line._combined) {
    const x = Number(key);
    if (!((words[x * WORDS] ?? 0) & Content.combined)) continue;
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

function extrasOf(line: Pick<Line, '_extendedAttrs'>, words: Uint32Array, links: LinkService): Map<number, Extra> | undefined {
  let extras: Map<number, Extra> | undefined;
  // neighbours share the object: a link over a whole row is one entry
  let last: Extended | undefined;
  let lastUnderlined = false;
  let extra: Extra | undefined;
  for (const key in line._extendedAttrs) {
    const x = Number(key);
    if (!((words[x * WORDS + 2] ?? 0) & BgFlag.extended)) continue;
    const underlined = (words[x * WORDS + 1]! & FgFlag.underline) !== 0;
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

/**
 * The words of a line on a screen of `cols` columns: the model's own memory, except where that holds more than can be
 * shown. The library does not shorten the lines of the alternate screen, so that a wide character may be cut in two.
 */
function wordsOf(line: Line, cols: number): Uint32Array {
  const words = line._data.length === cols * WORDS ? line._data : line._data.subarray(0, cols * WORDS);
  const last = (cols - 1) * WORDS;
  if (words[last]! >>> Content.widthShift !== 2) return words;
  const mended = words.slice();
  mended[last] = 1 << Content.widthShift;
  return mended;
}

/** Line `index` of the active screen's buffer as a row. */
export function rowAt(core: Core, index: number): Row {
  const { lines } = core._inputHandler._activeBuffer;
  const line = lines.get(index)!;
  const row: Row = {
    words: wordsOf(line, core._bufferService.cols),
    wrapped: index + 1 < lines.length && lines.get(index + 1)!.isWrapped,
  };
  const texts = textsOf(line, row.words);
  if (texts) row.texts = texts;
  const extras = extrasOf(line, row.words, core._inputHandler._oscLinkService);
  if (extras) row.extras = extras;
  return row;
}

/** A row of the history as one of the screen; `wrapped`: the next one continues it. It keeps the columns that it had. */
export function oldRowAt(core: Core, old: OldRow, wrapped: boolean): Row {
  const row: Row = { words: old.words, wrapped };
  const texts = textsOf({ _combined: old.texts }, row.words);
  if (texts) row.texts = texts;
  const extras = extrasOf({ _extendedAttrs: old.extended }, row.words, core._inputHandler._oscLinkService);
  if (extras) row.extras = extras;
  return row;
}
