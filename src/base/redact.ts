/** Shorter values are not searched for: they would black out ordinary text, and no provider issues such keys. */
const SHORTEST_SECRET = 6;
const MASK = '[secret]';

/**
 * Knows every secret that the process has resolved and takes each out of a text.
 * It stands in front of the log and of everything that is shown about a failure.
 */
export class Redactor {
  private readonly secrets = new Set<string>();
  private ordered: string[] = [];

  /** Learns `secret`, in its plain form and as JSON and URL encoding would write it. */
  add(secret: string): void {
    for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(toWellFormed(secret))]) {
      if (form.length >= SHORTEST_SECRET) this.secrets.add(form);
    }
    // longest first, so that a secret that contains another one goes as a whole
    this.ordered = [...this.secrets].sort((a, b) => b.length - a.length);
  }

  /** `text` with every known secret replaced by a mask of fixed length. */
  redact(text: string): string {
    let out = text;
    for (const secret of this.ordered) if (out.includes(secret)) out = out.replaceAll(secret, MASK);
    return out;
  }

  /** VALUE, of what JSON can say, with every text in it redacted; names of fields stay. */
  redactAll<T>(value: T): T {
    return this.copy(value) as T;
  }

  private copy(value: unknown): unknown {
    if (typeof value === 'string') return this.redact(value);
    if (Array.isArray(value)) return value.map((v) => this.copy(v));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, v]) => [name, this.copy(v)]));
  }
}

/** encodeURIComponent throws on a lone surrogate. */
function toWellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}
