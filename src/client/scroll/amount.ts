/** Longest text that is put on a clipboard, in bytes: terminals drop longer OSC 52 strings, most of them silently. */
export const MOST_COPIED_BYTES = 1_000_000;

const grouped = (n: number): string => String(n).replaceAll(/\B(?=(\d{3})+$)/g, ',');

/** `1,234 characters, 5 lines`. */
export function amountOf(text: string): string {
  const characters = [...text].length;
  const lines = text.split('\n').length;
  return `${grouped(characters)} ${characters === 1 ? 'character' : 'characters'}${lines > 1 ? `, ${grouped(lines)} lines` : ''}`;
}
