const PASTE_END = /\x1b\[201~|\u009b201~/g;

/** TEXT as a terminal pastes it. Nothing in it may end the brackets, also not once something else in it was taken out. */
export function pasted(text: string, bracketed: boolean): string {
  let inner = text.replaceAll(/\r?\n/g, '\r');
  for (let before = ''; before !== inner; ) {
    before = inner;
    inner = inner.replaceAll(PASTE_END, '');
  }
  return bracketed ? `\x1b[200~${inner}\x1b[201~` : inner;
}
