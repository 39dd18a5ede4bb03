import { utf8Length } from './sequences.ts';

/** A text token's characters; damaged bytes become U+FFFD, each with its own byte. */
export function characters(raw: Uint8Array): { text: string; raw: Uint8Array }[] {
  const out: { text: string; raw: Uint8Array }[] = [];
  let i = 0;
  while (i < raw.length) {
    let length = utf8Length(raw[i]!);
    let text = Buffer.from(raw.buffer, raw.byteOffset + i, Math.min(Math.max(1, length), raw.length - i)).toString('utf8');
    if (length === 0 || (text.includes('\ufffd') && !isReplacement(raw, i))) {
      length = 1;
      text = '\ufffd';
    }
    out.push({ text, raw: raw.subarray(i, i + length) });
    i += length;
  }
  return out;
}

/** U+FFFD itself, typed. */
function isReplacement(raw: Uint8Array, i: number): boolean {
  return raw[i] === 0xef && raw[i + 1] === 0xbf && raw[i + 2] === 0xbd;
}
