import { cellText, rowText } from '../../protocol/cells.ts';
import type { DialogHost } from './host.ts';
import type { Key, MouseInput } from './types.ts';

/** A key event from a name as operators write it: `a`, `down`, `C-n`, `S-tab`. */
export function keyEvent(full: string): [ch: string | undefined, key: Key] {
  const modifiers = /^(?:[CMS]-)*/.exec(full)![0];
  const name = full.slice(modifiers.length);
  const key: Key = { name, ctrl: modifiers.includes('C-'), shift: modifiers.includes('S-'), meta: modifiers.includes('M-'), full };
  return [[...name].length === 1 && modifiers === '' ? name : undefined, key];
}

export function press(host: DialogHost, ...keys: string[]): void {
  for (const key of keys) host.key(...keyEvent(key));
}

/** Types every character of `text`. */
export function type(host: DialogHost, text: string): void {
  for (const ch of text) host.key(ch, { name: undefined, ctrl: false, shift: false, meta: false, full: undefined });
}

/** The overlay's rows as text, without trailing blanks. */
export function screenText(host: DialogHost): string[] {
  return host.render()?.rows.map(rowText) ?? [];
}

/** Where `text` begins on the screen. */
export function place(host: DialogHost, text: string): { x: number; y: number } {
  const overlay = host.render();
  for (const [y, row] of (overlay?.rows ?? []).entries()) {
    for (let x = 0; x < overlay!.width; x++) {
      let rest = '';
      for (let i = x; i < overlay!.width && rest.length < text.length; i++) rest += cellText(row, i);
      if (rest.startsWith(text)) return { x: overlay!.x + x, y: overlay!.y + y };
    }
  }
  throw new Error(`"${text}" is not on the screen:\n${screenText(host).join('\n')}`);
}

export function mouse(host: DialogHost, action: MouseInput['action'], at: { x: number; y: number }): void {
  host.mouse({ action, ...at });
}

export function click(host: DialogHost, at: { x: number; y: number }): void {
  mouse(host, 'press', at);
  mouse(host, 'release', at);
}

/** The end of this turn of the event loop: what was answered is settled. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
