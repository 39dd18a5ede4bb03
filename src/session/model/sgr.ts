import { BgFlag, Color, FgFlag, Underline } from '../../protocol/cells.ts';
import type { Attributes, Extended, InputHandler, Params } from './core.ts';

const STYLE_SHIFT = 26;
const STYLE_MASK = 7 << STYLE_SHIFT;

/** The cells keep the object they were written with, so a change needs a new one. */
function withExtended(attr: Attributes, style: number, color: number): void {
  const old = attr.extended;
  const ext = (old._ext & ~(STYLE_MASK | Color.mask)) | (style << STYLE_SHIFT) | color;
  if (ext === old._ext) return;
  const extended: Extended = old.clone();
  extended._ext = ext;
  attr.extended = extended;
}

export function underlineStyleOf(extended: Extended): number {
  return (extended._ext >>> STYLE_SHIFT) & 7;
}

export function underlineColorOf(extended: Extended): number {
  return extended._ext & Color.mask;
}

function setUnderline(attr: Attributes, style: number): void {
  withExtended(attr, style, underlineColorOf(attr.extended));
  if (style === Underline.none) attr.fg &= ~FgFlag.underline;
  else attr.fg |= FgFlag.underline;
  if (style === Underline.none && attr.extended._urlId === 0) attr.bg &= ~BgFlag.extended;
  else attr.bg |= BgFlag.extended;
}

function setColor(attr: Attributes, target: number, color: number): void {
  if (target === 38) attr.fg = (attr.fg & ~Color.mask) | color;
  else if (target === 48) attr.bg = (attr.bg & ~Color.mask) | color;
  else withExtended(attr, underlineStyleOf(attr.extended), color);
}

const rgb = (r: number, g: number, b: number): number => Color.rgb | ((r & 255) << 16) | ((g & 255) << 8) | (b & 255);

/**
 * A colour after 38, 48 or 58 written with colons: `5:n`, `2::r:g:b` (ITU T.416, with a colour space) or `2:r:g:b` (what
 * many programs send). Null where it is none of these.
 */
function colonColor(sub: Int32Array): number | null {
  const at = (i: number) => Math.max(0, sub[i] ?? 0);
  if (sub[0] === 5 && sub.length >= 2) return Color.p256 | (at(1) & 255);
  if (sub[0] === 2 && sub.length === 4 && sub[1] !== -1) return rgb(at(1), at(2), at(3));
  if (sub[0] === 2 && sub.length >= 5) return rgb(at(2), at(3), at(4));
  return null;
}

/**
 * `CSI ... m`, in place of the library's handler: that one reads `38:2:r:g:b` wrongly, turns `59` into a white underline,
 * and makes an object or two for every colour. Whatever is unusual or malformed is left to it (`original`): applying a
 * sequence again from its start gives what applying it once gives.
 */
export function createSgr(input: InputHandler): (params: Params) => boolean {
  const original = input.charAttributes.bind(input);

  return function sgr(params: Params): boolean {
    const attr = input._curAttrData;
    const p = params.params;
    const n = params.length;
    const colons = params._subParamsLength > 0;
    for (let i = 0; i < n; i++) {
      const code = p[i]!;
      if (code === 38 || code === 48 || code === 58) {
        if (colons && params.hasSubParams(i)) {
          const color = colonColor(params.getSubParams(i)!);
          if (color === null) return original(params);
          setColor(attr, code, color);
        } else if (colons) {
          return original(params);
        } else if (p[i + 1] === 5 && i + 2 < n) {
          setColor(attr, code, Color.p256 | (p[i + 2]! & 255));
          i += 2;
        } else if (p[i + 1] === 2 && i + 4 < n) {
          setColor(attr, code, rgb(p[i + 2]!, p[i + 3]!, p[i + 4]!));
          i += 4;
        } else {
          return original(params);
        }
        continue;
      }
      if (code >= 30 && code <= 37) attr.fg = (attr.fg & ~Color.mask) | Color.p16 | (code - 30);
      else if (code >= 40 && code <= 47) attr.bg = (attr.bg & ~Color.mask) | Color.p16 | (code - 40);
      else if (code >= 90 && code <= 97) attr.fg = (attr.fg & ~Color.mask) | Color.p16 | (code - 90) | 8;
      else if (code >= 100 && code <= 107) attr.bg = (attr.bg & ~Color.mask) | Color.p16 | (code - 100) | 8;
      else {
        switch (code) {
          case 0:
            attr.fg = 0;
            withExtended(attr, Underline.none, 0);
            attr.bg = attr.extended._urlId === 0 ? 0 : BgFlag.extended;
            break;
          case 1:
            attr.fg |= FgFlag.bold;
            break;
          case 2:
            attr.bg |= BgFlag.dim;
            break;
          case 3:
            attr.bg |= BgFlag.italic;
            break;
          case 4: {
            const style = colons && params.hasSubParams(i) ? params.getSubParams(i)![0]! : Underline.single;
            setUnderline(attr, style < 0 || style > Underline.dashed ? Underline.single : style);
            break;
          }
          case 5:
            attr.fg |= FgFlag.blink;
            break;
          case 7:
            attr.fg |= FgFlag.inverse;
            break;
          case 8:
            attr.fg |= FgFlag.invisible;
            break;
          case 9:
            attr.fg |= FgFlag.strike;
            break;
          case 21:
            setUnderline(attr, Underline.double);
            break;
          case 22:
            attr.fg &= ~FgFlag.bold;
            attr.bg &= ~BgFlag.dim;
            break;
          case 23:
            attr.bg &= ~BgFlag.italic;
            break;
          case 24:
            setUnderline(attr, Underline.none);
            break;
          case 25:
            attr.fg &= ~FgFlag.blink;
            break;
          case 27:
            attr.fg &= ~FgFlag.inverse;
            break;
          case 28:
            attr.fg &= ~FgFlag.invisible;
            break;
          case 29:
            attr.fg &= ~FgFlag.strike;
            break;
          case 39:
            attr.fg &= ~Color.mask;
            break;
          case 49:
            attr.bg &= ~Color.mask;
            break;
          case 53:
            attr.bg |= BgFlag.overline;
            break;
          case 55:
            attr.bg &= ~BgFlag.overline;
            break;
          case 59:
            withExtended(attr, underlineStyleOf(attr.extended), 0);
            break;
        }
      }
    }
    return true;
  };
}
