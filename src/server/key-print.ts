import { createHmac, randomBytes } from 'node:crypto';
import type { Environment, ScopedValue } from '../config/types.ts';
import { classify, variable } from '../config/values.ts';

/**
 * Tells whether keys are the same ones without keeping them: a hash of what they are, under a secret of this process that
 * is nowhere else. Of a reference its text is compared: what it stands for is only read when a tab is opened.
 */
export class KeyPrints {
  private readonly salt = randomBytes(32);

  /** `keys`: deciding values, in any order. */
  of(keys: readonly ScopedValue[], environment: Environment): string {
    const parts = keys.map(({ name, value }) => {
      const { kind, text } = classify(value);
      if (kind === 'reference') return [name, 'reference', text];
      return [name, 'text', kind === 'variable' ? (variable(environment, text) ?? null) : text];
    });
    parts.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
    return createHmac('sha256', this.salt).update(JSON.stringify(parts)).digest('base64');
  }
}
