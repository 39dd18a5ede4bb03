import os from 'node:os';

/**
 * What a program announces by OSC, made into values: pure functions of the payload. Everything here was written by the
 * program and is shown to the operator, so control characters go and lengths are bounded.
 */
const TITLE_LENGTH = 512;
const BODY_LENGTH = 2048;
const PATH_LENGTH = 4096;
const WORD_LENGTH = 64;

/** `text` without control characters, at most `length` UTF-16 units, never cut inside a character. */
export function plainText(text: string, length = TITLE_LENGTH): string {
  let out = text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
  if (out.length > length) out = out.slice(0, length).replace(/[\ud800-\udbff]$/, '');
  return out;
}

export interface Notification {
  title: string;
  body: string;
}

export interface Progress {
  /** 0 none, 1 normal, 2 error, 3 indeterminate, 4 paused. */
  state: number;
  percent: number;
}

/** OSC 9: a notification, or progress (`4;state;percent`). Null for ConEmu's other numbered commands. */
export function parseOsc9(payload: string): Notification | Progress | null {
  const progress = /^4(?:;(\d*)(?:;(\d*))?)?$/.exec(payload);
  if (progress) {
    const state = Number(progress[1] ?? 0);
    if (state > 4) return null;
    return { state, percent: Math.min(100, Number(progress[2] ?? 0)) };
  }
  if (/^\d+(;|$)/.test(payload)) return null;
  const body = plainText(payload, BODY_LENGTH);
  return body === '' ? null : { title: '', body };
}

/** OSC 777: `notify;title;body`. */
export function parseOsc777(payload: string): Notification | null {
  const [kind, title = '', ...body] = payload.split(';');
  if (kind !== 'notify') return null;
  return { title: plainText(title), body: plainText(body.join(';'), BODY_LENGTH) };
}

/** Unfinished OSC 99 notifications that are kept; the oldest goes first. */
const PENDING_99 = 16;

/** OSC 99 (kitty desktop notifications): pieces with the same id make one notification, which the one without `d=0` completes. */
export class KittyNotifications {
  private readonly pending = new Map<string, Notification>();

  /** `payload` is `metadata;text`. The notification that it completes, or null. */
  push(payload: string): Notification | null {
    const cut = payload.indexOf(';');
    const metadata = new Map(
      (cut < 0 ? payload : payload.slice(0, cut)).split(':').map((pair): [string, string] => [pair.slice(0, 1), pair.slice(2)]),
    );
    const kind = metadata.get('p') ?? 'title';
    const raw = cut < 0 ? '' : payload.slice(cut + 1);
    const text = metadata.get('e') === '1' ? Buffer.from(raw, 'base64').toString('utf8') : raw;
    const id = (metadata.get('i') ?? '').slice(0, WORD_LENGTH);
    const notification = this.pending.get(id) ?? { title: '', body: '' };
    if (kind === 'title') notification.title = plainText(notification.title + text);
    else if (kind === 'body') notification.body = plainText(notification.body + text, BODY_LENGTH);
    // queries, icons, buttons and requests to close are not for us
    else return null;
    this.pending.delete(id);
    if (metadata.get('d') === '0') {
      this.pending.set(id, notification);
      if (this.pending.size > PENDING_99) this.pending.delete(this.pending.keys().next().value!);
      return null;
    }
    return notification.title || notification.body ? notification : null;
  }
}

/** OSC 7501, program status: `state=working:app=name`. Null where no state is told. */
export function parseStatus(payload: string): { state: string; app: string } | null {
  const fields = new Map(
    payload.split(':').map((pair): [string, string] => {
      const [name = '', ...value] = pair.split('=');
      return [name, plainText(value.join('='), WORD_LENGTH)];
    }),
  );
  const state = fields.get('state');
  return state ? { state, app: fields.get('app') ?? '' } : null;
}

/** OSC 7: the folder that a `file:` URL names on this machine, or null. */
export function parseFolder(payload: string, hostname = os.hostname()): string | null {
  const url = /^(?:file|kitty-shell-cwd):\/\/([^/]*)(\/.*)$/.exec(payload);
  if (!url) return null;
  const host = url[1]!.toLowerCase();
  const here = hostname.toLowerCase();
  if (host !== '' && host !== 'localhost' && host !== here && host !== here.split('.')[0]) return null;
  let path = url[2]!;
  if (payload.startsWith('file:')) {
    try {
      path = decodeURIComponent(path);
    } catch {
      // some shells do not encode: what they sent is the path
    }
  }
  return path.length > PATH_LENGTH || /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(path) ? null : path;
}

/** OSC 52: the text that a program puts on the clipboard. Null for a read, a clear, or another selection than the clipboard. */
export function parseClipboard(payload: string): string | null {
  const cut = payload.indexOf(';');
  if (cut < 0) return null;
  const targets = payload.slice(0, cut);
  const data = payload.slice(cut + 1);
  if (targets !== '' && !/[cs]/.test(targets)) return null;
  if (data === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(data)) return null;
  return Buffer.from(data, 'base64').toString('utf8');
}
