/** What the operator lets programs do with the clipboard (`osc52` in the configuration). */
export type ClipboardPolicy = 'deny' | 'ask' | 'allow';

/** More than this is not put on a clipboard, in bytes of UTF-8: some terminals stop reading at less. */
export const CLIPBOARD_BYTES = 1024 * 1024;

export interface ClipboardRequest {
  policy: ClipboardPolicy;
  /** Of the tab that asks. */
  label: string;
  text: string;
  /** An operator who may answer views the tab. */
  inView: boolean;
  /** This tab's refusals were told before. */
  told: boolean;
}

/**
 * What becomes of a write to the clipboard: it goes to a client (which asks first where `ask` says so), or it is dropped,
 * with a sentence for whoever looks on where that is worth one. The text itself is in no sentence.
 *
 * Under `ask` a tab that nobody views is refused: a question about something out of sight cannot be judged.
 */
export function decideClipboard({ policy, label, text, inView, told }: ClipboardRequest): ClipboardVerdict {
  const count = characterCount(text);
  if (Buffer.byteLength(text) > CLIPBOARD_BYTES) {
    return { kind: 'drop', notice: `"${label}" wanted to copy ${count}, more than a clipboard is given; nothing was copied` };
  }
  if (policy === 'allow') return { kind: 'copy', ask: false };
  if (policy === 'ask' && inView) return { kind: 'copy', ask: true };
  if (policy === 'ask') return { kind: 'drop', notice: `"${label}" wanted to copy ${count} while it was out of view; nothing was copied` };
  const notice = told ? null : `"${label}" wanted to copy ${count}; osc52 = "ask" or "allow" in the configuration lets it`;
  return { kind: 'drop', notice };
}

export type ClipboardVerdict = { kind: 'copy'; ask: boolean } | { kind: 'drop'; notice: string | null };

function characterCount(text: string): string {
  const count = [...text].length;
  return count === 1 ? '1 character' : `${count} characters`;
}
